"""Sentences written from the numbers, in the manner of an official brief, claiming nothing that the data does not carry."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks.text import Words, changes
from reportlib.blocks.text.coverage import latest_values, reporting
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.sides import side, unseen
from reportlib.data.table import ABSENCES, ORIGINS
from reportlib.workbook.catalogue import Indicator

LATEST = 3
"""How many earlier figures are named where a unit has none of the page's period."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and where its figures come from; none, where it is about returns."""

    text: str
    origin: str


def few(view: View, words: Words) -> list[Sentence]:
    """What a page says first whose units have not reported as they should: how many of them have."""
    counts = reporting(view.main)
    if counts.n < 2 or counts.share >= view.workbook.settings.calendar.latest_coverage:
        return []
    return [Sentence(words("sentence.few", k=counts.k, n=counts.n, period=_when(view, words)), "")]


def nothing(view: View, words: Words) -> list[Sentence]:
    """What is said of a unit without a figure of the period: why, and the latest figures that it has."""
    lead = words(
        f"sentence.nothing.{_why(view)}", unit=words.name(view.unit.name), period=_when(view, words), why=_reasons(view, words)
    )
    latest = latest_values(view)
    cards_of_level = [name for name in view.workbook.level(view.unit.level).cards if name in latest.index]
    names = [*cards_of_level, *(name for name in latest.index if name not in cards_of_level)][:LATEST]
    if not names:
        return [Sentence(lead, "")]
    latest_texts = str(words.get("semicolon")).join(_latest(view, words, name, latest.loc[name]) for name in names)
    origins = [origin for origin in ORIGINS if origin in set(latest.loc[names, "origin"])]
    return [Sentence(lead, ""), Sentence(words("sentence.latest", said=latest_texts), origins[-1])]


def _why(view: View) -> str:
    """Why a unit has no figure: it did not report; nothing of it was published; another reason; it was asked for none."""
    kinds = set(view.standing["absence"])
    if "not reported" in kinds:
        return "not_reported"
    if view.unit.published_only:
        return "published_only"
    return "other" if kinds - {"not asked"} else "not_asked"


def _reasons(view: View, words: Words) -> str:
    """The kinds of absence of a unit without a figure, other than that it was not asked."""
    kinds = [kind for kind in ABSENCES if kind in set(view.standing["absence"]) - {"not asked"}]
    return words.join([words.reason(kind) for kind in kinds])


def _latest(view: View, words: Words, name: str, row: pd.Series) -> str:
    indicator = view.workbook.catalogue[name]
    amount = words.amount(row["value"], indicator, qualifier=row["qualifier"])
    partial = row["k"] < row["n"]  # of a sum that lacks returns
    lacking = [words("sentence.reported.returns", k=int(row["k"]), n=int(row["n"]))] if partial else []
    when = str(words.get("comma")).join([words.period(row["period"], short=True), *lacking])
    return words("sentence.of_then", name=words.name(indicator.name), amount=amount, period=when)


def _when(view: View, words: Words) -> str:
    return words(f"sentence.when.{view.period.kind}", period=words.period(view.period))


def cards(view: View) -> list[str]:
    """The indicators that open a report: those its level asks for that have a figure, then others that have one."""
    cards_of_level = [name for name in view.workbook.level(view.unit.level).cards if name in view.with_figure.index]
    plain = [
        name for name in view.with_figure.index if name not in cards_of_level and view.workbook.catalogue[name].kind != "rank"
    ]
    return [*cards_of_level, *plain][:4]


def outside_rank(view: View, words: Words, name: str) -> str:
    """The published rank of an indicator among outside peers, where the catalogue has one."""
    for rank in view.workbook.catalogue.indicators:
        if rank.ranks == name and rank.id in view.with_figure.index:
            value = view.standing_of(rank.id).value
            return words("sentence.rank", among=words.name(rank.among), rank=words.ordinal(value))
    return ""


def to_target(row: Standing, indicator: Indicator, words: Words, *, key: str = "sentence.target") -> str:
    """Whether a target is met, or by how much it is missed; of an indicator without a good side how far the figure is from it.

    Empty where the figure is not measured by the target.
    """
    if row.met:
        return words(f"{key}.met")
    if math.isnan(row.ahead):
        return ""
    if not row.ahead:
        return words(f"{key}.level")
    return words(f"{key}.{target_way(row, indicator)}", amount=words.difference(row.ahead, indicator))


def target_way(row: Standing, indicator: Indicator) -> str:
    """How a figure lies off its target: short of it, over or under it, or by less than is printed.

    One that is too high, where less is better, is over its target and not short of it.
    """
    way = {"above": "over", "below": "under"}[side(row.value - row.target, indicator)]
    if unseen(row.ahead, indicator):
        return f"just_{way}"
    return "short" if row.met is False and way == "under" else way


def is_drawn(row: Standing, view: View) -> bool:
    """Whether a target may be drawn beside the page's figures: one of its own period, or that measures the figure."""
    return bool(row.target_period) and (row.target_period == str(view.period) or not math.isnan(row.ahead))


def target(row: Standing, indicator: Indicator, view: View, words: Words) -> str:
    """A target as a card shows it, with its period where that is not the page's; empty where there is none."""
    if math.isnan(row.target):
        return ""
    text = words.figure(row.target, indicator)
    if row.target_period == str(view.period):
        return text
    return words("sentence.target.of", target=text, period=words.period(row.target_period, short=True))


def tally(view: View, words: Words, indicators: list[str] | None = None) -> str:
    """How many of some indicators have a figure and met their target; where none is set beside the rest, how many improved."""
    rows = view.standing if indicators is None else view.standing.loc[indicators]
    moved = pd.Series([_moved(view, name) for name in rows.index], index=rows.index, dtype="float64")
    better, worse = int((moved > 0).sum()), int((moved < 0).sum())
    with_target = rows["met"].notna()
    with_value = int(rows["value"].notna().sum())
    parts = [words("sentence.tally.all" if with_value == len(rows) else "sentence.tally.known", known=with_value, all=len(rows))]
    if (better or worse) and not rows["gap"].notna().any():
        on = words("sentence.since_before") if view.period.known else changes.on(view, words, "year")
        parts.append(words("sentence.tally.moved", on=on, better=better, worse=worse))
    if with_target.any():
        met = int(rows.loc[with_target, "met"].astype(bool).sum())
        parts.append(words("sentence.tally.targets", set=int(with_target.sum()), met=met))
    return str(words.get("semicolon")).join(parts) + str(words.get("stop")).strip()


def _moved(view: View, name: str) -> float:
    """How far an indicator moved to its good side since the year before; 0 where it has none, or what is written stayed."""
    indicator, on_year = view.workbook.catalogue[name], view.standing_of(name).changed("year")
    change = on_year.difference - (
        on_year.moved if on_year.movers else 0.0
    )  # what comes with units that joined or left is no progress
    if not on_year.has_change or indicator.direction == "none" or rounds_to_zero(change, change_decimals(indicator)):
        return 0.0
    return (
        -change if indicator.direction == "down" and indicator.kind != "rank" else change
    )  # a rank's change is in places gained
