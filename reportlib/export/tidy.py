"""The tidy sheets of an annex: an overview, every figure with its numerator, denominator and coverage, and the methods.

Numbers are unrounded and formatted as on the page, so that columns can be sorted, filtered and computed with.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks.sections.notes import defined, parts
from reportlib.blocks.sheet import Cell, Row, origin_name
from reportlib.blocks.text import Words, verdicts
from reportlib.blocks.text.reading_numbers import Number, style
from reportlib.blocks.text.rounding import change_decimals, decimal
from reportlib.data.table import ABSENCES
from reportlib.export.spreadsheet import Sheet
from reportlib.workbook.catalogue import Indicator

PARTS = ("numerator", "denominator")
OVERVIEW = (
    "dimension", "indicator", "owner", "period", "value", "measure", "qualifier", "low", "high", "year_before", "change",
    "rest", "gap", "verdict", "target", "target_period", "ahead", "rank", "ranked", "k", "n", "status", "origin",
)  # fmt: skip
"""The columns of the overview."""
FIGURES = (
    "indicator", "unit", "period", "value", "measure", "qualifier", *PARTS, "k", "n", "low", "high", "status", "origin", "source",
    "note",
)  # fmt: skip
"""The columns of the sheet of figures."""
METHODS = ("dimension", "indicator", "owner", "note", "parts", "measure", "direction", "kind", "rollup", "interval")
"""The columns of the sheet of methods."""
_COLUMNS_READ = [
    "indicator",
    "unit",
    "period",
    "value",
    *PARTS,
    "k",
    "n",
    "qualifier",
    "status",
    "absence",
    "origin",
    "source",
    "note",
]


def tidy(view: View, words: Words, *, opening: Sequence[str]) -> list[Sheet]:
    """The three tidy sheets of a page.

    Parameters
    ----------
    opening
        The texts above the overview: title, period, headline, where the figures come from.
    """
    above = [Row.of([text], "title" if n == 0 else "line") for n, text in enumerate(opening)]
    return [
        Sheet(words("annex.overview"), [*above, _head(OVERVIEW, words), *_overview(view, words)], table=True),
        Sheet(words("annex.figures"), [_head(FIGURES, words), *_figures(view, words)], table=True),
        Sheet(words("annex.methods"), [_head(METHODS, words), *_methods(view, words)], table=True),
    ]


def _head(columns: Sequence[str], words: Words) -> Row:
    return Row.of([words(f"annex.columns.{name}") for name in columns], "head")


def _overview(view: View, words: Words) -> Iterator[Row]:
    for dimension in view.workbook.catalogue.dimensions:
        for name in view.standing.index:
            if view.workbook.catalogue[name].dimension == dimension.id:
                yield Row.of(_standing(view.of(name), words, name, words.name(dimension.name)), "data")


def _standing(view: View, words: Words, name: str, dimension: str) -> list[Cell]:
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    low, high = _interval(row, indicator)
    change = row.changed("year")
    origin_and_qualifier = _origin_and_qualifier(row.origin, row.qualifier, words) if row.has_value else ("", "")
    verdict = row.verdict and words(
        "verdict.provisional" if row.loose_verdict else "annex.plain", verdict=words(f"verdict.{row.verdict}")
    )
    return [
        *(
            dimension,
            words.name(indicator.name),
            words.name(view.workbook.catalogue.owner(indicator.owner).name_for(synthetic=view.unit.synthetic)),
        ),
        *(
            words.period(view.period),
            _value(row.value, row.absence, indicator, words),
            _measure(indicator, words),
            origin_and_qualifier[1],
            low,
            high,
        ),
        *(_amount(change.before if change.has_change else math.nan, indicator), _apart(change.difference, indicator, words)),
        *(
            _amount(row.rest_value, indicator),
            _apart(row.gap, indicator, words),
            verdict or (words("index.unjudged") if row.compared else ""),
        ),
        *(
            _amount(row.target, indicator),
            words.period(row.target_period) if row.target_period else "",
            _apart(row.ahead, indicator, words),
        ),
        *(_part(value) for value in (row.rank, row.of, row.k, row.n)),
        *(_status(row.status, row.absence, words), origin_and_qualifier[0]),
    ]


def _interval(row: Standing, indicator: Indicator) -> tuple[Cell, Cell]:
    if not row.interval_high >= row.interval_low:
        return "", ""
    return _amount(row.interval_low, indicator), _amount(row.interval_high, indicator)


def _figures(view: View, words: Words) -> list[Row]:
    printed = _printed(view)
    printed_keys = {_what(row) for row in printed}
    rows = [*(row for row in _computed(view) if _what(row) not in printed_keys), *printed]
    order = {name: n for n, name in enumerate(view.workbook.catalogue.by_id)}
    rows.sort(key=lambda row: (order[row["indicator"]], row["unit"] != view.unit.id))
    return [_figure(row, view, words) for row in rows]


def _what(row: Mapping[Hashable, Any]) -> tuple[Any, ...]:
    """The key of a row: rows with equal keys are one figure. The published row is kept, because it has the citation."""
    return tuple(row[name] for name in ("indicator", "unit", "period", "origin", "value"))


def _computed(view: View) -> list[dict[Hashable, Any]]:
    """The rows of the view's `values` and `places` that have a figure or a kind of absence, each figure once."""
    places = view.places.assign(period=str(view.period))
    both = pd.concat([view.values.reindex(columns=_COLUMNS_READ), places.reindex(columns=_COLUMNS_READ)])
    with_figure_or_reason = both[both["value"].notna() | both["absence"].isin(ABSENCES)].drop_duplicates(
        ["indicator", "unit", "period"]
    )
    return with_figure_or_reason.to_dict("records")


