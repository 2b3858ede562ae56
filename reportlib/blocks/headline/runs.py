"""Candidates over time: runs, records, signals of an XmR chart, trends of five years (METHODS 5 and 9).

Runs and records use only figures that have all returns, compared as printed: two equal printed figures end a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from reportlib.analysis import View
from reportlib.analysis.comparisons.trends import latest_trend, with_limits
from reportlib.analysis.methods.recent import CHI_SQUARE_LIMIT, YEARS
from reportlib.analysis.methods.steady import Steadiness
from reportlib.analysis.methods.xmr import NO_LIMITS, Signal, XmR
from reportlib.blocks.facts import Fact
from reportlib.blocks.headline.finding import Candidate, Teller
from reportlib.blocks.standard.making import fact
from reportlib.blocks.text.rounding import change_decimals, rounded
from reportlib.blocks.text.sides import unseen
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

STEPS: Final = 6
"""The steps of a run: seven points in a row that rise or fall."""
POINTS: Final = 8
"""The fewest points among which a highest or lowest is a record."""
STEADY: Final = ("ratio", "score", "rate")
"""The kinds of indicator that may have runs and records; counts have seasons, and head-counts drift."""


@dataclass(frozen=True)
class Point:
    """A figure of a period."""

    period: Period
    value: float
    provisional: bool


def over_time(teller: Teller) -> Iterator[Candidate]:
    """All candidates about an indicator over time."""
    indicator = teller.indicator
    if indicator.signal == "xmr":
        yield from _signals(teller)
    if indicator.signal == "trend" and teller.view.period.kind == "year":
        yield from _trend(teller)
    if indicator.kind not in STEADY or not indicator.sign:
        return
    points = whole_points(teller)
    if len(points) > STEPS:
        yield from _run(teller, points, steps_of(points, indicator))
    if len(points) >= POINTS:
        yield from _record(teller, points, _rounded(points, indicator))


def steps_of(points: list[Point], indicator: Indicator) -> list[int]:
    """The direction from each point to the next, as printed: +1 up, -1 down, 0 equal."""
    return [(now > then) - (now < then) for then, now in pairwise(_rounded(points, indicator))]


def _rounded(points: list[Point], indicator: Indicator) -> list[Decimal]:
    return [rounded(point.value, change_decimals(indicator)) for point in points]


def whole_points(teller: Teller) -> list[Point]:
    """The latest points: as far back as all are exact and complete, of one origin and equally many units, and after any break."""
    view = teller.view
    line, periods = view.line(teller.name), view.history
    breaks = max((one.start.opens for one in teller.indicator.breaks_of(view.unit.id)), default=0)
    points: list[Point] = []
    for n in reversed(range(len(periods))):
        row = {name: column[n] for name, column in line.items()}
        last = {name: column[-1] for name, column in line.items()}
        if periods[n].opens < breaks or not _whole(row) or not _alike(row, last):
            break
        points.append(Point(periods[n], row["value"], row["status"] == "provisional"))
    return points[::-1]


def _whole(row: Mapping[str, Any]) -> bool:
    """Whether a figure is exact, has all returns, and contains no suppressed ones."""
    is_exact = not pd.isna(row["value"]) and row["qualifier"] == "exactly"
    return is_exact and not row["k"] < row["n"] and not row["hidden"] > 0


def _alike(row: Mapping[str, Any], last: Mapping[str, Any]) -> bool:
    return bool(row["origin"] == last["origin"] and (row["n"] == last["n"] or (pd.isna(row["n"]) and pd.isna(last["n"]))))


def _run(teller: Teller, points: list[Point], steps: list[int]) -> Iterator[Candidate]:
    earlier_length, way = length(steps[:-1]), steps[-1]
    if (count := length(steps)) >= STEPS:
        yield _run_candidate(teller, "run", way, count=count, points=points)
    elif earlier_length >= STEPS and way == -steps[-2] and not unseen(points[-1].value - points[-2].value, teller.indicator):
        yield _run_candidate(teller, "turn", way, count=earlier_length, points=points)


def length(steps: list[int]) -> int:
    """How many steps at the end go in the direction of the last one.

    Examples
    --------
    >>> length([1, -1, 1, 1]), length([1, 0]), length([])
    (2, 0, 0)
    """
    way = steps[-1] if steps else 0
    steps_alike = next((n for n, step in enumerate(reversed(steps)) if step != way), len(steps))
    return steps_alike if way else 0


def _run_candidate(teller: Teller, what: str, way: int, *, count: int, points: list[Point]) -> Candidate:
    words, kind, last = teller.words, points[-1].period.kind, points[-1]
    amount = words.difference(last.value - points[-2].value, teller.indicator)
    gaps = {"many": words(f"headline.steps.{kind}", count=count), "latest": words(f"headline.latest.{kind}"), "amount": amount}
    side = "good" if way == teller.indicator.sign else "bad"
    ground = f"{count + 1} points in a row, {'rising' if (way > 0) == (what == 'run') else 'falling'}"
    facts = _facts(teller, points[-count - 1 :] if what == "run" else points[-count - 2 :])
    key = f"{what}.{'up' if way > 0 else 'down'}"
    return teller.candidate(f"{what}-{side}", key, gaps, ground=ground, weight=count, facts=facts, loose=last.provisional)


def _record(teller: Teller, points: list[Point], values: list[Decimal]) -> Iterator[Candidate]:
    """The candidate for a record: the latest point is higher than all earlier ones, or lower than all, as printed."""
    now, before = values[-1], values[:-1]
    way = 1 if now > max(before) else -1 if now < min(before) else 0
    if not way:
        return
    gaps = {"long": teller.words(f"headline.long.{points[-1].period.kind}", count=len(points))}
    side, key = "good" if way == teller.indicator.sign else "bad", f"record.{'up' if way > 0 else 'down'}"
    ground = f"{'highest' if way > 0 else 'lowest'} of {len(points)} like periods, no tie"
    facts, loose = _facts(teller, points[-1:]), points[-1].provisional
    yield teller.candidate(f"record-{side}", key, gaps, ground=ground, weight=len(points), facts=facts, loose=loose)


def _signals(teller: Teller) -> Iterator[Candidate]:
    """The candidate for a signal among the latest four points of an XmR chart."""
    view, signal = teller.view, signal_of(teller.view, teller.name)
    if signal is None:
        return
    side = "good" if signal.meaning == "improvement" else "bad"
    way = "up" if signal.side > 0 else "down"
    gaps = {
        "rule": teller.words(f"block.signal.rules.{signal.rule}.{way}"),
        "period": teller.words.period(signal.period, short=True),
    }
    facts = [fact(view, teller.name, float("nan"), period=signal.period)]
    yield teller.candidate(f"signal-{side}", "signal", gaps, ground=f"XmR chart: {signal.rule}", weight=0, facts=facts)


def _trend(teller: Teller) -> Iterator[Candidate]:
    """The candidate for a good or bad trend in the five years that end with the page's year."""
    view, indicator, words = teller.view, teller.indicator, teller.words
    periods = [str(period) for period in view.history]
    values = view.values
    own_rows = values[(values["indicator"] == teller.name) & (values["unit"] == view.unit.id) & values["period"].isin(periods)]
    trend = latest_trend(with_limits(own_rows, indicator), indicator, indicator.breaks_of(view.unit.id))
    if not trend.meaning or trend.last != str(view.period):
        return
    gaps = {"first": in_words(Period.parse(trend.first), words), "last": in_words(view.period, words)}
    key = f"trend.{'up' if trend.trend == 'increasing' else 'down'}"
    kind = f"trend-{'good' if trend.meaning == 'better' else 'bad'}"
    facts = [fact(view, teller.name, float("nan"), period=str(period)) for period in view.history[-YEARS:]]
    ground = f"chi-square {trend.chi_square:.4g} against {CHI_SQUARE_LIMIT}, and the slopes without each year"
    loose = view.standing_of(teller.name).provisional
    weight = trend.chi_square or 0.0
    yield teller.candidate(kind, key, gaps, ground=ground, weight=weight, facts=facts, loose=loose)


def signal_of(view: View, name: str) -> Signal | None:
    """The good or bad signal among the latest points of an XmR chart; None if there is none or the limits are provisional.

    In a series that drifts or has a season, only a run that rises or falls counts, because the limits cannot be used there.
    """
    indicator = view.workbook.catalogue[name]
    breaks, series = tuple(one.start for one in indicator.breaks_of(view.unit.id)), view.series(name)
    whole = series["qualifier"].eq("exactly") & ~(series["k"] < series["n"]) & ~(series["hidden"] > 0)
    points = series.assign(value=series["value"].where(whole))[["period", "value"]]
    signal = XmR(good=indicator.sign, breaks=breaks).signal(points)
    if signal.rule and signal.rule not in NO_LIMITS and Steadiness().unfit(points, breaks):
        signal = XmR(good=indicator.sign, breaks=breaks, rules=NO_LIMITS).signal(points)
    return signal if signal.meaning in ("improvement", "concern") and not signal.provisional else None


def _facts(teller: Teller, points: list[Point]) -> list[Fact]:
    return [fact(teller.view, teller.name, point.value, period=str(point.period)) for point in points]
