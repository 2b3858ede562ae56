"""`reportlib new`: figures are added up only if the table shows that they can be."""

from __future__ import annotations

from pathlib import Path

from tests.sources.test_foreign_tables import begun, by_name, written


def test_a_column_with_one_word_names_the_indicator(tmp_path: Path) -> None:
    # The form of the World Bank's tables. Births per woman are a rate: those of two countries must not be added up.
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
    # A missing total (cases), or one with a suppressed part (visits), says nothing about sums; pay exceeds its total.
    head = ["Office", "Year", "Cases", "Visits", "Typical pay (yuan)"]
    rows = [head, ["Total", 2020, "n/a", 30, 3421], ["A", 2020, 5, 10, 3310], ["B", 2020, 7, "c", 3120]]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {one.id: one.rolls_up for one in book.catalogue.indicators} == {"cases": "sum", "visits": "sum", "typical-pay": "none"}
    assert "those below it add up to 6430" in (tmp_path / "new" / "params" / "catalogue.yaml").read_text("utf-8")


def test_totals_are_held_to_sums_where_names_of_columns_say_the_year(tmp_path: Path) -> None:
    # The years are in the columns' names. Pay of 3 310 and 3 120 euros adds up to 6 430, not to its total, 3 200.
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
    # As Japanese offices write it: 31.4 and 21.1 cases per 100,000 make no 52.5 people.
    rows = [["県", "年度", "人口10万対事故件数", "1人当たり費用"], ["青森", 2022, "31.4", 250], ["岩手", 2022, "21.1", 260]]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert [(one.kind, one.people) for one in book.catalogue.indicators] == [("rate", False)] * 2
    assert all(one.measure["zh"] != "人" for one in book.catalogue.indicators)


TYPICAL = (
    "Income",
    "Median income",
    "Medianentgelt",
    "Bruttolohn",
    "Durchschnittsalter",
    "House price",
    "Household income (yuan)",
)


def test_incomes_and_prices_are_not_added_up_without_a_total_that_is_their_sum(tmp_path: Path) -> None:
    # Places of 30 000 and 40 000 a head have no income of 70 000; a wage bill, an income tax and a fee are sums.
    sums = ("Wage bill", "Income tax", "Belohnungen", "Fees")
    rows = [["Area", "Year", *TYPICAL, *sums], *([area, 2023, *range(n, n + 11)] for n, area in ((30_000, "A"), (40_000, "B")))]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    kinds = {one.name["en"]: one.kind for one in book.catalogue.indicators}
    assert kinds == {name.partition(" (")[0]: "rate" for name in TYPICAL} | dict.fromkeys(sums, "flow")


def test_a_total_says_whether_incomes_are_sums(tmp_path: Path) -> None:
    # A total of 70 is the sum of 30 and 40, one of 35 is not. The total of a single place does not show whether it is a sum.
    rows = [["Area", "Year", "Income", "Rent"], ["Total", 2023, 70, 35], ["A", 2023, 30, 30], ["B", 2023, 40, 40]]
    _, book, _ = begun(tmp_path / "several", written(tmp_path / "t.csv", rows))
    assert {one.id: one.kind for one in book.catalogue.indicators} == {"income": "flow", "rent": "rate"}
    text = (tmp_path / "several" / "new" / "params" / "catalogue.yaml").read_text("utf-8")
    assert "the total is 35, those below it add up to 70; it is not added up" in text
    rows = [["Area", "Year", "Income", "Cases"], ["Total", 2023, 30, 5], ["A", 2023, 30, 5], ["B", 2023, "..", 0]]
    _, book, _ = begun(tmp_path / "single", written(tmp_path / "u.csv", rows))
    assert {one.id: one.kind for one in book.catalogue.indicators} == {"income": "rate", "cases": "flow"}


def test_incomes_in_chinese(tmp_path: Path) -> None:
    kinds = {"居民可支配收入": "rate", "房价": "rate", "工资": "rate", "人均消费": "rate", "工资总额": "flow", "营业收入": "flow"}
    rows = [["地区", "年份", *kinds], *([area, 2023, *range(n, n + 6)] for n, area in ((300, "甲"), (400, "乙")))]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {one.name["zh"]: one.kind for one in book.catalogue.indicators} == kinds


def test_states_are_not_added_up_over_months(tmp_path: Path) -> None:
    # A patient may wait in January and still in February, but is admitted from the waiting list once.
    states = (
        "Patients waiting",
        "Waiting list",
        "Pupils on roll",
        "Outstanding cases",
        "Stock of flats",
        "Vacancies",
        "Baubestand",
    )
    states += ("在册企业", "在岗职工", "住房存量", "期末贷款")
    flows = ("Patients admitted from the waiting list", "Cases newly pending", "新增在册企业", "Visits")
    columns = (*states, *flows)
    rows = [["Area", "Month", *columns], *(["A", f"2023-{month:02d}", *range(5, 5 + len(columns))] for month in (1, 2, 3))]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", [*rows, ["B", "2023-01", *range(7, 7 + len(columns))]]))
    kinds = {one.name["zh"]: one.kind for one in book.catalogue.indicators}
    assert kinds == dict.fromkeys(states, "stock") | dict.fromkeys(flows, "flow")
