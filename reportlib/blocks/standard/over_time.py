"""Charts over time of standard sections: one indicator large, or several small."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from reportlib.analysis import View
from reportlib.analysis.comparisons.targets import figure_period
from reportlib.analysis.snapshots.lines import AT
from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.facts import Fact
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import amount, origin
from reportlib.blocks.plot.panels import PICTURE
from reportlib.blocks.standard.making import before, chart, fact, like, own
from reportlib.blocks.text import Words, changes, sentences
from reportlib.blocks.text.coverage import lived
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

POINT = ["period", *AT]
LOW = 32
"""The height in pixels of the plot area of panels that are stacked beside a chart."""


def trend(view: View, words: Words, name: str) -> Chart | None:
    """A chart of an indicator over time with the unit above and the target; None with fewer than two points."""
    indicator = view.workbook.catalogue[name]
    if view.count_in_history(name) < 2:
        return None
    frame, caption = _lines(view, words, [indicator]), _caption(view, words, indicator)
    targets = _targets(view, indicator)
    figure = pictures.trend(frame, indicator=indicator, words=words, caption=caption, targets=targets)
    subject, (ground, facts) = words.name(view.unit.name), _grounds(view, indicator)
    return chart(figure, frame, words=words, subject=subject, ground=ground, facts=facts)


def multiples(view: View, words: Words, names: Sequence[str], *, title: str, columns: int = 3) -> Chart | None:
    """Small multiples of the indicators with two points or more, with verdicts; None if there are none.

    With one column the panels are less high, so that they fit beside a chart.
    """
    catalogue = view.workbook.catalogue
    with_line = [catalogue[name] for name in names if view.count_in_history(name) > 1]
    if not with_line:
        return None
    frame = _lines(view, words, with_line)
    caption = Caption(title, _span(view, words), origin=origin(frame["origin"]))
    verdict_by_id = {i.id: words(f"verdict.{verdict}") for i in with_line if (verdict := view.standing_of(i.id).verdict)}
    figure = pictures.small_multiples(
        frame,
        indicators=with_line,
        words=words,
        caption=caption,
        columns=min(columns, len(with_line)),
        period=view.period,
        verdicts=verdict_by_id,
        picture=LOW if columns == 1 else PICTURE,
    )
    facts = [own(view, indicator.id) for indicator in with_line]
    return chart(figure, frame, words=words, subject=words.name(view.unit.name), ground="names what is drawn", facts=facts)


def leader(view: View, names: Sequence[str]) -> str | None:
    """The indicator to show large; None if no line has two points.

    First come indicators that can be compared, have a good direction, and have figures in at least half the periods. Of
    these it is the one whose gap to the unit above is widest, or changed most, relative to chance. If that does not decide,
    it is the one with most figures.
    """
    catalogue = view.workbook.catalogue

    def weight(name: str) -> tuple[bool, bool, bool, float, int]:
        points_known, rated = view.count_in_history(name), _comparable(catalogue[name])
        return points_known > 1, rated, 2 * points_known >= len(view.history), _gap(view, name) if rated else 0.0, points_known

    best = max(names, key=weight, default=None)
    return best if best and weight(best)[0] else None


def by_signal(view: View, names: Sequence[str]) -> list[str]:
    """Indicators with two points or more, in order of interest.

    Indicators with a missed target or a verdict other than “similar” come first. Otherwise the order is by the gap to the
    rest of the unit above, divided by the width of the gap's interval, the largest first.
    """
    catalogue = view.workbook.catalogue

    def weight(name: str) -> tuple[bool, float, bool]:
        row = view.standing_of(name)
        half, clear = (row.interval_high - row.interval_low) / 2, row.verdict not in ("", "similar")
        apart = abs(row.gap) / half if half > 0 and row.verdict else 0.0
        return clear or row.met is False, apart, _comparable(catalogue[name])

    return sorted((name for name in names if view.count_in_history(name) > 1), key=weight, reverse=True)


def _comparable(indicator: Indicator) -> bool:
    """Whether an indicator can be compared between levels and has a good direction."""
    return indicator.divides and indicator.direction != "none"


def _gap(view: View, name: str) -> float:
    """The gap to the unit above, divided by the variation by chance; if the change of the gap is larger, this change.

    The variation by chance is half the width of the figure's interval. Without an interval, it is the range of the values of
    the unit and the unit above.
    """
    if view.parent is None:
        return 0.0
    row, lines = view.standing_of(name), [view.line(name, unit=unit.id)["value"] for unit in (view.unit, view.parent)]
    gaps = [mine - above for mine, above in zip(*lines, strict=True) if mine == mine and above == above]
    values = [value for line in lines for value in line if value == value]
    half = (row.interval_high - row.interval_low) / 2
    allowed = half if half > 0 else max(values, default=0.0) - min(values, default=0.0)
    return max(abs(gaps[-1]), abs(gaps[-1] - gaps[0])) / allowed if gaps and allowed > 0 else 0.0


def _lines(view: View, words: Words, indicators: Sequence[Indicator]) -> pd.DataFrame:
    points: list[tuple[object, ...]] = []
    for indicator in indicators:
        units = [("unit", view.unit, own_name(view, words))]
        if view.parent is not None and indicator.divides:
            units.append(("benchmark", view.parent, _short(view.parent, view, words)))
        for series, unit, short in units:
            line = view.line(indicator.id, unit=unit.id)
            if any(value == value for value in line["value"]):
                unit_name = words.name(unit.name)
                columns = (line[column] for column in POINT)
                points += [(indicator.id, unit.id, series, unit_name, short, *point) for point in zip(*columns, strict=True)]
    return pd.DataFrame(points, columns=pd.Index(["indicator", "unit", "series", "name", "short", *POINT]))


def own_name(view: View, words: Words) -> str:
    """The name of the unit on its own page: `own` of its level in params/workbook.yaml, else the unit's name."""
    return words.name(view.workbook.level(view.unit.level).own or view.unit.name)


