"""The opening of a page about a few indicators or units says nothing of all other indicators and units."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from reportlib import Report
from reportlib.blocks.pieces import Piece, Pieces
from reportlib.errors import QueryError
from reportlib.query.selection import Selection
from tests.analysis.made import world

ROWS = """
passed a 2020Q4 30/100
passed b 2020Q4 50/100
passed c 2020Q4 70/100
passed a 2019Q4 15/100
passed b 2019Q4 40/100
passed c 2019Q4 60/100
certs a 2020Q4 10
certs b 2020Q4 15
certs a 2019Q4 30
certs b 2019Q4 30
staff a 2020Q4 7
staff b 2020Q4 _ status=not_reported
"""


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """A report on the park p1, whose firms are a and b.

    80 of 200 passed there, which is 40 %, against 70 % in the rest of the zone; certificates fell from 60 to 25.
    """
    root = world(tmp_path, ROWS, targets="certs p1 2020Q4 40").root
    return Report("any", unit="p1", period="2020Q4", lang="en", workbook=root)


def soup(pieces: Pieces, role: str) -> BeautifulSoup:
    found = [part for part in pieces if isinstance(part, Piece) and part.role == role]
    return BeautifulSoup("".join(part.html for part in found), "html.parser")


def texts(pieces: Pieces, role: str, selector: str) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in soup(pieces, role).select(selector)]


def carded(pieces: Pieces) -> list[str]:
    return [str(card["id"]).removeprefix("card-") for card in soup(pieces, "cards").select("article.card")]


def test_the_whole_unit_heads_with_its_missed_target_and_counts_all(report: Report) -> None:
    # Without `about` the certificates, 15 short of the target of 40, come first.
    whole = report.opening(without="act")
    assert texts(whole, "masthead", "p.headline")[0].startswith(
        "Certs, down 58.3% on 2019 Q4, missed the target by 15"
    ) and "certs" in carded(whole)
    assert "indicators have a figure" in texts(whole, "masthead", ".standfirst")[0]


def test_a_page_about_one_indicator_says_nothing_of_others(report: Report) -> None:
    opening = report.opening(about="passed", without="act")
    headline, standfirst = " ".join(texts(opening, "masthead", "p.headline")), texts(opening, "masthead", ".standfirst")[0]
    assert carded(opening) == ["passed"] and "assed" in headline and "erts" not in headline
    assert "comparable indicators (1): 1 worse" in standfirst and "figure" not in standfirst and "target" not in standfirst
    (masthead,) = [part for part in opening if isinstance(part, Piece) and part.role == "masthead"]
    assert "certs" not in str(masthead.facts["carried"]) and "Certs" not in str(masthead.facts["glance"])


def test_if_nothing_stands_out_the_headline_is_the_figure(report: Report) -> None:
    # Seven people; the other firm did not report.
    headline = texts(report.opening(about="staff"), "masthead", "p.headline")
    assert headline[0].startswith("Staff 7 people (fourth quarter of 2020, 1 of 2 units reported)")


def test_several_indicators_are_counted_as_those_of_the_page(report: Report) -> None:
    opening = report.opening(about=["passed", "mood"], without="act")
    assert carded(opening) == ["passed"]
    assert "1 of the 2 indicators on this page have a figure" in texts(opening, "masthead", ".standfirst")[0]
    assert "all 2 indicators on this page have a figure" in texts(report.opening(about=["passed", "certs"]), "masthead", "p")[-1]


def test_that_an_indicator_has_no_figure_is_not_said_of_the_unit(report: Report) -> None:
    (headline,) = texts(report.opening(about="mood"), "masthead", "p.headline")
    assert headline == "mood: p1 has no figure for the fourth quarter of 2020 (not asked for) ." and not carded(
        report.opening(about="mood")
    )


def test_a_page_about_several_units_heads_with_the_figure_of_each(report: Report) -> None:
    opening = report.opening(about=report["passed"].of("p1", "p2"), without="act")
    assert texts(opening, "masthead", "p.headline") == ["Passed, fourth quarter of 2020: p1 40%; p2 70% . R"]
    assert carded(opening) == [] and texts(opening, "masthead", ".standfirst") == [""]


def test_units_without_any_figure_are_said_to_have_none(report: Report) -> None:
    (headline,) = texts(report.opening(about=report["hurt"].of("p1", "p2")), "masthead", "p.headline")
    assert headline == "Hurt, fourth quarter of 2020: p1 not asked for; p2 not asked for ."


@pytest.mark.parametrize(
    ("about", "says"),
    [
        (lambda report: "pased", "indicator 'pased' is not known; did you mean 'passed'"),
        (lambda report: report["passed", "certs"].of("p1", "p2"), "takes one indicator"),
        (lambda report: report["passed"].of("p1", "p2").at("last 4"), "takes one period"),
    ],
)
def test_what_cannot_head_a_page_is_one_line(report: Report, about: Callable[[Report], str | Selection], says: str) -> None:
    with pytest.raises(QueryError, match=says):
        report.opening(about=about(report))


def test_the_templates_about_a_part_are_headed_by_it() -> None:
    root: Any = Path(__file__).parents[2] / "notebooks"
    heads = {name: (root / f"{name}.ipynb").read_text("utf-8") for name in ("indicator", "compared", "department")}
    assert all("report.opening(about=" in text for text in heads.values())
