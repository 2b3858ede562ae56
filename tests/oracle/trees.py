"""Trees of units for made-up worlds: units open, close and move between collection periods, never without a parent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.oracle import weeks
from tests.oracle.periods import SIZES, Period, write


@dataclass(frozen=True)
class Clock:
    """Collection periods, numbered from 0; `step` of them are the longest period for which an indicator is collected."""

    size: int
    first: int
    count: int
    step: int
    starts: int = 1
    weekly: bool = False

    @classmethod
    def of(cls, every: str, *, coarse: bool, starts: int = 1, year: int = 2020) -> Clock:
        """The collection periods of two or three years; if they are weeks, of two years, numbered as in `tests.oracle.weeks`."""
        if every == "week":
            both = weeks.of_months(Period(year * 12 + starts - 1, year * 12 + starts + 22))
            return cls(weeks.SIZE, both.first, both.months, 1, starts, weekly=True)
        size = SIZES[every]
        years = range(2023, 2025) if size == 1 else range(2022, 2025)
        return cls(size, years[0] * 12 + starts - 1, len(years) * 12 // size, 12 // size if coarse else 1, starts)

    @property
    def stop(self) -> int:
        return self.first + self.count * self.size

    @property
    def a_year(self) -> int:
        return 52 if self.weekly else 12 // self.size

    def years(self, starts: int) -> list[Period]:
        """The years, starting in a given month, that lie within the clock's range."""
        if not self.weekly:
            first = self.first + (starts - self.starts) % 12
            return [Period(month, month + 11) for month in range(first, self.stop - 11, 12)]
        first = weeks.month_of(self.first) + (starts - self.starts) % 12
        found = [weeks.of_months(Period(month, month + 11)) for month in (first, first + 12)]
        return [year for year in found if year.last < self.stop]

    def text(self, first: int, months: int, starts: int) -> str:
        """The text of the collection period, or of the year, that begins with the month or week `first`."""
        if not self.weekly:
            return write(first, months, starts)
        return write(weeks.month_of(first), months, starts) if months == 12 else weeks.write(first)

    def end(self, last: int) -> dt.date:
        return weeks.Weeks(last, last).end if self.weekly else Period(last, last).end

    def name(self, number: int) -> str:
        if self.weekly:
            return weeks.write(self.first + number)
        return write(self.first + number * self.size, self.size, self.starts, marked=True)

    def boundaries(self) -> list[int]:
        """The numbers of the periods at whose start units may open or move: periods of all indicators start there."""
        return list(range(self.step, self.count, self.step))


@dataclass
class Node:
    """One unit: its parent in each collection period in which it exists."""

    id: str
    level: str
    parents: dict[int, str | None] = field(default_factory=dict)
    pilot: int | None = None
    peer_group: str | None = None
    succeeds: list[tuple[str, str | None]] = field(default_factory=list)
    """The units that it succeeds, with its share of each; None where the share is not known."""
    renamed: int | None = None
    """The collection period from which it has another name."""

    def entry(self, clock: Clock) -> dict[str, Any]:
        start, end = min(self.parents), max(self.parents)
        optional = {
            "parent": self._parent(clock),
            "from": clock.name(start) if start > 0 else None,
            "to": clock.name(end) if end < clock.count - 1 else None,
            "pilot": None if self.pilot is None else clock.name(self.pilot),
            "peer_group": self.peer_group,
            "succeeds": [_taken_over(*one) for one in self.succeeds] or None,
        }
        return {"id": self.id, "name": self._name(clock), "level": self.level} | {
            k: v for k, v in optional.items() if v is not None
        }

    def _name(self, clock: Clock) -> Any:
        if self.renamed is None:
            return {"en": self.id}
        return [{"en": f"old {self.id}", "to": clock.name(self.renamed - 1)}, {"en": self.id}]

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


def _taken_over(name: str, share: str | None) -> Any:
    return name if share is None else {"unit": name, "share": float(share)}


