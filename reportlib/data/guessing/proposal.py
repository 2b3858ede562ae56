"""Guess a workbook for tables, each guess with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path

import pandas as pd

from reportlib.data.guessing.files import TableRead, all_tables
from reportlib.data.guessing.indicators.indicators import Indicated, indicator_in, indicators_of
from reportlib.data.guessing.indicators.kinds import TYPICAL, UNKNOWN
from reportlib.data.guessing.indicators.naming import named_in_full, without_marks
from reportlib.data.guessing.indicators.totals import not_added, totals_of
from reportlib.data.guessing.periods.spans import Span, joined, outside, spans_of
from reportlib.data.guessing.periods.times import periods_in
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.shape import Shape
from reportlib.data.guessing.signs import Signs
from reportlib.data.guessing.units.alike import Part, told_apart
from reportlib.data.guessing.units.reorganised import with_dates
from reportlib.data.guessing.units.repeated import repeated
from reportlib.data.guessing.units.units import GuessedUnit, units_of
from reportlib.data.mapping.headings import Heading
from reportlib.periods import MONTHS, Kind, Period
from reportlib.sources import Table
from reportlib.sources.table import letters
from reportlib.workbook.patterns import plain, words


@dataclass(frozen=True)
class Guessed:
    """The guesses about one table; `remarks` are about the format of its file."""

    file: str
    sheet: str
    shape: Shape
    roles: Roles
    indicators: tuple[Indicated, ...]
    remarks: tuple[str, ...]
    units: tuple[GuessedUnit, ...]
    signs: Signs


@dataclass
class Proposal:
    """A guessed workbook; `unread` lists what was not read, and why."""

    name: str
    every: Kind
    starts: tuple[int, str]
    """The month in which years start, and the reason for the guess."""
    languages: tuple[str, ...]
    tables: list[Guessed]
    units: list[GuessedUnit] = field(default_factory=list)
    indicators: list[Indicated] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def lang(self) -> str:
        """The first language."""
        return self.languages[0]

    @property
    def reporting(self) -> list[str]:
        """The levels whose units have rows in the tables; if there are none, all levels."""
        depths = {unit.depth for unit in self.units if unit.cell}
        return [level for depth, level in enumerate(self.levels) if depth in depths] or self.levels

    def level_name(self, depth: int) -> str:
        """The name that most tables use for a level; empty if they use none."""
        names = [unit.level for unit in self.units if unit.depth == depth and unit.level]
        return max(names, key=names.count, default="")

    @property
    def levels(self) -> list[str]:
        """The ids of the levels, top first."""
        return [f"level-{depth + 1}" for depth in sorted({unit.depth for unit in self.units})]


def propose(files: Sequence[Path], *, name: str, period: str = "") -> Proposal:
    """Guess a workbook from tables; `period` is the period of all figures, needed if the tables do not say it.

    Raises
    ------
    DataError
        When no table of a file can be understood; each problem names the decision that a person has to make.
    """
    tables, unread = all_tables(files, period)
    every, chinese = _every(tables), _is_chinese(tables)
    starts = max((one.roles.times.starts, one.roles.times.why.get("starts", "")) for one in tables)
    proposal = Proposal(name, every, starts, ("zh",) if chinese else ("en",), [], unread=unread)
    starter_texts = words()["called"][proposal.lang]
    nameless = sum(one.roles.units.unit is None for one in tables)
    alone = {one.roles.name: _titled(one) for one in tables if one.roles.units.unit is None and nameless == 1}
    parts = [_part(one, every, alone.get(one.roles.name, starter_texts["all"])) for one in tables]
    _merge(proposal, told_apart(parts, whole=starter_texts["all"]), ())
    for (file, sheet, _, shape, roles, remarks, signs), part in zip(tables, parts, strict=True):
        units = tuple(with_dates(part.units, roles))
        proposal.tables.append(Guessed(file, sheet, shape, roles, tuple(part.indicators), remarks, units, signs))
        _merge(proposal, units, part.indicators)
        if again := repeated(roles, units):
            proposal.unread.append(f"{file}{f' {sheet}' if sheet else ''}: {again}")
        proposal.unread += [
            f"{file}{f' {sheet}!' if sheet else ' column '}{letters(h.number)} '{h.name}': {why}" for h, why in roles.unused
        ]
    _add_up(proposal)
    _say_spans(proposal)
    return proposal


def _part(one: TableRead, every: Kind, whole: str) -> Part:
    units = units_of(one.roles, _as_they_stand(one.table, one.shape, one.roles), whole=whole)
    indicators = indicators_of(one.roles, one.shape.measures, every)
    named_in_full(indicators, one.shape.notes)
    return Part(one.roles, without_marks(units), indicators)


def _titled(one: TableRead) -> str:
    return next((text for text in one.shape.above if ":" not in text and "\uff1a" not in text), one.roles.name)


def _as_they_stand(table: Table, shape: Shape, roles: Roles) -> pd.Series[str]:
    """The cells of the column of units with their leading blanks, which may be indentation."""
    if roles.units.unit is None:
        return roles.names
    return table.cells[roles.units.unit.number][table.rows >= shape.first].reset_index(drop=True).iloc[: len(roles.cells)]


def _every(tables: Iterable[TableRead]) -> Kind:
    periods_by_table = [periods_in(one.roles.times, [h.name for h in one.roles.figures], one.roles.cells) for one in tables]
    periods = [Period.parse(text) for texts in periods_by_table for text in texts if text]
    kinds = {_finest(period) for period in periods}
    return next((kind for kind in reversed(MONTHS) if kind in kinds), "year")


def _finest(period: Period) -> Kind:
    """How often figures of this period are collected. A running total is quarterly if it ends with a quarter, else monthly."""
    if period.kind != "ytd":
        return period.kind
    return "month" if period.number % 3 else "quarter"


def _is_chinese(tables: Iterable[TableRead]) -> bool:
    texts = "".join(heading.name for one in tables for heading in one.roles.headings)
    return any("\u4e00" <= letter <= "\u9fff" for letter in texts)


def _merge(proposal: Proposal, units: Iterable[GuessedUnit], indicators: Iterable[Indicated]) -> None:
    """Add a table's units and indicators to the proposal; of indicators that are already there, add the table's words."""
    unit_ids = {unit.id for unit in proposal.units}
    proposal.units += [unit for unit in units if unit.id not in unit_ids]
    by_id = {indicator.id: indicator for indicator in proposal.indicators}
    for indicator in indicators:
        if indicator.id in by_id:
            by_id[indicator.id].words += [word for word in indicator.words if word not in by_id[indicator.id].words]
        else:
            proposal.indicators.append(indicator)


def _add_up(proposal: Proposal) -> None:
    """Set `rollup: none` for indicators whose totals are not the sums of the units below.

    If the kind of an indicator is not sure (`UNKNOWN` or `TYPICAL`) and its totals are such sums, the kind becomes `flow`.
    """
    for table in proposal.tables:
        for heading in table.roles.figures if not table.roles.by else ():
            totals = totals_of(table.roles, proposal.units, table.roles.cells[heading.number])
            _judge([one for one in table.indicators if _is_of(table.roles, heading, one)], totals)
        _judge_ratios(proposal, table)
    by_id = {indicator.id: indicator for table in proposal.tables for indicator in table.indicators if indicator.rollup}
    for indicator in proposal.indicators:
        if indicator.id in by_id:
            indicator.rollup, indicator.why["rollup"] = "none", by_id[indicator.id].why["rollup"]


def _judge_ratios(proposal: Proposal, table: Guessed) -> None:
    """Set `rollup: none` for a ratio if the totals of its numerator or denominator are not the sums of the units below."""
    for one in table.indicators:
        for heading in (one.ratio.numerator, one.ratio.denominator) if one.ratio and not table.roles.by else ():
            reason = not_added(totals_of(table.roles, proposal.units, table.roles.cells[heading.number]))
            if reason and not one.rollup:
                one.rollup, one.why["rollup"] = "none", f"of '{heading.name}' {reason}"


def _say_spans(proposal: Proposal) -> None:
    """Add to a unit's `why` that it has no first (or last) period although other units have earlier (or later) figures."""
    spans: dict[str, Span] = {}
    for table in proposal.tables:
        by_cell = spans_of(table.roles)
        for unit in table.units:
            if span := by_cell.get(unit.cell):
                spans[unit.id] = joined(spans.get(unit.id, span), span)
    if not spans:
        return
    whole = reduce(joined, spans.values())
    notes = {unit.id: outside(unit, spans[unit.id], whole) for unit in proposal.units if unit.id in spans}
    proposal.units = [replace(unit, why="; ".join(filter(None, (unit.why, notes.get(unit.id, ""))))) for unit in proposal.units]


def _is_of(roles: Roles, heading: Heading, indicator: Indicated) -> bool:
    name = indicator_in(roles, heading.name) or roles.name
    return any(plain(word) == plain(name) for word in indicator.words)


def _judge(indicators: Iterable[Indicated], totals: pd.DataFrame) -> None:
    reason = not_added(totals)
    for one in (one for one in indicators if one.kind not in ("ratio", "rank")):
        if reason and one.kind != "rate":
            one.rollup, one.why["rollup"] = "none", reason
        elif reason and one.why["kind"] == TYPICAL:
            one.why["kind"] = f"{reason}; it is not added up"
        elif not reason and totals["several"].any() and one.why["kind"] in (UNKNOWN, TYPICAL):
            one.kind, one.why["kind"] = "flow", "its totals are the sums of those below them; write stock where it is a state"
