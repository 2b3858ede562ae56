from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportlib.errors import PageError

from .pages import Page, add_templates, made, said
from .small import FLOW, SHARE, STOCK, indicator, report, unit, write

CITY = [unit("c", "city"), unit("n", "ward", "c"), unit("s", "ward", "c")]
SCHOOLS = [unit("k1", "school", "n"), unit("k2", "school", "n"), unit("k3", "school", "s")]
VISITS = [indicator("visits", FLOW)]
YEARS = (2023, 2024)
MONTHLY = {"every": "month"}
Book = Callable[..., dict[str, Page]]


@pytest.fixture
def pages(tmp_path: Path) -> Book:
    """A function that writes a workbook and makes its pages."""

    def make(**given: Any) -> dict[str, Page]:
        return made(write(tmp_path / "book", **({"units": CITY + SCHOOLS, "indicators": VISITS} | given)))

    return make


def quarters(*years: int) -> list[str]:
    return [f"{year}Q{n}" for year in years for n in (1, 2, 3, 4)]


def months(year: int, first: int = 1, last: int = 12) -> list[str]:
    return [f"{year}-{n:02}" for n in range(first, last + 1)]


def sent(name: str, who: str, periods: list[str], value: float, status: str = "final", day: str = "") -> list[str]:
    return [f"{name},{who},{period},{value},,,{status},{day}" for period in periods]


def divided(name: str, who: str, period: str, above: int, below: int) -> str:
    return f"{name},{who},{period},,{above},{below},final,"


# coverage


def two_of_five(root: Path, **more: Any) -> Path:
    """Five schools over six months of two years; in the last month only two of them reported."""
    schools = [unit(f"k{n}", "school", "n" if n < 3 else "s") for n in range(5)]
    rows = [row for n in range(5) for year in YEARS for row in sent("visits", f"k{n}", months(year, 1, 6), 10 + n)]
    kept = [row for row in rows if ",2024-06," not in row or row.split(",")[1] in ("k0", "k4")]
    listed = [report("city", ["c"], ["2024-06"], "zh"), report("ward", ["n"], ["2024-06"], "zh")]
    return write(root, units=CITY + schools, indicators=VISITS, rows=kept, reports=listed, **more)


def test_a_month_that_two_of_five_have_reported_is_not_the_latest(tmp_path: Path) -> None:
    root = two_of_five(tmp_path / "book", calendar=MONTHLY)
    assert "latest: 2024-05 (5 of 5 returns are in; 2024-06 has 2 of 5, under 80 %)" in said(root, "check", code=0)
    city, ward = (made(root)[f"{name}-2024-06-zh"] for name in ("city-c", "ward-n"))
    assert city.headline.startswith("2024年6月应报5家，已报2家")
    assert "24件（应报5家、已报2家），比2023年6月持平，按可比的2家计（共5家）" in city.told
    assert ward.headline.startswith("2024年6月应报3家，已报1家") and "10件（应报3家、已报1家），比2023年6月持平" in ward.told
    for false in ("下降", "减少", "60.0%", "↓", "占单位", "优于", "不及"):
        assert false not in city.told + city.card("visits") + ward.told + ward.card("visits"), false


def test_two_of_five_are_the_latest_where_the_workbook_says_that_is_enough(tmp_path: Path) -> None:
    root = two_of_five(tmp_path / "book", calendar=MONTHLY | {"latest_coverage": 0.4})
    assert "latest: 2024-06 (2 of 5 returns are in" in said(root, "check", code=0)


def test_a_month_that_is_missing_leaves_its_quarter_incomplete(pages: Book, tmp_path: Path) -> None:
    reported = [month for month in months(2024) if month != "2024-08"]
    rows = [*sent("visits", "k1", reported, 7), *sent("visits", "k2", quarters(2024), 30)]
    listed = [report("ward", ["n"], ["2024", "2024Q3"]), report("school", ["k1"], ["2024"])]
    found = pages(units=CITY + SCHOOLS[:2], rows=rows, reports=listed)
    school, ward = found["school-k1-2024-en"], found["ward-n-2024-en"]
    assert "77 cases (3 of 4 returns received)" in school.told and "3 of 4 returns received" in school.quality
    assert "197 cases (1 of 2 units reported)" in ward.told and "7 of 8 returns received" in ward.quality
    assert "44 cases (1 of 2 units reported)" in found["ward-n-2024Q3-en"].told
    told = said(tmp_path / "book", "check", code=1)
    assert "figures for 2 of 3 months; missing August 2024" in told


