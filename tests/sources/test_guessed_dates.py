"""`reportlib new`: a unit that others replace owes nothing afterwards; a unit whose rows merely end counts as not reported."""

from __future__ import annotations

from pathlib import Path

from reportlib.periods.reading import Years
from tests.sources.test_foreign_tables import begun, by_name, written

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
    # Each of five offices has two years of six; nobody would say that one took the place of another.
    pairs = [(f"Office {letter}", year) for n, letter in enumerate("ABCDE") for year in (2017 + n, 2018 + n)]
    rows = [["Office", "Year", "Cases"], *([unit, year, n] for n, (unit, year) in enumerate(pairs, 1))]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert not any(one.start or one.end for one in book.units.units)


def test_years_of_japanese_eras(tmp_path: Path) -> None:
    # Heisei 30 is 2018, Heisei 31 and the first of Reiwa 2019, and Reiwa 2 2020.
    years = {"平成30年": "2018", "令和元年": "2019", "令和2年": "2020"}
    rows = [["地区", "年", "出生"], *([place, year, n] for n, year in enumerate(years, 5) for place in ("青森", "岩手"))]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(book, got) == {
        ("出生", place, years[year]): n for n, year in enumerate(years, 5) for place in ("青森", "岩手")
    }


def test_fiscal_years_of_japan_start_in_april(tmp_path: Path) -> None:
    rows = [["地区", "令和元年度", "令和2年度"], ["青森", 5, 6], ["岩手", 7, 8]]
    made, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(book, got) == {
        ("t", place, f"{year}@4"): value
        for place, values in (("青森", (5, 6)), ("岩手", (7, 8)))
        for year, value in zip(("2019_20", "2020_21"), values, strict=True)
    }
    assert any("fiscal years of Japan start in April" in text for text in made.guesses)
    rows = [["地区", "年度", "出生"], *([place, year, 5] for year in ("平成31年度", "令和2年度") for place in ("青森", "岩手"))]
    _, book, got = begun(tmp_path / "rows", written(tmp_path / "u.csv", rows))
    assert {period for _, _, period in got} == {"2019_20@4", "2020_21@4"}


def test_a_month_of_an_era_and_one_in_a_title(tmp_path: Path) -> None:
    rows = [["令和3年の出生"], ["地区", "1月", "2月"], ["青森", 5, 6], ["岩手", 7, 8]]
    _, _, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {period for _, _, period in got} == {"2021-01", "2021-02"}
    assert str(Years().read("昭和64年1月")) == "1989-01"
