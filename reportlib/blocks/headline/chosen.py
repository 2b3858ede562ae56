"""Which findings head a page: the best two, of different kinds; where nothing stands out, that nothing does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from reportlib.analysis import View
from reportlib.blocks.headline.finding import LAST, PLAIN, Finding, Teller
from reportlib.blocks.headline.others import beside_others
from reportlib.blocks.headline.runs import over_time
from reportlib.blocks.headline.targets import clean_change, missed
from reportlib.blocks.standard.making import before, own
from reportlib.blocks.text import Words, sentences, verdicts
from reportlib.data.table import origins_in

MOST: Final = 2
"""How many findings head a page."""


def headline(view: View, words: Words) -> list[Finding]:
    """What stands at the head of a page: who has reported, where that is not enough; then the best two findings."""
    if not sentences.cards(view):
        return [_plain(said.text, said.origin, "the kinds of absence") for said in sentences.nothing(view, words)]
    few = [_plain(said.text, said.origin, "the returns that came") for said in sentences.few(view, words)]
    chosen = best(findings(view, words))
    stands_out = [finding for finding in chosen if finding.kind not in PLAIN]
    return [*few, *((stands_out and chosen) or [nothing(view, words), *chosen[: MOST - 1]])]


def findings(view: View, words: Words) -> list[Finding]:
    """Every finding of a page's unit, the best first."""
    tellers = [Teller(view.of(name), words, name) for name in map(str, view.known.index)]
    found = [finding for teller in tellers for finding in _of(teller)]
    return sorted(found, key=lambda finding: finding.order)


def _of(teller: Teller) -> Iterator[Finding]:
    if teller.indicator.kind == "rank":
        return
    for look in (missed, beside_others, over_time, _changed):
        yield from look(teller)


def _changed(teller: Teller) -> Iterator[Finding]:
    """How a figure with a good side changed on the year before."""
    row, said = teller.view.standing_of(teller.name), clean_change(teller)
    told = row.changed("year")
    if said and teller.indicator.sign and told.difference:
        weight = abs(told.difference / told.before) if told.before else 0.0
        facts = [own(teller.view, teller.name), before(teller.view, teller.name)]
        ground = "two exact values, of all units"
        yield teller.finding(LAST, "change", {"change": said}, ground=ground, weight=weight, facts=facts)


def best(found: list[Finding]) -> list[Finding]:
    """The first of some findings, and the first after it that is of another indicator and another group."""
    chosen: list[Finding] = []
    for finding in found:
        apart = all(finding.indicator != one.indicator and finding.group != one.group for one in chosen)
        if apart and len(chosen) < MOST:
            chosen.append(finding)
    return chosen


def nothing(view: View, words: Words) -> Finding:
    """That nothing stands out, and what was looked at: verdicts, targets, or that there is nothing to set the figures beside."""
    rows = [view.of(str(name)).standing_of(str(name)) for name in view.known.index]
    judged, met = sum(bool(row.verdict) for row in rows), sum(row.met is True for row in rows)
    earlier, ranked = (any(not math.isnan(getattr(row, name)) for row in rows) for name in ("on_year", "rank"))
    gaps = {"count": judged, "met": met, "rest": verdicts.rest(view, words) if view.parent else "", "known": len(rows)}
    alone = {(True, True): "plain", (True, False): "earlier", (False, True): "ranked", (False, False): "alone"}
    key = "both" if judged and met else "rest" if judged else "targets" if met else alone[earlier, ranked]
    origin = origins_in(view.known["origin"])[-1]
    return _plain(words(f"headline.nothing.{key}", **gaps), origin, "every finding looked for, none found")


def _plain(text: str, origin: str, ground: str) -> Finding:
    return Finding(LAST, "", text, origin, ground)
