"""The figures of a report: each chooses its data from the view, says its finding in the title, and is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from reportlib.analysis import View
from reportlib.catalogue import Indicator
from reportlib.display import changes, figures, sentences
from reportlib.display.figures import Caption
from reportlib.display.text import Words
from reportlib.observations.table import origins_in
from reportlib.periods import Period
from reportlib.units import Unit


def trend(view: View, words: Words, name: str) -> go.Figure | None:
    """An indicator over time against the unit above and the target; nothing where there are not two points."""
    indicator = view.workbook.catalogue[name]
    if view.told(name) < 2:
        return None
    return figures.trend(
        _lines(view, words, [indicator]),
        indicator=indicator,
        words=words,
        caption=_trend_caption(view, words, indicator),
        targets=_targets(view, name),
    )


def _lines(view: View, words: Words, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """The unit's lines and, for what can be compared between levels, those of the unit above, a row a point."""
    points: list[tuple[object, ...]] = []
    for indicator in indicators:
        drawn = [("unit", view.unit)]
        if view.parent is not None and indicator.kind in ("ratio", "score"):
            drawn.append(("benchmark", view.parent))
        for series, unit in drawn:
            line = view.series(indicator.id, unit=unit.id)
            if line["value"].count():
                columns = (line[column].tolist() for column in ("period", "value", "origin"))
                points += [(indicator.id, series, words.name(unit.name), *point) for point in zip(*columns, strict=True)]
    return pd.DataFrame(points, columns=["indicator", "series", "name", "period", "value", "origin"])


def _targets(view: View, name: str) -> pd.DataFrame | None:
    rows = view.targets[(view.targets["unit"] == view.unit.id) & (view.targets["indicator"] == name)]
    kinds = {period.kind for period in view.history}
    if view.workbook.catalogue[name].kind in ("ratio", "score", "stock"):
        kinds.add("year")
    fitting = [text for text in rows["period"] if Period.parse(text).kind in kinds]
    rows = rows[rows["period"].isin(fitting)]
    return rows[["period", "value"]].reset_index(drop=True) if len(rows) else None


def _trend_caption(view: View, words: Words, indicator: Indicator) -> Caption:
    last = view.series(indicator.id).dropna(subset=["value"]).iloc[-1]
    name = words.name(indicator.name)
    amount = words.amount(last["value"], indicator, qualifier=last["qualifier"])
    told = [words("chart.trend.title", name=name, amount=amount)]
    if last["period"] == str(view.period):
        row = view.standing_of(indicator.id)
        told.append(changes.change(row, indicator, words, view=view))
        told.append(sentences.to_target(row, indicator, words, key="chart"))
    title = str(words.get("comma")).join(part for part in told if part)
    return Caption(title, _span(view, words), note="", origin=_origin(view.series(indicator.id)["origin"]))


def _span(view: View, words: Words) -> str:
    first, last = (words.period(period, short=True) for period in (view.history[0], view.history[-1]))
    return words("chart.span", unit=words.name(view.unit.name), first=first, last=last)


def _origin(origins: pd.Series[str]) -> str:
    used = origins_in(origins)
    return used[-1] if used else ""


def multiples(view: View, words: Words, names: Sequence[str], *, title: str) -> go.Figure | None:
    """Several indicators over time, each on its own scale; those with at least two points."""
    catalogue = view.workbook.catalogue
    drawn = [catalogue[name] for name in names if view.told(name) > 1]
    if not drawn:
        return None
    frame = _lines(view, words, drawn)
    caption = Caption(title, _span(view, words), origin=_origin(frame["origin"]))
    return figures.small_multiples(frame, indicators=drawn, words=words, caption=caption, columns=min(3, len(drawn)))


def ranking(view: View, words: Words, name: str, units: Sequence[Unit], *, benchmark: Unit | None) -> go.Figure | None:
    """Units by an indicator, the view's own marked where it is among them; nothing where fewer than two are known."""
    rows = view.at(name, units).assign(name=[words.name(unit.name) for unit in units])
    rows = rows.rename_axis("unit").reset_index().assign(marked=[unit.id == view.unit.id for unit in units])
    silent = int(rows["value"].isna().sum())
    return _ranked(view, words, name, rows, known=len(rows) - silent, silent=0, benchmark=benchmark)