# units that move, open or close


def test_a_ward_may_close_together_with_its_school(pages: Book) -> None:
    units = [*CITY[:2], unit("s", "ward", "c", to="2024Q2"), SCHOOLS[0], unit("k2", "school", "s", to="2024Q2")]
    rows = [*sent("visits", "k1", quarters(*YEARS), 50), *sent("visits", "k2", [*quarters(2023), "2024Q1", "2024Q2"], 20)]
    listed = [report("city", ["c"], ["2024Q3"]), report("ward", ["s"], ["2024"]), report("school", ["k2"], ["2024"])]
    found = pages(units=units, rows=rows, reports=listed)
    city = found["city-c-2024Q3-en"]
    assert "50 cases, down 20 cases on 2023 Q3, all of it from K2, which closed" in city.told
    assert "1 worsened" not in city.standfirst and "the return was received" in city.quality
    for name in ("ward-s", "school-k2"):
        page = found[f"{name}-2024-en"]
        assert page.told.startswith("Visits: 40 cases (January–June)") and "40 cases" in page.told
        assert "down" not in page.claims and "2 of 2 returns received" in page.quality


@pytest.mark.parametrize(
    ("school", "told"),
    [
        (unit("k1", "school", [{"id": "n", "to": "2024Q1"}, {"id": "s", "from": "2024Q3"}]), "2024Q2"),
        (unit("k1", "school", [{"id": "n", "to": "2024Q3"}, {"id": "s", "from": "2024Q2"}]), "2024Q2"),
        (unit("k1", "school", "late"), "2024Q2"),
    ],
)
def test_a_school_without_one_ward_at_a_time_is_refused(tmp_path: Path, school: dict[str, Any], told: str) -> None:
    units = [*CITY, unit("late", "ward", "c", **{"from": "2024Q2"}), school]
    rows, listed = sent("visits", "k1", quarters(2024), 5), [report("school", ["k1"], ["2024"])]
    root = write(tmp_path / "book", units=units, indicators=VISITS, rows=rows, reports=listed)
    answer = said(root, "check", code=2)
    assert "params/units.yaml" in answer and "'k1'" in answer, answer
    assert not (root / "outputs").exists()


def test_a_school_that_moves_in_july_is_told_of_both_wards_in_chinese(pages: Book) -> None:
    mover = unit("k1", "school", [{"id": "n", "to": "2024-06"}, {"id": "s", "from": "2024-07"}])
    amounts = {"k1": 30, "k2": 5, "k3": 7}
    rows = [row for who, value in amounts.items() for year in YEARS for row in sent("visits", who, months(year), value)]
    listed = [report("ward", ["n", "s"], ["2024"], "zh"), report("school", ["k1"], ["2024"], "zh")]
    found = pages(units=[*CITY, mover, *SCHOOLS[1:]], rows=rows, reports=listed, calendar=MONTHLY)
    north, south, school = (found[f"{name}-2024-zh"] for name in ("ward-n", "ward-s", "school-k1"))
    assert "240件，比2023年减少180件，全部由单位k1划往单位s带来" in north.told
    assert "264件，比2023年增加180件，全部由单位k1从单位n划入带来" in south.told
    assert north.units["单位k1（1—6月）"]["visits"] == south.units["单位k1（7—12月）"]["visits"] == "180"
    assert "360件，比2023年持平" in school.told and "68.2%" in school.card("visits")
    for page in found.values():
        assert not re.search(r"136\.4|42\.9|1\d\d\.\d%", page.claims), page.name


