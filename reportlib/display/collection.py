"""Who has reported what: the figures and lists of returns, by unit and by owner."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from reportlib.analysis import View, shares
from reportlib.catalogue import Indicator, Part
from reportlib.display import figures
from reportlib.display.figures import Caption
from reportlib.display.figures.ranked_bars import FEWEST
from reportlib.display.figures.sole import sole
from reportlib.display.pieces import Listed, Piece, listed
from reportlib.display.sentences import Sentence
from reportlib.display.text import Words
from reportlib.observations.table import origins_in
from reportlib.periods import Period

PERIODS = 8
"""The latest periods that the heat map of returns goes back."""
STATES = {"late": "late", "undated": "received", "missing": "missing"}
"""What is counted in words of returns, by the state that it stands for: one that came and whose day is not known is undated."""


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
    """The unit directly below the view's under which each return comes in, as it stood in its collection period."""
    units, own = view.workbook.units, view.unit.id
    below = {text: units.below(own, period=Period.parse(text)) for text in view.returns["period"].unique()}
    pairs = zip(view.returns["unit"], view.returns["period"], strict=True)
    return pd.Series([below[period].get(unit, own) for unit, period in pairs], index=view.returns.index, dtype="str")


def rate_over_time(view: View, words: Words) -> go.Figure | None:
    """The share of returns that came, period by period."""
    rates = shares(view.returns, "period")
    if len(rates) < 2:
        return None
    lines = pd.DataFrame(
        {"series": "unit", "name": words.name(view.unit.name), "period": rates.index, "value": rates["share"].to_numpy()}
    ).assign(origin=_origin(view))
    subtitle = words("collection.rate.subtitle", due=view.workbook.settings.calendar.due_days)
    caption = Caption(_received(latest(view), words), subtitle, origin=_origin(view))
    return figures.trend(lines, indicator=percentage(words, "collection.rate.name"), words=words, caption=caption)


def _origin(view: View) -> str:
    """Returns of units that do not exist are as made up as their figures."""
    return "synthetic" if any(view.workbook.units[unit].synthetic for unit in view.returns["unit"].unique()) else "reported"


def rate_by_unit(view: View, words: Words, *, column: str) -> go.Figure | None:
    """The units below by the share of returns that came (`share`) or came on time (`punctual`) in the period."""
    table = latest(view)
    rates = shares(table, grouped(view).reindex(table.index))
    known = rates.dropna(subset=[column])
    if len(known) < 2:
        return None
    names = [words.name(view.workbook.units[str(unit)].name) for unit in known.index]
    frame = pd.DataFrame({"name": names, "value": known[column].to_numpy(), "marked": False})
    undated = [words(f"collection.{column}.undated", count=len(rates) - len(known))] if len(known) < len(rates) else []
    caption = Caption(_least(known, names, column, words), words.period(table["period"].iloc[0]), origin=_origin(view))
    return figures.ranked_bars(
        frame,
        indicator=percentage(words, f"collection.{column}.name"),
        words=words,
        caption=caption.with_notes(undated, words),
    )


def _least(rates: pd.DataFrame, names: list[str], column: str, words: Words) -> str:
    """Which of three or more units returned least, where one did; else what the figure is of."""
    least = sole([100 - share for share in rates[column]], 1)
    if least is None or len(rates) < FEWEST:
        return words(f"collection.{column}.title")
    row = rates.iloc[least]
    percent = words.number(float(row[column]), 1)
    gaps = {"came": int(row["came"]), "expected": int(row["expected"]), "percent": percent}
    return words(f"collection.{column}.least", unit=names[least], **gaps)


def latest(view: View) -> pd.DataFrame:
    """The returns of the last period."""
    periods = _periods(view)
    return view.returns[view.returns["period"] == periods[-1]] if periods else view.returns


def within(view: View) -> pd.DataFrame:
    """The returns of all collection periods in the page's own; where that is no more than one, those of the last."""
    inside = [text for text in view.returns["period"].unique() if view.period.contains(Period.parse(text))]
    rows = view.returns[view.returns["period"].isin(inside)]
    return rows if rows["period"].nunique() > 1 else latest(view)


def _periods(view: View) -> list[str]:
    """The periods of which returns were asked for, in the order of time."""
    return sorted(view.returns["period"].unique(), key=Period.parse)


