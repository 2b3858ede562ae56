"""Choose a headline: the best two candidates of different groups, or the sentence that nothing stands out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from reportlib.analysis import Standing, View
from reportlib.blocks.headline.finding import LAST, PLAIN, Candidate, Teller
from reportlib.blocks.headline.others import APART, beside_others
from reportlib.blocks.headline.runs import over_time
from reportlib.blocks.headline.targets import clean_change, missed
from reportlib.blocks.standard.making import before, own
from reportlib.blocks.text import Words, sentences, verdicts
from reportlib.blocks.text.coverage import remarks
from reportlib.blocks.text.unjudged import unjudged
from reportlib.data.table import origins_in

MOST: Final = 2
"""The most candidates that a headline takes."""


def headline(view: View, words: Words) -> list[Candidate]:
    """The sentences of the headline: the best candidates, after a warning if too few units have reported.

    If no figure stands out, a sentence says so. If the unit has no figures, the sentences say why, and name its latest
    figures.
    """
    if view.with_figure.empty:
        return [_plain(sentence.text, sentence.origin, "the kinds of absence") for sentence in sentences.nothing(view, words)]
    few = [_plain(sentence.text, sentence.origin, "the returns that came") for sentence in sentences.few(view, words)]
    chosen = best(findings(view, words))
    stands_out = [finding for finding in chosen if finding.kind not in PLAIN]
    if not stands_out and len(view.about) == 1:
        return [*few, _figure(view, words, view.about[0]), *(chosen[:1] or [nothing(view, words)])]
    return [*few, *((stands_out and chosen) or [nothing(view, words), *chosen[: MOST - 1]])]


def _figure(view: View, words: Words, name: str) -> Candidate:
    """For a page about one indicator: the candidate that states the figure, used if nothing about the figure stands out."""
    view = view.of(name)
    teller, row = Teller(view, words, name), view.standing_of(name)
    amount = words.amount(row.value, teller.indicator, qualifier=row.qualifier)
    told = words.clauses([words.period(view.period), *remarks(row, teller.indicator, words)])
    gaps = {"amount": amount, "period": told}
    return teller.candidate(LAST, "figure", gaps, ground="the figure itself", weight=0, facts=[own(view, name)])


def findings(view: View, words: Words) -> list[Candidate]:
    """Every candidate for the headline of a page's unit, the best first."""
    tellers = [Teller(view.of(name), words, name) for name in map(str, view.with_figure.index)]
    unordered = [finding for teller in tellers for finding in _of(teller)]
    return sorted(unordered, key=lambda finding: finding.order)


def _of(teller: Teller) -> Iterator[Candidate]:
    ways = (missed,) if teller.indicator.kind == "rank" else (missed, beside_others, over_time, _changed)
    for candidates_of in ways:
        yield from candidates_of(teller)


def _changed(teller: Teller) -> Iterator[Candidate]:
    row, change_text = teller.view.standing_of(teller.name), clean_change(teller)
    change = row.changed("year")
    if change_text and teller.indicator.sign and change.difference:
        weight = abs(change.difference / change.before) if change.before else 0.0
        facts = [own(teller.view, teller.name), before(teller.view, teller.name)]
        ground = "two exact values, of all units"
        yield teller.candidate(LAST, "change", {"change": change_text}, ground=ground, weight=weight, facts=facts)


def best(candidates: list[Candidate]) -> list[Candidate]:
    """The first candidate, and the next one that is about another indicator and of another group."""
    chosen: list[Candidate] = []
    for finding in candidates:
        apart = all(finding.indicator != one.indicator and finding.group != one.group for one in chosen)
        if apart and len(chosen) < MOST:
            chosen.append(finding)
    return chosen


def nothing(view: View, words: Words) -> Candidate:
    """The candidate if nothing stands out at 99.8 %: how many figures differ at 95 % or meet targets, or why none is judged."""
    rows = [view.of(str(name)).standing_of(str(name)) for name in view.with_figure.index]
    judged, met = sum(bool(row.verdict) for row in rows), sum(row.met is True for row in rows)
    off = sum(row.met is False or (row.sure and row.verdict in APART) for row in rows)  # off by less than is printed
    likely = sum(row.verdict in APART for row in rows)
    gaps = {"count": off or judged, "met": met, "rest": verdicts.rest(view, words) if view.parent else "", "known": len(rows)}
    gaps["likely"] = words(f"headline.nothing.likely.{_how_many(likely, judged)}", count=likely) if likely else ""
    judged_key = ("both" if met else "rest") + ("_one" if judged == 1 else "")
    key = "close" if off else judged_key if judged else "targets" if met else ""
    text = words(f"headline.nothing.{key}", **gaps) if key else unjudged(view, words) or _alone(rows, words)
    return _plain(text, origins_in(view.with_figure["origin"])[-1], "every finding looked for, none found")


def _how_many(likely: int, judged: int) -> str:
    if likely == judged:
        return "only" if judged == 1 else "all"
    return "one" if likely == 1 else "some"


def _alone(rows: list[Standing], words: Words) -> str:
    """The sentence that the figures can be compared with nothing, or only with the figures of the year before."""
    earlier = any(not math.isnan(row.on_year) for row in rows)
    return words(f"headline.nothing.{'earlier' if earlier else 'alone'}", known=len(rows))


def _plain(text: str, origin: str, ground: str) -> Candidate:
    return Candidate(LAST, "", text, origin, ground)
