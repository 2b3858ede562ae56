from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportlib.analysis import View, view_of
from reportlib.blocks import Chart, standard
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

from .small import FLOW, indicator, report, unit, write

EN, ZH = Words("en"), Words("zh")
QUARTERS = [f"{year}Q{n}" for year in (2023, 2024) for n in (1, 2, 3, 4)]
DAYS = {"on time": "-05", "late": "-25"}
"""Returns are due on the 15th of the month after a quarter."""


def seen(root: Path, **late: int) -> View:
    """The view of a city in 2024Q4. Its wards have 14 to 100 schools each.

    `late` says how many schools of a ward sent their returns late in this quarter.
    """
    sizes = {"a": 14, "b": 20, "d": 25, "e": 100}
    schools = [(f"{ward}{n}", ward, n) for ward, size in sizes.items() for n in range(size)]
    rows = []
    for name, ward, n in schools:
        for quarter in QUARTERS:
            state = "late" if quarter == QUARTERS[-1] and n < late.get(ward, 0) else "on time"
            year, month = int(quarter[:4]), 3 * int(quarter[-1]) + 1
            day = f"{year + month // 13}-{(month - 1) % 12 + 1:02}{DAYS[state]}"
            rows.append(f"visits,{name},{quarter},1,,,final,{day}")
    units = [unit("c", "city"), *(unit(ward, "ward", "c") for ward in sizes), *(unit(s, "school", w) for s, w, _ in schools)]
    listed = [report("city", ["c"], [QUARTERS[-1]])]
    write(root, units=units, indicators=[indicator("visits", FLOW)], rows=rows, reports=listed)
    book = Workbook.load(root)
    return view_of(book, read_observations(book), read_targets(book), unit=book.units["c"], period=Period.parse(QUARTERS[-1]))


def record(figure: Chart | None) -> dict[str, Any]:
    assert figure is not None and figure.plain
    found: dict[str, Any] = figure.plain["layout"]["meta"]["reportlib"]
    return found


@pytest.mark.parametrize(
    ("late", "title"),
    [
        ({"a": 2, "b": 1}, "Returns on time, by unit"),  # 12 of 14 is the lowest, of fewer than 20
        ({"a": 2, "b": 4}, "B has the lowest on-time rate: 80.0%, 16 of 20"),
        ({"a": 1, "d": 5, "e": 1}, "D has the lowest on-time rate: 80.0%, 20 of 25"),
        ({"b": 4, "d": 5}, "Returns on time, by unit"),  # both 80 %
    ],
)
def test_the_lowest_is_named_of_twenty_returns_or_more(tmp_path: Path, late: dict[str, int], title: str) -> None:
    figure = record(standard.rate_by_unit(seen(tmp_path / "book", **late), EN, column="punctual"))
    assert figure["title"] == title and figure["subtitle"] == "Fourth quarter of 2024"


def test_a_rate_of_fewer_than_a_hundred_stands_with_what_it_is_of(tmp_path: Path) -> None:
    figure = standard.rate_by_unit(seen(tmp_path / "book", a=2, b=1), EN, column="punctual")
    assert dict(record(figure)["table"]["rows"]) == {
        "E": "100.0%",
        "D": "100.0% (of 25)",
        "B": "95.0% (of 20)",
        "A": "85.7% (of 14)",
    }
    assert figure is not None and figure.plain
    assert "85.7% (of 14)" in {note["text"] for note in figure.plain["layout"]["annotations"]}


def test_the_dumbbell_of_punctuality_says_of_how_many_returns_its_rates_are(tmp_path: Path) -> None:
    # One of 20 and two of 14 were late now, none a year before; a hundred returns or more need no number beside the rate.
    figure = standard.punctuality(seen(tmp_path / "book", a=2, b=1), EN)
    rows = {row[0]: row[1:] for row in record(figure)["table"]["rows"]}
    assert rows["E"] == ["100.0%", "100.0%", "0.0"]
    assert rows["B"] == ["100.0% (of 20)", "95.0% (of 20)", "\u22125.0"]
    assert rows["A"] == ["100.0% (of 14)", "85.7% (of 14)", "\u221214.3"]
    assert figure is not None and figure.plain
    drawn = {note["text"] for note in figure.plain["layout"]["annotations"]}
    assert {"\u221214.3 (of 14)", "\u22125.0 (of 20)", "0.0"} <= drawn


def test_the_map_of_returns_says_of_how_many_its_rates_are(tmp_path: Path) -> None:
    # Three of A's 14 schools and one of E's 100 sent nothing in the last quarter.
    view = seen(tmp_path / "book")
    nothing = view.returns["unit"].isin(["a0", "a1", "a2", "e0"]) & (view.returns["period"] == QUARTERS[-1])
    silent = replace(view, returns=view.returns.assign(state=view.returns["state"].mask(nothing, "missing")))
    rows = {row[0]: row[1:] for row in record(standard.rate_map(silent, EN))["table"]["rows"]}
    assert rows["A"] == ["100% (14/14)"] * 7 + ["79% (11/14)"]
    assert rows["E"] == ["100%"] * 7 + ["99%"]


def test_the_line_of_returns_says_what_it_is(tmp_path: Path) -> None:
    view = seen(tmp_path / "book", b=4)
    english, chinese = (record(standard.rate_over_time(view, words)) for words in (EN, ZH))
    assert english["subtitle"] == "Returns received, in % of those due; late is later than 15 days after the period's end"
    assert chinese["subtitle"] == "报送率（已报份数占应报份数）；期末15天之后报送为迟报"
    changed = record(standard.punctuality(view, EN))
    assert changed["subtitle"] == "In % of the returns due; on time is within 15 days of the period's end"
