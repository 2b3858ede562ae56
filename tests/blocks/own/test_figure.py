from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
import yaml

from reportlib import Report
from reportlib.blocks import standard
from reportlib.blocks.pieces import Picture
from reportlib.blocks.plot import theme
from reportlib.errors import ParameterError

DATA = pd.DataFrame({"grade": ["A", "B"], "share": [12.5, 1234.5678], "people": [1200, None]})
SAID = {"title": "Grades", "alt": "Bars"}


@pytest.fixture(autouse=True)
def without_screen() -> None:
    mpl.use("agg")


@pytest.fixture
def report(small_folder: Path) -> Report:
    return Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder)


def bars() -> go.Figure:
    return px.bar(x=["A", "B"], y=[1, 2], color=["p", "q"])


def record(figure: Any) -> dict[str, Any]:
    if isinstance(figure, Picture):
        return dict(figure.facts["record"])
    return dict(figure.plain["layout"]["meta"]["reportlib"])


def drawn() -> Any:
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4], color="black", label="a & b")
    axes.bar([1, 2], [3, 4], color="#9467bd")
    axes.set_title("\u65f6\u95f4")
    return figure


@pytest.mark.parametrize("make", [bars, drawn], ids=["plotly", "matplotlib"])
def test_it_carries_heading_description_table_and_that_it_is_the_analyst_s(make: Any, report: Report) -> None:
    texts = {"title": {"en": "Grades", "zh": "-"}, "alt": "Bars", "note": {"en": "Asked by us."}}
    told = record(report.figure(make(), data=DATA, size="half", **texts))

    assert (told["title"], told["alt"], told["note"], told["size"]) == ("Grades", "Bars", "Asked by us.", "half")
    assert told["own"] is True and told["origin"] == "" and told["kind"] == "own"
    assert told["table"]["columns"] == ["grade", "share", "people"]
    assert told["table"]["rows"] == [["A", "12.5000", "1,200"], ["B", "1,234.5678", "\u2014"]]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"alt": "Bars"},
            "report.figure: title is missing; write title=…, a text or one for each language: {'zh': '…', 'en': '…'}",
        ),
        ({"title": "Grades"}, "report.figure: alt is missing"),
        ({**SAID, "alt": {"zh": "x"}}, "report.figure: alt has none in 'en'; write a text, or one for each language"),
        ({**SAID, "title": 3}, "report.figure: title is 3; write a text"),
        ({**SAID, "origin": "mine"}, "report.figure: origin is 'mine'; write one of '', 'published', 'reported', 'synthetic'"),
        ({**SAID, "size": "third"}, "report.figure: size is 'third'; write one of 'full', 'half'"),
        ({**SAID, "data": [1]}, "report.figure: data is a list; give a pandas DataFrame"),
        ({**SAID, "fig": None}, "report.figure: it was given None; give a plotly or a matplotlib figure"),
        ({**SAID, "fig": go.Figure(go.Scattergeo())}, "report.figure: a scattergeo needs a map from the network"),
        ({**SAID, "fig": go.Figure(go.Bar(), frames=[go.Frame(data=[go.Bar()])])}, "report.figure: it is an animation"),
        ({**SAID, "fig": go.Figure(layout={"images": [{"source": "https://a.example/x.png"}]})}, "its layout.images are loaded"),
    ],
    ids=lambda value: value[15:40] if isinstance(value, str) else "",
)
def test_what_is_wrong_is_one_line(given: dict[str, Any], says: str, report: Report) -> None:
    with pytest.raises(ParameterError) as caught:
        report.figure(given.pop("fig", bars()), **given)
    (problem,) = caught.value.problems
    assert says in str(problem)


def test_everything_that_is_wrong_is_told_at_once(report: Report) -> None:
    with pytest.raises(ParameterError) as caught:
        report.figure(None, data=3)
    assert len(caught.value.problems) == 4


def test_nothing_made_up_stands_on_the_page_of_a_real_unit(small_folder: Path) -> None:
    path = small_folder / "params" / "units.yaml"
    units = yaml.safe_load(path.read_text("utf-8"))
    units["units"][0]["published_only"] = True
    path.write_text(yaml.safe_dump(units, allow_unicode=True), "utf-8")
    real = Report("realm", unit="whole", period="2020", lang="en", workbook=small_folder)
    with pytest.raises(ParameterError, match="unit 'whole' shows published figures only; leave the figure out"):
        real.figure(bars(), **SAID, origin="synthetic")


