from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.errors import InputError
from tests.sources.test_foreign_tables import begun, by_name, written

MONTHS = [f"2023-{month:02d}" for month in (1, 2, 3)]


def test_indicators_across_and_months_down_the_side(tmp_path: Path) -> None:
    # The title names the only unit, and params/units.yaml says that this is a guess.
    rows = [
        ["Employment by industry"],
        ["Month", "Construction", "Retail"],
        *([m, 800 + n, 1500 - n] for n, m in enumerate(MONTHS)),
    ]
    made, book, got = begun(tmp_path, written(tmp_path / "ces.csv", rows))
    expected = {("Construction", month): 800 + n for n, month in enumerate(MONTHS)}
    expected |= {("Retail", month): 1500 - n for n, month in enumerate(MONTHS)}
    assert by_name(book, got) == {(name, "Employment by industry", month): value for (name, month), value in expected.items()}
    assert any("units.yaml:3" in text and "all figures are of one; call it what it is" in text for text in made.guesses)


def test_months_in_a_column_beside_years(tmp_path: Path) -> None:
    # Months as the Bureau of Labor Statistics writes them; the only unit has the name of the file.
    rows = [["Year", "Period", "Value"], [2022, "M12", 5], [2023, "M01", 7], [2023, "M02", 8]]
    _, book, got = begun(tmp_path, written(tmp_path / "unemployed.csv", rows))
    assert by_name(book, got) == {
        ("Value", "unemployed", period): value for period, value in (("2022-12", 5), ("2023-01", 7), ("2023-02", 8))
    }


def test_years_down_and_months_across(tmp_path: Path) -> None:
    rows = [["Year", "Jan", "Feb"], [2022, 5, 6], [2023, 7, 8]]
    _, book, got = begun(tmp_path, written(tmp_path / "sales.csv", rows))
    values = {"2022-01": 5, "2022-02": 6, "2023-01": 7, "2023-02": 8}
    assert by_name(book, got) == {("sales", "sales", period): value for period, value in values.items()}


def test_dates_below_a_name_that_ends_in_date(tmp_path: Path) -> None:
    rows = [["observation_date", "Orders"], ["2023-01-01", 7], ["2023-02-01", 8]]
    _, book, got = begun(tmp_path, written(tmp_path / "orders.csv", rows))
    assert by_name(book, got) == {("Orders", "orders", "2023-01"): 7, ("Orders", "orders", "2023-02"): 8}


def test_rows_of_several_units_are_not_taken_for_one(tmp_path: Path) -> None:
    rows = [["Year", "Orders"], [2022, 5], [2022, 6], [2023, 7]]
    with pytest.raises(InputError, match="no column of words names units, and not each row has a period of its own"):
        begun(tmp_path, written(tmp_path / "t.csv", rows))
