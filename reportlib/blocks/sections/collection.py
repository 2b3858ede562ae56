"""Returns of a view: counts, and lists of missing and late ones."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis import View
from reportlib.blocks.pieces import Listed, Piece, listed
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.sentences import Sentence
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator, Part

STATES = {"late": "late", "undated": "received", "missing": "missing"}
"""The state of a return by the text key of its count; the state “received” is of returns that came on an unknown day."""


def percentage(words: Words, key: str) -> Indicator:
    """An indicator, not in the catalogue, for percentages of returns."""
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
    """For each return, the unit directly below the view's unit that sent it, or below which its sender was at that time.

    For a return of the view's unit, this is the view's unit.
    """
    units, own = view.workbook.units, view.unit.id
    below = {text: units.below(own, period=Period.parse(text)) for text in view.returns["period"].unique()}
    pairs = zip(view.returns["unit"], view.returns["period"], strict=True)
    return pd.Series([below[period].get(unit, own) for unit, period in pairs], index=view.returns.index, dtype="str")


def origin_of(view: View) -> str:
    """The origin of the returns: “synthetic” if any of their units is made up, else “reported”."""
    return "synthetic" if any(view.workbook.units[unit].synthetic for unit in view.returns["unit"].unique()) else "reported"


def latest(view: View) -> pd.DataFrame:
    """The returns of the last collection period."""
    periods = periods_of(view)
    return view.returns[view.returns["period"] == periods[-1]] if periods else view.returns


def within(view: View) -> pd.DataFrame:
    """The returns of all collection periods within the page's period.

    If there are not several such periods, the returns of the last collection period.
    """
    inside = [text for text in view.returns["period"].unique() if view.period.contains(Period.parse(text))]
    rows = view.returns[view.returns["period"].isin(inside)]
    return rows if rows["period"].nunique() > 1 else latest(view)


def periods_of(view: View) -> list[str]:
    """The periods for which returns were asked, in order of time."""
    return sorted(view.returns["period"].unique(), key=Period.parse)


def outstanding(view: View, words: Words, *, state: str) -> Piece:
    """A table of units whose return for the last collection period is `missing` or was `late`."""
    table = latest(view)
    rows = table[table["state"] == state]
    units = view.workbook.units
    table_rows = []
    for row in rows.to_dict("records"):
        unit, above = units[row["unit"]], units[row["unit"]].parent_in(Period.parse(row["period"]))
        cells = [
            words.name(unit.name),
            words.name(units[above].name) if above else "",
            row["received"] or words("collection.none"),
            row["due"],
        ]
        table_rows.append(Listed(cells, "synthetic" if unit.synthetic else ""))
    return listed(
        words,
        size="half",
        title=words(f"collection.{state}.{'one' if len(table_rows) == 1 else 'title'}", count=len(table_rows)),
        subtitle=capitalised(words.period(table["period"].iloc[0])) if len(table) else "",
        columns=[(words(f"collection.columns.{name}"), False) for name in ("unit", "parent", "received", "due")],
        rows=table_rows,
        note="" if table_rows else words("collection.nobody"),
        facts={"count": len(table_rows)},
    )


def counted(table: pd.DataFrame, words: Words, *, period: Period | None = None) -> str:
    """The sentence on how many returns were due, received, late, without a date of receipt, and missing.

    The returns are of one collection period or, with `period`, of all collection periods within it.
    """
    if table.empty:
        return words("quality.no_returns.nothing")
    return received(table, words, period=period) + words("stop").strip()


def received(table: pd.DataFrame, words: Words, *, period: Period | None = None) -> str:
    """The sentence of `counted` without its full stop."""
    states = table["state"].value_counts()
    said_of = words.period(period or table["period"].iloc[0], short=True)
    if len(table) == 1:
        return words(f"collection.counted.one.{table['state'].iloc[0]}", period=said_of)
    numbers = {name: int(states.get(state, 0)) for name, state in STATES.items()}
    state_texts = {name: _counted(name, count, words) for name, count in numbers.items()}
    return words(
        "collection.counted.some", period=said_of, came=len(table) - numbers["missing"], expected=len(table), **state_texts
    )


def apart(view: View, words: Words) -> str:
    """The sentence that says that figures of other collection periods than the calendar's are not counted as returns.

    Empty if the page has no such figures or no returns.
    """
    indicators = [i for i in (*view.indicators, *view.below_only) if _is_apart(i, view)]
    if not indicators or view.returns.empty:
        return ""
    standings = [(i, view.of(i.id).standing_of(i.id)) for i in indicators if i not in view.below_only]
    lacking = [words.name(i.name) for i, row in standings if row.partial or row.absence == "not reported"]
    return words("collection.apart.lacking", names=words.join(lacking)) if lacking else words("collection.apart.all")


def _is_apart(indicator: Indicator, view: View) -> bool:
    """Whether the page's period consists of collection periods of an indicator that are not the calendar's."""
    cycle, period = view.workbook.cycle(indicator), view.period
    whole = cycle.holding(period)
    collected = bool(cycle.parts(period)) or (whole is not None and whole.same_as(period))
    return collected and not cycle.matches(view.workbook.base)


def _counted(name: str, count: int, words: Words) -> str:
    return words(f"collection.counted.{name}", count=count) if count else ""


def roll_call(view: View, words: Words) -> Sentence:
    """The headline of a report on returns."""
    return Sentence(counted(latest(view), words), origin_of(view))
