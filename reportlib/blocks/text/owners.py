"""The owner of an indicator as a page names it: a department, or the units themselves."""

from __future__ import annotations

from reportlib.analysis import View
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator, Owner


def owner_name(view: View, owner: Owner, words: Words) -> str:
    """The name of an owner, for a summary of the owner's indicators."""
    return words("owner.units") if owner.role == "unit" else words.name(owner.name_for(synthetic=view.unit.synthetic))


def owner_of(view: View, indicator: Indicator, words: Words) -> str:
    """The name of an indicator's owner; “the unit itself” or “the units below” if units are responsible themselves."""
    owner = view.workbook.catalogue.owner(indicator.owner)
    if owner.role != "unit":
        return owner_name(view, owner, words)
    return words("owner.own" if view.unit.level in indicator.levels else "owner.below")