def _printed(view: View) -> list[dict[Hashable, Any]]:
    with_value = view.published[view.published["value"].notna()]
    return with_value.reindex(columns=_COLUMNS_READ).to_dict("records")


def _figure(row: Mapping[Hashable, Any], view: View, words: Words) -> Row:
    indicator, unit = view.workbook.catalogue[row["indicator"]], view.workbook.units[row["unit"]]
    texts = {name: value if isinstance(value, str) else "" for name, value in row.items()}
    origin, qualifier = _origin_and_qualifier(texts["origin"], texts["qualifier"], words)
    return Row.of(
        [
            *(words.name(indicator.name), words.name(unit.name), words.period(row["period"])),
            *(_value(row["value"], texts["absence"], indicator, words), _measure(indicator, words), qualifier),
            *(_part(row[name]) for name in (*PARTS, "k", "n")),
            *_bounds(row, view, indicator),
            *(_status(texts["status"], texts["absence"], words), origin, texts["source"], texts["note"]),
        ],
        "data",
    )


def _bounds(row: Mapping[Hashable, Any], view: View, indicator: Indicator) -> tuple[Cell, Cell]:
    view = view.of(indicator.id)
    own = row["unit"] == view.unit.id and row["period"] == str(view.period) and indicator.id in view.standing.index
    return _interval(view.standing_of(indicator.id), indicator) if own and not math.isnan(row["value"]) else ("", "")


def _methods(view: View, words: Words) -> Iterator[Row]:
    catalogue = view.workbook.catalogue
    dimensions = {dimension.id: words.name(dimension.name) for dimension in catalogue.dimensions}
    for indicator in view.indicators:
        owner = words.name(catalogue.owner(indicator.owner).name_for(synthetic=view.unit.synthetic))
        cells = [dimensions[indicator.dimension], words.name(indicator.name), owner, words.name(indicator.note)]
        cells += [parts(indicator, words), words.beside(indicator), words(f"reference.directions.{indicator.direction}")]
        cells += [defined(f"notes.kinds.{indicator.kind}", words), defined(f"notes.rollups.{indicator.rolls_up}", words)]
        yield Row.of([*cells, verdicts.reckoned(indicator, words)], "data")


def _origin_and_qualifier(origin: str, qualifier: str, words: Words) -> tuple[str, str]:
    exact = qualifier in ("", "exactly")
    return origin_name(origin, words), "" if exact else words(f"qualifier.{qualifier}", amount="").strip()


def _status(status: str, absence: str, words: Words) -> str:
    if absence in ABSENCES:
        return words.reason(absence)
    return words("status_mark.provisional") if status == "provisional" else words("annex.final")


def _measure(indicator: Indicator, words: Words) -> str:
    """The measure of an indicator; empty for percentages, as their number format has the sign."""
    return "" if indicator.percent else words.beside(indicator) or words.name(indicator.measure)


def _value(value: float, absence: str, indicator: Indicator, words: Words) -> Cell:
    return words.absence(absence) if math.isnan(value) and absence else _amount(value, indicator)


def _amount(value: float, indicator: Indicator) -> Cell:
    if not math.isfinite(value):
        return ""
    if indicator.percent:
        return Number(float(decimal(value).scaleb(-2)), style("0", indicator.decimals, "%"))
    return Number(float(decimal(value)), style("#,##0", indicator.decimals))


def _apart(value: float, indicator: Indicator, words: Words) -> Cell:
    """A difference with its sign; between percentages, in points."""
    if not math.isfinite(value):
        return ""
    number_format = style("#,##0", change_decimals(indicator))
    measure = words("number.points", number="").strip() if indicator.percent else ""
    number_format = f'{number_format}"{words.get("figure.between")}{measure}"' if measure else number_format
    return Number(float(decimal(value)), f"+{number_format};-{number_format};{number_format}")


def _part(value: float) -> Cell:
    if pd.isna(value) or not math.isfinite(value):
        return ""
    number = decimal(value)
    return Number(float(number), style("#,##0", max(0, -int(number.normalize().as_tuple().exponent))))
