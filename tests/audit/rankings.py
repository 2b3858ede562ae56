"""Check the claims of charts that compare units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.audit.bench import Bench
from tests.audit.grammar import Claim
from tests.audit.mastheads import chosen
from tests.audit.numerals import grouped, rounded
from tests.audit.over_time import judge_point, limited, percentage
from tests.audit.returned import measured_by_unit, shares_by_unit
from tests.oracle.figures import Figure
from tests.oracle.tree import lived_all, stood_all
from tests.oracle.wholes import _may_rank, _ranks, given
from tests.oracle.workbook import Indicator

_FEWEST = 3


@dataclass(eq=False)
class Field:
    """The units that a chart compares: those below the page's unit; if there are none, the page's unit and its peers."""

    indicator: Indicator
    bench: Bench

    @cached_property
    def units(self) -> list[str]:
        facts = self.bench.facts
        if facts.below:
            return facts.below
        own = facts.ledger.book.units[facts.unit]
        alike = [n for n, u in facts.ledger.book.units.items() if (u.level, u.peer_group) == (own.level, own.peer_group)]
        return [name for name in alike if facts.ledger.book.units[name].life.overlaps(facts.during)]

    def figure(self, unit: str) -> Figure:
        """A unit's figure; of a count, only the part that counts for the page's unit."""
        facts = self.bench.facts
        if facts.below and self.indicator.kind in ("flow", "stock"):
            return given(facts.ledger.book, self.indicator, unit, facts.unit, facts.during)
        return facts.at(unit, facts.period).figure(self.indicator)

    @cached_property
    def values(self) -> dict[str, Fraction]:
        return {unit: value for unit in self.units if (value := self.figure(unit).value) is not None}

    @cached_property
    def ranked(self) -> dict[str, Fraction]:
        """For each unit that may be ranked, its value. Such a value is exact, complete enough and of the whole period.

        Its denominator is not small.
        """
        if not _ranks(self.indicator) or self.indicator.direction == "none":
            return {}
        return {unit: value for unit, value in self.values.items() if self._has_place(unit)}

    def _has_place(self, unit: str) -> bool:
        facts = self.bench.facts
        book, during = facts.ledger.book, facts.during
        through = stood_all(book, unit, facts.unit, during) if facts.below else lived_all(book, unit, during)
        return (through or not self.indicator.has_flow) and _may_rank(self.indicator, self.figure(unit))

    @cached_property
    def order(self) -> list[str]:
        """The ranked units, the best first."""
        down = self.indicator.direction == "down"
        return sorted(self.ranked, key=lambda unit: self.ranked[unit] if down else -self.ranked[unit])

    def rank(self, unit: str) -> int:
        mine = self.ranked[unit]
        return 1 + sum((v < mine) if self.indicator.direction == "down" else (v > mine) for v in self.ranked.values())

    def place(self, unit: str) -> str:
        """The words for the rank of a unit."""
        return self.bench.right.place(self.rank(unit), len(self.ranked), self.indicator, tied=self.tied(unit))

    def tied(self, unit: str) -> bool:
        return sum(value == self.ranked[unit] for value in self.ranked.values()) > 1

    @property
    def unranked(self) -> int:
        """How many units have a figure but no rank; if three or more units have a rank, also those with a suppressed figure."""
        hidden = [unit for unit in self.units if unit not in self.values and "suppressed" in (self.figure(unit).absences or ())]
        return len(self.values) - len(self.ranked) + (len(hidden) if len(self.ranked) >= _FEWEST else 0)

    @property
    def missing(self) -> int:
        return sum("not reported" in (self.figure(unit).absences or ()) for unit in self.units if unit not in self.values)


def judge_ranking_title(found: Any, bench: Bench) -> None:
    """Check the rank of the page's unit and the numbers of units without a rank, or which unit is first."""
    claim, others = found if isinstance(found, list) else (found, None)
    indicator = chosen(claim["name"], bench)
    if indicator is None:
        bench.rule("false", claim.text, "no such indicator on this level")
        return
    field = Field(indicator, bench)
    if claim.kind in ("own", "own_low"):
        _own(claim, field, bench)
        judge_others(others, field, bench)
        return
    first = field.order[0] if len(field.order) >= _FEWEST else None
    bench.hold(first in claim["unit"], True, f"the first in “{claim.text}” ({first})")
    bench.hold(claim.kind, "lowest" if indicator.direction == "down" else "highest", "which end is first")
    if first:
        bench.hold(field.tied(first) or _written_alike(field), False, "a tie at the first place")
        amount, marks = limited(claim["amount"])
        there = bench.there(first, bench.facts.period)
        there.hold((amount, marks), (there.right.amount(indicator), there.right.limits(indicator)), f"{indicator.id} of {first}")


