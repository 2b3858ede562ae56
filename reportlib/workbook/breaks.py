"""Where breaks interrupt a series, and which units a break concerns.

A break in the series of one unit also concerns the unit's successors and the units above, whose sums contain its figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportlib.periods import Period
from reportlib.workbook.catalogue import Break, Catalogue, Indicator
from reportlib.workbook.units import Unit, Units


def restarts(breaks: Sequence[Break], periods: Sequence[Period]) -> list[int]:
    """The positions of periods that a break separates from the period before; `periods` must be in order of time."""
    pairs = enumerate(pairwise(periods), start=1) if breaks else ()
    return [n for n, (then, now) in pairs if any(one.between(then, now) for one in breaks)]


def with_concerned(catalogue: Catalogue, units: Units) -> Catalogue:
    """The catalogue; each break of a single unit gets a list of the other units that it concerns."""
    indicators = tuple(_filled(indicator, units) for indicator in catalogue.indicators)
    fields = {name: getattr(catalogue, name) for name in Catalogue.model_fields}
    return Catalogue.model_construct(**fields | {"indicators": indicators})


def _filled(indicator: Indicator, units: Units) -> Indicator:
    if not any(one.unit for one in indicator.breaks):
        return indicator
    adds_up = indicator.rolls_up != "none"
    return indicator.model_copy(update={"breaks": tuple(_concerning(one, units, adds_up) for one in indicator.breaks)})


def _concerning(one: Break, units: Units, adds_up: bool) -> Break:
    """A break with `successors` filled in and, if figures add up, `above`: the units above its unit or above a successor."""
    if one.unit is None:
        return one
    holders = list(dict.fromkeys(unit.id for unit in _holders(units[one.unit], units)))
    above = (higher.id for unit in holders for higher in _above(units[unit], one, units)) if adds_up else ()
    return one.model_copy(update={"successors": tuple(holders[1:]), "above": tuple(dict.fromkeys(above))})


def _holders(unit: Unit, units: Units) -> Iterator[Unit]:
    """A unit, its successors, their successors, and so on."""
    yield unit
    for successor in units.successors.get(unit.id, ()):
        yield from _holders(successor, units)


def _above(unit: Unit, one: Break, units: Units) -> tuple[Unit, ...]:
    """The units above a unit when a break begins, or when the unit begins if that is later."""
    later = unit.start is not None and unit.start.opens > one.start.opens
    return units.ancestors(unit.id, period=unit.start if later and unit.start else one.start)
