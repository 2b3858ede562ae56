"""What a workbook of some tables may be: levels, units, indicators, periods and layouts, each guess with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from reportlib.data.guessing.indicators import Indicated, indicators_of, not_added
from reportlib.data.guessing.numbers import style_of
from reportlib.data.guessing.roles import Roles, roles_of
from reportlib.data.guessing.shape import Shape, shape_of
from reportlib.data.guessing.times import periods_in
from reportlib.data.guessing.units import GuessedUnit, units_of
from reportlib.data.mapping.headings import BETWEEN
from reportlib.errors import DataError, Problem
from reportlib.periods import Kind, Period
from reportlib.sources import Csv, Sheet, Table, source_of, stripped
from reportlib.sources.sheets import ENDINGS, sheet_names
from reportlib.sources.table import letters
from reportlib.workbook.patterns import plain, words

_KINDS: Final[tuple[Kind, ...]] = ("month", "quarter", "half", "year")


@dataclass(frozen=True)
class Guessed:
    """One table: its file, its sheet, its shape, and what stands in it."""

    file: str
    sheet: str
    shape: Shape
    roles: Roles
    indicators: tuple[Indicated, ...]
    said: tuple[str, ...]
    units: tuple[GuessedUnit, ...]


@dataclass
class Proposal:
    """A workbook as it is guessed."""

    name: str
    every: Kind
    starts: tuple[int, str]
    """The month in which years start, and why that is thought."""
    languages: tuple[str, ...]
    tables: list[Guessed]
    units: list[GuessedUnit] = field(default_factory=list)
    indicators: list[Indicated] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def lang(self) -> str:
        """Its first language."""
        return self.languages[0]

    def level_name(self, depth: int) -> str:
        """What the tables call a level most often; empty where they do not."""
        names = [unit.level for unit in self.units if unit.depth == depth and unit.level]
        return max(names, key=names.count, default="")

    @property
    def levels(self) -> list[str]:
        """The ids of its levels, top first."""
        return [f"level-{depth + 1}" for depth in sorted({unit.depth for unit in self.units})]


def propose(files: Sequence[Path], *, name: str, period: str = "") -> Proposal:
    """What a workbook of some tables may be.

    Parameters
    ----------
    period
        The period of all figures, where no table says it.

    Raises
    ------
    DataError
        With the decision that is missing of every table of which nothing could be made.
    """
    problems: list[Problem] = []
    read: list[tuple[str, str, Table, Shape, Roles, tuple[str, ...]]] = []
    left = []
    for path in files:
        found, unread = _tables(path, period)
        read.extend(found)
        if found:
            left += [str(problem) for problem in unread]
        else:
            problems.extend(unread)
    if problems or not read:
        raise DataError(problems)
    every, chinese = _every(read), _is_chinese(read)
    starts = max((roles.times.starts, roles.times.why.get("starts", "")) for _, _, _, _, roles, _ in read)
    made = Proposal(name, every, starts, ("zh",) if chinese else ("en",), [], left=left)
    called = words()["called"][made.lang]
    for file, sheet, table, shape, roles, said in read:
        units = units_of(roles, _as_they_stand(table, shape, roles), whole=called["all"])
        own = indicators_of(roles, shape.measures, every)
        made.tables.append(Guessed(file, sheet, shape, roles, tuple(own), said, tuple(units)))
        _merge(made, units, own)
        made.left += [
            f"{file}{f' {sheet}!' if sheet else ' column '}{letters(h.number)} '{h.name}': {why}" for h, why in roles.left
        ]
    _add_up(made)
    return made


def _as_they_stand(table: Table, shape: Shape, roles: Roles) -> pd.Series[str]:
    """The texts of the column of units, with the blanks before them."""
    if roles.units.unit is None:
        return roles.names
    return table.cells[roles.units.unit.number][table.rows >= shape.first].reset_index(drop=True).iloc[: len(roles.cells)]


def _tables(path: Path, period: str) -> tuple[list[tuple[str, str, Table, Shape, Roles, tuple[str, ...]]], list[Problem]]:
    """The tables of a file, a sheet each; and why others are none."""
    file = f"data/{path.name}"
    names: list[str | None] = [*sheet_names(path, path.name)] if path.suffix.lower() in ENDINGS else [None]
    found, problems = [], list[Problem]()
    for name in names:
        plain_source = source_of(path.parent, path.name)
        source = Sheet(path, path.name, name) if name is not None else plain_source
        try:
            table = source.read()
            texts = (text for column in table.cells for text in stripped(table.cells[column]))
            style = style_of(texts, separator=source.divided_by() if isinstance(source, Csv) else ",")
            shape = shape_of(table, path.name, style)
            roles = roles_of(table, shape, path.name, style=style, period=period, name=_named(path, name, len(names)))
        except DataError as error:
            problems.extend(error.problems)
            continue
        said = source.remarks() if isinstance(source, Csv) else ()
        found.append((file, name or "", table, shape, roles, said))
    return found, problems


def _named(path: Path, sheet: str | None, several: int) -> str:
    """What a table is called: as its sheet, where the file has several; else as the file."""
    return sheet if sheet and several > 1 else path.stem


def _every(read: Iterable[tuple[str, str, Table, Shape, Roles, tuple[str, ...]]]) -> Kind:
    """How often figures were collected: by the finest period that a table names."""
    named = [periods_in(roles.times, [h.name for h in roles.figures], roles.cells) for _, _, _, _, roles, _ in read]
    kinds = {Period.parse(text).kind for texts in named for text in texts if text}
    return next((kind for kind in _KINDS if kind in kinds), "year")


def _is_chinese(read: Iterable[tuple[str, str, Table, Shape, Roles, tuple[str, ...]]]) -> bool:
    texts = "".join(heading.name for _, _, _, _, roles, _ in read for heading in roles.headings)
    return any("\u4e00" <= letter <= "\u9fff" for letter in texts)


def _merge(made: Proposal, units: Iterable[GuessedUnit], indicators: Iterable[Indicated]) -> None:
    """Take units and indicators that were not there yet; those of the same id are the same."""
    known = {unit.id for unit in made.units}
    made.units += [unit for unit in units if unit.id not in known]
    held = {indicator.id: indicator for indicator in made.indicators}
    for indicator in indicators:
        if indicator.id in held:
            held[indicator.id].words += [word for word in indicator.words if word not in held[indicator.id].words]
        else:
            made.indicators.append(indicator)


def _add_up(made: Proposal) -> None:
    """Leave indicators un-added whose totals are not the sums of what lies below."""
    for table in made.tables:
        for heading in table.roles.figures:
            told = not_added(table.roles, made.units, table.roles.cells[heading.number]) if not table.roles.by else ""
            for indicator in table.indicators:
                of = any(plain(word) in plain(heading.name).split(plain(BETWEEN)) for word in indicator.words)
                if told and of and indicator.kind != "rate":
                    indicator.rollup, indicator.why["rollup"] = "none", told
    by_id = {indicator.id: indicator for table in made.tables for indicator in table.indicators if indicator.rollup}
    for indicator in made.indicators:
        if indicator.id in by_id:
            indicator.rollup, indicator.why["rollup"] = "none", by_id[indicator.id].why["rollup"]
