"""The annex of a page: a spreadsheet of every figure behind it, a sheet for each of its sections.

The sheets are read off what the cells of the notebook show, so that they hold what the page does, as precisely as it is
shown there; the last sheet has the figures that all of it was written from, in full.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd
from nbformat import NotebookNode

from reportlib.analysis import View
from reportlib.catalogue import Indicator
from reportlib.display.figures.sketch import MIME as PLOTLY
from reportlib.display.text import Words
from reportlib.display.text.numbers import Number, style
from reportlib.publish import spreadsheet
from reportlib.publish.fragments import Cell, Row, read
from reportlib.publish.spreadsheet import Sheet

COLUMNS = ("indicator", "unit", "period", "value", "measure", "qualifier", "origin", "source", "note")
"""What is said of each figure on the last sheet."""
_PLACES = 15
"""The significant digits of a number that a spreadsheet keeps."""


def annex(notebook: NotebookNode, *, title: str, view: View | None, words: Words) -> bytes:
    """The annex of an executed notebook.

    Parameters
    ----------
    title
        That of the page.
    view
        The figures that it was written from; none where a notebook was run without them.
    words
        The language of the page.
    """
    sheets = [*_sections(notebook, words), *([_figures(view, words)] if view else [])]
    return spreadsheet.write(sheets, title=title, words=words)


def _sections(notebook: NotebookNode, words: Words) -> list[Sheet]:
    """What the cells show, cut where sections begin: what stands before the first, each section, and the end."""
    sheets: list[tuple[str, list[Row]]] = [(words("page.cards"), [])]
    figures = 0
    for output in _outputs(notebook):
        facts = output.get("metadata", {}).get("reportlib", {})
        if facts.get("role") in ("section", "end"):
            sheets.append((facts.get("title") or words("end.title"), []))
        if PLOTLY in output["data"]:
            figures += 1
            sheets[-1][1].extend(_figure(output["data"][PLOTLY], figures, words))
        elif "text/html" in output["data"]:
            sheets[-1][1].extend([*read("".join(output["data"]["text/html"]), words), Row(())])
    return [Sheet(name, rows) for name, rows in sheets if rows]


def _outputs(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    return (output for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output)


def _figure(plot: dict[str, Any], number: int, words: Words) -> Iterator[Row]:
    """A figure's words and numbers; only its number where it carries none."""
    record = (plot["layout"].get("meta") or {}).get("reportlib", {})
    told = [words("page.figure", number=number), record.get("title", "")]
    yield Row.of([text for text in told if text], "title")
    origin = words(f"origin.{record['origin']}.name") if record.get("origin") else ""
    for text in filter(None, (record.get("subtitle"), origin)):
        yield Row.of([text])
    table = record.get("table", {"columns": [], "rows": []})
    yield Row.of(table["columns"], "head")
    for first, *others in table["rows"]:
        yield Row((Cell(first), *(Cell(text, number=True) for text in others)), "data")
    if record.get("note"):
        yield Row.of([record["note"]])
    yield Row(())


def _figures(view: View, words: Words) -> Sheet:
    """Every figure that the report was written from, in full, with where each comes from."""
    head = [Row.of([words("annex.figures.lead")], "title"), Row.of([words(f"annex.columns.{name}") for name in COLUMNS], "head")]
    rows = [*_computed(view), *_printed(view)]
    order = {name: n for n, name in enumerate(view.workbook.catalogue.by_id)}
    rows.sort(key=lambda row: (order[row["indicator"]], row["unit"] != view.unit.id))
    return Sheet(words("annex.figures.title"), [*head, *(_told(row, view, words) for row in rows)])


def _computed(view: View) -> list[dict[Hashable, Any]]:
    """The figures of lines and rankings, each once."""
    places = view.places.assign(period=str(view.period))
    columns = ["indicator", "unit", "period", "value", "origin", "qualifier"]
    both = pd.concat([view.values.reindex(columns=columns), places.reindex(columns=columns)])
    told = both[both["value"].notna()].drop_duplicates(["indicator", "unit", "period"])
    return told.assign(source="", note="").to_dict("records")


def _printed(view: View) -> list[dict[Hashable, Any]]:
    """Published figures, with what was printed."""
    columns = ["indicator", "unit", "period", "value", "origin", "qualifier", "source", "note"]
    known = view.published[view.published["value"].notna()]
    return known.reindex(columns=columns).to_dict("records")


def _told(row: Mapping[Hashable, Any], view: View, words: Words) -> Row:
    indicator, unit = view.workbook.catalogue[row["indicator"]], view.workbook.units[row["unit"]]
    qualifier = row["qualifier"] if isinstance(row["qualifier"], str) else "exactly"
    return Row(
        (
            Cell(words.name(indicator.name)),
            Cell(words.name(unit.name)),
            Cell(words.period(row["period"])),
            Cell(exact=_exact(row["value"], indicator)),
            Cell("" if indicator.percent else words.name(indicator.measure)),
            Cell("" if qualifier == "exactly" else words(f"qualifier.{qualifier}", amount="").strip()),
            Cell(words(f"origin.{row['origin']}.name")),
            Cell(row["source"]),
            Cell(row["note"]),
        ),
        "data",
    )


def _exact(value: float, indicator: Indicator) -> Number:
    """A value in full, to be shown with its indicator's decimals."""
    if indicator.percent:
        return Number(float(f"{value / 100:.{_PLACES}g}"), style("0", indicator.decimals, "%"))
    return Number(float(f"{value:.{_PLACES}g}"), style("#,##0", indicator.decimals))
