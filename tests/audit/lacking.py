"""Check the sentence of the overview on indicators without a figure."""

from __future__ import annotations

from tests.audit.bench import Bench
from tests.audit.grammar import Claim, Parser, either, many, one_of
from tests.audit.sentences import Sentences

ABSENT = ("nothing to divide by", "suppressed", "not applicable", "not asked", "not yet due", "not reported")


def lacking(bench: Bench, speech: Sentences) -> Parser:
    """A parser for the sentence on indicators without a figure: groups by kind of absence, or only their number."""
    kinds = {bench.say.text[f"figure.kinds.{kind.replace(' ', '_')}"]: kind for kind in ABSENT}
    names, counted = many(speech.indicator, bench.say.text["list"]), speech.template("overview.unknown.count", count=speech.count)
    group = speech.template("overview.unknown.kind", told=either(counted, names), kind=one_of(kinds))
    groups = counted if bench.say.book.units[bench.facts.unit].published_only else many(group, bench.say.text["semicolon"])
    return speech.template("overview.unknown.all", told=groups)


def judge_lacking(groups: list[Claim] | Claim, bench: Bench) -> None:
    """Check how many indicators have no figure, and why; indicators that were not reported may be named."""
    without = [i for i in bench.facts.indicators if i not in bench.facts.known]
    absences = {i.id: bench.facts.figure(i).absences or frozenset() for i in without}
    if isinstance(groups, Claim):
        bench.hold(groups["count"], str(len(without)), "indicators without a figure")
        return
    numbers = [int(g["told"]["count"]) if isinstance(g["told"], Claim) else len(g["told"]) for g in groups]
    bench.hold(sum(numbers), len(without), "indicators without a figure")
    for group, number in zip(groups, numbers, strict=True):
        possible = {name for name, kinds in absences.items() if group["kind"] in kinds}
        bench.hold(number <= len(possible), True, f"how many are {group['kind']}")
        for ids in group["told"] if isinstance(group["told"], list) else ():
            bench.hold(bool(possible & set(ids)), True, f"that {ids} is {group['kind']}")
