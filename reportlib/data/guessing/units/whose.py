"""Guess the columns that name a row's unit, its code, level and parent, or larger areas around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reportlib.data.mapping.amounts import magnitude
from reportlib.data.mapping.headings import Heading
from reportlib.workbook.patterns import plain, words

MAX_LEVELS: Final = 6
_CODED: Final = "several units are called alike, or one has several names: codes tell which is meant"
_NOT_UNITS: Final = ("unit", "code", "level", "parent", "measure")
_NOTE: Final = re.compile(r"\[[^\]]*\]")
_WHOLE: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Whose:
    """The columns that say to which unit a row belongs, and why they were chosen.

    `unit` is None if all rows are of one unit. `name_heading` is the column of names, if `unit` holds codes. `above` are columns
    of larger areas around a unit, the largest first. `unused` are columns that are not read, with the reason.
    """

    unit: Heading | None
    why: str = ""
    name_heading: Heading | None = None
    level: Heading | None = None
    parent: Heading | None = None
    above: tuple[Heading, ...] = ()
    unused: tuple[tuple[Heading, str], ...] = ()
    unnamed: str = ""
    """The word for the total in another column of the rows that name no unit, and are rows of the total."""


def whose(
    texts: Iterable[Heading], numbers: Iterable[Heading], body: pd.DataFrame, *, measure: Heading | None, when: Iterable[Heading]
) -> Whose | None:
    """Guess the columns of units.

    If no column can name units, all rows are taken to be of one unit, provided that a column names indicators or each row has a
    period of its own. Otherwise the result is None.

    `texts` are the columns of words. `numbers` are the columns of figures, some of which may be codes. `when` are the columns of
    periods, months or quarters.
    """
    rest, numbers = [heading for heading in texts if heading != measure], list(numbers)
    unit_headings = [heading for heading in rest if is_called("unit", heading)]
    several = [h for h in unit_headings if not is_called("measure", h) or body[h.number].nunique() > 1]
    unit_headings = several if len(rest) > len(unit_headings) else unit_headings
    free = [h for h in rest if not any(is_called(kind, h) for kind in ("indicator", "note", "period", "reported_at"))]
    if not unit_headings and not free:
        alone = any(is_called("indicator", heading) for heading in texts) or _once(body, [heading.number for heading in when])
        return Whose(None, "no column names units: all figures are of one") if alone else None
    named = {heading: length_of(body[heading.number]) for heading in unit_headings}
    unit = max(unit_headings or free, key=lambda heading: (body[heading.number].nunique(), named.get(heading, 0)))
    why = "its name says so" if is_called("unit", unit) else "the column of words with the most different ones"
    if unit_headings and (finer := _finer(free, unit, body, numbers)):
        unit, why = finer, f"each of its names is in one '{unit.name}' only"
    unused: list[tuple[Heading, str]] = []
    codes = [h for h in (*rest, *numbers) if h != unit and is_called("code", h) and _is_code(body, h, unit)]
    name_heading = None
    for code in codes[:1]:
        if determines(body, unit, code) and determines(body, code, unit):
            unused.append((code, "it is the code of each unit, which its name says as well"))
        else:
            unit, name_heading, why = code, unit, _CODED
    unused += [(code, "another code of the unit") for code in codes[1:]]
    others = [h for h in rest if h not in (unit, name_heading) and h not in codes and determines(body, unit, h)]
    level, parent, above = _level_parent_areas(others, body, unit, name_heading)
    if level:
        unused.append((level, "it says the levels of units, which params/units.yaml now does"))
    if parent:
        unused.append((parent, "it names parents, which params/units.yaml now does"))
    unused += [(heading, "it names larger units, which params/units.yaml now does") for heading in above]
    return Whose(unit, why, name_heading, level, parent, above, tuple(unused))


def length_of(texts: pd.Series[str]) -> int:
    """The length of all different texts of a column, added up; columns of names have more of it than columns of codes."""
    return sum(map(len, texts.unique()))


def _once(body: pd.DataFrame, when: list[int]) -> bool:
    return bool(when) and not bool(body[when].duplicated().any())


def _finer(free: Iterable[Heading], unit: Heading, body: pd.DataFrame, numbers: Iterable[Heading]) -> Heading | None:
    """The column that names parts of the units in `unit`; None if there is none.

    Each part occurs in one unit only, and some rows differ only by the part. A column of kinds, such as day and night, is not
    taken, because the same kinds occur in several units.
    """
    figures = [heading.number for heading in numbers]
    if body[unit.number].nunique() < 2:
        return None
    for heading in (heading for heading in free if not any(is_called(kind, heading) for kind in _NOT_UNITS)):
        others = body.drop(columns=[heading.number, *figures])
        if (
            (body[heading.number] != "").all()
            and body[heading.number].nunique() > body[unit.number].nunique()
            and determines(body, heading, unit)
            and bool(others.duplicated().any())
        ):
            return heading
    return None


def is_called(kind: str, heading: Heading) -> bool:
    """Whether a column's name is, or ends with, a known word of a kind, such as “unit” or “unit name”."""
    bare_words = {_bare(word) for word in words()["headers"][kind]}
    ends = tuple(_bare(word) for word in words()["endings"].get(kind, ()))
    for text in (_bare(heading.last), _bare(heading.name)):
        bare = re.sub(r"[\s_.-]*(name|\u540d\u79f0)$", "", text) if kind in ("unit", "indicator") else text
        if text in bare_words or bare in bare_words or (ends and text.endswith(ends)):
            return True
    return False