def _written_alike(field: Field) -> bool:
    places = field.bench.say.decimals(field.indicator)
    return len({rounded(field.ranked[unit], places) for unit in field.order[:2]}) < len(field.order[:2])


def _own(claim: Claim, field: Field, bench: Bench) -> None:
    unit = bench.facts.unit
    bench.hold(unit in claim["unit"], True, f"whose rank it is in “{claim.text}”")
    if unit not in field.ranked or len(field.ranked) < _FEWEST:
        bench.hold(claim["place"].text, set(), "a rank")
        return
    bench.hold((claim["place"].text, claim["of"]), (field.place(unit), str(len(field.ranked))), "rank")


def judge_others(others: list[Any] | None, field: Field, bench: Bench) -> None:
    """Check how many units did not report, and how many are not ranked."""
    missing, unranked = others or [None, None]
    bench.hold(missing[1]["count"] if missing else "0", str(field.missing), "not reported")
    bench.hold(unranked[1]["count"] if unranked else "0", str(field.unranked), "not ranked")


def judge_bars_alt(claim: Claim, bench: Bench) -> None:
    """Check the first and the last unit or the range, the marked unit, and the numbers of missing and unranked units."""
    subject = claim["what"]
    if isinstance(subject, Claim):
        _shares_alt(subject, claim["told"], bench)
        return
    indicator = chosen(subject, bench)
    if indicator is None:
        bench.rule("false", claim.text, "no such indicator on this level")
        return
    field = Field(indicator, bench)
    for part in claim["told"]:
        _PARTS[part.kind](part, field, bench)
    kinds = {part.kind for part in claim["told"]}
    for kind, count in (("not_reported", field.missing), ("unranked", field.unranked if field.ranked else 0)):
        if kind not in kinds:
            bench.hold("0", str(count), kind)


def _bars(claim: Claim, field: Field, bench: Bench) -> None:
    bench.hold(claim["count"], str(len(field.ranked)), "ranked")
    if len(field.order) < _FEWEST:
        bench.hold(claim.text, set(), "first and last")
        return
    for name, value, unit in (("first", "high", field.order[0]), ("last", "low", field.order[-1])):
        bench.hold(unit in claim[name], True, f"the {name} in “{claim.text}” ({unit})")
        bench.hold(field.tied(unit), False, f"a tie at the {name} place")
        _value(claim[value], unit, field, bench)


def _value(value: list[Any], unit: str, field: Field, bench: Bench) -> None:
    if field.bench.facts.below and field.indicator.kind in ("flow", "stock"):
        bench.hold(limited(value)[0], bench.say.figure(field.values[unit], field.indicator), f"{field.indicator.id} of {unit}")
    else:
        judge_point(value, field.indicator, bench.facts.at(unit, bench.facts.period), bench)


def _bars_plain(claim: Claim, field: Field, bench: Bench) -> None:
    values = field.ranked or field.values
    bench.hold(claim["count"], str(len(values)), "in all")
    low, high = (bench.say.figure(end(values.values()), field.indicator) for end in (min, max))
    bench.hold((limited(claim["low"])[0], limited(claim["high"])[0]), (low, high), "from the least to the greatest")


