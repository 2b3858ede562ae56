"""Sentences written from the numbers, in the manner of an official brief, claiming nothing that the data does not carry."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.catalogue import Indicator
from reportlib.display.text import Words
from reportlib.observations.table import ORIGINS

HEADED = 2
"""How many indicators the first sentence, which is set large, names."""
STILL = 0.05
"""Growth, in per cent, that rounds to nothing and is told as no change."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and where its figures come from."""

    text: str
    origin: str


def headline(view: View, words: Words) -> list[Sentence]:
    """The paragraph that opens a report: one sentence for each origin its figures have, best known first."""
    chosen = cards(view)
    if not chosen:
        return [
            Sentence(words("sentence.nothing", unit=words.name(view.unit.name), period=words.period(view.period)), "published")
        ]
    sentences: list[Sentence] = []
    for origin in ORIGINS:
        clauses = [clause(view, words, name) for name in chosen if view.standing_of(name).origin == origin]
        short = HEADED if not sentences else len(clauses)
        if clauses:
            sentences.append(_sentence(view, words, origin, clauses[:short]))
        if clauses[short:]:
            sentences.append(Sentence(words("sentence.more", said=str(words.get("semicolon")).join(clauses[short:])), origin))
    return sentences


def _sentence(view: View, words: Words, origin: str, clauses: list[str]) -> Sentence:
    when = words(f"sentence.in.{view.period.kind}", period=words.period(view.period))
    said = str(words.get("semicolon")).join(clauses)
    return Sentence(words(f"sentence.headline.{origin}", period=when, whole=whole(view, words), said=said), origin)


def cards(view: View) -> list[str]:
    """The indicators that open a report: those its level asks for that have a figure, then others that have one."""
    asked = [name for name in view.workbook.level(view.unit.level).cards if name in view.known.index]
    plain = [name for name in view.known.index if name not in asked and view.workbook.catalogue[name].kind != "rank"]
    return [*asked, *plain][:4]


def whole(view: View, words: Words) -> str:
    """How the unit is spoken of: by the word for all of the top level, or by its name."""
    level = view.workbook.level(view.unit.level)
    return words.name(level.whole) if view.parent is None and level.whole else words.name(view.unit.name)


def clause(view: View, words: Words, name: str) -> str:
    """One indicator in a sentence: its figure, its rank where one was published, its change."""
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    said = words(
        f"sentence.clause.{indicator.kind}",
        name=words.name(indicator.name),
        amount=words.amount(row.value, indicator, qualifier=row.qualifier),
    )
    parts = [said, outside_rank(view, words, name), change(row, indicator, words, basis=basis(view))]
    return str(words.get("comma")).join(part for part in parts if part)


def basis(view: View) -> str:
    """Against what a change is told first: the year before."""
    return "annual" if view.period.kind in ("year", "span") else "year"


def outside_rank(view: View, words: Words, name: str) -> str:
    """The published rank of an indicator among outside peers, where the catalogue has one."""
    for rank in view.workbook.catalogue.indicators:
        if rank.ranks == name and rank.id in view.known.index:
            value = view.standing_of(rank.id).value
            return words("sentence.rank", among=words.name(rank.among), rank=words.number(value))
    return ""


def change(row: Standing, indicator: Indicator, words: Words, *, basis: str) -> str:
    """How a figure changed, in words; empty where the earlier figure is not known."""
    difference, growth = row.changed(basis)
    if math.isnan(difference):
        return ""
    against = words(f"sentence.basis.{basis}")
    if indicator.kind in ("ratio", "score", "rank") or math.isnan(growth):
        shown = round(difference, max(indicator.decimals, 1 if indicator.percent else 0))
        key = "level" if shown == 0 else "rose" if difference > 0 else "fell"
        return words(f"sentence.difference.{key}", basis=against, amount=words.difference(difference, indicator))
    key = "level" if abs(growth * 100) < STILL else "rose" if growth > 0 else "fell"
    return words(f"sentence.growth.{key}", basis=against, percent=words.number(abs(growth) * 100, 1))


def arrow(difference: float) -> str:
    """The sign of a change, which judges nothing."""
    return "" if math.isnan(difference) else "→" if abs(difference) < 1e-9 else "↑" if difference > 0 else "↓"


def short_change(row: Standing, indicator: Indicator, words: Words, *, basis: str) -> str:
    """A change as an arrow and an amount, for a card or a table; empty where it is not known."""
    difference, growth = row.changed(basis)
    if math.isnan(difference):
        return ""
    if indicator.kind in ("ratio", "score", "rank"):
        places = max(indicator.decimals, 1 if indicator.percent else 0)
        amount = words.number(abs(difference), places)
        amount = words("number.short_points", number=amount) if indicator.percent else amount
        return f"{arrow(round(difference, places))} {amount}"
    if math.isnan(growth):
        return f"{arrow(round(difference, indicator.decimals))} {words.short(abs(difference), indicator.decimals)}"
    shown = words("number.percent", number=words.number(abs(growth) * 100, 1))
    return f"{arrow(0.0 if abs(growth * 100) < STILL else difference)} {shown}"


def to_target(row: Standing, indicator: Indicator, words: Words, *, key: str = "sentence.target") -> str:
    """Whether a target is met, or by how much it is missed, in the words under a key; empty where that is not known."""
    if row.met is None:
        return ""
    if row.met:
        return words(f"{key}.met")
    return words(f"{key}.short", amount=words.difference(row.ahead, indicator))


def tally(view: View, words: Words, indicators: list[str] | None = None) -> str:
    """How many of some indicators have a figure and met their target; where none is set beside the unit above, how many rose."""
    rows = view.standing if indicators is None else view.standing.loc[indicators]
    good = [view.workbook.catalogue[name].direction for name in rows.index]
    signs = pd.Series([-1 if way == "down" else 0 if way == "none" else 1 for way in good], index=rows.index)
    moved = rows["on_year"] * signs
    better, worse = int((moved > 0).sum()), int((moved < 0).sum())
    with_target = rows["met"].notna()
    parts = [words("sentence.tally.known", known=int(rows["value"].notna().sum()), all=len(rows))]
    if (better or worse) and not rows["gap"].notna().any():
        parts.append(words("sentence.tally.moved", basis=words(f"sentence.basis.{basis(view)}"), better=better, worse=worse))
    if with_target.any():
        met = int(rows.loc[with_target, "met"].astype(bool).sum())
        parts.append(words("sentence.tally.targets", set=int(with_target.sum()), met=met))
    return str(words.get("semicolon")).join(parts) + str(words.get("stop")).strip()


def reported(k: float, n: float, words: Words, *, level: str = "") -> str:
    """“k of n units reported”, where a figure was added up from some of them."""
    if math.isnan(n) or math.isnan(k) or k >= n:
        return ""
    return words("sentence.reported", k=int(k), n=int(n))
