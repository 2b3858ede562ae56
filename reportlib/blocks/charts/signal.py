"""An XmR chart: one figure over time with its natural limits and signals (METHODS 5)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.steady import Steadiness
from reportlib.analysis.methods.xmr import NO_LIMITS, RULES, Signal, XmR, meaning
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import whose_and_when
from reportlib.blocks.charts.icons import of_signal, with_icons
from reportlib.blocks.charts.in_time import End, lay_out, marked_line, not_from_zero
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.line_traces import interrupted
from reportlib.blocks.plot.points import cell, counted_sentence, kind_name, points_in
from reportlib.blocks.plot.scales import plain
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Break, Indicator

COLOURS: Final = {"improvement": theme.BETTER, "concern": theme.WORSE, "higher": theme.INK, "lower": theme.INK}
SIGNS: Final = {1: "\u25b2", -1: "\u25bc"}
SYMBOLS: Final = {1: "triangle-up", -1: "triangle-down", 0: "circle"}
LIMITS: Final = ("upper", "centre", "lower")
DASH: Final = "4px,3px"


def signal(
    figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, breaks: Sequence[Break] = (), target: float | None = None
) -> Chart:
    """An XmR chart of one unit; nothing is drawn if no two usable figures follow each other after the last break.

    Parameters
    ----------
    figures
        Figures (see `captions`). Inexact or incomplete ones are drawn, but not used for the limits.
    breaks
        The breaks in series; limits are computed again after each.
    target
        The target of the latest figure.
    """
    words = setting.words
    good = indicator.sign
    sound, starts = reckonable(figures), tuple(one.start for one in breaks)
    reckoned = figures.assign(given=figures["value"], value=figures["value"].where(sound))
    unfit = Steadiness().unfit(reckoned[["period", "value"]], starts)
    chart = XmR(good=good, breaks=starts, rules=NO_LIMITS if unfit else RULES)
    result = chart.signal(reckoned, target=None if unfit else target)
    if result.why:
        return setting.nothing(figures, words("block.why.limits", name=words.name(indicator.name)))
    rows = chart(reckoned)
    title = _title(result, indicator, words, chart.latest, unfit)
    sketch = Sketch([*_limits(rows), _points(rows, indicator, words, good)])
    height = _lay_out(sketch, rows, indicator, words, target)
    caption = Caption(title, _below(figures, result, chart, words), origin=origin(figures["origin"]))
    notes = [
        words(f"block.signal.unfit_note.{unfit}") if unfit else "",
        _key(rows, good, words),
        *_breaks(rows, breaks, words),
        *_inexact_note(figures, sound, words),
        not_from_zero(sketch, words),
    ]
    figure = finish(
        sketch,
        caption=caption.with_notes(notes, words),
        alt=_alt(rows, result, title, indicator, words),
        table=_table(figures, rows, indicator, words, good),
        words=words,
        kind="signal",
        height=height,
    )
    return setting.chart(
        with_icons(figure, of_signal(result, words) if result.rule or not unfit else []),
        figures,
        _claims(figures, result, title, target, words, unfit=unfit),
    )


def _title(signal: Signal, indicator: Indicator, words: Words, latest: int, unfit: str) -> str:
    """The title names the latest signal or says that there is none; if the limits cannot be used, `unfit` says why."""
    name = words.name(indicator.name)
    if not signal.rule:
        return words(f"block.signal.unfit.{unfit}" if unfit else "block.signal.none", name=name, count=latest)
    way = "up" if signal.side > 0 else "down"
    rule = words(f"block.signal.rules.{signal.rule}.{way}")
    period, means = in_words(Period.parse(signal.period), words), words(f"block.signal.meanings.{signal.meaning}")
    return words("block.signal.title", name=name, period=period, told=rule, meaning=means, sign=SIGNS[signal.side])


def _below(figures: pd.DataFrame, signal: Signal, chart: XmR, words: Words) -> str:
    assurance = words(f"block.signal.assurances.{signal.assurance}") if signal.assurance else ""
    loose = words("block.signal.provisional", enough=chart.enough) if signal.provisional else ""
    return words.clauses([whose_and_when(figures, words), assurance, loose])


def _limits(rows: pd.DataFrame) -> list[dict[str, Any]]:
    traces = []
    for name in LIMITS:
        xs: list[float | None] = []
        ys: list[float | None] = []
        for _, part in rows.groupby("segment", sort=True):
            periods = [Period.parse(text) for text in part["period"]]
            value = plain([part[name].iloc[0]])[0]
            xs += [periods[0].begins, periods[-1].ends, None]
            ys += [value, value, None]
        dash: dict[str, object] = {} if name == "centre" else {"dash": "2px,3px" if rows["provisional"].iloc[-1] else DASH}
        traces.append(
            {
                "type": "scatter",
                "x": xs,
                "y": ys,
                "mode": "lines",
                "hoverinfo": "skip",
                "line": dash | {"color": theme.INK_3, "width": 1},
            }
        )
    return traces


def _points(rows: pd.DataFrame, indicator: Indicator, words: Words, good: int) -> dict[str, Any]:
    values = plain(rows["given"])
    out = [value is not None and math.isnan(one) for value, one in zip(values, rows["value"], strict=True)]
    colours = [
        COLOURS[meaning(side, good)] if rule else theme.MARK for rule, side in zip(rows["rule"], rows["side"], strict=True)
    ]
    signs = [SYMBOLS[side if rule else 0] for rule, side in zip(rows["rule"], rows["side"], strict=True)]
    hover_texts = [_hover(row, indicator, words, good) for row in rows.to_dict("records")]
    marker = {
        "symbol": ["diamond" if is_out else sign for is_out, sign in zip(out, signs, strict=True)],
        "size": [11 if rule else 7 for rule in rows["rule"]],
        "color": [theme.PAPER if is_out else colour for is_out, colour in zip(out, colours, strict=True)],
        "line": {"color": [theme.MARK if is_out else theme.PAPER for is_out in out], "width": 1.5},
    }
    line = marked_line(rows["period"], values, hover_texts, line={"color": theme.MARK, "width": 1.5}, marker=marker)
    stretches = rows["segment"].tolist()
    return interrupted(line, [n for n in range(1, len(rows)) if stretches[n] != stretches[n - 1]])


def _hover(row: dict[Any, Any], indicator: Indicator, words: Words, good: int) -> str:
    value = f"{words.period(row['period'])}  <b>{words.figure(plain([row['given']])[0], indicator)}</b>"
    return f"{value}<br>{_sign(row, words, good)}" if row["rule"] else value


def _sign(row: dict[Any, Any], words: Words, good: int) -> str:
    rule = words(f"block.signal.rules.{row['rule']}.{'up' if row['side'] > 0 else 'down'}")
    means = words(f"block.signal.meanings.{meaning(row['side'], good)}")
    return words("block.signal.sign", sign=SIGNS[row["side"]], told=rule, meaning=means)


def _lay_out(sketch: Sketch, rows: pd.DataFrame, indicator: Indicator, words: Words, target: float | None) -> int:
    last = rows[rows["centre"].notna()].iloc[-1]
    ends = [
        End(float(last[name]), words(f"block.signal.limits.{name}", value=words.figure(last[name], indicator))) for name in LIMITS
    ]
    periods = [Period.parse(text) for text in rows["period"]]
    if target is not None:
        end = periods[-1]
        sketch.add_trace(
            {
                "type": "scatter", "x": [end.begins, end.ends], "y": [target, target], "mode": "lines",
                "hoverinfo": "skip", "line": {"color": theme.INK, "width": 2},
            }
        )  # fmt: skip
        ends.append(End(target, words("figure.target_short", value=words.figure(target, indicator)), theme.INK))
    values = [value for name in ("given", "lower", "upper") for value in plain(rows[name]) if value is not None]
    return lay_out(sketch, periods, values, ends, indicator, words)


def _key(rows: pd.DataFrame, good: int, words: Words) -> str:
    pairs = dict.fromkeys((side, meaning(side, good)) for rule, side in zip(rows["rule"], rows["side"], strict=True) if rule)
    signs = [f"{SIGNS[side]} {words(f'block.signal.meanings.{means}')}" for side, means in pairs]
    return words("block.signal.key", signs=words.join(signs)) if signs else ""


def _breaks(rows: pd.DataFrame, breaks: Sequence[Break], words: Words) -> list[str]:
    first, last = Period.parse(rows["period"].iloc[0]), Period.parse(rows["period"].iloc[-1])
    return [
        words("block.signal.break", period=in_words(one.start, words), why=words.name(one.why), who=one.who)
        for one in breaks
        if first.opens < one.start.opens <= last.closes
    ]


def _inexact_note(figures: pd.DataFrame, sound: pd.Series[bool], words: Words) -> list[str]:
    inexact = [words.period(text, short=True) for text in figures.loc[figures["value"].notna() & ~sound, "period"]]
    texts = [counted_sentence(words("block.signal.left", count=len(inexact)), inexact, words)] if inexact else []
    return [*texts, *(_gap(kind, figures, words) for kind in dict.fromkeys(figures["absence"]) if kind)]


def _gap(kind: str, figures: pd.DataFrame, words: Words) -> str:
    periods = [words.period(text, short=True) for text in figures.loc[figures["absence"] == kind, "period"]]
    return words("block.signal.gaps", kind=kind_name(kind, words), periods=words.join(periods))


def _table(figures: pd.DataFrame, rows: pd.DataFrame, indicator: Indicator, words: Words, good: int) -> Table:
    points = dict(zip(map(str, figures["period"]), points_in(figures), strict=True))
    heads = [
        words("figure.column.period"),
        words.name(indicator.name),
        *(words(f"block.signal.columns.{name}") for name in LIMITS),
    ]
    dash = words("missing")
    cells: list[list[str | NumberText]] = [
        [
            words.period(row["period"]),
            cell(points[str(row["period"])], indicator, words),
            *(words.cell(plain([row[name]])[0], indicator) for name in LIMITS),
            _sign(row, words, good) if row["rule"] else dash,
        ]
        for row in rows.to_dict("records")
    ]
    return Table([*heads, words("block.signal.columns.signal")], cells)


def _alt(rows: pd.DataFrame, signal: Signal, title: str, indicator: Indicator, words: Words) -> str:
    last = rows[rows["value"].notna()].iloc[-1]
    low, high = (words.figure(last[name], indicator) for name in ("lower", "upper"))
    point = words("figure.of_line", name=words.period(str(last["period"])), period=words.figure(last["value"], indicator))
    limits_text = words(f"block.signal.alt{'' if low != high else '_alike'}", last=point, low=low, high=high)
    return words("figure.alt.sentence", what=title, told=limits_text)


def _claims(figures: pd.DataFrame, signal: Signal, title: str, target: float | None, words: Words, *, unfit: str) -> list[Claim]:
    facts, name = facts_of(figures), str(figures["label"].iloc[0])
    loose = ", provisional limits" if signal.provisional else ""
    calm = f"the series fails the test of a {unfit}" if unfit else f"no XmR rule holds in the latest points{loose}"
    ground = f"XmR rule {signal.rule} at {signal.period}{loose}" if signal.rule else calm
    claims = [Claim("signal", title, name, ground=ground, facts=facts)]
    if signal.assurance and target is not None:
        text = words(f"block.signal.assurances.{signal.assurance}")
        claims.append(Claim("assurance", text, name, f"{target:g}", f"both limits against the target{loose}", facts))
    return claims
