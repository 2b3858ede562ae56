"""The words that a page must use for a figure, from the oracle's numbers and separate rules of rounding."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.audit import spoken
from tests.audit.facts import Facts
from tests.audit.ledger import Ledger
from tests.audit.numerals import grouped, is_nought, rounded, shortened
from tests.oracle.changes import Change
from tests.oracle.periods import Period, parse
from tests.oracle.tree import chain, exists
from tests.oracle.workbook import Indicator

_COUNTS = ("flow", "stock", "distinct")
FEW = 100
"""If the denominator of a ratio is smaller, the page prints it (METHODS 9)."""


@dataclass(frozen=True)
class Expected:
    facts: Facts

    @property
    def say(self) -> Ledger:
        return self.facts.ledger

    def amount(self, indicator: Indicator) -> str | None:
        """The figure as a sentence prints it; None if there is no figure, or if it is an inexact sum of several rows."""
        value, qualifier = self.facts.value(indicator), self.facts.qualifier(indicator)
        return None if value is None or qualifier is None else self.say.amount(value, indicator, qualifier)

    def figure(self, indicator: Indicator) -> str | None:
        value, qualifier = self.facts.value(indicator), self.facts.qualifier(indicator)
        return None if value is None or qualifier is None else self.say.figure(value, indicator, qualifier)

    def covered(self, indicator: Indicator) -> list[str]:
        """A list with the remark “3 of 5 units reported”; empty if all reported or the unit gave the figure (METHODS 1)."""
        have, asked = self.facts.given(indicator)
        if have >= asked or self.facts.given_whole(indicator):
            return []
        k, n = self.facts.figure(indicator).k_of_n
        return [self._said("units", k, n) if n > 1 else self._said("returns", have, asked)]

    def _said(self, what: str, k: int, n: int) -> str:
        return self.say.said(f"sentence.reported.{what}", k=k, n=n)

    def loose(self, indicator: Indicator) -> list[str]:
        """A list with the word “provisional” if the figure is provisional; otherwise empty."""
        provisional = self.facts.figure(indicator).status == "provisional"
        return [self.say.text["status_mark.provisional"]] if provisional else []

    def hidden(self, indicator: Indicator) -> int:
        return sum(owed.suppressed for owed in self.facts.figure(indicator).returns)

    def of(self, indicator: Indicator) -> list[str]:
        """A list with the remark that says how small a ratio's denominator is; empty if the denominator is not small."""
        b = self.facts.figure(indicator).b
        if indicator.kind != "ratio" or b is None or not 0 <= b < FEW:
            return []
        text = str(rounded(b, 10).normalize()) if b.denominator != 1 else str(b.numerator)
        return [self.say.said("number.of", number=text)]

    def remarks(self, indicator: Indicator) -> list[str]:
        """All reservations (such as “provisional”) that must be beside a figure."""
        hidden, found = self.hidden(indicator), self.facts.figure(indicator)
        lacking = [self.say.said("sentence.suppressed", count=hidden)] if hidden else []
        loose, few = self.loose(indicator), found.provisional
        some = (
            [self.say.said("sentence.some_provisional", count=few)]
            if few and not loose and not self.facts.given_whole(indicator)
            else []
        )
        return [*self.covered(indicator), *lacking, *loose, *some, *self.of(indicator)]

    def lived(self) -> str:
        """The months of the period in which the unit existed; empty if it existed in all of them."""
        life, during = self.say.book.units[self.facts.unit].life, self.facts.during
        first, last = max(during.first, life.first), min(during.last, life.last)
        if (first, last) == tuple(during) or during.months > 12:
            return ""
        names = spoken.month_names(self.say.lang)
        return self.say.said("page.months", first=names[first % 12], last=names[last % 12])

    def brief(self, indicator: Indicator) -> str:
        """The reservations of `marks` as one text."""
        return str(self.say.text["comma"]).join(self.marks(indicator))

    def marks(self, indicator: Indicator) -> list[str]:
        """The reservations about a figure in few words (“3/5 reported”), as titles and the overview print them."""
        hidden, found, loose = self.hidden(indicator), self.facts.figure(indicator), self.loose(indicator)
        k, n = found.k_of_n if found.k_of_n[1] > 1 else self.facts.given(indicator)
        parts = [self.say.said("overview.reported", k=k, n=n)] if self.covered(indicator) else []
        parts += [self.say.said("overview.suppressed", count=hidden)] if hidden else []
        some = found.provisional if not loose and not self.facts.given_whole(indicator) else 0
        return [*parts, *loose, *([self.say.said("overview.provisional", count=some)] if some else []), *self.of(indicator)]

    def limits(self, indicator: Indicator) -> list[str]:
        """The reservations that must follow a figure in the alternative text of a picture."""
        have, asked = self.facts.given(indicator)
        whole = self.facts.given_whole(indicator)
        returned = [self.say.said("figure.returned", k=have, n=asked)] if have < asked and not whole else []
        hidden = [self.say.said("figure.hidden", count=self.hidden(indicator))] if self.hidden(indicator) else []
        return [*self.of(indicator), *self.loose(indicator), *returned, *hidden]

    def moved(self, indicator: Indicator, on: str, basis: str = "year") -> set[str]:
        """The ways in which a change may be worded, marked as provisional if it is; empty if no change may be stated."""
        found = self.facts.change(indicator, basis)
        if found is None:
            return set()
        told = {self._difference(indicator, found, on)}
        if found.growth is not None:
            key = f"sentence.growth.{_way(found.growth * 100, 1)}"
            told.add(self.say.said(key, on=on, percent=grouped(abs(found.growth) * 100, 1)))
        loose = self.facts.like(indicator, basis).provisional
        return {self.say.said("sentence.loose", text=text) for text in told} if loose else told

    def _difference(self, indicator: Indicator, found: Change, on: str) -> str:
        counted = indicator.kind in _COUNTS or (indicator.kind == "ratio" and indicator.scale > 1)
        sort = "rank" if indicator.kind == "rank" else "count" if counted and not indicator.percent else "level_of"
        way = _way(found.by, self.say.places(indicator))
        return self.say.said(f"sentence.difference.{sort}.{way}", on=on, amount=self.say.apart(found.by, indicator))

    def like(self, indicator: Indicator, basis: str = "year", key: str = "sentence.like") -> str | None:
        """The remark on how many units or returns a change compares; None if it compares all, or only the unit's own figures."""
        told = self.facts.like(indicator, basis)
        if self._bare(indicator, basis):
            return None
        if told.units < told.of_units:
            return self.say.said(f"{key}.units", k=told.units, n=told.of_units)
        if told.returns < told.of_returns:
            return self.say.said(f"{key}.returns", k=told.returns, n=told.of_returns)
        return None

    def matched(self, indicator: Indicator) -> bool:
        """Whether the change on the year compares all units and returns, and nobody joined or left."""
        return self.like(indicator) is None and (self._bare(indicator, "year") or not self.facts.like(indicator).movers)

    def _bare(self, indicator: Indicator, basis: str) -> bool:
        """Whether the figures on both sides of a change are the unit's own."""
        then = Expected(self.facts.at(self.facts.unit, self.facts.earlier(basis)))
        return self.facts.given_whole(indicator) and then.facts.given_whole(indicator)

    def movers(self, indicator: Indicator) -> str | None:
        """The words for the part of a change on the year that comes from units that joined or left; None if there is none."""
        found = self.facts.change(indicator)
        places = self.say.places(indicator)
        if found is None or found.joined is None or is_nought(found.joined, places):
            return None
        who = self._who(indicator)
        if is_nought(found.joined - found.by, places):
            return self.say.said("sentence.moved.all", who=who)
        sign = "figure.plus" if found.joined > 0 else "figure.minus"
        amount = self.say.said(sign, number=self.say.apart(found.joined, indicator))
        return self.say.said("sentence.moved.some", amount=amount, who=who)

    def _who(self, indicator: Indicator) -> str:
        movers = self.facts.like(indicator).movers
        if len(movers) != 1:
            return self.say.said("sentence.moved.many", count=len({unit for unit, _ in movers}))
        unit, joined = movers[0]
        other = self._elsewhere(unit, joined=joined)
        key = ("from" if other else "opened") if joined else ("to" if other else "closed")
        return self.say.said(f"sentence.moved.{key}", unit=self.say.called(unit), other=self.say.called(other) if other else "")

    def _elsewhere(self, unit: str, *, joined: bool) -> str | None:
        """Where a unit was before it joined, or where it is after it left: the unit above it there. None if there is none."""
        book, spans = self.say.book, [parse(self.facts.earlier("year")), parse(self.facts.period)]
        span = spans[0] if joined else spans[1]
        months = [Period(month, month) for month in range(span.last, span.first - 1, -1)]
        if not joined and not exists(book, unit, months[0]):
            return None
        for above in (chain(book, unit, month)[1:] for month in months if exists(book, unit, month)):
            if above and self.facts.unit not in above:
                return next((name for name in above if not any(self.facts.unit in chain(book, name, at) for at in spans)), None)
        return None

    def arrow(self, indicator: Indicator, basis: str) -> set[str]:
        """The ways in which a card or a table may show a change; empty if there is no change."""
        found = self.facts.change(indicator, basis)
        if found is None:
            return set()
        told = {f"{_arrow(found.by, self.say.places(indicator))} {self._brief(found.by, indicator)}"}
        if found.growth is not None:
            shown = self.say.said("number.percent", number=grouped(abs(found.growth) * 100, 1))
            told.add(f"{_arrow(found.growth * 100, 1)} {shown}")
        return told

    def _brief(self, by: Fraction, indicator: Indicator) -> str:
        if indicator.kind == "rank":
            return self.say.apart(by, indicator)
        if indicator.kind in _COUNTS and not indicator.percent:
            # A card shortens a count as it does the figure, and keeps the commas.
            return self.say.short(abs(by), indicator)
        return self.say.narrow(by, indicator)

    def target(self, indicator: Indicator) -> str | None:
        """The target as a card shows it, without its period."""
        found = self.facts.target(indicator)
        return None if found is None else self.say.brief(found[1], indicator)

    def to_target(self, indicator: Indicator, key: str = "sentence.target", *, narrow: bool = False) -> str | None:
        """The words that say whether the target is met, or how far the figure is from it; None if the two cannot be compared."""
        ahead, met = self.facts.ahead(indicator), self.facts.met(indicator)
        if ahead is None:
            return None
        if met:
            return self.say.said(f"{key}.met")
        if ahead == 0:
            return self.say.said(f"{key}.level")
        more = (ahead > 0) != (indicator.direction == "down")
        higher = not more if indicator.kind == "rank" else more
        way = "over" if higher else "under"
        if is_nought(ahead, self.say.places(indicator)):
            return self.say.said(f"{key}.just_{way}")
        far = self.say.narrow(ahead, indicator) if narrow and met is False else self.say.apart(ahead, indicator)
        return self.say.said(f"{key}.{'short' if met is False and not higher else way}", amount=far)

    def share(self, indicator: Indicator, key: str = "page.share") -> str | None:
        found = self.facts.share(indicator)
        if found is None:
            return None
        said = self.say.said(key, percent=grouped(100 * found, 1), whole=self.whole())
        part, value = self.facts.part(indicator), self.facts.value(indicator)
        if part is None or part == value:
            return said
        return self.say.said("page.share_of", share=said, amount=shortened(part, 0, self.say.lang))

    def whole(self) -> str:
        if self.facts.parent is None:
            return str(self.say.text["overview.no_parent"])
        level = self.say.levels[self.say.book.units[self.facts.parent].level]
        return self.say.name(level.get("whole")) or self.say.called(self.facts.parent)

    def rest(self) -> str:
        return self.say.said("verdict.rest", whole=self.whole()) if self.facts.parent else self.whole()

    def rank(self, indicator: Indicator) -> tuple[str, str] | None:
        """The words for the rank among peers, and for the number of peers without a rank; None if the unit has no rank."""
        found = self.facts.rank(indicator)
        if found.rank is None:
            return None
        told = self.place(found.rank, len(self.facts.field(indicator)), indicator, tied=self.facts.tied(indicator))
        unranked = self.facts.unranked(indicator)
        beside = [self.say.said("sentence.rank_missing", missing=found.missing)] if found.missing else []
        beside += [self.say.said("sentence.rank_unranked", count=unranked)] if unranked else []
        return self.say.said("sentence.rank_among", place=told, of=found.of), str(self.say.text["comma"]).join(beside)

    def place(self, rank: int, of: int, indicator: Indicator, *, tied: bool) -> str:
        """The words for a place in a ranking; if less is better, places are counted from the lowest."""
        low = indicator.direction == "down" and indicator.kind != "rank"
        last = rank == of and not tied
        key = ("lowest" if rank == 1 else "highest" if last else "low") if low else "place"
        return self.say.said(f"sentence.place.{key}{'_tied' if tied else ''}", rank=self.say.place(rank))

    def gap(self, indicator: Indicator) -> str | None:
        """The words for the difference of the figure from the rest; None if one of them is missing or the figure is not exact."""
        value, rest = self.facts.value(indicator), self.facts.rest(indicator)
        if value is None or rest is None or self.facts.qualifier(indicator) != "exactly":
            return None
        by, say = value - rest, self.beside_rest(indicator)
        key = "level" if is_nought(by, say.places(indicator)) else "above" if by > 0 else "below"
        return say.said(f"verdict.gap.{key}", amount=say.narrow(by, indicator))

    def alike(self, indicator: Indicator) -> bool:
        """Whether the figure and the figure of the rest are printed with the same digits."""
        value, rest, places = self.facts.value(indicator), self.facts.rest(indicator), self.say.decimals(indicator)
        return value is not None and rest is not None and rounded(value, places) == rounded(rest, places)

    def beside_rest(self, indicator: Indicator) -> Ledger:
        """A ledger for the difference from the rest: with more decimals if both figures are printed alike."""
        value, rest, places = self.facts.value(indicator), self.facts.rest(indicator), self.say.places(indicator)
        if value is None or rest is None or not self.alike(indicator):
            return self.say
        if self.facts.verdict(indicator) in (None, "similar") and is_nought(value - rest, places):
            return self.say
        first = places if places > self.say.decimals(indicator) else places + 1
        shown = [n for n in (first, first + 1, first + 2) if not is_nought(value - rest, n)]
        return self.say.with_decimals(indicator, shown[0]) if shown else self.say

    def verdict(self, indicator: Indicator) -> str | None:
        """The words for the verdict against the rest; if there is none, for the difference. A provisional verdict is marked."""
        found = self.facts.verdict(indicator)
        if found is None:
            return self.gap(indicator)
        text = str(self.say.text[f"verdict.{found}"])
        if found != "similar" and self.alike(indicator):
            text = self.say.said("verdict.by", verdict=text, gap=self.gap(indicator))
        loose = bool(self.loose(indicator)) or self.facts.rest_is_provisional(indicator)
        return self.say.said("verdict.provisional", verdict=text) if loose else text


def _way(value: Fraction, places: int) -> str:
    return "level" if is_nought(value, places) else "rose" if value > 0 else "fell"


def _arrow(value: Fraction, places: int) -> str:
    return "→" if is_nought(value, places) else "↑" if value > 0 else "↓"
