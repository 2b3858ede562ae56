"""Filters for the table of units: attributes in which the units differ, and classes of size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reportlib.analysis import View
from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.workbook.units import Unit

MIN_UNITS_TO_FILTER: Final = 12
"""The fewest units for which classes of size are offered."""
CLASSES: Final = 3


@dataclass(frozen=True)
class Filter:
    """A filter; `option_by_unit` has the index of each unit's option."""

    id: str
    name: str
    options: tuple[str, ...]
    option_by_unit: tuple[int, ...]


@dataclass(frozen=True)
class Size:
    """A class of size with both ends included; an open end is None."""

    low: float | None
    high: float | None
    text: str


def filters(view: View, words: Words, units: Sequence[Unit]) -> list[Filter]:
    """The filters for attributes in which units differ."""
    above = (view.unit, *view.workbook.units.ancestors(view.unit.id, period=view.period))
    attributes: dict[str, Callable[[Unit], str]] = {
        "level": lambda unit: words.name(view.workbook.level(unit.level).name),
        "peer_group": lambda unit: words.group(unit.peer_group or "", view.workbook.units.peer_groups),
        "pilot": lambda unit: words(f"units.pilot.{'yes' if _is_pilot((unit, *above), view.period) else 'no'}"),
    }
    every = (_filter(name, words, [value_of(unit) for unit in units]) for name, value_of in attributes.items())
    return [one for one in every if len(one.options) > 1]


def _filter(name: str, words: Words, values: Sequence[str]) -> Filter:
    texts = [value or words("units.none") for value in values]
    options = tuple(sorted(dict.fromkeys(texts)))
    return Filter(name, words(f"units.filter.{name}"), options, tuple(options.index(value) for value in texts))


def _is_pilot(line: Sequence[Unit], period: Period) -> bool:
    """Whether a unit, or a unit above it, was a pilot in any part of a period."""
    return any(unit.pilot is not None and unit.pilot.opens <= period.closes for unit in line)


def sizes(values: Sequence[float], words: Words) -> list[Size]:
    """Three classes of size with about equally many units in each; empty if there are few units or too few different sizes."""
    sorted_values = sorted(value for value in values if value == value)
    if len(sorted_values) < MIN_UNITS_TO_FILTER:
        return []
    cuts = [sorted_values[n] for n in np.arange(1, CLASSES) * len(sorted_values) // CLASSES]
    if len({sorted_values[0], *cuts, sorted_values[-1]}) <= CLASSES:
        return []
    lows: list[float | None] = [None, *cuts]
    highs: list[float | None] = [*(max(value for value in sorted_values if value < cut) for cut in cuts), None]
    return [Size(low, high, _class(low, high, words)) for low, high in zip(lows, highs, strict=True)]


def _class(low: float | None, high: float | None, words: Words) -> str:
    gaps = {name: words.number(value) for name, value in (("low", low), ("high", high)) if value is not None}
    key = "between" if len(gaps) > 1 else "up" if low is None else "down"
    return words(f"units.sizes.{key}", **gaps)