def _bare(text: str) -> str:
    """A text for comparison: like `plain`, but without accents and notes in square brackets."""
    letters = unicodedata.normalize("NFKD", plain(_NOTE.sub("", text)))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def determines(body: pd.DataFrame, one: Heading, other: Heading) -> bool:
    """Whether each text of column `one` always has the same text of column `other` beside it; empty cells do not count."""
    rows = body[(body[one.number] != "") & (body[other.number] != "")]
    return bool(len(rows)) and int(rows.groupby(one.number)[other.number].nunique().max()) == 1


def _is_code(body: pd.DataFrame, code: Heading, unit: Heading) -> bool:
    """Whether a column may hold codes of units: single words, with more than one code for every two names of units."""
    texts = body[code.number]
    different = texts[texts != ""].nunique()
    return different * 2 > body[unit.number].nunique() and not texts.str.contains(r"[.,%\s]").any()


def _level_parent_areas(
    others: list[Heading], body: pd.DataFrame, unit: Heading, name_heading: Heading | None
) -> tuple[Heading | None, Heading | None, tuple[Heading, ...]]:
    names = set(body[(name_heading or unit).number]) | set(body[unit.number])
    parent = next((h for h in others if is_called("parent", h) or _names_units(body, h, unit, name_heading, names)), None)
    level = next((h for h in others if h != parent and _is_level(body, h, certain=parent is not None)), None)
    if parent or level:
        return level, parent, ()
    areas = [h for h in others if is_called("unit", h) and 1 < body[h.number].nunique() < body[unit.number].nunique()]
    areas = [h for h in areas if not (body[h.number] == body[(name_heading or unit).number]).any()]
    areas.sort(key=lambda heading: body[heading.number].nunique())
    nested = [h for n, h in enumerate(areas) if all(determines(body, h, larger) for larger in areas[:n])]
    return None, None, tuple(nested)


def _names_units(body: pd.DataFrame, heading: Heading, unit: Heading, name_heading: Heading | None, names: set[str]) -> bool:
    own, other = body[[unit.number, (name_heading or unit).number]], body[heading.number]
    has_text = other != ""
    mine = own.eq(other, axis=0).any(axis=1)
    return bool(has_text.any()) and set(other[has_text]) <= names and not bool(mine[has_text].any())


def _is_level(body: pd.DataFrame, heading: Heading, *, certain: bool) -> bool:
    level_words = {plain(word) for word in words()["headers"]["level"]}
    exact = bool({plain(heading.last), plain(heading.name)} & level_words)
    return body[heading.number].nunique() <= MAX_LEVELS and (exact or (certain and is_called("level", heading)))


def measure_column(texts: Iterable[Heading], body: pd.DataFrame) -> Heading | None:
    """The column with the measure of each row's indicator; None if there is none.

    The column's name must be a word for a measure, and the column must have the same text in all rows of an indicator. If it has
    only one text, this must be a known measure: one Chinese word means both “measure” and “organisation”.
    """
    listed = list(texts)
    indicator = next((heading for heading in listed if is_called("indicator", heading)), None)
    if indicator is None:
        return None
    measure_headings = [heading for heading in listed if heading != indicator and is_called("measure", heading)]
    measured = (h for h in measure_headings if determines(body, indicator, h))
    return next((h for h in measured if body[h.number].nunique() > 1 or _are_measures(body[h.number])), None)


def _are_measures(texts: pd.Series[str]) -> bool:
    known = {plain(word) for kind in ("amounts", "currencies", "people", "things") for word in words()[kind]}
    return all(plain(magnitude(text)[1]) in known for text in texts.unique() if text)


def serial(heading: Heading, texts: pd.Series[str]) -> bool:
    """Whether a column holds row numbers."""
    numbers = [int(text) for text in texts if _WHOLE.fullmatch(text)]
    return is_called("serial", heading) and numbers == sorted(set(numbers))


def measures_of(body: pd.DataFrame, indicator: Heading, measure: Heading) -> Mapping[str, str]:
    """The measure of each indicator, where rows name both."""
    rows = body[(body[indicator.number] != "") & (body[measure.number] != "")]
    return dict(zip(rows[indicator.number], rows[measure.number], strict=True))
