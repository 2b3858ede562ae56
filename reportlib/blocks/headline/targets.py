"""Targets that are missed, by their distance over what the figure gained in a year."""

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
    """That a target is missed, by how much, and how the figure changed on the year before, where that is of all units."""
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
    """What the target is called: with its period, where that is not the page's."""
    if row.target_period == str(teller.view.period):
        return teller.words("headline.target.own")
    return teller.words("headline.target.of", period=teller.words.period(row.target_period))


def clean_change(teller: Teller) -> str:
    """The change on the year before, where it is of all units, and none joined or left; else empty."""
    view, words, indicator = teller.view, teller.words, teller.indicator
    row = view.standing_of(teller.name)
    change = row.changed("year")
    whole = change.has_change and not change.movers and not changes.like_for_like(change, words)
    return changes.in_title(row, indicator, words, view=view) if whole and not change.provisional else ""


def years_away(row: Standing, indicator: Indicator) -> float:
    """How many years of the latest change the target lies away: without end where the figure does not move towards it.

    Where no change is known it is the share of the target that is lacking, which is less than a year.
    """
    gain = row.on_year * indicator.sign
    if math.isnan(gain):
        return abs(row.ahead / row.target) if row.target else 0.0
    return abs(row.ahead) / gain if gain > 0 else math.inf
