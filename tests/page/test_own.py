"""Analysts' own figures on a page: numbered like ours, with their own look and a mark of their origin."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reportlib import Report
from reportlib.blocks import Chart, standard
from reportlib.blocks.pieces import Piece
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.sketch import MIME
from reportlib.blocks.text import Words
from reportlib.errors import PageError
from reportlib.export.annex import annex
from reportlib.page.checks import Rules, check
from reportlib.page.html import render

from .test_html import FACTS

SAID = {"title": "Grades", "alt": "Bars of grades"}
DATA = pd.DataFrame({"grade": ["A", "B"], "share": [1 / 3, 2.0]})


@pytest.fixture
def report(small_folder: Path) -> Report:
    mpl.use("agg")
    return Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder)


def shown(*parts: Any) -> NotebookNode:
    outputs = []
    for part in parts:
        if isinstance(part, Piece | Chart):
            data, facts = part._repr_mimebundle_()
            outputs.append(new_output("display_data", data, metadata=json.loads(json.dumps(facts))))
        else:
            outputs.append(new_output("display_data", {MIME: json.loads(part.to_json())}))
    return new_notebook(cells=[new_code_cell("…", outputs=outputs)])


def page(*parts: Any) -> str:
    return render(shown(*parts), FACTS, plotlyjs="beside")


def figures(html: str) -> list[Tag]:
    return BeautifulSoup(html, "html.parser").select("figure")


def packed(html: str) -> dict[str, Any]:
    (text,) = re.findall(r'id="drawings">([^<>&]*)<', html)
    return dict(json.loads(gzip.decompress(base64.b85decode(text.translate(str.maketrans(".,/", "<>&"))))))


def curve() -> Any:
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4])
    return figure


def test_they_are_numbered_with_ours_and_each_drawing_belongs_to_its_figure(report: Report) -> None:
    ours = standard.trend(report.view, report.words, "visits")
    html = page(report.figure(curve(), **SAID), ours, report.figure(px.bar(y=[7]), **SAID, data=DATA), px.pie(values=[9]))

    found = figures(html)
    assert [figure["id"] for figure in found] == ["own", "visits-trend", "own-2", "own-3"]
    assert [figure["data-kind"] for figure in found] == ["own", "trend", "own", "own"]
    assert [bool(figure.select(".plot")) for figure in found] == [False, True, True, True]
    kinds = [drawing["data"][0]["type"] for drawing in packed(html)["drawings"]]
    assert kinds == ["scatter", "bar", "pie"]


def test_heading_origin_and_table_stand_around_them(report: Report) -> None:
    for figure in figures(page(*(report.figure(fig, **SAID, data=DATA, origin="reported") for fig in (px.bar(y=[1]), curve())))):
        text = figure.get_text(" ", strip=True)
        assert figure.select("h3")[0].get_text() == "Grades" and "the analyst's own figure" in text and "reported" in text
        assert figure.select("tbody")[0].get_text("|").startswith("A|0.3333|B|2.0000")
        alt = figure.select("[data-alt]")[0]["data-alt"] if figure.select(".plot") else figure.select("svg")[-1]["aria-label"]
        assert alt == "Bars of grades"


def test_the_numbers_behind_a_table_are_at_hand_as_csv(report: Report) -> None:
    drawn, plotted = figures(
        html := page(report.figure(curve(), **SAID, data=DATA), report.figure(px.bar(y=[1]), **SAID, data=DATA))
    )
    assert json.loads(str(drawn["data-stored"])) == [[1 / 3], [None]] or json.loads(str(drawn["data-stored"])) == [
        [0.333333],
        [None],
    ]
    assert "data-stored" not in plotted.attrs and packed(html)["drawings"][0]["stored"] == [[0.333333], [None]]


def test_without_data_there_is_no_table_and_the_description_is_at_hand(report: Report) -> None:
    (figure,) = figures(page(report.figure(px.bar(y=[1]), **SAID)))
    assert not figure.select("details, table") and figure.select(".fig-alt")[0].get_text() == "Bars of grades"


def test_their_greys_turn_round_in_the_dark_and_other_colours_stay(report: Report) -> None:
    grey = px.bar(y=[1]).update_traces(marker_color="black")
    told = packed(page(report.figure(grey, **SAID), report.figure(px.bar(y=[1]).update_layout(paper_bgcolor="white"), **SAID)))
    dark = told["dark"]
    assert dark["#000000"] == theme.DARK[theme.INK]
    assert told["drawings"][0]["data"][0]["marker"]["color"] == "#000000" and "kept" not in told["drawings"][0]
    assert told["drawings"][1]["kept"] is True
    assert not {"#636efa", "#EF553B"} & set(dark)


def test_our_figures_alone_have_our_colours_and_no_template_of_their_own(report: Report) -> None:
    told = packed(page(standard.trend(report.view, report.words, "visits")))
    assert not told["dark"] and "template" not in told["drawings"][0]["layout"]


def test_a_bare_figure_has_its_title_for_a_heading_and_its_own_look(report: Report) -> None:
    titled, bare = figures(html := page(px.bar(y=[1], title="Mine<br><sub>more</sub>"), go.Figure(go.Bar(y=[2]))))
    assert titled.select("h3")[0].get_text() == "Mine" and titled.select(".fig-sub")[0].get_text() == "more"
    assert titled.select(".fig-alt")[0].get_text() == "Mine more"
    assert not bare.select("h3") and bare.select(".fig-alt")[0].get_text() == "Figure 2"
    look = packed(html)["drawings"][0]["layout"]
    assert look["template"]["layout"]["colorway"][0] == "#636efa" and "title" not in look


def test_the_banner_says_that_it_does_not_hold_for_them(report: Report) -> None:
    opening = report.opening()
    said = "are excepted: what they show was not taken from the data of this report"
    assert said not in page(*opening)
    assert said in page(*opening, report.figure(curve(), **SAID)).partition("<h1")[0]
    assert said in page(*opening, px.bar(y=[1])).partition("<h1")[0]


def test_made_up_figures_among_them_are_told_in_the_head(report: Report) -> None:
    html = page(*report.opening(), report.figure(curve(), **SAID, origin="synthetic"))
    assert '<meta name="reportlib:origins" content="reported synthetic">' in html
    assert "demonstration" in re.findall(r"<title>(.*?)</title>", html)[0]


def test_they_count_for_what_a_template_promises_and_load_nothing(report: Report) -> None:
    promised = {"reportlib": {"promises": {"charts": ["own"]}}}
    check(page(report.figure(curve(), **SAID)), plotlyjs="beside", metadata=promised, rules=Rules())
    with pytest.raises(PageError, match="promises the chart 'own'"):
        check(page(*report.overview()), plotlyjs="beside", metadata=promised, rules=Rules())


def test_the_spreadsheet_holds_their_words_and_exact_numbers(report: Report) -> None:
    made = annex(
        shown(report.figure(curve(), **SAID, data=DATA), report.section("So", report.text("{n:.1f} in all", n=1.25))[1]),
        title="T",
        view=None,
        words=Words("en"),
    )
    rows = [
        [cell.value for cell in row if cell.value is not None]
        for row in openpyxl.load_workbook(io.BytesIO(made)).worksheets[0].rows
    ]
    assert rows[0] == ["Figure 1", "Grades"] and ["the analyst's own figure"] in rows
    assert ["grade", "share"] in rows and ["A", pytest.approx(1 / 3)] in rows and ["B", 2] in rows
    assert ["1.2 in all"] in rows or ["1.3 in all"] in rows


def test_two_sections_of_one_title_have_each_a_place_of_their_own(report: Report) -> None:
    html = page(*report.section("So"), *report.section("So"))
    soup = BeautifulSoup(html, "html.parser")
    assert [section["id"] for section in soup.select("main > section")] == ["own-So", "own-So-2"]
    assert [link["href"] for link in soup.select(".toc a")][:2] == ["#own-So", "#own-So-2"]
