"""Axes: round steps, labels, and the positions of periods."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

Item = TypeVar("Item")
LABELS = 6
_ALIKE = 1e-12
"""The relative difference up to which two values count as equal, to allow for floating-point error."""
_FINEST = 1e-9


@dataclass(frozen=True)
class Scale:
    """The range of an axis, its ticks, and the step from tick to tick."""

    low: float
    high: float
    ticks: tuple[float, ...]
    step: float


def present(values: Iterable[Any]) -> list[float]:
    """The values without missing ones, as floats."""
    return [float(v) for v in values if v is not None and not math.isnan(float(v))]


def plain(values: Iterable[Any]) -> list[float | None]:
    """Values for plotly: floats, and None for missing ones."""
    return [None if v is None or math.isnan(float(v)) else float(v) for v in values]


def nice(values: Sequence[float], *, zero: bool = False, most: int = 5) -> Scale:
    """A scale for some values, with at most `most` round ticks.

    It includes zero if `zero`, or if the smallest value is positive and less than 40 % of the largest.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if zero or (low >= 0 and low < 0.4 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= max(abs(low), abs(high)) * _ALIKE:
        pad = abs(low) * 0.1 or 1.0
        low, high = (low - pad, high + pad) if low or high else (0.0, 1.0)  # nothing but noughts lies on the axis
    step = _step((high - low) / (most - 1))
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(n * step, 10) + 0.0 for n in range(start, end + 1))
    inside = tuple(t for t in ticks if low - step * 0.35 <= t <= high + step * 0.35)
    return Scale(min(low, inside[0]), max(high, inside[-1]), inside[:most], step)


def _step(raw: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(max(raw, _FINEST)))
    return float(next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= raw * 0.999))


def tick_texts(scale: Scale, indicator: Indicator, words: Words, *, first: int = 0) -> list[str]:
    """The labels of an axis; a percent sign is only on the label with index `first`."""
    top = max((abs(tick) for tick in scale.ticks), default=0.0)
    # one unit and one number of decimals for the whole axis, else rounding would make its steps look uneven
    unit, sign = next(((float(u), str(s)) for u, s in words.get("number.steps") if top >= u), (1.0, ""))
    decimals = next((d for d in range(6) if all(abs(round(t / unit, d) - t / unit) < 1e-9 for t in scale.ticks)), 6)
    texts = [words.number(tick / unit, decimals) + sign if tick else "0" for tick in scale.ticks]
    if indicator.percent and texts:
        texts[first] = words("number.percent", number=texts[first])
    return texts


def name_axes(sketch: Sketch, across: str, up: str) -> None:
    """Add the names of the x axis, below it, and of the y axis, above it."""
    shared: dict[str, Any] = {"xref": "paper", "yref": "paper", "font": {"size": theme.SMALL, "color": theme.INK_2}}
    below, left = 4 - sketch.layout["margin"]["b"], 2 - sketch.layout["margin"]["l"]
    right_end = f"{escaped(across)} \u2192"
    sketch.add_annotation(**shared, x=1, xanchor="right", y=0, yanchor="bottom", yshift=below, text=right_end)
    sketch.add_annotation(**shared, x=0, xanchor="left", xshift=left, y=1, yanchor="top", text=f"\u2191 {escaped(up)}")


def value_axis(
    scale: Scale, indicator: Indicator, words: Words, *, first: int = 0, pad: tuple[float, float] = (0.0, 0.0)
) -> dict[str, Any]:
    """A value axis with gridlines, reversed for ranks; `pad` extends its ends by shares of its length."""
    span = scale.high - scale.low
    ends = [scale.low - pad[0] * span, scale.high + pad[1] * span]
    return {
        "range": ends[::-1] if indicator.kind == "rank" else ends,
        "tickvals": list(scale.ticks),
        "ticktext": tick_texts(scale, indicator, words, first=first),
        "showgrid": True,
        "zeroline": scale.low < 0 < scale.high,
        "zerolinecolor": theme.RULE_2,
    }


def time_position(period: Period) -> float:
    """The position of a period on a time axis: its middle in months; of a year to date, the middle of its last quarter."""
    return (period.begins + period.ends) / 2 if period.kind != "ytd" else period.last + 1 - 3 / 2


def in_time(periods: Iterable[Period]) -> list[Period]:
    """Periods in order of time; sorting by a key is quicker than comparing periods."""
    return sorted(periods, key=lambda period: (period.closes, -period.opens))


def time_axis(periods: Sequence[Period], words: Words) -> dict[str, Any]:
    """A time axis. The labels are the periods or, if there are many periods shorter than a year, calendar years.

    If the periods fill less than half of their calendar years, as weeks of one winter do, the labels are always the periods.
    At most `LABELS` labels are set, evenly spaced.
    """
    if not periods:
        return {"range": [0, 1], "tickvals": [], "ticktext": [], "showline": True}
    first, last = min(p.begins for p in periods), max(p.ends for p in periods)
    axis: dict[str, Any] = {"range": [first, last], "showline": True}
    finer = {p.kind for p in periods} - {"year", "span"}
    years = list(range(min(p.first for p in periods) // 12, max(p.last for p in periods) // 12 + 1))
    if len(periods) > LABELS and finer and len(years) > 1 and 2 * (last - first) >= 12 * len(years):
        years_labelled = _thinned(years)
        axis["range"] = [years[0] * 12, (years[-1] + 1) * 12]
        axis["tickvals"] = [year * 12 + 6 for year in years_labelled]
        axis["ticktext"] = [words.period(str(year), short=True) for year in years_labelled]
        axis["minor"] = {
            "tickvals": [y * 12 for y in [*years, years[-1] + 1]],
            "ticks": "outside",
            "ticklen": 5,
            "tickcolor": theme.RULE_2,
        }
        return axis
    wide = any(period.starts > 1 for period in periods)  # 2024/25 takes nearly the room of two years
    periods_labelled = _thinned(list(periods), LABELS // 2 if wide else LABELS)
    axis["tickvals"] = [time_position(p) for p in periods_labelled]
    axis["ticktext"] = [
        _within_year(p, before, words) for before, p in zip([None, *periods_labelled], periods_labelled, strict=False)
    ]
    return axis


def _thinned(items: list[Item], most: int = LABELS) -> list[Item]:
    """At most `most` items of a list, evenly spaced, always with the last."""
    step = math.ceil(len(items) / most)
    return items[::-1][::step][::-1]


def _within_year(period: Period, before: Period | None, words: Words) -> str:
    """The label of a period under its tick; the year is added below the first period of each year."""
    if period.kind in ("year", "span") or (period.kind == "ytd" and period.starts > 1):
        return words.period(period, short=True)
    names = words.get("figure.within")
    text = str(names[period.kind]).format(
        ordinal=words.get("period.ordinals")[period.number - 1] if period.kind == "quarter" else "",
        half=words.get("period.halves")[period.number - 1] if period.kind == "half" else "",
        month=words.get("figure.months")[period.number - 1] if period.kind in ("month", "ytd") else "",
        number=period.number,
    )
    new_year = before is None or before.year != period.year
    year = Period("year", period.year, starts=period.starts)
    return f"{text}<br>{words.period(year, short=True)}" if new_year else text
