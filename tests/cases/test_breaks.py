"""Figures from a break in series on are not compared with earlier ones, and a page says why (METHODS 2)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from reportlib.blocks.plot.sketch import MIME
from reportlib.errors import WorkbookError
from reportlib.workbook import Workbook

from .pages import Page, made
from .small import FLOW, SHARE, indicator, report, unit, write

UNITS = [
    unit("c", "city"),
    unit("a", "ward", "c"),
    unit("b", "ward", "c"),
    *(unit(f"{ward}1", "school", ward) for ward in "ab"),
]
RECOUNT = {"from": "2021Q1", "who": "Office", "why": {"zh": "改按人数计", "en": "Counted by head."}}


def book(root: Path, *, of: str | None = None, printed: Sequence[str] = ()) -> Path:
    """Two schools in 2020, 2021 and 2022: 50, 60 and 63 of 100 pass, and 20, 30 and 33 visits come each quarter.

    The figures of both have a break in series, or only those of the unit `of`.
    """
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
    cards = ["pass", "visits"]
    return write(root, units=UNITS, indicators=measured, rows=rows, reports=listed, cards=cards, printed=printed)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    return made(book(tmp_path_factory.mktemp("breaks") / "book"))


@pytest.mark.parametrize("period", ["2021Q2", "2021"])
def test_nothing_is_said_to_have_risen_across_a_break(pages: dict[str, Page], period: str) -> None:
    # 60 % after 50 %, and 60 visits a quarter after 40, are counted in two ways.
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
    # 63 % after 60 %, and 66 visits after 60.
    page = pages["city-c-2022Q2-en"]
    assert "3.0 pts on 2021 Q2" in page.card("pass")
    assert "10.0% on 2021 Q2" in page.card("visits")


def test_a_break_of_one_unit_is_no_break_of_another(tmp_path: Path) -> None:
    found = made(book(tmp_path / "book", of="a"), units=["a", "b"])
    assert "not comparable with figures before 2021 Q1" in found["ward-a-2021Q2-en"].card("visits")
    page = found["ward-b-2021Q2-en"]
    assert "50.0% on 2020 Q2" in page.card("visits")
    assert "Counted by head" not in page.part(".notes")
    # The line of the city, of which A is a part, is interrupted.
    told = "Not comparable with figures before 2021 Q1 (part of C): Counted by head. (Office)."
    assert told in page.figure("trend", "Pass")["note"]
    assert drawn(page, "trend") == {"B": [50, 50, 50, 50, 60, 60], "C": [50, 50, 50, 50, None, 60, 60]}


def drawn(page: Page, kind: str) -> dict[str, list[float | None]]:
    """The values of each line of the page's only figure of a kind, by the line's name."""
    figures = [output["data"][MIME] for output in page.outputs if MIME in output["data"]]
    chosen = [figure for figure in figures if figure["layout"]["meta"]["reportlib"]["kind"] == kind]
    assert len(chosen) == 1
    return {trace["name"]: trace["y"] for trace in chosen[0]["data"]}


def test_a_line_is_interrupted_at_the_break(pages: dict[str, Page]) -> None:
    # The city has 50 % and 40 visits in each quarter of 2020, 60 % and 60 visits from 2021Q1 on.
    page = pages["city-c-2021Q2-en"]
    assert drawn(page, "trend") == {"C": [50, 50, 50, 50, None, 60, 60]}
    assert drawn(page, "small_multiples") == {"C": [40, 40, 40, 40, None, 60, 60]}
    several = page.figure("small_multiples")
    assert "A line interrupted without a sign below it marks a break in the series." in several["note"]
    assert "from 40 to 60" not in several["alt"] + page.figure("trend")["alt"] + str(page.outputs)


def test_a_small_line_is_interrupted_at_the_break(pages: dict[str, Page]) -> None:
    # In a card the pen is lifted once more; the overview and the table of units say where a script has to lift it.
    page = pages["city-c-2021Q2-en"]
    paths = [path["d"] for path in page.pieces.select(".card-spark path")]
    assert len(paths) == 2 and all(path.count("M") == 2 for path in paths)
    assert [line["data-line"] for line in page.pieces.select("svg[data-line]")] == ["0000.zz"]
    assert page.pieces.select_one("[data-rows]")["data-rows"] == "#0000.zz #0000.zz"


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The pages of a workbook in which only the figures of school A1 have a break in series."""
    return made(book(tmp_path_factory.mktemp("below") / "book", of="a1"))


