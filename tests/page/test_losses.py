"""No output is lost silently: if a page cannot show it, the report fails, and the message names the cell and the remedy."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import pytest
from nbconvert.exporters import get_exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from reportlib.blocks.plot.sketch import MIME
from reportlib.errors import PageError
from reportlib.page.html import render
from reportlib.page.losses import WIDGET

from .test_html import FACTS, PIXEL

GIVEN = new_code_cell("unit = 'a'", metadata={"tags": ["injected-parameters"]})
VEGA = "application/vnd.vegalite.v5+json"
MOVING = json.loads(go.Figure(go.Bar(y=[1]), frames=[go.Frame(data=[go.Bar(y=[2])])]).to_json())
STILL = json.loads(go.Figure(go.Bar(y=[1])).to_json())


def shows(data: dict[str, object], **metadata: object) -> NotebookNode:
    return new_code_cell("…", outputs=[new_output("execute_result", data, metadata=metadata)])


def page(*cells: NotebookNode) -> str:
    return render(new_notebook(cells=[new_markdown_cell("# T"), GIVEN, *cells]), FACTS, plotlyjs="beside")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text/plain": "[Piece(role='section')]"}, "shows only Python's text [Piece(role='section')]; show a piece, a figure"),
        ({"text/plain": "0    1\ndtype: int64"}, "shows only Python's text 0 1 dtype: int64; show"),
        ({WIDGET: {}, "text/plain": "IntSlider(value=7)"}, "shows the widget IntSlider(value=7), which works in JupyterLab only"),
        ({WIDGET: {}, "text/plain": "FigureWidget({})"}, "of a FigureWidget: go.Figure(it)"),
        (
            {VEGA: {}, "text/plain": "alt.Chart()"},
            "shows application/vnd.vegalite.v5+json (alt.Chart()), which a page cannot",
        ),
        ({}, "shows something that no page can"),
        ({MIME: MOVING, "text/plain": "Figure()"}, "shows an animation"),
        ({"text/html": "<div id='x'></div><script>fill('x')</script>"}, "shows HTML that a script of its own would fill"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value[:24],
)
def test_what_no_page_can_show_fails_by_its_cell(data: dict[str, object], says: str) -> None:
    with pytest.raises(PageError) as caught:
        page(shows({"text/html": "<b>kept</b>"}), shows(data))
    assert caught.value.cell == 3  # as the template counts: what papermill puts in does not
    assert says in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        {"text/html": "<style>p { color: red }</style>"},
        {"text/html": "<script>x()</script><table><tr><td>1</table>", "text/plain": "a frame"},
        {"image/png": PIXEL, "text/plain": "<Figure size 640x480>"},
        {MIME: STILL, "text/plain": "Figure()"},
        {"text/markdown": "*so*", "text/plain": "<Markdown>"},
    ],
    ids=["style", "table", "picture", "figure", "markdown"],
)
def test_what_a_page_can_show_is_kept(data: dict[str, object]) -> None:
    assert page(shows(data))


def test_every_cell_that_loses_something_is_told_and_none_that_is_kept_back() -> None:
    lost = {"text/plain": "42"}
    with pytest.raises(PageError) as caught:
        page(
            shows(lost),
            new_code_cell("…", outputs=[new_output("display_data", lost)], metadata={"tags": ["private"]}),
            shows(lost),
        )
    assert caught.value.cell == 2
    assert str(caught.value).count("shows only Python's text 42") == 2 and "; cell 4 shows" in str(caught.value)


def test_the_exporter_says_it_in_one_line_too() -> None:
    told = {name: str(value) for name, value in vars(FACTS).items() if name not in ("key", "origins", "dimensions")}
    opening = new_code_cell(
        "…",
        outputs=[
            new_output("display_data", {"text/html": "<h1>A</h1>"}, metadata={"reportlib": {"role": "masthead", "page": told}})
        ],
    )
    with pytest.raises(ConversionException, match=r"^cell 2: it shows only Python's text 42"):
        get_exporter("report_html")().from_notebook_node(new_notebook(cells=[opening, shows({"text/plain": "42"})]))
