"""Checks of how units change: the dates of their names, and the units that they succeed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reportlib.errors import Problem, choices
from reportlib.workbook.documents import Document
from reportlib.workbook.nouns import tongues
from reportlib.workbook.units import Name, Predecessor, Unit, Units

CLOSE: Final = 1e-9
"""By how much a sum of shares may exceed 1, to allow for floating-point error."""


@dataclass(frozen=True)
class _Listed:
    """An entry of `succeeds`: the successor (`unit`), its predecessor (`of`), and the entry's position in the file."""

    unit: Unit
    of: Predecessor
    units: Units
    document: Document
    at: tuple[int, int]

    def wrong(self, message: str, mend: str = "") -> Problem:
        number, position = self.at
        return self.document.problem(message, "units", number, "succeeds", position, mend=mend)

    @property
    def before(self) -> Unit | None:
        """The predecessor; None if no unit has its id."""
        return self.units.by_id.get(self.of.unit)


def check(units: Units, document: Document, *, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is wrong with names that have dates, and with successions."""
    for n, unit in enumerate(units.units):
        if unit.former or isinstance(unit.names, tuple):
            yield from _names(unit, document, n, languages)
    every = [
        _Listed(unit, one, units, document, (n, m))
        for n, unit in enumerate(units.units)
        for m, one in enumerate(unit.predecessors)
    ]
    for listed in every:
        yield from _one(listed)
    yield from _shares(every)


def _names(unit: Unit, document: Document, n: int, languages: tuple[str, ...]) -> Iterator[Problem]:
    names = unit.names if isinstance(unit.names, tuple) else ()
    for m, name in enumerate(names):
        yield from tongues(name.text, document, "units", n, "name", m, field="name", languages=languages)
        if name.end is None and m < len(names) - 1:
            message = f"a former name of unit '{unit.id}' has no end; add `to: …`, the last period"
            yield document.problem(message, "units", n, "name", m)
    if names and names[-1].end is not None:
        message = (
            f"the last name of unit '{unit.id}' ends ({names[-1].end}), and none follows; take `to` away, or add the next name"
        )
        yield document.problem(message, "units", n, "name", len(names) - 1)
    for m, (earlier, later) in enumerate(pairwise(names)):
        if _ends(earlier) and _ends(later) and _ends(earlier) >= _ends(later):
            message = f"names of unit '{unit.id}' end in {earlier.end} and then in {later.end}; write the earliest first"
            yield document.problem(message, "units", n, "name", m + 1)


def _ends(name: Name) -> int:
    return name.end.closes if name.end else 0


def _one(listed: _Listed) -> Iterator[Problem]:
    unit, before, name = listed.unit, listed.before, listed.of.unit
    if before is None:
        same_level = [u.id for u in listed.units.units if u.level == unit.level and u.id != unit.id]
        yield listed.wrong(f"'{name}', which unit '{unit.id}' succeeds, is not a unit; {choices(name, same_level, what='units')}")
    elif way := _round(listed):
        yield listed.wrong(f"unit '{unit.id}' succeeds itself{way}; take one of these out")
    elif before.level != unit.level:
        message = f"unit '{unit.id}' is on level '{unit.level}' and succeeds '{name}' on level '{before.level}'"
        yield listed.wrong(f"{message}; a unit succeeds others of its own level")
    elif name in [one.unit for one in unit.predecessors[: listed.at[1]]]:
        yield listed.wrong(f"unit '{unit.id}' succeeds '{name}' twice; keep one")
    else:
        yield from _dates(listed, before)


def _round(listed: _Listed) -> str:
    own, ways, seen = listed.unit.id, [[listed.of.unit]], set[str]()
    while ways:
        way = ways.pop()
        if way[-1] == own:
            return f" by way of {', '.join(way[:-1])}" if way[:-1] else " at once"
        if way[-1] in listed.units.by_id and way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, one.unit] for one in listed.units[way[-1]].predecessors]
    return ""


def _dates(listed: _Listed, before: Unit) -> Iterator[Problem]:
    unit, name = listed.unit, before.id
    if before.end is None:
        mend = f"add `to: …` to {name}, its last period"
        follow = f"; if {name} goes on and takes in others, end it too, and let a new unit succeed them all"
        yield listed.wrong(f"unit '{unit.id}' succeeds '{name}', which does not end{follow}", mend)
    elif unit.start is None:
        mend = f"add `from: …` to {unit.id}, its first period"
        yield listed.wrong(f"unit '{unit.id}' succeeds '{name}', which ends {before.end}, and has no beginning", mend)
    elif unit.start.opens <= before.end.closes:
        message = f"unit '{unit.id}' begins ({unit.start}) before '{name}', which it succeeds, has ended ({before.end})"
        yield listed.wrong(message, f"let {name} end before {unit.id} begins: dates are compared by weeks")


def _shares(every: list[_Listed]) -> Iterator[Problem]:
    by_unit: dict[str, list[_Listed]] = {}
    for listed in every:
        by_unit.setdefault(listed.of.unit, []).append(listed)
    for name, parts in by_unit.items():
        share_by_unit = {part.unit.id: part.of.share for part in parts if part.of.share is not None}
        if (total := sum(share_by_unit.values())) > 1 + CLOSE:
            listing = _spelt(share_by_unit)
            yield parts[-1].wrong(f"shares of unit '{name}' are {total:g} in sum ({listing}); they may be 1 at most")
        if share_by_unit and len(share_by_unit) < len(parts):
            silent = next(part for part in parts if part.of.share is None)
            message = f"unit '{silent.unit.id}' succeeds '{name}' without a share, and others with one ({_spelt(share_by_unit)})"
            yield silent.wrong(f"{message}; give each its share, or none")


def _spelt(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{unit} {share:g}" for unit, share in shares.items())
