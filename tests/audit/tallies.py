"""Check claims that count: verdicts, indicators with a figure, targets met, returns."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.audit.bench import Bench
from tests.audit.grammar import Claim
from tests.audit.numerals import is_nought
from tests.oracle.periods import Period, parse
from tests.oracle.returns import Return, returns
from tests.oracle.tree import chain, family
from tests.oracle.workbook import Indicator


def sign(indicator: Indicator, bench: Bench) -> str | None:
    """The verdict on an indicator, or “none” if it only has a difference from the rest; None if it has no difference."""
    if bench.right.gap(indicator) is None:
        return None
    return bench.facts.verdict(indicator) or "none"


def judge_counts(counts: list[Claim], bench: Bench, *, of: Claim | None = None, among: list[Indicator] | None = None) -> None:
    """Check how many of the compared indicators have each verdict."""
    signs = Counter(filter(None, (sign(i, bench) for i in (bench.facts.known if among is None else among))))
    said = {count.kind: count["count"] for count in counts}
    for key in said:
        bench.hold(said[key], str(signs[key]), f"indicators that are {key}")
    bench.hold(sorted(said), sorted(signs), "verdicts there are")
    if of is not None:
        bench.hold(of["count"], str(sum(signs.values())), "indicators compared")
        bench.hold(f"{of.text}".count(bench.right.rest()) > 0, True, f"what is compared with in “{of.text}”")


def judge_tally(parts: list[Claim], bench: Bench, among: list[Indicator] | None = None) -> None:
    """Check how many indicators have a figure, improved or worsened, or met their targets."""
    said = [part.key.removeprefix("sentence.tally.").split(".")[0] for part in parts]
    among_all = bench.facts.indicators if among is None else among
    for key in ("open", "hidden"):
        bench.hold(key in said, any(_not_judged(i, bench) == key for i in among_all), f"that targets are {key}")
    bench.hold("below" in said, among is None and _below(bench) > 0, "that units below report more")
    for kind, part in zip(said, parts, strict=True):
        _TALLIES[kind](part, bench, bench.facts.indicators if among is None else among)


def _known(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    known = sum(bench.facts.value(i) is not None for i in among)
    bench.hold((claim["known"], claim["all"]), (str(known), str(len(among))), "indicators with a figure")


def _all(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    known = sum(bench.facts.value(i) is not None for i in among)
    bench.hold("all", "all" if known == len(among) else f"{known} only", "indicators with a figure")
    if "all" in claim.gaps:
        bench.hold(claim["all"], str(len(among)), "indicators there are")


def _none(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    bench.hold([i.id for i in among if bench.facts.value(i) is not None], [], "indicators with a figure")


def _below(bench: Bench) -> int:
    """How many indicators only the units below report, because their figures are not added up."""
    facts, book = bench.facts, bench.facts.ledger.book
    if not facts.below or book.units[facts.unit].published_only:
        return 0
    lower = set(book.levels[book.levels.index(facts.level) + 1 :])
    alone = [i for i in book.indicators.values() if i.rollup == "none" and facts.level not in i.levels]
    return sum(bool(lower & set(i.levels)) for i in alone)


def _more(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    bench.hold(claim["below"], str(_below(bench)), "indicators that only units below report")


def _moved(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    bench.hold(claim["on"]["period"], bench.facts.earlier("year"), "compared with")
    ways = Counter(way(i, bench) for i in among)
    told = tuple(claim.gaps.get(name, "0") for name in ("better", "worse"))  # a way that is not named is none
    bench.hold(told, (str(ways[1]), str(ways[-1])), "improved and worsened")
    bench.hold("0" in (told if claim.kind == "both" else ()), False, "nought among the numbers")


def way(indicator: Indicator, bench: Bench) -> int:
    """1 if an indicator improved on the year before, -1 if it worsened, else 0; units that joined or left do not count."""
    found = bench.facts.change(indicator) if bench.facts.value(indicator) is not None else None
    if found is None or indicator.direction == "none":
        return 0
    by = found.by - (found.joined or 0)
    if is_nought(by, bench.say.places(indicator)):
        return 0
    good = by > 0 if indicator.kind == "rank" or indicator.direction == "up" else by < 0
    return 1 if good else -1


def _targets(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    met = [bench.facts.met(i) for i in among]
    known = [m for m in met if m is not None]
    one, every, none = len(known) == 1, all(known), not any(known)
    right = ("one_met" if one else "all") if every else ("one_missed" if one else "none") if none else "some"
    bench.hold(claim.kind, right, "targets met")
    for name, count in (("met", sum(known)), ("set", len(known))):
        bench.hold(claim.gaps.get(name, str(count)), str(count), f"targets {name}")


def _not_judged(indicator: Indicator, bench: Bench) -> str:
    """Why a target cannot be compared with the page's figure: a suppressed part (“hidden”) or missing returns (“open”).

    Empty if it can be compared, or cannot be for another reason.
    """
    facts, figure = bench.facts, bench.facts.figure(indicator)
    found, (k, n) = facts.target(indicator), figure.k_of_n
    if found is None or facts.value(indicator) is None or indicator.direction == "none" or facts.met(indicator) is not None:
        return ""
    if not facts.measured(indicator) or figure.own:
        return ""
    return "hidden" if figure.suppressed else "open" if k < n else ""


def _unjudged(claim: Claim, bench: Bench, among: list[Indicator]) -> None:
    count = sum(_not_judged(i, bench) == claim.kind for i in among)
    bench.hold(claim[claim.kind], str(count), f"targets that are {claim.kind}")


_TALLIES: dict[str, Any] = {
    "known": _known,
    "all": _all,
    "nothing": _none,
    "below": _more,
    "moved": _moved,
    "targets": _targets,
    "open": _unjudged,
    "hidden": _unjudged,
}


def returns_of(bench: Bench, period: Period) -> list[Return]:
    """The returns due in a period for the calendar's collection periods: of units below or, if there are none, of the unit."""
    book, unit = bench.say.book, bench.facts.unit
    below = family(book, unit) - {unit} or frozenset({unit})
    of_calendar = [entry for entry in returns(book, period) if entry.period.cut(book.size, book.starts) == [entry.period]]
    listed = [entry for entry in of_calendar if entry.unit in below and entry.state != "not yet due"]
    return [entry for entry in listed if unit in chain(book, entry.unit, entry.period)]


def judge_received(claim: Claim, bench: Bench) -> None:
    """Check how many returns of a collection period were due, came, came late, or are missing."""
    listed = returns_of(bench, parse(claim["period"]))
    bench.hold(bench.facts.during.holds(parse(claim["period"])), True, f"a period of the page: {claim['period']}")
    states = Counter(entry.state for entry in listed)
    if claim.key.startswith("collection.counted.one"):
        undated = all(entry.day is None for entry in listed)
        right = {"on time": {"received"} if undated else {"on time"}, "late": {"late"}, "missing": {"missing"}}
        bench.hold(len(listed), 1, "returns due")
        bench.hold(claim.kind, right.get(next(iter(states), ""), set()), "the return")
        return
    came = len(listed) - states["missing"]
    bench.hold((claim["came"], claim["expected"]), (str(came), str(len(listed))), "returns received")
    undated = sum(entry.day is None for entry in listed if entry.state != "missing")
    for key, right in (("late", states["late"]), ("undated", undated), ("missing", states["missing"])):
        bench.hold(claim[key]["count"] if claim[key] else "0", str(right), f"returns {key}")
