"""`reportlib new`: units that others took the place of owe nothing afterwards; one whose rows merely end has not reported."""

from __future__ import annotations

from pathlib import Path

from tests.sources.test_foreign_tables import begun, written

BEFORE = [(unit, year) for year in (2019, 2020) for unit in ("Ashby", "Birch", "Coast")]
AFTER = [(unit, year) for year in (2021, 2022) for unit in ("Ashby and Birch", "Coast")]


def test_two_councils_that_became_one(tmp_path: Path) -> None:
    rows = [["Council", "Year", "Licences"], *([unit, year, 100 + n] for n, (unit, year) in enumerate([*BEFORE, *AFTER]))]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    dates = {one.id: (str(one.start or ""), str(one.end or "")) for one in book.units.units}
    assert dates == {
        "all-units": ("", ""),
        "ashby": ("", "2020"),
        "birch": ("", "2020"),
        "coast": ("", ""),
        "ashby-and-birch": ("2021", ""),
    }
    listed = (tmp_path / "new" / "params" / "reports.yaml").read_text("utf-8")
    assert '"coast", "ashby-and-birch"' in listed and '"birch"' not in listed


def test_a_unit_that_is_silent_in_the_last_year_is_still_asked(tmp_path: Path) -> None:
    rows = [
        ["Council", "Year", "Licences"],
        *([unit, year, 5] for unit, year in BEFORE[:-1]),
        ["Dale", 2019, 6],
        ["Dale", 2020, 7],
    ]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert not any(one.start or one.end for one in book.units.units)


def test_rows_that_come_and_go_in_every_year_are_no_reorganisation(tmp_path: Path) -> None:
    """Each of five offices has two years of six; nobody would say that one took the place of another."""
    pairs = [(f"Office {letter}", year) for n, letter in enumerate("ABCDE") for year in (2017 + n, 2018 + n)]
    rows = [["Office", "Year", "Cases"], *([unit, year, n] for n, (unit, year) in enumerate(pairs, 1))]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert not any(one.start or one.end for one in book.units.units)
