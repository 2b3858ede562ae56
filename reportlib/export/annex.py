"""The annex of a page: a spreadsheet of every figure behind it, a sheet for each of its sections.

The sheets are written from the rows that pieces carry and from the tables of figures, so that they hold what the page does:
the stored numbers, shown as the page shows them. Only what is no piece of ours is read off its HTML (see `others`). The last
sheet has the figures that all of it was written from, in full.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from itertools import repeat
from typing import Any

import pandas as pd
from nbformat import NotebookNode

from reportlib.analysis import View
from reportlib.blocks.markdown import to_html
from reportlib.blocks.plot.caption import record_of
from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.blocks.sheet import Cell, Row, origin_name, rows_in
from reportlib.blocks.text import Words
from reportlib.blocks.text.numbers import Number, style
from reportlib.blocks.text.rounding import decimal
from reportlib.blocks.text.written import Written
from reportlib.data.table import ABSENCES
from reportlib.export import others, spreadsheet
from reportlib.export.spreadsheet import Sheet
from reportlib.page.published import PROSE, TEXT, outputs
from reportlib.workbook.catalogue import Indicator

PARTS = ("numerator", "denominator")
COLUMNS = ("indicator", "unit", "period", "value", "measure", "qualifier", *PARTS, "status", "origin", "source", "note")
"""What is said of each figure on the last sheet."""


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
    for output in outputs(notebook, lang=words.lang):
        facts = output.get("metadata", {}).get("reportlib", {})
        if facts.get("role") in ("section", "end"):
            sheets.append((facts.get("title") or words("end.title"), []))
        held = output.get("data", {})
        if PLOTLY in held or facts.get("role") == "figure":
            figures += 1
            record = facts["record"] if "record" in facts else record_of(held[PLOTLY]["layout"], words)
            sheets[-1][1].extend(_figure(record, figures, words))
        else:
            sheets[-1][1].extend(_rows(held, facts))
    return [Sheet(name, rows) for name, rows in sheets if rows]


def _rows(held: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Row]:
    """What a piece, or what somebody else made, shows; nothing of what a page leaves out."""
    if "sheet" in facts:
        return [*rows_in(facts["sheet"]), Row(())]
    html = to_html(held[TEXT]) if facts.get("role") == PROSE else "".join(held.get("text/html", ""))
    rows = others.read(html) if facts.get("role") != "left-out" else []
    return [*rows, Row(())] if rows else []


def _figure(record: dict[str, Any], number: int, words: Words) -> Iterator[Row]:
    """A figure's words and numbers; only its number where it carries none."""
    told = [words("page.figure", number=number), record.get("title", "")]
    yield Row.of([text for text in told if text], "title")
    origin = origin_name(record.get("origin", ""), words)
    own = words("own.figure") if record.get("own") else ""
    for text in filter(None, (record.get("subtitle"), own, origin)):
        yield Row.of([text])
    table = record.get("table", {"columns": [], "rows": []})
    yield Row.of(table["columns"], "head")
    for (name, *texts), (_, *behind) in zip(table["rows"], table.get("stored") or repeat([None]), strict=False):
        yield Row.of([name, *map(Written, texts, behind or repeat(None))], "data")
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


_READ = ["indicator", "unit", "period", "value", *PARTS, "qualifier", "status", "absence", "origin", "source", "note"]


def _computed(view: View) -> list[dict[Hashable, Any]]:
    """The figures of lines and rankings, each once, and what is known of why one is not there."""
    places = view.places.assign(period=str(view.period))
    both = pd.concat([view.values.reindex(columns=_READ), places.reindex(columns=_READ)])
    told = both[both["value"].notna() | both["absence"].isin(ABSENCES)].drop_duplicates(["indicator", "unit", "period"])
    return told.to_dict("records")


def _printed(view: View) -> list[dict[Hashable, Any]]:
    """Published figures, with what was printed."""
    known = view.published[view.published["value"].notna()]
    return known.reindex(columns=_READ).to_dict("records")


def _told(row: Mapping[Hashable, Any], view: View, words: Words) -> Row:
    indicator, unit = view.workbook.catalogue[row["indicator"]], view.workbook.units[row["unit"]]
    told = {name: value if isinstance(value, str) else "" for name, value in row.items()}
    qualifier = told["qualifier"] if told["qualifier"] != "exactly" else ""
    return Row.of(
        [
            words.name(indicator.name),
            words.name(unit.name),
            words.period(row["period"]),
            _value(row["value"], told["absence"], indicator, words),
            "" if indicator.percent else words.beside(indicator) or words.name(indicator.measure),
            words(f"qualifier.{qualifier}", amount="").strip() if qualifier else "",
            *(_part(row[name]) for name in PARTS),
            words.get("status_mark.provisional") if told["status"] == "provisional" else "",
            origin_name(told["origin"], words),
            told["source"],
            told["note"],
        ],
        "data",
    )


def _value(value: float, absence: str, indicator: Indicator, words: Words) -> Cell:
    """A value in full, to be shown with its indicator's decimals; where there is none, why."""
    if math.isnan(value):
        return words.absence(absence)
    if indicator.percent:
        return Number(float(decimal(value).scaleb(-2)), style("0", indicator.decimals, "%"))
    return Number(float(decimal(value)), style("#,##0", indicator.decimals))


def _part(value: float) -> Cell:
    """A numerator or denominator in full, with the decimals it has; empty where it is not known."""
    if math.isnan(value):
        return ""
    known = decimal(value)
    return Number(float(known), style("#,##0", max(0, -int(known.normalize().as_tuple().exponent))))
