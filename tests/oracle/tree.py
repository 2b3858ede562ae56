"""Which units existed, under which parents, and what they are asked for (METHODS 1)."""

from __future__ import annotations

from tests.oracle.periods import Period
from tests.oracle.workbook import Book, Indicator, remembered


def exists(book: Book, unit: str, period: Period) -> bool:
    """Whether a unit existed in any part of a period."""
    return book.units[unit].life.overlaps(period)


@remembered
def parent_in(book: Book, unit: str, period: Period) -> str | None:
    """The parent at the end of a period, or the last one that the unit had in it."""
    held = [(span.first, name) for name, span in book.units[unit].parents if span.overlaps(period)]
    return max(held)[1] if held and exists(book, unit, period) else None


@remembered
def chain(book: Book, unit: str, period: Period) -> tuple[str, ...]:
    """The unit and all units above it in a period, up to the top."""
    above = parent_in(book, unit, period)
    return (unit, *chain(book, above, period)) if above and exists(book, above, period) else (unit,)


@remembered
def children(book: Book, unit: str, period: Period) -> tuple[str, ...]:
    return tuple(child for child in book.units if parent_in(book, child, period) == unit)


@remembered
def family(book: Book, unit: str) -> frozenset[str]:
    """The unit and all units that were ever below it."""
    below = (name for name, other in book.units.items() if any(parent == unit for parent, _ in other.parents))
    return frozenset({unit}).union(*(family(book, name) for name in below))


def stood_all(book: Book, unit: str, parent: str, period: Period) -> bool:
    """Whether a unit existed and was directly below `parent` in every month of a period."""
    months = range(period.first, period.last + 1)
    return all(parent_in(book, unit, Period(month, month)) == parent for month in months)


def lived_all(book: Book, unit: str, period: Period) -> bool:
    return book.units[unit].life.holds(period)


@remembered
def asked(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether a unit is asked for an indicator in a collection period: it exists, has the right level, and is a pilot if needed.

    Nobody is asked for an indicator before the first period in which any unit gave it.
    """
    own = book.units[unit]
    if period.last < _begun(book, indicator):
        return False
    if own.published_only or own.level not in indicator.levels or not exists(book, unit, period):
        return False
    dates = [book.units[name].pilot for name in chain(book, unit, period)]
    return not indicator.pilots or any(date is not None and date.first <= period.last for date in dates)


@remembered
def _begun(book: Book, indicator: Indicator) -> int:
    """The first month of any row of an indicator; without rows, a month later than all others."""
    months = (row.period.first for row in book.rows if row.indicator == indicator.id)
    return min(months, default=max((row.period.last for row in book.rows), default=0) + 1)


def on_level(book: Book, indicator: Indicator, level: str) -> bool:
    """Whether an indicator has figures on a level: reported there, or rolled up from a level below."""
    below = book.levels[book.levels.index(level) + 1 :]
    return level in indicator.levels or (indicator.rollup != "none" and any(name in below for name in indicator.levels))
