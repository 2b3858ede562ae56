"""The figure of a unit: its own or the sum of the units below, with coverage, status and absence (METHODS 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.coverage import Owed, counted, gap, in_of_asked, k_of_n, left_out_for, owed, released_by, standing
from tests.oracle.own import CARRIED, Piece, carried, pieces, rows_of, value_of
from tests.oracle.periods import Period
from tests.oracle.tree import asked, chain, exists, family, parent_in
from tests.oracle.workbook import Book, Indicator, remembered


@dataclass(frozen=True)
class Figure:
    """A figure, with all that is needed to know what may be said about it."""

    value: Fraction | None
    a: Fraction | None
    b: Fraction | None
    own: bool
    exact: bool
    provisional: int
    status: str | None
    absences: frozenset[str] | None
    """The kinds of absence that may be named where there is no value; None if METHODS has no word for it."""
    returns: frozenset[Owed]
    pieces: tuple[Piece, ...]

    @property
    def suppressed(self) -> bool:
        return any(owed.suppressed for owed in self.returns)

    @property
    def k_of_n(self) -> tuple[int, int]:
        return k_of_n(self.returns)

    @property
    def in_of_asked(self) -> tuple[int, int]:
        return in_of_asked(self.returns)


@remembered
def stood(book: Book, indicator: Indicator, unit: str, period: Period, within: str | None = None) -> tuple[Piece, ...]:
    """The contributions to a unit's figure: the unit's own figures, and those of units below it.

    A figure of a unit below is left out if the unit itself, or a unit between, has an own figure for the same time. Where a unit
    moves, the parent at the end of a contribution's period counts. With `within`, only contributions from the time when `unit`
    was directly below that parent are returned.
    """
    own = pieces(book, indicator, unit, period)
    if indicator.rollup == "none":
        return tuple(p for p in own if p.counts and (within is None or parent_in(book, unit, p.period) == within))
    names = [name for name in sorted(family(book, unit)) if (indicator.id, name) in rows_of(book)]
    found = [p for name in names for p in pieces(book, indicator, name, period) if p.counts]
    return tuple(p for p in found if _counts_for(book, indicator, p, unit, period, within))


def _counts_for(book: Book, indicator: Indicator, part: Piece, unit: str, period: Period, within: str | None) -> bool:
    above = chain(book, part.unit, part.period)
    if unit not in above or (within is not None and parent_in(book, unit, part.period) != within):
        return False
    between = above[1 : above.index(unit) + 1]
    return not any(standing(book, indicator, name, part.period, period) for name in between)


def _whole(book: Book, indicator: Indicator, unit: str, period: Period, within: str | None) -> tuple[Piece, ...]:
    """The contributions from which a figure is computed.

    They are those at the end of the period for a stock, those of units without a gap for a ratio of a flow and a stock, and those
    for exactly the period for kinds that cannot be added over time.
    """
    found = _addable(stood(book, indicator, unit, period, within), unit)
    if indicator.kind not in CARRIED:
        return tuple(p for p in found if p.period == period)
    if not indicator.mixed:
        last = counted(book, indicator, period)[-1:]
        return tuple(p for p in found if indicator.has_flow or (last and p.period.last == last[0].last) or p.period == period)
    return tuple(p for p in found if not gap(book, indicator, p.unit, period))


def _addable(found: tuple[Piece, ...], unit: str) -> tuple[Piece, ...]:
    """The contributions except values without numerator and denominator; the unit's own figure is kept if it is the only one."""
    if len(found) == 1 and found[0].unit == unit:
        return found
    return tuple(piece for piece in found if piece.a is not None)


@remembered
def figure(book: Book, indicator: Indicator, unit: str, period: Period, within: str | None = None) -> Figure:
    """The figure of a unit and period; with `within`, only what the unit gave while it was below that parent."""
    used = _whole(book, indicator, unit, period, within)
    a, b, value = total(indicator, used, period, unit)
    returns = owed(book, indicator, unit, period, within)
    provisional = sum(part.provisional for part in used)
    return Figure(
        value=value,
        a=a,
        b=b,
        own=bool(used) and all(part.unit == unit for part in used),
        exact=all(part.exact for part in used),
        provisional=provisional,
        status=None if value is None else "provisional" if 5 * provisional > len(used) else "final",
        absences=frozenset()
        if value is not None
        else _absences(book, indicator, unit, period, returns, used, b if used else None),
        returns=returns,
        pieces=used,
    )


def total(
    indicator: Indicator, used: Iterable[Piece], period: Period, unit: str
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Numerator (or count), denominator and value of added contributions; the unit's own figure for the period is unchanged."""
    listed = list(used)
    if len(listed) == 1 and (listed[0].unit, listed[0].period) == (unit, period):
        return listed[0].a, listed[0].b, listed[0].value
    if indicator.kind in CARRIED:
        a, b = carried(indicator, listed, period)
    else:
        parts = [part.a for part in listed if part.a is not None]
        a, b = (sum(parts, Fraction(0)) if parts else None), None
    return a, b, value_of(indicator, a, b)


def _absences(
    book: Book,
    indicator: Indicator,
    unit: str,
    period: Period,
    returns: frozenset[Owed],
    used: tuple[Piece, ...],
    b: Fraction | None,
) -> frozenset[str] | None:
    if b == 0:
        return frozenset({"nothing to divide by"})
    if indicator.kind not in CARRIED and period.months > indicator.size:
        return frozenset({"not asked", "not applicable"})
    reasons = {owed.reason for owed in returns if owed.reason is not None}
    reasons = reasons or left_out_for(book, indicator, {owed.unit for owed in returns}, period)
    if reasons:
        return frozenset(reasons)
    if used and indicator.mixed:  # all units with figures ended before the end of the period, so there is no stock
        return frozenset({"not applicable"})
    released = released_by(book, indicator, unit, period)
    if released:
        return frozenset(released)
    return frozenset({"not asked"}) if not returns or _asked_for_a_part(book, indicator, unit, period) else None


def _asked_for_a_part(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether the unit was not asked in some collection period, for a ratio of a flow and a stock: then it has no figure."""
    parts = [part for part in counted(book, indicator, period) if exists(book, unit, part)]
    return indicator.mixed and any(not asked(book, indicator, unit, part) for part in parts)
