"""Sentences about the figures of a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks.text import Words, changes
from reportlib.blocks.text.coverage import latest_values, reporting
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.sides import side, unseen
from reportlib.blocks.text.unjudged import outstanding, suppressed
from reportlib.data.table import ABSENCES, ORIGINS
from reportlib.workbook.catalogue import Indicator

LATEST = 3
"""How many earlier figures are named if a unit has none for the page's period."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the origin of its figures (one of `ORIGINS`); empty for a sentence on returns."""

    text: str
    origin: str


def few(view: View, words: Words) -> list[Sentence]:
    """The sentence that says how many units have reported, if they are too few; else empty."""
    counts = reporting(view.main)
    if counts.n < 2 or counts.share >= view.workbook.settings.calendar.latest_coverage:
        return []
    return [Sentence(words("sentence.few", k=counts.k, n=counts.n, period=_when(view, words)), "")]


def nothing(view: View, words: Words) -> list[Sentence]:
    """The sentences on a unit without figures for the period: why it has none, and what its latest figures are."""
    gaps = {"unit": words.name(view.unit.name), "period": _when(view, words), "why": _reasons(view, words)}
    gaps["level"] = words.name(view.workbook.level(view.unit.level).name)
    lead = _none_of_these(view, words, gaps) if view.about else words(f"sentence.nothing.{_why(view)}", **gaps)
    latest = latest_values(view)
    cards_of_level = [name for name in view.workbook.level(view.unit.level).cards if name in latest.index]
    names = [*cards_of_level, *(name for name in latest.index if name not in cards_of_level)][:LATEST]
    if not names:
        return [Sentence(lead, "")]
    latest_texts = words("semicolon").join(_latest(view, words, name, latest.loc[name]) for name in names)
    origins = [origin for origin in ORIGINS if origin in set(latest.loc[names, "origin"])]
    return [Sentence(lead, ""), Sentence(words("sentence.latest", said=latest_texts), origins[-1])]


def _none_of_these(view: View, words: Words, gaps: Mapping[str, str]) -> str:
    catalogue, why = view.workbook.catalogue, gaps["why"] or words.reason("not asked")
    if len(view.about) > 1:
        return words("sentence.nothing.these", **{**gaps, "why": why, "count": len(view.about)})
    return words("sentence.nothing.this", **{**gaps, "why": why, "name": words.name(catalogue[view.about[0]].name)})


def _why(view: View) -> str:
    kinds = set(view.standing["absence"])
    if "not reported" in kinds:
        return "not_reported"
    if view.unit.published_only:
        return "published_only"
    if kinds - {"not asked"}:
        return "other"
    return "not_asked" if view.indicators else "not_on_level"


def _reasons(view: View, words: Words) -> str:
    """The kinds of absence of a unit's figures, in words, except “not asked”."""
    kinds = [kind for kind in ABSENCES if kind in set(view.standing["absence"]) - {"not asked"}]
    return words.join([words.reason(kind) for kind in kinds])


def _latest(view: View, words: Words, name: str, row: pd.Series) -> str:
    indicator = view.workbook.catalogue[name]
    amount = words.amount(row["value"], indicator, qualifier=row["qualifier"])
    partial = row["k"] < row["n"]  # a sum that lacks returns
    lacking = [words("sentence.reported.returns", k=int(row["k"]), n=int(row["n"]))] if partial else []
    when = words.clauses([words.period(row["period"], short=True), *lacking])
    return words("sentence.of_then", name=words.name(indicator.name), amount=amount, period=when)


def _when(view: View, words: Words) -> str:
    return words(f"sentence.when.{view.period.kind}", period=words.period(view.period))


def cards(view: View) -> list[str]:
    """The indicators shown on cards: at most four with a figure, first those that the level names, then others except ranks."""
    cards_of_level = [name for name in view.workbook.level(view.unit.level).cards if name in view.with_figure.index]
    plain = [
        name for name in view.with_figure.index if name not in cards_of_level and view.workbook.catalogue[name].kind != "rank"
    ]
    return [*cards_of_level, *plain][:4]


def outside_rank(view: View, words: Words, name: str) -> str:
    """The published rank of the unit among units outside the workbook; empty if there is none for the period."""
    for rank in view.workbook.catalogue.indicators:
        if rank.ranks == name and rank.id in view.with_figure.index:
            value = view.standing_of(rank.id).value
            return words("sentence.rank", among=words.name(rank.among), rank=words.ordinal(value))
    return ""


def to_target(row: Standing, indicator: Indicator, words: Words, *, key: str = "sentence.target") -> str:
    """The text that says that a target is met, or by how much it is missed; empty if the figure is not judged by the target.

    For an indicator without a good direction, the text gives the distance from the target.
    """
    if row.met:
        return words(f"{key}.met")
    if math.isnan(row.ahead):
        return ""
    if not row.ahead:
        return words(f"{key}.level")
    return words(f"{key}.{target_way(row, indicator)}", amount=words.difference(row.ahead, indicator))


