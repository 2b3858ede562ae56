"""All units' figures for one period, rolled up once; the view of each unit is cut out of them.

What a report reads is known by its rows: `Cut` names them, `Whole.view` hands out these rows and no others, and
`Whole.digests` says in two short words what they hold. So a report need not be made again as long as its digests stay.
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

from reportlib.analysis import peers
from reportlib.analysis.collect import returns
from reportlib.analysis.compare import OTHERS, standings
from reportlib.analysis.cumulative import falling
from reportlib.analysis.rollup import rollup
from reportlib.analysis.view import RATES, TOTALS, View, comparables, first, head_count, largest, rates, run, totals
from reportlib.observations import Finding, look, settle
from reportlib.observations.findings import as_frame
from reportlib.observations.table import NUMBERS
from reportlib.periods import Period
from reportlib.units import Unit, Units
from reportlib.workbook import Workbook

Rows = NDArray[np.intp]
NONE: Rows = np.empty(0, dtype=np.intp)
UNTOLD = ["reported_at", "source", "note"]
RETURNS = ["unit", "period", "received", "due", "state"]
DIGITS = 12
"""Significant digits that a figure keeps: sums of the same figures in another order are the same figure."""


@dataclass(frozen=True)
class Cut:
    """The rows of a whole that one report reads: those of the unit `own`, and those of `others` that it is seen beside."""

    own: Mapping[str, Rows]
    others: Mapping[str, Rows]
    units: tuple[str, ...]

    def rows(self, table: str) -> Rows:
        """The rows of a table, own first."""
        return np.concatenate([self.own.get(table, NONE), self.others.get(table, NONE)])


@dataclass(frozen=True)
class Whole:
    """A workbook's figures of every unit, as seen from one period."""

    workbook: Workbook
    period: Period
    observations: pd.DataFrame
    targets: pd.DataFrame
    values: pd.DataFrame
    findings: tuple[Finding, ...]

    def view(self, unit: str) -> View:
        """All that is known for one unit, and nothing that its report does not read."""
        cut = self.cut(unit)
        names = ("values", "standings", "places", "published", "targets", "returns")
        tables = {name: self._tables[name].iloc[cut.rows(name)].reset_index(drop=True) for name in names}
        units = self.workbook.units
        of_units = Units.model_construct(units=tuple(u for u in map(units.__getitem__, cut.units)))
        return View(
            workbook=replace(self.workbook, units=of_units),
            unit=units[unit],
            period=self.period,
            findings=tuple(self.findings[n] for n in cut.own["findings"]),
            **tables,
        )

    def digests(self, cut: Cut) -> tuple[str, str]:
        """Two fingerprints of what a unit's report reads: of its own figures, and of the others' beside them."""
        return self._digest(cut.own), self._digest(cut.others)

    def digest(self, unit: str) -> str:
        """The fingerprint of all that the unit's report reads, as its page prints it."""
        return hashlib.blake2b("".join(self.digests(self.cut(unit))).encode(), digest_size=6).hexdigest()

    def _digest(self, rows: Mapping[str, Rows]) -> str:
        digest = hashlib.blake2b(digest_size=8)
        for name in sorted(rows):
            digest.update(name.encode())
            digest.update(self._hashes[name][rows[name]].tobytes())
        return digest.hexdigest()

    def cut(self, unit: str) -> Cut:
        """The rows that the unit's report reads."""
        above = self.workbook.units.parents_in(self.period).get(unit, "")
        family = self.workbook.units.below(unit, period=self.period)
        asked = family or {unit: unit}
        own = {
            "values": self._of("values", [unit], where=self._in_time & self._lasting),
            "targets": self._of("targets", [unit]),
            "published": self._of("published", [unit]),
            "findings": self._of("findings", [unit, *family], where=self._odd_in_time),
            "returns": self._of("returns", asked),
        }
        ranked = self._ranked(unit) if not family else NONE
        others = {
            "values": self._beside(unit, above, list(family)),
            "published": self._of("published", [above]),
            "standings": self._of("standings", [unit]),
            "places": ranked,
        }
        drawn = self._tables["places"]["unit"].to_numpy()[ranked]
        line = [u.id for u in self.workbook.units.ancestors(unit, period=self.period)]
        return Cut(own, others, tuple(dict.fromkeys([unit, *line, *family, *drawn])))

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        """Every table that views are cut from, without what no page tells: or a page would be made again for it."""
        published = self.observations[self.observations["origin"] == "published"].reset_index(drop=True)
        standing = standings(self.values, self.targets, workbook=self.workbook, period=self.period)
        standing[OTHERS] = standing[OTHERS].where(standing["value"].notna())  # no figure of its own, nothing to set it beside
        due = returns(self.observations, self.workbook, list(run(self.values["period"], self.workbook.base, until=self.period)))
        return {
            "values": self.values.drop(columns=UNTOLD),
            "targets": self.targets,
            "published": published,
            "findings": as_frame(self.findings),
            "returns": due[RETURNS],
            "standings": standing,
            "places": peers.places(standing, self.workbook, self.period),
        }

    @cached_property
    def _hashes(self) -> dict[str, NDArray[np.uint64]]:
        """A fingerprint of every row of every table."""
        told = {**self._tables, "standings": self._tables["standings"][["indicator", *OTHERS]]}
        return {name: np.asarray(pd.util.hash_pandas_object(table, index=False)) for name, table in told.items()}

    @cached_property
    def _by_unit(self) -> dict[str, dict[str, Rows]]:
        """The rows of every table by their unit."""
        grouped = {name: table.groupby("unit").indices for name, table in self._tables.items()}
        return {name: {str(unit): np.asarray(rows) for unit, rows in found.items()} for name, found in grouped.items()}

    def _of(self, table: str, units: Iterable[str], *, where: NDArray[np.bool_] | None = None) -> Rows:
        """The rows of some units, in their order; with `where`, those of them that it allows."""
        by_unit = self._by_unit[table]
        rows = np.concatenate([NONE, *(by_unit[unit] for unit in units if unit in by_unit)])
        return rows if where is None else rows[where[rows]]

    def _timely(self, told: pd.Series[str]) -> NDArray[np.bool_]:
        """Whether rows are of the period, of one like it before, or of a base period up to its end."""
        kinds = {self.period.kind, self.workbook.base}
        fitting = {p: (read := Period.parse(p)).kind in kinds and read.last <= self.period.last for p in told.unique()}
        return told.map(fitting).to_numpy(dtype=bool)

    @cached_property
    def _in_time(self) -> NDArray[np.bool_]:
        return self._timely(self.values["period"])

    @cached_property
    def _lasting(self) -> NDArray[np.bool_]:
        """Whether rows are of an indicator of which their unit has a figure in the period; of others no page draws a line."""
        standing = self._tables["standings"]
        known = pd.MultiIndex.from_frame(standing.loc[standing["value"].notna(), ["unit", "indicator"]])
        return pd.MultiIndex.from_frame(self.values[["unit", "indicator"]]).isin(known)

    @cached_property
    def _odd_in_time(self) -> NDArray[np.bool_]:
        table = self._tables["findings"]
        return self._timely(table["period"]) | (table["what"] == "discrepancy").to_numpy(dtype=bool)

    @cached_property
    def _comparable(self) -> NDArray[np.bool_]:
        """Rows that a line of the unit above may show beside a unit's: ratios and scores."""
        return self._in_time & self.values["indicator"].isin(comparables(self.workbook)).to_numpy()

    def _ranked(self, unit: str) -> Rows:
        """The places shown of the rankings in which a unit without others below it stands."""
        (names, at, known), wanted = self._placed, self._rates(unit)
        rows = (row for row in self._of("places", [unit]) if names[row] in wanted)
        return np.concatenate([NONE, *(peers.shown(at, known, row) for row in rows)])

    @cached_property
    def _placed(self) -> tuple[NDArray[Any], Rows, Rows]:
        """The columns of `places` by which rows of it are chosen."""
        table = self._tables["places"]
        return table["indicator"].to_numpy(), table["at"].to_numpy(), table["known"].to_numpy()

    def _rates(self, unit: str) -> list[str]:
        return first(self._rankable[self.workbook.units[unit].level], self._known[unit], RATES)

    @cached_property
    def _rankable(self) -> dict[str, list[str]]:
        return {level: rates(self.workbook, level) for level in self.workbook.level_ids}

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        """The indicators of which each unit has a figure."""
        table = self._tables["standings"]
        names = table["indicator"].where(table["value"].notna(), "").to_numpy()
        return {unit: frozenset(names[rows]) for unit, rows in self._by_unit["standings"].items()}

    def _totals(self, unit: str) -> list[str]:
        rows = self._tables["standings"].iloc[self._of("standings", [unit])]
        exact = set(rows.loc[rows["value"].notna() & (rows["qualifier"] == "exactly"), "indicator"])
        return first(totals(self.workbook, self.workbook.units[unit].level), exact, TOTALS)

    def _beside(self, unit: str, above: str, family: list[str]) -> Rows:
        """The figures of other units that are drawn: lines of the unit above, and what the units below tell of the period."""
        lines = self._of("values", [above], where=self._comparable)
        return np.concatenate([lines, self._below(unit, family)]) if family else lines

    def _below(self, unit: str, family: list[str]) -> Rows:
        """Of the units below: what they are ranked by, the totals they make up, now and a year ago, and all of the largest."""
        level = self.workbook.units[unit].level
        children = tuple(u for u in self.workbook.units.children(unit, period=self.period) if not u.published_only)
        rows = self._of("values", family, where=self._now_or_then)
        name, of, period = (self.values[column].iloc[rows] for column in ("indicator", "unit", "period"))
        now, direct = period == str(self.period), of.isin([u.id for u in children])
        size, counts = head_count(self.workbook, level), self._totals(unit)
        sized = rows[now & direct & (name == size)]
        sizes = self.values.iloc[sized].set_index("unit")["value"]
        among = of.isin([u.id for u in largest(children, sizes)])
        wanted = direct & now & name.isin([*self._rates(unit), size]) | direct & name.isin(counts)
        wanted |= now & (among & name.isin(comparables(self.workbook)) | name.isin(counts[:1]))
        return rows[wanted.to_numpy(dtype=bool)]

    @cached_property
    def _now_or_then(self) -> NDArray[np.bool_]:
        return self.values["period"].isin([str(self.period), str(self.period.year_before())]).to_numpy()


