"""What was given and what was owed, by number: the ground on which all figures, changes and returns are reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, among, coded, stack, take
from reportlib.analysis.sums.cells import EXEMPT, SMALL, collected, to_cells
from reportlib.analysis.sums.obligations import asked_for, key, owed
from reportlib.analysis.sums.rules import Rules, collects
from reportlib.analysis.sums.tree import Tree
from reportlib.periods import KINDS, MONTHS, Cycle, Period
from reportlib.workbook import Workbook


@dataclass(frozen=True)
class Ledger:
    """What the observations of a workbook give and lack.

    Parameters
    ----------
    rules, tree
        Its indicators, and its units and periods.
    observations, rows
        One row a figure, and the numbers of its words: `i`, `u`, `t`.
    cells
        What was received (see `reportlib.analysis.sums.cells`), one row an indicator, unit and period.
    owing
        What was asked for: `i`, `u`, `t`.
    excuses
        The rows by which a unit is not asked: `i`, `u`, `t`, and `status`, which of `EXEMPT` it is.
    days
        The days on which figures came, by number; the first is unknown.
    """

    rules: Rules
    tree: Tree
    observations: pd.DataFrame
    rows: Columns
    cells: Columns
    owing: Columns
    excuses: Columns
    days: tuple[str, ...]

    @property
    def observed_periods(self) -> list[Period]:
        """The periods of the observations."""
        return [self.tree.spans[n] for n in np.unique(self.rows["t"])]

    @property
    def with_owed(self) -> Columns:
        """The cells and, as empty ones, those that are owed and were not given; `asked` is 1 of both.

        `sent` is 1 of those for which a running total came of which no figure is made: it falls, or one is not there.
        """
        lacking = take(self.owing, ~among(key(self.owing, self.tree), key(self.cells, self.tree)))
        count = len(lacking["i"])
        empty = {name: np.zeros(count, dtype=column.dtype) for name, column in self.cells.items()} | lacking
        cells = stack([self.cells, empty])
        sent = np.concatenate([np.zeros(len(self.cells["i"]), dtype=bool), self._ended_by_total(lacking)])
        return cells | {"asked": np.ones(len(cells["i"]), dtype=SMALL), "sent": sent.astype(SMALL)}

    def _ended_by_total(self, lacking: Columns) -> Flags:
        """Whether a running total of the same indicator and unit came that ends with the period of each cell."""
        totals = take(self.cells, self.tree.running[self.cells["t"]] & (self.cells["there"] == 1))
        ends = [key({**table, "t": self.tree.same_end[table["t"]]}, self.tree) for table in (lacking, totals)]
        return among(*ends)


def gather(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> Ledger:
    """What some observations give for periods of their own, for those of their collection, and for others asked about.

    Parameters
    ----------
    observations
        One row a figure (see `reportlib.data.drop_duplicates`).
    """
    observed = [Period.parse(text) for text in observations["period"].unique()]
    rules = Rules.of(workbook)
    tree = Tree(workbook.units, workbook.level_ids, _texts(observed, periods, workbook))
    numbers = ({name: n for n, name in enumerate(rules.names)}, tree.of_unit, tree.of_period)
    names = ("indicator", "unit", "period")
    rows = {code: coded(observations[name], words) for code, name, words in zip("iut", names, numbers, strict=True)}
    days, day = _days(observations)
    cells = collected(to_cells(observations, rows, rules, day), rules, tree)
    status = coded(observations["status"], {word: n for n, word in enumerate(EXEMPT)})
    until = max([*observed, *periods], default=None)
    exempt = status >= 0
    owing = owed(rows, exempt, rules=rules, tree=tree, workbook=workbook, until=until) if until else take(rows, exempt)
    return Ledger(rules, tree, observations, rows, cells, owing, take({**rows, "status": status}, exempt), days)


def _days(observations: pd.DataFrame) -> tuple[tuple[str, ...], Codes]:
    """The days on which figures came, in their order after one that is unknown, and the number of each row's."""
    came = observations["first_at"] if "first_at" in observations else observations["reported_at"]
    texts = ("", *sorted(text for text in came.unique() if text))
    return texts, coded(came, {text: n for n, text in enumerate(texts)})


def _texts(observed: Sequence[Period], periods: Sequence[Period], workbook: Workbook) -> list[str]:
    """Every period that cells may be of: those observed and asked about, what they are made of, and what they are part of."""
    cycles = sorted(set(collects(workbook).values()), key=lambda cycle: (KINDS.index(cycle.kind), cycle.starts))
    until = max([*observed, *periods], default=None)
    spans: list[Period] = [*periods, *observed]
    for cycle in cycles if until else ():
        spans += asked_for(observed, cycle, until=until)  # type: ignore[arg-type]
        spans += [part for period in periods for part in cycle.parts(period)]
        spans += [whole for span in observed for whole in _holding(span, cycle)]
    return list(dict.fromkeys(map(str, spans)))


def _holding(span: Period, cycle: Cycle) -> Iterable[Period]:
    """The periods that hold one of a finer kind, up to those of a cycle; of a running total, the one that it ends with."""
    if span.kind in ("ytd", "span"):
        return cycle.parts(span)[-1:]
    steps = [coarser for coarser, months in MONTHS.items() if span.months < months <= cycle.months]
    return [whole for step in steps if (whole := Cycle.of(step, cycle.starts).holding(span)) is not None]
