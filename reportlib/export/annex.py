"""The annex of a page: a spreadsheet with three tidy sheets, and a fourth with everything on the page in its order.

Tidy sheets have one figure in each row (see `tidy`). The fourth sheet has the numbers that are stored with the page's blocks,
formatted as on the page; only output of other packages is read from its HTML (see `others`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

from nbformat import NotebookNode

from reportlib.analysis import View
from reportlib.blocks.markdown import to_html
from reportlib.blocks.plot.caption import record_of
from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.blocks.sheet import Row, origin_name, rows_in
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.export import others, spreadsheet
from reportlib.export.spreadsheet import Sheet
from reportlib.export.tidy import tidy
from reportlib.page.published import PROSE, TEXT, outputs


def annex(notebook: NotebookNode, *, title: str, view: View | None, words: Words) -> bytes:
    """The annex of an executed notebook, as the bytes of an .xlsx file.

    Parameters
    ----------
    title
        The title of the page.
    view
        The figures of the page; if None, the tidy sheets are left out.
    words
        The language of the page.
    """
    page = Sheet(words("annex.page"), list(_page_rows(notebook, words)))
    sheets = tidy(view, words, opening=_opening_texts(notebook, words, title)) if view else []
    return spreadsheet.write([*sheets, *([page] if page.rows or not sheets else [])], title=title, words=words)


def _opening_texts(notebook: NotebookNode, words: Words, title: str) -> list[str]:
    facts_of_outputs = [output.get("metadata", {}).get("reportlib", {}) for output in outputs(notebook, lang=words.lang)]
    by_role = {facts["role"]: facts for facts in reversed(facts_of_outputs) if "role" in facts}
    masthead, banner = by_role.get("masthead", {}), by_role.get("banner", {})
    period = words.period(masthead["page"]["period"]) if "page" in masthead else ""
    sources = words(f"page.sentence.{banner['origins'][-1]}") if banner.get("origins") else ""
    return [text for text in (title, period, masthead.get("headline", ""), sources) if text]


def _page_rows(notebook: NotebookNode, words: Words) -> Iterator[Row]:
    figures = 0
    for output in outputs(notebook, lang=words.lang):
        facts = output.get("metadata", {}).get("reportlib", {})
        if facts.get("role") in ("section", "end"):
            yield Row.of([facts.get("title") or words("end.title")], "title")
        content = output.get("data", {})
        if PLOTLY in content or facts.get("role") == "figure":
            figures += 1
            record = facts["record"] if "record" in facts else record_of(content[PLOTLY]["layout"], words)
            yield from _figure(record, figures, words)
        else:
            yield from _rows(content, facts)


def _rows(content: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Row]:
    if "sheet" in facts:
        return [*rows_in(facts["sheet"]), Row(())]
    html = to_html(content[TEXT]) if facts.get("role") == PROSE else "".join(content.get("text/html", ""))
    rows = others.rows_of_html(html) if facts.get("role") != "left-out" else []
    return [*rows, Row(())] if rows else []


def _figure(record: dict[str, Any], number: int, words: Words) -> Iterator[Row]:
    head = [words("page.figure", number=number), record.get("title", "")]
    yield Row.of([text for text in head if text], "title")
    origin = origin_name(record.get("origin", ""), words)
    own = words("own.figure") if record.get("own") else ""
    for text in filter(None, (record.get("subtitle"), own, origin)):
        yield Row.of([text])
    table = record.get("table", {"columns": [], "rows": []})
    yield Row.of(table["columns"], "head")
    for (name, *texts), (_, *behind) in zip(table["rows"], table.get("stored") or repeat([None]), strict=False):
        yield Row.of([name, *map(NumberText, texts, behind or repeat(None))], "data")
    if record.get("note"):
        yield Row.of([record["note"]])
    yield Row(())
