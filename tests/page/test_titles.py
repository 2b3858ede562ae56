"""A title that an author sets for one of our figures is used wherever the figure is named."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reportlib import Report
from reportlib.blocks import standard
from reportlib.blocks.plot.sketch import MIME
from reportlib.blocks.text import Words
from reportlib.export.annex import annex
from reportlib.page.html import render

from .test_html import FACTS


@pytest.fixture
def figure(small_folder: Path) -> go.Figure:
    report = Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder)
    chart = standard.trend(report.view, report.words, "visits")
    assert chart is not None
    return chart.figure


def told(figure: go.Figure) -> tuple[dict[str, str], list[Any]]:
    """The title, the subtitle and the alternative text of a figure on its page, and the first row of its sheet."""
    output = new_output("display_data", {MIME: json.loads(figure.to_json())})
    notebook = new_notebook(cells=[new_code_cell("…", outputs=[output])])
    shown = BeautifulSoup(render(notebook, FACTS, plotlyjs="beside"), "html.parser").select_one("figure")
    assert shown is not None
    found = {name: element.get_text() if (element := shown.select_one(name)) else "" for name in ("h3", ".fig-sub")}
    made = openpyxl.load_workbook(io.BytesIO(annex(notebook, title="T", view=None, words=Words("en"))))
    return found | {"alt": str(shown.select(".plot")[0]["data-alt"])}, [cell.value for cell in next(made.worksheets[0].rows)][:2]


def test_without_one_it_is_the_figure_s_own(figure: go.Figure) -> None:
    before = figure.layout.meta["reportlib"]
    words, _ = told(figure.update_layout(height=300))
    assert words == {"h3": before["title"], ".fig-sub": before["subtitle"], "alt": before["alt"]}


@pytest.mark.parametrize("title", ["A busier <i>autumn</i> &amp; more", {"text": "<b>A busier autumn &amp; more</b>", "x": 0.5}])
def test_it_is_the_heading_the_alternative_text_and_in_the_sheet(figure: go.Figure, title: object) -> None:
    before = figure.layout.meta["reportlib"]
    words, row = told(figure.update_layout(title=title))
    assert words["h3"] == "A busier autumn & more" and words["alt"].startswith("A busier autumn & more: ")
    assert before["title"] not in words["alt"] and words[".fig-sub"] == before["subtitle"]
    assert row == ["Figure 1", "A busier autumn & more"]


def test_a_second_line_and_a_subtitle_are_its_subtitle(figure: go.Figure) -> None:
    assert told(figure.update_layout(title="First<br><sub>second line</sub>"))[0][".fig-sub"] == "second line"
    assert told(figure.update_layout(title={"text": "First", "subtitle": {"text": "below"}}))[0][".fig-sub"] == "below"


def test_a_title_that_is_taken_away_leaves_the_figure_s_own(figure: go.Figure) -> None:
    title = figure.layout.meta["reportlib"]["title"]
    assert told(figure.update_layout(title=None))[0]["h3"] == title


def test_the_alternative_text_says_the_title_where_it_said_the_other(small_folder: Path) -> None:
    report = Report("town", unit="ash", period="2020Q4", lang="zh", workbook=small_folder)
    figure = standard.multiples(report.view, report.words, ["visits", "homes"], title="Y")
    assert figure is not None
    figure = figure.figure
    layout = figure.layout
    layout.meta["reportlib"]["alt"] = f"{layout.meta['reportlib']['title']}: ..."
    assert told(figure.update_layout(title="X"))[0]["alt"] == "X: ..."
