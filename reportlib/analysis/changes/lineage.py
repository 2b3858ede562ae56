"""Which units succeed others between two periods, and which of them count as one (METHODS 2)."""

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

    The *leaves* of a unit are its last successors by the end of the later period. If a unit was split without shares, its
    leaves are compared as one unit, under the name of the first of them, their *target*. Every other leaf is its own target.

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
        """The leaves of a unit, and the unit itself if a share of it went to nobody."""
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
        """The leaf under whose name a leaf is compared."""
        return self._target.get(leaf, leaf)

    @cached_property
    def shares(self) -> dict[int, dict[int, float]]:
        """For each unit that has successors, the share of it that is compared under the name of each target."""
        shares = {}
        for unit in self._after:
            parts: dict[int, float] = {}
            for leaf, part in self._weights(unit).items():
                parts[self.target(leaf)] = parts.get(self.target(leaf), 0.0) + part
            shares[unit] = parts
        return shares

    def _weights(self, unit: int) -> dict[int, float]:
        """The share of a unit that goes to each leaf; without shares, all of it goes to the first."""
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
        """Whether each unit is a target that succeeds others."""
        flags = np.zeros(len(self.tree.ids), dtype=bool)
        flags[[target for parts in self.shares.values() for target in parts]] = True
        return flags

    @cached_property
    def single(self) -> Flags:
        """Whether each unit is compared alone, not with other leaves under its name."""
        flags = np.ones(len(self.tree.ids), dtype=bool)
        flags[list(self._target.values())] = False
        return flags

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """For each target that succeeds others, the units that count under its name: leaves and their predecessors."""
        members: dict[int, list[int]] = {}
        for unit in range(len(self.tree.ids)):
            for target in self.shares.get(unit, {self.target(unit): 1.0}):
                members.setdefault(target, []).append(unit)
        return {target: units for target, units in members.items() if self.involved[target]}

    @cached_property
    def lines(self) -> dict[int, list[int]]:
        """For each leaf that succeeds others, the leaf and all its predecessors."""
        lines: dict[int, list[int]] = {}
        for unit in self._after:
            for leaf in self.leaves(unit):
                if leaf != unit:
                    lines.setdefault(leaf, [leaf]).append(unit)
        return lines

    def members_of(self, target: Codes) -> tuple[Codes, Codes]:
        """The members of some targets, as two arrays: the position of the target, and the member."""
        return _spread(self.members, target)

    def under(self, target: Codes, above: Codes, period: Codes) -> Flags:
        """Whether a member of each target existed in a period and was below a unit or one of its predecessors."""
        if not self.some:
            return self.tree.under(target, above, period)
        row, unit = self.members_of(target)
        return _any(row, self.stands(unit, above[row], period[row]), len(target))

    def stands(self, unit: Codes, above: Codes, period: Codes) -> Flags:
        """Whether each unit existed in a period and was below another unit or one of its predecessors."""
        row, line = _spread(self.lines, above)
        return _any(row, self.tree.under(unit[row], line, period[row]), len(unit))


def _any(row: Codes, flags: Flags, count: int) -> Flags:
    result = np.zeros(count, dtype=bool)
    result[row[flags]] = True
    return result


def _spread(table: Mapping[int, Iterable[int]], codes: Codes) -> tuple[Codes, Codes]:
    """Replace each code by the members that a table lists for it; returns the positions of the codes, and the members."""
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
