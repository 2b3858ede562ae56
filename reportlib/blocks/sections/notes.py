"""The notes on method: how each indicator is counted and added up, with each term explained once."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from reportlib.analysis import View
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.text import Words
from reportlib.blocks.text.owners import owner_of
from reportlib.blocks.text.verdicts import reckoned
from reportlib.blocks.text.words import in_words
from reportlib.workbook.catalogue import Indicator


def notes(view: View, words: Words, indicators: list[str] | None = None) -> Piece:
    """The terms, then a folded note for each indicator: how it is counted, its owner, and how it is added up."""
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
    for one in (b for b in indicator.breaks_of(view.unit.id) if b.start.opens <= view.period.closes):
        gaps = {"period": in_words(one.start, words), "why": words.name(one.why), "who": one.who}
        lines.append({"label": "", "text": words("notes.break", **gaps)})
    short = words("notes.between").join(words(f"{term}.name") for term in _terms(indicator))
    lines.append({"label": "", "text": short})
    return {"id": indicator.id, "name": words.name(indicator.name), "aside": owner_of(view, indicator, words), "lines": lines}


def _terms(indicator: Indicator) -> list[str]:
    """The text keys of the terms of an indicator: its kind, its roll-up and, if it has one, its interval."""
    terms = [f"notes.kinds.{indicator.kind}", f"notes.rollups.{indicator.rolls_up}"]
    judged = indicator.divides and indicator.uncertainty != "none"
    return [*terms, *([f"interval.{indicator.uncertainty}"] if judged else [])]


def defined(term: str, words: Words) -> str:
    """A term with its meaning."""
    return words("notes.defined", name=words(f"{term}.name"), text=words(f"{term}.text"))


def parts(indicator: Indicator, words: Words) -> str:
    """The formula of a ratio in words; empty for indicators without parts."""
    if not (indicator.numerator and indicator.denominator):
        return ""
    above, below = words.name(indicator.numerator.name), words.name(indicator.denominator.name)
    return words("notes.ratio", numerator=above, denominator=below, scale=words.number(indicator.scale))
