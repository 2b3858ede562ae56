"""A difference in differences: the change of pilots compared with that of other units (METHODS 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.pilots import MIN_PILOTS, Estimate, Pilots
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.in_time import End, lay_out, marked_line, not_from_zero
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.plot.scales import plain
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up")


def pilots(figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, period: Period) -> Chart:
    """The mean paths of pilots and of other units; without an estimate, the chart says why.

    Parameters
    ----------
    figures
        Figures (see `captions`) over periods of one length. Column `pilot` says whether the unit is a pilot in the period.
    period
        The period of the estimate.
    """
    words = setting.words
    estimate = Pilots()(_panel(figures), period=period)
    if estimate.value is None:
        return setting.nothing(figures, _why_none(estimate, indicator, words))
    title = _title(estimate, indicator, words)
    sketch, height = _sketch(estimate, indicator, words)
    units = words("block.pilots.units", treated=estimate.treated, rest=estimate.rest)
    caption = Caption(
        title, words.clauses([words("block.pilots.span", last=in_words(period, words)), units]), origin=origin(figures["origin"])
    )
    figure = finish(
        sketch,
        caption=caption.with_notes([*_notes(estimate, words), not_from_zero(sketch, words)], words),
        alt=words("figure.alt.sentence", what=title, told=_alt(estimate, indicator, words)),
        table=_table(estimate, indicator, words),
        words=words,
        kind="pilots",
        height=height,
    )
    compared = figures[figures["period"].isin([str(period), *estimate.cohorts["base"]])]  # all are megabytes
    return setting.chart(figure, compared, [Claim("pilots", title, ground=_ground(estimate), facts=facts_of(compared))])


def _why_none(estimate: Estimate, indicator: Indicator, words: Words) -> str:
    counts = {
        "treated": estimate.treated,
        "rest": estimate.rest,
        "least": MIN_PILOTS,
        "dropped": estimate.dropped + estimate.dropped_rest,
    }
    return words(f"block.why.pilots_{estimate.why.replace(' ', '_')}", name=words.name(indicator.name), **counts)


def _ground(estimate: Estimate) -> str:
    return (
        f"difference in differences, {len(estimate.cohorts)} cohorts, "
        f"Welch 95 % interval {estimate.low:.6g} to {estimate.high:.6g}; parallel paths are assumed"
    )


def _panel(figures: pd.DataFrame) -> pd.DataFrame:
    """The exact and complete figures, with the first period in which each unit is a pilot."""
    sound = reckonable(figures)
    order = figures["period"].map(lambda text: Period.parse(text).closes)
    first = figures[figures["pilot"].astype(bool)].assign(order=order).sort_values("order").groupby("unit")["period"].first()
    since = first.to_dict()
    return pd.DataFrame(
        {
            "unit": figures["unit"],
            "period": figures["period"],
            "value": figures["value"].where(sound),
            "pilot": [str(since.get(unit, "")) for unit in figures["unit"]],
        }
    )


def _title(estimate: Estimate, indicator: Indicator, words: Words) -> str:
    """The title: the difference with its interval, or “no clear difference” if the interval contains 0."""
    value, low, high = (float(one) for one in (estimate.value, estimate.low, estimate.high) if one is not None)
    name, places = words.name(indicator.name), change_decimals(indicator)
    span = {"low": signed(low, indicator, words), "high": signed(high, indicator, words)}
    amount = words.difference(value, indicator)
    if rounds_to_zero(value, places):
        return words("block.pilots.level", name=name, **span)
    if low <= 0 <= high:
        return words(f"block.pilots.similar.{'above' if value > 0 else 'below'}", name=name, amount=amount, **span)
    rose = float((estimate.cohorts["change"] * estimate.cohorts["units"]).sum()) > 0
    key = "lower" if value < 0 else "more" if rose else "higher"
    return words(f"block.pilots.{key}", name=name, amount=amount, **span)


def _sketch(estimate: Estimate, indicator: Indicator, words: Words) -> tuple[Sketch, int]:
    starts = _cohorts_with_line(estimate)
    names = {"": words("block.pilots.rest")} | {
        s: words("block.pilots.since", period=in_words(Period.parse(s), words)) for s in starts
    }
    colours = {"": theme.MARK} | {start: theme.SEVERAL[n % len(theme.SEVERAL)] for n, start in enumerate(starts)}
    paths = dict(iter(estimate.paths.groupby("start", sort=False)))
    sketch = Sketch(
        [_path(paths[start], names[start], colours[start], n, indicator, words) for n, start in enumerate(["", *starts])]
    )
    ends = [_end(paths[start], names[start], colours[start], indicator, words) for start in [*starts, ""]]
    periods = [Period.parse(text) for text in dict.fromkeys(estimate.paths.loc[estimate.paths["units"] > 0, "period"])]
    height = lay_out(
        sketch,
        periods,
        [one for one in plain(estimate.paths.loc[estimate.paths["start"].isin(["", *starts]), "mean"]) if one is not None],
        ends,
        indicator,
        words,
    )
    _mark_starts(sketch, starts, colours)
    return sketch, height


def _cohorts_with_line(estimate: Estimate) -> list[str]:
    """The starts of the cohorts that get a line of their own: those of at least `MIN_PILOTS` units or, if there are none, all."""
    large = estimate.cohorts[estimate.cohorts["units"] >= MIN_PILOTS]
    return [str(start) for start in (large if len(large) else estimate.cohorts)["start"]]


def _path(rows: pd.DataFrame, name: str, colour: str, number: int, indicator: Indicator, words: Words) -> dict[str, Any]:
    hover_texts = [
        f"{words.period(row['period'])}<br>{escaped(name)}  <b>{words.figure(plain([row['mean']])[0], indicator)}</b>"
        for row in rows.to_dict("records")
    ]
    line = {"color": colour, "width": 2 if number else 1.5}
    marker = {"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 6, "color": colour}
    return marked_line(rows["period"], plain(rows["mean"]), hover_texts, line=line, marker=marker)


def _end(rows: pd.DataFrame, name: str, colour: str, indicator: Indicator, words: Words) -> End:
    last = float(rows["mean"].dropna().iloc[-1])
    return End(last, words("figure.last", name=name, value=words.figure(last, indicator)), colour, accent=False)


def _mark_starts(sketch: Sketch, starts: Sequence[str], colours: dict[str, str]) -> None:
    for start in starts:
        at = Period.parse(start).begins
        line = {"color": colours[start], "width": 1, "dash": "2px,3px"}
        sketch.add_shape(type="line", xref="x", yref="paper", x0=at, x1=at, y0=0, y1=1, line=line)


def _notes(estimate: Estimate, words: Words) -> list[str]:
    small = len(estimate.cohorts) - len(_cohorts_with_line(estimate))
    dropped = (
        words("block.pilots.dropped", treated=estimate.dropped, rest=estimate.dropped_rest)
        if estimate.dropped + estimate.dropped_rest
        else ""
    )
    return [
        words("block.pilots.assumed") if estimate.paths_seen else words("block.pilots.unseen"),
        words("block.pilots.means"),
        words("block.pilots.small", count=small) if small else "",
        dropped,
        words("block.pilots.without", count=estimate.without_before) if estimate.without_before else "",
    ]


def _table(estimate: Estimate, indicator: Indicator, words: Words) -> Table:
    heads = [words(f"block.pilots.columns.{one}") for one in ("cohort", "base", "units", "change", "rest", "estimate")]
    rows: list[list[str | NumberText]] = [
        [
            words("block.pilots.since", period=in_words(Period.parse(row["start"]), words)),
            in_words(Period.parse(row["base"]), words),
            str(row["units"]),
            *(NumberText(signed(row[one], indicator, words), float(row[one])) for one in ("change", "rest_change", "estimate")),
        ]
        for row in estimate.cohorts.to_dict("records")
    ]
    dash = words("missing")
    value = NumberText(signed(estimate.value or 0.0, indicator, words), estimate.value)
    return Table(heads, [*rows, [words("block.pilots.all"), dash, str(estimate.treated), dash, dash, value]])


def _alt(estimate: Estimate, indicator: Indicator, words: Words) -> str:
    parts = [
        words(
            "block.pilots.alt",
            cohort=words("block.pilots.since", period=in_words(Period.parse(row["start"]), words)),
            count=row["units"],
            change=signed(row["change"], indicator, words),
            rest=signed(row["rest_change"], indicator, words),
        )
        for row in estimate.cohorts.to_dict("records")
    ]
    return words("semicolon").join(parts)
