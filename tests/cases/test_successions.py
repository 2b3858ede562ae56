"""Schools that merge, are split or change their names: figures continue like for like, and pages say what happened and when."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.data import drop_duplicates, find_anomalies, read_observations
from reportlib.periods import Period
from reportlib.query.book import Book, open_workbook
from reportlib.site.listing import Listing
from reportlib.workbook import Workbook

from .pages import Page, copied, made
from .small import FLOW, SHARE, STOCK, indicator, report, unit, write

Told = Callable[[str, str, str], dict[str, float]]
QUARTERS = [f"{year}Q{n}" for year in (2023, 2024, 2025) for n in (1, 2, 3, 4)]
LIVES = {
    "a": ("2023Q1", "2024Q2", 50),
    "b": ("2023Q1", "2024Q2", 50),
    "c": ("2024Q3", "2025Q4", 110),
    "d": ("2023Q1", "2025Q4", 100),
    "e": ("2023Q1", "2023Q4", 200),
    "e1": ("2024Q1", "2025Q4", 90),
    "e2": ("2024Q1", "2025Q4", 120),
    "f": ("2023Q1", "2023Q4", 30),
    "g": ("2024Q1", "2025Q4", 33),
    "h": ("2023Q1", "2023Q4", 40),
    "h1": ("2024Q1", "2025Q4", 30),
    "h2": ("2024Q1", "2025Q4", 18),
}
"""The first and last quarter of each school, and its cases a quarter; it has twice as many staff, half of whom passed."""


def named(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def school(ident: str, ward: str, **more: Any) -> dict[str, Any]:
    start, end, _ = LIVES[ident]
    life = ({} if start == "2023Q1" else {"from": start}) | ({} if end == "2025Q4" else {"to": end})
    return unit(ident, "school", ward) | life | more


UNITS = [
    unit("z", "city"),
    unit("p1", "ward", "z"),
    unit("p2", "ward", "z"),
    school("a", "p1", name=named("甲校", "Ash School")),
    school("b", "p1", name=named("乙校", "Birch School")),
    school("c", "p1", name=named("联校", "Joint School"), succeeds=["a", "b"]),
    school("d", "p1", name=[named("丁校", "Dale School") | {"to": 2023}, named("丁学校", "Dale Academy")]),
    school("e", "p2", name=named("戊校", "Elm School")),
    school("e1", "p2", succeeds=[{"unit": "e", "share": 0.4}]),
    school("e2", "p2", succeeds=[{"unit": "e", "share": 0.6}]),
    school("f", "p2", name=named("己校", "Fir School")),
    school("g", "p2", name=named("己学校", "Fir Academy"), succeeds=["f"]),
    school("h", "p2", name=named("庚校", "Hazel School")),
    school("h1", "p2", succeeds=["h"]),
    school("h2", "p2", succeeds=["h"]),
]


def rows() -> list[str]:
    found = []
    for name, (start, end, cases) in LIVES.items():
        for quarter in (q for q in QUARTERS if start <= q <= end):
            found += [f"cases,{name},{quarter},{cases},,,,", f"staff,{name},{quarter},{2 * cases},,,,"]
            found.append(f"passed,{name},{quarter},,{cases},{2 * cases},,")
    return found


def book(root: Path, *, units: list[dict[str, Any]] | None = None, more: tuple[str, ...] = ()) -> Path:
    """The workbook of the schools in `UNITS`, with a report for each page that a test reads."""
    both = [
        report(level, names, periods, lang)
        for lang in ("en", "zh")
        for level, names, periods in (
            ("school", ["c", "d", "e1", "g", "h1"], ["2024", "2025"]),
            ("school", ["a", "d"], ["2023"]),
            ("school", ["a"], ["2024"]),
            ("ward", ["p1", "p2"], ["2024", "2025"]),
        )
    ]
    indicators = [indicator("cases", FLOW), indicator("staff", STOCK), indicator("passed", SHARE)]
    cards = ["cases", "staff", "passed"]
    return write(root, units=units or UNITS, indicators=indicators, rows=[*rows(), *more], reports=both, cards=cards)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    return made(book(tmp_path_factory.mktemp("schools")))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_workbook(book(tmp_path_factory.mktemp("asked")), lang="en")


def changes(root: Path) -> Told:
    """A function that gives the change of one indicator of one unit between two periods, such as `2024 on 2023`."""
    workbook = Workbook.load(root)
    snapshot = Snapshot.of(workbook, drop_duplicates(read_observations(workbook))[0])

    @cache
    def table(period: str, earlier: str) -> dict[tuple[str, str], dict[str, float]]:
        grid = snapshot.changes(Period.parse(period), Period.parse(earlier))
        frame = grid.table.take(grid.rows(workbook.catalogue.by_id, workbook.units.by_id))
        return {(row["indicator"], row["unit"]): row for row in frame.to_dict("records")}  # type: ignore[misc]

    def told(unit: str, name: str, periods: str) -> dict[str, float]:
        period, earlier = periods.split(" on ")
        return table(period, earlier)[name, unit]

    return told


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return changes(book(tmp_path_factory.mktemp("told")))


@pytest.mark.parametrize(
    ("unit", "name", "periods", "before", "change"),
    [
        ("c", "cases", "2025 on 2024", 2 * 100 + 2 * 110, 20),  # two quarters of a and b, two of its own
        ("c", "staff", "2025 on 2024", 220, 0),
        ("c", "staff", "2024 on 2023", 200, 20),
        ("c", "cases", "2025Q1 on 2024Q1", 100, 10),
        ("e1", "cases", "2024 on 2023", 0.4 * 800, 40),
        ("e2", "cases", "2024 on 2023", 0.6 * 800, 0),
        ("e1", "staff", "2024Q1 on 2023Q4", 160, 20),
        ("g", "cases", "2024 on 2023", 120, 12),
        ("g", "passed", "2024 on 2023", 50, 0),
        ("p1", "cases", "2024 on 2023", 800, 20),
        ("p2", "cases", "2024 on 2023", 1080, 84),
        ("z", "cases", "2024 on 2023", 1880, 104),
    ],
)
def test_changes_are_told_from_what_a_unit_carries_on(
    told: Told, unit: str, name: str, periods: str, before: float, change: float
) -> None:
    found = told(unit, name, periods)
    assert found["before"] == pytest.approx(before) and found["change"] == pytest.approx(change)
    assert found["moved"] == 0 and found["movers"] == 0


@pytest.mark.parametrize(
    ("unit", "periods"), [("c", "2024 on 2023"), ("a", "2024 on 2023"), ("h1", "2024 on 2023"), ("h2", "2024Q1 on 2023Q4")]
)
def test_no_change_of_a_part_of_a_year_nor_of_a_share_that_nobody_knows(told: Told, unit: str, periods: str) -> None:
    assert told(unit, "cases", periods)["change"] != told(unit, "cases", periods)["change"]


def test_a_line_of_units_is_one_of_those_of_which_a_change_is_told(told: Told) -> None:
    assert told("p1", "cases", "2024 on 2023")["pairs"] == told("p1", "cases", "2024 on 2023")["of_pairs"] == 2  # c, d
    assert told("p2", "cases", "2024 on 2023")["pairs"] == 4  # e1, e2, g, and h1 with h2


def test_a_merged_unit_without_one_of_the_returns_is_left_out_for_that_quarter(tmp_path: Path) -> None:
    root = book(tmp_path)
    path = root / "data" / "d.csv"
    path.write_text(path.read_text("utf-8").replace("cases,b,2023Q1,50,,,,\n", ""), "utf-8")
    found = changes(root)("p1", "cases", "2024 on 2023")
    assert (found["before"], found["change"]) == (800 - 100, 20)  # a's 50 of that quarter is left out, too
    assert (found["cells"], found["of_cells"]) == (7, 8)


def test_what_moved_with_a_merger_is_told_apart(tmp_path: Path) -> None:
    # Here b was in the other ward. What came from there is given separately: it is no rise of the ward's own figures.
    units = [one | {"parent": "p2"} if one["id"] == "b" else one for one in UNITS]
    found = changes(book(tmp_path, units=units))
    there = found("p1", "cases", "2025Q1 on 2024Q1")
    assert (there["before"], there["change"], there["moved"]) == (150, 60, 60)  # a had 50, c has 110; d has 100 both times
    assert found("z", "cases", "2025Q1 on 2024Q1")["moved"] == 0
    here = found("p2", "cases", "2025Q1 on 2024Q1")
    assert here["change"] == here["moved"] == -50


def test_a_part_that_nobody_took_over_has_left(tmp_path: Path) -> None:
    units = [one | {"succeeds": [{"unit": "e", "share": 0.3}]} if one["id"] == "e2" else one for one in UNITS]
    found = changes(book(tmp_path, units=units))("p2", "cases", "2024Q1 on 2023Q1")
    assert (found["change"], found["moved"], found["movers"]) == (pytest.approx(21), pytest.approx(-60), 1)  # 0.3 of 200


def test_own_figures_of_before_it_began_are_what_a_unit_is_compared_with(tmp_path: Path) -> None:
    more = tuple(f"cases,h1,{quarter},25,,,," for quarter in QUARTERS[:4])
    root = book(tmp_path, more=more)
    found = changes(root)
    assert found("h1", "cases", "2024Q1 on 2023Q1")["change"] == 5
    assert found("p2", "cases", "2024Q1 on 2023Q1")["before"] == 270  # their own figures are in no sum; h's 40 is


SPLIT = [
    "fixed,beds,2008,2589",
    "fixed,beds,2009,2217",
    "fixed,bedford,2009,787",
    "fixed,central,2009,1430",
    "fixed,bedford,2010,770",
    "fixed,central,2010,1638",
    "rate,beds,2009,,2217,62884",
    "rate,bedford,2010,,770,24531",
    "rate,central,2010,,1638,38702",
]
"""Bedfordshire's exclusions of 2007/08 to 2009/10 (Department for Education, SFR 35/2017), split on 1 April 2009."""