def among_peers(view: View, words: Words, name: str) -> go.Figure | None:
    """The unit's place among its peers by an indicator, with those around it; nothing where it has none."""
    places = view.among_peers(name)
    if places.empty:
        return None
    names = [words.name(view.workbook.units[unit].name) for unit in places["unit"]]
    rows = places.assign(name=names, marked=places["unit"] == view.unit.id)
    known, silent = int(places["known"].iloc[0]), int(view.standing_of(name).missing)
    return _ranked(view, words, name, rows, known=known, silent=silent, benchmark=view.parent)


def _ranked(
    view: View, words: Words, name: str, frame: pd.DataFrame, *, known: int, silent: int, benchmark: Unit | None
) -> go.Figure | None:
    """A ranking of `known` units, those of which are drawn that are in the frame; `silent` ones are counted, not named."""
    indicator = view.workbook.catalogue[name]
    if known < 2:
        return None
    mean = float(view.across(name, (benchmark,)).iloc[0]) if benchmark is not None else float("nan")
    told = benchmark is not None and indicator.kind in ("ratio", "score") and not math.isnan(mean)
    return figures.ranked_bars(
        frame,
        indicator=indicator,
        words=words,
        caption=_ranking_caption(view, words, indicator, frame, known=known),
        known=known,
        silent=silent,
        benchmark=mean if told else None,
        benchmark_name=words.name(benchmark.name) if benchmark is not None and told else "",
    )


def _ranking_caption(view: View, words: Words, indicator: Indicator, frame: pd.DataFrame, *, known: int) -> Caption:
    told = frame.dropna(subset=["value"])
    name, row = words.name(indicator.name), view.standing_of(indicator.id)
    if told["marked"].any() and not math.isnan(row.rank):
        unit = words.name(view.unit.name)
        title = words("chart.ranking.own", name=name, unit=unit, rank=int(row.rank), of=int(row.of))
    else:
        best = told.sort_values("value", ascending=indicator.direction == "down", kind="stable").iloc[0]
        title = words("chart.ranking.best", name=name, unit=best["name"], amount=words.amount(best["value"], indicator))
    everyone = known + int(row.missing) if told["marked"].any() else len(frame)
    subtitle = words("chart.ranking.subtitle", period=words.period(view.period), known=known, all=everyone)
    return Caption(title, subtitle, origin=_origin(told["origin"]))


def comparison(view: View, words: Words) -> go.Figure | None:
    """The largest units below against the unit itself, in every indicator that has a good side."""
    catalogue = view.workbook.catalogue
    compared = [i for i in view.indicators if i.kind in ("ratio", "score") and i.direction != "none" and i.id in view.known.index]
    units = view.largest
    rows: list[dict[str, object]] = []
    origins = []
    for indicator in compared:
        told, own = view.at(indicator.id, units), view.standing_of(indicator.id).value
        values = told["value"]
        origins.append(told["origin"])
        away = (values - own) * (-1 if indicator.direction == "down" else 1)
        reach = away.abs().max()
        for unit, value, far in zip(units, values, away, strict=True):
            rows.append(
                {
                    "row": words.name(indicator.plain or indicator.name),
                    "column": words.name(unit.name),
                    "score": far / reach if reach and not math.isnan(far) else (0.0 if not math.isnan(far) else float("nan")),
                    "text": words.figure(value, indicator),
                    "group": words.name(catalogue.dimension(indicator.dimension).name),
                }
            )
    frame = pd.DataFrame(rows)
    if len(units) < 2 or frame.empty or frame["score"].notna().sum() < 4:
        return None
    title = words("chart.heat.title", unit=words.name(view.unit.name))
    note = words("chart.heat.note", shown=len(units), all=len(view.children))
    caption = Caption(title, _at(view, words), note=note, origin=_origin(pd.concat(origins)))
    return figures.heat(frame, words=words, caption=caption)


def _at(view: View, words: Words) -> str:
    return words("chart.at", unit=words.name(view.unit.name), period=words.period(view.period))


