"""What stands in each column of a table, guessed from its name and its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from reportlib.data.guessing.shape import Shape, is_number, year_in
from reportlib.data.mapping.headings import BETWEEN, Heading, headings
from reportlib.errors import DataError, Problem
from reportlib.sources import Table, stripped
from reportlib.workbook import patterns
from reportlib.workbook.layouts import Layout
from reportlib.workbook.patterns import period_of, plain, words

_NUMERIC: Final = 0.6
_FEW: Final = 30
_HOLE: Final = re.compile(r"\{\w+\}")
_PATTERNS: Final = ("{year}-{month}-{any}", "{year}/{any}", "{year}-{any}", "{year}{any}")
"""How periods may be written beside the usual ways: by the day, or by the year that they begin in."""


@dataclass
class Roles:
    """What each column holds; `why` says for each guess the reason, `left` what is not read."""

    headings: list[Heading]
    cells: pd.DataFrame
    unit: Heading
    name: str = ""
    """What the table is called: its sheet, or its file."""
    level: Heading | None = None
    parent: Heading | None = None
    fields: dict[int, str] = field(default_factory=dict)
    by: list[Heading] = field(default_factory=list)
    figures: list[Heading] = field(default_factory=list)
    wide: str = ""
    period: str = ""
    periods: str = ""
    why: dict[str, str] = field(default_factory=dict)
    left: list[tuple[Heading, str]] = field(default_factory=list)


def roles_of(table: Table, shape: Shape, file: str, *, period: str, name: str) -> Roles:
    """What stands in the columns of a table.

    Parameters
    ----------
    period
        The period of all figures, where somebody says it.
    name
        What the table is called, where a year may stand, and an indicator may be named.

    Raises
    ------
    DataError
        With the decision that is missing: which column names units, or when the figures were taken.
    """
    layout = Layout(file=file, header=shape.header)
    named = headings(table, layout)
    body = table.cells[(table.rows >= shape.first)].apply(stripped)
    body = body[_before_end(body, shape)].reset_index(drop=True)
    named = [heading for heading in named if (body[heading.number] != "").any()]
    kinds = {heading.number: _kind(body[heading.number], heading) for heading in named}
    unit = _unit(named, kinds, body, file)
    roles = Roles(named, body, unit, name)
    roles.why["unit"] = "its name says so" if _is("unit", unit) else "the column of words with the most different ones"
    _times(roles, kinds)
    roles.figures = [h for h in named if kinds[h.number] == "figures" and h.number not in roles.fields]
    _words(roles, kinds)
    _wide(roles)
    _when(roles, shape, file, period=period, name=name)
    return roles


def _before_end(body: pd.DataFrame, shape: Shape) -> pd.Series[bool]:
    first = body.apply(lambda row: next((text for text in row if text), ""), axis=1)
    ends = first.map(lambda text: bool(shape.end) and plain(text).startswith(plain(shape.end)))
    return ~ends.astype(bool).cummax()


def _is(kind: str, heading: Heading) -> bool:
    """Whether a column is called as such columns are."""
    return plain(heading.last) in map(plain, words()["headers"][kind]) or plain(heading.name) in map(
        plain, words()["headers"][kind]
    )


def _kind(texts: pd.Series[str], heading: Heading) -> str:
    """What kind of cells a column has: periods, figures or words."""
    texts_there = texts[texts != ""]
    different = texts_there.unique()
    if _is("period", heading) and any(all(_period(text, way) for text in different) for way in ("", *_PATTERNS)):
        return "periods"
    if all(period_of(text) for text in different) and len(different) < len(texts_there):
        return "periods"
    markers = words()["markers"]
    numbers = sum(is_number(text) or text in markers for text in texts_there)
    return "figures" if numbers >= _NUMERIC * len(texts_there) and any(map(is_number, different)) else "words"


def _period(text: str, way: str) -> str:
    match = patterns.find(way, text) if way else None
    return match.period if match else ("" if way else period_of(text))


def _unit(named: list[Heading], kinds: Mapping[int, str], body: pd.DataFrame, file: str) -> Heading:
    """The column that names the units."""
    texts = [heading for heading in named if kinds[heading.number] == "words"]
    if not texts:
        message = "no column of words, so that nothing says whose the figures are; add a column that names the units"
        raise DataError([Problem(message, file=file)])
    called = [heading for heading in texts if _is("unit", heading)]
    return max(called or texts, key=lambda heading: body[heading.number].nunique())


def _times(roles: Roles, kinds: Mapping[int, str]) -> None:
    """The columns that say when."""
    dated = [heading for heading in roles.headings if kinds[heading.number] == "periods"]
    for heading in dated[:1]:
        different = roles.cells[heading.number].unique()
        roles.periods = next((way for way in ("", *_PATTERNS) if all(_period(text, way) for text in different if text)), "")
        roles.fields[heading.number] = "period"
        roles.why["period"] = "its cells are periods"
    for heading in roles.headings:
        if heading.number in roles.fields or not dated:
            continue
        for what, last in (("month", 12), ("quarter", 4)):
            named = plain(heading.last) in (what, *(plain(word) for word in words()["headers"]["period"] if word in heading.last))
            texts = roles.cells[heading.number].unique()
            if named and all(text.isdigit() and 1 <= int(text) <= last for text in texts) and what not in roles.fields.values():
                roles.fields[heading.number] = what
                break


def _words(roles: Roles, kinds: Mapping[int, str]) -> None:
    """The columns of words beside the unit's: level, parent, note, and those by which figures are broken down."""
    rest = [
        h for h in roles.headings if kinds[h.number] in ("words", "periods") and h != roles.unit and h.number not in roles.fields
    ]
    for heading in rest:
        if _is("note", heading):
            roles.fields[heading.number] = "note"
        elif _is("level", heading) and roles.cells[heading.number].nunique() <= 6:
            roles.level = heading
            roles.left.append((heading, "it says the levels of units, which params/units.yaml now does"))
        elif _is_parent(roles, heading):
            roles.parent = heading
            roles.left.append((heading, "it names parents, which params/units.yaml now does"))
        elif _is("indicator", heading) or _breaks_down(roles, heading):
            roles.by.append(heading)
            roles.fields[heading.number] = "indicator"
        else:
            roles.left.append((heading, "words that say nothing of a figure"))


