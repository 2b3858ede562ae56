"""Benchmarks: the unit above, the unit above without the unit itself, peers, a target, or another unit (METHODS 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.comparisons.targets import figure_period
from reportlib.analysis.sums.rules import is_over_time
from reportlib.errors import NoFiguresError, QueryError
from reportlib.periods import Period
from reportlib.query import beside
from reportlib.query.members import Named
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

if TYPE_CHECKING:
    from reportlib.query.selection import Selection

WORDS: Final = ("parent", "rest", "peers", "target")
KEY: Final = ["indicator", "period", "for"]


def benchmarks_of(wanted: Sequence[object], selection: Selection) -> tuple[str, ...]:
    """The benchmarks that `against(…)` names: words of `WORDS` or ids of units.

    Raises
    ------
    QueryError
        When a name is neither such a word nor a unit, or no name is given.
    """
    if not wanted:
        raise QueryError(f"against(…) takes {', '.join(map(repr, WORDS))} or a unit, such as against('parent')")
    return tuple(dict.fromkeys(_one(name, selection) for name in wanted))


def _one(wanted: object, selection: Selection) -> str:
    if isinstance(wanted, str) and wanted in WORDS:
        return wanted
    close_matches = get_close_matches(str(wanted).casefold(), WORDS, n=1, cutoff=0.6)
    try:
        return selection.book.names.units.id_of(wanted)
    except QueryError as error:
        hint = f"did you mean '{close_matches[0]}'? " if close_matches else ""
        raise QueryError(f"against(…): {hint}it takes {', '.join(map(repr, WORDS))} or a unit; {error}") from None


def values(selection: Selection, figures: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """A column `against_…` for each benchmark: the benchmark's figure for each row of `figures`; missing where it has none."""
    columns = {}
    for name in selection.benchmarks:
        check(selection, name, selection.indicators)
        others = points(selection, figures, name)
        keys = figures[["indicator", "period"]].assign(**{"for": figures["group" if selection.group else "unit"]})
        merged = keys.merge(others[[*KEY, "value"]], how="left", on=KEY)
        columns[f"against_{name}"] = pd.Series(merged["value"].to_numpy(dtype="float64"), index=figures.index)
    return columns


def check(selection: Selection, name: str, indicators: Sequence[str]) -> None:
    """Check that the indicators can be compared with a benchmark.

    Raises
    ------
    QueryError
        When an indicator cannot be, or when units are grouped and the benchmark is a word of `WORDS`.
    """
    if name in WORDS and selection.group:
        raise QueryError(f"a group has no {name} to be set beside: leave by(…) or against('{name}') out")
    if name in ("parent", "rest", "peers"):
        for indicator in (selection.book.workbook.catalogue[one] for one in indicators):
            if not (indicator.comparable if name == "peers" else indicator.divides):
                raise QueryError(_unlike(name, indicator))


def _unlike(name: str, indicator: Indicator) -> str:
    reason = f"'{indicator.id}' is a {kind_of(indicator)}"
    if name == "peers":
        return f"{reason}, which tells how large a unit is: against('peers') takes ratios, rates and scores"
    return f"{reason}: against('{name}') takes ratios and scores, which are alike on every level"


def kind_of(indicator: Indicator) -> str:
    """The kind of an indicator, as messages name it."""
    return "distinct count" if indicator.kind == "distinct" else indicator.kind


def points(selection: Selection, figures: pd.DataFrame, name: str) -> pd.DataFrame:
    """The figures of a benchmark; column `for` has the unit or group to compare, `label` the benchmark's name."""
    points_by_name: dict[str, Callable[[Selection, pd.DataFrame], pd.DataFrame]] = {
        "parent": _parents, "rest": _rests, "peers": _peers, "target": _targets,
    }  # fmt: skip
    return points_by_name[name](selection, figures) if name in points_by_name else _of_unit(selection, figures, name)


def _of_unit(selection: Selection, figures: pd.DataFrame, unit: str) -> pd.DataFrame:
    rows = _figures_of(selection, (unit,))
    key = "group" if selection.group else "unit"
    others = [one for one in dict.fromkeys(figures[key]) if one != unit]
    return rows.merge(pd.DataFrame({"for": pd.Series(others, dtype=figures[key].dtype)}), how="cross")


def _parents(selection: Selection, figures: pd.DataFrame) -> pd.DataFrame:
    above = figures.loc[figures["parent"] != "", ["indicator", "period", "unit", "parent"]]
    if above.empty:
        raise NoFiguresError(f"there is no unit above {', '.join(map(repr, list(dict.fromkeys(figures['unit']))[:3]))}")
    rows = _figures_of(selection, tuple(dict.fromkeys(above["parent"])))
    pairs = above.rename(columns={"unit": "for", "parent": "unit"})
    return pairs.merge(rows, how="inner", on=["indicator", "period", "unit"])


def _figures_of(selection: Selection, units: tuple[str, ...]) -> pd.DataFrame:
    """The figures of `units` in the selected indicators and periods; an empty frame if there are none."""
    other = replace(selection, chosen=Named(units), having=(), group="", benchmarks=())
    try:
        rows = other.fetched()
    except QueryError:  # they have none of these indicators, or were not there
        return pd.DataFrame(columns=["indicator", "period", "unit", "value", "origin", "label"])
    return rows.assign(label=rows["unit_name"])


