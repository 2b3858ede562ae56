"""By how much pilots changed more than the rest, with the paths of both (METHODS 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.pilots import MIN_PILOTS, Estimate, Pilots
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import in_words
from reportlib.blocks.charts.in_time import End, lay_out, marked_line, not_from_zero
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import listed, origin
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.plot.scales import plain
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import rounds_to_zero
from reportlib.blocks.text.words import change_decimals
from reportlib.blocks.text.written import Written
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up")


def pilots(found: pd.DataFrame, *, indicator: Indicator, setting: Setting, period: Period) -> Chart:
    """The mean paths of pilots and of the rest, and by how much more the pilots changed; where that is not told, it says why.

    Parameters
    ----------
    found
        The figures (see `captions`) of units over periods of one length, with `pilot`, whether a unit is one in each.
    period
        The period told of.
    """
    words = setting.words
    told = Pilots()(_panel(found), period=period)
    name = words.name(indicator.name)
    if told.value is None:
        gaps = {
            "name": name,
            "treated": told.treated,
            "rest": told.rest,
            "least": MIN_PILOTS,
            "dropped": told.dropped + told.dropped_rest,
        }
        return setting.nothing(found, words(f"block.why.pilots_{told.why.replace(' ', '_')}", **gaps))
    title = _title(told, indicator, words)
    sketch, height = _sketch(told, indicator, words)
    units = words("block.pilots.units", treated=told.treated, rest=told.rest)
    caption = Caption(
        title, listed([words("block.pilots.span", last=in_words(period, words)), units], words), origin=origin(found["origin"])
    )
    figure = finish(
        sketch,
        caption=caption.with_notes([*_notes(told, words), not_from_zero(sketch, words)], words),
        alt=words("figure.alt.sentence", what=title, told=_alt(told, indicator, words)),
        table=_table(told, indicator, words),
        words=words,
        kind="pilots",
        height=height,
    )
    ground = (
        f"difference in differences, {len(told.cohorts)} cohorts, Welch 95 % interval {told.low:.6g} to {told.high:.6g}; "
        "parallel paths are assumed"
    )
    compared = found[found["period"].isin([str(period), *told.cohorts["base"]])]  # on these it rests; all are megabytes
    return setting.chart(figure, compared, [Claim("pilots", title, ground=ground, facts=facts_of(compared))])


def _panel(found: pd.DataFrame) -> pd.DataFrame:
    """The figures that can be reckoned with, and the first period in which each unit is a pilot."""
    sound = reckonable(found)
    order = found["period"].map(lambda text: Period.parse(text).closes)
    first = found[found["pilot"].astype(bool)].assign(order=order).sort_values("order").groupby("unit")["period"].first()
    since = first.to_dict()
    return pd.DataFrame(
        {
            "unit": found["unit"],
            "period": found["period"],
            "value": found["value"].where(sound),
            "pilot": [str(since.get(unit, "")) for unit in found["unit"]],
        }
    )


def _title(told: Estimate, indicator: Indicator, words: Words) -> str:
    """The difference with its interval; “no clear difference”, where that holds none."""
    value, low, high = (float(one) for one in (told.value, told.low, told.high) if one is not None)
    name, places = words.name(indicator.name), change_decimals(indicator)
    span = {"low": signed(low, indicator, words), "high": signed(high, indicator, words)}
    amount = words.difference(value, indicator)
    if low <= 0 <= high or rounds_to_zero(value, places):
        return words("block.pilots.similar", name=name, value=signed(value, indicator, words), **span)
    rose = float((told.cohorts["change"] * told.cohorts["units"]).sum()) > 0
    key = "lower" if value < 0 else "more" if rose else "higher"
    return words(f"block.pilots.{key}", name=name, amount=amount, **span)


def _sketch(told: Estimate, indicator: Indicator, words: Words) -> tuple[Sketch, int]:
    starts = _drawn(told)
    names = {"": words("block.pilots.rest")} | {
        s: words("block.pilots.since", period=in_words(Period.parse(s), words)) for s in starts
    }
    colours = {"": theme.MARK} | {start: theme.SEVERAL[n % len(theme.SEVERAL)] for n, start in enumerate(starts)}
    paths = dict(iter(told.paths.groupby("start", sort=False)))
    sketch = Sketch(
        [_path(paths[start], names[start], colours[start], n, indicator, words) for n, start in enumerate(["", *starts])]
    )
    ends = [_end(paths[start], names[start], colours[start], indicator, words) for start in [*starts, ""]]
    periods = [Period.parse(text) for text in dict.fromkeys(told.paths.loc[told.paths["units"] > 0, "period"])]
    height = lay_out(
        sketch,
        periods,
        [one for one in plain(told.paths.loc[told.paths["start"].isin(["", *starts]), "mean"]) if one is not None],
        ends,
        indicator,
        words,
    )
    _mark_starts(sketch, starts, colours)
    return sketch, height


def _drawn(told: Estimate) -> list[str]:
    """The cohorts that have a line of their own: those of enough units, or all where none has."""
    large = told.cohorts[told.cohorts["units"] >= MIN_PILOTS]
    return [str(start) for start in (large if len(large) else told.cohorts)["start"]]


def _path(rows: pd.DataFrame, name: str, colour: str, number: int, indicator: Indicator, words: Words) -> dict[str, Any]:
    told = [
        f"{words.period(row['period'])}<br>{escaped(name)}  <b>{words.figure(plain([row['mean']])[0], indicator)}</b>"
        for row in rows.to_dict("records")
    ]
    line = {"color": colour, "width": 2 if number else 1.5}
    marker = {"symbol": SYMBOLS[number % len(SYMBOLS)], "size": 6, "color": colour}
    return marked_line(rows["period"], plain(rows["mean"]), told, line=line, marker=marker)


def _end(rows: pd.DataFrame, name: str, colour: str, indicator: Indicator, words: Words) -> End:
    last = float(rows["mean"].dropna().iloc[-1])
    return End(last, words("figure.last", name=name, value=words.figure(last, indicator)), colour, accent=False)


def _mark_starts(sketch: Sketch, starts: Sequence[str], colours: dict[str, str]) -> None:
    """A thin line where each cohort begins."""
    for start in starts:
        at = Period.parse(start).begins
        line = {"color": colours[start], "width": 1, "dash": "2px,3px"}
        sketch.add_shape(type="line", xref="x", yref="paper", x0=at, x1=at, y0=0, y1=1, line=line)


def _notes(told: Estimate, words: Words) -> list[str]:
    small = len(told.cohorts) - len(_drawn(told))
    dropped = (
        words("block.pilots.dropped", treated=told.dropped, rest=told.dropped_rest) if told.dropped + told.dropped_rest else ""
    )
    return [
        words("block.pilots.assumed") if told.paths_seen else words("block.pilots.unseen"),
        words("block.pilots.means"),
        words("block.pilots.small", count=small) if small else "",
        dropped,
        words("block.pilots.without", count=told.without_before) if told.without_before else "",
    ]


def _table(told: Estimate, indicator: Indicator, words: Words) -> Table:
    """A row a cohort: how many units, how much they and the rest changed, and the difference; then all together."""
    heads = [words(f"block.pilots.columns.{one}") for one in ("cohort", "base", "units", "change", "rest", "estimate")]
    rows: list[list[str | Written]] = [
        [
            words("block.pilots.since", period=in_words(Period.parse(row["start"]), words)),
            in_words(Period.parse(row["base"]), words),
            str(row["units"]),
            *(Written(signed(row[one], indicator, words), float(row[one])) for one in ("change", "rest_change", "estimate")),
        ]
        for row in told.cohorts.to_dict("records")
    ]
    dash = str(words.get("missing"))
    value = Written(signed(told.value or 0.0, indicator, words), told.value)
    return Table(heads, [*rows, [words("block.pilots.all"), dash, str(told.treated), dash, dash, value]])


def _alt(told: Estimate, indicator: Indicator, words: Words) -> str:
    """How much each cohort and the rest changed."""
    parts = [
        words(
            "block.pilots.alt",
            cohort=words("block.pilots.since", period=in_words(Period.parse(row["start"]), words)),
            count=row["units"],
            change=signed(row["change"], indicator, words),
            rest=signed(row["rest_change"], indicator, words),
        )
        for row in told.cohorts.to_dict("records")
    ]
    return str(words.get("semicolon")).join(parts)
