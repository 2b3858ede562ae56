"""A report of the latest known figures, each indicator in its own latest period.

There are three schools. Cases come every quarter; visits, passes, attendance and marks every year; fitness once in five
years. The latest quarter is in 2024, the latest yearly figures are of 2023, and the latest fitness is of 2020.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.plan.plan import Request, make_plan
from reportlib.workbook import Workbook

from .pages import TODAY, Page, made
from .small import FLOW, SHARE, indicator, report, unit, write

SCHOOLS = ("a", "b", "c")
UNITS = [unit("z", "city"), unit("p", "ward", "z"), *(unit(name, "school", "p") for name in SCHOOLS)]
SCORE = {"kind": "score", "direction": "up", "decimals": 1, "measure": {"zh": "分", "en": "marks"}}
CASES = {"2023Q4": (10, 20, 30), "2024Q4": (16, 19, 30)}
VISITS = {"2022": (100, 200, 50), "2023": (130, 190, 50)}
SHARES = {
    "passed": (50, {"2022": (20, 30, 25), "2023": (25, 30, 35)}),
    "kept": (40, {"2022": (30, 30, 30), "2023": (28, 30, 26)}),
    "fit": (100, {"2015": (10, 20, 30), "2020": (40, 50, 60)}),
}
MARKS = {"2022": (2.5, 3.5, 4.5), "2023": (3.0, 4.0, 5.0)}


def rows() -> list[str]:
    found = [
        f"{name},{school},{period},{count},,,,"
        for name, told in (("cases", CASES), ("visits", VISITS), ("marks", MARKS))
        for period, all_three in told.items()
        for school, count in zip(SCHOOLS, all_three, strict=True)
    ]
    return found + [
        f"{name},{school},{period},,{count},{of},,"
        for name, (of, told) in SHARES.items()
        for period, all_three in told.items()
        for school, count in zip(SCHOOLS, all_three, strict=True)
    ]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    yearly = [indicator(name, SHARE, frequency="year") for name in SHARES]
    counts = [indicator("cases", FLOW), indicator("visits", FLOW, frequency="year")]
    return write(
        tmp_path_factory.mktemp("known"),
        units=UNITS,
        indicators=[*counts, *yearly, indicator("marks", SCORE, frequency="year")],
        rows=rows(),
        reports=[report("ward", ["p"], ["latest-known"]), report("school", ["a"], ["latest-known"])],
        cards=["cases"],
    )


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Page]:
    return made(root)


@pytest.fixture(scope="module")
def ward(pages: dict[str, Page]) -> Page:
    return pages["ward-p-2024Q4-known-en"]


def test_what_rose_and_fell_is_told_of_the_last_year_known(ward: Page) -> None:
    # 75 of 150 passed in 2022 and 90 of 150 in 2023; 90 of 120 were kept in 2022 and 84 of 120 in 2023.
    told = ward.figure("dumbbell")
    assert told["subtitle"] == "P, 2023" and told["title"] == "Passed rose most: +10.0 percentage points"
    assert ward.table("dumbbell") == {"Passed": ["50.0%", "60.0%", "+10.0"], "Kept": ["75.0%", "70.0%", "−5.0"]}
    assert told["table"]["columns"][1:3] == ["2022", "2023"]


def test_what_moved_a_count_is_told_between_the_periods_of_that_count(ward: Page) -> None:
    # Cases rose from 60 to 65 between the last quarters of two years, visits from 350 to 370 between 2022 and 2023.
    assert ward.figure("waterfall", "Cases")["subtitle"] == "P, fourth quarter of 2024"
    assert ward.figure("waterfall", "Visits")["subtitle"] == "P, 2023"
    cases, visits = ward.table("waterfall", "Cases"), ward.table("waterfall", "Visits")
    assert (cases["A"], cases["B"]) == (["+6"], ["−1"])
    assert (visits["A"], visits["B"]) == (["+30"], ["−10"])


def test_units_are_compared_by_each_indicator_in_its_own_period(ward: Page) -> None:
    # A's 40 of 100 fit pupils differ from the rest's 110 of 200 by more than chance. So do C's 60 of 100 from 90 of 200. B's 50
    # of 100 do not differ from 100 of 200.
    head = ward.part("figure.units thead")
    for told in ("Cases cases, 2024 Q4", "Passed %, 2023", "Fit %, 2020", "Marks marks, 2023"):
        assert told in head, head
    assert {name: row["fit"] for name, row in ward.units.items()} == {"A": "40.0◆", "B": "50.0", "C": "60.0●"}
    assert {name: row["cases"] for name, row in ward.units.items()} == {"A": "16", "B": "19", "C": "30"}
    assert {name: row["passed"].partition("(")[0] for name, row in ward.units.items()} == {"A": "50.0", "B": "60.0", "C": "70.0"}


def test_an_indicator_that_only_units_below_have_is_compared_in_their_last_period(ward: Page) -> None:
    # Marks without respondents do not add up, so the ward has no figure itself.
    assert {name: row["marks"] for name, row in ward.units.items()} == {"A": "3.0", "B": "4.0", "C": "5.0"}


def test_a_unit_is_ranked_among_its_peers_in_each_period(pages: dict[str, Page]) -> None:
    # In 2023 the share that passed was lower at A, 50 %, than at B and C. In 2020 A had the lowest share of fit pupils.
    school = pages["school-a-2024Q4-known-en"]
    told = {figure["title"]: figure["subtitle"] for figure in school.figures if figure["kind"] == "ranked_bars"}
    assert told == {
        "Passed: A is 3rd of 3": "2023, 3 ranked",
        "Kept: A is 2nd of 3": "2023, 3 ranked",
        "Fit: A is 3rd of 3": "2020, 3 ranked",
    }


def test_a_changed_figure_of_a_unit_below_makes_the_report_due(root: Path) -> None:
    # The table of units shows the figures of 2020, so the page changes if they change, even if their sum does not.
    before = _key(root)
    data = root / "data" / "d.csv"
    text = data.read_text("utf-8")
    data.write_text(text.replace("fit,a,2020,,40,", "fit,a,2020,,41,").replace("fit,b,2020,,50,", "fit,b,2020,,49,"), "utf-8")
    after = _key(root)
    data.write_text(text, "utf-8")
    assert before != after


def _key(root: Path) -> str:
    plan = make_plan(Workbook.load(root), Request(output=root / "outputs"), today=TODAY)
    return str(next(report.key for report in plan.reports if report.job.unit == "p"))
