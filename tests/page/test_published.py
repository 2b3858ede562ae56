from __future__ import annotations

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from reportlib.blocks.text import Words
from reportlib.export.annex import annex
from reportlib.page.html import Facts, render

from .test_html import FACTS


def piece(role: str, html: str, **facts: object) -> NotebookNode:
    """The output of a cell that shows a block with this role."""
    return new_output("display_data", {"text/html": html}, metadata={"reportlib": {"role": role, **facts}})


def section(name: str) -> NotebookNode:
    return new_code_cell("…", outputs=[piece("section", f"<h2>{name}</h2>", id=name, title=name.title())])


def block(text: str, **metadata: object) -> NotebookNode:
    return new_code_cell("…", outputs=[piece("block", f"<p>{text}</p>")], metadata=metadata)


MASTHEAD = new_code_cell("…", outputs=[piece("masthead", "<h1>A</h1>")])


def page(*cells: NotebookNode, facts: Facts = FACTS) -> str:
    return render(new_notebook(cells=list(cells)), facts, plotlyjs="beside")


def order(html: str, *texts: str) -> list[str]:
    """The given texts that a page's body contains, in the order in which they stand there."""
    body = html.partition("</head>")[2]
    return sorted((text for text in texts if text in body), key=body.index)


def markdown(source: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(source, metadata={"tags": list(tags)} if tags else {})


def test_markdown_stands_where_it_stands_in_the_notebook() -> None:
    cells = (MASTHEAD, markdown("before-sections"), section("one"), block("first"), markdown("in-between"), block("next"))
    html = page(*cells, section("two"), markdown("at-the-end"))

    told = ["before-sections", "first", "in-between", "next", "at-the-end"]
    assert order(html, *reversed(told)) == told
    sections = {s["id"]: s.get_text(" ") for s in BeautifulSoup(html, "html.parser").select("main > section")}
    assert "in-between" in sections["one"] and "at-the-end" in sections["two"]
    assert "before-sections" not in "".join(sections.values())


def test_markdown_before_anything_is_shown_is_for_the_author() -> None:
    setup = new_code_cell("x = 1", outputs=[new_output("stream", name="stderr", text="a warning\n")])
    assert "how to run" not in page(markdown("how to run"), setup, markdown("how to run, again"), MASTHEAD)


@pytest.mark.parametrize("tag", ["private", "note-to-author"])
def test_a_cell_that_is_tagged_so_is_never_published(tag: str) -> None:
    html = page(MASTHEAD, markdown("ask-finance", tag), block("half-done", tags=[tag]), block("kept", tags=["other"]))
    assert order(html, "ask-finance", "half-done", "kept") == ["kept"]


def test_a_cell_tagged_with_a_language_stands_on_pages_in_it() -> None:
    cells = (
        MASTHEAD,
        markdown("to be read", "en"),
        markdown("yue du", "zh"),
        markdown("in both", "zh", "en"),
        markdown("in all"),
    )
    assert order(page(*cells), "to be read", "yue du", "in both", "in all") == ["to be read", "in both", "in all"]


def test_what_markdown_says_can_do_nothing() -> None:
    html = page(
        MASTHEAD, section("one"), markdown("So <script>x()</script> [go](https://a.example) ![p](https://b.example/p.png)")
    )
    (shown,) = BeautifulSoup(html, "html.parser").select(".prose")
    assert not shown.select("script, a, img") and "<script>x()</script>" in shown.get_text()
    assert "go (https://a.example)" in shown.get_text() and "[p]" in shown.get_text()


def test_headings_go_on_from_those_of_the_page_and_leave_none_out() -> None:
    text = "# Big\n\n### Small\n\n# Big again"
    html = page(MASTHEAD, markdown(text), section("one"), markdown(text))
    tags = [
        [heading.name for heading in prose.select("h2, h3, h4, h5")]
        for prose in BeautifulSoup(html, "html.parser").select(".prose")
    ]
    assert tags == [["h2", "h3", "h2"], ["h3", "h4", "h3"]]


def test_markdown_beside_output_that_is_not_ours_keeps_its_place() -> None:
    printed = new_code_cell("…", outputs=[new_output("stream", name="stdout", text="printed\n")])
    html = page(MASTHEAD, section("one"), markdown("before"), printed, markdown("after"), block("ours"))
    assert order(html, "before", "printed", "after", "ours") == ["before", "printed", "after", "ours"]


def test_the_spreadsheet_holds_what_markdown_says_and_nothing_that_is_kept_back() -> None:
    cells = [MASTHEAD, section("one"), markdown("## Why\n\n| a | b |\n|---|---|\n| x | 7 |"), markdown("hidden", "private")]
    made = annex(new_notebook(cells=cells), title="T", view=None, words=Words("en"))
    rows = [
        [cell.value for cell in row if cell.value is not None]
        for row in openpyxl.load_workbook(io.BytesIO(made))["The page"].rows
    ]
    told = [row for row in rows if row]
    assert ["one"] in told and ["Why"] in told and ["a", "b"] in told and told[-1][0] == "x"
    assert not any("hidden" in str(row) for row in told)