def movement(view: View, words: Words) -> go.Figure | None:
    """Every percentage a year ago and now."""
    percents = [view.workbook.catalogue[name] for name in view.known.index if view.workbook.catalogue[name].percent]
    rows = {i.id: view.standing_of(i.id) for i in percents}
    known = [i for i in percents if not math.isnan(rows[i.id].year_before)]
    if len(known) < 2:
        return None
    frame = pd.DataFrame(
        {
            "name": [words.name(i.plain or i.name) for i in known],
            "before": [rows[i.id].year_before for i in known],
            "after": [rows[i.id].value for i in known],
            "marked": True,
        }
    )
    most = max(known, key=lambda i: abs(rows[i.id].on_year))
    caption = Caption(
        words("chart.movement.title", name=words.name(most.plain or most.name)),
        _at(view, words),
        origin=_origin(pd.Series([rows[i.id].origin for i in known])),
    )
    before, after = (words.period(p, short=True) for p in (view.period.year_before(), view.period))
    return figures.dumbbell(frame, indicator=known[0], words=words, caption=caption, before=before, after=after)


def contribution(view: View, words: Words, name: str) -> go.Figure | None:
    """What each unit below added to, or took from, the change of a count on the year."""
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    told = [view.at(name, view.children, period=period) for period in (view.period, view.period.year_before())]
    now, then = (table["value"] for table in told)
    both = (now.fillna(0) - then.fillna(0))[now.notna() | then.notna()]
    if len(both) < 2 or math.isnan(row.on_year) or abs(both.sum() - row.on_year) > 1e-6 * max(1.0, abs(row.value)):
        return None
    units = {unit.id: words.name(unit.name) for unit in view.children}
    frame = pd.DataFrame({"name": [units[unit] for unit in both.index], "contribution": both.to_numpy()})
    most = frame.iloc[int(frame["contribution"].abs().to_numpy().argmax())]
    change = changes.change(row, indicator, words, view=view)
    title = words("chart.contribution.title", name=words.name(indicator.name), change=change, unit=most["name"])
    return figures.waterfall(
        frame,
        indicator=indicator,
        words=words,
        caption=Caption(title, _at(view, words), origin=_origin(pd.concat([table["origin"] for table in told]))),
        start=float(row.year_before),
        end=float(row.value),
        start_name=words.period(view.period.year_before(), short=True),
        end_name=words.period(view.period, short=True),
    )


def composition(view: View, words: Words, name: str) -> go.Figure | None:
    """How a count is made up of the units below, and of those below them."""
    indicator = view.workbook.catalogue[name]
    rows, level = [(view.unit, "")], [view.unit]
    while level:
        below = [(child, unit.id) for unit in level for child in view.workbook.units.children(unit.id, period=view.period)]
        rows, level = rows + below, [child for child, _ in below]
    units = tuple(unit for unit, _ in rows)
    told = view.at(name, units)
    frame = pd.DataFrame(
        {
            "id": [unit.id for unit in units],
            "parent": [parent for _, parent in rows],
            "name": [words.name(unit.name) for unit in units],
            "value": told["value"].to_numpy(),
        }
    )
    frame = frame[frame["value"].fillna(0) > 0]
    frame = frame[frame["parent"].isin(["", *frame["id"]])].reset_index(drop=True)
    if len(frame) < 3:
        return None
    largest = frame[frame["parent"] == view.unit.id].sort_values("value").iloc[-1]
    share = 100 * largest["value"] / frame.loc[frame["parent"] == view.unit.id, "value"].sum()
    title = words(
        "chart.composition.title", name=words.name(indicator.name), unit=largest["name"], percent=words.number(share, 1)
    )
    caption = Caption(title, _at(view, words), origin=_origin(told["origin"]))
    return figures.icicle(frame, indicator=indicator, words=words, caption=caption)


def leader(view: View, names: Sequence[str]) -> str | None:
    """The indicator of some that says most over time: comparable, with a good side, the most often known."""
    catalogue = view.workbook.catalogue

    def weight(name: str) -> tuple[bool, bool, int]:
        indicator = catalogue[name]
        known = view.told(name)
        return known > 1, indicator.kind in ("ratio", "score") and indicator.direction != "none", known

    best = max(names, key=weight, default=None)
    return best if best and weight(best)[0] else None