def see(workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, period: Period, named: bool = False) -> Whole:
    """Roll the observations up and see them from one period.

    Parameters
    ----------
    named
        For the units that are `published_only`: nothing synthetic is there, and no sums of the few figures that were published,
        which would pass for totals.
    """
    settled, doubles = settle(observations)
    if named:
        settled = settled[settled["origin"] != "synthetic"]
    values, discrepancies = rollup(settled, workbook, needed(settled, workbook, period))
    if named:
        values = values[values["own"]].reset_index(drop=True)
    findings = (*doubles, *look(settled, workbook), *falling(settled, workbook), *discrepancies)
    return Whole(workbook, period, settled, targets, _significant(values), findings)


def look_at(workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, unit: Unit, period: Period) -> View:
    """The view of one unit in one period. For many units, `see` once, and cut their views from it."""
    return see(workbook, observations, targets, period=period, named=unit.published_only).view(unit.id)


def needed(observations: pd.DataFrame, workbook: Workbook, period: Period) -> list[Period]:
    """The coarser periods that a report on a period needs: its own kind, from the first observation to its end."""
    told = [Period.parse(text) for text in observations["period"].unique()]
    if not told:
        return [period]
    first = min(p.first for p in told if p.kind == workbook.base) if any(p.kind == workbook.base for p in told) else period.first
    steps = (period.last - first) // min(period.months, 12) + 2
    return sorted({period, *(period.shift(-n) for n in range(steps)), *(p for p in told if p.kind != workbook.base)})


def _significant(values: pd.DataFrame) -> pd.DataFrame:
    """The same figures to `DIGITS` significant digits."""
    numbers = values[NUMBERS].to_numpy(dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.abs(numbers)))
    power = 10.0 ** np.where((places > 0) & (places < 23), places, 0.0)
    rounded = np.where((places > 0) & (places < 23), np.round(numbers * power) / power, numbers)
    return values.assign(**{name: rounded[:, n] for n, name in enumerate(NUMBERS)})
