"""Pages of weeks, of a month, a quarter and years of 53 and 52 weeks, against figures computed by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from reportlib.analysis.snapshots.collect import due
from reportlib.analysis.snapshots.reach import resolve
from reportlib.blocks import Table
from reportlib.data import read_observations
from reportlib.errors import DataError, QueryError
from reportlib.page.facts_model import PageFacts
from reportlib.periods import Period
from reportlib.query.book import open_workbook
from reportlib.workbook import Workbook

from .pages import Page, made, said
from .small import FLOW, SHARE, STOCK, indicator, report, unit, write

WEEKS = [f"2020W{n:02d}" for n in range(1, 54)] + [f"2021W{n:02d}" for n in range(1, 53)]
UNITS = [unit("z", "city"), unit("p", "ward", "z"), unit("a", "school", "p"), unit("b", "school", "p")]
"""a has 10 cases a week and b 20, in 2021 a tenth more. Of 10 and 20, a tenth pass, in 2021 a fifth."""
PERIODS = ["2021W07", "2020W53", "2020-12", "2021-01", "2021Q1", "2021", "last 2"]


def rows() -> list[str]:
    found = []
    for week in WEEKS:
        for school, cases in (("a", 10), ("b", 20)):
            more, number = week > "2021", int(week[-2:])
            found += [f"cases,{school},{week},{cases + cases // 10 * more},,,,", f"staff,{school},{week},{100 + number},,,,"]
            found.append(f"passed,{school},{week},,{cases // 10 * (1 + more)},{cases},,")
    return found


def book(root: Path, *, more: tuple[str, ...] = (), **calendar: Any) -> Path:
    listed = [report("ward", ["p"], PERIODS, lang) for lang in ("en", "zh")]
    indicators = [indicator("cases", FLOW), indicator("staff", STOCK), indicator("passed", SHARE)]
    cards = ["cases", "staff", "passed"]
    every = {"every": "week", "due_days": 3} | calendar
    return write(root, units=UNITS, indicators=indicators, rows=[*rows(), *more], reports=listed, cards=cards, calendar=every)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return book(tmp_path_factory.mktemp("weeks"))


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, Page]:
    return made(root)


def test_reports_are_named_by_their_weeks(pages: dict[str, Page]) -> None:
    names = ["2021W07", "2020W53", "2020-12", "2021-01", "2021Q1", "2021", "2021W51", "2021W52"]
    assert sorted(pages) == sorted(f"ward-p-{period}-{lang}" for period in names for lang in ("en", "zh"))


def test_a_week_is_set_beside_that_of_the_same_number(pages: dict[str, Page]) -> None:
    page = pages["ward-p-2021W07-en"]
    assert "week 7 of 2021 15 February 2021 to 21 February 2021" in page.text
    assert page.told.startswith("Cases: 33 cases, up 10.0% on 2020 W7")
    assert "Staff: 214 people, unchanged on 2020 W7" in page.told
    assert page.row("passed")[1:3] == ["20.0 % R 9.5–37.3 of 30", "on 2020 W7 ↑ 10.0 pts"]


def test_the_facts_name_the_days_of_a_week_and_the_months_of_a_longer_period(pages: dict[str, Page]) -> None:
    covered = {name: json.loads(pages[f"ward-p-{name}-en"].facts)["temporalCoverage"] for name in ("2021W07", "2021Q1")}
    assert covered == {"2021W07": "2021-02-15/2021-02-21", "2021Q1": "2021-01/2021-03"}
    described = PageFacts.model_fields["temporalCoverage"].description or ""
    assert "month" in described and "of a week, its first and last day" in described


def test_a_week_is_written_in_chinese_as_officials_write_it(pages: dict[str, Page]) -> None:
    page = pages["ward-p-2021W07-zh"]
    assert "2021年第7周 2021年2月15日至2021年2月21日" in page.text
    assert "指标cases33件，比2020年第7周增长10.0%" in page.told
    assert "上年无第53周，不列同比变化。" in pages["ward-p-2020W53-zh"].text


def test_a_53rd_week_has_none_of_the_year_before(pages: dict[str, Page]) -> None:
    page = pages["ward-p-2020W53-en"]
    assert page.told.startswith("Cases: 30 cases. Staff: 306 people.")
    assert page.row("cases") == ["Cases", "30 cases R", "100.0%"]
    assert "No change on the year is shown: no week 53 in the year before." in page.text
    assert "↑ 0.7% on 2020 W52" in page.card("staff")  # 306 on 304


def test_a_month_of_four_weeks_is_set_beside_one_of_five_per_week(pages: dict[str, Page]) -> None:
    # 132 cases in January 2021 are fewer than the 150 of January 2020, but 10 % more per week.
    english, chinese = pages["ward-p-2021-01-en"], pages["ward-p-2021-01-zh"]
    assert "Cases: 132 cases, up 10.0% on January 2020 per week (4 weeks against 5)" in english.told
    assert english.row("cases")[1:3] == ["132 cases R", "on January 2020 ↑ 10.0% a week"]
    assert "132件，比2020年1月增长10.0%（按周平均，4周比5周）" in chinese.told
    assert chinese.row("cases")[2] == "比2020年1月 周均↑ 10.0%"
    assert "Staff: 208 people, down 1.0% on January 2020" in english.told  # 208 at the end of week 4, 210 of week 5
    assert english.row("passed")[2] == "on January 2020 ↑ 10.0 pts"  # a ratio of two sums, neither of which is given per week
    assert not [figure for figure in english.figures if figure["kind"] == "waterfall" and figure["title"].startswith("Cases")]


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2020-12", "5 weeks, 30 November 2020 to 3 January 2021: a week counts where its Thursday lies"),
        ("2021-01", "4 weeks, 4 January 2021 to 31 January 2021: a week counts where its Thursday lies"),
        ("2021", "52 weeks, 4 January 2021 to 2 January 2022: a week counts where its Thursday lies"),
    ],
)
def test_a_longer_period_says_by_which_weeks_it_is_counted(pages: dict[str, Page], period: str, months: str) -> None:
    assert months in pages[f"ward-p-{period}-en"].text


def test_weeks_make_up_quarters_and_years_of_52_and_53(pages: dict[str, Page]) -> None:
    quarter, year = pages["ward-p-2021Q1-en"], pages["ward-p-2021-en"]
    assert "Cases: 396 cases, up 10.0% on 2020 Q1 per week (12 weeks against 13)" in quarter.told
    assert "Cases: 1,716 cases, up 10.0% on 2020 per week (52 weeks against 53)" in year.told
    assert "指标cases1,716件，比2020年增长10.0%（按周平均，52周比53周）" in pages["ward-p-2021-zh"].told
    assert "weeks, 2020 W1 to 2021 W52" in year.figure("trend")["subtitle"]
    assert quarter.figure("trend")["subtitle"].endswith("2020 Q1 to 2021 Q1")


def test_words_for_periods_go_by_weeks(root: Path) -> None:
    workbook, today = Workbook.load(root), dt.date(2021, 1, 1)  # the Friday of week 53 of 2020
    assert [str(p) for p in resolve("previous", reach=None, base=workbook.base, today=today)] == ["2020W52"]
    assert due(Period.parse("2020W53"), workbook) == dt.date(2021, 1, 6)
    assert "latest: 2021W52 (2 of 2 returns are in)" in said(root, "plan", code=0)


def test_questions_are_answered_by_week_and_per_week(root: Path) -> None:
    book = open_workbook(root, lang="en")
    assert book["cases"].of("p").at("2020W53", "2021-01", "2021").values()["value"].tolist() == [30, 132, 1716]
    rows = book["cases"].of("p").change("2020-12", "2021-01").values()
    table = book["cases", "staff"].of("p").change("2020-12", "2021-01")._block()
    assert isinstance(table, Table) and table.note == "Change per week (4 weeks against 5): Cases"
    assert "January 2021 has 4 weeks and December 2020 5" in str(book["cases"].of("p").change("2020-12", "2021-01").chart().why)
    with pytest.raises(QueryError, match="2021-01 has 4 weeks and 2020-01 5, which are compared per week only"):
        book["cases"].of("p").at("2021-01").contribution()
    assert rows["change"].tolist() == [3.0] and rows["growth"].round(9).tolist() == [0.1]  # 33 a week on 30


def test_a_missing_week_leaves_its_school_out_where_weeks_are_averaged(tmp_path: Path) -> None:
    # b lacks a week of January 2021, so 4 weeks are compared with 5 weeks for a alone: 11 a week, after 10.
    root = book(tmp_path)
    data = root / "data" / "d.csv"
    data.write_text(data.read_text("utf-8").replace("cases,b,2021W03,22,,,,\n", ""), "utf-8")
    rows = open_workbook(root, lang="en")["cases"].of("p").change("2020-01", "2021-01").values()
    assert rows[["change", "pairs", "of_pairs"]].to_numpy().tolist() == [[1.0, 1.0, 2.0]]


def test_weeks_of_what_is_collected_by_the_month_are_refused(tmp_path: Path) -> None:
    root = book(tmp_path, every="month")
    with pytest.raises(DataError) as caught:
        read_observations(Workbook.load(root))
    message = str(caught.value.problems[0])
    assert "2020W01 is a week, and 'cases' is collected by the month, which weeks do not make up exactly" in message
