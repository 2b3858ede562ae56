"""A column of names below regions becomes a level of units.

A slash that joins two header names (`Visits / Day`) does not make a rate; a slash in the table (`Cost / visit`) does.
"""

from __future__ import annotations

from pathlib import Path

from tests.sources.test_foreign_tables import above, begun, written

CLINICS = {"Ash": "North", "Birch": "North", "Ivy": "South", "Oak": "South", "Rowan": "South"}
HEAD = ["Region", "Clinic", "Quarter", "Visits (visits)", "Balance (thousand yuan)"]


def test_names_that_are_each_in_one_region_are_units_below_it(tmp_path: Path) -> None:
    quarters = [f"2022 Q{n}" for n in (1, 2, 3, 4)]
    rows = [
        [region, name, quarter, 100 + 7 * n + m, 5.5 * n - m]
        for m, quarter in enumerate(quarters)
        for n, (name, region) in enumerate(CLINICS.items())
    ]
    _, read, got = begun(tmp_path, written(tmp_path / "t.csv", [HEAD, *rows]))
    assert above(read) == {"All units": "", "North": "All units", "South": "All units"} | CLINICS
    assert {one.id: one.kind for one in read.catalogue.indicators} == {"visits": "flow", "balance": "flow"}
    assert len(got) == 2 * 4 * 5


def test_kinds_that_several_regions_have_are_indicators_and_none_is_a_rate_for_its_joiner(tmp_path: Path) -> None:
    rows = [
        [region, kind, year, n + year - 2000, 3 * n + year - 2010]
        for year in (2022, 2023)
        for n, (region, kind) in enumerate((r, k) for r in ("North", "South") for k in ("Day", "Night"))
    ]
    _, read, _ = begun(
        tmp_path, written(tmp_path / "t.csv", [["Region", "Shift", "Year", "Staff (people)", "Beds (beds)"], *rows])
    )
    assert above(read) == {"All units": "", "North": "All units", "South": "All units"}
    kinds = {next(iter(one.name.values())): one.kind for one in read.catalogue.indicators}
    assert kinds == {f"{counted} / {shift}": "stock" for counted in ("Staff", "Beds") for shift in ("Day", "Night")}


def test_a_slash_that_the_table_writes_itself_says_that_a_figure_is_not_added_up(tmp_path: Path) -> None:
    # The names of two header rows are joined by a slash, too; that slash is ours and says nothing about the figure.
    rows = [[region, year, n, 2 * n, 3 * n] for year in (2022, 2023) for n, region in enumerate("ABC", 5)]
    heads = [["Region", "Year", "Cost / visit", "Visits", "Visits"], ["", "", "", "Day", "Night"]]
    _, read, _ = begun(tmp_path, written(tmp_path / "t.csv", [*heads, *rows]))
    kinds = {next(iter(one.name.values())): one.kind for one in read.catalogue.indicators}
    assert kinds == {"Cost / visit": "rate", "Visits / Day": "flow", "Visits / Night": "flow"}