def _is_parent(roles: Roles, heading: Heading) -> bool:
    """Whether all words of a column are names of units, and not of the row's own."""
    own, named = roles.cells[roles.unit.number], roles.cells[heading.number]
    has_name = named != ""
    return bool(has_name.any()) and set(named[has_name]) <= set(own) and bool((named[has_name] != own[has_name]).all())


def _breaks_down(roles: Roles, heading: Heading) -> bool:
    """Whether one unit has rows of several words of a column at one time, and there are few words."""
    keys = [roles.unit.number, *(number for number, what in roles.fields.items() if what in ("period", "month", "quarter"))]
    texts = roles.cells[heading.number]
    several = roles.cells.groupby(keys)[heading.number].nunique().max() > 1
    return bool(several) and texts.nunique() <= _FEW and bool(roles.cells.duplicated(keys).any())


def _wide(roles: Roles) -> None:
    """The pattern of the names of columns that say when, and those that do not fit it."""
    names = [heading.name for heading in roles.figures]
    ways = [way for way in words()["periods"] if "{year}" in way]
    best = max(_ways(ways), key=lambda way: (_fitting(way, names), len(_HOLE.sub("", plain(way)))), default="")
    fits = _fitting(best, names) if best else 0
    if fits < 2 or fits < _NUMERIC * len(names) or "period" in roles.fields.values():
        return
    roles.wide = best
    roles.why["wide"] = "the names of the columns say when"
    for heading in list(roles.figures):
        if patterns.find(best, heading.name) is None:
            roles.figures.remove(heading)
            roles.left.append((heading, "its name does not say when, as those beside it do"))


def _ways(ways: Iterable[str]) -> Iterator[str]:
    for way in ways:
        yield way
        for between in (BETWEEN, " ", "_", ""):
            yield f"{way}{between}{{indicator}}"
            yield f"{{indicator}}{between}{way}"


def _fitting(way: str, names: list[str]) -> int:
    """How many names a pattern fits; one that finds digits in the words of an indicator does not."""
    matches = [patterns.find(way, name) for name in names]
    return sum(1 for one in matches if one is not None and not any(letter.isdigit() for letter in one.indicator[:1]))


def _when(roles: Roles, shape: Shape, file: str, *, period: str, name: str) -> None:
    """The period of all figures, where no column says one."""
    if "period" in roles.fields.values() or roles.wide:
        return
    roles.period = period or year_in(list(shape.above)) or year_in([name])
    roles.why["period"] = "--period" if period else "the only year in the title or the name of the file"
    if not roles.period:
        message = (
            "nothing says when the figures were taken: no column, no title, no name; say it with --period, such as --period 2023"
        )
        raise DataError([Problem(message, file=file)])
