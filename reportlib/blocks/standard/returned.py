"""Charts on returns, over time and by unit, and on targets met, by owner."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis import View, shares
from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.pictures import Caption
from reportlib.blocks.pictures.heat import COLUMN_CELLS
from reportlib.blocks.pictures.ranked_bars import MIN_BARS_RANKED
from reportlib.blocks.plot.lettering import width
from reportlib.blocks.plot.points import bracketed
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.sections import collection
from reportlib.blocks.standard.making import chart, own
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.owners import owner_name
from reportlib.blocks.text.words import SMALL_DENOMINATOR
from reportlib.data.table import origins_in
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

PERIODS = 8
"""How many of the latest periods the heat map of returns shows."""
GROUND = "the returns that were due, and those that came"
"""The ground of claims about returns, which are not figures."""


def rate_over_time(view: View, words: Words) -> Chart | None:
    """A chart of the share of returns received, by period; None for fewer than two periods."""
    rates = shares(view.returns, "period")
    if len(rates) < 2:
        return None
    lines = pd.DataFrame(
        {"series": "unit", "name": words.name(view.unit.name), "period": rates.index, "value": rates["share"].to_numpy()}
    ).assign(origin=collection.origin_of(view))
    subtitle = words("collection.rate.subtitle", due=view.workbook.settings.calendar.due_days)
    caption = Caption(collection.received(collection.latest(view), words), subtitle, origin=collection.origin_of(view))
    figure = pictures.trend(lines, indicator=collection.percentage(words, "collection.rate.name"), words=words, caption=caption)
    return chart(figure, lines, words=words, ground=GROUND)


def rate_by_unit(view: View, words: Words, *, column: str) -> Chart | None:
    """A chart of units below by share of returns received (`share`) or on time (`punctual`); None for fewer than two."""
    table = collection.latest(view)
    rates = shares(table, collection.grouped(view).reindex(table.index))
    dated = rates.dropna(subset=[column])
    if len(dated) < 2:
        return None
    names = [words.name(view.workbook.units[str(unit)].name) for unit in dated.index]
    share = collection.percentage(words, f"collection.{column}.name")
    numbers = {"value": dated[column].to_numpy(), "denominator": _measured(dated, column).to_numpy()}
    frame = pd.DataFrame({"name": names, **numbers, "marked": False})
    undated = [words(f"collection.{column}.undated", count=len(rates) - len(dated))] if len(dated) < len(rates) else []
    caption = Caption(
        _least(dated, names, share, column, words),
        capitalised(words.period(table["period"].iloc[0])),
        origin=collection.origin_of(view),
    )
    figure = pictures.ranked_bars(
        frame,
        indicator=share,
        words=words,
        caption=caption.with_notes(undated, words),
    )
    return chart(figure, frame, words=words, ground=GROUND)


def _measured(rates: pd.DataFrame, column: str) -> pd.Series[float]:
    """The number of returns that each share is computed from; for the share on time, without returns of unknown day."""
    return rates["expected"] - (rates["undated"] if column == "punctual" else 0)


def _least(rates: pd.DataFrame, names: list[str], share: Indicator, column: str, words: Words) -> str:
    """The title: the unit with the lowest share, if it is a single one and has enough returns; else what is drawn.

    Three units or more must have as many returns as a unit needs to be ranked (METHODS 4).
    """
    least, measured = sole([100 - percent for percent in rates[column]], 1), _measured(rates, column)
    ranked = measured >= share.min_denominator
    if least is None or not ranked.iloc[least] or ranked.sum() < MIN_BARS_RANKED:
        return words(f"collection.{column}.title")
    row, of = rates.iloc[least], int(measured.iloc[least])
    came = int(row["came"]) if column == "share" else int(row["came"] - row["undated"] - row["late"])
    return words(f"collection.{column}.least", unit=names[least], came=came, of=of, percent=words.number(row[column], 1))


def rate_map(view: View, words: Words) -> Chart | None:
    """A heat map of the share of returns received, by unit below and period; None for fewer than two periods."""
    periods = collection.periods_of(view)[-PERIODS:]
    table = view.returns[view.returns["period"].isin(periods)]
    if table.empty or len(periods) < 2:
        return None
    by = collection.grouped(view).reindex(table.index)
    rates = {(str(unit), p): r for p in periods for unit, r in shares(table[table["period"] == p], by).iterrows()}
    order = view.workbook.units.numbers
    rows = [
        {
            "row": words.name(view.workbook.units[unit].name),
            "column": words.period(period, short=True),
            "shade": rate["share"] / 100,
            "text": _received(int(rate["came"]), int(rate["expected"]), words),
        }
        for (unit, period), rate in sorted(rates.items(), key=lambda item: order[item[0][0]])
    ]
    letters = max(COLUMN_CELLS, *(width(str(row["text"])) + 1 for row in rows))
    texts = {name: words(f"collection.map.{name}") for name in ("title", "subtitle", "shade")}
    caption = Caption(texts["title"], texts["subtitle"], note=texts["shade"], origin=collection.origin_of(view))
    frame = pd.DataFrame(rows)
    figure = pictures.heat(frame, words=words, caption=caption, rows="unit", letters=letters)
    return chart(figure, frame, words=words, ground=GROUND)


def _received(came: int, due: int, words: Words) -> str:
    of = words("figure.returned", k=came, n=due) if due < SMALL_DENOMINATOR else ""
    return words("number.percent", number=words.number(100 * came / due, 0)) + bracketed([of] if of else [], words)


def punctuality(view: View, words: Words) -> Chart | None:
    """A chart of the share of returns on time, by unit below, a year ago and now; None for fewer than two units with both
    shares.
    """
    periods, by = collection.periods_of(view), collection.grouped(view)
    now = Period.parse(periods[-1]) if periods else None
    if now is None or str(now.year_before()) not in periods:
        return None
    sides = {"before": str(now.year_before()), "after": str(now)}
    counts = {side: shares(view.returns[view.returns["period"] == p], by) for side, p in sides.items()}
    of = {f"{side}_of": _measured(table, "punctual") for side, table in counts.items()}
    both = pd.DataFrame({side: table["punctual"] for side, table in counts.items()} | of).dropna()
    if len(both) < 2:
        return None
    names = [words.name(view.workbook.units[str(unit)].name) for unit in both.index]
    period_texts = {side if side == "before" else "now": words.period(p, short=True) for side, p in sides.items()}
    caption = Caption(
        words("collection.punctual.change", **period_texts),
        words("collection.punctual.subtitle", due=view.workbook.settings.calendar.due_days),
        origin=collection.origin_of(view),
    )
    frame = both.assign(name=names, marked=False).reset_index(drop=True)
    figure = pictures.dumbbell(
        frame,
        indicator=collection.percentage(words, "collection.punctual.name"),
        words=words,
        caption=caption,
        before=period_texts["before"],
        after=period_texts["now"],
    )
    return chart(figure, frame, words=words, ground=GROUND)


def by_owner(view: View, words: Words) -> Chart | None:
    """A chart of the share of targets met, by owner; None for fewer than two owners."""
    catalogue = view.workbook.catalogue
    rows = view.with_figure[view.with_figure["met"].notna()]
    owners = pd.Series([catalogue[name].owner for name in rows.index], index=rows.index)
    met = 100 * rows["met"].astype("float64").groupby(owners).mean()
    if len(met) < 2:
        return None
    frame = pd.DataFrame(
        {
            "name": [owner_name(view, catalogue.owner(str(owner)), words) for owner in met.index],
            "value": met.to_numpy(),
            "denominator": owners.value_counts().reindex(met.index).to_numpy(),
            "marked": False,
        }
    )
    of, count = int(rows["met"].sum()), len(rows)
    title = words(f"collection.owner.title.{'all' if of == count else 'some' if of else 'none'}", met=of, set=count)
    used = origins_in(rows["origin"])
    caption = Caption(title, capitalised(words.period(view.period)), note=words("collection.owner.note"), origin=used[-1])
    share = collection.percentage(words, "collection.owner.name")
    figure = pictures.ranked_bars(frame, indicator=share, words=words, caption=caption, rows="owner")
    facts = [own(view, str(name)) for name in rows.index]
    return chart(figure, frame, words=words, ground="the figures that are measured by a target", facts=facts)
