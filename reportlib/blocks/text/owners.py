"""Who answers for an indicator, as a page names it: a department; or the units themselves, which are none."""

from __future__ import annotations

from reportlib.analysis import View
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator, Owner


def owner_name(view: View, owner: Owner, words: Words) -> str:
    """What an owner is called where all that it answers for is summed up."""
    return words("owner.units") if owner.role == "unit" else words.name(owner.name_for(synthetic=view.unit.synthetic))


def owner_of(view: View, indicator: Indicator, words: Words) -> str:
    """The department that answers for an indicator; where units do themselves, the page's own or those below it."""
    owner = view.workbook.catalogue.owner(indicator.owner)
    if owner.role != "unit":
        return owner_name(view, owner, words)
    return words("owner.own" if view.unit.level in indicator.levels else "owner.below")
