"""The notes on method: how each indicator is counted and added up; each term is explained once."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from reportlib.analysis import View
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.text import Words, breaks
from reportlib.blocks.text.owners import owner_of
from reportlib.blocks.text.verdicts import reckoned
from reportlib.workbook.catalogue import ROLLUPS, Indicator, Kind

_USUAL = ("notes.kinds.ratio", "interval.proportion")
"""The terms of an ordinary ratio; its note leaves them out, because it has the formula."""


def notes(view: View, words: Words, indicators: list[str] | None = None) -> Piece:
    """The section of notes on method: terms first, then a note for each indicator."""
    selected = [i for i in view.indicators if indicators is None or i.id in indicators]
    kinds = [_kind(kind, words) for kind in dict.fromkeys(i.kind for i in selected)]
    terms = dict.fromkeys(term for column in zip_longest(*(_terms(i)[1:] for i in selected)) for term in column if term)
    html = fragment(
        "notes",
        words,
        terms=[*kinds, *(_explained(term, words) for term in terms)],
        notes=[_entry(view, i, words) for i in selected],
    )
    return Piece("block", str(html), {"indicators": [i.id for i in selected]})


def _entry(view: View, indicator: Indicator, words: Words) -> dict[str, Any]:
    lines = [{"label": "", "text": words.name(indicator.note)}]
    if worked_out := parts(indicator, words):
        lines.append({"label": words("notes.parts"), "text": worked_out})
    if indicator.uncertainty == "none" and (why := reckoned(indicator, words)):
        lines.append({"label": words("interval.label"), "text": why})
    lines += [{"label": "", "text": text} for text in _breaks(view, indicator, words)]
    terms = [term for term in _terms(indicator) if not (worked_out and term in _USUAL)]
    if terms:
        lines.append({"label": "", "text": words("notes.between").join(words(f"{term}.name") for term in terms)})
    return {"id": indicator.id, "name": words.name(indicator.name), "aside": owner_of(view, indicator, words), "lines": lines}


def _breaks(view: View, indicator: Indicator, words: Words) -> list[str]:
    begun = [one for one in indicator.breaks_of(view.unit.id) if one.start.opens <= view.period.closes]
    names = {unit.id: words.name(unit.name) for unit in view.workbook.units.units}
    own = view.unit.id
    return breaks.sentences(begun, words, own=own, names=names, holders={own: names[own]})


def _explained(term: str, words: Words) -> str:
    """A term with its meaning; for the usual interval of a ratio only the meaning, because the notes do not name it."""
    return words("notes.usual", text=words(f"{term}.text")) if term in _USUAL else defined(term, words)


def _kind(kind: Kind, words: Words) -> str:
    rollup = ROLLUPS[kind][0]
    adds = [] if rollup == "none" else [words(f"notes.rollups.{rollup}.text")]
    return words("semicolon").join([defined(f"notes.kinds.{kind}", words), *adds])


def _terms(indicator: Indicator) -> list[str]:
    adds = [f"notes.rollups.{indicator.rolls_up}"] if indicator.rolls_up != ROLLUPS[indicator.kind][0] else []
    judged = indicator.divides and indicator.uncertainty != "none"
    return [f"notes.kinds.{indicator.kind}", *adds, *([f"interval.{indicator.uncertainty}"] if judged else [])]


def defined(term: str, words: Words) -> str:
    """A term with its meaning."""
    return words("notes.defined", name=words(f"{term}.name"), text=words(f"{term}.text"))


def parts(indicator: Indicator, words: Words) -> str:
    """The formula of a ratio in words; empty for indicators without parts."""
    if not (indicator.numerator and indicator.denominator):
        return ""
    above, below = words.name(indicator.numerator.name), words.name(indicator.denominator.name)
    if indicator.scale == 1:
        return words("notes.quotient", numerator=above, denominator=below)
    return words("notes.ratio", numerator=above, denominator=below, scale=words.number(indicator.scale))