def test_a_school_that_opened_in_february_has_no_whole_year_to_be_compared_with(pages: Book) -> None:
    units = [*CITY, unit("k1", "school", "n", **{"from": "2024-02"}), SCHOOLS[1]]
    rows = [*sent("visits", "k1", [*months(2024, 2), *months(2025)], 30)]
    rows += sent("visits", "k2", [*months(2024), *months(2025)], 30)
    listed = [report("school", ["k1"], ["2024", "2025", "2025Q1", "2025Q2"])]
    found = pages(units=units, rows=rows, reports=listed, calendar=MONTHLY)
    assert "Visits: 330 cases" in found["school-k1-2024-en"].told
    for period in ("2024", "2025", "2025Q1"):
        assert "nothing a year before to compare with" in found[f"school-k1-{period}-en"].card("visits"), period
    assert "90 cases, unchanged on 2024 Q2" in found["school-k1-2025Q2-en"].told


# ranks


@pytest.mark.parametrize(
    ("lang", "year", "right", "false"),
    [
        ("en", "2023", ["down 4 places on 2022", "1 worsened on 2022 and none improved"], ["up ", "4th", "57", "133"]),
        ("zh", "2023", ["下降4位", "有1项转差，无改善项"], ["上升", "第4位"]),
        ("en", "2024", ["unchanged on 2023"], ["up ", "down ", "improved", "worsened"]),
    ],
)
def test_a_worse_place_is_so_many_places_down(pages: Book, lang: str, year: str, right: list[str], false: list[str]) -> None:
    rank = {"kind": "rank", "direction": "down", "levels": ["city"], "frequency": "year", "measure": {"zh": "位", "en": "place"}}
    place = indicator("place", rank, ranks="visits", among={"zh": "全省", "en": "the province"})
    rows = [f"place,c,{when},{at},,,final," for when, at in ((2022, 3), (2023, 7), (2024, 7))]
    listed = [report("city", ["c"], [year], lang)]
    found = pages(units=CITY, indicators=[*VISITS, place], rows=rows, reports=listed, cards=["place"])
    page = found[f"city-c-{year}-{lang}"]
    told = f"{page.told} {page.standfirst} {page.row('place')[2]}"
    assert all(text in told for text in right), told
    assert not any(text in told for text in false), told


# running totals, corrections, days


def test_running_totals_of_quarters_are_quarters(pages: Book) -> None:
    days = {3: "2024-04-10", 6: "2024-07-20", 9: "2024-10-10", 12: "2025-01-10"}
    rows = [f"visits,{who},2024YTD{m:02},{m * n},,,final,{days[m]}" for who, n in (("k1", 3), ("k2", 5)) for m in days]
    found = pages(units=CITY + SCHOOLS[:2], rows=rows, reports=[report("ward", ["n"], ["2024Q2", "2024"])])
    quarter, year = found["ward-n-2024Q2-en"], found["ward-n-2024-en"]
    assert "24 cases" in quarter.told and "96 cases" in year.told
    assert "2 of 2 returns received, 2 late" in quarter.quality
    assert "8 of 8 returns received, 2 late" in year.quality and "No anomalies found" in year.quality


def test_of_three_days_the_last_is_used_and_the_first_counts(pages: Book) -> None:
    days = {"2024-06-01": 9, "2024-04-28": 5, "2024-05-20": 8}
    rows = [f"visits,k1,2024Q1,{value},,,final,{day}" for day, value in days.items()]
    rows += ["visits,k2,2024Q1,4,,,final,2024-4-15"]
    listed = [report("school", ["k1"], ["2024Q1"]), report("ward", ["n"], ["2024Q1"], "zh")]
    found = pages(units=CITY + SCHOOLS[:2], rows=rows, reports=listed)
    school, ward = found["school-k1-2024Q1-en"], found["ward-n-2024Q1-zh"]
    assert "9 cases" in school.told and "the return was received late" in school.quality
    assert "corrected on 1 June 2024, 8 before, 9 now" in school.quality
    assert "13件" in ward.told and "已报2份，其中迟报1份" in ward.quality


# amounts below 0


def test_a_part_below_nought_leaves_no_shares_and_no_picture(pages: Book) -> None:
    rows = [row for who, value in (("k1", -10), ("k2", -20), ("k3", 40)) for row in sent("net", who, ["2024Q1"], value)]
    listed = [
        report("city", ["c"], ["2024Q1"]),
        report("ward", ["n"], ["2024Q1"], "zh"),
        report("school", ["k1"], ["2024Q1"]),
    ]
    found = pages(indicators=[indicator("net", FLOW, negative=True)], rows=rows, reports=listed)
    assert found["city-c-2024Q1-en"].units["N"]["net"] == "−30"
    assert "−30件" in found["ward-n-2024Q1-zh"].told
    for page in found.values():
        assert not re.search(r"% of |占单位|400\.0|133\.3", page.claims), page.name


