"""Find units from which no parents lead up to the top level: their figures would be missing from the top level's sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reportlib.errors import Problem, choices
from reportlib.workbook import tabled
from reportlib.workbook.checks.units import NAME, Entry
from reportlib.workbook.documents import Document
from reportlib.workbook.units import Unit, Units


def parentless(units: Units, *, levels: Sequence[str]) -> dict[str, str]:
    """The units with a chain of parents that ends below the top level, each with the last unit of that chain.

    Dates are ignored, because a tree that passed `check` has no gaps in time.
    """
    broken_at: dict[str, str] = {}
    for level in levels[1:]:
        for unit in units.on_level(level):
            broken = [broken_at[parent.id] for parent in unit.parents if parent.id in broken_at]
            if broken or not unit.parents:
                broken_at[unit.id] = broken[0] if broken else unit.id
    return broken_at


def rootless(units: Units, root: Path, *, levels: Sequence[str], places: Mapping[str, str]) -> list[Problem]:
    """Find units with figures that cannot be rolled up to the top level; one problem for each missing parent.

    `places` has an entry for each unit that has figures: where one of them was read, such as "data/returns.csv:7".
    """
    broken = parentless(units, levels=levels)
    first: dict[str, tuple[str, str]] = {}
    for unit in units.by_id:
        if unit in broken and unit in places:
            first.setdefault(broken[unit], (unit, places[unit]))
    if not first:
        return []
    document = tabled.resolved(Document(root / NAME, name=NAME), "units", root, Unit)
    numbered = {unit.id: Entry(unit, units, document, n) for n, unit in enumerate(units.units)}
    return [_rootless(numbered[unit], whose, levels) for unit, whose in first.items()]


def _rootless(entry: Entry, whose: tuple[str, str], levels: Sequence[str]) -> Problem:
    unit, units = entry.unit, entry.units
    higher = levels[: levels.index(unit.level)]
    above = [other.id for other in units.units if other.level in higher]
    of = "has figures" if whose[0] == unit.id else f"has figures below it, of '{whose[0]}'"
    message = (
        f"unit '{unit.id}' {of} ({whose[1]}) and no parent, so that they count for no unit of level '{levels[0]}'; "
        f"name one in `parent`; {choices('', above, what='units above it')}"
    )
    mend = f"add `parent: {above[-1] if len(above) == 1 else '…'}` to {unit.id}: a unit of level {' or '.join(higher)}"
    return entry.wrong(message, "id", mend)
