"""The change between two periods, computed for each pair of a unit and a collection period (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.coverage import counted
from tests.oracle.figures import Figure, figure, stood
from tests.oracle.lines import Line, begun, carried_by, covered, ends, goes_to, line_of, members, part_in, renamed_from, stands
from tests.oracle.own import CARRIED, Piece, carried, received, value_of
from tests.oracle.periods import Period
from tests.oracle.tree import chain, exists, lived_all
from tests.oracle.weeks import SIZE, Weeks
from tests.oracle.workbook import Book, Indicator, remembered


@dataclass(frozen=True)
class Change:
    """The change of a figure (of a rank, in places).

    `units` are compared; `joined` is the part of the change from units that joined or left. The change of a flow is per week if
    the two periods have different numbers of weeks.
    """

    by: Fraction
    growth: Fraction | None
    units: int
    joined: Fraction | None


@dataclass(frozen=True)
class Group:
    """The figures of a line (see `lines.Line`) for a part of the later period and for the corresponding part of the earlier one.

    `stands_now` and `stood_before` say whether a unit of the line belonged to the compared unit in the one and in the other.
    """

    line: Line
    now: tuple[Piece, ...]
    before: tuple[Piece, ...]
    stands_now: bool
    stood_before: bool
    torn: bool
    """Whether a unit of the line existed and belonged elsewhere in either period."""

    @property
    def unit(self) -> str:
        return min(self.line)

    @property
    def both(self) -> bool:
        return self.stands_now and self.stood_before

    @property
    def apart(self) -> bool:
        """Whether there are figures of both periods that are no pair, because a unit of the line belonged elsewhere."""
        return self.torn and bool(self.now) and bool(self.before)

    @property
    def paired(self) -> bool:
        return self.both and bool(self.now) and bool(self.before) and not self.torn


@dataclass(frozen=True)
class Sides:
    """What is compared: a unit's figure of an indicator in a period and in an earlier one."""

    book: Book
    indicator: Indicator
    unit: str
    period: Period
    earlier: Period

    @property
    def window(self) -> Period:
        """The months from the beginning of the earlier period to the end of the later one; successions outside are ignored."""
        return Period(self.earlier.first, self.period.last)

    @property
    def step(self) -> int:
        return self.period.first - self.earlier.first

    @property
    def unlike(self) -> bool:
        """Whether the two periods have different numbers of weeks, so that flows are compared per week."""
        return self.book.weekly and self.period.months != self.earlier.months

    @property
    def parts(self) -> list[Period]:
        """The collection periods of the later period, each of which has a counterpart in the earlier one.

        The last week of the shorter period is the counterpart of all remaining weeks of the longer one.
        """
        if self.indicator.kind == "distinct":
            return [self.period]
        every = counted(self.book, self.indicator, self.period) or [self.period]
        if not self.unlike or len(every) == 1:
            return every
        common = min(self.period.months, self.earlier.months)
        return [*every[: common - 1], Weeks(every[common - 1].first, self.period.last)]

    def then(self, part: Period) -> Period:
        """The part of the earlier period that corresponds to a part of the later one."""
        if not self.unlike or not self.period.holds(part):
            return part.shifted(-self.step)
        first = min(part.first - self.step, self.earlier.last)
        last = self.earlier.last if part.last == self.period.last else part.last - self.step
        return Weeks(first, min(last, self.earlier.last))

    def now(self, part: Period) -> Period:
        """The part of the later period that corresponds to a part of the earlier one."""
        return Sides(self.book, self.indicator, self.unit, self.earlier, self.period).then(part)


@remembered
def change(book: Book, indicator: Indicator, unit: str, period: Period, earlier: Period) -> Change | None:
    """The change of a unit's figure since an earlier period of the same length; None where METHODS allows none."""
    sides, own = Sides(book, indicator, unit, period, earlier), book.units[unit]
    carries = bool(own.succeeds) and own.life.first > earlier.first
    other = renamed_from(book, unit, earlier) if carries else unit
    now, before = figure(book, indicator, unit, period), figure(book, indicator, other or unit, earlier)
    if now.value is None or not now.exact or not _lived(sides) or (sides.unlike and indicator.kind == "distinct"):
        return None
    both_own = _given_itself(now, unit, period) and _given_itself(before, other, earlier)
    if any(_breaks(sides, first, named, own=both_own) for first, named in indicator.breaks):
        return None
    if other is None and (own.life.first <= earlier.last or before.value is None):
        return _of_several(sides, now)
    if before.value is None or not before.exact or now.own != before.own:
        return None
    if (indicator.rollup == "none" and indicator.kind not in CARRIED) or _bare(now, before) or other is None:
        return _of_two(sides, now, before)
    return _of_pairs(sides)


