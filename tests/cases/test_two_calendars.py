from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.query.book import open_workbook

from .pages import Page, made
from .small import FLOW, SHARE, STOCK, indicator, report, unit, write

UNITS = [unit("z", "city"), unit("p", "ward", "z"), unit("a", "school", "p"), unit("b", "school", "p")]
QUARTERS = [f"{year}Q{n}" for year in (2023, 2024, 2025) for n in (1, 2, 3, 4)]
PUPILS = {"2022/23": (50, 60), "2023/24": (55, 60), "2024/25": (58, 65)}
PASSED = {"2023/24": ("30,50", "30,60"), "2024/25": ("40,50", "33,60")}
PERIODS = ["2024", "2024Q4", "2024/25", "2023/24"]


def rows() -> list[str]:
    """Cases by quarter: school a has 100, then one more each quarter, and school b has 200.

    By academic year, pupils and a pass rate.
    """
    found = [f"cases,a,{quarter},{100 + n},,,," for n, quarter in enumerate(QUARTERS)]
    found += [f"cases,b,{quarter},200,,,," for quarter in QUARTERS]
    found += [
        f"pupils,{name},{year},{count},,,," for year, both in PUPILS.items() for name, count in zip("ab", both, strict=True)
    ]
    return found + [
        f"passed,{name},{year},,{parts},," for year, both in PASSED.items() for name, parts in zip("ab", both, strict=True)
    ]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    academic = {"frequency": "year", "year_starts": 9}
    return write(
        tmp_path_factory.mktemp("calendars"),
        units=UNITS,
        indicators=[indicator("cases", FLOW), indicator("pupils", STOCK, **academic), indicator("passed", SHARE, **academic)],
        rows=rows(),
        reports=[report("ward", ["p"], PERIODS, lang) for lang in ("en", "zh")],
        cards=["cases", "pupils", "passed"],
        calendar={"year_name": {"zh": "{year}学年", "en": "{year}"}},
    )


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Page]:
    return made(root)


def test_a_calendar_year_and_its_quarter_tell_of_what_is_counted_in_them(pages: dict[str, Page]) -> None:
    # 304 + 305 + 306 + 307 cases in 2024, after 300 + 301 + 302 + 303 = 1,206: 16 more, which is 1.3 %.
    year, quarter = pages["ward-p-2024-en"], pages["ward-p-2024Q4-en"]
    assert year.told == "Cases: 1,222 cases, up 1.3% on 2023."
    assert quarter.told == "Cases: 307 cases, up 1.3% on 2023 Q4."
    assert year.units["B"]["cases"] == "800"  # of 1,222
    for page in (year, quarter):
        assert "1 of 3 indicators have a figure" in page.standfirst
        assert not page.pieces.select("#card-pupils, #card-passed, tr#i-pupils, tr#i-passed")


def test_an_academic_year_tells_of_what_is_counted_in_it(pages: dict[str, Page]) -> None:
    # 123 pupils after 115 are 7.0 % more. 73 of 110 passed, 66.4 %, after 60 of 110, 54.5 %.
    page = pages["ward-p-2024_25-en"]
    told = "Pupils: 123 people, up 7.0% on 2023/24. Passed: 66.4%, up 11.8 percentage points on 2023/24"
    assert page.told == f"{told}."
    assert page.row("passed")[1:3] == ["66.4 % R 57.1–74.5", "on 2023/24 ↑ 11.8 pts"]
    assert "‹ 2023/24" in page.text and "2 of 3 indicators have a figure" in page.standfirst
    assert not page.pieces.select("#card-cases, tr#i-cases")


def test_academic_years_are_named_in_chinese_as_the_workbook_says(pages: dict[str, Page]) -> None:
    page = pages["ward-p-2024_25-zh"]
    assert page.told.startswith("指标pupils123人，比2023/24学年增长7.0% 指标passed66.4%")
    assert page.figure("trend")["subtitle"] == "单位p，2022/23至2024/25"
    assert pages["ward-p-2024-zh"].told.startswith("指标cases1,222件，比2023年增长1.3%")


def test_no_academic_year_is_made_of_calendar_quarters_and_a_fiscal_one_is(root: Path) -> None:
    book = open_workbook(root, lang="en")
    assert book["cases"].of("p").at("2024_25@4").values()["value"].tolist() == [305 + 306 + 307 + 308]
    assert book["cases"].of("p").at("2024_25").values()["value"].isna().all()
    assert book["pupils"].of("p").at("latest").values()["period"].tolist() == ["2024_25@9"]
