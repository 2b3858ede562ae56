"""The change between two periods, told pair by pair of unit and collection period (METHODS 2)."""

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
    """What one unit, or one line of units, gave for like stretches of the two periods, and whether it stood there in each."""

    line: Line
    now: tuple[Piece, ...]
    before: tuple[Piece, ...]
    stands_now: bool
    stood_before: bool
    torn: bool
    """Whether a part of the line stood elsewhere on either side."""

    @property
    def unit(self) -> str:
        """The unit; of a line of several, the first of them."""
        return min(self.line)

    @property
    def both(self) -> bool:
        return self.stands_now and self.stood_before

    @property
    def apart(self) -> bool:
        """Whether it is told on both sides and not paired, for a part of it stood elsewhere."""
        return self.torn and bool(self.now) and bool(self.before)

    @property
    def paired(self) -> bool:
        return self.both and bool(self.now) and bool(self.before) and not self.torn


@dataclass(frozen=True)
class Sides:
    """The two periods compared for a unit's figure of an indicator."""

    book: Book
    indicator: Indicator
    unit: str
    period: Period
    earlier: Period

    @property
    def window(self) -> Period:
        """The months in which a succession matters."""
        return Period(self.earlier.first, self.period.last)

    @property
    def step(self) -> int:
        return self.period.first - self.earlier.first


@remembered
def change(book: Book, indicator: Indicator, unit: str, period: Period, earlier: Period) -> Change | None:
    """The change of a unit's figure since an earlier period of like length; none where METHODS withholds it."""
    sides, own = Sides(book, indicator, unit, period, earlier), book.units[unit]
    carries = bool(own.succeeds) and own.life.first > earlier.first
    other = renamed_from(book, unit, earlier) if carries else unit
    now, before = figure(book, indicator, unit, period), figure(book, indicator, other or unit, earlier)
    if now.value is None or not now.exact or not _lived(sides):
        return None
    if other is None and (own.life.first <= earlier.last or before.value is None):
        return _of_several(sides, now)
    if before.value is None or not before.exact or now.own != before.own:
        return None
    if (indicator.rollup == "none" and indicator.kind not in CARRIED) or _bare(now, before) or other is None:
        return _of_two(indicator, now, before)
    return _of_pairs(sides)


def _of_two(indicator: Indicator, now: Figure, before: Figure) -> Change:
    """The change between two figures as they are."""
    assert now.value is not None and before.value is not None
    if indicator.kind == "rank":
        return Change(before.value - now.value, None, 1, Fraction(0))
    growth = _growth(indicator, now.value, before.value)
    bare = indicator.rollup == "none" and indicator.kind not in CARRIED
    return Change(now.value - before.value, None if bare else growth, 1, Fraction(0))


def _of_several(sides: Sides, now: Figure) -> Change | None:
    """The change since what several units gave that go on in one; none where they gave it in another way than this one."""
    if sides.indicator.rollup == "none":
        return None
    there = [piece for _, piece in _earlier(sides)]
    own = bool(there) and all(piece.unit in carried_by(sides.book, sides.unit, sides.window) for piece in there)
    return _of_pairs(sides) if own == now.own else None


def _of_pairs(sides: Sides) -> Change | None:
    groups = list(_groups(sides))
    kept = _kept(sides.indicator, groups)
    if not all(piece.exact for group in kept for piece in (*group.now, *group.before)):
        return None
    return _told(sides.indicator, kept, sides.period, sides.earlier)


def _lived(sides: Sides) -> bool:
    """Whether a unit lived through all of what its figures are counted over: of a stock, the last collection period of each."""
    book, indicator, unit = sides.book, sides.indicator, sides.unit
    now, then = (counted(book, indicator, stretch) or [stretch] for stretch in (sides.period, sides.earlier))
    return all(lived_all(book, unit, part) for part in now) and all(covered(book, unit, part) for part in then)


def _bare(now: Figure, before: Figure) -> bool:
    """Whether a side is a value without parts, which cannot be taken apart into pairs."""
    return any(len(side.pieces) == 1 and side.pieces[0].a is None for side in (now, before))


def _groups(sides: Sides) -> Iterator[Group]:
    """The stretches of every line with figures on either side, as fine as the coarser side gives them."""
    now, before = _by_line(sides, _whole_returns(sides, sides.unit, sides.period)), _by_line(sides, _earlier(sides))
    parts = [sides.period] if sides.indicator.kind == "distinct" else counted(sides.book, sides.indicator, sides.period)
    for line in dict.fromkeys([*now, *before]):
        mine = now.get(line, []), before.get(line, [])
        spans = [p.period for p in mine[0]] + [p.period.shifted(sides.step) for p in mine[1]]
        for span in dict.fromkeys(_span(part, spans) for part in parts or [sides.period]):
            yield _group(sides, line, mine, span, parts or [sides.period])