def _given_itself(found: Figure, unit: str | None, period: Period) -> bool:
    """Whether a figure is the unit's own, given for exactly this period."""
    return len(found.pieces) == 1 and (found.pieces[0].unit, found.pieces[0].period) == (unit, period)


def _breaks(sides: Sides, first: int, named: str | None, *, own: bool) -> bool:
    """Whether a break from the month `first` on makes the two periods incomparable.

    It breaks the series of all units, or only of the unit `named`; then also those of its successors, and the sums that contain
    one of these units.
    """
    if not sides.earlier.first < first <= sides.period.last:
        return False
    if named is None:
        return True
    carriers = [name for name in sides.book.units if _carries_on(sides.book, name, named)]
    if sides.unit in carriers or own or sides.indicator.rollup == "none":
        return sides.unit in carriers
    begun = {name: max(first, sides.book.units[name].life.first) for name in carriers}
    return any(sides.unit in chain(sides.book, name, Period(month, month)) for name, month in begun.items())


def _carries_on(book: Book, unit: str, named: str) -> bool:
    """Whether a unit is the unit `named`, or succeeds it directly or indirectly."""
    return unit == named or any(_carries_on(book, before, named) for before, _ in book.units[unit].succeeds)


def _of_two(sides: Sides, now: Figure, before: Figure) -> Change:
    """The change between two figures, computed from them and not from pairs."""
    indicator = sides.indicator
    assert now.value is not None and before.value is not None
    if indicator.kind == "rank":
        return Change(before.value - now.value, None, 1, Fraction(0))
    then, there = (_a_week(sides, value, period) for value, period in ((before.value, sides.earlier), (now.value, sides.period)))
    growth = _growth(indicator, there, then, before.value)
    bare = indicator.rollup == "none" and indicator.kind not in CARRIED
    return Change(there - then, None if bare else growth, 1, Fraction(0))


def _a_week(sides: Sides, value: Fraction, period: Period) -> Fraction:
    """A value divided by the weeks of its period if only its numerator is a flow, multiplied if only its denominator is.

    If the two periods have the same number of weeks, the value is unchanged.
    """
    kinds = sides.indicator.kinds if sides.indicator.kind == "ratio" else (sides.indicator.kind, "stock")
    if not sides.unlike or (kinds[0] == "flow") == (kinds[1] == "flow"):
        return value
    return value / period.months if kinds[0] == "flow" else value * period.months


def _of_several(sides: Sides, now: Figure) -> Change | None:
    """The change of a unit's figure since those of its several predecessors; None if they are not comparable."""
    if sides.indicator.rollup == "none":
        return None
    there = [piece for _, piece in _earlier(sides)]
    own = bool(there) and all(piece.unit in carried_by(sides.book, sides.unit, sides.window) for piece in there)
    return _of_pairs(sides) if own == now.own else None


def _of_pairs(sides: Sides) -> Change | None:
    groups = list(_groups(sides))
    kept = _kept(sides, groups)
    if not all(piece.exact for group in kept for piece in (*group.now, *group.before)):
        return None
    return _told(sides, kept)


def _lived(sides: Sides) -> bool:
    """Whether a unit existed throughout both periods; for a stock, throughout the last collection period of each.

    Before the unit started, its predecessors count.
    """
    book, indicator, unit = sides.book, sides.indicator, sides.unit
    now, then = (counted(book, indicator, stretch) or [stretch] for stretch in (sides.period, sides.earlier))
    return all(lived_all(book, unit, part) for part in now) and all(covered(book, unit, part) for part in then)


def _bare(now: Figure, before: Figure) -> bool:
    """Whether one of the figures is a value without numerator and denominator, so that pairs cannot be formed."""
    return any(len(side.pieces) == 1 and side.pieces[0].a is None for side in (now, before))


def _groups(sides: Sides) -> Iterator[Group]:
    """The groups of all units with a figure in either period.

    If a unit has a figure for a quarter in one period, and for months in the other, its group is the quarter.
    """
    now, before = _by_line(sides, _whole_returns(sides, sides.unit, sides.period)), _by_line(sides, _earlier(sides))
    for line in dict.fromkeys([*now, *before]):
        mine = now.get(line, []), before.get(line, [])
        spans = [p.period for p in mine[0]] + [sides.now(p.period) for p in mine[1]]
        for span in dict.fromkeys(_span(part, spans) for part in sides.parts):
            yield _group(sides, line, mine, span)


