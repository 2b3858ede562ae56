"""The verbs `change` (how figures changed) and `rank` (the order of units), and their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import pandas as pd
import plotly.graph_objects as go
from IPython.display import display

from reportlib.analysis.changes.weekly import per_week
from reportlib.analysis.comparisons.order import in_order
from reportlib.analysis.comparisons.ranks import MIN_RANKED
from reportlib.blocks import Chart, Table, charts
from reportlib.blocks.charts import Setting
from reportlib.blocks.charts.captions import apart
from reportlib.errors import NoFiguresError, QueryError
from reportlib.periods import Period
from reportlib.query import against
from reportlib.query.beside import related
from reportlib.query.columns import VALUES
from reportlib.query.requirements import (
    alone,
    check_ranked,
    check_through,
    indicators,
    one_level,
    or_why,
    through,
    ungrouped,
)  # fmt: skip
from reportlib.workbook.catalogue import Indicator

if TYPE_CHECKING:
    from reportlib.query.selection import Selection

CHANGED: Final = ["before", "change", "growth", "pairs", "of_pairs", "moved", "movers"]
"""The columns of a change: earlier value, difference, relative growth, pairs compared, all pairs, how much of the change
units that joined or left account for, and the number of these units."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to a question; figures are fetched when it is shown."""

    selection: Selection
    most: int = 0

    def top(self, count: int) -> Self:
        """The answer with only its first rows."""
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise QueryError(f"top(…) takes a number from 1, not {count!r}")
        return replace(self, most=count)

    def values(self) -> pd.DataFrame:
        """The rows as a frame."""
        rows = self._rows()
        return rows.head(self.most) if self.most else rows

    def chart(self) -> Chart:
        """The rows as a chart."""
        raise NotImplementedError

    def titled(self, title: str, *, subtitle: str | None = None) -> Chart:
        """The chart under another title."""
        return self.chart().titled(title, subtitle=subtitle)

    def edit(self, change: Callable[[go.Figure], object]) -> Chart:
        """The chart after a change by the caller (see `reportlib.blocks.Chart.edit`)."""
        return self.chart().edit(change)

    def half(self) -> Chart:
        """The chart at half the width of a page."""
        return self.chart().half()

    def _rows(self) -> pd.DataFrame:
        raise NotImplementedError

    def _block(self) -> Chart | Table:
        return self.chart()

    def _ipython_display_(self) -> None:
        display(self._block())  # type: ignore[no-untyped-call]


@dataclass(frozen=True, kw_only=True)
class Change(Answer):
    """The change of figures between two periods, like for like (METHODS 2), the largest rise first."""

    before: Period
    after: Period

    def _rows(self) -> pd.DataFrame:
        """`Selection.values` of the later period and the columns `CHANGED`, with missing values where nothing can be compared."""
        return self._changes()[[*VALUES, *CHANGED]]

    def chart(self) -> Chart:
        """A chart of earlier and later figures; its rows are the units or, for percentages of one unit, the indicators.

        Raises
        ------
        QueryError
            When there are several indicators, unless they are all percentages of one unit.
        """
        changes, chosen = self._changes(), indicators(self.selection)
        if len(chosen) == 1:
            return self._chart(_with_labels(changes), chosen[0], rows="unit")
        if not self._beside(changes):
            raise QueryError("a chart of changes takes one indicator, or several percentages of one unit; values() tells of all")
        of = changes[changes["indicator"].isin([i.id for i in chosen if i.percent])]
        by_change = of.assign(label=of["name"]).sort_values("change", ascending=False, kind="stable", ignore_index=True)
        return self._chart(by_change, chosen[0], rows="indicator")

    def _chart(self, changes: pd.DataFrame, indicator: Indicator, *, rows: str) -> Chart:
        if self._weekly(indicator):
            words = self.selection.book.words
            ends = {"before": words.period(self.before, short=True), "after": words.period(self.after, short=True)}
            reason = words("block.why.weeks", now=self.after.weeks, then=self.before.weeks, **ends)
            return self._setting.nothing(changes, reason)
        return charts.change(
            changes,
            indicator=indicator,
            setting=self._setting,
            before=self.before,
            after=self.after,
            rows=rows,
            top=self.most,
        )

    def _block(self) -> Chart | Table:
        changes = self._changes()
        if len(self.selection.indicators) == 1 or self._beside(changes):
            return self.chart()
        rows = _with_labels(changes.head(self.most) if self.most else changes)
        chosen = indicators(self.selection)
        weekly = [indicator for indicator in chosen if self._weekly(indicator)]
        ends = {"before": self.before, "after": self.after}
        return charts.changes(rows, indicators=chosen, setting=self._setting, **ends, weekly=weekly)

    def _weekly(self, indicator: Indicator) -> bool:
        """Whether the change is computed per week, because the periods have unlike numbers of weeks."""
        return per_week(indicator, self.after, self.before, self.selection.book.workbook)

    @property
    def _setting(self) -> Setting:
        top = f".top({self.most})" if self.most else ""
        return Setting(self.selection.book.words, f'{self.selection.code}.change("{self.before}", "{self.after}"){top}')

    def _beside(self, changes: pd.DataFrame) -> bool:
        return changes["unit"].nunique() == 1 and all(
            i.percent for i in indicators(self.selection) if i.id in set(changes["indicator"])
        )

    def _changes(self) -> pd.DataFrame:
        figures = self.selection.at(self.after).fetched()
        changes = self.selection.changes(self.after, self.before)[["indicator", "unit", *CHANGED, "loose_change", "before_of"]]
        rows = figures.merge(changes, how="left", on=["indicator", "unit"])
        order = rows.assign(place=rows["indicator"].map({name: n for n, name in enumerate(self.selection.indicators)}))
        return rows.loc[order.sort_values(["place", "change"], ascending=[True, False], kind="stable").index].reset_index(
            drop=True
        )


