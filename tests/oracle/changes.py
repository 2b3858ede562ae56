"""The change between two periods, told pair by pair of unit and collection period (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.coverage import counted
from tests.oracle.figures import Figure, figure, stood
from tests.oracle.own import CARRIED, Piece, carried, received, value_of
from tests.oracle.periods import Period
from tests.oracle.tree import chain, exists, lived_all
from tests.oracle.workbook import Book, Indicator, remembered


@dataclass(frozen=True)
class Change:
    """By how much (a rank: by how many places up), of how many units, and how much of it came with units that joined or left."""

    by: Fraction
    growth: Fraction | None
    units: int
    joined: Fraction | None


@dataclass(frozen=True)
class Group:
    """What one unit gave for like stretches of the two periods, and whether it stood there in each."""

    unit: str
    now: tuple[Piece, ...]
    before: tuple[Piece, ...]
    stands_now: bool
    stood_before: bool

    @property
    def both(self) -> bool:
        return self.stands_now and self.stood_before

    @property
    def paired(self) -> bool:
        return self.both and bool(self.now) and bool(self.before)


@remembered
def change(book: Book, indicator: Indicator, unit: str, period: Period, earlier: Period) -> Change | None:
    """The change of a unit's figure since an earlier period of like length; none where METHODS withholds it."""
    now, before = figure(book, indicator, unit, period), figure(book, indicator, unit, earlier)
    if now.value is None or before.value is None or not (now.exact and before.exact) or now.own != before.own:
        return None
    if not all(_lived(book, indicator, unit, stretch) for stretch in (period, earlier)):
        return None
    if (indicator.rollup == "none" and indicator.kind not in CARRIED) or _bare(now, before):
        places = indicator.kind == "rank"
        return Change(before.value - now.value if places else now.value - before.value, None, 1, Fraction(0))
    groups = list(_groups(book, indicator, unit, period, earlier))
    return _told(indicator, _kept(indicator, groups), period, earlier)


def _lived(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether a unit lived through all of what a figure is counted over: of a stock, its last collection period."""
    return all(lived_all(book, unit, part) for part in counted(book, indicator, period) or [period])


def _bare(now: Figure, before: Figure) -> bool:
    """Whether a side is a value without parts, which cannot be taken apart into pairs."""
    return any(len(side.pieces) == 1 and side.pieces[0].a is None for side in (now, before))


def _groups(book: Book, indicator: Indicator, unit: str, period: Period, earlier: Period) -> Iterator[Group]:
    """The stretches of every unit with figures on either side, as fine as the coarser side gives them."""
    step = period.first - earlier.first
    now, before = _whole_returns(book, indicator, unit, period), _whole_returns(book, indicator, unit, earlier)
    parts = [period] if indicator.kind == "distinct" else counted(book, indicator, period) or [period]
    for name in sorted({p.unit for p in (*now, *before)}):
        mine = [p for p in now if p.unit == name], [p for p in before if p.unit == name]
        spans = [p.period for p in mine[0]] + [p.period.shifted(step) for p in mine[1]]
        for span in dict.fromkeys(_span(part, spans) for part in parts):
            last = parts[[part.last for part in parts].index(span.last)]
            yield Group(
                name,
                _within(indicator, mine[0], span),
                _within(indicator, mine[1], span.shifted(-step)),
                _stands(book, name, unit, last),
                _stands(book, name, unit, last.shifted(-step)),
            )


def _whole_returns(book: Book, indicator: Indicator, unit: str, period: Period) -> list[Piece]:
    """The pieces with parts; none of a collection period of which only some finer rows came."""
    there = [p for p in stood(book, indicator, unit, period) if p.a is not None]
    return [p for p in there if p.period.months != indicator.size or received(book, indicator, p.unit, p.period)]


def _span(part: Period, spans: list[Period]) -> Period:
    """The longest stretch given on either side that holds a collection period."""
    return max([part, *(span for span in spans if span.holds(part))], key=lambda span: span.months)


def _within(indicator: Indicator, listed: list[Piece], span: Period) -> tuple[Piece, ...]:
    """The pieces of a stretch: of a flow only where they fill it."""
    inside = [p for p in listed if p.period.overlaps(span) and (p.period.last <= span.last)]
    if not indicator.has_flow:
        return tuple(p for p in inside if p.period.last == span.last)
    return tuple(inside) if sum(p.period.months for p in inside) == span.months else ()


def _stands(book: Book, name: str, unit: str, part: Period) -> bool:
    return exists(book, name, part) and unit in chain(book, name, part)


def _kept(indicator: Indicator, groups: list[Group]) -> list[Group]:
    """The groups that are told: pairs, and what stood on one side only; of a flow by a stock, only units without a gap."""
    if not indicator.mixed:
        return [group for group in groups if group.paired or not group.both]
    torn = {group.unit for group in groups if not group.paired and (group.both or _lacks(group))}
    return [group for group in groups if group.unit not in torn]


def _lacks(group: Group) -> bool:
    return (group.stands_now and not group.now) or (group.stood_before and not group.before)


def _told(indicator: Indicator, groups: list[Group], period: Period, earlier: Period) -> Change | None:
    pairs = [group for group in groups if group.paired]
    if not pairs:
        return None
    now, before = _sides(indicator, groups, period, earlier)
    if now is None or before is None:
        return None
    then, earlier_then = _sides(indicator, pairs, period, earlier)
    if then is None or earlier_then is None:
        return None
    joined = (now - before) - (then - earlier_then)
    return Change(now - before, _growth(indicator, now, before), len({group.unit for group in pairs}), joined)


def _growth(indicator: Indicator, now: Fraction, before: Fraction) -> Fraction | None:
    """The change of a count as a part of the earlier figure, which is large enough; none where the later is negative."""
    counts = indicator.kind in ("flow", "stock", "distinct") and not indicator.percent
    return (now - before) / before if counts and before > 0 and before >= indicator.min_base and now >= 0 else None


def _sides(indicator: Indicator, groups: list[Group], period: Period, earlier: Period) -> tuple[Fraction | None, Fraction | None]:
    return (
        _value(indicator, [p for group in groups for p in group.now], period),
        _value(indicator, [p for group in groups for p in group.before], earlier),
    )


def _value(indicator: Indicator, listed: list[Piece], period: Period) -> Fraction | None:
    if indicator.kind == "distinct":
        return sum((p.a for p in listed if p.a is not None), Fraction(0))
    return value_of(indicator, *carried(indicator, listed, period))
