"""Which units succeed others, with which shares, and which count as one in a comparison (METHODS 2)."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.periods import Period
from tests.oracle.tree import chain, exists
from tests.oracle.workbook import Book, remembered

Window = Period
"""The months from the beginning of the earlier period to the end of the later one."""
Line = frozenset[str]
"""Units without successors that count as one, because nobody knows which of them took over what; mostly a single unit."""


@remembered
def declared(book: Book, unit: str) -> tuple[tuple[str, Fraction | None], ...]:
    """Every unit that ever succeeds this one, with the share that it takes over."""
    return tuple((name, share) for name, other in book.units.items() for before, share in other.succeeds if before == unit)


@remembered
def begun(book: Book, unit: str, window: Window) -> tuple[tuple[str, Fraction | None], ...]:
    """The successors that a unit has by the end of a window, with their shares; empty if the unit ended before the window."""
    if book.units[unit].life.last < window.first:
        return ()
    return tuple((name, share) for name, share in declared(book, unit) if book.units[name].life.first <= window.last)


@remembered
def kept(book: Book, unit: str, window: Window) -> Fraction:
    """The share of a unit that no successor had taken over by the end of a window; 0 without any, or if a share is unknown."""
    shares = [share for _, share in begun(book, unit, window)]
    return Fraction(1) - sum((s for s in shares if s is not None), Fraction(0)) if shares and None not in shares else Fraction(0)


@remembered
def unknown(book: Book, unit: str, window: Window) -> bool:
    """Whether a unit has several successors whose shares are not known."""
    after = begun(book, unit, window)
    return bool(after) and after[0][1] is None and len(declared(book, unit)) > 1


@remembered
def ends(book: Book, unit: str, window: Window) -> frozenset[str]:
    """The last successors of a unit by the end of a window, and each unit before them of which a part was not taken over.

    A unit without successor has itself.
    """
    after = begun(book, unit, window)
    own = {unit} if not after or kept(book, unit, window) > 0 else set()
    return frozenset(own).union(*(ends(book, name, window) for name, _ in after))


@remembered
def lines(book: Book, window: Window) -> frozenset[Line]:
    """All sets of several units that count as one by the end of a window."""
    found: list[set[str]] = []
    for unit in book.units:
        if unknown(book, unit, window):
            new = set(ends(book, unit, window))
            for old in [old for old in found if old & new]:
                new |= old
                found.remove(old)
            found.append(new)
    return frozenset(map(frozenset, found))


def line_of(book: Book, unit: str, window: Window) -> Line:
    """A unit without successor, together with the units that count as one with it."""
    return next((line for line in lines(book, window) if unit in line), frozenset({unit}))


@remembered
def goes_to(book: Book, unit: str, window: Window) -> dict[Line, Fraction]:
    """The lines that continue a unit's own figures by the end of a window, each with its share of them."""
    after = begun(book, unit, window)
    if not after:
        return {line_of(book, unit, window): Fraction(1)}
    if unknown(book, unit, window):
        return {line_of(book, min(ends(book, unit, window)), window): Fraction(1)}
    found: dict[Line, Fraction] = {}
    if kept(book, unit, window):
        found[line_of(book, unit, window)] = kept(book, unit, window)
    for name, share in after:
        for line, part in goes_to(book, name, window).items():
            found[line] = found.get(line, Fraction(0)) + part * (Fraction(1) if share is None else share)
    return found


@remembered
def part_in(book: Book, unit: str, leaf: str, window: Window) -> Fraction:
    """The share of a unit's own figures that belongs to the unit `leaf` by the end of a window; 0 if the share is not known."""
    after = begun(book, unit, window)
    if not after:
        return Fraction(int(unit == leaf))
    if unknown(book, unit, window):
        return Fraction(0)
    own = kept(book, unit, window) if unit == leaf else Fraction(0)
    return own + sum((part_in(book, name, leaf, window) * (1 if share is None else share) for name, share in after), Fraction(0))


@remembered
def members(book: Book, line: Line, window: Window) -> tuple[str, ...]:
    """The units whose figures count for a line by the end of a window, its own units included."""
    return tuple(unit for unit in book.units if line in goes_to(book, unit, window))


@remembered
def carried_by(book: Book, unit: str, window: Window) -> tuple[str, ...]:
    """A unit and, if some of it is not handed on by the end of a window, its direct and indirect predecessors."""
    return (unit, *(name for name in book.units if name != unit and unit in ends(book, name, window)))


def stands(book: Book, name: str, unit: str, part: Period, window: Window) -> bool:
    """Whether the unit `name` existed and belonged to `unit`: it was `unit`, one that `unit` succeeds, or below one of these."""
    return exists(book, name, part) and bool(set(carried_by(book, unit, window)) & set(chain(book, name, part)))


def covered(book: Book, unit: str, period: Period) -> bool:
    """Whether a unit, or before its start all units that it succeeds, existed in every month of a period."""
    return all(_there(book, unit, month) for month in range(period.first, period.last + 1))


def _there(book: Book, unit: str, month: int) -> bool:
    own = book.units[unit]
    if month >= own.life.first:
        return month <= own.life.last
    return bool(own.succeeds) and all(_there(book, name, month) for name, _ in own.succeeds)


def renamed_from(book: Book, unit: str, earlier: Period) -> str | None:
    """The single predecessor that a unit continues as a whole, if it existed throughout the earlier period; else None."""
    while book.units[unit].life.first > earlier.last and len(book.units[unit].succeeds) == 1:
        [(before, share)] = book.units[unit].succeeds
        if share not in (None, 1) or len(declared(book, before)) > 1:
            return None
        unit = before
        if book.units[unit].life.first <= earlier.first:
            return unit if book.units[unit].life.last >= earlier.last else None
    return None