def _group(sides: Sides, line: Line, mine: tuple[list[Piece], list[Piece]], span: Period) -> Group:
    held = [part for part in sides.parts if span.holds(part)]
    inside, then = _single(sides, held), _single(sides, [sides.then(part) for part in held])
    return Group(
        line,
        _within(sides, line, mine[0], span, inside),
        _within(sides, line, mine[1], sides.then(span), then),
        _stands(sides, line, inside[-1]),
        _stood_before(sides, line, then[-1]),
        any(_elsewhere(sides, line, part) for part in (*inside, *then)),
    )


def _single(sides: Sides, parts: list[Period]) -> list[Period]:
    """The collection periods, cut into weeks if the two periods have different numbers of weeks."""
    one_by_one = sides.unlike and sides.indicator.kind in CARRIED
    return [week for part in parts for week in part.cut(SIZE, 1)] if one_by_one else parts


def _by_line(sides: Sides, pieces: list[tuple[str, Piece]]) -> dict[Line, list[Piece]]:
    """The contributions of one period by line (see `lines.Line`).

    Each of `pieces` is a contribution and the name of a successor of its unit. Only what goes to this successor is returned; if
    the name is empty, the contribution is divided among all lines that continue the unit.
    """
    found: dict[Line, list[Piece]] = {}
    for leaf, piece in pieces:
        goes = goes_to(sides.book, piece.unit, sides.window)
        only = {line_of(sides.book, leaf, sides.window): part_in(sides.book, piece.unit, leaf, sides.window)} if leaf else goes
        for line, share in only.items():
            a, b = (None if part is None else part * share for part in (piece.a, piece.b))
            found.setdefault(line, []).append(replace(piece, a=a, b=b))
    return found


def _earlier(sides: Sides) -> list[tuple[str, Piece]]:
    """The contributions to the earlier figures of the compared unit and of its predecessors, each after a name.

    Of a predecessor's own figure only the compared unit's share counts: the name is that of the compared unit, and the figure is
    left out if the share is not known. The name of any other contribution is empty.
    """
    book, unit, window = sides.book, sides.unit, sides.window
    found = [(leaf, p) for leaf, p in _whole_returns(sides, unit, sides.earlier) if exists(book, p.unit, p.period)]
    if begun(book, unit, window):
        return found
    for name in carried_by(book, unit, window)[1:]:
        for _, piece in _whole_returns(sides, name, sides.earlier):
            if sides.indicator.rollup == "none":
                continue
            if piece.unit == name:
                found += [(unit, piece)] if part_in(book, name, unit, window) else []
            elif len(ends(book, name, window)) == 1 or _under_now(sides, piece.unit, piece.period):
                found.append(("", piece))
    return found


def _under_now(sides: Sides, name: str, part: Period) -> bool:
    """Whether a unit of the earlier period, or a successor of it, is below the compared unit in the later period."""
    last = type(part)(part.last - sides.indicator.size + 1, part.last)
    last = _single(sides, [sides.now(last)])[-1]
    there = (leaf for leaf in ends(sides.book, name, sides.window) if exists(sides.book, leaf, last))
    return any(sides.unit in chain(sides.book, leaf, last) for leaf in there)


def _whole_returns(sides: Sides, unit: str, period: Period) -> list[tuple[str, Piece]]:
    """The contributions to a figure, each after an empty name; one that was added up from incomplete finer rows is left out."""
    book, indicator = sides.book, sides.indicator
    there = [p for p in stood(book, indicator, unit, period) if p.a is not None]
    return [("", p) for p in there if p.period.months != indicator.size or received(book, indicator, p.unit, p.period)]


def _span(part: Period, spans: list[Period]) -> Period:
    """The longest of `spans` that contains a collection period; the collection period itself if none does."""
    return max([part, *(span for span in spans if span.holds(part))], key=lambda span: span.months)


def _within(sides: Sides, line: Line, listed: list[Piece], span: Period, parts: list[Period]) -> tuple[Piece, ...]:
    """The figures of a line within `span`; without a flow, only those at its end.

    Empty if the figures of a flow leave a gap, or if the line has several units and one of these gave no figure.
    """
    inside = [p for p in listed if p.period.overlaps(span) and (p.period.last <= span.last)]
    flow = sides.indicator.has_flow
    if not flow:
        inside = [p for p in inside if p.period.last == span.last]
    if len(members(sides.book, line, sides.window)) > 1:
        return tuple(inside) if all(_gave(sides, line, inside, part) for part in (parts if flow else parts[-1:])) else ()
    return tuple(inside) if not flow or sum(p.period.months for p in inside) == span.months else ()


