"""Indicators over time: one large, or several small."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from reportlib.analysis import View
from reportlib.analysis.snapshots.lines import AT
from reportlib.analysis.sums.rules import is_stock
from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.facts import Fact
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import amount, listed, origin
from reportlib.blocks.standard.making import before, chart, fact, like, own
from reportlib.blocks.text import Words, changes, sentences
from reportlib.blocks.text.coverage import lived
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

POINT = ["period", *AT]


def trend(view: View, words: Words, name: str) -> Chart | None:
    """An indicator over time against the unit above and the target; nothing where there are not two points."""
    indicator = view.workbook.catalogue[name]
    if view.told(name) < 2:
        return None
    frame, caption = _lines(view, words, [indicator]), _caption(view, words, indicator)
    targets = _targets(view, indicator)
    figure = figures.trend(frame, indicator=indicator, words=words, caption=caption, targets=targets)
    subject, (ground, facts) = words.name(view.unit.name), _grounds(view, indicator)
    return chart(figure, frame, words=words, subject=subject, ground=ground, facts=facts)


def multiples(view: View, words: Words, names: Sequence[str], *, title: str) -> Chart | None:
    """Several indicators over time, each on its own scale; those with at least two points."""
    catalogue = view.workbook.catalogue
    drawn = [catalogue[name] for name in names if view.told(name) > 1]
    if not drawn:
        return None
    frame = _lines(view, words, drawn)
    caption = Caption(title, _span(view, words), origin=origin(frame["origin"]))
    columns = min(3, len(drawn))
    figure = figures.small_multiples(frame, indicators=drawn, words=words, caption=caption, columns=columns, period=view.period)
    facts = [own(view, indicator.id) for indicator in drawn]
    return chart(figure, frame, words=words, subject=words.name(view.unit.name), ground="names what is drawn", facts=facts)


def leader(view: View, names: Sequence[str]) -> str | None:
    """The indicator of some that says most over time: comparable, with a good side, the most often known."""
    catalogue = view.workbook.catalogue

    def weight(name: str) -> tuple[bool, bool, int]:
        indicator = catalogue[name]
        known = view.told(name)
        return known > 1, indicator.kind in ("ratio", "score") and indicator.direction != "none", known

    best = max(names, key=weight, default=None)
    return best if best and weight(best)[0] else None


def _lines(view: View, words: Words, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """The unit's lines and, for what can be compared between levels, those of the unit above, a row a point."""
    points: list[tuple[object, ...]] = []
    for indicator in indicators:
        drawn = [("unit", view.unit)]
        if view.parent is not None and indicator.kind in ("ratio", "score"):
            drawn.append(("benchmark", view.parent))
        for series, unit in drawn:
            line = view.line(indicator.id, unit=unit.id)
            if any(value == value for value in line["value"]):
                named = words.name(unit.name)
                columns = (line[column] for column in POINT)
                points += [(indicator.id, unit.id, series, named, *point) for point in zip(*columns, strict=True)]
    return pd.DataFrame(points, columns=pd.Index(["indicator", "unit", "series", "name", *POINT]))


def _targets(view: View, indicator: Indicator) -> pd.DataFrame | None:
    """The unit's targets for the very periods that are drawn; of what is counted at an end, also those of what ends there."""
    of, unit = (view.targets[name].to_numpy(dtype=object) for name in ("indicator", "unit"))
    rows = view.targets[(of == indicator.id) & (unit == view.unit.id)]
    if rows.empty:
        return None
    spans = [_aimed_at(Period.parse(text), view.history, indicator) for text in rows["period"]]
    aimed = rows[["period", "value"]].assign(span=[str(span or "") for span in spans])
    aimed = aimed[aimed["span"] != ""].reset_index(drop=True)
    return aimed if len(aimed) else None


def _aimed_at(target: Period, drawn: Sequence[Period], indicator: Indicator) -> Period | None:
    """The drawn period whose figure a target is for; None where there is none."""
    same = [period for period in drawn if period.same_as(target)]
    ends = [period for period in drawn if is_stock(indicator) and target.contains(period) and period.closes == target.closes]
    return next(iter([*same, *ends]), None)


def _caption(view: View, words: Words, indicator: Indicator) -> Caption:
    line = view.series(indicator.id)
    title = _title(view, words, indicator) if view.standing_of(indicator.id).known else _earlier(line, words, indicator)
    return Caption(title, _span(view, words), origin=origin(line["origin"]))


def _title(view: View, words: Words, indicator: Indicator) -> str:
    """The unit's own figure with its change and its target; its period where that does not go without saying."""
    row = view.standing_of(indicator.id)
    gaps = {"name": words.name(indicator.name), "amount": amount(row, indicator, words)}
    period, months = words.period(view.period), lived(view, words)
    when = words("sentence.lived", period=period, months=months) if months else period
    named = months or view.history[-1].kind != view.period.kind
    told = words("chart.trend.then", period=when, **gaps) if named else words("chart.trend.title", **gaps)
    change = changes.in_title(row, indicator, words, view=view)
    return listed([told, change, sentences.to_target(row, indicator, words, key="chart")], words)


def _grounds(view: View, indicator: Indicator) -> tuple[str, list[Fact]]:
    """Why the title may be said, and the figures that it rests on: the unit's own, and that which its change is told from."""
    row = view.standing_of(indicator.id)
    if not row.known:
        last = view.series(indicator.id).dropna(subset=["value"]).iloc[-1]
        return "the last figure that is known", [fact(view, indicator.id, last["value"], period=str(last["period"]))]
    told = ["the figure of the period"]
    told += [f"change {like(view, indicator.id)}"] if row.changed("year").known else []
    told += [f"target {row.target:g} of {row.target_period}"] if not math.isnan(row.ahead) or row.met else []
    return "; ".join(told), [own(view, indicator.id), *([before(view, indicator.id)] if row.changed("year").known else [])]


def _earlier(line: pd.DataFrame, words: Words, indicator: Indicator) -> str:
    """The last figure that is known, with its period."""
    last = line.dropna(subset=["value"]).iloc[-1]
    told = words.amount(last["value"], indicator, qualifier=last["qualifier"])
    return words("chart.trend.then", name=words.name(indicator.name), amount=told, period=words.period(last["period"]))


def _span(view: View, words: Words) -> str:
    """Whose figures are drawn, from when to when; of which kind of period, where that is not the page's own."""
    first, last = (words.period(period, short=True) for period in (view.history[0], view.history[-1]))
    gaps = {"unit": words.name(view.unit.name), "first": first, "last": last}
    kind = view.history[-1].kind
    if kind == view.period.kind:
        return words("chart.span", **gaps)
    return words("chart.span_finer", kind=words(f"chart.kinds.{kind}"), **gaps)