def test_a_sum_of_which_a_part_breaks_is_not_compared(below: dict[str, Page]) -> None:
    for name in ("city-c-2021Q2-en", "city-c-2021-en", "ward-a-2021Q2-en"):
        page = below[name]
        assert "not comparable with figures before 2021 Q1" in page.card("visits")
        assert not any(word in page.claims for word in (" up ", "rose", "+10.0", "50.0% on", " on 2020"))
        assert "Not comparable with figures before 2021 Q1 (A1): Counted by head. (Office)." in page.part(".notes")
    assert drawn(below["city-c-2021Q2-en"], "trend") == {"C": [50, 50, 50, 50, None, 60, 60]}
    rows = below["city-c-2021Q2-en"].pieces.select_one("[data-rows]")["data-rows"]
    assert rows == "#0000.zz #0000zz"  # ward A, of which A1 is a part, and ward B


def test_a_unit_without_such_a_part_is_compared(below: dict[str, Page]) -> None:
    assert "50.0% on 2020 Q2" in below["ward-b-2021Q2-en"].card("visits")
    assert "10.0 pts on 2020 Q2" in below["ward-b-2021Q2-en"].card("pass")


def test_a_sum_is_compared_where_no_break_of_a_part_lies_between(below: dict[str, Page]) -> None:
    # 66 visits after 60.
    assert "10.0% on 2021 Q2" in below["city-c-2022Q2-en"].card("visits")


def test_an_own_figure_is_compared_across_a_break_of_a_unit_below(tmp_path: Path) -> None:
    # The city itself published 40 visits for a quarter of 2020 and 60 for one of 2021, of whatever its schools counted.
    printed = ["visits,c,2020Q2,40", "visits,c,2021Q2,60"]
    found = made(book(tmp_path / "book", of="a1", printed=printed), units=["c"])
    assert "50.0% on 2020 Q2" in found["city-c-2021Q2-en"].card("visits")


SUCCESSOR: dict[str, Any] = {"from": "2021Q3", "succeeds": ["a1"]}
UNIT_BELOW = {"from": "2021Q1", "unit": "a1", "who": "Office", "why": {"zh": "改", "en": "Changed."}}


@pytest.mark.parametrize(
    ("units", "made_of", "concerned"),
    [
        (UNITS, FLOW, "c a a1"),
        (UNITS, FLOW | {"rollup": "none"}, "a1"),
        # A1 moved to ward B half a year later: the city still has it in both years, and ward A only in the earlier one.
        (
            [*UNITS[:3], unit("a1", "school", [{"id": "a", "to": "2021Q2"}, {"id": "b", "from": "2021Q3"}]), UNITS[4]],
            FLOW,
            "c a a1",
        ),
        # A2 in ward B carries on the series of A1.
        (
            [*UNITS[:3], unit("a1", "school", "a", to="2021Q2"), unit("a2", "school", "b", **SUCCESSOR)],
            FLOW,
            "c a b a1 a2",
        ),
    ],
)
def test_whom_a_break_of_one_unit_concerns(tmp_path: Path, units: Any, made_of: dict[str, Any], concerned: str) -> None:
    measured = [indicator("visits", made_of, breaks=[deepcopy(UNIT_BELOW)])]
    root = write(tmp_path, units=units, indicators=measured, rows=["visits,a1,2020Q1,1,,,,"], reports=[])
    workbook = Workbook.load(root)
    assert [one for one in workbook.units.by_id if workbook.catalogue["visits"].breaks_of(one)] == concerned.split()


@pytest.mark.parametrize(("year_starts", "start", "within"), [(4, "2021/22", ""), (4, "2021@1", "a year"), (1, "2021", "")])
def test_a_break_holds_from_a_year_of_the_workbook(tmp_path: Path, year_starts: int, start: str, within: str) -> None:
    measured = [indicator("visits", FLOW, breaks=[RECOUNT | {"from": start}])]
    calendar = {"every": "year", "year_starts": year_starts}
    root = write(tmp_path / "book", units=UNITS, indicators=measured, rows=[], reports=[], cards=["visits"], calendar=calendar)
    if within:
        with pytest.raises(WorkbookError, match=f"lies within {within}; name the year from which it holds"):
            Workbook.load(root)
    else:
        assert str(Workbook.load(root).catalogue.indicators[0].breaks[0].start).startswith("2021")
