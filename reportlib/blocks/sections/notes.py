"""The notes on method: how each indicator is counted and adds up, in terms that are explained once."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from reportlib.analysis import View
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.text import Words
from reportlib.blocks.text.owners import owner_of
from reportlib.blocks.text.verdicts import reckoned
from reportlib.workbook.catalogue import Indicator


def notes(view: View, words: Words, indicators: list[str] | None = None) -> Piece:
    """How each indicator is counted, who owns it, and how it adds up, behind a triangle each; the terms before them."""
    selected = [i for i in view.indicators if indicators is None or i.id in indicators]
    terms = dict.fromkeys(term for column in zip_longest(*map(_terms, selected)) for term in column if term)
    html = fragment(
        "notes", words, terms=[defined(term, words) for term in terms], notes=[_entry(view, i, words) for i in selected]
    )
    return Piece("block", str(html), {"indicators": [i.id for i in selected]})


def _entry(view: View, indicator: Indicator, words: Words) -> dict[str, Any]:
    lines = [{"label": "", "text": words.name(indicator.note)}]
    if worked_out := parts(indicator, words):
        lines.append({"label": words("notes.parts"), "text": worked_out})
    if indicator.uncertainty == "none" and (why := reckoned(indicator, words)):
        lines.append({"label": words("interval.label"), "text": why})
    short = str(words.get("notes.between")).join(words(f"{term}.name") for term in _terms(indicator))
    lines.append({"label": "", "text": short})
    return {"id": indicator.id, "name": words.name(indicator.name), "aside": owner_of(view, indicator, words), "lines": lines}


def _terms(indicator: Indicator) -> list[str]:
    """Where the texts have the terms of an indicator: its kind, how it adds up, and its interval where it has one."""
    terms = [f"notes.kinds.{indicator.kind}", f"notes.rollups.{indicator.rolls_up}"]
    judged = indicator.kind in ("ratio", "score") and indicator.uncertainty != "none"
    return [*terms, *([f"interval.{indicator.uncertainty}"] if judged else [])]


def defined(term: str, words: Words) -> str:
    """A term with what it means."""
    return words("notes.defined", name=words(f"{term}.name"), text=words(f"{term}.text"))


def parts(indicator: Indicator, words: Words) -> str:
    """What a ratio is worked out from; empty where an indicator has no parts."""
    if not (indicator.numerator and indicator.denominator):
        return ""
    above, below = words.name(indicator.numerator.name), words.name(indicator.denominator.name)
    return words("notes.ratio", numerator=above, denominator=below, scale=words.number(indicator.scale))
