"""Which units succeed others between two periods, and under which names they are compared (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reportlib.analysis.columns import Codes, Flags
from reportlib.analysis.sums.tree import Tree
from reportlib.periods import Period

LEAST = 1e-9
"""The least share of a unit that counts as taken over by nobody; less is floating-point error."""


class Lineage:
    """The successions between the beginning of an earlier period and the end of a later one.

    The *leaves* of a unit are its last successors by the end of the later period. If a unit was split *without shares*, that
    is, if a share is not known, its leaves are compared as one unit, under the name of the first of them. This first leaf is
    the *target* of each of them. Every other leaf is its own target.

    Parameters
    ----------
    since, until
        The first week in which a predecessor may have ended, and the last week in which its successor may have begun.
    """

    def __init__(self, tree: Tree, since: int, until: int) -> None:
        self.tree = tree
        self._after: dict[int, dict[int, float | None]] = {}
        for unit in tree.units.units:
            for one in unit.predecessors if unit.start and unit.start.opens <= until else ():
                before = tree.of_unit[one.unit]
                if tree.end[before] >= since:
                    self._after.setdefault(before, {})[tree.of_unit[unit.id]] = one.share

    @classmethod
    def between(cls, tree: Tree, earlier: Period, period: Period) -> Lineage:
        """The successions that matter to a comparison of two periods."""
        return cls(tree, earlier.opens, period.closes)

    @property
    def some(self) -> bool:
        """Whether there are any successions."""
        return bool(self._after)

    def leaves(self, unit: int) -> tuple[int, ...]:
        """The last successors of a unit, or the unit itself if it has none.

        A unit of which a share went to nobody is among its own leaves.
        """
        if unit not in self._after:
            return (unit,)
        leaves = [leaf for after in self._after[unit] for leaf in self.leaves(after)]
        return tuple(dict.fromkeys([*leaves, *([unit] if self._left(unit) > LEAST else [])]))

    def _shared(self, unit: int) -> bool:
        return None not in self._after[unit].values()

    def _left(self, unit: int) -> float:
        return 1 - sum(share or 0 for share in self._after[unit].values()) if self._shared(unit) else 0.0

    def parts(self, unit: int) -> dict[int, float]:
        """The share of a unit's own figures that goes to each unit in `leaves`; empty if the unit was split without shares."""
        after = self._after.get(unit)
        if after is None:
            return {unit: 1.0}
        if not self._shared(unit) and len(self.tree.units.successors[self.tree.ids[unit]]) > 1:
            return {}
        parts = {unit: self._left(unit)} if self._left(unit) > LEAST else {}
        for one, share in after.items():
            for leaf, part in self.parts(one).items():
                parts[leaf] = parts.get(leaf, 0.0) + part * (1.0 if share is None else share)
        return parts

    @cached_property
    def _target(self) -> dict[int, int]:
        targets: dict[int, int] = {}
        for unit in self._after:
            if not self._shared(unit) and len(self.tree.units.successors[self.tree.ids[unit]]) > 1:
                joined = {targets.get(leaf, leaf) for leaf in self.leaves(unit)}
                targets |= {leaf: min(joined) for leaf in [*joined, *(k for k, v in targets.items() if v in joined)]}
        return targets

    def target(self, leaf: int) -> int:
        """The unit under whose name a last successor is compared: itself, unless a unit was split without shares."""
        return self._target.get(leaf, leaf)

    @cached_property
    def shares(self) -> dict[int, dict[int, float]]:
        """How each unit with successors is divided among the units under whose names it is compared: `{1: {2: 0.4, 3: 0.6}}`."""
        shares = {}
        for unit in self._after:
            parts: dict[int, float] = {}
            for leaf, part in self._weights(unit).items():
                parts[self.target(leaf)] = parts.get(self.target(leaf), 0.0) + part
            shares[unit] = parts
        return shares

    def _weights(self, unit: int) -> dict[int, float]:
        """The share of a unit that goes to each of its last successors; after a split without shares, the first gets it all."""
        after = self._after.get(unit)
        if after is None:
            return {unit: 1.0}
        if not self._shared(unit):
            return self._weights(next(iter(after))) if len(after) == 1 else {self.leaves(unit)[0]: 1.0}
        weights = {unit: self._left(unit)} if self._left(unit) > LEAST else {}
        for one, share in after.items():
            for leaf, part in self._weights(one).items():
                weights[leaf] = weights.get(leaf, 0.0) + part * (share or 0.0)
        return weights

    @cached_property
    def involved(self) -> Flags:
        """For each unit, whether a unit that has successors is compared under its name."""
        flags = np.zeros(len(self.tree.ids), dtype=bool)
        flags[[target for parts in self.shares.values() for target in parts]] = True
        return flags

    @cached_property
    def single(self) -> Flags:
        """For each unit, whether no other last successors (see `leaves`) are compared under its name."""
        flags = np.ones(len(self.tree.ids), dtype=bool)
        flags[list(self._target.values())] = False
        return flags

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """For each unit that `involved` flags, all units that are compared under its name."""
        members: dict[int, list[int]] = {}
        for unit in range(len(self.tree.ids)):
            for target in self.shares.get(unit, {self.target(unit): 1.0}):
                members.setdefault(target, []).append(unit)
        return {target: units for target, units in members.items() if self.involved[target]}

    @cached_property
    def lines(self) -> dict[int, list[int]]:
        """For each last successor, the unit itself and all its predecessors, direct and indirect."""
        lines: dict[int, list[int]] = {}
        for unit in self._after:
            for leaf in self.leaves(unit):
                if leaf != unit:
                    lines.setdefault(leaf, [leaf]).append(unit)
        return lines

    def members_of(self, target: Codes) -> tuple[Codes, Codes]:
        """The units compared under the name of each unit in `target`, as two arrays: position in `target`, and unit compared."""
        return _spread(self.members, target)

    def under(self, target: Codes, above: Codes, period: Codes) -> Flags:
        """For each row, whether a unit compared as `target` existed in `period`, below `above` or a predecessor of `above`."""
        if not self.some:
            return self.tree.under(target, above, period)
        row, unit = self.members_of(target)
        return _any(row, self.stands(unit, above[row], period[row]), len(target))

    def stands(self, unit: Codes, above: Codes, period: Codes) -> Flags:
        """For each row, whether `unit` existed in `period` and was below `above` or a predecessor of `above`."""
        row, line = _spread(self.lines, above)
        return _any(row, self.tree.under(unit[row], line, period[row]), len(unit))


def _any(row: Codes, flags: Flags, count: int) -> Flags:
    result = np.zeros(count, dtype=bool)
    result[row[flags]] = True
    return result


def _spread(table: Mapping[int, Iterable[int]], codes: Codes) -> tuple[Codes, Codes]:
    """Replace each code by the members that a table lists for it; also return the position of the replaced code.

    With the table `{7: [1, 2]}`, the codes 7 and 9 become the members 1, 2 and 9, at the positions 0, 0 and 1.
    """
    listed = {code: np.array([*table[code]], dtype=np.intp) for code in np.unique(codes).tolist() if code in table}
    count: NDArray[np.intp] = np.ones(len(codes), dtype=np.intp)
    for code, members in listed.items():
        count[codes == code] = len(members)
    row = np.repeat(np.arange(len(codes)), count)
    spread = codes[row]
    for code, members in listed.items():
        at = codes[row] == code
        spread[at] = np.tile(members, int(at.sum()) // len(members))
    return row, spread
