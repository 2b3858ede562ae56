"""Ranks in words."""

from __future__ import annotations

from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator


def counts_from_lowest(indicator: Indicator) -> bool:
    """Whether the lowest figure has the first place; False for ranks, which are places themselves."""
    return indicator.direction == "down" and indicator.kind != "rank"


def place(rank: float, of: float, indicator: Indicator, words: Words, *, tied: bool = False) -> str:
    """A place such as “2nd”, or “2nd lowest” if less is better; with `tied`, “joint 2nd”."""
    key = "place"
    if counts_from_lowest(indicator):
        key = "lowest" if rank == 1 else "highest" if rank == of and not tied else "low"
    return words(f"sentence.place.{key}{'_tied' if tied else ''}", rank=words.ordinal(rank))


def place_sentence(rank: float, of: int, indicator: Indicator, words: Words, *, unit: str, tied: bool) -> str:
    """The sentence on a unit's place, such as “Service coverage: Hillside is 2nd of 4”."""
    own_place = place(rank, of, indicator, words, tied=tied)
    key = "own_low" if counts_from_lowest(indicator) else "own"
    return words(f"chart.ranking.{key}", name=words.name(indicator.name), unit=unit, place=own_place, of=of)


def without_place(words: Words, *, missing: int, unranked: int) -> list[str]:
    """Notes on units without a place: how many did not report, and how many have a figure (perhaps suppressed) but no rank."""
    counts = {"missing": missing, "unranked": unranked}
    return [words(f"chart.ranking.{key}", count=count) for key, count in counts.items() if count]