def test_an_amount_below_nought_is_told_where_the_catalogue_does_not_allow_it(tmp_path: Path) -> None:
    rows, listed = sent("visits", "k1", ["2024Q1"], -3), [report("school", ["k1"], ["2024Q1"])]
    root = write(tmp_path / "book", units=CITY + SCHOOLS[:1], indicators=VISITS, rows=rows, reports=listed)
    told = said(root, "check", code=1)
    assert "data/d.csv:2" in told and "-3 is negative" in told.replace("−", "-")


# ratios without a whole, and kinds of absence


def test_where_nothing_was_asked_in_a_whole_ward_there_is_nothing_to_divide_by(pages: Book) -> None:
    done = indicator("done", SHARE, interval="none", interval_note={"zh": "计划", "en": "a plan"}, may_exceed=True)
    rows = [divided("done", "k1", "2024Q1", 0, 0), divided("done", "k2", "2024Q1", 0, 0), divided("done", "k3", "2024Q1", 30, 20)]
    listed = [report("city", ["c"], ["2024Q1"]), report("ward", ["n"], ["2024Q1"]), report("school", ["k1"], ["2024Q1"], "zh")]
    found = pages(indicators=[done], rows=rows, reports=listed)
    assert "150.0%" in found["city-c-2024Q1-en"].told
    assert "nothing to divide by" in found["ward-n-2024Q1-en"].headline and "无分母" in found["school-k1-2024Q1-zh"].headline
    for page in found.values():
        assert "No anomalies found" in page.quality or "未发现异常" in page.quality
        assert not re.search(r"has not reported|not asked|未报|未要求", page.headline + page.quality), page.name


def test_a_suppressed_part_is_named_and_nothing_is_judged_beside_it(pages: Book) -> None:
    rows = ["visits,k1,2024Q1,,,,suppressed,", "pass,k1,2024Q1,,,,suppressed,"]
    rows += [*sent("visits", "k2", ["2024Q1"], 40), *sent("visits", "k3", ["2024Q1"], 50)]
    rows += [divided("pass", "k2", "2024Q1", 30, 100), divided("pass", "k3", "2024Q1", 90, 100)]
    listed = [report("city", ["c"], ["2024Q1"]), report("ward", ["n", "s"], ["2024Q1"]), report("school", ["k1"], ["2024Q1"])]
    found = pages(indicators=[indicator("visits", FLOW), indicator("pass", SHARE)], rows=rows, reports=listed)
    city, north = found["city-c-2024Q1-en"], found["ward-n-2024Q1-en"]
    hidden = "received, but suppressed at the source and not in the figure: 1"
    assert hidden in city.card("visits") and hidden in north.card("pass")
    assert city.units["N"] == {"visits": "40 (1 suppressed)", "pass": "30.0 (1 suppressed)"}
    assert "the largest" not in city.claims and "3 of 3 returns received" in city.quality
    assert "suppressed at the source" in found["school-k1-2024Q1-en"].headline
    for page in (city, found["school-k1-2024Q1-en"]):
        assert not [row for row in page.annexed if row["Unit"] == "K1" and isinstance(row["Value"], float | int)]
    for name in ("ward-n", "ward-s"):
        assert not re.search(r"better|worse|similar|% of C", found[f"{name}-2024Q1-en"].claims), name


