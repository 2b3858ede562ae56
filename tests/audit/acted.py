"""Check the table of what to act on: all missed targets, all figures worse than the rest at 99.8 %, and nothing else."""

from __future__ import annotations

from fractions import Fraction

from bs4 import Tag

from tests.audit.bench import Bench
from tests.audit.grammar import whole
from tests.audit.headed import gap
from tests.audit.lasting import judge_since, sure
from tests.audit.numerals import is_nought
from tests.audit.page import Page, words
from tests.audit.sentences import Sentences
from tests.oracle.workbook import Indicator

PARTS = ("now", "against", "gap", "since", "owner", "below")


def judge_acting(page: Page, bench: Bench, speech: Sentences) -> None:
    rows = {str(row["id"]).removeprefix("act-"): row for row in page.tree.select("tr[id^=act-]")}
    if (rows or page.tree.select_one(".nothing")) and bench.at("act"):
        missed = [f"target-{i.id}" for i in bench.facts.known if bench.facts.met(i) is False]
        worse = [f"verdict-{i.id}" for i in bench.facts.known if sure(bench.facts, i) == "worse"]
        bench.hold(sorted(rows), sorted([*missed, *worse]), "what to act on")
    for name, row in rows.items():
        if bench.at(f"act {name}"):
            kind, _, indicator = name.partition("-")
            _row(kind, bench.facts.indicator(indicator), cells(row, page), bench, speech)


def cells(row: Tag, page: Page) -> dict[str, str]:
    """The texts of the cells of a row, by the heads of their columns."""
    table = row.find_parent("table")
    heads = [words(head) for head in table.select("thead th")] if table else []
    return dict(zip(heads, (words(cell) for cell in row.find_all(["th", "td"])), strict=True))


def _row(kind: str, indicator: Indicator, told: dict[str, str], bench: Bench, speech: Sentences) -> None:
    say, facts = bench.say, bench.facts
    said = {part: told.get(say.text[f"acting.column.{part}"], "") for part in PARTS}
    value, target = facts.value(indicator), facts.target(indicator)
    aim = (target[1] if target else None) if kind == "target" else facts.rest(indicator)
    if value is None or aim is None:
        bench.rule("false", str(told), "nothing to set it against")
        return
    bench.hold(said["now"], bench.right.amount(indicator), f"figure of {indicator.id}")
    bench.hold(say.brief(aim, indicator) in said["against"], True, f"what {indicator.id} is set against: {said['against']}")
    apart = value - aim if kind == "target" else gap(facts, indicator)
    right = _apart(apart, kind, indicator, bench) if apart is not None else ""
    loose = bool(bench.right.loose(indicator)) or (kind != "target" and facts.rest_is_provisional(indicator))
    bench.hold(said["gap"], say.said("sentence.loose", text=right) if loose else right, f"gap of {indicator.id}")
    since = whole(speech.how_long, said["since"])
    if since is None:
        bench.leave(said["since"])
    else:
        judge_since(since, indicator, bench, kind=kind)
    bench.hold(said["owner"], owners(indicator, bench), f"owner of {indicator.id}")


def _apart(apart: Fraction, kind: str, indicator: Indicator, bench: Bench) -> str:
    """How far a figure is above or below its target or the rest, in words. Of ranks, a larger number is a lower place."""
    way = "above" if (apart > 0) != (indicator.kind == "rank") else "below"
    say = bench.say if kind == "target" else bench.right.beside_rest(indicator)
    if not is_nought(apart, say.places(indicator)):
        return say.said(f"verdict.gap.{way}", amount=say.apart(apart, indicator))
    return bench.right.to_target(indicator) or "" if kind == "target" else bench.say.said(f"verdict.gap.just_{way}")


def owners(indicator: Indicator, bench: Bench) -> set[str]:
    """The names that a page may give as responsible for an indicator: a department, or the units themselves."""
    say = bench.say
    entry = say.indicators[indicator.id]
    owner = next(o for o in say.catalogue["owners"] if o["id"] == entry["owner"])
    if owner.get("role") == "unit":
        return {str(say.text["owner.own" if bench.facts.level in entry["levels"] else "owner.below"])}
    return {say.name(owner.get(key)) for key in ("name", "demonstration") if owner.get(key)}
