"""In small line charts, a last figure that lacks returns is marked, so that it does not look like a fall."""

from __future__ import annotations

import pytest

from .pages import Page, made
from .small import FLOW, SHARE, indicator, report, unit, write

UNITS = [
    unit("c", "city"),
    unit("a", "ward", "c"),
    unit("b", "ward", "c"),
    *(unit(f"{ward}{n}", "school", ward) for ward in "ab" for n in (1, 2)),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Four schools are visited 10 times a quarter, and 40 of 100 pass in each; the last return of B2 has not come."""
    rows = [
        row
        for quarter in (1, 2, 3, 4)
        for school in ("a1", "a2", "b1", "b2")
        for row in (f"pass,{school},2021Q{quarter},,40,100,,", f"visits,{school},2021Q{quarter},10,,,,")
        if (school, quarter) != ("b2", 4)
    ]
    measured = [indicator("pass", SHARE), indicator("visits", FLOW)]
    listed = [report("city", ["c"], ["2021Q3", "2021Q4"]), report("ward", ["a"], ["2021Q4"])]
    root = tmp_path_factory.mktemp("incomplete") / "book"
    return made(write(root, units=UNITS, indicators=measured, rows=rows, reports=listed, cards=["pass", "visits"]))


def hollow(page: Page) -> list[bool]:
    """For each card, whether the last point of its line is hollow."""
    return [circle.get("class") == ["part"] for circle in page.pieces.select(".card-spark circle")]


def test_the_last_point_of_a_card_is_hollow_where_returns_are_missing(pages: dict[str, Page]) -> None:
    # Visits fall from 40 to 30, as 3 of 4 schools reported.
    assert "30" in pages["city-c-2021Q4-en"].card("visits") and "3 of 4" in pages["city-c-2021Q4-en"].card("visits")
    assert hollow(pages["city-c-2021Q4-en"]) == [True, True]
    assert hollow(pages["city-c-2021Q3-en"]) == [False, False]
    assert hollow(pages["ward-a-2021Q4-en"]) == [False, False]


def test_the_overview_and_the_table_of_units_mark_it_for_the_script(pages: dict[str, Page]) -> None:
    # Every ratio is 40 %, so each line is flat, in the middle of its scale.
    page = pages["city-c-2021Q4-en"]
    assert [line["data-line"] for line in page.pieces.select("svg[data-line]")] == ["iiii_"]
    assert page.pieces.select_one("[data-rows]")["data-rows"] == "#iiii #iiii_"
