"""Which unit or units each unit is compared with in an earlier period (METHODS 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportlib.analysis.columns import Codes, Flags
from reportlib.analysis.sums.tree import NOBODY, Tree
from reportlib.periods import Period
from reportlib.workbook.units import Unit, Units


@dataclass(frozen=True)
class Before:
    """For each unit, the unit that it is compared with in an earlier period, and which units existed then.

    Parameters
    ----------
    stands_in
        The unit that gives the earlier figure: the unit itself, or its predecessor if the unit was only renamed; `NOBODY` if
        the unit succeeds other units and began within the earlier period.
    continues
        Whether the unit succeeds other units, began after the beginning of the earlier period, and was not only renamed.
    lived, lived_at_end
        Whether the unit existed throughout the earlier period (`lived`), or at the end of that period (`lived_at_end`). For
        the time before the unit began, all its predecessors must have existed. `lived_at_end` is True for every unit without
        predecessors.
    """

    stands_in: Codes
    continues: Flags
    lived: Flags
    lived_at_end: Flags


def predecessors_in(tree: Tree, earlier: Period) -> Before:
    """Find the unit that each unit is compared with in an earlier period."""
    every = np.arange(len(tree.ids))
    before = Before(every.copy(), np.zeros(len(every), bool), tree.lived_through(every, earlier), np.ones(len(every), bool))
    for n, unit in enumerate(tree.units.units):
        if unit.succeeds and unit.start and unit.start.opens > earlier.opens:
            before.stands_in[n] = n if unit.start.opens > earlier.closes else NOBODY
            before.continues[n] = True
            before.lived[n] = tree.units.covers(unit.id, earlier.opens, earlier.closes)
            before.lived_at_end[n] = tree.units.covers(unit.id, earlier.closes, earlier.closes)
            if other := renamed_from(unit, tree.units, earlier):
                before.stands_in[n], before.continues[n] = tree.of_unit[other.id], False
    return before


def renamed_from(unit: Unit, units: Units, earlier: Period) -> Unit | None:
    """The predecessor that a unit continues under a new name, if this predecessor existed throughout `earlier`; else None.

    Examples
    --------
    >>> ash = {"id": "ash", "name": {"en": "Ash"}, "level": "town", "to": 2020}
    >>> elm = {"id": "elm", "name": {"en": "Elm"}, "level": "town", "from": 2021, "succeeds": ["ash"]}
    >>> units = Units.model_validate({"units": [ash, elm]})
    >>> [one.id if (one := renamed_from(units["elm"], units, Period.parse(year))) else None for year in (2020, 2021)]
    ['ash', None]
    """
    while unit.start and unit.start.opens > earlier.closes and len(unit.succeeds) == 1:
        one = unit.predecessors[0]
        if one.share not in (None, 1) or len(units.successors[one.unit]) > 1:
            return None
        unit = units[one.unit]
        if unit.start is None or unit.start.opens <= earlier.opens:
            return unit if unit.end is None or unit.end.closes >= earlier.closes else None
    return None


def related(units: Units, names: Sequence[str], period: Period) -> list[str]:
    """The ids of units related to some units, to compare them over time.

    These are the units' predecessors, all successors of these predecessors, and the units' own successors that began by the
    end of a period.
    """
    before = [one.unit for name in names for one in units[name].predecessors]
    beside = [unit.id for name in before for unit in units.successors[name]]
    after = [unit for name in names for unit in units.successors.get(name, ())]
    return [*before, *beside, *(unit.id for unit in after if unit.start and unit.start.opens <= period.closes)]