def test_a_provisional_return_is_marked_wherever_it_weighs(pages: Book) -> None:
    rows = [*sent("visits", "k1", quarters(*YEARS)[:-1], 40), *sent("visits", "k1", ["2024Q4"], 44, "provisional")]
    rows += sent("visits", "k2", quarters(*YEARS), 40)
    listed = [report("ward", ["n"], ["2024Q4", "2024"]), report("school", ["k1"], ["2024Q4"], "zh")]
    found = pages(units=CITY + SCHOOLS[:2], rows=rows, reports=listed)
    quarter, year, school = (found[name] for name in ("ward-n-2024Q4-en", "ward-n-2024-en", "school-k1-2024Q4-zh"))
    assert "84 cases (provisional), up 5.0% on 2023 Q4 (provisional)" in quarter.told
    assert "provisional" in quarter.card("visits") and "provisional" in quarter.row("visits")[1]
    assert quarter.table("trend")["2024 Q4"] == ["84 (provisional)"]
    assert "44件（初步）" in school.told and "初步" in school.card("visits")
    assert "324 cases (provisional returns: 1), up 1.3% on 2023" in year.told and "provisional returns: 1" in year.card(
        "visits"
    )  # 1 of 8 returns
    status = {(row["Unit"], row["Period"]): row["Status"] for row in quarter.annexed}
    assert status["N", "fourth quarter of 2024"] == "provisional"


# targets, ties, rounding


def test_a_target_of_another_year_carries_it_and_is_not_measured_by(pages: Book) -> None:
    rows = [*sent("staff", "k1", ["2024Q4"], 50), *sent("staff", "k2", ["2024Q4"], 80)]
    listed = [report("school", ["k1", "k2"], ["2024Q4"]), report("school", ["k1"], ["2024Q4"], "zh")]
    aims = ["staff,k1,2024Q4,50", "staff,k2,2025Q4,100"]
    found = pages(units=CITY + SCHOOLS[:2], indicators=[indicator("staff", STOCK)], rows=rows, targets=aims, reports=listed)
    level, later = found["school-k1-2024Q4-en"], found["school-k2-2024Q4-en"]
    assert "Target 50 the same" in level.card("staff") and "与目标相同" in found["school-k1-2024Q4-zh"].card("staff")
    assert "Target 100 (2025 Q4)" in later.card("staff")
    for page in (level, later):
        assert not re.search(r"\b(met|short|below|above)\b", f"{page.card('staff')} {page.standfirst}"), page.name


def test_nothing_that_ties_is_largest_or_highest(pages: Book) -> None:
    amounts = {"k1": (40, 60), "k2": (40, 60), "k4": (10, 30)}
    rows = [row for who, (value, _) in amounts.items() for row in sent("visits", who, ["2024Q1"], value)]
    rows += [divided("pass", who, "2024Q1", above, 100) for who, (_, above) in amounts.items()]
    units = [*CITY, *SCHOOLS[:2], unit("k4", "school", "n")]
    measured = [indicator("visits", FLOW), indicator("pass", SHARE)]
    page = pages(units=units, indicators=measured, rows=rows, reports=[report("ward", ["n"], ["2024Q1"])])["ward-n-2024Q1-en"]
    assert {name: row["pass"].rstrip("●◆") for name, row in page.units.items()} == {"K1": "60.0", "K2": "60.0", "K4": "30.0"}
    assert not re.search(r"largest|highest|lowest|makes up|comes first", page.claims)


def test_halves_below_nought_and_small_ones_go_away_from_nought(pages: Book) -> None:
    rows = [*sent("net", "k1", ["2024Q1"], -2.5), *sent("tiny", "k1", ["2024Q1"], 0.05), *sent("huge", "k1", ["2024Q1"], 12344.5)]
    measured = [indicator("net", FLOW, negative=True), indicator("tiny", FLOW, decimals=1), indicator("huge", FLOW)]
    page = pages(units=CITY + SCHOOLS[:1], indicators=measured, rows=rows, reports=[report("school", ["k1"], ["2024Q1"])])
    told = page["school-k1-2024Q1-en"]
    assert [told.row(name)[1].split()[0] for name in ("net", "tiny", "huge")] == ["−3", "0.1", "12,345"]
    assert {row["Value"] for row in told.annexed if row["Unit"] == "K1"} == {-2.5, 0.05, 12344.5}
    overview = {cell.value for row in told.book["Overview"].iter_rows() for cell in row}
    assert {-2.5, 0.05, 12344.5} <= overview


# a ward's own figure beside its schools


