"""`Selection`: a choice of figures. Each choice returns a copy; figures are fetched when an answer is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from reportlib.analysis.snapshots.grid import Grid
from reportlib.analysis.snapshots.snapshot import FIGURES
from reportlib.blocks import Chart, Table
from reportlib.errors import LeftOutError, NoFiguresError, QueryError
from reportlib.periods import Kind, Period
from reportlib.query import against, drawing, grids, groups, methods, parts
from reportlib.query.breakdowns import breakdown
from reportlib.query.change_and_rank import Change, Ranking, change, rank
from reportlib.query.code import code_of
from reportlib.query.columns import OF_ONE, VALUES, WORDS
from reportlib.query.depth import depth
from reportlib.query.members import (
    OF_INDICATORS,
    OF_UNITS,
    RELATIVES,
    Chosen,
    Each,
    Having,
    Named,
    indicators_of,
    members_of,
    relatives,
    with_ids,
)
from reportlib.query.names import one_of
from reportlib.query.reads import choice_as_list
from reportlib.query.requirements import indicators, reason
from reportlib.query.when import history, periods_of
from reportlib.workbook.units import Unit

if TYPE_CHECKING:
    from reportlib.query.book import Book

WHOLE: Final[tuple[Kind, ...]] = ("month", "quarter", "half", "year")


@dataclass(frozen=True)
class Selection:
    """A choice of figures of a workbook: indicators, units and periods.

    A `Book` makes it: `wb["a"]`, `wb.of("x")`, `wb.where(owner="o")`. By default it has the units of the top level (in a
    report, the report's unit) and the latest period.
    """

    book: Book = field(repr=False)
    indicators: tuple[str, ...]
    chosen: Chosen | None = None
    when: tuple[object, ...] = ()
    kind: Kind | Literal["own"] | None = None
    having: Having = ()
    group: str = ""
    unit: str = ""
    """The unit of the report that asks: it is the default choice, and has the `siblings` and the `parent`."""
    benchmarks: tuple[str, ...] = ()

    def of(self, *units: str) -> Selection:
        """Choose some units, by id or name."""
        if not units:
            raise QueryError("of(…) takes the units, such as of('x')")
        return replace(self, chosen=Named(tuple(dict.fromkeys(unit for wanted in units for unit in self._units_named(wanted)))))

    def _units_named(self, wanted: str) -> tuple[str, ...]:
        """The ids of the units that a name or, in a report, a word such as `siblings` stands for."""
        period = self.book.snapshot.until
        if not (self.unit and period and wanted in RELATIVES):
            return (self.book.names.units.id_of(wanted),)
        self.book.note("relatives", wanted, self.unit, str(period))
        unit_ids = relatives(self.book.workbook, wanted, self.unit, period)
        if not unit_ids:
            raise QueryError(f"'{self.unit}' has no {wanted} in {period}")
        return unit_ids

    def each(self, level: str, *, within: str = "") -> Selection:
        """Choose every unit of a level; with `within`, only those below the unit `within`."""
        names = self.book.names
        return replace(self, chosen=Each(names.levels.id_of(level), names.units.id_of(within) if within else ""))

    def at(self, *periods: str | int | Period) -> Selection:
        """Choose periods: 2020, "2020Q4", "latest", "previous", "last 4"."""
        if not periods:
            raise QueryError("at(…) takes the periods, such as at('2020Q4') or at('last 4')")
        return replace(self, when=periods, kind=None)

    def over(self, kind: Kind | Literal["own"] = "own") -> Selection:
        """Choose every period of a kind up to the latest; by default, each indicator's collection periods."""
        if kind != "own":
            one_of(kind, WHOLE, what="kind of period")
        return replace(self, kind=kind)

    def where(self, **attributes: object) -> Selection:
        """Keep indicators and units with certain attributes: `where(owner="o")`, `where(pilot=True)`."""
        wanted = with_ids(attributes, self.book.names)
        of = {name: value for name, value in wanted.items() if name in OF_INDICATORS}
        self.book.note("where", self.indicators, of)
        indicator_ids = indicators_of(self.book.workbook, self.indicators, of)
        if not indicator_ids:
            raise QueryError(f"no indicator here is one of {', '.join(f'{name}={value!r}' for name, value in of.items())}")
        having = tuple((name, value) for name, value in wanted.items() if name in OF_UNITS)
        return replace(self, indicators=indicator_ids, having=(*self.having, *having))

    def by(self, attribute: str) -> Selection:
        """Group units by parent, level, peer_group, pilot, start, … or by the indicator's owner or dimension."""
        if not self.unit:  # a report goes on without the group, and says why
            groups.check_adds(indicators(self))
        return replace(self, group=one_of(attribute, (*OF_UNITS, *OF_INDICATORS), what="attribute"))

    def against(self, *benchmarks: str) -> Selection:
        """Choose benchmarks: "parent", "rest" (the parent without the unit itself), "peers", "target", or a unit."""
        return replace(self, benchmarks=against.benchmarks_of(benchmarks, self))

    def values(self) -> pd.DataFrame:
        """The figures as a frame.

        Returns
        -------
        One row for each indicator, unit (or `group`) and period, with the columns `VALUES`. `absence` says why a value is
        missing. `k` of `n` units gave a figure. Each benchmark of `against` has a column `against_…`.

        Raises
        ------
        QueryError
            When the selection has no figures, or groups units of two levels.
        """
        figures = self.fetched()
        wanted = [name for name in VALUES if name not in OF_ONE] if self.group else VALUES
        at = wanted.index("period")
        beside = against.values(self, figures)
        return figures[[*wanted[:at], "group", *wanted[at:]] if self.group else wanted].assign(**beside)

    def fetched(self) -> pd.DataFrame:
        """The frame of `values` without benchmarks, with more columns: attributes of units, and `hidden` (suppressed returns)."""
        if not self._every_period():
            raise NoFiguresError(f"{', '.join(map(repr, self.indicators[:3]))}: no figure in any period so far")
        figures = self.figures()
        if figures.empty:
            raise self._nothing()
        return self._labelled(self._grouped(figures) if self.group else figures)

    def change(self, before: str | int | Period, after: str | int | Period) -> Change:
        """The change of the figures between two periods, like for like: `change(2019, 2020)`."""
        return change(self, before, after)

    def rank(self) -> Ranking:
        """The units in the order of the indicator, the best first."""
        return rank(self)

    def trend(self) -> Chart:
        """One indicator over time, a line for each unit or group; over its whole history, unless periods are chosen."""
        return drawing.trend(self)

    def multiples(self) -> Chart:
        """Small multiples: several indicators of one unit over time, each on its own scale."""
        return drawing.multiples(self)

    def spread(self) -> Chart:
        """How units are spread over the values of one indicator: a dot for each unit, a row for each group."""
        return drawing.spread(self)

    def relate(self, other: str, *, size: str = "") -> Chart:
        """A scatter plot: the selected indicator on the x axis, `other` on the y axis; larger dots show a larger count `size`."""
        return drawing.relate(self, other, size=size)

    contribution, composition, breakdown = parts.contribution, parts.composition, breakdown
    signal, progress = methods.signal, methods.progress
    funnel, caterpillar = methods.funnel, methods.caterpillar
    lorenz, depth, pilots = methods.lorenz, depth, methods.pilots

    def heatmap(self) -> Chart:
        """A heat map of figures: its rows are units, indicators or periods, its columns another of these."""
        return grids.heatmap(self)

    def table(self) -> Table:
        """A table of figures: its rows are units, indicators or periods, its columns another of these."""
        try:
            return grids.table(self)
        except LeftOutError as error:
            if not self.unit:
                raise
            return Table(columns=(), rows=(), data=pd.DataFrame(), why=reason(self, error), lang=self.book.words.lang)

    @property
    def code(self) -> str:
        """The line of code that makes this selection."""
        return code_of(self)

    @property
    def every(self) -> bool:
        """Whether all indicators are chosen."""
        return len(self.indicators) == len(self.book.workbook.catalogue.indicators)

    def periods(self, indicator: str) -> tuple[Period, ...]:
        """The selected periods of one indicator."""
        book, kind = self.book, None if self.kind == "own" else self.kind
        book.note("periods", indicator, [str(word) for word in self.when or ("latest",)] if self.kind is None else None, kind)
        if self.kind is None:
            return periods_of(self.when or ("latest",), indicator, book.snapshot, today=book.today)
        return history(indicator, book.snapshot, kind)

    def members(self, period: Period) -> tuple[Unit, ...]:
        """The selected units that existed in a period."""
        return tuple(map(self.book.workbook.units.__getitem__, self._facts(period)))

    def _facts(self, period: Period) -> dict[str, dict[str, Any]]:
        self.book.note("units", *self._question(period))
        return members_of(self.book.workbook, self._chosen, self.having, period)

    @property
    def _chosen(self) -> Chosen:
        return self.chosen or (Named((self.unit,)) if self.unit else Each(self.book.workbook.level_ids[0]))

    def _question(self, period: Period) -> tuple[object, ...]:
        return choice_as_list(self._chosen), self.having, str(period)

    def figures(self) -> pd.DataFrame:
        """The figures of each unit with numerator, denominator, coverage, status, and attributes of the unit."""
        wanted: dict[Period, list[str]] = {}
        for name in self.indicators:
            for period in self.periods(name):
                wanted.setdefault(period, []).append(name)
        grids = self.book.snapshot.grids(list(wanted))
        return pd.concat([self._of(grids[period], period, names) for period, names in wanted.items()], ignore_index=True)

    def _of(self, grid: Grid, period: Period, names: list[str]) -> pd.DataFrame:
        attributes = self._facts(period)
        for name in names:
            self.book.note("indicator", name)
        self.book.note("figures", names, *self._question(period))
        here = grid.table.take(grid.rows(names, attributes))[FIGURES]
        return here.assign(
            **{name: here["unit"].map({unit: facts[name] for unit, facts in attributes.items()}) for name in OF_UNITS}
        )

    def changes(self, period: Period, earlier: Period) -> pd.DataFrame:
        """The change of each selected figure since an earlier period, like for like (METHODS 2)."""
        self.book.note("changes", self.indicators, *self._question(period), str(earlier))
        grid = self.book.snapshot.changes(period, earlier)
        return grid.table.take(grid.rows(self.indicators, self._facts(period)))

    def _grouped(self, figures: pd.DataFrame) -> pd.DataFrame:
        groups.check_adds(indicators(self))
        if figures["level"].nunique() > 1 and self.group != "level":
            raise QueryError("units of two levels do not add up, for one is part of the other: choose those of one with each(…)")
        of = {i.id: getattr(i, self.group) for i in indicators(self)} if self.group in OF_INDICATORS else {}
        group = figures["indicator"].map(of) if of else figures[self.group]
        return groups.grouped(figures.assign(group=group), self.book.workbook)

    def _labelled(self, figures: pd.DataFrame) -> pd.DataFrame:
        word, workbook = self.book.words.name, self.book.workbook
        names = {i.id: (word(i.name), word(i.measure)) for i in indicators(self)}
        columns: dict[str, Any] = {
            "name": figures["indicator"].map({name: texts[0] for name, texts in names.items()}),
            "measure": figures["indicator"].map({name: texts[1] for name, texts in names.items()}),
        }
        if not self.group:
            last = max(map(Period.parse, figures["period"].unique()), default=None)
            columns["unit_name"] = figures["unit"].map({u.id: self.book.name_of(u, last) for u in workbook.units.units})
        columns |= {name: figures[name].fillna("") for name in WORDS}
        return figures.assign(**columns).reset_index(drop=True)

    def _nothing(self) -> QueryError:
        levels = sorted({unit.level for period in self._every_period() for unit in self.members(period)})
        if not levels:
            return NoFiguresError("no unit existed in these periods that meets what of(…), each(…) and where(…) ask for")
        names = ", ".join(f"'{name}'" for name in self.indicators[:3])
        levels_with_figures = [i for i in self.book.workbook.level_ids if self._on(i)]
        there = ", ".join(levels_with_figures)
        return NoFiguresError(f"{names} has no figures on level {' or '.join(levels)}; it has on {there}")

    def _every_period(self) -> set[Period]:
        return {period for name in self.indicators for period in self.periods(name)}

    def _on(self, level: str) -> bool:
        return any(i.id in self.indicators for i in self.book.workbook.indicators_on(level))
