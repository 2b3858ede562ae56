"""Coverage in words: how many units have reported, and which figures are provisional or suppressed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks.text import Words
from reportlib.periods import Cycle
from reportlib.workbook.catalogue import Indicator


@dataclass(frozen=True)
class Reporting:
    """How many units sent all their returns for a period (`k`), and how many were asked (`n`)."""

    k: int
    n: int

    @property
    def share(self) -> float:
        """The share of units that reported; 1 if none was asked."""
        return self.k / self.n if self.n else 1.0


def reporting(view: View) -> Reporting:
    """How many units reported for the page's period.

    If it is a collection period, the returns are counted; if it is longer, the figure with the best coverage is used.
    """
    if view.period.cycle == view.workbook.base:
        state = view.returns.loc[view.returns["period"] == str(view.period), "state"]
        return Reporting(int((state != "missing").sum()), len(state))
    rows = [view.standing_of(str(name)) for name in view.standing.index]
    sums = [(row.k / row.n, int(row.k), int(row.n)) for row in rows if row.n > 1]
    _, k, n = max(sums, default=(1.0, 0, 0))
    return Reporting(k, n)


def covered(row: Standing, words: Words) -> str:
    """“k of n units reported”, or “k of n returns” for a unit's own figure; empty if the figure is complete."""
    if math.isnan(row.n) or not row.partial:
        return ""
    if row.n > 1:
        return words("sentence.reported.units", k=int(row.k), n=int(row.n))
    return words("sentence.reported.returns", k=int(row.returns_in), n=int(row.returns_asked))


def remarks(row: Standing, indicator: Indicator, words: Words) -> list[str]:
    """What limits a figure, in words: coverage, suppressed parts, provisional status, and a small denominator."""
    lacking = words("sentence.suppressed", count=int(row.hidden)) if row.hidden > 0 else ""
    mark = words("status_mark.provisional") if row.provisional else ""
    loose = words("sentence.some_provisional", count=int(row.loose)) if row.loose > 0 and not mark else ""
    return [text for text in (covered(row, words), lacking, mark, loose, words.of(row.denominator, indicator)) if text]


def marks(row: Standing, indicator: Indicator, words: Words) -> list[str]:
    """The texts of `remarks` in fewer words."""
    units = row.n > 1
    k, n = (row.k, row.n) if units else (row.returns_in, row.returns_asked)
    partial = row.partial and not math.isnan(row.n)
    parts = [
        words("overview.reported", k=int(k), n=int(n)) if partial else "",
        words("overview.suppressed", count=int(row.hidden)) if row.hidden > 0 else "",
        words("status_mark.provisional") if row.provisional else "",
        words("overview.provisional", count=int(row.loose)) if row.loose > 0 and not row.provisional else "",
        words.of(row.denominator, indicator),
    ]
    return [part for part in parts if part]


def lived(view: View, words: Words) -> str:
    """The months or weeks of the page's period in which the unit existed.

    Empty if it existed for the whole period, or if the period is longer than a year.
    """
    period, start, end = view.period, view.unit.start, view.unit.end
    opens, closes = max(period.opens, start.opens if start else 0), min(period.closes, end.closes if end else period.closes)
    if (opens, closes) == (period.opens, period.closes) or period.months > 12:
        return ""
    if "week" in (start and start.kind, end and end.kind):
        first, last = (words.period(Cycle("week").with_week(week), short=True) for week in (opens, closes))
        return words("page.lived_weeks", first=first, last=last)
    names = words.get("period.months")
    first, last = (names[Cycle("month").with_week(week).first % 12] for week in (opens, closes))
    return words("page.months", first=first, last=last)


def latest_values(view: View) -> pd.DataFrame:
    """The unit's latest figure of each indicator up to the page's period, indexed by indicator."""
    rows = view.values[(view.values["unit"] == view.unit.id) & view.values["value"].notna()]
    order = {text: (period.closes, period.months) for text, period in view.parsed(rows["period"]).items()}
    rows = rows.assign(at=rows["period"].map(lambda text: order[text][0]), long=rows["period"].map(lambda text: order[text][1]))
    return rows.sort_values(["at", "long"], kind="stable").drop_duplicates("indicator", keep="last").set_index("indicator")