@pytest.mark.parametrize("shares", [None, (0.388, 0.612)])
def test_a_county_that_was_split(tmp_path: Path, shares: tuple[float, float] | None) -> None:
    before: list[Any] = [{"unit": "beds", "share": share} for share in shares] if shares else ["beds", "beds"]
    parts = [
        unit(name, "school", "east", succeeds=[one]) | {"from": 2010}
        for name, one in zip(("bedford", "central"), before, strict=True)
    ]
    root = write(
        tmp_path,
        units=[unit("england", "city"), unit("east", "ward", "england"), unit("beds", "school", "east", to=2009), *parts],
        indicators=[indicator("fixed", FLOW), indicator("rate", SHARE)],
        rows=[f"{row}{',' * (7 - row.count(','))}" for row in SPLIT],
        reports=[],
        calendar={"every": "year"},
    )
    found = changes(root)
    region = found("east", "fixed", "2010 on 2009")
    assert (region["before"], region["change"], region["moved"]) == (2217, 191, 0)
    assert found("bedford", "fixed", "2010 on 2009")["change"] == 770 - 787, "its own figure of before is what it is set beside"
    rate = found("east", "rate", "2010 on 2009")
    assert rate["before"] == pytest.approx(100 * 2217 / 62884) and rate["change"] == pytest.approx(
        240800 / 63233 - 221700 / 62884
    )
    alone = found("bedford", "rate", "2010 on 2009")["change"]
    assert alone == pytest.approx(77000 / 24531 - 221700 / 62884) if shares else alone != alone
    workbook = Workbook.load(root)
    assert not [one for one in find_anomalies(drop_duplicates(read_observations(workbook))[0], workbook) if one.what == "absent"]