def _gave(sides: Sides, line: Line, inside: list[Piece], part: Period) -> bool:
    """Whether a unit of the line gave a figure in a collection period, and so did all that then belonged to the compared unit."""
    gave = {p.unit for p in inside if p.period.overlaps(part)}
    return bool(gave) and all(name in gave for name in members(sides.book, line, sides.window) if _stood(sides, name, part))


def _stood(sides: Sides, name: str, part: Period) -> bool:
    return stands(sides.book, name, sides.unit, part, sides.window)


def _stands(sides: Sides, line: Line, part: Period) -> bool:
    return any(_stood(sides, name, part) for name in members(sides.book, line, sides.window))


def _stood_before(sides: Sides, line: Line, part: Period) -> bool:
    """Whether any unit of the line belonged to the compared unit, or to one that it succeeds, in a part of the earlier period.

    A unit below a predecessor that was split counts only if it, or a successor of it, is below the compared unit in the
    later period.
    """
    return any(_stood(sides, name, part) and _goes(sides, name, part) for name in members(sides.book, line, sides.window))


def _goes(sides: Sides, name: str, part: Period) -> bool:
    above = set(chain(sides.book, name, part)) & set(carried_by(sides.book, sides.unit, sides.window))
    alone = any(way in (name, sides.unit) or len(ends(sides.book, way, sides.window)) == 1 for way in above)
    return alone or _under_now(sides, name, part)


def _elsewhere(sides: Sides, line: Line, part: Period) -> bool:
    """Whether the line has several units, and one of them existed outside the compared unit in a collection period."""
    names = members(sides.book, line, sides.window)
    return len(names) > 1 and any(exists(sides.book, name, part) and not _stood(sides, name, part) for name in names)


def _kept(sides: Sides, groups: list[Group]) -> list[Group]:
    """The groups that enter into a change: pairs, and groups that are no pair because units joined, left or belonged elsewhere.

    A ratio of a flow and a stock, and periods with different numbers of weeks, need all collection periods: then lines with a gap
    are left out.
    """
    if not sides.indicator.mixed and not sides.unlike:
        return [group for group in groups if group.paired or group.apart or not group.both]
    untold = (group for group in groups if not group.paired and not group.apart)
    torn = {group.line for group in untold if group.both or _lacks(group)}
    return [group for group in groups if group.line not in torn]


def _lacks(group: Group) -> bool:
    return (group.stands_now and not group.now) or (group.stood_before and not group.before)


def _told(sides: Sides, groups: list[Group]) -> Change | None:
    pairs = [group for group in groups if group.paired]
    if not pairs:
        return None
    now, before = _sides(sides, groups)
    if now is None or before is None:
        return None
    then, earlier_then = _sides(sides, pairs)
    if then is None or earlier_then is None:
        return None
    joined = (now - before) - (then - earlier_then)
    whole = before * sides.earlier.months if sides.unlike and sides.indicator.kind == "flow" else before
    growth = _growth(sides.indicator, now, before, whole)
    return Change(now - before, growth, len({group.line for group in pairs}), joined)


def _growth(indicator: Indicator, now: Fraction, before: Fraction, whole: Fraction) -> Fraction | None:
    """The change of a count as a share of the earlier figure.

    None for other kinds, if a figure is negative or the earlier one 0, and if `whole`, the earlier figure in full, is too small.
    """
    counts = indicator.kind in ("flow", "stock", "distinct") and not indicator.percent
    return (now - before) / before if counts and before > 0 and whole >= indicator.min_base and now >= 0 else None


def _sides(sides: Sides, groups: list[Group]) -> tuple[Fraction | None, Fraction | None]:
    now = _value(sides.indicator, [p for group in groups for p in group.now], sides.period)
    before = _value(sides.indicator, [p for group in groups for p in group.before], sides.earlier)
    return (
        None if now is None else _a_week(sides, now, sides.period),
        None if before is None else _a_week(sides, before, sides.earlier),
    )


def _value(indicator: Indicator, listed: list[Piece], period: Period) -> Fraction | None:
    if indicator.kind == "distinct":
        return sum((p.a for p in listed if p.a is not None), Fraction(0))
    return value_of(indicator, *carried(indicator, listed, period))