def test_a_published_figure_stands_and_its_parts_are_set_against_it(pages: Book, tmp_path: Path) -> None:
    amounts = {"k1": 60, "k2": 30, "k3": 30, "k5": 5}
    rows = [row for who, value in amounts.items() for row in sent("visits", who, ["2024Q1"], value)]
    listed = [report("ward", ["n", "s"], ["2024Q1"]), report("city", ["c"], ["2024Q1"])]
    found = pages(
        units=[*CITY, *SCHOOLS, unit("k5", "school", "s")],
        indicators=[indicator("visits", FLOW, levels=["school", "ward"])],
        rows=rows,
        printed=["visits,n,2024Q1,100", "visits,s,2024Q1,20"],
        reports=listed,
    )
    less, more, city = (found[f"{name}-2024Q1-en"] for name in ("ward-n", "ward-s", "city-c"))
    assert "100 cases" in less.told and {name: row["visits"] for name, row in less.units.items()} == {"K1": "60", "K2": "30"}
    assert "20 cases" in more.told and {name: row["visits"] for name, row in more.units.items()} == {"K3": "30", "K5": "5"}
    assert "120 cases" in city.told and {name: row["visits"] for name, row in city.units.items()} == {"N": "100", "S": "20"}
    told = said(tmp_path / "book", "check", code=1)
    assert "data/p.csv:2" in told and "its own figure is 100, its parts give 90" in told
    assert "data/p.csv:3" in told and "its own figure is 20, its parts give 35" in told


# a page for every unit, and what a template promises


PROMISED = {"charts": ["trend", "small_multiples"], "indicators": ["visits", "calls"]}


def gaps(root: Path) -> Path:
    """Three schools: one without the last quarter, one without any figure in the year, and one with all."""
    given = {"k1": quarters(*YEARS)[:-1], "k2": quarters(2023), "k3": quarters(*YEARS)}
    rows = [row for name in ("visits", "calls") for who, periods in given.items() for row in sent(name, who, periods, 10)]
    listed = [report("school", ["k1", "k2", "k3"], ["2024", "2024Q4"]), report("ward", ["n"], ["2024Q4"], "zh")]
    measured = [indicator("visits", FLOW), indicator("calls", FLOW)]
    return write(root, units=CITY + SCHOOLS, indicators=measured, rows=rows, reports=listed, promises=PROMISED)


def test_a_missing_return_breaks_no_promise_and_the_page_says_so_first(tmp_path: Path) -> None:
    found = made(gaps(tmp_path / "book"))
    assert len(found) == 7
    assert found["school-k1-2024-en"].told.startswith("Visits: 30 cases (3 of 4 returns received)")
    lacking = found["school-k1-2024Q4-en"].headline
    assert lacking.startswith("K1 has not reported for the fourth quarter of 2024.") and "Visits 10 cases (2024 Q3)" in lacking
    empty = found["school-k2-2024-en"].headline
    assert empty.startswith("K2 has not reported for 2024.") and "Visits 40 cases (2023)" in empty
    assert found["ward-n-2024Q4-zh"].headline.startswith("单位n")
    assert [figure["kind"] for figure in found["school-k3-2024-en"].figures] == ["trend", "small_multiples"]


@pytest.mark.parametrize(
    ("promises", "lacking"),
    [
        ({"charts": ["units", "sankey"]}, "'sankey'"),
        ({"indicators": ["visits", "visit"]}, "'visit'"),
    ],
)
def test_a_promise_binds_where_the_data_is_there(tmp_path: Path, promises: dict[str, list[str]], lacking: str) -> None:
    root = gaps(tmp_path / "book")
    add_templates(root, promises)
    with pytest.raises(PageError, match=f"promises the (chart|indicator) {lacking}, which the page lacks"):
        made(root)


@pytest.mark.parametrize(("method", "lacking"), [("dimensions", "trend"), ("overview", "visits")])
def test_a_template_that_leaves_out_what_it_promised_is_told(tmp_path: Path, method: str, lacking: str) -> None:
    root = gaps(tmp_path / "book")
    template = root / "notebooks" / "school.ipynb"
    text = template.read_text("utf-8")
    without = text.replace(f"report.{method}()", "None")
    assert without != text
    template.write_text(without.replace("report.opening()", "report.opening()[:2]"), "utf-8")
    with pytest.raises(PageError, match=f"'{lacking}'"):
        made(root, period="2024")
