"""All units' figures for one period, kept so that views are cut without rolling up again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
import pandas as pd

from reportlib.analysis.snapshots.choice import exact_in, handed_to
from reportlib.analysis.snapshots.cut import Rows
from reportlib.analysis.snapshots.grid import Shelf, Table
from reportlib.analysis.snapshots.view import TABLES, View
from reportlib.analysis.snapshots.whole import Whole
from reportlib.data import Finding
from reportlib.data.findings import as_frame
from reportlib.periods import Period
from reportlib.workbook import Workbook

PARTS: Final = (*TABLES, "findings", "named")
"""The tables for which each unit's rows are kept: those of a view, the findings, and the units that its report names."""
NUMBERED: Final = ("first", "second")


@dataclass(frozen=True)
class StoredWhole:
    """The views and fingerprints of a `Whole`, from tables that were kept (see `keep`)."""

    workbook: Workbook
    period: Period
    tables: Mapping[str, Table]
    rows: Table
    digests: Table

    @classmethod
    def of(cls, shelf: Shelf, workbook: Workbook, period: Period, *, published_only: bool) -> Self | None:
        """Load what was kept for a period; None if any of it is missing."""
        tables = {
            name: shelf.get(_name(name, period, published_only=published_only))
            for name in (*TABLES, "findings", "rows", "digests")
        }
        stored = {name: table for name, table in tables.items() if table is not None}
        return cls(workbook, period, stored, stored["rows"], stored["digests"]) if len(stored) == len(tables) else None

    def knows(self, unit: str) -> bool:
        """Whether the rows of a unit's report were kept."""
        start, stop = self._span(self.digests, unit)
        return start < stop

    def view(self, unit: str) -> View:
        """The view of a unit, as `Whole.view` returns it."""
        rows, units = self._rows(unit), self.workbook.units
        tables: dict[str, Any] = {name: self.tables[name].take(rows[name]) for name in TABLES}
        named = tuple(units.units[n].as_of(self.period) for n in rows["named"])
        above = units.parents_in(self.period).get(unit, "")
        return View(
            workbook=replace(self.workbook, units=self.workbook.units.only(named)),
            unit=units[unit].as_of(self.period),
            period=self.period,
            handed=handed_to(self.workbook, unit, above, self.period, exact=exact_in(tables["standings"])),
            findings=tuple(_findings(self.tables["findings"].take(rows["findings"]))),
            **tables,
        )

    def fingerprints(self, unit: str) -> tuple[str, str, tuple[str, ...]]:
        """Fingerprints of the unit's own figures and of the other figures in its report, and the units that the report names."""
        named = tuple(self.workbook.units.units[n].id for n in self._rows(unit)["named"])
        return (*self._digests(unit), named)

    def digest(self, unit: str) -> str:
        """A short fingerprint of all that the unit's report reads; the page states it."""
        return hashlib.blake2b("".join(self._digests(unit)).encode(), digest_size=6).hexdigest()

    def _digests(self, unit: str) -> tuple[str, str]:
        row = self.digests.take(np.arange(*self._span(self.digests, unit))).to_dict("records")[0]
        return str(row["own"]), str(row["others"])

    def _rows(self, unit: str) -> dict[str, Rows]:
        at = np.arange(*self._span(self.rows, unit))
        parts, rows = (self.rows.column(name)[at] for name in ("part", "row"))
        return {name: rows[parts == n] for n, name in enumerate(PARTS)}

    def _span(self, table: Table, unit: str) -> tuple[int, int]:
        number, numbers = self.workbook.units.numbers[unit], table.column("unit")
        return int(np.searchsorted(numbers, number, "left")), int(np.searchsorted(numbers, number, "right"))


def keep(whole: Whole, shelf: Shelf, *, published_only: bool) -> None:
    """Keep the tables of a `Whole`, and for each unit which rows its report reads."""
    tables = whole.tables | {"findings": _findings_table(whole.findings), **_of_units(whole, published_only=published_only)}
    for name, table in tables.items():
        shelf.put(_name(name, whole.period, published_only=published_only), table)


def _name(table: str, period: Period, *, published_only: bool) -> str:
    return f"{'named' if published_only else 'whole'} {period} {table}"


def _of_units(whole: Whole, *, published_only: bool) -> dict[str, pd.DataFrame]:
    numbers = whole.workbook.units.numbers
    chosen = [u.id for u in whole.workbook.units.units if u.published_only == published_only and u.exists(whole.period)]
    units, parts, rows, digests = list[Rows](), list[Rows](), list[Rows](), list[dict[str, Any]]()
    for unit in chosen:
        cut = whole.cut(unit)
        row_parts = [cut.rows(name) for name in PARTS[:-1]] + [np.array([numbers[name] for name in cut.units], dtype=np.intp)]
        rows += row_parts
        parts.append(np.repeat(np.arange(len(PARTS)), [len(some) for some in row_parts]))
        units.append(np.full(len(parts[-1]), numbers[unit]))
        own, others = whole.digests(cut)
        digests.append({"unit": numbers[unit], "own": own, "others": others})
    none = [np.empty(0, dtype=np.intp)]
    joined = {name: np.concatenate(none + many) for name, many in (("unit", units), ("part", parts), ("row", rows))}
    table = pd.DataFrame(digests, columns=pd.Index(["unit", "own", "others"]))
    return {"rows": pd.DataFrame(joined), "digests": table.astype({"unit": "int64", "own": "str", "others": "str"})}


def _findings_table(findings: tuple[Finding, ...]) -> pd.DataFrame:
    table = as_frame(findings)
    return table.astype({name: "float64" if name in NUMBERED else "str" for name in table})


def _findings(table: pd.DataFrame) -> Iterator[Finding]:
    for row in table.to_dict("records"):
        fields: dict[str, Any] = {str(name): value for name, value in row.items()}
        yield Finding(**fields | {name: None for name in NUMBERED if fields[name] != fields[name]})
