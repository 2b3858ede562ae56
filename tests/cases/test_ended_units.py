"""A unit that ended within a year has no stock at its end, so no ratio of a flow and a stock for the year (METHODS 1)."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from reportlib.analysis import rollup
from reportlib.data import read_observations
from reportlib.periods import Period
from reportlib.workbook import Workbook

from .pages import made
from .small import SHARE, indicator, report, unit, write

STAFF: dict[str, Any] = {"name": {"zh": "职工", "en": "staff"}, "kind": "stock"}
EVENTS: dict[str, Any] = {"name": {"zh": "事故", "en": "injuries"}, "kind": "flow"}
RATE = SHARE | {"scale": 1000, "measure": {"zh": "‰", "en": "per 1,000"}, "numerator": EVENTS, "denominator": STAFF}
MIRRORED = SHARE | {"scale": 1, "measure": {"zh": "人", "en": "people"}, "numerator": STAFF, "denominator": EVENTS}
UNITS = [
    unit("c", "city"),
    unit("a", "ward", "c"),
    unit("b", "ward", "c"),
    unit("a1", "school", "a", to="2021Q2"),
    unit("a2", "school", "a"),
    unit("b1", "school", "b", to="2021Q2"),
]
KEPT = {"a1": (1, 2), "a2": (1, 2, 3, 4), "b1": (1, 2)}


def book(root: Path, *, without: str = "", status: str = "", more: str = "") -> Path:
    """4 injuries among 100 staff a quarter in each school; A1 and B1 close after the second quarter.

    `without` (`a2 3`) is a school and a quarter without figures, `status` says why, `more` is one more school that stays open.
    """
    rows = [
        row
        for school, quarters in (KEPT | ({more: (1, 2, 3, 4)} if more else {})).items()
        for quarter in quarters
        for row in (f"rate,{school},2021Q{quarter},,4,100,,", f"load,{school},2021Q{quarter},,100,4,,")
        if f"{school} {quarter}" != without
    ]
    if status:
        school, quarter = without.split()
        rows += [f"{name},{school},2021Q{quarter},,,,{status}," for name in ("rate", "load")]
    measured = [indicator("rate", deepcopy(RATE)), indicator("load", deepcopy(MIRRORED))]
    units = [*UNITS, *([unit(more, "school", "a")] if more else [])]
    return write(root, units=units, indicators=measured, rows=rows, reports=[report("ward", ["a"], ["2021"])])


def year(root: Path) -> dict[tuple[str, str], object]:
    """The value of each indicator and unit in 2021, or the kind of its absence."""
    workbook = Workbook.load(root)
    values, _ = rollup(read_observations(workbook), workbook, [Period.parse("2021")])
    rows = values[values["period"] == "2021"].itertuples(index=False)
    return {(row.indicator, row.unit): row.absence or round(row.value, 6) for row in rows}


@pytest.mark.parametrize("name", ["rate", "load"])
def test_the_figure_of_a_unit_that_ended_is_not_applicable(tmp_path: Path, name: str) -> None:
    # It is not “nothing to divide by”, nor 0 if the stock is the numerator. The same holds for B, whose only school ended.
    found = year(book(tmp_path))
    assert {unit: found[name, unit] for unit in ("a1", "b1", "b")} == dict.fromkeys(("a1", "b1", "b"), "not applicable")
    # A2: 16 injuries in the year, 100 staff at its end; A: 8 more of A1.
    assert [found[name, unit] for unit in ("a2", "a")] == {"rate": [160, 240], "load": [6.25, round(100 / 24, 6)]}[name]


def test_what_was_not_reported_is_called_so(tmp_path: Path) -> None:
    # A2 did not report the third quarter: without it, ward A has no unit at the end of the year, and a return is missing.
    found = year(book(tmp_path, without="a2 3"))
    assert (found["rate", "a1"], found["rate", "a2"], found["rate", "a"]) == ("not applicable", "not reported", "not reported")


def test_what_was_suppressed_is_called_so(tmp_path: Path) -> None:
    found = year(book(tmp_path, without="a2 3", status="suppressed"))
    assert (found["rate", "a2"], found["rate", "a"]) == ("suppressed", "suppressed")


def test_a_true_zero_stays_undivided(tmp_path: Path) -> None:
    # A2 has 16 injuries and no staff left on the last day.
    root = book(tmp_path)
    path = root / "data" / "d.csv"
    path.write_text(path.read_text("utf-8").replace("rate,a2,2021Q4,,4,100,,", "rate,a2,2021Q4,,0,0,,"), "utf-8")
    assert year(root)["rate", "a2"] == "nothing to divide by"


def test_the_page_of_the_unit_above_calls_it_not_applicable(tmp_path: Path) -> None:
    page = made(book(tmp_path, more="a3"), units=["a"])["ward-a-2021-en"]
    row = page.pieces.select_one("#u-a1").get_text(" ", strip=True)
    assert row.count("not applicable") == 2 and "no base" not in page.part("#units").casefold()
