"""The figures that a report reads about one unit in one period."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.comparisons.ranks import is_ranked
from reportlib.analysis.comparisons.standing import Standing
from reportlib.analysis.snapshots.lines import AT, lines_over, run
from reportlib.data import Finding
from reportlib.data.table import origins_in
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

ENOUGH = 4
"""The least number of points of a line over periods of the report's kind; else collection periods are drawn."""
TABLES = ("values", "standings", "places", "published", "targets", "returns", "moves", "parts", "pushes", "below")
"""The tables of a view."""
RATES = 2
TOTALS = 2
"""The most indicators by which units are ranked, and the most counts shown with the contributions of units below."""


@dataclass(frozen=True)
class View:
    """What a report reads about one unit in one period, cut from a `Whole`.

    Parameters
    ----------
    workbook
        The workbook, with only the units that the report may name.
    values
        The unit's figures in the periods of its history, the lines of the unit above, and the figures drawn of the units below.
    standings
        The unit's row of `analysis.comparisons.compare.standings` for each indicator.
    places
        The rows shown of the rankings among its peers (see `analysis.comparisons.peers.places`).
    handed
        For each unit, the indicators whose figures were handed over to the report, even if there are no such figures.
    published
        The published observations of the unit and of the one above, up to the report's period.
    parts, pushes, moves
        Tables of the unit (see `reportlib.analysis.changes.composition.composition_tables`).
    below
        The verdicts on the units directly below, each against the rest of the view's unit (see `analysis.comparisons.verdicts`).
    each
        In a report of the latest known figures, a view for each period of these figures, the report's own first; else empty.
    about
        The indicators that the view is narrowed to; empty for all of the unit's level.
    targets, returns, findings
        The unit's targets; the returns of the units below, or its own if there are none below; and what is odd in the
        figures of all these units.
    """

    workbook: Workbook
    unit: Unit
    period: Period
    values: pd.DataFrame
    standings: pd.DataFrame
    places: pd.DataFrame
    handed: Mapping[str, frozenset[str]]
    published: pd.DataFrame
    moves: pd.DataFrame
    parts: pd.DataFrame
    pushes: pd.DataFrame
    below: pd.DataFrame
    targets: pd.DataFrame
    returns: pd.DataFrame
    findings: tuple[Finding, ...]
    each: tuple[View, ...] = ()
    about: tuple[str, ...] = ()

    def narrowed(self, names: Iterable[str]) -> View:
        """The view of some indicators, for a page that is about these alone."""
        about = tuple(names)
        values, standings, places, published = (
            table[table["indicator"].isin(about)] for table in (self.values, self.standings, self.places, self.published)
        )
        each = tuple(view.narrowed(about) for view in self.each)
        return replace(self, values=values, standings=standings, places=places, published=published, each=each, about=about)

    @property
    def views(self) -> tuple[View, ...]:
        """The views of single periods: several in a report of the latest known figures, else the view itself."""
        return self.each or (self,)

    @property
    def main(self) -> View:
        """The view of the report's own period."""
        return self.views[0]

    def of(self, indicator: str) -> View:
        """The view whose `standings` have the indicator; if there is none, the view of the report's own period."""
        return next((view for view in self.each if indicator in view.standing.index), self.main)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of the unit's level, or those that the view is about."""
        there = self.workbook.indicators_on(self.unit.level)
        return tuple(i for i in there if i.id in self.about) if self.about else there

    @cached_property
    def below_only(self) -> tuple[Indicator, ...]:
        """The indicators that only units below report and that are not added up.

        Empty for a unit that is `published_only`, and for a view narrowed to some indicators.
        """
        if self.unit.published_only or not self.children or self.about:
            return ()
        lower = set(self.workbook.level_ids[self.workbook.level_ids.index(self.unit.level) + 1 :])
        here = {indicator.id for indicator in self.indicators}
        return tuple(i for i in self.workbook.catalogue.indicators if i.id not in here and lower & set(i.levels))

    @cached_property
    def parent(self) -> Unit | None:
        """The unit above in the period."""
        above = self.unit.parent_in(self.period)
        return self.workbook.units[above] if above else None

    @cached_property
    def children(self) -> tuple[Unit, ...]:
        """The units directly below in the period, without those that are `published_only`."""
        return children_of(self.workbook, self.unit.id, self.period)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """`standings` by indicator."""
        return self.standings.set_index("indicator")

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        return Standing.of_rows(self.standings)

    def standing_of(self, indicator: str) -> Standing:
        """The row of an indicator in `standings`, as an object with types."""
        return self._standings[indicator]

    @cached_property
    def with_figure(self) -> pd.DataFrame:
        """The rows of `standing` with a figure."""
        return self.standing[self.standing["value"].notna()]

    @cached_property
    def rates(self) -> list[str]:
        """At most `RATES` indicators by which units are ranked, and of which the unit has a figure."""
        return first(rates(self.workbook, self.unit.level), set(self.with_figure.index), RATES)

    @cached_property
    def totals(self) -> list[str]:
        """At most `TOTALS` counts of which the unit has an exact figure, shown with the contributions of units below."""
        exact = set(self.with_figure.index[self.with_figure["qualifier"] == "exactly"])
        return first(totals(self.workbook, self.unit.level), exact, TOTALS)

    @cached_property
    def history(self) -> tuple[Period, ...]:
        """The periods of lines over time, up to the report's own."""
        period_texts = self.values.loc[(self.values["unit"] == self.unit.id) & self.values["value"].notna(), "period"]
        own = run(period_texts, self.period.kind, until=self.period)
        if len(own) >= ENOUGH or self.period.cycle == self.workbook.base:
            return own
        finer = run(period_texts, self.workbook.base.kind, until=self.period)
        return finer if len(finer) > len(own) else own

    @staticmethod
    def parsed(periods: pd.Series[str]) -> dict[str, Period]:
        """The distinct periods of a column, by their texts."""
        return {text: Period.parse(text) for text in periods.unique()}

    @cached_property
    def origins(self) -> list[str]:
        """The origins of all figures that the report shows, the most reliable first."""
        origin_columns = [table.loc[table["value"].notna(), "origin"] for table in (self.values, self.places)]
        return origins_in(pd.concat([*origin_columns, self.standings["parent_origin"], self.published["origin"]]))

    @cached_property
    def _by_period(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        return _row_positions(self.values, ["indicator", "period"])

    def series(self, indicator: str) -> pd.DataFrame:
        """The unit's figures of an indicator over the view's history, with the columns `period` and `AT`.

        In a period for which no figure was due, both the value and the kind of absence are missing.
        """
        _, line_table = self._all_lines
        return line_table.iloc[self._rows(indicator, self.unit.id)].reset_index(drop=True)

    def line(self, indicator: str, *, unit: str | None = None) -> dict[str, list[Any]]:
        """The table of `series` as lists, by column, for the view's unit or another."""
        rows = self._rows(indicator, unit or self.unit.id)
        return {name: column[rows] for name, column in self._columns.items()}

    def _rows(self, indicator: str, unit: str) -> slice:
        lines, _ = self._all_lines
        periods = len(self.history)
        first = lines.get((indicator, unit), len(lines)) * periods
        return slice(first, first + periods)

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        """All lines as lists, since a page takes about a hundred lines from them."""
        _, line_table = self._all_lines
        return {str(name): line_table[name].tolist() for name in line_table}

    def count_in_history(self, indicator: str) -> int:
        """In how many periods of the history the unit has a figure of an indicator."""
        lines, _ = self._all_lines
        return int(self._counts[lines.get((indicator, self.unit.id), -1)])

    @cached_property
    def _counts(self) -> NDArray[np.intp]:
        _, line_table = self._all_lines
        counts: NDArray[np.intp] = line_table["value"].notna().to_numpy().reshape(-1, len(self.history)).sum(axis=1)
        return counts

    @cached_property
    def _all_lines(self) -> tuple[dict[tuple[str, str], int], pd.DataFrame]:
        """All lines over the history, made once since a page needs about a hundred of them (see `lines_over`)."""
        return lines_over(self.values, [str(period) for period in self.history])

    def at(self, indicator: str, units: Sequence[Unit]) -> pd.DataFrame:
        """The figures of an indicator in the view's period, by unit: the columns `AT`.

        Raises
        ------
        ValueError
            When the figures of one of these units were not handed over to the report.
        """
        lacking = [unit.id for unit in units if indicator not in self.handed.get(unit.id, ())]
        if lacking:
            raise ValueError(f"figures of '{indicator}' for {', '.join(lacking[:3])} were not handed to this report")
        return self.rows(indicator, self.period)[AT].reindex([unit.id for unit in units])

    def rows(self, indicator: str, period: Period) -> pd.DataFrame:
        """The figures of an indicator in a period that the view contains, by unit."""
        return self.values.iloc[self._by_period.get((indicator, str(period)), [])].set_index("unit")

    def among_peers(self, indicator: str) -> pd.DataFrame:
        """The rows of the ranking by an indicator that a page shows, the best first."""
        return self.places[self.places["indicator"] == indicator]


def children_of(workbook: Workbook, unit: str, period: Period) -> tuple[Unit, ...]:
    """The units directly below a unit in a period, without those that are `published_only`."""
    return tuple(u for u in workbook.units.children(unit, period=period) if not u.published_only)


def rates(workbook: Workbook, level: str) -> list[str]:
    """The indicators by which units of a level may be ranked, those of the level's cards first."""
    cards, good = workbook.level(level).cards, [i.id for i in workbook.indicators_on(level) if is_ranked(i)]
    return sorted(good, key=lambda name: name not in cards)


def totals(workbook: Workbook, level: str) -> list[str]:
    """The counts that add up over units of a level: those of the level's cards first, then counts of people, then all others."""
    cards = workbook.level(level).cards
    counts = [i for i in workbook.indicators_on(level) if i.adds_up]
    return [i.id for i in sorted(counts, key=lambda i: (i.id not in cards, not i.people))]


def first(names: Iterable[str], allowed: Container[str], most: int) -> list[str]:
    """The first `most` of the names that are in `allowed`."""
    return list(islice((name for name in names if name in allowed), most))


def sized(workbook: Workbook, units: Sequence[Unit]) -> dict[str, list[Unit]]:
    """Units by the indicator that measures their size. Units of a level without such an indicator are left out."""
    by_indicator: dict[str, list[Unit]] = {}
    for unit in units:
        if size := workbook.level(unit.level).size:
            by_indicator.setdefault(size, []).append(unit)
    return by_indicator


def comparables(workbook: Workbook) -> frozenset[str]:
    """The indicators that are comparable between units of different levels: ratios, rates and scores."""
    return frozenset(i.id for i in workbook.catalogue.indicators if i.comparable)


def _row_positions(values: pd.DataFrame, by: list[str]) -> dict[tuple[str, str], NDArray[np.intp]]:
    return {(str(key[0]), str(key[1])): np.asarray(rows) for key, rows in values.groupby(by).indices.items()}  # type: ignore[index]
