"""`reportlib new` on periods as statistical offices and services write them: weeks by a day, fiscal quarters, twelve months."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from reportlib.data import read_observations
from reportlib.errors import InputError
from reportlib.new.workbook import start
from reportlib.workbook import Workbook
from tests.sources.test_foreign_tables import begun, by_name, written

MONDAY = dt.date(2021, 1, 4)
"""The first day of the first week of 2021."""


def _of_two_areas(path: Path, name: str, texts: list[str]) -> Path:
    """A table of two areas with a row for each text, which names a period: 10, 20 … in the North, 11, 21 … in the South."""
    rows = [[area, text, 10 * n + m] for n, text in enumerate(texts, 1) for m, area in enumerate(("North", "South"))]
    return written(path, [["Area", name, "Visits"], *rows])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Week", "w/c %d/%m/%Y"),
        ("date", "%Y-%m-%d"),
        ("Date", "%d/%m/%Y"),
        ("Week commencing", "%d %B %Y"),
        ("Reported", "Week beginning %d %b %Y"),
        ("date", "%m/%d/%Y"),
    ],
)
def test_a_date_for_each_week_is_read_as_that_week(tmp_path: Path, name: str, form: str) -> None:
    texts = [(MONDAY + dt.timedelta(7 * n)).strftime(form) for n in range(9)]
    _, book, got = begun(tmp_path, _of_two_areas(tmp_path / "t.csv", name, texts))
    assert book.settings.calendar.every == "week"
    expected = {(area, f"2021W{n:02d}"): 10 * n + m for n in range(1, 10) for m, area in enumerate(("North", "South"))}
    assert {key[1:]: value for key, value in by_name(book, got).items()} == expected


def test_weeks_of_dates_in_a_sheet_that_end_on_friday(tmp_path: Path) -> None:
    sheet = openpyxl.Workbook()
    sheet.active.append(["Week ending", "Area", "Deaths"])
    for n in range(6):
        for m, area in enumerate(("North", "South")):
            sheet.active.append([dt.datetime(2021, 1, 8) + dt.timedelta(7 * n), area, 10 * n + m])
    sheet.save(tmp_path / "t.xlsx")
    _, book, got = begun(tmp_path, tmp_path / "t.xlsx")
    assert by_name(book, got)["Deaths", "South", "2021W01"] == 1 and by_name(book, got)["Deaths", "South", "2021W06"] == 51


def test_weeks_that_begin_on_another_day_are_said_to_do_so(tmp_path: Path) -> None:
    texts = [f"w/c {MONDAY + dt.timedelta(7 * n - 1):%d/%m/%Y}" for n in range(4)]
    begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Week", texts))
    assert "those here begin on Sunday: check" in (tmp_path / "new" / "params" / "sources.yaml").read_text("utf-8")


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"])
def test_the_first_days_of_months_are_months(tmp_path: Path, form: str) -> None:
    texts = [dt.date(2021, month, 1).strftime(form) for month in range(3, 8)]
    _, book, got = begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Date", texts))
    assert book.settings.calendar.every == "month"
    assert [by_name(book, got)["Visits", "North", f"2021-0{month}"] for month in range(3, 8)] == [10, 20, 30, 40, 50]


def test_figures_of_single_days_are_refused_and_not_taken_for_months(tmp_path: Path) -> None:
    texts = [f"{MONDAY + dt.timedelta(n)}" for n in range(9)]
    with pytest.raises(InputError, match=r"column 'Date' has several days of one month.*: add them up by week or month"):
        begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Date", texts))


@pytest.mark.parametrize(
    ("texts", "starts", "periods"),
    [
        (["2023-24 Q3", "2023-24 Q4", "2024-25 Q1"], 4, ["2023_24Q3@4", "2023_24Q4@4", "2024_25Q1@4"]),
        (["Q3 2023/24", "Q4 2023/24", "Q1 2024/25"], 4, ["2023_24Q3@4", "2023_24Q4@4", "2024_25Q1@4"]),
        (["Q4 FY24", "Q1 FY25", "Q2 FY25"], 4, ["2023_24Q4@4", "2024_25Q1@4", "2024_25Q2@4"]),
        (["FY23", "FY24", "FY25"], 4, ["2022_23@4", "2023_24@4", "2024_25@4"]),
        (["202122", "202223", "202324"], 4, ["2021_22@4", "2022_23@4", "2023_24@4"]),
        (["Apr-Jun 2023", "Jul-Sep 2023", "Oct-Dec 2023"], 1, ["2023Q2", "2023Q3", "2023Q4"]),
        (["April to June 2023", "July to September 2023"], 1, ["2023Q2", "2023Q3"]),
    ],
)
def test_quarters_and_years_of_other_calendars(tmp_path: Path, texts: list[str], starts: int, periods: list[str]) -> None:
    _, book, got = begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Period", texts))
    assert book.settings.calendar.year_starts == starts
    assert [by_name(book, got)["Visits", "South", period] for period in periods] == [10 * n + 11 for n in range(len(periods))]


def test_fiscal_quarters_side_by_side(tmp_path: Path) -> None:
    rows = [["Operator", "Q3 FY24", "Q4 FY24", "Q1 FY25"], ["Alpha", 5, 6, 7], ["Beta", 8, 9, 10]]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    expected = {("Alpha", "2023_24Q3@4"): 5, ("Alpha", "2023_24Q4@4"): 6, ("Alpha", "2024_25Q1@4"): 7}
    assert {key[1:]: value for key, value in by_name(book, got).items() if key[1] == "Alpha"} == expected
    settings = (tmp_path / "new" / "params" / "workbook.yaml").read_text("utf-8")
    assert "is taken for a year that ends then; write the month in which years start, 1 if in January" in settings


def test_another_first_month_is_one_correction(tmp_path: Path) -> None:
    begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Quarter", ["Q4 FY24", "Q1 FY25"]))
    settings = tmp_path / "new" / "params" / "workbook.yaml"
    settings.write_text(settings.read_text("utf-8").replace("year_starts: 4", "year_starts: 10"), "utf-8")
    assert set(read_observations(Workbook.load(tmp_path / "new"))["period"]) == {"2023_24Q4@10", "2024_25Q1@10"}


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("12 months to", ["Mar 2023", "Jun 2023", "Sep 2023"]),
        ("Period", [f"Year ending {m} 2023" for m in ("March", "June", "September")]),
    ],
)
def test_twelve_months_up_to_a_month_are_never_added_up(tmp_path: Path, name: str, texts: list[str]) -> None:
    _, book, got = begun(tmp_path, _of_two_areas(tmp_path / "t.csv", name, texts))
    (one,) = book.catalogue.indicators
    assert one.kind == "stock" and by_name(book, got)["Visits", "North", "2023Q2"] == 20
    assert "twelve months, which overlap" in (tmp_path / "new" / "params" / "catalogue.yaml").read_text("utf-8")


def test_the_base_of_an_index_is_no_period_and_marks_behind_years_are_none_either(tmp_path: Path) -> None:
    rows = [
        ["Consumer price index (2015=100), by region"],
        ["Region", "2021", "2022 (r)", "2023 (p)"],
        ["Coast", 104.5, 106.1, 108.0],
        ["Hills", 101.5, 103.25, 104.0],
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {key[1:]: value for key, value in by_name(book, got).items()} == {
        (region, year): value
        for region, values in (("Coast", (104.5, 106.1, 108.0)), ("Hills", (101.5, 103.25, 104.0)))
        for year, value in zip(("2021", "2022", "2023"), values, strict=True)
    }
    assert "(p) and (r) behind them is not read" in (tmp_path / "new" / "params" / "sources.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "texts", "every", "periods"),
    [
        ("Month", ["Mar 2023", "Jun 2023", "Sep 2023"], "quarter", ["2023Q1", "2023Q2", "2023Q3"]),
        ("Date", ["2023-03-31", "2023-06-30", "2023-09-30"], "quarter", ["2023Q1", "2023Q2", "2023Q3"]),
        ("Date", ["30/09/2023", "31/12/2023", "31/03/2024"], "quarter", ["2023Q3", "2023Q4", "2024Q1"]),
        ("Period", ["Year ending March 2022", "Year ending March 2023"], "year", ["2021_22@4", "2022_23@4"]),
        ("Period", ["Year ending December 2022", "Year ending December 2023"], "year", ["2022", "2023"]),
        ("Date", ["2022-03-31", "2023-03-31"], "year", ["2021_22@4", "2022_23@4"]),
        ("Census", ["Oct 2022", "Oct 2023"], "month", ["2022-10", "2023-10"]),
        ("Month", ["Jan 2023", "Feb 2023", "Mar 2023"], "month", ["2023-01", "2023-02", "2023-03"]),
    ],
)
def test_months_that_end_quarters_or_years_leave_no_months_between_unreported(
    tmp_path: Path, name: str, texts: list[str], every: str, periods: list[str]
) -> None:
    _, book, got = begun(tmp_path, _of_two_areas(tmp_path / "t.csv", name, texts))
    assert book.settings.calendar.every == every
    assert [by_name(book, got)["Visits", "North", period] for period in periods] == [10 * n for n in range(1, len(texts) + 1)]


def test_quarters_named_by_their_last_month_side_by_side(tmp_path: Path) -> None:
    rows = [["Area", "Mar-23", "Jun-23", "Sep-23"], ["North", 1, 2, 3], ["South", 4, 5, 6]]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    expected = {("North", f"2023Q{n}"): n for n in (1, 2, 3)} | {("South", f"2023Q{n}"): n + 3 for n in (1, 2, 3)}
    assert {key[1:]: value for key, value in by_name(book, got).items()} == expected


def test_months_with_gaps_that_end_nothing_are_warned_of(tmp_path: Path) -> None:
    begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Census", ["Oct 2022", "Oct 2023"]))
    assert "will call the months between them not reported" in (tmp_path / "new" / "params" / "sources.yaml").read_text("utf-8")


def test_years_and_numbers_of_weeks_in_two_columns(tmp_path: Path) -> None:
    weeks = [(2023, 51), (2023, 52), (2024, 1), (2024, 2)]
    rows = [[year, week, area, 10 * n + m] for n, (year, week) in enumerate(weeks) for m, area in enumerate(("North", "South"))]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", [["Year", "Week", "Area", "Cases"], *rows]))
    assert book.settings.calendar.every == "week"
    assert [by_name(book, got)["Cases", "South", f"{year}W{week:02d}"] for year, week in weeks] == [1, 11, 21, 31]


@pytest.mark.parametrize("quarter", ["Q{}", "{}", "Quarter {}"])
@pytest.mark.parametrize(("year", "starts"), [("FY{}", 4), ("{}/24", 4), ("{}", 1)])
def test_years_and_quarters_in_two_columns(tmp_path: Path, year: str, starts: int, quarter: str) -> None:
    texts = [year.format(2023)]
    rows = [
        [t, quarter.format(q), area, 10 * q + m] for t in texts for q in (1, 2, 3, 4) for m, area in enumerate(("North", "South"))
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", [["fiscal_year", "quarter", "Area", "Claims"], *rows]))
    first = {"FY{}": "2022_23Q{}@4", "{}/24": "2023_24Q{}@4", "{}": "2023Q{}"}[year]
    assert book.settings.calendar.year_starts == starts
    assert [by_name(book, got)["Claims", "North", first.format(q)] for q in (1, 2, 3, 4)] == [10, 20, 30, 40]


def test_marks_behind_periods_in_cells_are_said_not_to_be_read(tmp_path: Path) -> None:
    texts = ["2023 Q4", "2024 Q1 [r]", "2024 Q2 [p]"]
    _, book, got = begun(tmp_path, _of_two_areas(tmp_path / "t.csv", "Period", texts))
    assert [by_name(book, got)["Visits", "South", period] for period in ("2023Q4", "2024Q1", "2024Q2")] == [11, 21, 31]
    assert "[p] and [r] behind them is not read" in (tmp_path / "new" / "params" / "sources.yaml").read_text("utf-8")


def test_rows_that_nothing_tells_apart_are_told(tmp_path: Path) -> None:
    rows = [["Area", "Year", "Visits"], ["North", 2022, 1], ["North", 2022, 2], ["South", 2022, 3], ["South", 2023, 4]]
    made = start(tmp_path / "new", [written(tmp_path / "t.csv", rows)])
    (told,) = [text for text in made.unread if "the same unit" in text]
    assert "1 row has the same unit, period and indicator as a later one, such as '2022', 'North'" in told


def test_months_of_waiting_are_figures_and_no_months_of_a_year(tmp_path: Path) -> None:
    rows = [
        ["Clinic", "Year", "Months of waiting", "Weeks open"],
        ["A", 2022, 3, 50],
        ["A", 2023, 4, 51],
        ["B", 2022, 5, 52],
        ["B", 2023, 6, 48],
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(book, got)["Months of waiting", "B", "2023"] == 6 and by_name(book, got)["Weeks open", "A", "2022"] == 50


@pytest.mark.parametrize("form", ["%Y-%m-%d", "w/c %d/%m/%Y", "%d %b %Y"])
def test_weeks_side_by_side_are_named_by_a_day(tmp_path: Path, form: str) -> None:
    names = [(MONDAY + dt.timedelta(7 * n)).strftime(form) for n in range(6)]
    rows = [["Hospital", *names], ["Alpha", *range(6)], ["Beta", *range(10, 16)]]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert book.settings.calendar.every == "week" and len(book.catalogue.indicators) == 1
    assert {key[1:]: value for key, value in by_name(book, got).items()} == {
        (unit, f"2021W{n:02d}"): first + n - 1 for unit, first in (("Alpha", 0), ("Beta", 10)) for n in range(1, 7)
    }


def test_dates_in_a_sheet_side_by_side_and_days_refused(tmp_path: Path) -> None:
    for file, step in (("t.xlsx", 7), ("u.xlsx", 1)):
        sheet = openpyxl.Workbook()
        sheet.active.append(["Hospital", *(dt.datetime(2021, 1, 4) + dt.timedelta(step * n) for n in range(5))])
        sheet.active.append(["Alpha", *range(5)])
        sheet.active.append(["Beta", *range(5, 10)])
        sheet.save(tmp_path / file)
    _, book, got = begun(tmp_path, tmp_path / "t.xlsx")
    assert [value for key, value in sorted(by_name(book, got).items()) if key[1] == "Beta"] == [5, 6, 7, 8, 9]
    with pytest.raises(InputError, match="figures of single days are not read: add them up by week or month"):
        begun(tmp_path / "days", tmp_path / "u.xlsx")


def test_years_that_end_in_a_month_and_years_without_a_sign_side_by_side(tmp_path: Path) -> None:
    rows = [["Force", "Year ending March 2022", "Year ending March 2023"], ["Avon", 1, 2], ["Kent", 3, 4]]
    _, book, got = begun(tmp_path / "ending", written(tmp_path / "t.csv", rows))
    (one,) = book.catalogue.indicators
    assert one.kind == "stock" and {key[1:]: v for key, v in by_name(book, got).items()}["Kent", "2022_23@4"] == 4
    rows = [["School", "202122", "202223", "202324"], ["Oak", 1, 2, 3], ["Elm", 4, 5, 6]]
    _, book, got = begun(tmp_path / "two", written(tmp_path / "u.csv", rows))
    assert by_name(book, got) == {
        (*key, f"{year}_{year - 1999}@9"): value
        for key, values in {("u", "Oak"): (1, 2, 3), ("u", "Elm"): (4, 5, 6)}.items()
        for year, value in zip((2021, 2022, 2023), values, strict=True)
    }
