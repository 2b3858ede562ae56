from __future__ import annotations

from tests.audit.bench import Bench
from tests.audit.facts import Facts, written
from tests.audit.grammar import Claim
from tests.oracle.periods import SIZES, Period, kind_of, parse
from tests.oracle.wholes import verdict
from tests.oracle.workbook import Indicator


def sure(facts: Facts, indicator: Indicator) -> str | None:
    """The verdict at 99.8 %; None if there can be no verdict."""
    return verdict(facts.ledger.book, indicator, facts.unit, facts.during, sure=True)


def is_whole(facts: Facts, indicator: Indicator) -> bool:
    """Whether every unit that was asked for a figure has reported (k of n)."""
    k, n = facts.figure(indicator).k_of_n
    return k >= n


def judge_since(claim: Claim, indicator: Indicator, bench: Bench, *, kind: str) -> None:
    """Check since when a target has been missed, or a figure has been worse than the rest at 99.8 %."""
    states, text = _states(indicator, bench, kind), claim.kind
    count = next((n for n, state in enumerate(states) if not state), len(states))
    known = count < len(states) and states[count] is False
    if count == 1:
        unknown = "unknown" if kind == "verdict" or _aimed_before(indicator, bench) else "no_target"
        bench.hold(text, "new" if known else unknown, f"since when, {indicator.id}")
        return
    bench.hold(text, "begun" if known else "least", f"since when, {indicator.id}")
    bench.hold(claim["many"]["count"] if text in ("begun", "least") else "1", str(count), f"periods in a row, {indicator.id}")


def _aimed_before(indicator: Indicator, bench: Bench) -> bool:
    """Whether there is a target for the period just before the period of the page's target."""
    target = bench.facts.target(indicator)
    aim = parse(target[0]) if target else bench.facts.during
    before = Period(aim.first - aim.months, aim.first - 1)
    return (indicator.id, bench.facts.unit, before) in bench.say.book.targets


def _states(indicator: Indicator, bench: Bench, kind: str) -> list[bool | None]:
    """For each period, from the page's backward, whether the target was missed (`kind` “target”) or the verdict was worse.

    None stands for a period of which this is not known. The list ends at the first period without a miss or a worse verdict.
    """
    facts = bench.facts
    own = kind_of(facts.period)
    target = facts.target(indicator)
    step = own if kind == "verdict" or target is None else kind_of(target[0])
    starts, size, last = int(facts.period.partition("@")[2] or 1), SIZES.get(step, facts.during.months), facts.during.last
    found: list[bool | None] = []
    for n in range(40):
        end = last - n * size
        there = facts.at(facts.unit, written(Period(end - SIZES.get(own, facts.during.months) + 1, end), own, starts))
        if kind == "verdict":
            judged = sure(there, indicator) if there.parent == facts.parent else None
            found.append(None if judged is None else judged == "worse")
        else:
            found.append(_missed(there, indicator, Period(end - size + 1, end)))
        if not found[-1]:
            break
    return found


def _missed(facts: Facts, indicator: Indicator, aim: Period) -> bool | None:
    """Whether the figure misses the target for the period `aim`; None if the two cannot be compared."""
    value = facts.ledger.book.targets.get((indicator.id, facts.unit, aim))
    mine = facts.value(indicator)
    if value is None or mine is None or facts.qualifier(indicator) != "exactly":
        return None
    found = facts.figure(indicator)
    if not (found.own or (is_whole(facts, indicator) and not found.suppressed)):
        return None
    return (mine - value) * (-1 if indicator.direction == "down" else 1) < 0
