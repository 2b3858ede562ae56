"""Guess what each column of a table holds, from its name and its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from reportlib.data.guessing.flagged import code_of, flag_column
from reportlib.data.guessing.markers import usual_meaning
from reportlib.data.guessing.numbers import Style
from reportlib.data.guessing.periods.so_far import dated_columns, month_of
from reportlib.data.guessing.periods.times import NUMERIC, Times, are_periods, times_of
from reportlib.data.guessing.periods.titles import ONLY_YEAR, Said, said_by
from reportlib.data.guessing.periods.undated import names_periods, no_period, plans_in
from reportlib.data.guessing.periods.wide import is_timeless, read_names
from reportlib.data.guessing.shape import MORE, Shape, holds_more, is_number
from reportlib.data.guessing.units.apart import levels_apart
from reportlib.data.guessing.units.subtotals import unnamed_total
from reportlib.data.guessing.units.whose import Whose, is_called, length_of, measure_column, measures_of, serial, whose
from reportlib.data.guessing.vocabulary import said_in
from reportlib.data.mapping.headings import Heading, headings
from reportlib.errors import DataError, Problem
from reportlib.periods import Period
from reportlib.sources import Table, stripped
from reportlib.sources.table import first_texts
from reportlib.workbook.layouts import Layout
from reportlib.workbook.patterns import plain

_FEW: Final = 30
_PLAN: Final = "a target for the year: write it into the file that `targets` in params/workbook.yaml names"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_OF_UNITS: Final = "it says the same of a unit on all its rows; write it in params/units.yaml where it groups them"


ABOUT: Final = ("note", "reported_at", "status")
"""The fields that say something about a figure, and not which figure it is."""


@dataclass
class Roles:
    """What each column of a table holds.

    `by` are columns whose words name indicators. `parts` says, by column number, which columns hold the numerator and the
    denominator. `measures` has the measure of each indicator, if a column says it. `unused` are columns that are not read, with
    the reason.
    """

    headings: list[Heading]
    cells: pd.DataFrame
    units: Whose
    times: Times
    name: str = ""
    """The name of the table: its sheet, or its file."""
    style: Style = field(default_factory=Style)
    note: Heading | None = None
    status: Heading | None = None
    """The column with the flag of each row's figure."""
    sent: Heading | None = None
    """The column of the days on which figures were sent."""
    by: list[Heading] = field(default_factory=list)
    figures: list[Heading] = field(default_factory=list)
    parts: dict[int, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    unused: list[tuple[Heading, str]] = field(default_factory=list)

    @property
    def fields(self) -> dict[int, str]:
        """The field of a row that each column holds, by column number; without the column of units."""
        return (
            self.times.fields
            | ({self.note.number: "note"} if self.note else {})
            | ({self.status.number: "status"} if self.status else {})
            | ({self.sent.number: "reported_at"} if self.sent else {})
            | {heading.number: "indicator" for heading in self.by}
        )

    @property
    def names(self) -> pd.Series[str]:
        """The text for each row's unit; empty texts if the table has no column of units."""
        if self.units.unit is None:
            return pd.Series("", index=self.cells.index, dtype="str")
        return self.cells[self.units.unit.number]


def roles_of(table: Table, shape: Shape, file: str, *, style: Style, period: str, name: str, called: Sequence[str] = ()) -> Roles:
    """Guess what the columns of a table hold.

    `period` is the period of all figures, if the user named one. `name` is the table's name, which may contain a year or name the
    indicator. `called` are the names of its sheet and file, which may contain a period.

    Raises
    ------
    DataError
        When no column can be taken for units, or nothing says the period. The message says what the user has to add.
    """
    all_headings = headings(table, Layout(file=file, header=shape.header))
    body = style.of(table.cells[table.rows >= shape.first].apply(stripped))
    body = body[_before_end(body, shape)].reset_index(drop=True)
    all_headings = [heading for heading in all_headings if (body[heading.number] != "").any()]
    kinds = {heading.number: _kind(body[heading.number], heading) for heading in all_headings}
    texts = [heading for heading in all_headings if kinds[heading.number] == "words"]
    measure = measure_column(texts, body)
    numbers = [h for h in all_headings if kinds[h.number] == "figures"]
    when = [h for h in all_headings if kinds[h.number] == "periods" or names_periods(h)]
    if several := levels_apart([h for h in texts if not (is_called("note", h) or is_called("reported_at", h))], body):
        raise DataError([Problem(several, file=file)])
    whose_columns = whose(texts, numbers, body, measure=measure, when=when)
    if whose_columns is None:
        message = "no column of words names units, and not each row has a period of its own: add a column that names the units"
        raise DataError([Problem(message, file=file)])
    if unnamed := unnamed_total(body, whose_columns.unit, whose_columns.above):
        whose_columns = replace(whose_columns, unnamed=unnamed)
    dated, rest = _apart(all_headings, whose_columns, kinds)
    all_names = " ".join([*(heading.name for heading in all_headings), *shape.above, name])
    said = Said(period, period, "--period") if period else said_by(shape.above, called or (name,))
    times = times_of(dated, [h for h in rest if h not in dated], body, all_names, year=_whole(said.year))
    roles = Roles(all_headings, body, whose_columns, times, name, style, unused=list(whose_columns.unused))
    _say_words(roles, [h for h in rest if kinds[h.number] != "figures" and h.number not in times.fields], measure)
    _once_each(roles)
    _say_figures(roles, [h for h in rest if kinds[h.number] == "figures" and h.number not in times.fields])
    _say_parts(roles)
    _say_when(roles, said, file, all_names=all_names)
    return roles


def _before_end(body: pd.DataFrame, shape: Shape) -> pd.Series[bool]:
    if not shape.end:
        return pd.Series(True, index=body.index)
    return ~first_texts(body).map(plain).str.startswith(plain(shape.end)).astype(bool).cummax()


def _kind(texts: pd.Series[str], heading: Heading) -> str:
    """The kind of a column's cells: “periods”, “figures” or “words”."""
    if is_called("reported_at", heading):
        return "words"
    texts_there = texts[texts != ""]
    different = texts_there.unique()
    if are_periods(different, heading, has_period_name=is_called("period", heading), repeated=len(different) < len(texts_there)):
        return "periods"
    numbers = sum(is_number(text) or bool(usual_meaning(text)) for text in texts_there)
    return "figures" if numbers >= NUMERIC * len(texts_there) and any(map(is_number, different)) else "words"


def _apart(all_headings: list[Heading], whose_columns: Whose, kinds: Mapping[int, str]) -> tuple[list[Heading], list[Heading]]:
    """The columns of periods, and all columns except those of units and unused ones."""
    used = {heading for heading, _ in whose_columns.unused} | {whose_columns.unit, whose_columns.name_heading}
    rest = [heading for heading in all_headings if heading not in used]
    return [heading for heading in rest if kinds[heading.number] == "periods"], rest


def _whole(year: str) -> str:
    """The text if it is a year; empty if it is a shorter period, which the user may have named."""
    return year if year and Period.parse(year).kind == "year" else ""


def _say_figures(roles: Roles, numeric: list[Heading]) -> None:
    for heading in numeric:
        if whose_code := code_of(heading, roles.cells, roles.names, roles.by):
            roles.unused.append((heading, whose_code))
        elif serial(heading, roles.cells[heading.number]):
            roles.unused.append((heading, "it numbers the rows"))
        elif said_in(heading.name, "intervals"):
            roles.unused.append((heading, "a limit of an interval, which is worked out here"))
        else:
            roles.figures.append(heading)


def _say_words(roles: Roles, rest: list[Heading], measure: Heading | None) -> None:
    for heading in rest:
        if heading == measure:
            indicator = next(other for other in rest if is_called("indicator", other))
            roles.measures = measures_of(roles.cells, indicator, heading)
            roles.unused.append((heading, "it says what each indicator is counted in, which params/catalogue.yaml now does"))
        elif roles.status is None and flag_column(heading, roles.cells[heading.number]):
            roles.status = heading
        elif is_called("note", heading):
            roles.note = heading
        elif is_called("reported_at", heading):
            _say_sent(roles, heading)
        elif roles.by and is_called("code", heading) and _same_as(roles, heading, roles.by[0]):
            roles.unused.append((heading, "it is the code of each indicator, which its name says as well"))
        elif is_called("indicator", heading) or _breaks_down(roles, heading):
            roles.by.append(heading)
        elif roles.units.unit is not None and _says_of_units(roles, heading):
            alike = roles.cells[heading.number].nunique() == 1
            roles.unused.append((heading, "it is the same on all rows" if alike else _OF_UNITS))
        else:
            roles.unused.append((heading, _says_nothing(roles, heading)))


def _says_nothing(roles: Roles, heading: Heading) -> str:
    if like := next(filter(holds_more, roles.cells[heading.number]), ""):
        return MORE.format(like)
    unit = roles.units.unit
    return (
        f"it says the same as '{unit.name}'" if unit and _same_as(roles, heading, unit) else "words that say nothing of a figure"
    )


def _once_each(roles: Roles) -> None:
    """Of columns that name the same things, such as codes and labels, keep the one with the longest names."""
    for heading in sorted(roles.by, key=lambda heading: length_of(roles.cells[heading.number])):
        same = [other for other in roles.by if other != heading and _same_as(roles, heading, other)]
        if same and roles.cells[heading.number].nunique() > 1:
            roles.by.remove(heading)
            roles.unused.append((heading, f"it says the same as '{same[-1].name}'"))


def _say_sent(roles: Roles, heading: Heading) -> None:
    texts = roles.cells[heading.number]
    if roles.sent is None and all(map(_DAY.fullmatch, texts[texts != ""])):
        roles.sent = heading
    else:
        roles.unused.append((heading, "it says when figures were sent; to read it, write its days as 2023-02-05"))


def _say_parts(roles: Roles) -> None:
    value = next((heading for heading in roles.figures if is_called("value", heading)), None)
    if value is None or not roles.by:
        return
    for part in ("numerator", "denominator"):
        column = next((h for h in roles.figures if h != value and is_called(part, h)), None)
        if column:
            roles.parts[column.number] = part
    roles.figures = [heading for heading in roles.figures if heading.number not in roles.parts]


def _same_as(roles: Roles, one: Heading, other: Heading) -> bool:
    pairs = roles.cells[[one.number, other.number]].drop_duplicates()
    return not pairs[one.number].duplicated().any() and not pairs[other.number].duplicated().any()


def _says_of_units(roles: Roles, heading: Heading) -> bool:
    pairs = pd.DataFrame({"unit": roles.names, "word": roles.cells[heading.number]}).drop_duplicates()
    return not pairs["unit"].duplicated().any() and bool(pairs["word"].duplicated().any())


def _breaks_down(roles: Roles, heading: Heading) -> bool:
    keys = [roles.names, *(roles.cells[number] for number in roles.times.fields)]
    texts = roles.cells[heading.number]
    several = texts.groupby([key.to_numpy() for key in keys]).nunique().max() > 1
    repeated = pd.concat(keys, axis=1, keys=range(len(keys))).duplicated().any()
    return bool(several) and texts.nunique() <= _FEW and bool(repeated)


def _say_when(roles: Roles, said: Said, file: str, *, all_names: str) -> None:
    times, names = roles.times, [heading.name for heading in roles.figures]
    dated = {} if times.rows else dated_columns(roles.figures, said.period)
    if not dated:
        read_names(times, names, year=said.year, all_names=all_names)
    if refused := times.why.get("refused"):
        raise DataError([Problem(refused, file=file)])
    timeless = [heading for heading in roles.figures if is_timeless(times, heading.name)]
    roles.unused += [(heading, "its name does not say when, as those beside it do") for heading in timeless]
    roles.figures = [heading for heading in roles.figures if heading not in timeless]
    if times.rows or times.wide:
        return
    times.period, times.why["period"] = said.period, said.why
    if times.finer and said.year:
        times.period, times.why["period"] = said.year, f"the year of its {times.finer}s: {ONLY_YEAR}"
    elif dated:
        times.dated, times.period = dated, month_of(said.period)
    plans = plans_in(roles.figures, times.period)
    roles.unused += [(heading, _PLAN) for heading in plans]
    roles.figures = [heading for heading in roles.figures if heading not in plans]
    if not times.period:
        raise DataError([Problem(no_period(roles.headings, roles.cells, said), file=file)])