def test_a_plotly_figure_keeps_its_own_colours_and_lies_on_our_ground(report: Report) -> None:
    figure = report.figure(bars(), **SAID)
    layout, data = figure.plain["layout"], figure.plain["data"]
    assert [trace["marker"]["color"] for trace in data] == ["#636efa", "#EF553B"]
    look = layout["template"]["layout"]
    assert look["paper_bgcolor"] == look["plot_bgcolor"] == "rgba(0,0,0,0)" and look["font"]["color"] == theme.INK
    assert set(layout["template"]["data"]) == {"bar"} and "width" not in layout
    assert "Grades" in layout["title"]["text"], "a notebook shows the title"


def test_a_plotly_figure_with_a_ground_of_its_own_keeps_it(report: Report) -> None:
    layout = report.figure(bars().update_layout(plot_bgcolor="#123456"), **SAID).plain["layout"]
    assert layout["plot_bgcolor"] == "#123456" and layout["paper_bgcolor"] == theme.PAPER


def test_one_of_our_own_takes_the_words_and_stays_ours(report: Report) -> None:
    ours = standard.trend(report.view, report.words, "visits")
    before = ours.plain["layout"]["meta"]["reportlib"]
    told = record(report.figure(ours, title="Busy", alt="Told otherwise"))
    assert (told["title"], told["alt"]) == ("Busy", "Told otherwise")
    assert told["origin"] == before["origin"] and told["table"] == before["table"] and not told.get("own")


def test_the_analyst_s_figure_is_left_as_it_was(report: Report) -> None:
    figure = bars()
    before = figure.to_json()
    report.figure(figure, **SAID, origin="synthetic")
    assert figure.to_json() == before


def svg(picture: Any) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)


def test_a_drawing_is_letters_and_shapes_and_can_do_nothing(report: Report) -> None:
    figure = drawn()
    figure.axes[0].title.set_url("javascript:alert(1)")
    picture = report.figure(figure, **SAID)
    names = {str(element.tag).rpartition("}")[2] for element in svg(picture).iter()}
    assert names <= {"svg", "g", "defs", "path", "text", "use", "clipPath", "rect"} and "text" in names
    assert not re.search(r"javascript|<script|<style|<metadata| on\w+=|https?://(?!www\.w3\.org)", picture.svg)
    assert "\u65f6\u95f4" in picture.svg and 'aria-label="Bars"' in picture.svg and 'role="img"' in picture.svg
    assert plt.get_fignums() == [], "a notebook would show it a second time"


def test_a_drawing_turns_its_greys_round_in_the_dark_and_keeps_its_colours(report: Report) -> None:
    picture = report.figure(drawn(), **SAID)
    assert f"stroke:light-dark(#000000,{theme.DARK[theme.INK]})" in picture.svg
    assert "fill:#9467bd" in picture.svg and "light-dark(#9467bd" not in picture.svg
    coloured = drawn()
    coloured.set_facecolor("#ffeedd")
    kept = report.figure(coloured, **SAID)
    assert "light-dark" not in kept.svg and "fill:#ffeedd" in kept.svg


def test_names_within_a_drawing_are_its_own_and_the_same_each_time(report: Report) -> None:
    one, other = (report.figure(drawn(), **SAID).svg for _ in range(2))
    assert one == other
    ids, used = (
        set(re.findall(r' id="([^"]+)"', one)),
        {*re.findall(r"url\(#([^)]+)\)", one), *re.findall(r'href="#([^"]+)"', one)},
    )
    assert used and ids == used and all(re.match(r"d[0-9a-f]{8}-", name) for name in ids)


def test_a_drawing_of_made_up_figures_says_so_inside(report: Report) -> None:
    plain, marked = (report.figure(drawn(), **SAID, origin=origin).svg for origin in ("", "synthetic"))
    assert "Demonstration figures" in marked and "Demonstration figures" not in plain
    heights = [float(svg(type("P", (), {"svg": text})).attrib["viewBox"].split()[3]) for text in (plain, marked)]
    assert heights[1] == pytest.approx(heights[0] + 14)


def test_axes_stand_for_their_figure(report: Report) -> None:
    assert isinstance(report.figure(drawn().axes[0], **SAID), Picture)


def test_a_notebook_is_given_html_that_is_whole(report: Report) -> None:
    told, facts = report.figure(drawn(), **SAID, data=DATA)._repr_mimebundle_()
    assert "<h3>Grades</h3>" in told["text/html"] and "the analyst&#39;s own figure" in told["text/html"]
    assert told["image/svg+xml"].startswith("<svg") and facts["reportlib"]["role"] == "figure"
    assert json.dumps(facts)