def _rests(selection: Selection, figures: pd.DataFrame) -> pd.DataFrame:
    book, names = selection.book, tuple(dict.fromkeys(figures["indicator"]))
    book.snapshot.rests([Period.parse(text) for text in dict.fromkeys(figures["period"])])  # all at once is quicker
    tables = [
        beside.rests(book, names, tuple(dict.fromkeys(rows["unit"])), Period.parse(str(text)))
        for text, rows in figures.groupby("period", sort=False)
    ]
    rows = figures[["indicator", "period", "unit", "parent"]].merge(pd.concat(tables), on=["indicator", "period", "unit"])
    above = names_of(selection, rows)
    labels = [book.words("verdict.rest", whole=above[one]) for one in rows["parent"]]
    return rows.rename(columns={"unit": "for"}).assign(label=labels, unit="", qualifier="exactly", absence="")


def names_of(selection: Selection, rows: pd.DataFrame) -> dict[str, str]:
    """The names of the units in column `parent`, by id; if a parent was renamed, its name in the last of the periods."""
    names = {"": ""}
    for text, rows_then in rows[rows["parent"] != ""].groupby("period", sort=False):
        above = replace(selection, chosen=Named(tuple(dict.fromkeys(rows_then["parent"]))), having=())
        names |= {
            unit.id: selection.book.words.name(unit.as_of(Period.parse(str(text))).name)
            for unit in above.members(Period.parse(str(text)))
        }
    return names


def _peers(selection: Selection, figures: pd.DataFrame) -> pd.DataFrame:
    """The median of the figures of each unit's peers, without the unit itself; figures that may not be ranked are left out."""
    book = selection.book
    of = {(unit, text): [p.id for p in beside.related(book, "peers", unit, Period.parse(text))] for unit, text in _pairs(figures)}
    rows = _figures_of(selection, tuple(dict.fromkeys(peer for peers in of.values() for peer in peers)))
    rows = rows[_can_be_ranked(rows, selection)] if len(rows) else rows
    medians = []
    for (unit, text), peers in of.items():
        there = rows[rows["period"].eq(text) & rows["unit"].isin(peers)]
        for name, values in there.groupby("indicator", sort=False)["value"]:
            medians.append({"indicator": name, "period": text, "for": unit, "value": float(values.median())})
    table = pd.DataFrame(medians, columns=[*KEY, "value"])
    origin = rows["origin"].mode().iloc[0] if len(rows) else ""
    return table.assign(label=selection.book.words("block.peers"), unit="", origin=origin, qualifier="exactly", absence="")


def _pairs(figures: pd.DataFrame) -> list[tuple[str, str]]:
    return list(dict.fromkeys(zip(figures["unit"], figures["period"], strict=True)))


def _can_be_ranked(rows: pd.DataFrame, selection: Selection) -> pd.Series[bool]:
    """Whether each figure is exact, complete, of the whole period, and has a large enough denominator."""
    catalogue = selection.book.workbook.catalogue
    least = rows["indicator"].map(
        {i: catalogue[i].min_denominator if catalogue[i].kind == "ratio" else 0.0 for i in selection.indicators}
    )
    large = rows["denominator"].isna() | (rows["denominator"] >= least)
    return large & reckonable(rows) & throughout(rows, selection.book.workbook)


def throughout(rows: pd.DataFrame, workbook: Workbook) -> pd.Series[bool]:
    """Whether each figure's unit existed, and was asked for returns, throughout the period.

    Always true for indicators that are not counted over a period, such as a number at its end.
    """
    over_time = {i.id for i in workbook.catalogue.indicators if is_over_time(i)}
    pairs = zip(rows["unit"], map(Period.parse, rows["period"]), strict=True)
    lived = pd.Series([_lived(workbook.units[unit], period) for unit, period in pairs], index=rows.index, dtype="bool")
    return ~rows["indicator"].isin(over_time) | (lived & rows["asked_part"].ne(1))


def _lived(unit: Unit, period: Period) -> bool:
    started = unit.start is None or unit.start.opens <= period.opens
    return started and (unit.end is None or unit.end.closes >= period.closes)


def _targets(selection: Selection, figures: pd.DataFrame) -> pd.DataFrame:
    rows = aims(selection, figures)
    return rows.assign(period=rows["span"])[[*KEY, "value", "label"]].drop_duplicates(KEY)


def aims(selection: Selection, figures: pd.DataFrame) -> pd.DataFrame:
    """The targets for the units and indicators of `figures`; `span` is the period whose figure should reach the target."""
    catalogue = selection.book.workbook.catalogue
    wanted = figures[["indicator", "unit"]].drop_duplicates()
    units = tuple(dict.fromkeys(figures["unit"]))
    rows = beside.targets(selection.book, selection.indicators, units).merge(wanted, on=["indicator", "unit"])
    periods = [Period.parse(text) for text in dict.fromkeys(figures["period"])]
    spans = [
        figure_period(Period.parse(p), periods, catalogue[i]) for p, i in zip(rows["period"], rows["indicator"], strict=True)
    ]
    rows = rows.assign(span=[str(span or "") for span in spans], label=selection.book.words("figure.target"))
    rows = rows[rows["span"] != ""].rename(columns={"unit": "for"})
    exact = rows["period"] == rows["span"]
    return rows.assign(first=~exact).sort_values("first", kind="stable").drop(columns="first").reset_index(drop=True)