def test_pages_say_what_happened_and_when(pages: dict[str, Page]) -> None:
    assert "in place of Ash School, Birch School since 2024 Q3" in pages["school-c-2024-en"].part(".mast-period")
    assert "2024年三季度起承接甲校、乙校" in pages["school-c-2025-zh"].part(".mast-period")
    assert "carried on by Joint School since 2024 Q3" in pages["school-a-2024-en"].part(".mast-period")
    assert "2024年三季度起由联校承接" in pages["school-a-2024-zh"].part(".mast-period")
    assert "in place of 40% of Elm School since 2024" in pages["school-e1-2024-en"].part(".mast-period")
    assert "in place of a part of Hazel School since 2024 Q1" in pages["school-h1-2025-en"].part(".mast-period")
    assert "earlier figures" not in pages["school-h1-2025-en"].text, "nobody knows which part is its own"
    assert "earlier figures are taken from there" in pages["school-e1-2024-en"].part(".mast-period")
    assert "Joint School in place of Ash School, Birch School since 2024 Q3" in pages["ward-p1-2024-en"].part(".mast-period")
    assert "2024年三季度起联校承接甲校、乙校" in pages["ward-p1-2024-zh"].part(".mast-period")
    assert "in place of" not in pages["ward-p2-2025-en"].part(".mast-period"), "what happened in 2024 is no matter to 2025"