def _short(unit: Unit, view: View, words: Words) -> str:
    level = view.workbook.level(unit.level)
    return words.name(level.short or level.whole or unit.name)


def _targets(view: View, indicator: Indicator) -> pd.DataFrame | None:
    """The unit's targets for the drawn periods; for a stock (a number at a date) also for longer periods with the same end."""
    of, unit = (view.targets[name].to_numpy(dtype=object) for name in ("indicator", "unit"))
    rows = view.targets[(of == indicator.id) & (unit == view.unit.id)]
    if rows.empty:
        return None
    spans = [figure_period(Period.parse(text), view.history, indicator) for text in rows["period"]]
    aimed = rows[["period", "value"]].assign(span=[str(span or "") for span in spans])
    aimed = aimed[aimed["span"] != ""].reset_index(drop=True)
    return aimed if len(aimed) else None


def _caption(view: View, words: Words, indicator: Indicator) -> Caption:
    line = view.series(indicator.id)
    title = _title(view, words, indicator) if view.standing_of(indicator.id).has_value else _earlier(line, words, indicator)
    return Caption(title, _span(view, words), origin=origin(line["origin"]))


def _title(view: View, words: Words, indicator: Indicator) -> str:
    row = view.standing_of(indicator.id)
    gaps = {"name": words.name(indicator.name), "amount": amount(row, indicator, words)}
    period, months = words.period(view.period), lived(view, words)
    when = words("sentence.lived", period=period, months=months) if months else period
    says_period = months or view.history[-1].kind != view.period.kind
    text = words("chart.trend.then", period=when, **gaps) if says_period else words("chart.trend.title", **gaps)
    change = changes.in_title(row, indicator, words, view=view)
    return words.clauses([text, change, sentences.to_target(row, indicator, words, key="chart")])


def _grounds(view: View, indicator: Indicator) -> tuple[str, list[Fact]]:
    """The `ground` and the `facts` of the claim that the title makes.

    The facts are the unit's figure and the earlier one; without a figure in the period, the last known figure.
    """
    row = view.standing_of(indicator.id)
    if not row.has_value:
        last = view.series(indicator.id).dropna(subset=["value"]).iloc[-1]
        return "the last figure that is known", [fact(view, indicator.id, last["value"], period=str(last["period"]))]
    grounds = ["the figure of the period"]
    grounds += [f"change {like(view, indicator.id)}"] if row.changed("year").has_change else []
    grounds += [f"target {row.target:g} of {row.target_period}"] if not math.isnan(row.ahead) or row.met else []
    return "; ".join(grounds), [
        own(view, indicator.id),
        *([before(view, indicator.id)] if row.changed("year").has_change else []),
    ]


def _earlier(line: pd.DataFrame, words: Words, indicator: Indicator) -> str:
    last = line.dropna(subset=["value"]).iloc[-1]
    amount = words.amount(last["value"], indicator, qualifier=last["qualifier"])
    return words("chart.trend.then", name=words.name(indicator.name), amount=amount, period=words.period(last["period"]))


def _span(view: View, words: Words) -> str:
    first, last = (words.period(period, short=True) for period in (view.history[0], view.history[-1]))
    gaps = {"unit": words.name(view.unit.name), "first": first, "last": last}
    kind = view.history[-1].kind
    if kind == view.period.kind:
        return words("chart.span", **gaps)
    return words("chart.span_finer", kind=words(f"chart.kinds.{kind}"), **gaps)
