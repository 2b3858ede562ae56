"""Checks of params/sources.yaml: files, ids and columns that do not exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from reportlib.errors import Problem, choices
from reportlib.sources.addresses import is_database
from reportlib.workbook.catalogue import Catalogue
from reportlib.workbook.checks import paths as path_checks
from reportlib.workbook.documents import Document
from reportlib.workbook.layouts import IGNORE, Layout
from reportlib.workbook.patterns import plain
from reportlib.workbook.units import Units

_OF_FILES: Final = ("sheet", "encoding", "separator", "header", "first", "end")
"""The settings that only files have, not queries."""
_ORDER: Final = re.compile(r"\border\s+by\b", re.IGNORECASE)
_MENDS: Final = {
    "unit": "name the column of units under `columns`, or write `unit: …` for all rows",
    "indicator": "name a column of indicators or of one's figures under `columns`, or write `indicator: …`",
    "period": "name the column of periods under `columns`, or write `period: …` for all rows",
    "value": "name the column of figures under `columns`, or write `wide: …`",
}
"""What to write if a layout lacks the unit, indicator, period or value."""


def check(
    layouts: Sequence[Layout],
    document: Document | None,
    root: Path,
    files: Collection[str],
    *,
    catalogue: Catalogue,
    units: Units,
) -> Iterator[Problem]:
    """Find what is wrong with layouts; `files` are the data files that params/workbook.yaml names."""
    if document is None:
        return
    names = [layout.name for layout in layouts]
    for n, layout in enumerate(layouts):
        if layout.name in names[:n]:
            yield document.problem(f"a second source is called '{layout.name}'; give each an `id`", "sources", n)
        yield from _files(layout, document, n, files)
        yield from _query(layout, document, n)
        yield from _names(layout, document, n, root)
        yield from _rows(layout, document, n)
        yield from _ids(layout, document, n, catalogue, units)
        yield from _broken_down(layout, document, n, catalogue)
        if not layout.own:
            yield from _whole(layout, document, n)


def _files(layout: Layout, document: Document, n: int, files: Collection[str]) -> Iterator[Problem]:
    if layout.file not in files:
        hint = choices(layout.file, sorted(files), what="files")
        message = f"file '{layout.file}' is not one that params/workbook.yaml names under `data`; {hint}"
        yield document.problem(message, "sources", n, "file", mend=f"add `- {{file: {layout.file}, origin: reported}}` there")


def _query(layout: Layout, document: Document, n: int) -> Iterator[Problem]:
    if not is_database(layout.file):
        if layout.query is not None:
            yield document.problem(f"query: only a database has one; '{layout.file}' is a file", "sources", n, "query")
        return
    if layout.query is None:
        mend = "write `query: select … from … order by …`"
        yield document.problem(f"{layout.name}: nothing says what to read of the database; {mend}", "sources", n, mend=mend)
    elif not _ORDER.search(layout.query):
        why = "without `order by` its rows come in any order, so that no row can be named in a message"
        yield document.problem(f"query of {layout.name}: {why}; end it with one", "sources", n, "query", mend="add `order by …`")
    for name in _OF_FILES:
        if name in layout.model_fields_set:
            message = f"{name}: a query has none; leave it out, or say it in the query"
            yield document.problem(message, "sources", n, name, mend=f"leave `{name}` out")


def _names(layout: Layout, document: Document, n: int, root: Path) -> Iterator[Problem]:
    if layout.unit_names is not None:
        location: tuple[int | str, ...] = ("sources", n, "unit_names")
        yield from path_checks.misplaced(root, {location: layout.unit_names}, document)


def _rows(layout: Layout, document: Document, n: int) -> Iterator[Problem]:
    if list(layout.header) != sorted(set(layout.header)):
        yield document.problem("header: write its rows from the top down, each once", "sources", n, "header")
    elif layout.first is not None and layout.first <= layout.header[-1]:
        message = f"first: row {layout.first} does not lie below the header, whose last row is {layout.header[-1]}"
        yield document.problem(message, "sources", n, "first")


def _ids(layout: Layout, document: Document, n: int, catalogue: Catalogue, units: Units) -> Iterator[Problem]:
    for where, ids_by_name, ids in (
        ("units", layout.units, list(units.by_id)),
        ("indicators", layout.indicators, list(catalogue.by_id)),
    ):
        for name, id_meant in ids_by_name.items():
            if id_meant is not None and id_meant not in (*ids, IGNORE):
                hint = choices(id_meant, ids, what=where)
                message = f"{where}: '{name}' is '{id_meant}', which is not known; {hint}; or write ignore"
                yield document.problem(message, "sources", n, where, name)
    if layout.unit is not None and layout.unit not in units.by_id:
        hint = choices(layout.unit, list(units.by_id), what="units")
        yield document.problem(f"unit '{layout.unit}' is not known; {hint}", "sources", n, "unit")
    words = _words(layout, catalogue)
    indicators_named: list[tuple[str | None, tuple[str, ...]]] = [(layout.indicator, ("indicator",))]
    indicators_named += [
        (column.indicator, ("columns", name)) for name, column in layout.columns.items() if column.indicator is not None
    ]
    by = any(column.field == "indicator" for column in layout.columns.values())
    for indicator, location in indicators_named:
        if not by and indicator is not None and plain(indicator) not in words:
            hint = choices(indicator, list(catalogue.by_id), what="indicators")
            yield document.problem(f"indicator '{indicator}' is not known; {hint}", "sources", n, *location)


def _broken_down(layout: Layout, document: Document, n: int, catalogue: Catalogue) -> Iterator[Problem]:
    ids = [one.id for one in catalogue.breakdowns]
    for name, column in layout.columns.items():
        location = ("sources", n, "columns", name)
        if column.breakdown is None:
            continue
        if column.breakdown not in ids:
            hint = choices(column.breakdown, ids, what="breakdowns")
            yield document.problem(f"breakdown '{column.breakdown}' is not known; {hint}", *location)
        if column.field or column.indicator:
            yield document.problem(f"column '{name}' is a breakdown and something else; keep one of both", *location)
        others = [other for other, one in layout.columns.items() if other != name and (one.breakdown or one.field == "indicator")]
        if others:
            hint = f"column '{others[0]}' names indicators beside the breakdown '{column.breakdown}'"
            yield document.problem(f"{hint}; write `indicator` for both, and what their words mean under `indicators`", *location)


def _words(layout: Layout, catalogue: Catalogue) -> set[str]:
    names = [name for indicator in catalogue.indicators for name in (indicator.id, *indicator.name.values())]
    return {plain(name) for name in (*names, *layout.indicators)}


def _whole(layout: Layout, document: Document, n: int) -> Iterator[Problem]:
    for what, is_said in _stated(layout).items():
        if not is_said:
            fault = "no column of figures" if what == "value" else f"nothing says of which {what} the figures are"
            yield document.problem(f"{layout.name}: {fault}; {_MENDS[what]}", "sources", n, mend=_MENDS[what])


def _stated(layout: Layout) -> dict[str, bool]:
    """Whether the layout says which unit, indicator and period a figure has, and (`value`) in which columns figures are."""
    fields = {"indicator" if column.breakdown else column.field for column in layout.columns.values()}
    figures = [column for column in layout.columns.values() if column.field is None and column.breakdown is None]
    wide, fielded = layout.wide or "", bool({"value", "numerator"} & fields)
    names_indicators = bool(figures) and all(column.indicator for column in figures) and not wide and not fielded
    dated = bool(figures) and all(column.period for column in figures) and not wide and not fielded
    return {
        "unit": "unit" in fields or layout.unit is not None,
        "indicator": names_indicators or "indicator" in fields or layout.indicator is not None or "{indicator}" in wide,
        "period": dated
        or bool({"period", "year"} & fields)
        or layout.period is not None
        or any(part in wide for part in ("{year}", "{period}", "{yy}", "{years}", "{fy}")),
        "value": bool(figures) or bool(wide) or fielded,
    }
