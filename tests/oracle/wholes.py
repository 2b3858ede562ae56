"""A unit within its parent: its share, its rank among peers, the verdict against the rest (METHODS 4 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.coverage import counted, enough, owed, owing
from tests.oracle.figures import Figure, figure
from tests.oracle.own import value_of
from tests.oracle.periods import Period
from tests.oracle.statistics import SURE, TAIL, Z, newcombe, rates
from tests.oracle.tree import children, exists, lived_all, parent_in, stood_all
from tests.oracle.workbook import Book, Indicator, remembered


@dataclass(frozen=True)
class Rank:
    """A rank (None if there is none), the number of ranked units, and the number of peers that did not report."""

    rank: int | None
    of: int
    missing: int


def given(book: Book, indicator: Indicator, unit: str, parent: str, period: Period) -> Figure:
    """What a unit gave to a parent: the figure from the time while the unit was below that parent."""
    return figure(book, indicator, unit, period, parent)


def share(book: Book, indicator: Indicator, unit: str, period: Period) -> Fraction | None:
    """The unit's share of its parent's count, between 0 and 1; None where the count cannot be divided into shares.

    That is so if a figure is missing, negative, suppressed or has a qualifier, if the share would exceed 100 %, if fewer than
    80 % of the units asked gave their returns, and if the parent's own figure contradicts those of the units below.
    """
    parent = parent_in(book, unit, period)
    if parent is None or indicator.kind not in ("flow", "stock"):
        return None
    whole, part = figure(book, indicator, parent, period), given(book, indicator, unit, parent, period)
    if not whole.value or part.value is None or not (whole.exact and part.exact and enough(whole.returns)):
        return None
    if _contradicted(book, indicator, parent, period):
        return None
    fraction = part.value / whole.value
    return fraction if _none_negative(book, indicator, parent, period) and fraction <= 1 else None


@remembered
def _contradicted(book: Book, indicator: Indicator, parent: str, period: Period) -> bool:
    """Whether a parent's own figure and the figures of the units below contradict each other by more than rounding explains.

    They do if the units exceed the parent, or if all units have figures and these fall short of the parent's.
    """
    whole = figure(book, indicator, parent, period)
    if whole.value is None or all(piece.unit != parent for piece in whole.pieces):
        return False
    found = [given(book, indicator, name, parent, period) for name in _stood_in(book, parent, period)]
    pieces = [piece for part in found for piece in part.pieces]
    if not pieces:
        return False
    slack = indicator.slack + indicator.rounded / 2 * (1 + len(pieces))
    off = sum((part.value for part in found if part.value is not None), Fraction(0)) - whole.value
    known = all(owed.given and not owed.suppressed for part in found for owed in part.returns)
    return off > slack or (off < -slack and known and all(piece.exact for piece in pieces))


def _stood_in(book: Book, parent: str, period: Period) -> set[str]:
    """The units that were directly below a parent in any month of a period."""
    months = [Period(month, month) for month in range(period.first, period.last + 1)]
    return {name for month in months for name in children(book, parent, month)}


@remembered
def _none_negative(book: Book, indicator: Indicator, parent: str, period: Period) -> bool:
    """Whether neither a parent's figure nor any figure of the units below it is negative."""
    parts = [
        piece.a or 0 for name in _stood_in(book, parent, period) for piece in given(book, indicator, name, parent, period).pieces
    ]
    return min([*parts, figure(book, indicator, parent, period).value or 0]) >= 0


def rank(book: Book, indicator: Indicator, unit: str, period: Period) -> Rank:
    """The rank among all units of the same level and peer group, whatever their parents; equal values share the better place."""
    own = book.units[unit]
    if not _ranks(indicator):
        return Rank(None, 0, 0)
    values, silent = _field(book, indicator, own.level, own.peer_group, period)
    if unit not in values or len(values) < 3:
        return Rank(None, len(values), silent)
    better = sum(_before(indicator, value, values[unit]) for value in values.values())
    return Rank(1 + better, len(values), silent)


