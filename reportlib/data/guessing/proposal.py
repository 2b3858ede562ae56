"""Guess a workbook for tables, each guess with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from reportlib.data.guessing.alike import Part, told_apart
from reportlib.data.guessing.indicators import Indicated, indicator_in, indicators_of
from reportlib.data.guessing.kinds import TYPICAL, UNKNOWN
from reportlib.data.guessing.naming import named_in_full, without_marks
from reportlib.data.guessing.numbers import Style, style_of
from reportlib.data.guessing.reorganised import with_dates
from reportlib.data.guessing.roles import Roles, roles_of
from reportlib.data.guessing.shape import Shape, shape_of
from reportlib.data.guessing.signs import Signs, bare, signs_of
from reportlib.data.guessing.spans import Span, joined, outside, spans_of
from reportlib.data.guessing.subtotals import without_subtotals
from reportlib.data.guessing.times import periods_in
from reportlib.data.guessing.totals import not_added, totals_of
from reportlib.data.guessing.units import GuessedUnit, units_of
from reportlib.data.mapping.headings import Heading
from reportlib.errors import DataError, Problem
from reportlib.periods import MONTHS, Kind, Period
from reportlib.sources import Csv, Sheet, Source, Table, source_of
from reportlib.sources.sheets import ENDINGS, sheet_names
from reportlib.sources.table import letters
from reportlib.workbook.patterns import part_in, period_of, plain, words


class TableRead(NamedTuple):
    """One table as it was read, with its shape, the meaning of its columns, and the signs around its figures."""

    file: str
    sheet: str
    table: Table
    shape: Shape
    roles: Roles
    remarks: tuple[str, ...]
    signs: Signs


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
    tables, unread = _all_tables(files, period)
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


def _all_tables(files: Iterable[Path], period: str) -> tuple[list[TableRead], list[str]]:
    """The tables of all files, and what was not read; an error if a file has no table that can be understood."""
    problems, tables, unread = list[Problem](), list[TableRead](), list[str]()
    for path in files:
        tables_here, problems_here = _tables(path, period)
        tables.extend(tables_here)
        if tables_here:
            unread += [str(problem) for problem in problems_here]
        else:
            problems.extend(problems_here)
    if problems or not tables:
        raise DataError(problems)
    return tables, unread


def _as_they_stand(table: Table, shape: Shape, roles: Roles) -> pd.Series[str]:
    """The cells of the column of units with their leading blanks, which may be indentation."""
    if roles.units.unit is None:
        return roles.names
    return table.cells[roles.units.unit.number][table.rows >= shape.first].reset_index(drop=True).iloc[: len(roles.cells)]


def _tables(path: Path, period: str) -> tuple[list[TableRead], list[Problem]]:
    file = f"data/{path.name}"
    names: list[str | None] = [*sheet_names(path, path.name)] if path.suffix.lower() in ENDINGS else [None]
    tables, problems = [], list[Problem]()
    for name in names:
        plain_source = source_of(path.parent, path.name)
        source = Sheet(path, path.name, name) if name is not None else plain_source
        try:
            table, signs, style, shape = _shaped(source, path.name)
            called = (name, path.stem) if name else (path.stem,)
            named = _named(path, name, len(names))
            table, omitted = without_subtotals(table, shape, path.name)
            shape = replace(shape, without=omitted)
            roles = roles_of(table, shape, path.name, style=style, period=period, name=named, called=called)
        except DataError as error:
            problems.extend(_on_sheet(problem, name if len(names) > 1 else None) for problem in error.problems)
            continue
        remarks = source.remarks() if isinstance(source, Csv) else ()
        tables.append(TableRead(file, name or "", table, shape, roles, remarks, signs))
    return tables, problems


def _on_sheet(problem: Problem, sheet: str | None) -> Problem:
    """A problem that names its sheet, if the file has several."""
    if not sheet or problem.cell or f"'{sheet}'" in problem.message:
        return problem
    return replace(problem, message=f"sheet '{sheet}': {problem.message}")


def _shaped(source: Source, file: str) -> tuple[Table, Signs, Style, Shape]:
    """A table with bare numbers, the signs that were around them, their notation, and the table's shape."""
    table = source.read()
    cells = bare(table.cells)
    texts = {text.strip() for column in cells for text in cells[column].unique()}
    style = style_of(texts, separator=source.divided_by() if isinstance(source, Csv) else ",")
    shape = shape_of(replace(table, cells=cells), file, style)
    cells[table.rows < shape.first] = table.cells  # names of columns are left as they stand
    return replace(table, cells=cells), signs_of(table.cells, cells), style, shape


def _named(path: Path, sheet: str | None, several: int) -> str:
    """The name of a table: its sheet, if the file has several and the name is no period such as 一季度; else the file."""
    return sheet if sheet and several > 1 and not (part_in(sheet) or period_of(sheet)) else path.stem


def _every(tables: Iterable[TableRead]) -> Kind:
    periods_by_table = [periods_in(one.roles.times, [h.name for h in one.roles.figures], one.roles.cells) for one in tables]
    periods = [Period.parse(text) for texts in periods_by_table for text in texts if text]
    kinds = {_finest(period) for period in periods}
    return next((kind for kind in reversed(MONTHS) if kind in kinds), "year")


def _finest(period: Period) -> Kind:
    """How often figures with this period are collected: running totals by the quarter if their months may end one."""
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
        for one in table.indicators:
            _judge_ratio(one, table.indicators)
    by_id = {indicator.id: indicator for table in proposal.tables for indicator in table.indicators if indicator.rollup}
    for indicator in proposal.indicators:
        if indicator.id in by_id:
            indicator.rollup, indicator.why["rollup"] = "none", by_id[indicator.id].why["rollup"]


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


def _judge_ratio(one: Indicated, indicators: Iterable[Indicated]) -> None:
    """A ratio is added up by its parts, and so is none if one of them is not."""
    names = {one.ratio.numerator.name, one.ratio.denominator.name} if one.ratio else set()
    for part in (other for other in indicators if other.rollup and names & set(other.words)):
        one.rollup, one.why["rollup"] = part.rollup, f"of '{part.name}' {part.why['rollup']}"


def _judge(indicators: Iterable[Indicated], totals: pd.DataFrame) -> None:
    reason = not_added(totals)
    for one in (one for one in indicators if one.kind not in ("ratio", "rank")):
        if reason and one.kind != "rate":
            one.rollup, one.why["rollup"] = "none", reason
        elif reason and one.why["kind"] == TYPICAL:
            one.why["kind"] = f"{reason}; it is not added up"
        elif not reason and totals["several"].any() and one.why["kind"] in (UNKNOWN, TYPICAL):
            one.kind, one.why["kind"] = "flow", "its totals are the sums of those below them; write stock where it is a state"
