"""Trees over time for made-up worlds: units open, close and move between collection periods, never without a parent."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.oracle.periods import SIZES, write


@dataclass(frozen=True)
class Clock:
    """Collection periods by number from 0; `step` of them make the coarsest that an indicator is collected in."""

    size: int
    first: int
    count: int
    step: int
    starts: int = 1

    @classmethod
    def of(cls, every: str, *, coarse: bool, starts: int = 1) -> Clock:
        size = SIZES[every]
        years = range(2023, 2025) if size == 1 else range(2022, 2025)
        return cls(size, years[0] * 12 + starts - 1, len(years) * 12 // size, 12 // size if coarse else 1, starts)

    @property
    def stop(self) -> int:
        return self.first + self.count * self.size

    @property
    def a_year(self) -> int:
        return 12 // self.size

    def name(self, number: int) -> str:
        """The text of a collection period."""
        return write(self.first + number * self.size, self.size, self.starts, marked=True)

    def boundaries(self) -> list[int]:
        """The numbers at which a unit may open or move: none in the middle of a coarser collection period."""
        return list(range(self.step, self.count, self.step))


@dataclass
class Node:
    """One unit: its parent in each collection period in which it exists."""

    id: str
    level: str
    parents: dict[int, str | None] = field(default_factory=dict)
    pilot: int | None = None
    peer_group: str | None = None

    def entry(self, clock: Clock) -> dict[str, Any]:
        """The unit as params/units.yaml has it."""
        start, end = min(self.parents), max(self.parents)
        optional = {
            "parent": self._parent(clock),
            "from": clock.name(start) if start > 0 else None,
            "to": clock.name(end) if end < clock.count - 1 else None,
            "pilot": None if self.pilot is None else clock.name(self.pilot),
            "peer_group": self.peer_group,
        }
        return {"id": self.id, "name": {"en": self.id}, "level": self.level} | {
            k: v for k, v in optional.items() if v is not None
        }

    def _parent(self, clock: Clock) -> Any:
        spells: list[list[Any]] = []
        for number in sorted(self.parents):
            if spells and spells[-1][0] == self.parents[number]:
                spells[-1][2] = number
            else:
                spells.append([self.parents[number], number, number])
        if len(spells) == 1:
            return spells[0][0]
        listed = [{"id": name, "from": clock.name(start), "to": clock.name(end)} for name, start, end in spells]
        del listed[0]["from"], listed[-1]["to"]
        return listed


def grow(levels: list[str], leaves: int, clock: Clock, features: frozenset[str], chance: Random) -> list[Node]:
    """The units of a world, top first; each has a parent that exists in every collection period of its life."""
    roots = 2 if "two roots" in features else 1
    nodes = [Node(f"{levels[0]}{n}", levels[0], dict.fromkeys(range(clock.count))) for n in range(roots)]
    for level in levels[1:]:
        above = list(nodes)
        number = leaves if level == levels[-1] else chance.randint(1, 3)
        nodes += [_under(Node(f"{level}{n}", level), above, clock, features, chance) for n in range(number)]
    for node in nodes:
        node.pilot = chance.choice([*clock.boundaries(), 0]) if "pilots" in features and chance.random() < 0.3 else None
        node.peer_group = chance.choice(["old", "new"]) if "peer groups" in features and chance.random() < 0.7 else None
    return nodes


def _under(node: Node, above: list[Node], clock: Clock, features: frozenset[str], chance: Random) -> Node:
    """The unit with a life and a parent, another one from when it moves or its parent closes."""
    start, stop = _life(clock, features, chance)
    moves = {n for n in clock.boundaries() if "moves" in features and chance.random() < 0.8 / clock.a_year * clock.step / 2}
    parent: str | None = None
    for number in range(start, stop):
        there = [other for other in above if number in other.parents]
        nearest = [other.id for other in there if other.level == there[-1].level]
        if parent not in [other.id for other in there] or number in moves:
            parent = chance.choice(nearest)
        node.parents[number] = parent
    return node


def _life(clock: Clock, features: frozenset[str], chance: Random) -> tuple[int, int]:
    bounds = clock.boundaries()
    opened = bool(bounds) and "openings" in features and chance.random() < 0.25
    closed = bool(bounds) and "closures" in features and chance.random() < 0.25
    start = chance.choice(bounds) if opened else 0
    later = [n for n in bounds if n > start]
    return start, chance.choice(later) if closed and later else clock.count


def chain(node: Node, by_id: dict[str, Node], number: int) -> list[Node]:
    """The unit and those above it in a collection period."""
    parent = node.parents.get(number)
    return [node] if parent is None else [node, *chain(by_id[parent], by_id, number)]