@remembered
def _field(book: Book, indicator: Indicator, level: str, group: str | None, period: Period) -> tuple[dict[str, Fraction], int]:
    """The values that are ranked, by unit, and how many units did not report."""
    names = [name for name, u in book.units.items() if (u.level, u.peer_group) == (level, group) and exists(book, name, period)]
    parts = {name: figure(book, indicator, name, period) for name in names}
    values = {
        name: part.value
        for name, part in parts.items()
        if part.value is not None and _may_rank(indicator, part) and _has_all(book, indicator, name, period)
    }
    silent = [part for part in parts.values() if part.value is None and part.absences and "not reported" in part.absences]
    return values, len(silent)


def _before(indicator: Indicator, value: Fraction, mine: Fraction) -> bool:
    return value < mine if indicator.direction == "down" else value > mine


def _ranks(indicator: Indicator) -> bool:
    return indicator.direction != "none" and (indicator.ranked or indicator.kind in ("ratio", "rate", "score"))


def _has_all(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether a unit existed, and was asked, throughout a period; True for an indicator without a flow, which needs neither."""
    return not indicator.has_flow or (lived_all(book, unit, period) and not _spared(book, indicator, unit, period))


def _spared(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether others owe a return for a collection period in which this unit owes none; False if units below owe some for it."""
    mine = owed(book, indicator, unit, period)
    if any(each.unit != unit for each in mine):
        return False
    parts = counted(book, indicator, period)
    free = [part for part in parts if not any(each.period.overlaps(part) for each in mine)]
    return any(owing(book, indicator, name, part, period) for part in free for name in book.units)


def _may_rank(indicator: Indicator, part: Figure) -> bool:
    small = indicator.kind == "ratio" and part.b is not None and part.b < indicator.min_denominator
    return part.exact and enough(part.returns) and not small


def verdict(book: Book, indicator: Indicator, unit: str, period: Period, *, sure: bool = False) -> str | None:
    """Better, worse, higher, lower or similar, compared with the rest of the unit's parent; None if that cannot be said.

    The interval of the difference is of 95 %, and with `sure` of 99.8 %.
    """
    parent = parent_in(book, unit, period)
    if parent is None or indicator.interval == "none":
        return None
    if indicator.has_flow and not stood_all(book, unit, parent, period):
        return None
    part, whole = given(book, indicator, unit, parent, period), figure(book, indicator, parent, period)
    if not (part.exact and whole.exact and enough(part.returns) and enough(whole.returns - part.returns)):
        return None
    if part.a is None or not part.b or whole.a is None or whole.b is None:
        return None
    side = _side(indicator, (part.a, part.b), (whole.a - part.a, whole.b - part.b), sure)
    words = {"up": {1: "better", -1: "worse"}, "down": {1: "worse", -1: "better"}, "none": {1: "higher", -1: "lower"}}
    return None if side is None else words[indicator.direction].get(side, "similar")


def _side(indicator: Indicator, one: tuple[Fraction, Fraction], rest: tuple[Fraction, Fraction], sure: bool) -> int | None:
    """1 if above the rest, -1 if below, 0 if similar; None if no interval can be computed for the difference."""
    if rest[0] < 0 or rest[1] <= 0 or one[0] < 0 or one[1] <= 0:
        return None
    side = _proportions(one, rest, sure) if indicator.interval == "proportion" else rates(*one, *rest, 0.001 if sure else TAIL)
    values = value_of(indicator, *one), value_of(indicator, *rest)
    assert values[0] is not None and values[1] is not None
    return 0 if side is not None and abs(values[0] - values[1]) < indicator.min_gap else side


def _proportions(one: tuple[Fraction, Fraction], rest: tuple[Fraction, Fraction], sure: bool) -> int | None:
    if one[0] > one[1] or rest[0] > rest[1]:
        return None
    low, high = newcombe(float(one[0]), float(one[1]), float(rest[0]), float(rest[1]), SURE if sure else Z)
    return 1 if low > 0 else -1 if high < 0 else 0
