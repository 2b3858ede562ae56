"""The place of a unit in a ranking, in words that say which end comes first where less is better."""

from __future__ import annotations

from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator


def counts_from_lowest(indicator: Indicator) -> bool:
    """Whether the first place of a ranking by an indicator is the lowest figure; places by a rank are places anyway."""
    return indicator.direction == "down" and indicator.kind != "rank"


def place(rank: float, of: float, indicator: Indicator, words: Words, *, tied: bool = False) -> str:
    """A place such as “2nd”, or “2nd lowest” where less is better; marked if it is shared."""
    key = "place"
    if counts_from_lowest(indicator):
        key = "lowest" if rank == 1 else "highest" if rank == of and not tied else "low"
    return words(f"sentence.place.{key}{'_tied' if tied else ''}", rank=words.ordinal(rank))