def target_way(row: Standing, indicator: Indicator) -> str:
    """The last part of the key of the text on a figure that is off its target: `short`, `over` or `under`.

    It is `just_over` or `just_under` if the difference is printed as zero. A figure that is too high is `over`, not `short`.
    """
    way = {"above": "over", "below": "under"}[side(row.value - row.target, indicator)]
    if unseen(row.ahead, indicator):
        return f"just_{way}"
    return "short" if row.met is False and way == "under" else way


def is_drawn(row: Standing, view: View) -> bool:
    """Whether a target may be drawn: it is for the page's period, or the page's figure is judged by it."""
    return bool(row.target_period) and (row.target_period == str(view.period) or not math.isnan(row.ahead))


def target(row: Standing, indicator: Indicator, view: View, words: Words) -> str | NumberText:
    """A figure's target for a card, shortened like the figure; empty if there is no target.

    The target's period is added if it is not the page's.
    """
    if math.isnan(row.target):
        return ""
    text = words.brief(row.target, indicator)
    if row.target_period == str(view.period):
        return text
    return words("sentence.target.of", target=text, period=words.period(row.target_period, short=True))


def tally(view: View, words: Words, indicators: list[str] | None = None) -> str:
    """The sentence on how many indicators have a figure and met their target; empty without indicators.

    If no figure is compared with the rest of the unit above, the sentence says how many indicators got better or worse in a
    year. It also says how many targets are not judged.
    """
    rows = view.standing if indicators is None else view.standing.loc[indicators]
    if rows.empty:
        return ""
    apart = _not_added_up(view, words) if indicators is None else ""
    known = _known(rows, words, where="page." if view.about and indicators is None else "")
    counts = [] if len(view.about) == 1 else [known, apart, _progress(view, rows, words)]  # one indicator is not counted
    parts = [*counts, _targets(rows, words), *_unjudged(view, rows, words)]
    text = words("semicolon").join(filter(None, parts))
    return text and text + words("stop").strip()


def _not_added_up(view: View, words: Words) -> str:
    """The text on how many indicators have figures only for units below, as they are not added up; empty if there are none."""
    count = len(view.below_only)
    return words("sentence.tally.below", below=count) if count else ""


def _unjudged(view: View, rows: pd.DataFrame, words: Words) -> Iterator[str]:
    for key, names in (("open", outstanding(view)), ("hidden", suppressed(view))):
        if count := len(set(names) & set(rows.index)):
            yield words(f"sentence.tally.{key}", **{key: count})


def _known(rows: pd.DataFrame, words: Words, *, where: str = "") -> str:
    with_value = int(rows["value"].notna().sum())
    key = "all" if with_value == len(rows) else "known" if with_value else "nothing"
    return words(f"sentence.tally.{where}{key}", known=with_value, all=len(rows))


def _progress(view: View, rows: pd.DataFrame, words: Words) -> str:
    """How many indicators got better and worse in a year; empty if none did, or if a figure is compared with the rest."""
    moved = pd.Series([_moved(view, name) for name in rows.index], index=rows.index, dtype="float64")
    better, worse = int((moved > 0).sum()), int((moved < 0).sum())
    if not (better or worse) or rows["gap"].notna().any():
        return ""
    on = words("sentence.since_before") if view.period.known else changes.on(view, words, "year")
    key = "both" if better and worse else "better" if better else "worse"
    return words(f"sentence.tally.moved.{key}", on=on, better=better, worse=worse)


def _targets(rows: pd.DataFrame, words: Words) -> str:
    judged = rows.loc[rows["met"].notna(), "met"].astype(bool)
    if judged.empty:
        return ""
    met, one = int(judged.sum()), len(judged) == 1
    key = ("one_met" if one else "all") if met == len(judged) else ("one_missed" if one else "none") if not met else "some"
    return words(f"sentence.tally.targets.{key}", set=len(judged), met=met)


def _moved(view: View, name: str) -> float:
    """By how much an indicator got better in a year (below 0: worse), without the part that comes from units that moved.

    0 if there is no change, if the indicator has no good direction, or if the change is printed as zero.
    """
    indicator, on_year = view.workbook.catalogue[name], view.standing_of(name).changed("year")
    change = on_year.difference - (
        on_year.moved if on_year.movers else 0.0
    )  # a part that comes from units that joined or left is no progress
    if not on_year.has_change or indicator.direction == "none" or rounds_to_zero(change, change_decimals(indicator)):
        return 0.0
    return (
        -change if indicator.direction == "down" and indicator.kind != "rank" else change
    )  # a rank's change is in places gained
