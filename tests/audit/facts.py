from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from tests.audit.ledger import Ledger
from tests.oracle.changes import Change, Sides, _groups, _kept, change
from tests.oracle.coverage import enough
from tests.oracle.figures import Figure, figure, stood
from tests.oracle.own import rows_of, value_of
from tests.oracle.periods import SIZES, Period, kind_of, mark, named, parse, previous, write, year_before
from tests.oracle.tree import chain, children, exists, on_level, parent_in, stood_all
from tests.oracle.wholes import Rank, _field, given, rank, share, verdict
from tests.oracle.workbook import ORIGINS, Indicator, Row

T = TypeVar("T")


@dataclass(frozen=True)
class Like:
    """How many units and returns a change compares, how many there are, and which units joined or left."""

    units: int
    of_units: int
    returns: int
    of_returns: int
    movers: tuple[tuple[str, bool], ...]
    provisional: bool


@dataclass(eq=False)
class Facts:
    """What the oracle (`tests/oracle`) computes for one unit in one period; `ledger` has the language."""

    ledger: Ledger
    unit: str
    period: str

    @cached_property
    def during(self) -> Period:
        return parse(self.period)

    @cached_property
    def level(self) -> str:
        return self.ledger.book.units[self.unit].level

    @cached_property
    def parent(self) -> str | None:
        return parent_in(self.ledger.book, self.unit, self.during)

    @cached_property
    def below(self) -> list[str]:
        """The units below, without those that are `published_only`."""
        book = self.ledger.book
        return [name for name in children(book, self.unit, self.during) if not book.units[name].published_only]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The indicators with figures on the unit's level."""
        book = self.ledger.book
        return [indicator for indicator in book.indicators.values() if on_level(book, indicator, self.level)]

    @cached_property
    def known(self) -> list[Indicator]:
        return [indicator for indicator in self.indicators if self.value(indicator) is not None]

    def indicator(self, name: str) -> Indicator:
        return self.ledger.book.indicators[name]

    def at(self, unit: str, period: str) -> Facts:
        return self._once(("at", self.ledger.lang, unit, period), lambda: Facts(self.ledger, unit, period))

    def _once(self, key: Any, made: Callable[[], T]) -> T:
        known = self.ledger.book.memo.setdefault("audit", {})
        if key not in known:
            known[key] = made()
        return known[key]  # type: ignore[no-any-return]

    def figure(self, indicator: Indicator) -> Figure:
        return figure(self.ledger.book, indicator, self.unit, self.during)

    def value(self, indicator: Indicator) -> Fraction | None:
        """The figure that a page may show; of a `published_only` unit, only the unit's own published figure."""
        if self.ledger.book.units[self.unit].published_only:
            return self.figure(indicator).value if self.given_whole(indicator) and self.origin(indicator) == "published" else None
        return self.figure(indicator).value

    def given_whole(self, indicator: Indicator) -> bool:
        """Whether the unit gave the figure itself, so that it is no sum of units below."""
        pieces = self.figure(indicator).pieces
        return len(pieces) == 1 and (pieces[0].unit, pieces[0].period) == (self.unit, self.during)

    def rows(self, indicator: Indicator) -> list[dict[str, str]]:
        """The rows of the data files from which a figure is computed."""
        held = rows_of(self.ledger.book)
        found: list[Row] = []
        for piece in self.figure(indicator).pieces:
            mine = [row for row in held.get((indicator.id, piece.unit), []) if row.status != "not reported"]
            best = max((row for row in mine if row.period == piece.period), key=lambda row: row.rank, default=None)
            inside = [row for row in mine if piece.period.holds(row.period)]
            found += [best] if best else inside or [row for row in mine if row.period.overlaps(piece.period)]
        return [self.ledger.raw[row.order] for row in found]

    def given(self, indicator: Indicator) -> tuple[int, int]:
        """How many returns of a figure came in, and how many were expected."""
        returns = self.figure(indicator).returns
        return sum(owed.given for owed in returns), len(returns)

    def qualifier(self, indicator: Indicator) -> str | None:
        """The qualifier of a figure; None if the figure is a sum of several rows and not exact."""
        if self.figure(indicator).exact:
            return "exactly"
        rows = self.rows(indicator)
        return (rows[0].get("qualifier") or "exactly") if len(rows) == 1 else None

    def origin(self, indicator: Indicator) -> str:
        """The origin of the rows of a figure; if they have several, the least reliable."""
        found = {row["origin"] for row in self.rows(indicator)}
        return next((origin for origin in ORIGINS if origin in found), "")

    def earlier(self, basis: str) -> str:
        """The period with which a change compares (`basis`: “previous” or “year”), as the package writes periods."""
        before = previous(self.period) if basis == "previous" else None
        starts = int(self.period.partition("@")[2] or 1)
        return written(before or year_before(self.period), kind_of(self.period), starts)

    def change(self, indicator: Indicator, basis: str = "year") -> Change | None:
        return change(self.ledger.book, indicator, self.unit, self.during, parse(self.earlier(basis)))

    def like(self, indicator: Indicator, basis: str = "year") -> Like:
        """How many units and returns a change compares; only units below this unit in both periods count (METHODS 2)."""
        return self._once(("like", indicator.id, self.unit, self.period, basis), lambda: self._like(indicator, basis))

    def _like(self, indicator: Indicator, basis: str) -> Like:
        book, earlier = self.ledger.book, parse(self.earlier(basis))
        sides = self.figure(indicator), figure(book, indicator, self.unit, earlier)
        compared = Sides(book, indicator, self.unit, self.during, earlier)
        groups = _kept(compared, list(_groups(compared)))
        movers = {(g.unit, bool(g.now)) for g in groups if not g.both and (g.now or g.before)}
        step = self.during.first - earlier.first
        cells: dict[tuple[str, Period], list[bool]] = {}
        for n, side in enumerate(sides):
            for owed in side.returns:
                at = owed.period if n == 0 else owed.period.shifted(step)
                cells.setdefault((owed.unit, at), [False, False])[n] = owed.given and not owed.suppressed
        stays = {key: all(given) for key, given in cells.items() if self._stands(key[0], key[1], step)}
        paired = {unit for (unit, _), pair in stays.items() if pair}
        if indicator.mixed:
            paired = {group.unit for group in groups if group.paired}
        return Like(
            units=len(paired),
            of_units=len({unit for unit, _ in stays}),
            returns=sum(stays.values()),
            of_returns=len(stays),
            movers=tuple(sorted(movers)),
            provisional=any(_loose([p.provisional for g in groups for p in getattr(g, side)]) for side in ("now", "before")),
        )

    def _stands(self, unit: str, at: Period, step: int) -> bool:
        """Whether `unit` was below this unit in the period `at`, and also `step` months before."""
        book = self.ledger.book
        return all(exists(book, unit, p) and self.unit in chain(book, unit, p) for p in (at, at.shifted(-step)))

    def target(self, indicator: Indicator) -> tuple[str, Fraction] | None:
        """The period and the value of the target that is shown: the target of this period, or else the next target to end."""
        aims = [(p, v) for (name, unit, p), v in self.ledger.book.targets.items() if (name, unit) == (indicator.id, self.unit)]
        fitting = [(p, v) for p, v in aims if p.holds(self.during) or p.last > self.during.last]
        if not fitting:
            return None
        period, value = min(fitting, key=lambda aim: (aim[0] != self.during, aim[0].last))
        kinds = {1: "month", 3: "quarter", 6: "half", 12: "year"}
        return written(period, kinds.get(period.months, "span" if period.months > 12 else "ytd")), value

    def measured(self, indicator: Indicator) -> bool:
        """Whether the target shown may be compared with the figure: it has the same period or, for a stock, the same end."""
        found = self.target(indicator)
        if found is None:
            return False
        aim = parse(found[0])
        stock = indicator.kind == "stock" or (indicator.kind == "ratio" and "flow" not in indicator.kinds)
        return aim == self.during or (stock and aim.holds(self.during) and aim.last == self.during.last)

    def ahead(self, indicator: Indicator) -> Fraction | None:
        """By how much the figure is better than its target; None if the two cannot be compared."""
        value, aim, exact = self.value(indicator), self.target(indicator), self.qualifier(indicator)
        if value is None or aim is None or not self.measured(indicator):
            return None
        found = (value - aim[1]) * (-1 if indicator.direction == "down" else 1)
        good = ("just under", "at most") if indicator.direction == "down" else ("more than", "at least")
        k, n = self.figure(indicator).k_of_n
        sure = exact == "exactly" or (exact in good and found >= 0)
        return found if sure and (self.figure(indicator).own or (k >= n and not self.figure(indicator).suppressed)) else None

    def met(self, indicator: Indicator) -> bool | None:
        ahead = self.ahead(indicator)
        return None if ahead is None or indicator.direction == "none" else ahead >= 0

    def rank(self, indicator: Indicator) -> Rank:
        return rank(self.ledger.book, indicator, self.unit, self.during)

    def field(self, indicator: Indicator) -> dict[str, Fraction]:
        """For each unit among which this unit is ranked, its value."""
        own = self.ledger.book.units[self.unit]
        return _field(self.ledger.book, indicator, own.level, own.peer_group, self.during)[0]

    def tied(self, indicator: Indicator) -> bool:
        values = self.field(indicator)
        return sum(value == values.get(self.unit) for value in values.values()) > 1

    def unranked(self, indicator: Indicator) -> int:
        """How many peers have no rank although they have a figure, or a suppressed one."""
        book, own = self.ledger.book, self.ledger.book.units[self.unit]
        alike = [n for n, u in book.units.items() if (u.level, u.peer_group) == (own.level, own.peer_group)]
        figures = [figure(book, indicator, n, self.during) for n in alike if exists(book, n, self.during)]
        there = sum(one.value is not None or "suppressed" in (one.absences or ()) for one in figures)
        return there - len(self.field(indicator))

    def share(self, indicator: Indicator) -> Fraction | None:
        return share(self.ledger.book, indicator, self.unit, self.during)

    def part(self, indicator: Indicator) -> Fraction | None:
        """The part of the unit's figure that counts for its parent; None if there is none."""
        return given(self.ledger.book, indicator, self.unit, self.parent, self.during).value if self.parent else None

    def verdict(self, indicator: Indicator) -> str | None:
        return verdict(self.ledger.book, indicator, self.unit, self.during)

    def rest(self, indicator: Indicator) -> Fraction | None:
        """The figure of the unit above, computed without this unit; None if it cannot be computed."""
        book, parent = self.ledger.book, self.parent
        if parent is None or indicator.kind not in ("ratio", "score"):
            return None
        if indicator.has_flow and not stood_all(book, self.unit, parent, self.during):
            return None
        part, all_of_it = given(book, indicator, self.unit, parent, self.during), figure(book, indicator, parent, self.during)
        if part.a is None or part.b is None or all_of_it.a is None or all_of_it.b is None or not all_of_it.exact:
            return None
        return value_of(indicator, all_of_it.a - part.a, all_of_it.b - part.b)

    def rest_is_provisional(self, indicator: Indicator) -> bool:
        book, parent = self.ledger.book, self.parent
        if parent is None:
            return False
        mine = set(stood(book, indicator, self.unit, self.during, parent))
        return _loose([p.provisional for p in figure(book, indicator, parent, self.during).pieces if p not in mine])

    def complete(self, indicator: Indicator) -> bool:
        return enough(self.figure(indicator).returns)


def _loose(marks: list[bool]) -> bool:
    """Whether more than a fifth of the returns are marked as provisional (METHODS 1)."""
    return 5 * sum(marks) > len(marks)


def written(period: Period, kind: str, starts: int = 1) -> str:
    """A period in the grammar of workbooks.

    Examples
    --------
    >>> written(parse("2019Q4"), "quarter"), written(parse("2018-2019"), "span"), written(parse("2019YTD09"), "ytd")
    ('2019Q4', '2018-2019', '2019YTD09')
    """
    if kind in SIZES:
        return write(period.first, SIZES[kind], starts, marked=True)
    year, last = (named((month - starts + 1) // 12, starts) for month in period)
    return (f"{year}-{last}" if kind == "span" else f"{year}YTD{period.months:02d}") + mark(starts)
