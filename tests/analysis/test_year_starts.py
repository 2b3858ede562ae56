from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.analysis.snapshots.collect import latest, returns
from reportlib.data import drop_duplicates, read_observations
from reportlib.errors import DataError
from reportlib.periods import Period
from tests.analysis.made import World, world

MONTHS = [f"{2023 + (n + 8) // 12}-{(n + 8) % 12 + 1:02d}" for n in range(24)]
"""September 2023 to August 2025."""


@pytest.fixture
def monthly(tmp_path: Path) -> World:
    """A workbook in which the nth month of two academic years has n certificates and 100 + n staff."""
    rows = [f"certs a {month} {n}" for n, month in enumerate(MONTHS, 1)]
    rows += [f"staff a {month} {100 + n}" for n, month in enumerate(MONTHS, 1)]
    return world(tmp_path, "\n".join(rows), firms="a under p1", every="month", year_starts=9)


@pytest.mark.parametrize(
    ("period", "certs", "staff"),
    [
        ("2023_24@9", sum(range(1, 13)), 112),
        ("2024_25@9", sum(range(13, 25)), 124),
        ("2024_25H1@9", sum(range(13, 19)), 118),
        ("2024_25Q2@9", 16 + 17 + 18, 118),
        ("2024_25YTD03@9", 13 + 14 + 15, 115),
        ("2024", sum(range(5, 17)), 116),  # a calendar year is made of the same months
        ("2023_24-2024_25@9", sum(range(1, 25)), 124),
    ],
)
def test_months_make_the_parts_of_a_year_from_its_first_month(monthly: World, period: str, certs: int, staff: int) -> None:
    assert (monthly.figure("certs", "z", period), monthly.figure("staff", "z", period)) == (certs, staff)


def test_a_year_is_compared_with_the_year_before_it(monthly: World) -> None:
    row = monthly.standing("z", "2024_25@9")
    assert (row.value, row.year_before, row.on_year, row.k, row.n) == (222, 78, 144, 1, 1)


def test_the_first_three_months_are_compared_with_those_of_the_year_before(monthly: World) -> None:
    assert monthly.standing("z", "2024_25YTD03@9").on_year == 3 * 12


def test_running_totals_begin_anew_with_the_year(tmp_path: Path) -> None:
    totals = [f"certs a 2023_24YTD{n:02d} {10 * n}" for n in range(1, 13)] + ["certs a 2024/25YTD01 4", "certs a 2024/25YTD02 9"]
    made = world(tmp_path, "\n".join(totals), every="month", year_starts=9)
    found = [made.figure("certs", "a", month) for month in ("2023-09", "2024-08", "2024-09", "2024-10")]
    assert found == [10, 10, 4, 5]
    assert made.figure("certs", "a", "2023_24Q1@9") == 30


@pytest.fixture
def side_by_side(tmp_path: Path) -> World:
    """Certificates by calendar quarter, and a ratio by academic year: 10 of 100, then 30 of 100, then 50 of 100."""
    quarters = [f"certs {firm} {year}Q{n} 10" for firm in "abc" for year in (2023, 2024) for n in (1, 2, 3, 4)]
    years = ["passed a 2022/23 10/100", "passed a 2023/24 30/100", "passed a 2024-25 50/100"]
    return world(tmp_path, "\n".join([*quarters, *years]), passed={"frequency": "year", "year_starts": 9})


def test_calendar_quarters_stand_beside_academic_years(side_by_side: World) -> None:
    assert side_by_side.figure("certs", "z", "2024") == 120
    assert side_by_side.figure("passed", "a", "2024_25@9") == 50
    row = side_by_side.standing("a", "2024_25@9", "passed")
    assert (row.on_year, row.year_before) == (20, 30)


def test_what_is_collected_in_academic_years_is_no_part_of_a_quarterly_return(side_by_side: World) -> None:
    table, _ = drop_duplicates(read_observations(side_by_side.workbook))
    found = returns(table, side_by_side.workbook, [Period.parse("2024Q4")])
    assert found[["unit", "expected", "figures", "state"]].to_numpy().tolist() == [[firm, 1, 1, "received"] for firm in "abc"]
    chosen = latest(table, side_by_side.workbook)
    assert chosen is not None and str(chosen.period) == "2024Q4"


def test_no_calendar_year_is_made_of_an_academic_one_nor_the_other_way(side_by_side: World) -> None:
    assert side_by_side.figure("passed", "a", "2024") != side_by_side.figure("passed", "a", "2024")  # NaN: no figure
    assert side_by_side.figure("certs", "z", "2024_25@9") != side_by_side.figure("certs", "z", "2024_25@9")


def test_quarters_of_fiscal_years_from_april_are_those_of_the_calendar(tmp_path: Path) -> None:
    rows = "certs a 2024Q2 10\ncerts b 2024Q2 20\nstaff a 2024/25Q1 7\nstaff b 2024Q2@1 8"
    made = world(tmp_path, rows, firms="a under p1\nb under p1", staff={"year_starts": 4})
    row = made.standing("z", "2024Q2", "staff")
    assert (row.value, row.k, row.n) == (15, 2, 2)
    table, _ = drop_duplicates(read_observations(made.workbook))
    found = returns(table, made.workbook, [Period.parse("2024Q2")])
    assert found[["unit", "expected", "figures"]].to_numpy().tolist() == [["a", 2, 2], ["b", 2, 2]]


def test_a_year_that_is_not_clear_is_refused_where_it_stands(tmp_path: Path) -> None:
    made = world(tmp_path, "certs a 2024 10\npassed a 2024/25 1/2", every="year", certs={"year_starts": 9})
    with pytest.raises(DataError) as raised:
        read_observations(made.workbook)
    told = [(problem.line, problem.message) for problem in raised.value.problems]
    assert [line for line, _ in told] == [2, 3]
    assert "write 2024_25 (2024-09 to 2025-08) or 2024@1" in told[0][1]
    assert "every year starts in January here" in told[1][1]


def test_units_open_and_close_with_the_years_of_the_workbook(tmp_path: Path) -> None:
    rows = "certs a 2023/24 10\ncerts a 2024/25 12\ncerts b 2024/25 5"
    made = world(tmp_path, rows, firms="a under p1\nb under p1 from=2024_25", every="year", year_starts=9)
    row = made.standing("z", "2024_25@9")
    assert (row.value, row.on_year, row.moved_year) == (17, 7, 5)
