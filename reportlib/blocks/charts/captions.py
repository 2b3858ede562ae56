"""Texts that the captions of charts share.

Figures are frames with the columns of `reportlib.query.Selection.values`, and two more: `label` (the name of the unit or
group in the picture) and `hidden` (the number of suppressed returns in a sum).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from reportlib.blocks.plot.points import Point, bracketed, counted_sentence, points_in, without
from reportlib.blocks.plot.scales import in_time
from reportlib.blocks.text import Words
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

MAX_LABELS = 4
"""The most units that are named below a title; more are only counted."""


def measured(indicator: Indicator, words: Words) -> str:
    """The name of an indicator, with its measure unless the name contains it or the measure is a percentage."""
    measure = "" if indicator.percent else words.beside(indicator)
    name = words.name(indicator.name)
    return name + (bracketed([measure], words) if measure and measure.casefold() not in name.casefold() else "")


def whose(figures: pd.DataFrame, words: Words) -> str:
    """The names of the drawn units or groups or, if they are many, their number."""
    labels = list(dict.fromkeys(figures["label"]))
    return words.join(labels) if len(labels) <= MAX_LABELS else words("block.several", count=len(labels))


def when(figures: pd.DataFrame, words: Words) -> str:
    """The period of the figures, or the first and the last period."""
    periods = in_time({Period.parse(text) for text in figures["period"]})
    first, last = (in_words(period, words) for period in (periods[0], periods[-1]))
    return first if len(periods) == 1 else words("block.span", first=first, last=last)


def whose_and_when(figures: pd.DataFrame, words: Words) -> str:
    """The units or groups of the figures, and their periods."""
    return words.clauses([whose(figures, words), when(figures, words)])


def with_interval(row: Mapping[Any, Any], indicator: Indicator, words: Words) -> str:
    """The value of a row with its interval, from columns `low` and `high`."""
    value, low, high = (words.figure(row[name], indicator) for name in ("value", "low", "high"))
    return words("block.interval", value=value, low=low, high=high)


def limits(figures: pd.DataFrame, words: Words) -> list[str]:
    """Sentences on units whose figures are provisional, incomplete or missing."""
    points = list(zip(figures["label"], points_in(figures), strict=True))
    loose = list(dict.fromkeys(name for name, point in points if point.value is not None and point.status == "provisional"))
    lacking = list(dict.fromkeys(name for name, point in points if point.lacking))
    sentences = [counted_sentence(words("block.provisional", count=len(loose)), loose, words)] if loose else []
    sentences += [counted_sentence(words("block.incomplete", count=len(lacking)), lacking, words)] if lacking else []
    return [*sentences, *without([(name, point.absence) for name, point in points if point.value is None], words)]


def remarks(point: Point, indicator: Indicator, words: Words) -> list[str]:
    """The reservations about one figure: lacking or suppressed returns, provisional status, a small denominator."""
    parts = [words("sentence.reported.units", k=point.returned[0], n=point.returned[1])] if point.returned else []
    parts += [words("sentence.suppressed", count=point.hidden)] if point.hidden and point.value is not None else []
    parts += [words("status_mark.provisional")] if point.status == "provisional" else []
    of = words.of(point.denominator, indicator)
    return [*parts, *([of] if of else [])]


def titled(indicators: Sequence[Indicator], figures: pd.DataFrame, words: Words) -> str:
    """A title: the name of the indicator or, if there are several, their number."""
    there = set(figures["indicator"])
    present = [indicator for indicator in indicators if indicator.id in there]
    return measured(present[0], words) if len(present) == 1 else words("block.indicators", count=len(present))


def unmeant(indicators: Sequence[Indicator], figures: pd.DataFrame, words: Words) -> str:
    """The sentence on selected indicators without figures; empty if there are none."""
    there = set(figures["indicator"])
    names = [words.name(indicator.name) for indicator in indicators if indicator.id not in there]
    return counted_sentence(words("block.unmeant", count=len(names)), names, words) if names else ""


def undrawn(figures: pd.DataFrame, sound: pd.Series[bool], words: Words) -> list[str]:
    """Sentences on units that are not drawn, because their figures are inexact, or lack returns or parts."""
    left, exactly = figures["value"].notna() & ~sound, figures["qualifier"].eq("exactly")
    sorts = {"inexact": left & ~exactly, "partial": left & exactly}
    names = {sort: figures.loc[rows, "label"].tolist() for sort, rows in sorts.items()}
    return [counted_sentence(words(f"block.{sort}", count=len(some)), some, words) for sort, some in names.items() if some]


def reserved(figures: pd.DataFrame, sound: pd.Series[bool], words: Words) -> list[str]:
    """Sentences on units that are not drawn (see `undrawn`), and on provisional, incomplete or missing figures (see `limits`)."""
    return [*undrawn(figures, sound, words), *limits(figures[sound | figures["value"].isna()], words)]


def apart(figures: pd.DataFrame) -> dict[str, str]:
    """The names of units or groups by id, with the id added to names that occur twice."""
    key = "unit" if "unit" in figures else "group"
    pairs = figures[[key, "label"]].drop_duplicates()
    doubled = pairs["label"].duplicated(keep=False)
    return {one: f"{name} ({one})" if twice else name for (one, name), twice in zip(pairs.to_numpy(), doubled, strict=True)}
