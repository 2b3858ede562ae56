"""Which columns of a table say whose the figures are: names of units, their codes, their levels and what they belong to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reportlib.data.mapping.headings import Heading
from reportlib.workbook.patterns import plain, words

MAX_LEVELS: Final = 6
_CODED: Final = "several units are called alike, or one has several names: codes tell which is meant"
_NOTE: Final = re.compile(r"\[[^\]]*\]")
_WHOLE: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Whose:
    """The columns that name the unit of a row, and the reason for the guess (`why`).

    Parameters
    ----------
    unit
        The column that names the unit of a row; none where all rows are of one.
    called
        The column that says what a unit is called, where `unit` holds codes.
    above
        Columns that name the larger units to which one belongs, the largest first.
    left
        Columns that are not read, with the reason.
    """

    unit: Heading | None
    why: str = ""
    name_heading: Heading | None = None
    level: Heading | None = None
    parent: Heading | None = None
    above: tuple[Heading, ...] = ()
    unused: tuple[tuple[Heading, str], ...] = ()


def whose(texts: Iterable[Heading], numbers: Iterable[Heading], body: pd.DataFrame, *, measure: Heading | None) -> Whose | None:
    """Whose the figures of a table are; nothing where no column says it, and none of its columns names indicators.

    Parameters
    ----------
    texts
        The columns of words.
    numbers
        The columns of figures, some of which may be codes.
    measure
        A column that says what indicators are counted in: it looks like one of units.
    """
    rest = [heading for heading in texts if heading != measure]
    unit_headings = [heading for heading in rest if is_called("unit", heading)]
    free = [heading for heading in rest if not any(is_called(kind, heading) for kind in ("indicator", "note"))]
    if not unit_headings and not free:
        alone = any(is_called("indicator", heading) for heading in texts)
        return Whose(None, "no column names units: all figures are of one") if alone else None
    unit = max(unit_headings or free, key=lambda heading: body[heading.number].nunique())
    why = "its name says so" if is_called("unit", unit) else "the column of words with the most different ones"
    unused: list[tuple[Heading, str]] = []
    codes = [h for h in (*rest, *numbers) if h != unit and is_called("code", h) and _is_code(body, h, unit)]
    name_heading = None
    for code in codes[:1]:
        if _determines(body, unit, code) and _determines(body, code, unit):
            unused.append((code, "it is the code of each unit, which its name says as well"))
        else:
            unit, name_heading, why = code, unit, _CODED
    unused += [(code, "another code of the unit") for code in codes[1:]]
    others = [h for h in rest if h not in (unit, name_heading) and h not in codes and _determines(body, unit, h)]
    level, parent, above = _level_parent_areas(others, body, unit, name_heading)
    if level:
        unused.append((level, "it says the levels of units, which params/units.yaml now does"))
    if parent:
        unused.append((parent, "it names parents, which params/units.yaml now does"))
    unused += [(heading, "it names larger units, which params/units.yaml now does") for heading in above]
    return Whose(unit, why, name_heading, level, parent, above, tuple(unused))


def is_called(kind: str, heading: Heading) -> bool:
    """Whether a column is called as such columns are: by one of the known words, or by one and “name” behind it."""
    bare_words = {_bare(word) for word in words()["headers"][kind]}
    ends = tuple(_bare(word) for word in words()["endings"].get(kind, ()))
    for text in (_bare(heading.last), _bare(heading.name)):
        bare = re.sub(r"[\s_.-]*(name|\u540d\u79f0)$", "", text) if kind == "unit" else text
        if text in bare_words or bare in bare_words or (ends and text.endswith(ends)):
            return True
    return False


def _bare(text: str) -> str:
    """A text as it is compared, without accents, and without notes in square brackets."""
    letters = unicodedata.normalize("NFKD", plain(_NOTE.sub("", text)))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _determines(body: pd.DataFrame, one: Heading, other: Heading) -> bool:
    """Whether all rows of one text of a column have the same of another."""
    rows = body[(body[one.number] != "") & (body[other.number] != "")]
    return bool(len(rows)) and int(rows.groupby(one.number)[other.number].nunique().max()) == 1


def _is_code(body: pd.DataFrame, code: Heading, unit: Heading) -> bool:
    """Whether a column may hold codes of units: about as many as there are names, each one word."""
    texts = body[code.number]
    different = texts[texts != ""].nunique()
    return different * 2 > body[unit.number].nunique() and not texts.str.contains(r"[.,%\s]").any()


def _level_parent_areas(
    others: list[Heading], body: pd.DataFrame, unit: Heading, name_heading: Heading | None
) -> tuple[Heading | None, Heading | None, tuple[Heading, ...]]:
    """The columns that say level, parent, and larger units, of those that say the same of a unit on all its rows."""
    names = set(body[(name_heading or unit).number]) | set(body[unit.number])
    parent = next((h for h in others if is_called("parent", h) or _names_units(body, h, unit, name_heading, names)), None)
    level = next((h for h in others if h != parent and _is_level(body, h, certain=parent is not None)), None)
    if parent or level:
        return level, parent, ()
    areas = [h for h in others if is_called("unit", h) and 1 < body[h.number].nunique() < body[unit.number].nunique()]
    areas = [h for h in areas if not (body[h.number] == body[(name_heading or unit).number]).any()]
    areas.sort(key=lambda heading: body[heading.number].nunique())
    nested = [h for n, h in enumerate(areas) if all(_determines(body, h, larger) for larger in areas[:n])]
    return None, None, tuple(nested)


def _names_units(body: pd.DataFrame, heading: Heading, unit: Heading, name_heading: Heading | None, names: set[str]) -> bool:
    """Whether all words of a column are names of units, and not of the row's own."""
    own, other = body[[unit.number, (name_heading or unit).number]], body[heading.number]
    has_text = other != ""
    mine = own.eq(other, axis=0).any(axis=1)
    return bool(has_text.any()) and set(other[has_text]) <= names and not bool(mine[has_text].any())


def _is_level(body: pd.DataFrame, heading: Heading, *, certain: bool) -> bool:
    """Whether a column says levels: it is called so, or ends so where another says what each unit belongs to."""
    level_words = {plain(word) for word in words()["headers"]["level"]}
    exact = bool({plain(heading.last), plain(heading.name)} & level_words)
    return body[heading.number].nunique() <= MAX_LEVELS and (exact or (certain and is_called("level", heading)))


def measure_column(texts: Iterable[Heading], body: pd.DataFrame) -> Heading | None:
    """The column that says what each indicator of the rows is counted in.

    It is called so, has one text for each indicator, and several in all: a unit would come with several indicators.
    """
    listed = list(texts)
    indicator = next((heading for heading in listed if is_called("indicator", heading)), None)
    if indicator is None:
        return None
    measure_headings = [heading for heading in listed if heading != indicator and is_called("measure", heading)]
    return next((h for h in measure_headings if _determines(body, indicator, h) and body[h.number].nunique() > 1), None)


def serial(heading: Heading, texts: pd.Series[str]) -> bool:
    """Whether a column numbers the rows."""
    numbers = [int(text) for text in texts if _WHOLE.fullmatch(text)]
    return is_called("serial", heading) and numbers == sorted(set(numbers))


def measures_of(body: pd.DataFrame, indicator: Heading, measure: Heading) -> Mapping[str, str]:
    """What each indicator of the rows is counted in."""
    rows = body[(body[indicator.number] != "") & (body[measure.number] != "")]
    return dict(zip(rows[indicator.number], rows[measure.number], strict=True))
