"""Who has reported what: the figures and lists of returns, by unit and by owner."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from reportlib.analysis import View, shares
from reportlib.catalogue import Indicator, Part
from reportlib.display import figures
from reportlib.display.figures import Caption
from reportlib.display.pieces import Piece, fill
from reportlib.display.sentences import Sentence
from reportlib.display.text import Words

PERIODS = 8
"""The latest periods that the heat map of returns goes back."""


def percentage(words: Words, key: str) -> Indicator:
    """A percentage that the catalogue does not know, because it is about the returns themselves."""
    name = {words.lang: words(key)}
    part = Part(name=name, kind="flow")
    return Indicator(
        id=key,
        name=name,
        dimension="",
        owner="",
        measure={words.lang: "%"},
        kind="ratio",
        direction="up",
        decimals=1,
        scale=100,
        numerator=part,
        denominator=part,
        levels=("",),
        note=name,
    )


def grouped(view: View) -> pd.Series[str]:
    """The unit directly below the view's under which each return comes in."""
    below = view.workbook.units.below(view.unit.id, period=view.period)
    return view.returns["unit"].map(below).fillna(view.unit.id)


def rate_over_time(view: View, words: Words) -> go.Figure | None:
    """The share of returns that came, period by period."""
    rates = shares(view.returns, "period")
    if len(rates) < 2:
        return None
    lines = pd.DataFrame(
        {"series": "unit", "name": words.name(view.unit.name), "period": rates.index, "value": rates["share"].to_numpy()}
    ).assign(origin=_origin(view))
    last = rates.iloc[-1]
    title = words("collection.rate.title", percent=words.number(last["share"], 1), late=int(last["late"]))
    caption = Caption(
        title, words("collection.rate.subtitle", due=view.workbook.settings.calendar.due_days), origin=_origin(view)
    )
    return figures.trend(lines, indicator=percentage(words, "collection.rate.name"), words=words, caption=caption)


def _origin(view: View) -> str:
    """Returns of units that do not exist are as made up as their figures."""
    return "synthetic" if any(view.workbook.units[unit].synthetic for unit in view.returns["unit"].unique()) else "reported"


def rate_by_unit(view: View, words: Words, *, column: str) -> go.Figure | None:
    """The units below by the share of returns that came (`share`) or came on time (`punctual`) in the period."""
    table = latest(view)
    rates = shares(table, grouped(view).reindex(table.index))
    if len(rates) < 2:
        return None
    frame = pd.DataFrame(
        {
            "unit": rates.index,
            "name": [words.name(view.workbook.units[unit].name) for unit in rates.index],
            "value": rates[column].to_numpy(),
            "marked": False,
        }
    )
    worst = frame.sort_values("value", kind="stable").iloc[0]
    title = words(f"collection.{column}.title", unit=worst["name"], percent=words.number(worst["value"], 1))
    caption = Caption(title, words.period(table["period"].iloc[0]), origin=_origin(view))
    return figures.ranked_bars(frame, indicator=percentage(words, f"collection.{column}.name"), words=words, caption=caption)


def latest(view: View) -> pd.DataFrame:
    """The returns of the last period."""
    return view.returns[view.returns["period"] == view.returns["period"].max()] if len(view.returns) else view.returns


def rate_map(view: View, words: Words) -> go.Figure | None:
    """The share of returns that came, by unit below and period."""
    recent = sorted(view.returns["period"].unique())[-PERIODS:]
    table = view.returns[view.returns["period"].isin(recent)]
    if table.empty or len(recent) < 2:
        return None
    by = grouped(view).reindex(table.index)
    rates = {(unit, p): rate for p in recent for unit, rate in shares(table[table["period"] == p], by)["share"].items()}
    order = {unit: n for n, unit in enumerate(view.workbook.units.by_id)}
    rows = [
        {
            "row": words.name(view.workbook.units[str(unit)].name),
            "column": words.period(period, short=True),
            "score": (rate - 100) / 100 * 4 if rate < 100 else 0.5,
            "text": words("number.percent", number=words.number(rate, 0)),
        }
        for (unit, period), rate in sorted(rates.items(), key=lambda item: order[str(item[0][0])])
    ]
    frame = pd.DataFrame(rows).assign(score=lambda f: f["score"].clip(-1, 1))
    return figures.heat(
        frame, words=words, caption=Caption(words("collection.map.title"), words("collection.map.subtitle"), origin=_origin(view))
    )


