"""All units' figures for one period, rolled up once; the view of each unit is cut from them.

A `Cut` lists the rows that a report reads, `Whole.view` returns them, and `Whole.digests` returns two fingerprints of them.
While the fingerprints stay the same, the report need not be made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.changes.ancestry import related
from reportlib.analysis.changes.composition import composition_tables, movers
from reportlib.analysis.changes.pairs import beside
from reportlib.analysis.changes.predecessors import with_predecessors
from reportlib.analysis.columns import Columns
from reportlib.analysis.comparisons import peers
from reportlib.analysis.comparisons.asking import Pairs
from reportlib.analysis.comparisons.compare import OTHERS, standings
from reportlib.analysis.comparisons.targets import TARGETED
from reportlib.analysis.comparisons.verdicts import judged
from reportlib.analysis.snapshots.choice import Choice
from reportlib.analysis.snapshots.collect import returns_of
from reportlib.analysis.snapshots.cut import NONE, ByUnit, Cut, Rows, fingerprint
from reportlib.analysis.snapshots.rows_by_parent import RowsByParent, astray
from reportlib.analysis.snapshots.timely import TimelyRows, ended
from reportlib.analysis.snapshots.view import TABLES, View, children_of, comparables
from reportlib.analysis.sums.contributions import Contributions
from reportlib.analysis.sums.obligations import collection_periods
from reportlib.data import Finding
from reportlib.data.findings import as_frame
from reportlib.periods import Period
from reportlib.sources import uncoded_table
from reportlib.workbook import Workbook

UNTOLD = ["reported_at", "source", "note", "loose"]
VERDICTS = ["unit", "indicator", "verdict", "sure_verdict", "loose_verdict"]
JUDGED_BY = ["unit", "indicator", "gap", "rest_a", "rest_b", "rest_sound", "rest_status"]
"""The columns of verdicts on units below, and the columns on which verdicts depend besides the units' own figures."""
RETURNS = ["unit", "period", "received", "due", "state"]