@dataclass(frozen=True, kw_only=True)
class Ranking(Answer):
    """Units in the order of one indicator, the best first; units without a rank come last, with the reason.

    Parameters
    ----------
    line
        The line of code that makes the selection.
    """

    line: str = ""

    def _rows(self) -> pd.DataFrame:
        """`Selection.values` with `rank`, `tied` and `why` (see `analysis.comparisons.order.REASONS`); ranked units first."""
        ranked = self._ranked()
        columns = self.selection.values().columns
        return ranked[[*columns, "rank", "tied", "why"]]

    def chart(self) -> Chart:
        """The units as bars, the best on top; if there are many and `top` was not called, only the first few and the last few."""
        return or_why(self.selection, "rank", lambda _: self._bars())

    def _bars(self) -> Chart:
        selection, ranked = self.selection, self._ranked()
        (indicator,) = indicators(selection)
        return charts.ranking(
            _with_labels(ranked),
            indicator=indicator,
            setting=Setting(selection.book.words, f"{self.line}.rank()" + (f".top({self.most})" if self.most else "")),
            own=selection.unit,
            level=one_level(selection, ranked, "rank"),
            top=self.most,
            benchmark=through(selection, ranked, indicator, "rank"),
        )

    def _ranked(self) -> pd.DataFrame:
        selection = self.selection
        indicator = selection.book.workbook.catalogue[selection.indicators[0]]
        check_ranked(indicator)
        figures = selection.fetched().assign(**against.values(selection, selection.fetched()))
        if len(figures) < MIN_RANKED:
            raise NoFiguresError(_few(len(figures)))
        short = figures.loc[~against.throughout(figures, selection.book.workbook), "unit"].tolist()
        order = in_order(figures.set_index("unit"), indicator, short=short)
        rows = figures.assign(**{name: order[name].to_numpy() for name in ("rank", "tied", "why")})
        return rows.sort_values("rank", kind="stable", na_position="last").reset_index(drop=True)


def change(selection: Selection, before: str | int | Period, after: str | int | Period) -> Change:
    """The change of the selected figures between two periods.

    Raises
    ------
    QueryError
        When the periods differ in length, `after` does not end later, or the selection has groups or benchmarks.
    """
    ungrouped(selection, "change")
    alone(selection, "change")
    then, now = _one_period(selection, before), _one_period(selection, after)
    if not then.like(now):
        raise QueryError(f"{then} and {now} differ in length: a change compares periods of one length")
    if now.closes <= then.closes:
        raise QueryError(f"change(before, after): {now} does not come after {then}")
    return Change(selection=selection, before=then, after=now)


def rank(selection: Selection) -> Ranking:
    """The selected units in the order of one indicator.

    Raises
    ------
    QueryError
        Unless one indicator by which units are ranked, one period and one level are selected.
    """
    ungrouped(selection, "rank")
    check_through(selection, "rank")
    line = selection.code
    if len(selection.indicators) != 1:
        raise QueryError(f"rank() takes one indicator; {len(selection.indicators)} are chosen")
    indicator = selection.book.workbook.catalogue[selection.indicators[0]]
    if not selection.unit:  # a report goes on without the ranking, and says why
        check_ranked(indicator)
    periods = selection.periods(indicator.id)
    if len(periods) != 1:
        raise QueryError(f"rank() takes one period; {len(periods)} are chosen: write at(…)")
    selection = _among(selection, periods[0])
    members = selection.members(periods[0])
    if len({unit.level for unit in members}) > 1:
        raise QueryError("units of two levels are not ranked together: choose those of one with each(…)")
    if len(members) < MIN_RANKED and not selection.unit:
        raise NoFiguresError(_few(len(members)))
    return Ranking(selection=selection, line=line)


def _few(count: int) -> str:
    return f"rank() takes {MIN_RANKED} units or more; {count} are chosen: choose a level with each(…)"


def _among(selection: Selection, period: Period) -> Selection:
    """The selection of the units to rank.

    If a template chose no units, the selection gets the children of the report's unit or, if they are fewer than
    `MIN_RANKED`, its siblings.
    """
    if not selection.unit or selection.chosen:
        return selection
    below = related(selection.book, "children", selection.unit, period)
    return selection.of("children" if len(below) >= MIN_RANKED else "siblings") if selection.book.snapshot.until else selection


def _with_labels(figures: pd.DataFrame) -> pd.DataFrame:
    with_names = figures.assign(label=figures["unit_name"])
    return with_names.assign(label=with_names["unit"].map(apart(with_names)))


def _one_period(selection: Selection, word: str | int | Period) -> Period:
    periods = selection.at(word).periods(selection.indicators[0])
    if len(periods) != 1:
        raise QueryError(f"'{word}' stands for {len(periods)} periods; change(before, after) takes one period for each")
    return periods[0]