def punctuality(view: View, words: Words) -> go.Figure | None:
    """The share that came on time, by unit below, a year ago and now."""
    periods = sorted(view.returns["period"].unique())
    if len(periods) < 5:
        return None
    now, then = periods[-1], periods[-5]
    by = grouped(view)
    rates = {
        p: shares(view.returns[view.returns["period"] == p], by[view.returns["period"] == p])["punctual"] for p in (then, now)
    }
    both = pd.DataFrame({"before": rates[then], "after": rates[now]}).dropna()
    if len(both) < 2:
        return None
    frame = both.assign(name=[words.name(view.workbook.units[unit].name) for unit in both.index], marked=False)
    caption = Caption(
        words("collection.punctual.change"),
        words("collection.rate.subtitle", due=view.workbook.settings.calendar.due_days),
        origin=_origin(view),
    )
    return figures.dumbbell(
        frame.reset_index(drop=True),
        indicator=percentage(words, "collection.punctual.name"),
        words=words,
        caption=caption,
        before=words.period(then, short=True),
        after=words.period(now, short=True),
    )


def by_owner(view: View, words: Words) -> go.Figure | None:
    """The share of the targets set that were met, by owner."""
    catalogue = view.workbook.catalogue
    rows = view.known[view.known["met"].notna()]
    owners = pd.Series([catalogue[name].owner for name in rows.index], index=rows.index)
    met = 100 * rows["met"].astype("float64").groupby(owners).mean()
    if len(met) < 2:
        return None
    frame = pd.DataFrame(
        {
            "unit": met.index,
            "name": [words.name(catalogue.owner(owner).called(synthetic=view.unit.synthetic)) for owner in met.index],
            "value": met.to_numpy(),
            "marked": False,
        }
    )
    title = words("collection.owner.title", met=int(rows["met"].sum()), set=len(rows))
    origin = "synthetic" if (rows["origin"] == "synthetic").any() else "published"
    caption = Caption(title, words.period(view.period), note=words("collection.owner.note"), origin=origin)
    return figures.ranked_bars(frame, indicator=percentage(words, "collection.owner.name"), words=words, caption=caption)


def outstanding(view: View, words: Words, *, state: str) -> Piece:
    """The units whose return for the period is `missing`, or was `late`, and under which unit they stand."""
    table = latest(view)
    rows = table[table["state"] == state]
    units = view.workbook.units
    listed = [
        {
            "cells": [
                words.name(units[row["unit"]].name),
                words.name(units[above].name) if (above := units[row["unit"]].parent_in(view.period)) else "",
                row["received"] or words("collection.none"),
                row["due"],
            ],
            "origin": "synthetic" if units[row["unit"]].synthetic else "",
            "id": "",
        }
        for row in rows.to_dict("records")
    ]
    columns = [words(f"collection.columns.{name}") for name in ("unit", "parent", "received", "due")]
    html = fill(
        "table",
        words,
        size="half",
        title=words(f"collection.{state}.title", count=len(listed)),
        subtitle=words.period(table["period"].iloc[0]) if len(table) else "",
        columns=[{"name": name, "number": False} for name in columns],
        rows=listed,
        note="" if listed else words("collection.nobody"),
    )
    return Piece("block", str(html), {"count": len(listed)})


def counted(table: pd.DataFrame, words: Words) -> str:
    """How many returns of a period were due, came, came late, and are missing."""
    if table.empty:
        return words("quality.no_returns")
    counts = shares(table, "period").iloc[0]
    return words(
        "quality.returns",
        period=words.period(table["period"].iloc[0]),
        expected=int(counts["expected"]),
        came=int(counts["came"]),
        late=int(counts["late"]),
        missing=int(counts["expected"] - counts["came"]),
    )


def roll_call(view: View, words: Words) -> Sentence:
    """The headline of a report on returns."""
    return Sentence(counted(latest(view), words), _origin(view))
