"""Find the first and the last period in which each unit of a table has figures."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reportlib.data.guessing.markers import usual_meaning
from reportlib.data.guessing.periods.times import is_period
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.units.units import GuessedUnit
from reportlib.periods import Period
from reportlib.workbook import patterns
from reportlib.workbook.patterns import PatternMatch

Span = tuple[Period, Period]


def spans_of(roles: Roles) -> dict[str, Span]:
    """The first and last period with figures for each text that names a unit; empty for a table of one period."""
    if roles.units.unit is None or not (roles.times.rows or roles.times.wide):
        return {}
    spans: dict[str, Span] = {}
    for unit, text in sorted(set(_figures(roles))):
        period = Period.parse(text)
        spans[unit] = joined(spans.get(unit, (period, period)), (period, period))
    return spans


def joined(one: Span, other: Span) -> Span:
    """The span from the earlier beginning to the later end of two spans."""
    return min(one[0], other[0], key=lambda period: period.opens), max(one[1], other[1], key=lambda period: period.closes)


def outside(unit: GuessedUnit, span: Span, whole: Span) -> str:
    """A remark if a unit lacks figures at the beginning or end of `whole` and its dates do not explain this; else empty."""
    late = not unit.start and span[0].opens > whole[0].opens
    early = not unit.end and span[1].closes < whole[1].closes
    texts = [f"before {span[0]}, add `from: {span[0]}` if it began then"] if late else []
    texts += [f"after {span[1]}, add `to: {span[1]}` if it ended then"] if early else []
    exists = "it exists the rest of the time" if unit.start or unit.end else "it exists throughout"
    return f"{exists}, though it has no figures {'; nor '.join(texts)}" if texts else ""


def _figures(roles: Roles) -> Iterator[tuple[str, str]]:
    times, cells = roles.times, roles.cells
    number = next((number for number, what in times.fields.items() if what == "period"), None)
    by_text = {} if number is None else {text: is_period(text, times.periods, times.starts) for text in cells[number].unique()}
    in_rows = pd.Series("", index=cells.index, dtype="str") if number is None else cells[number].map(by_text)
    for heading in roles.figures:
        match = patterns.find(times.wide, heading.name, times.years) if times.wide else None
        for unit, text, period in zip(roles.names, cells[heading.number], in_rows, strict=True):
            if unit and text and not usual_meaning(text) and (period := _when(match, period)):
                yield unit, period


def _when(match: PatternMatch | None, in_row: str) -> str:
    """The period in a column's name, with the row's year if the name has only a part of a year (Q1); else the row's period."""
    if match is None:
        return in_row
    return match.part.of(in_row) if match.part and in_row else match.period
