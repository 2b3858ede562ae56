from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from reportlib.blocks import Chart
from reportlib.blocks.pieces import Piece
from reportlib.blocks.plot.caption import record_in
from reportlib.blocks.sections.opening import card_changes
from reportlib.blocks.text import sentences
from reportlib.report import Report

ROOT = Path(__file__).parents[2]


@cache
def park(lang: str = "en") -> Report:
    return Report("park", unit="demo-park-1", period="2020Q4", lang=lang, workbook=ROOT)


def charts(dimension: str, lang: str = "en") -> list[dict[str, Any]]:
    """The charts of a dimension: `plain` is the plotly figure as data, `record` the title, note and table in it."""
    found = [part for part in park(lang).dimensions(only=dimension) if isinstance(part, Chart)]
    return [{"record": record_in(one.plain), "plain": one.plain} for one in found if one.plain]


def test_one_line_three_panels_and_a_fold() -> None:
    for dimension in park().workbook.catalogue.dimensions:
        line, panels, *rest = charts(dimension.id)
        assert (line["record"]["kind"], line["record"]["size"]) == ("trend", "wide")
        assert (panels["record"]["kind"], panels["record"]["size"]) == ("small_multiples", "third")
        shown = {row[0].partition(" (")[0] for row in panels["record"]["table"]["rows"]}
        assert 1 <= len(shown) <= 3
        assert all(re.fullmatch(r"See all: \d+ more", one["record"]["fold"]) for one in rest) and len(rest) <= 1


def test_what_is_judged_stands_before_what_is_similar() -> None:
    # In this dimension two rates of the park are worse than the rest: one is the line, the other the first panel.
    view = park().view
    clear = [n for n in view.rates + list(view.with_figure.index) if view.standing_of(n).verdict not in ("", "similar")]
    names = {view.workbook.catalogue[n].name["en"] for n in clear if view.workbook.catalogue[n].dimension == "thought-guidance"}
    line, panels, *_ = charts("thought-guidance")
    first = panels["record"]["table"]["rows"][0][0]
    assert first in names and any(line["record"]["title"].startswith(name) for name in names)


def test_a_panel_says_its_measure_its_range_and_its_verdict() -> None:
    _, panels, *_ = charts("thought-guidance")
    texts = [note["text"] for note in panels["plain"]["layout"]["annotations"]]
    assert any("18.8%" in text and "worse" in text for text in texts)
    assert "from 14.0% to 18.8%" in texts


def test_lines_are_called_at_their_ends_as_the_levels_say() -> None:
    line, *_ = charts("skill-growth", "zh")
    texts = [re.sub("<[^>]*>", "", note["text"]) for note in line["plain"]["layout"]["annotations"]]
    assert any(text.startswith("本园") for text in texts) and any(text.startswith("全区") for text in texts)
    assert not any("示例创业园" in text for text in texts)


def test_a_section_opens_with_its_finding() -> None:
    head = next(part for part in park().dimensions(only="thought-guidance") if isinstance(part, Piece))
    lead = BeautifulSoup(head.html, "html.parser").select_one(".sec-lead")
    assert lead is not None and lead.get_text().startswith("Worse than the rest of the district on 2, better on none")


def test_figures_are_found_by_what_they_show() -> None:
    line, panels, *_ = charts("skill-growth")
    assert line["record"]["anchor"].endswith("-trend") and panels["record"]["anchor"] == "small-multiples"
    assert not re.search(r"\d", line["record"]["anchor"])


def test_a_card_gives_its_changes_in_one_style() -> None:
    # Staff rose by 345 in a quarter, all in the same units, and by 1,605 in a year in which units joined. So neither change is
    # given in per cent.
    report = park()
    view, catalogue = report.view, report.workbook.catalogue
    found = {
        name: [each["amount"] for each in card_changes(view, view.standing_of(name), catalogue[name], report.words)]
        for name in sentences.cards(view)
    }
    assert ["↑ 345", "↑ 1,605"] in found.values()
    assert all(len({amount.endswith("%") for amount in amounts}) == 1 for amounts in found.values())