def _bars_alike(claim: Claim, field: Field, bench: Bench) -> None:
    """Check the text that says that all values are printed alike, or that there is only one value."""
    values = field.ranked or field.values
    bench.hold(str(claim["count"]) if claim.kind == "bars_alike" else "1", str(len(values)), "in all")
    printed = sorted({bench.say.figure(value, field.indicator) for value in values.values()})
    bench.hold([limited(claim["value"])[0]], printed, "the figure of each")


def _marked(claim: Claim, field: Field, bench: Bench) -> None:
    unit = bench.facts.unit
    bench.hold(unit in claim["name"], True, f"the marked unit in “{claim.text}”")
    _value(claim["value"], unit, field, bench)
    if claim.kind in ("marked", "marked_low"):
        right = {(field.place(unit), str(len(field.ranked)))} if unit in field.ranked else set()
        bench.hold((claim["place"].text, claim["of"]), right, "rank")


def _not_reported(claim: Claim, field: Field, bench: Bench) -> None:
    bench.hold(claim["count"], str(field.missing), "not reported")


def _unranked(claim: Claim, field: Field, bench: Bench) -> None:
    bench.hold(claim["count"], str(field.unranked), "not ranked")


def _nothing(claim: Claim, field: Field, bench: Bench) -> None:
    bench.hold(len(field.values), 0, claim.text)


_PARTS = {
    "bars": _bars,
    "bars_plain": _bars_plain,
    "bars_alike": _bars_alike,
    "bars_one": _bars_alike,
    "marked": _marked,
    "marked_low": _marked,
    "marked_plain": _marked,
    "not_reported": _not_reported,
    "unranked": _unranked,
    "nothing": _nothing,
}


def judge_least(claim: Claim, bench: Bench) -> None:
    """Check which unit has the lowest share of returns; at least three units, and this one, must have 20 returns or more."""
    kind = claim.key.split(".")[1]
    shares = {unit: found for unit, found in shares_by_unit(bench, kind).items() if found[0] is not None}
    written = {unit: rounded(100 - 100 * (share or Fraction(0)), 1) for unit, (share, _, _) in shares.items()}
    most = max(written.values())
    least = [unit for unit, size in written.items() if size == most]
    bench.hold([unit in claim["unit"] for unit in least], [True], f"the least in “{claim.text}”")
    share, _, _ = shares[least[0]]
    of = measured_by_unit(bench, kind)
    bench.hold((of[least[0]] >= 20, sum(of[unit] >= 20 for unit in shares) >= 3), (True, True), "enough returns to be ranked")
    told = (grouped(100 * (share or Fraction(0)), 1), str((share or 0) * of[least[0]]), str(of[least[0]]))
    bench.hold((claim["percent"], claim["came"], claim["of"]), told, "returns received, or on time")


def _shares_alt(subject: Claim, told: Iterable[Claim], bench: Bench) -> None:
    """Check the lowest and the highest share: of returns by unit, or of met targets by owner."""
    kind = subject.key.split(".")[1]
    values = owners(bench) if kind == "owner" else [f[0] for f in shares_by_unit(bench, kind).values() if f[0] is not None]
    for claim in told:
        right = (str(len(values)), percentage(min(values)), percentage(max(values)))
        said = (claim.gaps.get("count"), *(limited(claim.gaps.get(end) or ["", [None, []]])[0] for end in ("low", "high")))
        bench.hold(said, right, f"{kind} of returns or targets")


def owners(bench: Bench) -> list[Fraction]:
    """For each owner of indicators with targets, the share of these targets that are met."""
    marks: dict[str, list[bool]] = {}
    for indicator in bench.facts.known:
        met = bench.facts.met(indicator)
        if met is not None:
            marks.setdefault(bench.say.indicators[indicator.id]["owner"], []).append(met)
    return [Fraction(sum(m), len(m)) for m in marks.values()]