def rate_map(view: View, words: Words) -> go.Figure | None:
    """The share of returns that came, by unit below and period; the ground of a cell is the darker, the larger it is."""
    recent = _periods(view)[-PERIODS:]
    table = view.returns[view.returns["period"].isin(recent)]
    if table.empty or len(recent) < 2:
        return None
    by = grouped(view).reindex(table.index)
    rates = {(str(unit), p): r for p in recent for unit, r in shares(table[table["period"] == p], by)["share"].items()}
    order = {unit: n for n, unit in enumerate(view.workbook.units.by_id)}
    rows = [
        {
            "row": words.name(view.workbook.units[unit].name),
            "column": words.period(period, short=True),
            "shade": rate / 100,
            "text": words("number.percent", number=words.number(rate, 0)),
        }
        for (unit, period), rate in sorted(rates.items(), key=lambda item: order[item[0][0]])
    ]
    texts = {name: words(f"collection.map.{name}") for name in ("title", "subtitle", "shade")}
    caption = Caption(texts["title"], texts["subtitle"], note=texts["shade"], origin=_origin(view))
    return figures.heat(pd.DataFrame(rows), words=words, caption=caption, rows="unit")


def punctuality(view: View, words: Words) -> go.Figure | None:
    """The share that came on time, by unit below, a year ago and now."""
    periods, by = _periods(view), grouped(view)
    now = Period.parse(periods[-1]) if periods else None
    if now is None or str(now.year_before()) not in periods:
        return None
    sides = {"before": str(now.year_before()), "after": str(now)}
    rates = {side: shares(view.returns[view.returns["period"] == p], by)["punctual"] for side, p in sides.items()}
    both = pd.DataFrame(rates).dropna()
    if len(both) < 2:
        return None
    names = [words.name(view.workbook.units[str(unit)].name) for unit in both.index]
    said = {side if side == "before" else "now": words.period(p, short=True) for side, p in sides.items()}
    caption = Caption(
        words("collection.punctual.change", **said),
        words("collection.rate.subtitle", due=view.workbook.settings.calendar.due_days),
        origin=_origin(view),
    )
    return figures.dumbbell(
        both.assign(name=names, marked=False).reset_index(drop=True),
        indicator=percentage(words, "collection.punctual.name"),
        words=words,
        caption=caption,
        before=said["before"],
        after=said["now"],
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
            "name": [words.name(catalogue.owner(owner).called(synthetic=view.unit.synthetic)) for owner in met.index],
            "value": met.to_numpy(),
            "marked": False,
        }
    )
    title = words("collection.owner.title", met=int(rows["met"].sum()), set=len(rows))
    used = origins_in(rows["origin"])
    caption = Caption(title, words.period(view.period), note=words("collection.owner.note"), origin=used[-1])
    return figures.ranked_bars(
        frame, indicator=percentage(words, "collection.owner.name"), words=words, caption=caption, rows="owner"
    )


def outstanding(view: View, words: Words, *, state: str) -> Piece:
    """The units whose return for the period is `missing`, or was `late`, and under which unit they stand."""
    table = latest(view)
    rows = table[table["state"] == state]
    units = view.workbook.units
    told = []
    for row in rows.to_dict("records"):
        unit, above = units[row["unit"]], units[row["unit"]].parent_in(Period.parse(row["period"]))
        cells = [
            words.name(unit.name),
            words.name(units[above].name) if above else "",
            row["received"] or words("collection.none"),
            row["due"],
        ]
        told.append(Listed(cells, "synthetic" if unit.synthetic else ""))
    return listed(
        words,
        size="half",
        title=words(f"collection.{state}.{'one' if len(told) == 1 else 'title'}", count=len(told)),
        subtitle=words.period(table["period"].iloc[0]) if len(table) else "",
        columns=[(words(f"collection.columns.{name}"), False) for name in ("unit", "parent", "received", "due")],
        rows=told,
        note="" if told else words("collection.nobody"),
        facts={"count": len(told)},
    )


def counted(table: pd.DataFrame, words: Words, *, period: Period | None = None) -> str:
    """How many returns were due, came, came late or on no known day, and are missing; of one, what became of it.

    They are of one collection period, unless a longer one is given that they are of.
    """
    if table.empty:
        return words("quality.no_returns")
    return _received(table, words, period=period) + str(words.get("stop")).strip()


def _received(table: pd.DataFrame, words: Words, *, period: Period | None = None) -> str:
    states = table["state"].value_counts()
    said_of = words.period(period or table["period"].iloc[0], short=True)
    if len(table) == 1:
        return words(f"collection.counted.one.{table['state'].iloc[0]}", period=said_of)
    numbers = {name: int(states.get(state, 0)) for name, state in STATES.items()}
    said = {name: _counted(name, count, words) for name, count in numbers.items()}
    return words("collection.counted.some", period=said_of, came=len(table) - numbers["missing"], expected=len(table), **said)


def _counted(name: str, count: int, words: Words) -> str:
    return words(f"collection.counted.{name}", count=count) if count else ""


def roll_call(view: View, words: Words) -> Sentence:
    """The headline of a report on returns."""
    return Sentence(counted(latest(view), words), _origin(view))
