"""Candidates about missed targets; their weight is the number of years to the target at the pace of the latest year."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reportlib.analysis import Standing
from reportlib.blocks.headline.finding import Candidate, Teller
from reportlib.blocks.standard.making import own
from reportlib.blocks.text import changes
from reportlib.blocks.text.sentences import target_way
from reportlib.blocks.text.sides import unseen
from reportlib.workbook.catalogue import Indicator


def missed(teller: Teller) -> Iterator[Candidate]:
    """The candidate for a missed target, with the text of `clean_change`."""
    view, words, indicator = teller.view, teller.words, teller.indicator
    row = view.standing_of(teller.name)
    if row.met is not False or unseen(row.ahead, indicator):
        return
    way = "over" if target_way(row, indicator) == "over" else "short"
    change_text = clean_change(teller)
    gaps = {"amount": words.difference(row.ahead, indicator), "change": change_text, "target": _target(teller, row)}
    yield teller.candidate(
        "target",
        f"target.{way}{'_after' if change_text else ''}",
        gaps,
        ground=f"target {row.target:g} of {row.target_period}; value {row.value:g}",
        weight=years_away(row, indicator),
        facts=[own(view, teller.name)],
        loose=row.provisional,
    )


def _target(teller: Teller, row: Standing) -> str:
    if row.target_period == str(teller.view.period):
        return teller.words("headline.target.own")
    return teller.words("headline.target.of", period=teller.words.period(row.target_period))


def clean_change(teller: Teller) -> str:
    """The change on the year before, in words.

    Empty if the change is provisional, if it does not compare all units and returns, or if units joined or left.
    """
    view, words, indicator = teller.view, teller.words, teller.indicator
    row = view.standing_of(teller.name)
    change = row.changed("year")
    whole = change.has_change and not change.movers and not changes.like_for_like(change, words)
    return changes.in_title(row, indicator, words, view=view) if whole and not change.provisional else ""


def years_away(row: Standing, indicator: Indicator) -> float:
    """The years to the target at the pace of the latest year; infinite if the figure does not move towards it.

    If no change is known, the result is the distance as a share of the target, or 0 if the target is 0.
    """
    gain = row.on_year * indicator.sign
    if math.isnan(gain):
        return abs(row.ahead / row.target) if row.target else 0.0
    return abs(row.ahead) / gain if gain > 0 else math.inf
