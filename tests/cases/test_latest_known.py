from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportlib import Report
from reportlib.plan.plan import Request, make_plan
from reportlib.query.book import open_workbook
from reportlib.workbook import Workbook

from .pages import TODAY, Page, made
from .small import FLOW, SHARE, STOCK, indicator, report, unit, write

UNITS = [unit("z", "city"), unit("p", "ward", "z"), unit("a", "school", "p"), unit("b", "school", "p")]
QUARTERS = [f"{year}Q{n}" for year in (2023, 2024) for n in (1, 2, 3, 4)]
ROOMS = {2015: (40, 60), 2020: (44, 66)}
PASSED = {2022: (20, 30), 2023: (25, 30)}


def rows() -> list[str]:
    """Cases by quarter: school a has 100, then one more each quarter, and school b has 200.

    Rooms by year, and by year how many of 50 passed.
    """
    found = [f"cases,a,{quarter},{100 + n},,,," for n, quarter in enumerate(QUARTERS)]
    found += [f"cases,b,{quarter},200,,,," for quarter in QUARTERS]
    found += [f"rooms,{name},{year},{count},,,," for year, both in ROOMS.items() for name, count in zip("ab", both, strict=True)]
    return found + [
        f"passed,{name},{year},,{n},50,," for year, both in PASSED.items() for name, n in zip("ab", both, strict=True)
    ]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(
        tmp_path_factory.mktemp("known"),
        units=UNITS,
        indicators=[
            indicator("cases", FLOW),
            indicator("rooms", STOCK, frequency="year"),
            indicator("passed", SHARE, frequency="year"),
        ],
        rows=rows(),
        reports=[report("ward", ["p"], ["latest-known", "latest"], lang) for lang in ("en", "zh")],
        cards=["cases", "rooms", "passed"],
    )


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Page]:
    return made(root)


@pytest.mark.parametrize(
    ("name", "card", "row"),
    [
        ("cases", "307 cases 2024 Q4 ↑ 1.3% on 2023 Q4", ["307 cases R 2024 Q4", "on the year before ↑ 1.3% on 2023 Q4"]),
        ("rooms", "110 people 2020 nothing a year before to compare with", ["110 people R 2020", ""]),
        ("passed", "55.0 % 2023 ↑ 5.0 pts on 2022", ["55.0 % R 45.2–64.4 2023", "on the year before ↑ 5.0 pts on 2022"]),
    ],
)
def test_every_figure_is_the_latest_known_with_its_period(pages: dict[str, Page], name: str, card: str, row: list[str]) -> None:
    # 307 cases after 303 are 1.3 % more. 44 + 66 rooms in 2020 are compared with those of 2015. 55 of 100 passed, after 50 of
    # 100.
    page = pages["ward-p-2024Q4-known-en"]
    assert card in page.card(name) and page.row(name)[1:3] == row


def test_the_page_says_that_figures_are_of_their_own_periods(pages: dict[str, Page]) -> None:
    english, chinese = pages["ward-p-2024Q4-known-en"], pages["ward-p-2024Q4-known-zh"]
    assert "latest known, up to 2024 Q4 each figure of its own period" in english.text
    said = "Cases: 307 cases (2024 Q4), up 1.3% on 2023 Q4. Rooms: 110 people (2020)"
    assert english.told.startswith(f"{said}.")
    assert "指标cases307件（2024年四季度），比2023年四季度增长1.3%" in chinese.told
    assert "截至2024年四季度的最新数据 各项数字各注所属时期" in chinese.text
    subtitles = [figure["subtitle"] for figure in english.figures if figure["kind"] == "trend"]
    assert subtitles == ["P, 2023 Q1 to 2024 Q4", "P, 2020 to 2023", "P, 2015 to 2020"]


def test_a_page_of_one_period_tells_of_that_alone(pages: dict[str, Page]) -> None:
    page = pages["ward-p-2024Q4-en"]
    assert "1 of 3 indicators have a figure" in page.standfirst and not page.pieces.select("#card-rooms, #card-passed")


def test_its_data_has_each_figure_under_its_own_period(pages: dict[str, Page]) -> None:
    held = json.loads(pages["ward-p-2024Q4-known-en"].facts)
    columns = [column["name"] for column in held["tableSchema"]["columns"]]
    rows = [dict(zip(columns, row, strict=True)) for row in held["rows"]]
    told = {(row["indicator"], row["period"]): row["value"] for row in rows if row["unit"] == "p" and not row["group"]}
    assert [told["cases", "2024Q4"], told["rooms", "2020"], told["passed", "2023"]] == [307, 110, 55]
    assert not [row for row in rows if "known" in row["period"]]
    claims = [claim for claim in held["claims"] if claim["kind"] == "change"]
    rests = {rows[claim["rests_on"][0]]["period"] for claim in claims}
    assert rests == {"2024Q4", "2023"}


def test_questions_are_answered_by_the_last_period_of_each(root: Path) -> None:
    rows = open_workbook(root, lang="en")["cases", "rooms", "passed"].of("p").at("latest-known").values()
    told = {row["indicator"]: (row["period"], row["value"]) for row in rows.to_dict("records")}
    assert told == {"cases": ("2024Q4", 307), "rooms": ("2020", 110), "passed": ("2023", 55)}


def test_a_report_made_by_hand_is_written_from_the_same_figures(root: Path) -> None:
    report = Report("ward", unit="p", period="2024Q4-known", lang="en", workbook=root)
    assert [str(view.period) for view in report.view.views] == ["2024Q4", "2023", "2020"]
    assert report.view.with_figure["value"].to_dict() == {"cases": 307, "rooms": 110, "passed": 55}


def test_a_report_of_the_latest_known_is_made_again_when_any_of_its_figures_changes(root: Path) -> None:
    before = _keys(root)
    data = root / "data" / "d.csv"
    text = data.read_text("utf-8")
    data.write_text(text.replace("rooms,b,2020,66", "rooms,b,2020,67"), "utf-8")
    after = _keys(root)
    data.write_text(text, "utf-8")
    assert {name for name in before if before[name] != after[name]} == {f"ward-p-2024Q4-known-{lang}" for lang in ("en", "zh")}


def _keys(root: Path) -> dict[str, str]:
    plan = make_plan(Workbook.load(root), Request(output=root / "outputs"), today=TODAY)
    return {report.job.name: report.key.own_figures for report in plan.reports}
