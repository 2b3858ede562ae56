"""`reportlib new`: figures are added up only where the table gives a ground for it, and its weeks and its own names are read."""

from __future__ import annotations

from pathlib import Path

from tests.sources.test_foreign_tables import begun, by_name, written


def test_a_column_with_one_word_names_the_indicator(tmp_path: Path) -> None:
    """The form of the World Bank's tables: births per woman of two countries are no births per woman of both."""
    head = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "2011", "2012"]
    name = "Fertility rate, total (births per woman)"
    rows = [head, ["Aruba", "ABW", name, "SP.X", "1.69", "1.68"], ["Angola", "AGO", name, "SP.X", "6.1", "6.0"]]
    made, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    (one,) = book.catalogue.indicators
    assert (one.name["en"], one.measure["en"], one.kind) == ("Fertility rate, total", "births per woman", "rate")
    assert by_name(book, got)["Fertility rate, total", "Angola", "2012"] == 6.0 and len(got) == 4
    assert not any("Indicator Name" in text for text in made.unread)


def test_decimals_of_which_nothing_is_said_are_added_up_only_if_a_total_does(tmp_path: Path) -> None:
    rows = [["State", "Year", "fatal", "unemp"], ["A", 2020, 10, "7.25"], ["B", 2020, 30, "5.5"]]
    _, book, _ = begun(tmp_path / "without", written(tmp_path / "t.csv", rows))
    assert {one.id: one.kind for one in book.catalogue.indicators} == {"fatal": "flow", "unemp": "rate"}
    rows = [
        ["State", "Year", "cost", "unemp"],
        ["Total", 2020, "12.75", "6.1"],
        ["A", 2020, "7.25", "7.25"],
        ["B", 2020, "5.5", "5.5"],
    ]
    _, book, _ = begun(tmp_path / "with", written(tmp_path / "u.csv", rows))
    assert {one.id: one.kind for one in book.catalogue.indicators} == {"cost": "flow", "unemp": "rate"}


def test_a_total_that_is_not_there_is_not_nought(tmp_path: Path) -> None:
    """It says nothing of sums; nor does one with a hidden part, unless the others are more than it already."""
    head = ["Office", "Year", "Cases", "Visits", "Typical pay (yuan)"]
    rows = [head, ["Total", 2020, "n/a", 30, 3421], ["A", 2020, 5, 10, 3310], ["B", 2020, 7, "c", 3120]]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {one.id: one.rolls_up for one in book.catalogue.indicators} == {"cases": "sum", "visits": "sum", "typical-pay": "none"}
    assert "those below it add up to 6430" in (tmp_path / "new" / "params" / "catalogue.yaml").read_text("utf-8")


def test_totals_are_held_to_sums_where_names_of_columns_say_the_year(tmp_path: Path) -> None:
    """With a blank between: 3 310 and 3 120 euros are no total of 6 430 beside one of 3 200."""
    head = ["Kreis", "Arbeitslose 2022", "Arbeitslose 2023", "Entgelt in Euro 2022", "Entgelt in Euro 2023"]
    rows = [head, ["Insgesamt", 40, 50, 3200, 3300], ["A", 15, 25, 3310, 3400], ["B", 25, 25, 3120, 3200]]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {one.id: one.rolls_up for one in book.catalogue.indicators} == {"arbeitslose": "sum", "entgelt": "none"}


def test_figures_of_weeks_are_collected_by_the_week(tmp_path: Path) -> None:
    rows = [["Week", "Area", "Cases"], *([week, area, n] for n, week in enumerate(("2020-W53", "2021-W01"), 3) for area in "AB")]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert book.settings.calendar.every == "week"
    assert {key[2]: value for key, value in got.items()} == {"2020W53": 3, "2021W01": 4}


def test_a_measure_after_in_is_no_part_of_the_name(tmp_path: Path) -> None:
    rows = [["Kreis", "Year", "Quote in %", "Entgelt in Euro", "Staff in post"], ["A", 2023, 4, 3310, 5], ["B", 2023, 5, 3120, 6]]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    said = {one.name["en"]: one.measure["en"] for one in book.catalogue.indicators}
    assert said == {"Quote": "%", "Entgelt": "Euro", "Staff in post": "people"}


def test_cases_per_hundred_thousand_of_the_population_are_no_people(tmp_path: Path) -> None:
    """As Japanese offices write it: 31.4 and 21.1 cases per 100,000 make no 52.5 people."""
    rows = [["県", "年度", "人口10万対事故件数", "1人当たり費用"], ["青森", 2022, "31.4", 250], ["岩手", 2022, "21.1", 260]]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert [(one.kind, one.people) for one in book.catalogue.indicators] == [("rate", False)] * 2
    assert all(one.measure["zh"] != "人" for one in book.catalogue.indicators)
