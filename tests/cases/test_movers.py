"""A page says what part of each change on the year comes from units that joined or left, also of changes of rates (METHODS 2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import Page, made
from .small import SHARE, indicator, report, unit, write

UNITS = [
    unit("c", "city"),
    unit("a", "ward", "c"),
    unit("b", "ward", "c"),
    unit("x", "school", [{"id": "a", "to": "2020Q4"}, {"id": "b", "from": "2021Q1"}]),
    unit("y", "school", "b"),
    unit("z", "school", "a"),
]
PASSED = {2020: {"x": 80, "y": 60, "z": 50}, 2021: {"x": 80, "y": 60, "z": 52}}
"""Of 100 each: A had 65 % with X and has 52 % without; B had 60 % and has 70 % with X."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    root: Path = tmp_path_factory.mktemp("movers") / "book"
    rows = [
        f"pass,{school},{year}Q{quarter},,{count},100,,"
        for year, sent in PASSED.items()
        for quarter in (1, 2)
        for school, count in sent.items()
    ]
    listed = [report("ward", ["a", "b"], ["2021Q2"], lang) for lang in ("en", "zh")] + [report("city", ["c"], ["2021Q2"])]
    return made(write(root, units=UNITS, indicators=[indicator("pass", SHARE)], rows=rows, reports=listed, cards=["pass"]))


def test_a_rate_that_rose_by_a_school_that_joined(pages: dict[str, Page]) -> None:
    # 140 of 200 after 60 of 100; the school that was there before has 60 of 100 in both years.
    page = pages["ward-b-2021Q2-en"]
    assert "10.0 pts on 2020 Q2" in page.card("pass")
    assert "at least half comes from units that joined or left: Pass, all of it from X from A." in page.text
    assert "同比变动至少一半由单位增减带来的：指标pass，全部由单位x从单位a划入带来。" in pages["ward-b-2021Q2-zh"].text


def test_a_rate_that_fell_by_a_school_that_left_although_the_other_rose(pages: dict[str, Page]) -> None:
    # 52 of 100 after 130 of 200 are 13 points less; of these 15 are X's, as Z rose by 2.
    page = pages["ward-a-2021Q2-en"]
    assert "13.0 pts on 2020 Q2" in page.card("pass")
    assert (
        "at least half comes from units that joined or left: Pass, −15.0 percentage points of it from X, which went to B."
        in page.text
    )
    assert "同比变动至少一半由单位增减带来的：指标pass，其中−15.0个百分点由单位x划往单位b带来。" in pages["ward-a-2021Q2-zh"].text


def test_for_the_city_nobody_joined_or_left(pages: dict[str, Page]) -> None:
    # The rise from 190 to 192 of 300 comes from Z alone.
    assert "units that joined or left" not in pages["city-c-2021Q2-en"].text
