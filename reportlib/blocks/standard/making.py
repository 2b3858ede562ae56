"""Make charts of standard sections."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd

from reportlib.analysis import View
from reportlib.blocks.chart import Chart
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.plot.caption import record_in
from reportlib.blocks.plot.sketch import Plain, with_record
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit


def chart(
    figure: Plain, data: pd.DataFrame, *, words: Words, ground: str, subject: str = "", facts: Iterable[Fact] = ()
) -> Chart:
    """The chart of a picture; its title becomes a claim about `subject`, supported by `facts`.

    The chart's figures become facts of the page through the report's opening, not through the chart.
    """
    record = record_in(figure)
    claim = Claim("title", str(record["title"]), subject, ground=ground, facts=tuple(facts))
    return Chart(
        data=data,
        plain=with_record(figure, anchor=anchor(data, str(record["kind"]))),
        claims=(claim,),
        lang=words.lang,
        passes_facts_on=False,
    )


def anchor(data: pd.DataFrame, kind: str) -> str:
    """The HTML id of a figure: its indicator, if there is only one, and its kind."""
    names = [str(name) for name in data["indicator"].unique()] if "indicator" in data else []
    return "-".join([*(names if len(names) == 1 else []), kind.replace("_", "-")])


def fact(view: View, indicator: str, value: float, *, unit: str = "", period: str = "") -> Fact:
    """A figure as a fact; by default of the view's unit and period."""
    number = None if math.isnan(value) else float(value)
    return Fact(indicator=indicator, unit=unit or view.unit.id, period=period or str(view.of(indicator).period), value=number)


def own(view: View, indicator: str) -> Fact:
    """The figure of the view's unit in the view's period, as a fact."""
    return fact(view, indicator, view.standing_of(indicator).value)


def before(view: View, indicator: str) -> Fact:
    """The earlier figure of the change on the year, as a fact."""
    earlier = view.standing_of(indicator).changed("year").before
    return fact(view, indicator, earlier, period=str(view.of(indicator).period.year_before()))


def like(view: View, indicator: str) -> str:
    """The `ground` of a claim about a change on the year: how many units and returns the change compares."""
    change = view.standing_of(indicator).changed("year")
    if math.isnan(change.pairs):
        return "two exact values"
    return f"like for like: {change.pairs:g} of {change.of_pairs:g} units, {change.cells:g} of {change.of_cells:g} returns"


def figures_of(view: View, indicator: Indicator, units: Sequence[Unit]) -> pd.DataFrame:
    """A frame of figures, indexed by unit. For a count, a unit below the view's unit has only what it added while it was below.

    Raises
    ------
    ValueError
        When the view does not contain figures of these units.
    """
    rows = view.at(indicator.id, units)
    if not (part_by_unit := parts_of(view, indicator)):
        return rows
    below = rows.index.isin(list(part_by_unit))
    return rows.assign(value=rows["value"].mask(below, pd.Series(part_by_unit).reindex(rows.index)))


def parts_of(view: View, indicator: Indicator) -> dict[str, float]:
    """What each unit directly below added to a count while it was below, by unit; empty if the indicator is no count."""
    rows = view.parts[(view.parts["indicator"] == indicator.id) & (view.parts["unit"] == view.unit.id)]
    return {str(child): float(part) for child, part in zip(rows["child"], rows["part"], strict=True)}
