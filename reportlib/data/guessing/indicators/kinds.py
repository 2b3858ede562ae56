"""Guess the kind of an indicator from what its table calls it, what it counts, and its figures."""

from __future__ import annotations

from typing import Final

from reportlib.data.guessing.vocabulary import said_in
from reportlib.data.mapping.amounts import magnitude
from reportlib.workbook.patterns import plain, words

UNKNOWN: Final = "its figures have decimals, and nothing says that they may be added up; write flow or stock where they may"
"""Why a figure with decimals, of which the table says nothing more, is taken for a rate."""
UNSAID: Final = "nothing says so"
"""How the reason begins why an indicator of which the table says nothing more is taken for a flow."""
TYPICAL: Final = "such figures are mostly of one person or one thing; write flow or stock where they may be added up"
"""Why an income, a wage or a price is taken for a rate."""


def kind_of(text: str, counted: str, every: str, *, rate: bool, fractions: bool) -> tuple[str, str]:
    """The kind of an indicator, and the reason.

    Parameters
    ----------
    text
        Its name with its measure.
    counted
        Its measure.
    every
        The kind of period in which figures are collected.
    rate
        Whether its name, measure or figures say that it is a rate or an average.
    fractions
        Whether its figures have decimals.
    """
    if said_in(text, "ranks") and not fractions:
        return "rank", "its name says that it is a place among others"
    if rate:
        return "rate", "its name or its measure says that it is a rate or an average; without its parts it is not added up"
    if said_in(text, "ends") and not said_in(text, "moves"):
        return "stock", "its name or its measure says that it is a state at the period's end"
    if said_in(text, "typical") and not said_in(text, "sums"):
        return "rate", TYPICAL
    if said_in(text, "flows"):
        return "flow", "its name says that it is counted over the period"
    if said_in(text, "stocks"):
        return "stock", "its name says that it is a state at the period's end"
    if is_people(counted):
        return "stock", "people are mostly counted at the period's end; write flow where they are those of the whole period"
    if fractions and not counted:
        return "rate", UNKNOWN
    return "flow", f"{UNSAID}; write stock where it is a state at the end of the {every}"


def counts_things(measure: str) -> bool:
    """Whether a measure is a kind of thing that is counted, such as cases or thousand people."""
    known = [*words()["numbers"].values(), *words()["counted"].values(), *words()["people"]]
    return plain(magnitude(measure)[1]) in {plain(one) for one in known if one}


def is_people(measure: str) -> bool:
    """Whether a measure counts people, in ones or in multiples such as ten thousands."""
    return plain(magnitude(measure)[1]) in map(plain, words()["people"])


def is_amount(measure: str) -> bool:
    """Whether a measure is money, or a multiple such as thousand tonnes; neither measures a share."""
    factor, base = magnitude(measure)
    return factor > 1 or is_money(base)


def is_money(measure: str) -> bool:
    """Whether a measure is a currency or a multiple of one, such as million yuan."""
    base = magnitude(measure)[1]
    return base.endswith("\u5143") or plain(base) in map(plain, words()["currencies"])
