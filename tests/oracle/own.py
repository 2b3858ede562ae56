"""What a unit reported itself, by period: from its rows, from running totals, and from rows for shorter periods."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.periods import Period
from tests.oracle.tree import exists
from tests.oracle.workbook import FIGURES, RECEIVED, Book, Indicator, Row, remembered

CARRIED = ("flow", "stock", "ratio", "score")
"""The kinds whose figures for shorter periods make those for longer ones; distinct counts, rates and ranks do not."""


@dataclass(frozen=True)
class Piece:
    """What one unit gave for one period: a count, or a numerator and a denominator, or the reason why there is none."""

    unit: str
    period: Period
    a: Fraction | None
    b: Fraction | None
    value: Fraction | None
    status: str
    provisional: bool
    exact: bool

    @property
    def counts(self) -> bool:
        """Whether it holds a figure that can be shown or added (0 of 0 can, 7 of 0 cannot)."""
        return self.status == "final"


@remembered
def rows_of(book: Book) -> dict[tuple[str, str], list[Row]]:
    """All rows of each indicator and unit, in the order of the files."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in book.rows:
        found.setdefault((row.indicator, row.unit), []).append(row)
    return found


def _rows(book: Book, indicator: Indicator, unit: str) -> list[Row]:
    return rows_of(book).get((indicator.id, unit), [])


def row_for(book: Book, indicator: Indicator, unit: str, period: Period) -> Row | None:
    """Of the rows for a period, the one of the best origin; among those the one of the latest day, then the last in the files."""
    return max((row for row in _rows(book, indicator, unit) if row.period == period), key=lambda row: row.rank, default=None)


def _running(book: Book, indicator: Indicator, unit: str, period: Period) -> Row | None:
    same = [row for row in _rows(book, indicator, unit) if row.running and row.period == period and row.status in FIGURES]
    return max(same, key=lambda row: row.rank, default=None)


def _of_row(indicator: Indicator, row: Row) -> Piece:
    """A row as a piece: its parts, its value, or its kind of absence."""
    a, b, value = _parts(indicator, row)
    status = "final" if row.status in FIGURES else row.status
    if indicator.kind == "ratio" and b == 0 and (status == "final" or a is not None):
        status = "nothing to divide by" if a else "final"
    return Piece(row.unit, row.period, a, b, value, status, row.status == "provisional", row.exact)


def _parts(indicator: Indicator, row: Row) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    if indicator.kind == "ratio":
        a, b = row.numerator, row.denominator
        if a is None or b is None:
            return None, None, row.value
        made = indicator.scale * a / b if b else None
        return a, b, made if row.value is None else row.value
    if indicator.kind == "score":
        known = row.value is not None and row.denominator is not None
        a = row.value * row.denominator if known and row.value is not None and row.denominator is not None else None
        return a, row.denominator, row.value
    return row.value, None, row.value


@remembered
def piece(book: Book, indicator: Indicator, unit: str, period: Period) -> Piece | None:
    """What a unit gave for exactly this period: its row, else a difference of running totals, else its finer rows added up."""
    row = row_for(book, indicator, unit, period)
    if row is not None:
        return _of_row(indicator, row)
    if period.months == indicator.size and indicator.kind == "flow" and not book.weekly:
        difference = _difference(book, indicator, unit, period)
        if difference is not None:
            return difference
    if period.months <= indicator.size and indicator.kind in CARRIED:
        return _of_finer(book, indicator, unit, period)
    return None


def _difference(book: Book, indicator: Indicator, unit: str, period: Period) -> Piece | None:
    """The running total up to the end of a period less the total up to its beginning; None if one is missing.

    If the total falls, the status of the piece is “fallen”.
    """
    start = period.first - (period.first - (indicator.starts - 1)) % 12
    now = _running(book, indicator, unit, Period(start, period.last))
    before = _running(book, indicator, unit, Period(start, period.first - 1))
    if now is None or before is None or now.value is None or before.value is None:
        return None
    value = now.value - before.value
    provisional = "provisional" in (now.status, before.status)
    status = "final" if value >= 0 else "fallen"
    return Piece(unit, period, value, None, value, status, provisional, now.exact and before.exact)


def _of_finer(book: Book, indicator: Indicator, unit: str, period: Period) -> Piece | None:
    finer = [piece(book, indicator, unit, part) for part in period.pieces(indicator.starts)]
    there = [part for part in finer if part is not None and part.counts]
    if not there or (indicator.mixed and len(there) < len(finer)):
        return None
    a, b = carried(indicator, there, period)
    if (a is None and b is None) or (indicator.kind == "stock" and a is None):
        return None
    value = value_of(indicator, a, b)
    any_provisional, exact = any(part.provisional for part in there), all(part.exact for part in there)
    return Piece(unit, period, a, b, value, "final", any_provisional, exact)


def carried(indicator: Indicator, pieces: list[Piece], period: Period) -> tuple[Fraction | None, Fraction | None]:
    """The sums of numerators (or counts) and of denominators over a longer period; of stocks, only of those at its end."""
    kinds = {"stock": ("stock", "none"), "ratio": indicator.kinds, "score": ("flow", "flow")}.get(
        indicator.kind, ("flow", "none")
    )
    firsts = [(p.a, p.period.last) for p in pieces if p.a is not None]
    seconds = [(p.b, p.period.last) for p in pieces if p.a is not None and p.b is not None]
    return _added(firsts, kinds[0], period.last), _added(seconds, kinds[1], period.last)


def _added(parts: list[tuple[Fraction, int]], kind: str, last: int) -> Fraction | None:
    used = [part for part, end in parts if kind == "flow" or end == last]
    return sum(used, Fraction(0)) if used else None


def value_of(indicator: Indicator, a: Fraction | None, b: Fraction | None) -> Fraction | None:
    """`a / b` times the scale for a ratio or a score, else `a`; None if there is nothing to divide by."""
    if indicator.kind in ("ratio", "score"):
        return indicator.scale * a / b if a is not None and b else None
    return a


@remembered
def pieces(book: Book, indicator: Indicator, unit: str, period: Period) -> tuple[Piece, ...]:
    """The pieces that make a unit's own figure of a period; a piece for a longer period replaces the pieces for its parts.

    A period that does not consist of collection periods has the figure of a row for exactly this period, if there is one.
    """
    if not period.cut(indicator.size, indicator.starts):
        row = row_for(book, indicator, unit, period)
        return (_of_row(indicator, row),) if row is not None else ()
    whole = piece(book, indicator, unit, period)
    if whole is not None and (whole.counts or period.months <= indicator.size):
        return (whole,)
    if period.months <= indicator.size or indicator.kind not in CARRIED:
        return ()
    return tuple(found for part in period.pieces(indicator.starts) for found in pieces(book, indicator, unit, part))


@remembered
def received(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether the return of a collection period came: its row, a running total that ends with it, or all of its finer rows."""
    rows = [row for row in _rows(book, indicator, unit) if row.status in RECEIVED]
    if any(row.period == period or (row.running and row.period.last == period.last) for row in rows):
        return True
    finer = [part for part in period.pieces(indicator.starts) if exists(book, unit, part)]
    return bool(finer) and all(received(book, indicator, unit, part) for part in finer)
