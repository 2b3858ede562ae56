"""The units of a selection in a period, with their attributes: level, parent, peer group, whether a pilot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from reportlib.analysis.sums.obligations import is_pilot
from reportlib.errors import QueryError
from reportlib.periods import Period
from reportlib.periods.reading import Years
from reportlib.query.names import Names, one_of
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit

OF_UNITS: Final = ("level", "parent", "peer_group", "pilot", "synthetic", "published_only", "start", "end")
RELATIVES: Final = ("self", "parent", "children", "siblings", "peers")
"""The words that stand for units in a report on one unit; its siblings and its peers include this unit."""
OF_INDICATORS: Final = ("owner", "dimension", "kind", "direction")


@dataclass(frozen=True)
class Named:
    """Units chosen by their ids."""

    units: tuple[str, ...]

    def members(self, workbook: Workbook, period: Period) -> tuple[Unit, ...]:
        """Those of these units that existed in a period."""
        return tuple(unit for unit in map(workbook.units.__getitem__, self.units) if unit.exists(period))


@dataclass(frozen=True)
class Each:
    """Every unit of a level; with `within`, only those below the unit `within`."""

    level: str
    within: str = ""

    def members(self, workbook: Workbook, period: Period) -> tuple[Unit, ...]:
        """The units of the level that existed in a period; with `within`, only those below that unit at the end of the period."""
        units = workbook.units.on_level(self.level, period=period)
        if not self.within:
            return units
        below = workbook.units.below(self.within, period=period)
        return tuple(unit for unit in units if unit.id in below)


Chosen = Named | Each
Having = tuple[tuple[str, object], ...]
"""The conditions on units, as pairs of attribute and value."""


def members_of(workbook: Workbook, chosen: Chosen, having: Having, period: Period) -> dict[str, dict[str, Any]]:
    """The attributes, by unit id, of the chosen units that meet all conditions in a period."""
    attributes_by_unit = {unit.id: attributes(unit, period, workbook) for unit in chosen.members(workbook, period)}
    return {unit: facts for unit, facts in attributes_by_unit.items() if all(facts[name] == value for name, value in having)}


def indicators_of(workbook: Workbook, indicators: Iterable[str], wanted: Mapping[str, object]) -> tuple[str, ...]:
    """The ids of the indicators with the wanted attributes."""
    every = map(workbook.catalogue.__getitem__, indicators)
    return tuple(i.id for i in every if all(getattr(i, name) == value for name, value in wanted.items()))


def relatives(workbook: Workbook, word: str, unit: str, period: Period) -> tuple[str, ...]:
    """The ids of the units that a word of `RELATIVES` stands for, seen from `unit`; siblings and peers include `unit`."""
    units, above = workbook.units, workbook.units[unit].parent_in(period)
    match word:
        case "self":
            return (unit,)
        case "parent":
            return (above,) if above else ()
        case "children":
            return tuple(u.id for u in units.children(unit, period=period))
        case "siblings":
            return tuple(u.id for u in units.children(above, period=period)) if above else (unit,)
        case _:
            return (unit, *(u.id for u in units.peers(unit, period=period)))


def attributes(unit: Unit, period: Period, workbook: Workbook) -> dict[str, Any]:
    """The attributes of a unit in a period, by name."""
    values: dict[str, Any] = {name: getattr(unit, name) for name in ("level", "synthetic", "published_only")}
    values |= {"parent": unit.parent_in(period) or "", "peer_group": unit.peer_group or ""}
    values |= {"start": str(unit.start or ""), "end": str(unit.end or "")}
    return values | {"pilot": is_pilot(unit, period, workbook)}


def with_ids(wanted: Mapping[str, object], names: Names) -> dict[str, object]:
    """The conditions of `where(…)` by attribute, with ids in place of names.

    Raises
    ------
    QueryError
        When an attribute or a name is unknown, or a value has the wrong type.
    """
    nouns = {"owner": names.owners, "dimension": names.dimensions, "level": names.levels, "parent": names.units}
    by_attribute: dict[str, object] = {}
    for name, value in wanted.items():
        one_of(name, (*OF_INDICATORS, *OF_UNITS), what="attribute")
        by_attribute[name] = (
            nouns[name].id_of(value)
            if name in nouns
            else _period(name, value, names.years)
            if name in ("start", "end")
            else value
        )
        if name in ("pilot", "synthetic", "published_only") and not isinstance(value, bool):
            raise QueryError(f"{name} is True or False, not {value!r}")
    return by_attribute


def _period(name: str, value: object, years: Years) -> str:
    """The text of the period in a condition on `start` or `end`; empty if `value` asks for units without a start or end."""
    if value in ("", None):
        return ""
    try:
        return str(years.read(value))
    except ValueError as error:
        raise QueryError(f"{name}: {error}") from None