def _group(sides: Sides, line: Line, mine: tuple[list[Piece], list[Piece]], span: Period, parts: list[Period]) -> Group:
    inside = [part for part in parts if span.holds(part)]
    then = [part.shifted(-sides.step) for part in inside]
    last = parts[[part.last for part in parts].index(span.last)]
    return Group(
        line,
        _within(sides, line, mine[0], span, inside),
        _within(sides, line, mine[1], span.shifted(-sides.step), then),
        _stands(sides, line, last),
        _stood_before(sides, line, last.shifted(-sides.step)),
        any(_elsewhere(sides, line, part) for part in (*inside, *then)),
    )


def _by_line(sides: Sides, pieces: list[tuple[str, Piece]]) -> dict[Line, list[Piece]]:
    """The pieces of a side by the line that carries them on, in parts where there are several."""
    found: dict[Line, list[Piece]] = {}
    for leaf, piece in pieces:
        goes = goes_to(sides.book, piece.unit, sides.window)
        only = {line_of(sides.book, leaf, sides.window): part_in(sides.book, piece.unit, leaf, sides.window)} if leaf else goes
        for line, share in only.items():
            a, b = (None if part is None else part * share for part in (piece.a, piece.b))
            found.setdefault(line, []).append(replace(piece, a=a, b=b))
    return found


def _earlier(sides: Sides) -> list[tuple[str, Piece]]:
    """The pieces of the earlier side: of the unit, and of those that go on in it.

    Each with the unit that carries it on, where it is its own figure: of which it has a known part, or none.
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
    """Whether a unit of the earlier period, or one in which it goes on, stands under the one compared in the later period."""
    last = Period(part.last - sides.indicator.size + 1, part.last).shifted(sides.step)
    there = (leaf for leaf in ends(sides.book, name, sides.window) if exists(sides.book, leaf, last))
    return any(sides.unit in chain(sides.book, leaf, last) for leaf in there)


def _whole_returns(sides: Sides, unit: str, period: Period) -> list[tuple[str, Piece]]:
    """The pieces with parts of a unit's figure; none of a collection period of which only some finer rows came."""
    book, indicator = sides.book, sides.indicator
    there = [p for p in stood(book, indicator, unit, period) if p.a is not None]
    return [("", p) for p in there if p.period.months != indicator.size or received(book, indicator, p.unit, p.period)]


def _span(part: Period, spans: list[Period]) -> Period:
    """The longest stretch given on either side that holds a collection period."""
    return max([part, *(span for span in spans if span.holds(part))], key=lambda span: span.months)


def _within(sides: Sides, line: Line, listed: list[Piece], span: Period, parts: list[Period]) -> tuple[Piece, ...]:
    """The pieces of a stretch: of a flow only where they fill it, of a line only where every unit of it that stood there gave."""
    inside = [p for p in listed if p.period.overlaps(span) and (p.period.last <= span.last)]
    flow = sides.indicator.has_flow
    if not flow:
        inside = [p for p in inside if p.period.last == span.last]
    if len(members(sides.book, line, sides.window)) > 1:
        return tuple(inside) if all(_gave(sides, line, inside, part) for part in (parts if flow else parts[-1:])) else ()
    return tuple(inside) if not flow or sum(p.period.months for p in inside) == span.months else ()


def _gave(sides: Sides, line: Line, inside: list[Piece], part: Period) -> bool:
    """Whether every unit of a line that stood there in a collection period gave its part, and any did."""
    gave = {p.unit for p in inside if p.period.overlaps(part)}
    return bool(gave) and all(name in gave for name in members(sides.book, line, sides.window) if _stood(sides, name, part))


def _stood(sides: Sides, name: str, part: Period) -> bool:
    return stands(sides.book, name, sides.unit, part, sides.window)


def _stands(sides: Sides, line: Line, part: Period) -> bool:
    return any(_stood(sides, name, part) for name in members(sides.book, line, sides.window))


def _stood_before(sides: Sides, line: Line, part: Period) -> bool:
    """The same in the earlier period; those below a unit that went on in several count for the one they stand under now."""
    return any(_stood(sides, name, part) and _goes(sides, name, part) for name in members(sides.book, line, sides.window))


def _goes(sides: Sides, name: str, part: Period) -> bool:
    above = set(chain(sides.book, name, part)) & set(carried_by(sides.book, sides.unit, sides.window))
    alone = any(way in (name, sides.unit) or len(ends(sides.book, way, sides.window)) == 1 for way in above)
    return alone or _under_now(sides, name, part)


def _elsewhere(sides: Sides, line: Line, part: Period) -> bool:
    """Whether some unit of a line of several was there in a collection period, and stood elsewhere."""
    names = members(sides.book, line, sides.window)
    return len(names) > 1 and any(exists(sides.book, name, part) and not _stood(sides, name, part) for name in names)


def _kept(indicator: Indicator, groups: list[Group]) -> list[Group]:
    """The groups that are told: pairs, and what stood on one side only; of a flow by a stock, only units without a gap."""
    if not indicator.mixed:
        return [group for group in groups if group.paired or group.apart or not group.both]
    untold = (group for group in groups if not group.paired and not group.apart)
    torn = {group.line for group in untold if group.both or _lacks(group)}
    return [group for group in groups if group.line not in torn]


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
    return Change(now - before, _growth(indicator, now, before), len({group.line for group in pairs}), joined)


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