def test_a_page_of_before_the_merger_knows_nothing_of_it(pages: dict[str, Page]) -> None:
    assert "Joint School" not in pages["school-a-2023-en"].text
    assert "Dale Academy" not in pages["school-d-2023-en"].text and "Dale School" in pages["school-d-2023-en"].part("h1")
    assert "丁学校" not in pages["school-d-2023-zh"].text


def test_the_merged_school_is_up_by_its_own_rise_alone(pages: dict[str, Page]) -> None:
    page = pages["school-c-2025-en"]
    assert "Cases: 440 cases, up 4.8% on 2024" in page.told  # 440 on 420
    assert "100.0%" not in page.told + page.standfirst + page.card("cases")
    assert "Cases: 360 cases, up 12.5% on 2023" in pages["school-e1-2024-en"].told
    assert "nothing a year before to compare with" in pages["school-h1-2024-en"].card("cases")
    assert "nothing a year before to compare with" in pages["school-c-2024-en"].card("cases")


def test_a_ward_names_who_carries_on_whom_among_what_moved_it(pages: dict[str, Page]) -> None:
    moved = pages["ward-p1-2024-en"].table("waterfall", "Cases")
    assert moved["Joint School (carries on Ash School, Birch School)"] == ["+20"]
    assert not any("new" in name or "closed" in name for name in moved)
    assert "联校（承接甲校、乙校）" in pages["ward-p1-2024-zh"].table("waterfall", "指标cases")


def test_the_series_goes_on(pages: dict[str, Page]) -> None:
    # The facts of a page include quarters from before the school began; these figures are those of its predecessors.
    facts = json.loads(pages["school-c-2025-en"].facts)
    names = [column["name"] for column in facts["tableSchema"]["columns"]]
    found = {
        row["period"]: row["value"]
        for row in (dict(zip(names, cells, strict=True)) for cells in facts["rows"])
        if (row["indicator"], row["unit"]) == ("cases", "c")
    }
    assert found["2023Q1"] == found["2024Q2"] == 100 and found["2024Q3"] == 110
    assert (found["2024"], found["2025"]) == (420, 440)


def test_a_renamed_school_is_called_as_it_was_then(pages: dict[str, Page]) -> None:
    assert "Dale Academy" in pages["school-d-2024-en"].part("h1")
    assert "called Dale School up to 2023" in pages["school-d-2024-en"].part(".mast-period")
    assert "2023年及以前称“丁校”" in pages["school-d-2024-zh"].part(".mast-period")


@pytest.mark.parametrize("name", ["Dale School", "dale-academy", "丁校", "丁学校", "d"])
def test_a_renamed_school_is_found_and_chosen_by_either_name(asked: Book, name: str) -> None:
    assert asked["cases"].of(name).at("2023").values()["value"].tolist() == [400]
    assert "d" in asked.find(name)["id"].tolist()


def test_figures_are_labelled_by_the_name_of_their_time(asked: Book) -> None:
    assert asked["cases"].of("d").at("2023").values()["unit_name"].tolist() == ["Dale School"]
    assert asked["cases"].of("d").at("2024").values()["unit_name"].tolist() == ["Dale Academy"]


def test_the_index_can_be_searched_for_both_names(tmp_path: Path) -> None:
    workbook = Workbook.load(book(tmp_path))
    listing = Listing(workbook, [])
    dale, ash = listing._unit("d", "Dale Academy", 0), listing._unit("a", "Ash School", 0)
    assert dale[:3] == ["d", ["丁学校", "Dale Academy"], 0] and {"丁校", "Dale", "School", "dxx", "dx"} <= set(dale[3].split())
    assert ash[1] == ["甲校", "Ash School"] and "jx" in ash[3].split()


def test_the_case_of_a_merger_with_a_successor(tmp_path: Path) -> None:
    # In the workbook `merge`, two firms with 50 a quarter each end in June, and one with 100 begins in July.
    edits = {"params/units.yaml": [("parent: p1, from: 2024Q3", "parent: p1, from: 2024Q3, succeeds: [a, b]")]}
    found = made(copied("merge", tmp_path, edits))
    grown, born = found["firm-c-2025-en"], found["firm-c-2024-en"]
    assert "400 people, unchanged on 2024" in grown.told
    assert "nothing a year before to compare with" in born.card("certs") and "200 people" in born.told
    assert "800 people, unchanged on 2024" in found["park-p1-2025-en"].told