def grow(levels: list[str], leaves: int, clock: Clock, features: frozenset[str], chance: Random) -> list[Node]:
    """The units of a world, top first; each has an existing parent in every collection period of its life."""
    roots = 2 if "two roots" in features else 1
    nodes = [Node(f"{levels[0]}{n}", levels[0], dict.fromkeys(range(clock.count))) for n in range(roots)]
    for level in levels[1:]:
        above = list(nodes)
        number = leaves if level == levels[-1] else chance.randint(1, 3)
        nodes += [_under(Node(f"{level}{n}", level), above, clock, features, chance) for n in range(number)]
    if "successions" in features:
        for _ in range(chance.randint(1, 3)):
            nodes += _succeeded(nodes, levels, clock, chance)
    for node in nodes:
        node.renamed = chance.choice([*clock.boundaries(), None]) if "renamings" in features else None
        node.pilot = chance.choice([*clock.boundaries(), 0]) if "pilots" in features and chance.random() < 0.3 else None
        node.peer_group = chance.choice(["old", "new"]) if "peer groups" in features and chance.random() < 0.7 else None
    return nodes


def _under(node: Node, above: list[Node], clock: Clock, features: frozenset[str], chance: Random) -> Node:
    """The node, after giving it a parent for each period of a random life; the parent changes if it closes or the unit moves."""
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


SHARES = ((None, None), ("0.4", "0.6"), ("0.25", "0.5"), ("1", None), (None, None))
"""The shares with which a unit is split: not known, adding up to 1, adding up to less, or all to one successor."""


def _succeeded(nodes: list[Node], levels: list[str], clock: Clock, chance: Random) -> list[Node]:
    """New units that succeed one or two units of a level: a merger, a split, or a new id."""
    number = chance.choice(clock.boundaries() or [0])
    level = chance.choice(levels[1:])
    gone = {name for node in nodes for name, _ in node.succeeds}
    going = [n for n in nodes if n.level == level and n.id not in gone and {number - 1, number} <= n.parents.keys()]
    if not going:
        return []
    ending = chance.sample(going, min(len(going), chance.choice([1, 1, 2])))
    shares = chance.choice(SHARES) if len(ending) == 1 and chance.random() < 0.7 else (None,)
    shares = shares[:1] if shares == ("1", None) else shares
    count = sum(node.id.startswith("new") for node in nodes)
    made = [Node(f"new{count + n}-{level}", level) for n in range(len(shares))]
    for node, share in zip(made, shares, strict=True):
        node.succeeds = [(old.id, share) for old in ending]
        place = chance.choice([*ending, *ending, *going])
        lives = [place, *ending]  # together they last as long as any unit below them
        last = max(max(old.parents) for old in lives)
        node.parents = {n: next(old.parents[n] for old in lives if n in old.parents) for n in range(number, last + 1)}
    _handed_on(nodes, {old.id for old in ending}, made, number, chance)
    for old in ending:
        old.parents = {n: parent for n, parent in old.parents.items() if n < number}
    return made


def _handed_on(nodes: list[Node], ending: set[str], made: list[Node], number: int, chance: Random) -> None:
    """Give each unit below an ending unit one of the new units as its parent."""
    for node in nodes:
        for n in sorted(n for n, parent in node.parents.items() if n >= number and parent in ending):
            there = [new.id for new in made if n in new.parents]
            before = node.parents.get(n - 1)
            node.parents[n] = before if before in there else chance.choice(there)


def _life(clock: Clock, features: frozenset[str], chance: Random) -> tuple[int, int]:
    bounds = clock.boundaries()
    opened = bool(bounds) and "openings" in features and chance.random() < 0.25
    closed = bool(bounds) and "closures" in features and chance.random() < 0.25
    start = chance.choice(bounds) if opened else 0
    later = [n for n in bounds if n > start]
    return start, chance.choice(later) if closed and later else clock.count


def chain(node: Node, by_id: dict[str, Node], number: int) -> list[Node]:
    """The unit and all units above it in a collection period."""
    parent = node.parents.get(number)
    return [node] if parent is None else [node, *chain(by_id[parent], by_id, number)]
