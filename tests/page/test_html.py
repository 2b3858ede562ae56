"""An executed notebook becomes one page that says what it is, shows what its cells show, and asks the network for nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import asdict, replace
from typing import Literal

import nbformat
import plotly.graph_objects as go
import pytest
from nbconvert.exporters import get_exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from plotly.offline import get_plotlyjs

from reportlib.page.assets import LIBRARY, bundle
from reportlib.page.html import PLOTLY, Facts, _dense, render
from reportlib.page.trimming import drawn_by_script

HOSTILE = "</script><script>alert('x')</script><!-- & \u2028"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FACTS = Facts(
    name="park-a-2020Q4-en",
    title='A & "B" <i>',
    lang="en",
    unit="a",
    unit_name="A",
    level="park",
    period="2020Q4",
    template="park",
    status="final",
    key="0123abcd",
    data_hash="d",
    catalogue_version="1",
    code_hash="c",
)


@pytest.fixture
def notebook() -> NotebookNode:
    plot = json.loads(go.Figure(go.Bar(x=[HOSTILE], y=[3])).to_json())
    outputs = [
        new_output("display_data", {PLOTLY: plot, "text/plain": "Figure()"}),
        new_output("display_data", {"text/html": "<p class='mine'>kept</p>"}),
        new_output("display_data", {"image/png": PIXEL, "text/plain": "a pixel"}),
        new_output("stream", name="stdout", text="<Frame & more>\n1 < 2 & <b>said</b>\n"),
        new_output("stream", name="stderr", text="a warning\n"),
    ]
    return new_notebook(cells=[new_markdown_cell("# hidden heading"), new_code_cell("secret_code()", outputs=outputs)])


@pytest.fixture
def page(notebook: NotebookNode) -> str:
    return render(notebook, FACTS, plotlyjs="beside")


def test_the_head_says_title_language_and_facts(page: str) -> None:
    assert '<html lang="en"' in page
    title = re.search(r"<title>(.*?)</title>", page)
    assert title and title[1].startswith("A &amp; &#34;B&#34; &lt;i&gt;") and "2020" in title[1]
    facts = dict(re.findall(r'<meta name="reportlib:(\w+)" content="([^"]*)">', page))
    assert facts["name"] == FACTS.name and facts["period"] == "2020Q4" and facts["key"] == FACTS.key
    assert facts["code_hash"] == "c" and facts["catalogue_version"] == "1" and facts["data_hash"] == "d"


def test_what_cells_show_is_kept_and_how_is_hidden(page: str) -> None:
    assert '<p class="mine">kept</p>' in page
    assert f"data:image/png;base64,{PIXEL}" in page
    assert "&lt;Frame &amp; more&gt;" in page
    assert "1 &lt; 2 &amp; &lt;b&gt;said&lt;/b&gt;" in page
    assert "secret_code" not in page and "hidden heading" not in page and "a warning" not in page


BASE85 = str.maketrans(".,/", "<>&")
"""Signs of base 85 that a page replaces, as they mean something in HTML."""


def unpacked(page: str, name: str) -> str:
    """The contents of the packed element `name` of a page."""
    (text,) = re.findall(rf'<script type="text/plain" id="{name}"[^>]*>([^<>&]*)</script>', page)
    packed = base64.b85decode(text.translate(BASE85)) if name == "drawings" else base64.b64decode(text)
    return gzip.decompress(packed).decode()


def test_what_plotly_draws_is_packed_and_cannot_close_its_script(page: str) -> None:
    assert "alert('x')</script>" not in page
    assert json.loads(unpacked(page, "drawings"))["drawings"][0]["data"][0]["x"] == [HOSTILE]


def test_the_library_stands_beside_the_page_or_packed_inside_it_once(notebook: NotebookNode, page: str) -> None:
    inside = render(notebook, FACTS, plotlyjs="inside")

    assert page.count(f'<script src="{LIBRARY}"') == 1 and len(page) < 50_000
    assert "<script src=" not in inside and "plotly.js v" not in inside and len(inside) < 2_050_000
    assert unpacked(inside, "plotly-packed") == bundle().decode()


def test_the_library_is_the_one_of_the_package_but_for_a_pair_of_parentheses() -> None:
    ours, theirs = bundle().decode(), get_plotlyjs()
    start, end = ours.index("(() => {"), ours.rindex(")));")

    assert ours[:start] + ours[start + 1 : end] + ours[end + 1 :] == theirs


def test_what_is_packed_tells_no_clock_and_no_system(notebook: NotebookNode) -> None:
    (text,) = re.findall(r'id="drawings">([^<]*)<', render(notebook, FACTS, plotlyjs="beside"))
    head = base64.b85decode(text.translate(BASE85))[:10]

    assert head[4:8] == b"\0\0\0\0" and head[9] == 255


@pytest.mark.parametrize("place", ["beside", "inside"])
def test_the_policy_names_every_script_that_runs_and_no_other(notebook: NotebookNode, place: Literal["beside", "inside"]) -> None:
    page = render(notebook, FACTS, plotlyjs=place)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    running = [*re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL), *([bundle().decode()] if place == "inside" else [])]
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in running}

    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert set(rules["script-src"].split()) == hashes | ({"'self'", "file:"} if place == "beside" else set())


def test_the_exporter_gives_the_page_that_a_build_gives(notebook: NotebookNode) -> None:
    told = {name: value for name, value in asdict(FACTS).items() if name not in ("key", "origins")}
    opening = new_output("display_data", {"text/html": "<h1>A</h1>"}, metadata={"reportlib": {"role": "masthead", "page": told}})
    notebook.cells[1].outputs.insert(0, opening)
    exported, _ = get_exporter("report_html")().from_notebook_node(notebook)

    assert exported == render(notebook, replace(FACTS, key=""), plotlyjs="inside")


def test_the_exporter_says_what_it_wants_where_nothing_was_run() -> None:
    with pytest.raises(ConversionException, match="run all of its cells"):
        get_exporter("report_html")().from_notebook_node(new_notebook(cells=[new_code_cell("1")]))


def test_a_page_without_figures_loads_no_library(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs = notebook.cells[1].outputs[1:]

    assert LIBRARY not in render(notebook, FACTS, plotlyjs="beside")


def test_nothing_is_asked_of_the_network(page: str) -> None:
    assert not re.findall(r'(?:src|href|action)\s*=\s*["\'](?:https?:)?//', page)
    assert not re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", page)
    for name in ("MathJax", "require.js", "mermaid", "cdn."):
        assert name.lower() not in page.lower()


def test_the_notebook_is_not_changed(notebook: NotebookNode) -> None:
    before = nbformat.writes(notebook)
    render(notebook, FACTS, plotlyjs="beside")

    assert nbformat.writes(notebook) == before


def test_only_what_a_browser_can_do_without_is_left_out_never_a_word() -> None:
    piece = '<p class="sub" title="made with reportlib">a</p>\n<td class="num">1</td>'
    assert _dense(piece) == '<p class=sub title="made with reportlib">a</p><td class=num>1'


def test_signs_of_verdicts_are_left_to_a_script_that_knows_how_many_there_are() -> None:
    sign = '<svg class="vm c-worse" viewBox="0 0 12 12" aria-hidden=true><path d="M0 0h9"/></svg>'
    page = drawn_by_script(f"<span class=tally aria-hidden=true>{sign * 4}</span><span class=v-worse>{sign}worse</span>{sign}")
    assert page == f'<span class=tally data-of="worse 4"></span><span class=v-worse>worse</span>{sign}'


def test_a_small_drawing_is_left_to_a_script_if_it_says_where_its_marks_are() -> None:
    piece = '<svg class=spark data-line=0z><path d="M0 0"/></svg><svg class=spark viewBox="0 0 9 9"><path d="M1 1"/></svg>'
    kept = '<svg class=spark data-line=0z></svg><svg class=spark viewBox="0 0 9 9"><path d="M1 1"/></svg>'
    assert drawn_by_script(piece) == kept
