"""The figures that were given and those that were due, by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, among, coded, stack, take
from reportlib.analysis.sums.cells import EXEMPT, SMALL, collected, to_cells
from reportlib.analysis.sums.obligations import asked_for, key, owed
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import Tree
from reportlib.periods import KINDS, MONTHS, Cycle, Period
from reportlib.workbook import Workbook


@dataclass(frozen=True)
class Ledger:
    """The figures that the observations of a workbook contain, and the figures that they lack.

    Parameters
    ----------
    observations, rows
        One row for each figure, and the numbers of its indicator, unit and period: `i`, `u`, `t`.
    cells
        The figures received (see `reportlib.analysis.sums.cells`), one row for each indicator, unit and period.
    owing
        The figures asked for: `i`, `u`, `t`.
    excuses
        The figures that observations say are not asked: `i`, `u`, `t`, and `status`, the position in `EXEMPT`.
    days
        The days on which figures came, by number; number 0 is an unknown day.
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
        """The cells, and an empty cell for each figure that was due and not given; `asked` is 1 for all.

        `sent` is 1 for an empty cell whose unit sent a running total from which no figure can be computed, because it falls
        or because another total is missing.
        """
        lacking = take(self.owing, ~among(key(self.owing, self.tree), key(self.cells, self.tree)))
        count = len(lacking["i"])
        empty = {name: np.zeros(count, dtype=column.dtype) for name, column in self.cells.items()} | lacking
        cells = stack([self.cells, empty])
        sent = np.concatenate([np.zeros(len(self.cells["i"]), dtype=bool), self._ended_by_total(lacking)])
        return cells | {"asked": np.ones(len(cells["i"]), dtype=SMALL), "sent": sent.astype(SMALL)}

    def _ended_by_total(self, lacking: Columns) -> Flags:
        totals = take(self.cells, self.tree.running[self.cells["t"]] & (self.cells["there"] == 1))
        ends = [key({**table, "t": self.tree.same_end[table["t"]]}, self.tree) for table in (lacking, totals)]
        return among(*ends)


def gather(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> Ledger:
    """Enter observations without duplicates into a ledger, for their periods, all collection periods, and also `periods`."""
    observed = [Period.parse(text) for text in observations["period"].unique()]
    rules = Rules.of(workbook)
    tree = Tree(workbook.units, workbook.level_ids, _texts(observed, periods, workbook))
    numbers = (rules.numbers, tree.of_unit, tree.of_period)
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
    came = observations["first_at"] if "first_at" in observations else observations["reported_at"]
    texts = ("", *sorted(text for text in came.unique() if text))
    return texts, coded(came, {text: n for n, text in enumerate(texts)})


def _texts(observed: Sequence[Period], periods: Sequence[Period], workbook: Workbook) -> list[str]:
    """The texts of all periods that cells may have.

    These are the observed periods and `periods`, the parts of both, and longer periods that contain observed ones.
    """
    own = {workbook.cycle(indicator) for indicator in workbook.catalogue.indicators}
    cycles = sorted(own, key=lambda cycle: (KINDS.index(cycle.kind), cycle.starts))
    until = max([*observed, *periods], default=None)
    spans: list[Period] = [*periods, *observed]
    for cycle in cycles if until else ():
        spans += asked_for(observed, cycle, until=until)  # type: ignore[arg-type]
        spans += [part for period in periods for part in cycle.parts(period)]
        spans += [whole for span in observed for whole in _holding(span, cycle)]
    return list(dict.fromkeys(map(str, spans)))


def _holding(span: Period, cycle: Cycle) -> Iterable[Period]:
    """The longer periods that contain `span`, up to periods of the cycle; for a running total, its last period of the cycle."""
    if span.kind in ("ytd", "span"):
        return cycle.parts(span)[-1:]
    steps = [coarser for coarser, months in MONTHS.items() if span.months < months <= cycle.months]
    return [whole for step in steps if (whole := Cycle.of(step, cycle.starts).holding(span)) is not None]
