"""The verbs of statistical methods: signals, progress, funnel, caterpillar, Lorenz curve, pilots (METHODS 4 to 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from reportlib.analysis.sums.rules import is_stock
from reportlib.blocks import Chart, charts
from reportlib.errors import NoFiguresError, QueryError, UnsuitedError
from reportlib.periods import Kind, Period
from reportlib.query import against, beside
from reportlib.query.beside import related
from reportlib.query.requirements import (
    alone,
    check_comparable,
    count_called,
    labelled,
    no_figures,
    of_units,
    one_indicator,
    one_level,
    one_period,
    one_unit,
    or_says_why,
    setting,
    ungrouped,
)  # fmt: skip
from reportlib.workbook.catalogue import Break, Indicator

if TYPE_CHECKING:
    from reportlib.query.selection import Selection


@or_says_why
def signal(selection: Selection) -> Chart:
    """The signals in one figure over time, by the method that the catalogue names for the indicator (`signal`).

    Raises
    ------
    QueryError
        Unless one indicator and one unit are selected, with no benchmark but the target.
    """
    indicator = one_indicator(selection, "signal", other="multiples()")
    ungrouped(selection, "signal")
    _only_targets(selection, "signal")
    context = setting(selection, "signal()")
    if indicator.signal == "none":
        return context.nothing(no_figures(), context.words("block.why.signal", name=context.words.name(indicator.name)))
    collected = indicator.frequency or selection.book.workbook.base.kind
    chosen = selection if _chosen(selection) else _history(selection, "year" if indicator.signal == "trend" else collected)
    figures = _of_one(chosen, "signal")
    breaks = _breaks(indicator, figures)
    if indicator.signal == "trend":
        return charts.recent(figures, indicator=indicator, setting=context, breaks=breaks)
    return charts.signal(figures, indicator=indicator, setting=context, breaks=breaks, target=_target(chosen, figures))


@or_says_why
def progress(selection: Selection) -> Chart:
    """The growth of one figure, beside the growth that it needs to reach its next target.

    Raises
    ------
    QueryError
        Unless one indicator and one unit are selected.
    """
    indicator = one_indicator(selection, "progress", other="table()")
    ungrouped(selection, "progress")
    alone(selection, "progress")
    context = setting(selection, "progress()")
    figures, rows = _towards(selection, indicator)
    if rows is None:
        gaps = {"name": context.words.name(indicator.name), "unit": str(figures["label"].iloc[0])}
        return context.nothing(figures, context.words("block.why.target", **gaps))
    period = Period.parse(str(rows["period"]))
    return charts.progress(figures, indicator=indicator, setting=context, target=float(rows["value"]), target_period=period)


@or_says_why
def funnel(selection: Selection, *, size: str = "", overdispersed: bool = False) -> Chart:
    """A funnel plot: which units differ from all units together by more than chance.

    Parameters
    ----------
    size
        The id or name of a count, shown by the size of the dots.
    overdispersed
        Whether limits are wider, to allow for usual differences between units.

    Raises
    ------
    QueryError
        Unless one ratio with an interval, one period and units of one level are selected.
    """
    indicator, chosen = many(selection, "funnel")
    _check_interval(indicator, "funnel")
    sized = count_called(chosen, size) if size else None
    figures = labelled(chosen)
    level = one_level(chosen, figures, "funnel")
    options = [*([f'size="{sized.id}"'] if sized else []), *(["overdispersed=True"] if overdispersed else [])]
    if sized:
        sizes = replace(chosen, indicators=(sized.id,)).fetched().set_index("unit")["value"]
        figures = figures.assign(dot=figures["unit"].map(sizes))
    context = setting(selection, f"funnel({', '.join(options)})")
    return charts.funnel(figures, indicator=indicator, setting=context, level=level, size=sized, overdispersed=overdispersed)


@or_says_why
def caterpillar(selection: Selection) -> Chart:
    """A caterpillar plot: units in the order of their values, with intervals.

    Raises
    ------
    QueryError
        Unless one ratio with an interval, one period and units of one level are selected.
    """
    indicator, chosen = many(selection, "caterpillar")
    _check_interval(indicator, "caterpillar")
    figures = labelled(chosen)
    level = one_level(chosen, figures, "caterpillar")
    context = setting(selection, "caterpillar()")
    return charts.caterpillar(figures, indicator=indicator, setting=context, level=level, own=selection.unit)


@or_says_why
def lorenz(selection: Selection) -> Chart:
    """Lorenz curves of this year and the year before: how evenly a ratio is spread over units, weighted by denominator.

    Raises
    ------
    QueryError
        Unless one ratio, one period and units of one level are selected.
    """
    indicator, chosen = many(selection, "lorenz")
    if indicator.kind != "ratio":
        message = f"lorenz() takes a ratio, a benefit per worker; '{indicator.id}' is a {against.kind_of(indicator)}"
        raise UnsuitedError(message, why="even_kind")
    figures = labelled(chosen)
    level = one_level(chosen, figures, "lorenz")
    now = one_period(chosen, "lorenz", indicator)
    period = now.year_before()
    broken = period and any(indicator.broken(unit, earlier=period, later=now) for unit in figures["unit"])
    before = _then(chosen, period) if period and not broken else None
    return charts.lorenz(figures, indicator=indicator, setting=setting(selection, "lorenz()"), level=level, before=before)


@or_says_why
def pilots(selection: Selection) -> Chart:
    """The change of the pilot units since they became pilots, beside the change of the other units.

    Raises
    ------
    QueryError
        Unless one ratio, rate or score, one period and units of one level are selected.
    """
    indicator, chosen = many(selection, "pilots")
    period = one_period(chosen, "pilots", indicator)
    check_comparable(indicator, "pilots")
    past = [one for one in _history(chosen, period.kind).periods(indicator.id) if one.closes <= period.closes]
    if period not in past:
        raise QueryError(f"pilots(): {period} is no period of a series; write at('2020Q4') or at(2020)")
    figures = labelled(chosen.at(*past))
    figures = figures[_leading(figures, indicator, period)]
    one_level(chosen, figures, "pilots")
    return charts.pilots(figures, indicator=indicator, setting=setting(selection, "pilots()"), period=period)


def many(selection: Selection, verb: str) -> tuple[Indicator, Selection]:
    """The one indicator, and the selection.

    If a template chose no units, the selection gets the children of the report's unit or, without children, its siblings.
    """
    indicator = one_indicator(selection, verb, other="table()")
    of_units(selection, verb)
    ungrouped(selection, verb)
    alone(selection, verb)
    period = one_period(selection, verb, indicator)
    if selection.unit and not selection.chosen:
        below = related(selection.book, "children", selection.unit, period)
        selection = selection.of("children" if below else "siblings")
    if not selection.members(period):
        raise NoFiguresError(f"no unit existed in {period} that meets what of(…), each(…) and where(…) ask for")
    return indicator, selection


def _check_interval(indicator: Indicator, verb: str) -> None:
    if indicator.uncertainty == "none":
        message = f"{verb}() takes a ratio with an interval; '{indicator.id}' has none: see spread() or rank()"
        raise UnsuitedError(message, why="interval")


def _chosen(selection: Selection) -> bool:
    return len(selection.when) > 1 or selection.kind is not None


def _history(selection: Selection, kind: Kind | None) -> Selection:
    """The selection over all periods of `kind`; without `kind`, over periods already chosen, else all collection periods."""
    if kind is None and _chosen(selection):
        return selection
    return selection.over() if kind is None else selection.over(kind)


def _of_one(selection: Selection, verb: str) -> pd.DataFrame:
    figures = labelled(replace(selection, benchmarks=()))
    if figures["unit"].nunique() > 1:
        one_unit(selection, verb, Period.parse(str(figures["period"].iloc[-1])))
        raise QueryError(f"{verb}() takes one unit; {figures['unit'].nunique()} are chosen: write of('…')")
    return figures


def _breaks(indicator: Indicator, figures: pd.DataFrame) -> tuple[Break, ...]:
    return indicator.breaks_of(str(figures["unit"].iloc[0]))


def _only_targets(selection: Selection, verb: str) -> None:
    others = [name for name in selection.benchmarks if name != "target"]
    if others:
        raise QueryError(f"{verb}() sets only against('target') beside its figures: leave {', '.join(map(repr, others))} out")


def _target(selection: Selection, figures: pd.DataFrame) -> float | None:
    if not (selection.unit or "target" in selection.benchmarks):
        return None
    rows = against.aims(selection, figures)
    last = max(figures["period"], key=lambda text: Period.parse(text).closes)
    mine = rows[rows["span"] == last]
    return float(mine["value"].iloc[0]) if len(mine) else None


def _towards(selection: Selection, indicator: Indicator) -> tuple[pd.DataFrame, pd.Series[float] | None]:
    """The figures since the last break in series, up to the chosen period, and the row of the next target, None if there is none.

    For an indicator that is counted over a period, only targets for periods of the same kind are used.
    """
    period = None if _chosen(selection) else one_period(selection, "progress", indicator)
    chosen = _history(selection, period.kind if period and period.kind in ("year", "half", "quarter", "month") else None)
    figures = _of_one(chosen, "progress")
    last = period.closes if period else max(Period.parse(text).closes for text in figures["period"])
    now = max((Period.parse(text) for text in figures["period"] if Period.parse(text).closes <= last), key=lambda one: one.closes)
    figures = figures[_leading(figures, indicator, now)]
    every = beside.targets(selection.book, (indicator.id,), tuple(dict.fromkeys(figures["unit"])))
    ends = pd.Series([Period.parse(text).closes for text in every["period"]], index=every.index, dtype="int64")
    fitting = pd.Series(
        [is_stock(indicator) or Period.parse(text).kind == now.kind for text in every["period"]], index=every.index, dtype="bool"
    )
    later = ends[(ends >= last) & fitting].sort_values(kind="stable")
    return figures, (every.loc[later.index[0]] if len(later) else None)


def _leading(figures: pd.DataFrame, indicator: Indicator, now: Period) -> list[bool]:
    """Whether each figure is comparable with a figure of `now`: it is not later, and there is no break in series in between."""
    periods = {text: Period.parse(text) for text in figures["period"].unique()}
    pairs = [(unit, periods[text]) for unit, text in zip(figures["unit"], figures["period"], strict=True)]
    return [
        one.closes <= now.closes and (one == now or not indicator.broken(unit, earlier=one, later=now)) for unit, one in pairs
    ]


def _then(selection: Selection, period: Period) -> pd.DataFrame | None:
    try:
        return labelled(selection.at(period))
    except QueryError:  # the figures do not reach so far back
        return None
