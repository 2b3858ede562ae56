"""Pairs of a unit and an indicator: the rows of `compare.standings`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Codes, Columns, Flags, coded, words_of
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import Tree
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator


@dataclass(frozen=True)
class Pairs:
    """Pairs of an indicator and a unit, by number."""

    rules: Rules
    tree: Tree
    i: Codes
    u: Codes

    @classmethod
    def of(cls, workbook: Workbook, rules: Rules, tree: Tree) -> Pairs:
        """Every unit with every indicator of its level, in the order of the workbook's files."""
        on_level = [workbook.indicators_on(level) for level in workbook.level_ids]
        numbers_on_level = [np.array([rules.numbers[i.id] for i in listed], dtype=np.intp) for listed in on_level]
        count = np.array([len(listed) for listed in numbers_on_level], dtype=np.intp)[tree.level]
        units = np.repeat(np.arange(len(tree.ids)), count)
        return cls(rules, tree, np.concatenate([numbers_on_level[level] for level in tree.level] or [units]), units)

    @property
    def words(self) -> pd.DataFrame:
        """The pairs as a table with the columns `indicator` and `unit`."""
        return pd.DataFrame({"indicator": words_of(self.i, self.rules.names), "unit": words_of(self.u, self.tree.ids)})

    def each(self, quality: Callable[[Indicator], Any]) -> NDArray[Any]:
        """A property of the indicator of each pair."""
        return np.array([quality(indicator) for indicator in self.rules.indicators])[self.i]

    @cached_property
    def _key(self) -> Codes:
        return np.asarray(self.i * len(self.tree.ids) + self.u)

    def positions_in(self, i: Codes, u: Codes, *, units: Codes | None = None) -> Codes:
        """The position at which `i` and `u` hold each of these pairs; -1 if they do not.

        `units` are looked up in place of the units of these pairs; -1 for none.
        """
        wanted = self._key if units is None else self.i * len(self.tree.ids) + units
        rows = pd.Index(i * len(self.tree.ids) + u).get_indexer(wanted)
        return np.where(wanted < 0, -1, rows) if units is None else np.where(units < 0, -1, rows)

    def numbers(self, table: Columns, names: Sequence[str]) -> Columns:
        """Columns of a table as numbers, one row for each pair; NaN for pairs that the table lacks."""
        at = self.positions_in(table["i"], table["u"])
        return {name: np.append(table[name].astype(np.float64), np.nan)[at] for name in names}


@dataclass(frozen=True)
class Figures:
    """The figures of pairs in one period, one entry for each pair; NaN or empty without a figure."""

    value: NDArray[np.float64]
    denominator: NDArray[np.float64]
    exactly: Flags
    origin: NDArray[Any]
    own: Flags
    provisional: Flags
    row: Codes
    """The position of each among all figures; -1 if there is none."""

    @property
    def exact(self) -> NDArray[np.float64]:
        """The exact values; NaN for figures with a qualifier."""
        return np.where(self.exactly, self.value, np.nan)

    @property
    def made_up(self) -> Flags:
        """Whether each figure is made up, or computed from made-up figures."""
        return np.asarray(self.origin == "synthetic")


def figures_of(values: pd.DataFrame, pairs: Pairs, period: Period | None, *, units: Codes | None = None) -> Figures:
    """The figures of some pairs in a period; `units` replaces the units of the pairs (-1 for none)."""
    here = np.flatnonzero((values["period"] == str(period)).to_numpy(dtype=bool))
    i, u = coded(values["indicator"].iloc[here], pairs.rules.numbers), coded(values["unit"].iloc[here], pairs.tree.of_unit)
    at = pairs.positions_in(i, u, units=units)
    row = np.append(here, -1)[at]
    return Figures(
        value=_or(values["value"], row, np.nan).astype(np.float64),
        denominator=_or(values["denominator"], row, np.nan).astype(np.float64),
        exactly=_or(values["qualifier"], row, "") == "exactly",
        origin=_or(values["origin"], row, ""),
        own=_or(values["own"], row, False).astype(bool),
        provisional=_or(values["status"], row, "") == "provisional",
        row=row,
    )


def _or(column: pd.Series[Any], rows: Codes, other: object) -> NDArray[Any]:
    values = column.to_numpy(dtype=object if isinstance(other, str) else None)
    return np.append(values, np.array([other], dtype=values.dtype))[rows]
