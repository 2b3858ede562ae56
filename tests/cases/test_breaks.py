"""Figures from a break in series on are not compared with earlier ones, and a page says why (METHODS 2)."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from .pages import Page, made
from .small import FLOW, SHARE, indicator, report, unit, write

UNITS = [
    unit("c", "city"),
    unit("a", "ward", "c"),
    unit("b", "ward", "c"),
    *(unit(f"{ward}1", "school", ward) for ward in "ab"),
]
RECOUNT = {"from": "2021Q1", "who": "Office", "why": {"zh": "改按人数计", "en": "Counted by head."}}


def book(root: Path, *, of: str | None = None) -> Path:
    """Two schools that pass 50, 60 and 63 of 100 and are visited 20, 30 and 33 times a quarter in 2020, 2021 and 2022."""
    concerns: dict[str, Any] = {"unit": of} if of else {}
    kinds = {"pass": SHARE, "visits": FLOW}
    measured = [indicator(name, made_of, breaks=[deepcopy(RECOUNT) | concerns]) for name, made_of in kinds.items()]
    rows = [
        row
        for year, passed, visits in ((2020, 50, 20), (2021, 60, 30), (2022, 63, 33))
        for quarter in (1, 2, 3, 4)
        for school in ("a1", "b1")
        for row in (f"pass,{school},{year}Q{quarter},,{passed},100,,", f"visits,{school},{year}Q{quarter},{visits},,,,")
    ]
    listed = [
        report("city", ["c"], ["2021Q2", "2021", "2022Q2"]),
        report("city", ["c"], ["2021"], "zh"),
        report("ward", ["a", "b"], ["2021Q2"]),
    ]
    return write(root, units=UNITS, indicators=measured, rows=rows, reports=listed, cards=["pass", "visits"])


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    return made(book(tmp_path_factory.mktemp("breaks") / "book"))


@pytest.mark.parametrize("period", ["2021Q2", "2021"])
def test_nothing_is_said_to_have_risen_across_a_break(pages: dict[str, Page], period: str) -> None:
    """60 % after 50 %, and 60 visits a quarter after 40, are counted in two ways."""
    page = pages[f"city-c-{period}-en"]
    assert not any(word in page.claims for word in (" up ", "rose", "+10.0", "50.0% on", " on 2020"))
    assert "not comparable with figures before 2021 Q1" in page.card("visits")
    assert not {claim for claim in page.facts.split('"') if " on 2020" in claim}
    assert "Not comparable with figures before 2021 Q1: Counted by head. (Office)." in page.text


def test_a_line_across_the_break_says_where_it_lies(pages: dict[str, Page]) -> None:
    told = "Not comparable with figures before 2021 Q1: Counted by head. (Office)."
    assert told in pages["city-c-2021Q2-en"].figure("trend", "Pass")["note"]


def test_the_quarter_before_is_compared_where_no_break_lies_between(pages: dict[str, Page]) -> None:
    assert "0.0 pts on 2021 Q1" in pages["city-c-2021Q2-en"].card("pass")


def test_a_card_says_so_in_chinese(pages: dict[str, Page]) -> None:
    page = pages["city-c-2021-zh"]
    assert "自2021年一季度起口径变化，不与此前相比" in page.card("pass")
    assert "自2021年一季度起口径变化，不与此前相比：改按人数计（Office）。" in page.text
    assert not any(word in page.claims for word in ("提高", "增长", "上升"))


def test_years_after_the_break_are_compared(pages: dict[str, Page]) -> None:
    """63 % after 60 %, and 66 visits after 60."""
    page = pages["city-c-2022Q2-en"]
    assert "3.0 pts on 2021 Q2" in page.card("pass")
    assert "10.0% on 2021 Q2" in page.card("visits")


def test_a_break_of_one_unit_is_no_break_of_another(tmp_path: Path) -> None:
    found = made(book(tmp_path / "book", of="a"), units=["a", "b"])
    assert "not comparable with figures before 2021 Q1" in found["ward-a-2021Q2-en"].card("visits")
    assert "50.0% on 2020 Q2" in found["ward-b-2021Q2-en"].card("visits")
    assert "Counted by head" not in found["ward-b-2021Q2-en"].text
