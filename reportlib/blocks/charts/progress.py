"""A figure on its way to a target: growth so far, and growth needed (METHODS 5)."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.progress import Pace, Progress
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import whose_and_when
from reportlib.blocks.charts.in_time import End, lay_out, marked_line, not_from_zero
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import cell, points_in
from reportlib.blocks.plot.scales import plain, time_position
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

SIGNS: Final = {
    "met": "\u2713",
    "on track": "\u25b2",
    "progress": "\u25b3",
    "slow": "\u25b7",
    "away": "\u25bc",
    "missed": "\u2717",
}
COLOURS: Final = {"met": theme.BETTER, "on track": theme.BETTER, "away": theme.WORSE, "missed": theme.WORSE}
STEPS: Final = 24


def progress(figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, target: float, target_period: Period) -> Chart:
    """The figures of one unit, and the path to the target; if no pace can be computed, the chart says why.

    Parameters
    ----------
    figures
        Figures (see `captions`) of periods of one length. Inexact figures, and figures that lack too many returns, are left
        out. Nothing is drawn if the latest remaining figure lacks a return, or has a suppressed part.
    """
    words = setting.words
    name = words.name(indicator.name)
    sound = reckonable(figures)
    rows = figures[sound].assign(last=[Period.parse(text).closes for text in figures.loc[sound, "period"]]).sort_values("last")
    if len(rows) < 2:
        return setting.nothing(figures, words("block.why.points", name=name))
    base, now = rows.iloc[0], rows.iloc[-1]
    if now["k"] < now["n"] or now["hidden"] > 0:
        when = in_words(Period.parse(str(now["period"])), words)
        return setting.nothing(figures, words("block.why.outstanding", name=name, period=when))
    result = Progress(good=indicator.sign)(
        base=float(base["value"]), value=float(now["value"]), target=target,
        base_period=base["period"], period=now["period"], target_period=target_period,
    )  # fmt: skip
    if result.why:
        return setting.nothing(figures, words(f"block.why.pace_{result.why.replace(' ', '_')}", name=name))
    title = _title(result, indicator, target, target_period, words)
    sketch, height = _sketch(rows, result, indicator, target, target_period, words)
    caption = Caption(title, whose_and_when(rows, words), origin=origin(figures["origin"]))
    figure = finish(
        sketch,
        caption=caption.with_notes([_growth(result, words), words("block.progress.note"), not_from_zero(sketch, words)], words),
        alt=words("figure.alt.sentence", what=title, told=_alt(base, now, result, indicator, words)),
        table=_table(rows, indicator, target, target_period, words),
        words=words,
        kind="progress",
        height=height,
    )
    ground = f"compound growth {_rate_text(result.growth)} against {_rate_text(result.needed)} needed from {base['period']}"
    return setting.chart(
        figure, figures, [Claim("progress", title, str(now["label"]), str(target_period), ground, facts_of(rows))]
    )


def _title(result: Pace, indicator: Indicator, target: float, target_period: Period, words: Words) -> str:
    aim = words("figure.target_of", period=words.period(target_period), value=words.figure(target, indicator))
    pace = words(f"block.progress.paces.{result.pace.replace(' ', '_')}")
    return words("block.progress.title", name=words.name(indicator.name), sign=SIGNS[result.pace], pace=pace, aim=aim)


def _sketch(
    rows: pd.DataFrame, pace: Pace, indicator: Indicator, target: float, target_period: Period, words: Words
) -> tuple[Sketch, int]:
    base, now, colour = rows.iloc[0], rows.iloc[-1], COLOURS.get(pace.pace, theme.INK_2)
    sketch = Sketch([_needed(base, pace, target, target_period), _points(rows, colour, indicator, words)])
    ends = [
        End(float(now["value"]), words.figure(now["value"], indicator), colour, accent=True),
        End(target, words("figure.target_short", value=words.figure(target, indicator)), theme.INK),
    ]
    periods = [*(Period.parse(text) for text in rows["period"]), _span_of(target_period, Period.parse(str(now["period"])))]
    return sketch, lay_out(sketch, periods, [*rows["value"], target], ends, indicator, words)


def _rate_text(rate: float | None) -> str:
    return "not known" if rate is None else f"{100 * rate:.4g} % a year"


def _span_of(target: Period, like: Period) -> Period:
    """The last part of the target's period that is as long as the figures' periods: of 2020 the last quarter.

    If the target's period has no such parts, the whole period.
    """
    return target.parts(like.kind)[-1] if target.parts(like.kind) else target


def _needed(base: pd.Series[Any], pace: Pace, target: float, target_period: Period) -> dict[str, Any]:
    start, end = (
        time_position(Period.parse(str(base["period"]))),
        time_position(_span_of(target_period, Period.parse(str(base["period"])))),
    )
    shares = [n / STEPS for n in range(STEPS + 1)]
    first = float(base["value"])
    steady = pace.needed is not None and first and target / first > 0
    values = [first * (target / first) ** share if steady else first + (target - first) * share for share in shares]
    line = {"color": theme.INK, "width": 1, "dash": "4px,3px"}
    xs = [start + (end - start) * share for share in shares]
    return {"type": "scatter", "x": xs, "y": values, "mode": "lines", "hoverinfo": "skip", "line": line}


def _points(rows: pd.DataFrame, colour: str, indicator: Indicator, words: Words) -> dict[str, Any]:
    hover_texts = [
        f"{words.period(str(p))}  <b>{words.figure(v, indicator)}</b>" for p, v in zip(rows["period"], rows["value"], strict=True)
    ]
    line, marker = {"color": colour, "width": 2}, {"size": 6, "color": colour}
    return marked_line(rows["period"], plain(rows["value"]), hover_texts, line=line, marker=marker)


def _growth(pace: Pace, words: Words) -> str:
    if pace.growth is None or pace.needed is None:
        return ""
    rates = [words("number.percent", number=words.number(100 * rate, 1)) for rate in (pace.growth, pace.needed)]
    return words("block.progress.growth", growth=rates[0], needed=rates[1])


def _table(rows: pd.DataFrame, indicator: Indicator, target: float, target_period: Period, words: Words) -> Table:
    cells: list[list[str | NumberText]] = [
        [words.period(str(period)), cell(point, indicator, words)]
        for period, point in zip(rows["period"], points_in(rows), strict=True)
    ]
    aim = words("block.progress.row", period=words.period(target_period))
    return Table([words("figure.column.period"), words.name(indicator.name)], [*cells, [aim, words.cell(target, indicator)]])


def _alt(base: pd.Series[Any], now: pd.Series[Any], pace: Pace, indicator: Indicator, words: Words) -> str:
    ends = [
        words(
            "figure.of_line", name=in_words(Period.parse(str(one["period"])), words), period=words.figure(one["value"], indicator)
        )
        for one in (base, now)
    ]
    return words("semicolon").join(part for part in [*ends, _growth(pace, words).rstrip(".\u3002")] if part)
