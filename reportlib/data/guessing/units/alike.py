"""Tell apart tables with the same indicators, units and periods, such as a sheet for each place, or for each sex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from reportlib.data.guessing.indicators.indicators import Indicated
from reportlib.data.guessing.periods.times import periods_in
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.units.units import ADDED, GuessedUnit, new_id
from reportlib.data.guessing.vocabulary import is_total
from reportlib.data.mapping.headings import BETWEEN

_A_UNIT: Final = "no column names units, and other tables have the same indicators and periods: each is of one unit"
_ITS_UNITS: Final = "its table has the total of its units, as other tables have of theirs"
_NAMED: Final = "other tables have figures with this name for the same units and periods"
_FEW: Final = 0.5
"""The share of their units that two tables may have in common and still be taken for tables of different areas."""


@dataclass
class Part:
    """What was guessed of one table: the meaning of its columns, its units (the top unit first), and its indicators."""

    roles: Roles
    units: list[GuessedUnit]
    indicators: list[Indicated]

    @property
    def below(self) -> set[str]:
        """The ids of all units but the top one."""
        return {unit.id for unit in self.units[1:]}

    def meets(self, other: Part) -> bool:
        """Whether both tables have an indicator, a unit and a period in common."""
        mine, others = self._keys(), other._keys()
        return all(one & two for one, two in zip(mine, others, strict=True))

    def _keys(self) -> tuple[set[str], set[str], set[str]]:
        roles = self.roles
        units = {unit.id for unit in self.units if unit.cell or roles.units.unit is None}
        periods = set(periods_in(roles.times, [heading.name for heading in roles.figures], roles.cells))
        return {one.id for one in self.indicators}, units, periods


def told_apart(parts: Sequence[Part], *, whole: str) -> list[GuessedUnit]:
    """Change the units or the indicators of tables that meet (see `Part.meets`); return the new unit above them, if any.

    If none of these tables has a column of units, each becomes one unit below a new one. If they have mostly different units, the
    top unit of each is named after its table and comes below a new one. Otherwise the name of each indicator begins with that of
    its table. `whole` is the name of the new unit, unless one of the tables is called a total.
    """
    meeting = [one for one in parts if any(one is not other and one.meets(other) for other in parts)]
    if not meeting:
        return []
    pairs = list(combinations(meeting, 2))
    if all(one.roles.units.unit is None for one in meeting):
        for part in meeting:
            part.roles.units = replace(part.roles.units, why=_A_UNIT)
        return _under_tables(meeting, whole, _A_UNIT)
    if all(part.below for part in meeting) and all(
        len(a.below & b.below) < _FEW * max(len(a.below), len(b.below)) for a, b in pairs
    ):
        return _under_tables(meeting, whole, _ITS_UNITS)
    _name_indicators(meeting)
    return []


def _under_tables(parts: Iterable[Part], whole: str, why: str) -> list[GuessedUnit]:
    """Name the top unit of each table after the table, and put it below a new unit, which is returned.

    If a table is called a total, its top unit becomes the new unit.
    """
    listed, ids_taken = list(parts), set[str]()
    total = next((part for part in listed if is_total(part.roles.name)), None)
    name = total.roles.name if total else whole
    top = GuessedUnit(new_id(name, ids_taken), name, 0, why=ADDED)
    for part in listed:
        new = replace(top, cell=part.units[0].cell or name, why=why) if part is total else None
        part.units = list(_moved(part, new or top, ids_taken, why, own=part is not total))
    return [part.units[0] for part in listed if part is total] or [top]


def _moved(part: Part, top: GuessedUnit, ids_taken: set[str], why: str, *, own: bool) -> Iterator[GuessedUnit]:
    """The units of a table with new ids. With `own` the first is named after the table and below `top`; else it is `top`."""
    old, name = part.units[0], part.roles.name
    cell = old.cell or ("" if part.roles.units.unit else name)
    first = GuessedUnit(new_id(name, ids_taken), name, 1, top.id, why, cell) if own else top
    yield first
    ids = {old.id: first.id}
    for unit in part.units[1:]:
        ids[unit.id] = new_id(unit.name, ids_taken)
        yield replace(unit, id=ids[unit.id], depth=unit.depth + own, parent=ids.get(unit.parent, first.id))


def _name_indicators(parts: Iterable[Part]) -> None:
    ids_taken = set[str]()
    for part in parts:
        for one in part.indicators:
            one.name = f"{part.roles.name}{BETWEEN}{one.name}"
            one.id, one.why["name"] = new_id(one.name, ids_taken), _NAMED
