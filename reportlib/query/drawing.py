"""The verbs that draw charts over time, of spread and of relations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from reportlib.blocks import Chart, charts
from reportlib.blocks.plot.points import points_in
from reportlib.errors import NoFiguresError, QueryError
from reportlib.query import against
from reportlib.query.requirements import (
    alone,
    count_called,
    group_name,
    indicator_called,
    indicators,
    labelled,
    level_name,
    no_figures,
    note_parents,
    of_units,
    one_indicator,
    one_level,
    one_period,
    or_says_why,
    setting,
    through,
)  # fmt: skip
from reportlib.workbook.catalogue import Indicator

if TYPE_CHECKING:
    from reportlib.query.selection import Selection

LINES: Final = 8
PANELS: Final = 24
"""The most lines of a trend, and the most panels of small multiples, that can be read."""


@or_says_why
def trend(selection: Selection) -> Chart:
    """One indicator over time.

    Raises
    ------
    QueryError
        When there are several indicators, periods of several lengths, or more than `LINES` lines.
    """
    indicator = one_indicator(selection, "trend", other="multiples()")
    of_units(selection, "trend")
    chosen, context = _over_time(selection), setting(selection, "trend()")
    if not _lasting(chosen, indicator):
        return context.nothing(no_figures(), context.words("block.why.points", name=context.words.name(indicator.name)))
    figures = labelled(chosen)
    lines = figures["label"].nunique()
    if lines > LINES:
        raise QueryError(
            f"trend() draws up to {LINES} lines; {lines} are chosen: name some with of(…), group them with by(…), or see spread()"
        )
    bound = _bound(chosen, indicator, figures)
    beside, lacking = _beside(bound, figures, [indicator])
    lacking = lacking if selection.benchmarks else []
    note = context.words("block.as_then") if selection.group in ("pilot", "parent") else ""
    unset = context.words("block.unset", names=context.words.join(lacking)) if lacking else ""
    return charts.trend(
        figures,
        indicator=indicator,
        setting=context,
        benchmarks=beside,
        targets=_aims(bound, figures),
        note=context.words("figure.between").join(filter(None, [note, unset])),
    )


def _bound(selection: Selection, indicator: Indicator, figures: pd.DataFrame) -> Selection:
    """The selection.

    If a template chose no units, groups or benchmarks, the selection gets as benchmarks the target and, for a ratio or score,
    the unit above.
    """
    if not selection.unit or selection.chosen or selection.benchmarks or selection.group:
        return selection
    above = indicator.divides and (figures["parent"] != "").any()
    return replace(selection, benchmarks=("parent", "target") if above else ("target",))


@or_says_why
def multiples(selection: Selection) -> Chart:
    """Several indicators of one unit over time.

    Raises
    ------
    QueryError
        When there is more than one unit, or more than `PANELS` indicators have figures.
    """
    of_units(selection, "multiples")
    if "target" in selection.benchmarks:
        raise QueryError("multiples() draws no targets: leave against('target') out; trend() draws them")
    chosen, context = _over_time(selection), setting(selection, "multiples()")
    lasting = tuple(i.id for i in indicators(selection) if _lasting(chosen, i))
    if not lasting:
        return context.nothing(
            no_figures(),
            context.words("block.why.panels", unit=context.words("block.indicators", count=len(selection.indicators))),
        )
    chosen = replace(chosen, indicators=lasting)
    figures = labelled(chosen)
    if (lines := figures["label"].nunique()) > 1:
        raise QueryError(f"multiples() takes one unit; {lines} are chosen: write of('…'), or see trend() for one indicator")
    with_line = int((figures.groupby("indicator")["value"].count() > 1).sum())
    if with_line > PANELS:
        raise QueryError(
            f"multiples() draws up to {PANELS} indicators; {with_line} have figures: choose some, such as where(owner='…')"
        )
    comparable = _comparable(chosen, figures)
    beside, lacking = _beside(chosen, figures[figures["indicator"].isin([i.id for i in comparable])], comparable)
    unset = context.words("block.unset", names=context.words.join(lacking)) if lacking else ""
    return charts.multiples(
        figures, indicators=indicators(selection), setting=context, benchmarks=beside, every=selection.every, note=unset
    )


def _comparable(selection: Selection, figures: pd.DataFrame) -> list[Indicator]:
    """The indicators that may be drawn beside the benchmarks.

    If all benchmarks are units of the selected units' level, these are all indicators, else the ratios and scores.
    """
    of_selection, units = indicators(selection), selection.book.workbook.units.by_id
    if selection.benchmarks and all(
        name in units and {units[name].level} == _levels_of(figures) for name in selection.benchmarks
    ):
        return list(of_selection)
    alike = [indicator for indicator in of_selection if indicator.divides]
    if selection.benchmarks and not alike:
        raise QueryError(
            f"against({', '.join(map(repr, selection.benchmarks))}) takes ratios and scores, and none of these is one"
        )
    return alike


def _levels_of(figures: pd.DataFrame) -> set[str]:
    return set(figures["level"]) if "level" in figures else set()


@or_says_why
def spread(selection: Selection) -> Chart:
    """How units are spread over the values of one indicator.

    Raises
    ------
    QueryError
        Unless one indicator and one period are selected, with units of one level or grouped by level.
    """
    indicator = one_indicator(selection, "spread", other="relate(…)")
    of_units(selection, "spread")
    one_period(selection, "spread", indicator)
    figures = labelled(replace(selection, group="", benchmarks=()))
    if selection.group == "level":
        level = selection.book.words.join([level_name(selection, one) for one in dict.fromkeys(figures["level"])])
    else:
        level = one_level(selection, figures, "spread")
    if len(figures) < 2:
        raise NoFiguresError("spread() takes 2 units or more; 1 is chosen: choose a level with each(…)")
    note_parents(selection, figures)
    strips = [group_name(selection, value) for value in figures[selection.group]] if selection.group else [level] * len(figures)
    line = through(replace(selection, group=""), figures, indicator, "spread")
    marks = [(str(line["label"].iloc[0]), point.value) for point in points_in(line)] if line is not None else []
    known_marks = [(name, value) for name, value in marks if value is not None]
    return charts.spread(
        figures.assign(strip=strips), indicator=indicator, setting=setting(selection, "spread()"), level=level, marks=known_marks
    )


@or_says_why
def relate(selection: Selection, other: str, *, size: str = "") -> Chart:
    """Two indicators of the same units as a scatter plot; the size of the dots shows the count `size`.

    Raises
    ------
    QueryError
        When the two indicators are the same or have different periods, an indicator has no figures, or `size` is not a count.
    """
    first = one_indicator(selection, "relate", other="heatmap()")
    alone(selection, "relate")
    of_units(selection, "relate")
    second = indicator_called(selection, other)
    if first is second:
        raise QueryError(f"relate('{second.id}'): that is the indicator itself; name another one")
    wanted = (first, second, *([count_called(selection, size)] if size else []))
    _same_period(selection, wanted)
    chosen = replace(selection, indicators=tuple(dict.fromkeys(i.id for i in wanted)))
    figures = labelled(chosen)
    for indicator in wanted:
        if indicator.id not in set(figures["indicator"]):
            raise QueryError(
                f"relate(): '{indicator.id}' has no figures of these units; it has on {_levels(selection, indicator)}"
            )
    level = one_level(selection, figures, "relate") if not selection.group else ""
    if figures["label"].nunique() < 2:
        raise NoFiguresError("relate() takes 2 units or more; 1 is chosen: choose a level with each(…)")
    arguments = ", ".join([f'"{wanted[1].id}"', *([f'size="{wanted[2].id}"'] if size else [])])
    return charts.relate(figures, indicators=wanted, setting=setting(selection, f"relate({arguments})"), level=level)


def _over_time(selection: Selection) -> Selection:
    return selection if selection.when or selection.kind is not None else selection.over()


def _lasting(selection: Selection, indicator: Indicator) -> bool:
    """Whether `over(…)` found periods for a line; raises if `at(…)` chose fewer than two, or periods differ in length."""
    periods = selection.periods(indicator.id)
    if not periods and selection.kind is not None:
        return False
    if len(periods) < 2 and selection.kind is None:
        raise NoFiguresError(f"a line takes 2 periods or more; {len(periods)} is chosen: write at('last 4') or over()")
    if not all(period.like(periods[0]) for period in periods):
        raise QueryError(
            f"a line takes periods of one length; {periods[0]} and {periods[-1]} are not: write over('{periods[0].kind}')"
        )
    return True


def _beside(selection: Selection, figures: pd.DataFrame, of: list[Indicator]) -> tuple[pd.DataFrame | None, list[str]]:
    lines, lacking = [], []
    for name in selection.benchmarks:
        if name in ("rest", "peers", "target") and not selection.group and figures["label"].nunique() > 1:
            raise QueryError(f"against('{name}') takes one unit; {figures['label'].nunique()} are chosen, each with its own")
        against.check(selection, name, [indicator.id for indicator in of])
        if name == "target":
            lacking += [] if len(against.aims(selection, figures)) else [selection.book.words("figure.target")]
            continue
        rows = against.points(selection, figures, name).drop_duplicates(["indicator", "period", "label"])
        _check_level(selection, rows, figures, of)
        with_figure = rows[rows["label"].isin(rows.loc[rows["value"].notna(), "label"])]
        lacking += [] if len(with_figure) else [_benchmark_name(selection, name)]
        lines.append(with_figure[~with_figure["label"].isin(figures["label"])])
    tables = [rows for rows in lines if len(rows)]
    return (pd.concat(tables, ignore_index=True) if tables else None), lacking


def _check_level(selection: Selection, rows: pd.DataFrame, figures: pd.DataFrame, of: list[Indicator]) -> None:
    levels = {selection.book.workbook.units[unit].level for unit in set(rows["unit"]) if unit}
    for indicator in of:
        if levels and indicator.counts and "level" in figures and not levels <= set(figures["level"]):
            raise QueryError(
                f"'{indicator.id}' is a {against.kind_of(indicator)}: units of two levels are not set beside each other by it"
            )


def _benchmark_name(selection: Selection, name: str) -> str:
    unit = selection.book.workbook.units.by_id.get(name)
    return selection.book.name_of(unit) if unit else name


def _aims(selection: Selection, figures: pd.DataFrame) -> pd.DataFrame | None:
    if "target" not in selection.benchmarks:
        return None
    rows = against.aims(selection, figures)
    return rows[["period", "value", "span"]] if len(rows) else None


def _same_period(selection: Selection, wanted: tuple[Indicator, ...]) -> None:
    periods = {indicator.id: one_period(selection, "relate", indicator) for indicator in wanted}
    other = next((name for name, period in periods.items() if not period.same_as(periods[wanted[0].id])), None)
    if other:
        one = wanted[0].id
        raise QueryError(f"relate(): '{one}' is of {periods[one]}, '{other}' of {periods[other]}: write at({periods[other]})")


def _levels(selection: Selection, indicator: Indicator) -> str:
    workbook = selection.book.workbook
    return ", ".join(level for level in workbook.level_ids if indicator in workbook.indicators_on(level))