@dataclass(frozen=True)
class Whole:
    """A workbook's figures of every unit, as seen from one period."""

    workbook: Workbook
    period: Period
    observations: pd.DataFrame
    targets: pd.DataFrame
    values: pd.DataFrame
    made_of: Contributions
    findings: tuple[Finding, ...]

    def view(self, unit: str, only: frozenset[str] | None = None) -> View:
        """The view of one unit, with only what its report reads; with `only`, for these indicators."""
        cut = self.cut(unit, only)
        rows = ((name, table.iloc[cut.rows(name)].reset_index(drop=True)) for name, table in self.tables.items())
        tables: dict[str, Any] = {name: uncoded_table(table) for name, table in rows}
        units = self.workbook.units
        of_units = self.workbook.units.only(units[name].as_of(self.period) for name in cut.units)
        return View(
            workbook=replace(self.workbook, units=of_units),
            unit=units[unit].as_of(self.period),
            period=self.period,
            handed=cut.handed,
            findings=tuple(self.findings[n] for n in cut.own["findings"]),
            **tables,
        )

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table from which views are cut, with all rows."""
        all_tables = self._tables | {"standings": self.standings, "below": self.standings[VERDICTS]}
        return {name: all_tables[name] for name in TABLES}

    def digests(self, cut: Cut) -> tuple[str, str]:
        """The fingerprints of the unit's own figures in a cut, and of all other figures in it."""
        own = {**cut.own, "own_standings": cut.others["standings"]}
        return fingerprint(own, self._hashes), fingerprint(cut.others, self._hashes)

    def digest(self, unit: str) -> str:
        """A short fingerprint of all that the unit's report reads; the page states it."""
        return hashlib.blake2b("".join(self.digests(self.cut(unit))).encode(), digest_size=6).hexdigest()

    def fingerprints(self, unit: str, only: frozenset[str] | None = None) -> tuple[str, str, tuple[str, ...]]:
        """The two fingerprints of `digests` for a unit, and the units that its report names."""
        cut = self.cut(unit, only)
        return (*self.digests(cut), cut.units)

    def cut(self, unit: str, only: frozenset[str] | None = None) -> Cut:
        """The rows that a unit's report reads; the last result is kept, since a build asks several times."""
        if (unit, only) not in self._latest:
            self._latest.clear()
            self._latest[unit, only] = self._cut(unit, only)
        return self._latest[unit, only]

    @cached_property
    def _latest(self) -> dict[tuple[str, frozenset[str] | None], Cut]:
        return {}

    def _cut(self, unit: str, only: frozenset[str] | None) -> Cut:
        above = self.workbook.units.parents_in(self.period).get(unit, "")
        family = self.workbook.units.below(unit, period=self.period)
        returned, strays = self._returned(unit, family), self._strays(unit, family)
        own = {
            "values": self._of("values", [unit], where=self._timely.own),
            "targets": self._of("targets", [unit]),
            "published": self._of("published", [unit]),
            "findings": self._of("findings", [unit, *family, *strays], where=self._odd_in_time),
            "returns": returned,
        }
        ranked, moved = self._ranked(unit, only) if not family else NONE, self._of("moves", [unit])
        handed, rows = self._choice.handed(unit, above, only), self._of("standings", [unit])
        others = {
            "values": self._beside(unit, above, handed, self._choice.rates(unit, only)[:1]),
            "published": self._of("published", [above]),
            "standings": rows if only is None else rows[np.isin(self._compared["indicator"].to_numpy()[rows], list(only))],
            "places": ranked,
            "moves": moved,
            "parts": self._of("parts", [unit], where=self._counted),
            "pushes": self._of("pushes", [unit]),
            "below": self._of("below", [u.id for u in children_of(self.workbook, unit, self.period)], where=self._with_interval),
        }
        ranked_units = self._words["places", "unit"][ranked]
        line = [u.id for u in self.workbook.units.ancestors(unit, period=self.period)]
        children = [child for name in ("parts", "pushes") for child in self._words[name, "child"][others[name]]]
        lines = related(self.workbook.units, [unit, *family], self.period)
        moving = movers(self._tables["moves"].iloc[moved]) if len(moved) else []
        away = [*moving, *children, *strays, *self._rows_by_parent.between(unit, returned), *lines]
        return Cut(own, others, tuple(dict.fromkeys([unit, *line, *family, *ranked_units, *away])), handed)

    @cached_property
    def _words(self) -> dict[tuple[str, str], NDArray[Any]]:
        unit_columns = (("places", "unit"), ("parts", "child"), ("pushes", "child"))
        return {(table, column): self._tables[table][column].to_numpy(dtype=object) for table, column in unit_columns}

    def _returned(self, unit: str, family: Iterable[str]) -> Rows:
        """The returns of units that were below `unit` in the return's collection period; units that still are below come first.

        If there are none and no unit is below `unit` in the report's period, the returns of `unit` itself.
        """
        under = self._rows_by_parent.under(unit)
        if not len(under):
            return NONE if family else self._of("returns", [unit])
        here = np.isin(np.arange(len(self._tables["returns"])), under)
        return self._of("returns", dict.fromkeys([*family, *self._tables["returns"]["unit"].to_numpy()[under]]), where=here)

    @cached_property
    def _rows_by_parent(self) -> RowsByParent:
        return RowsByParent(self._tables["returns"], self.made_of.ledger.tree)

    def _strays(self, unit: str, family: Iterable[str]) -> list[str]:
        """The units that have no parent in the period and whose last parent was `unit` or a unit below it."""
        return [stray for above in (unit, *family) for stray in self._astray.get(above, ())]

    @cached_property
    def _astray(self) -> dict[str, list[str]]:
        return astray(self.workbook.units, self.period)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        """Every table from which views are cut, without columns that no page shows, so that these columns make no page due."""
        periods = collection_periods(self.made_of.ledger.observed_periods, self.workbook.base, until=self.period)
        due = returns_of(self.made_of.ledger, self.workbook, [p for p in periods if p.closes <= self.period.closes])
        return {
            "values": self._series.drop(columns=UNTOLD),
            "targets": self.targets,
            "published": self._published(),
            **composition_tables(self.made_of, self._besides.get("year") or self._unlike_any, self.period),
            "findings": as_frame(self.findings),
            "returns": due[RETURNS],
            "standings": self._compared,
            "below": self._compared[JUDGED_BY],
            "places": peers.places(self._compared, self.workbook, self.period),
        }

    @cached_property
    def _compared(self) -> pd.DataFrame:
        return standings(self.values, self.made_of, self._besides, self.targets, workbook=self.workbook, period=self.period)

    @cached_property
    def standings(self) -> pd.DataFrame:
        """All figures of the period compared, with intervals and verdicts. This loads scipy; a plan does not need it."""
        pairs = Pairs.of(self.workbook, self.made_of.rules, self.made_of.tree)
        parts_of_rest = ["rest_a", "rest_b", "rest_sound"]
        return pd.concat([self._compared, judged(self._compared, pairs)], axis=1).drop(columns=parts_of_rest)

    @cached_property
    def _besides(self) -> dict[str, Columns]:
        earlier = {"previous": self.period.previous(), "year": self.period.year_before()}
        return {basis: beside(self.made_of, self.period, before) for basis, before in earlier.items() if before}

    @property
    def _unlike_any(self) -> Columns:
        """The contributions to the period set beside themselves, for a period without a corresponding one in the year before."""
        return beside(self.made_of, self.period, self.period)

    def _published(self) -> pd.DataFrame:
        rows = self.observations["origin"].eq("published") & ended(self.observations["period"], self.period)
        return self.observations[rows].reset_index(drop=True)

    @cached_property
    def _series(self) -> pd.DataFrame:
        return with_predecessors(self.values, self.workbook, self.period)

    @cached_property
    def _hashes(self) -> dict[str, NDArray[np.uint64]]:
        """A fingerprint of every row of every table; for the standings two, of the columns `OTHERS` and of all other columns."""
        own = self._tables["standings"].drop(columns=["unit", "source", "note", *TARGETED, *OTHERS])  # targets have own rows
        tables = {**self._tables, "standings": self._tables["standings"][["indicator", *OTHERS]], "own_standings": own}
        return {name: np.asarray(pd.util.hash_pandas_object(table, index=False)) for name, table in tables.items()}

    @cached_property
    def _by_unit(self) -> ByUnit:
        return ByUnit.of(self._tables)

    def _of(self, table: str, units: Iterable[str], *, where: NDArray[np.bool_] | None = None) -> Rows:
        return self._by_unit.rows(table, units, where=where)

    @cached_property
    def _timely(self) -> TimelyRows:
        return TimelyRows(self._series, self._tables["standings"], self.period, self.workbook.base)

    @cached_property
    def _odd_in_time(self) -> NDArray[np.bool_]:
        return ended(self._tables["findings"]["period"], self.period)

    @cached_property
    def _counted(self) -> NDArray[np.bool_]:
        counts = [i.id for i in self.workbook.catalogue.indicators if i.adds_up]
        return self._tables["parts"]["indicator"].isin(counts).to_numpy()

    @cached_property
    def _comparable(self) -> NDArray[np.bool_]:
        return self._timely.in_time & self._series["indicator"].isin(comparables(self.workbook)).to_numpy()

    def _ranked(self, unit: str, only: frozenset[str] | None) -> Rows:
        (names, at, ranked_counts), wanted = self._placed, self._choice.rates(unit, only)
        rows = (row for row in self._of("places", [unit]) if names[row] in wanted)
        return np.concatenate([NONE, *(peers.rows_around(at, ranked_counts, row) for row in rows)])

    @cached_property
    def _placed(self) -> tuple[NDArray[Any], Rows, Rows]:
        table = self._tables["places"]
        return table["indicator"].to_numpy(), table["at"].to_numpy(), table["known"].to_numpy()

    @cached_property
    def _choice(self) -> Choice:
        return Choice(self.workbook, self.period, self._series, self._tables["standings"], self._by_unit)

    def _beside(self, unit: str, above: str, handed: Mapping[str, frozenset[str]], lead: list[str]) -> Rows:
        """Other units' figures that are drawn: lines of the unit above, and figures of the units below.

        Of the units below, these are the figures of the period, and earlier ones of the indicators in `lead`.
        """
        lines = self._of("values", [above], where=self._comparable)
        below = [name for name in handed if name not in (unit, above)]
        if not below:
            return lines
        rows = self._of("values", below, where=self._timely.now)
        names, units = (column[rows] for column in self._pairs)
        wanted = np.array([name in handed[of] for name, of in zip(names, units, strict=True)], dtype=bool)
        return np.concatenate([lines, rows[wanted], self._earlier(unit, lead)])

    def _earlier(self, unit: str, lead: list[str]) -> Rows:
        rows = self._of("values", [u.id for u in children_of(self.workbook, unit, self.period)], where=self._timely.earlier)
        return rows[np.isin(self._pairs[0][rows], lead)]

    @cached_property
    def _with_interval(self) -> NDArray[np.bool_]:
        judged = [i.id for i in self.workbook.catalogue.indicators if i.uncertainty != "none"]
        return self._compared["indicator"].isin(judged).to_numpy()

    @cached_property
    def _pairs(self) -> tuple[NDArray[Any], NDArray[Any]]:
        return self._series["indicator"].to_numpy(dtype=object), self._series["unit"].to_numpy(dtype=object)
