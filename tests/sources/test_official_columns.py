"""`reportlib new` on columns of official tables: percentages, codes beside labels, flags, limits of intervals, ages."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.data import read_observations
from reportlib.errors import InputError
from reportlib.workbook import Workbook
from tests.sources.test_foreign_tables import above, begun, by_name, written

YEARS = (2021, 2022, 2023)


def _kinds(book: Workbook) -> dict[str, tuple[str, str]]:
    return {next(iter(one.name.values())): (one.kind, one.measure["en"]) for one in book.catalogue.indicators}


def test_percent_signs_behind_figures(tmp_path: Path) -> None:
    rows = [
        ["School", "URN", "Year", "Pupils on roll", "Attendance", "Change on year (pp)"],
        *(
            [s, urn, y, 200 + n, f"{90 + n}.5%", f"{n - 1:+.1f}"]
            for n, y in enumerate(YEARS)
            for s, urn in (("Oak", 100101), ("Elm", 100102))
        ),
    ]
    made, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert _kinds(book) == {
        "Pupils on roll": ("stock", "pupils"),
        "Attendance": ("rate", "%"),
        "Change on year": ("rate", "pp"),
    }
    assert [by_name(book, got)["Attendance", "Oak", str(year)] for year in YEARS] == [90.5, 91.5, 92.5]
    assert [by_name(book, got)["Change on year", "Elm", str(year)] for year in YEARS] == [-1, 0, 1]
    assert any("'URN': it is the code of each unit" in text for text in made.unread)


def test_percent_signs_of_one_indicator_among_several_in_a_column(tmp_path: Path) -> None:
    rows = [["Area", "Year", "Metric", "Result"]]
    rows += [
        ["North", str(y), *pair]
        for n, y in enumerate(YEARS)
        for pair in (("Visits", str(70 + n)), ("Seen in time", f"{80 + n}%"))
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert _kinds(book)["Seen in time"] == ("rate", "%") and _kinds(book)["Visits"][0] == "flow"
    assert (by_name(book, got)["Seen in time", "North", "2022"], by_name(book, got)["Visits", "North", "2022"]) == (81, 71)


def test_fractions_become_per_cent_and_say_so(tmp_path: Path) -> None:
    rows = [
        ["Force", "Year", "Outcomes", "Proportion charged"],
        ["Avon", 2022, 120, 0.123],
        ["Avon", 2023, 130, 0.2],
        ["Kent", 2022, 90, 0.175],
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert _kinds(book)["Proportion charged"] == ("rate", "%")
    assert by_name(book, got)["Proportion charged", "Avon", "2022"] == 12.3
    assert "taken for fractions" in (tmp_path / "new" / "params" / "sources.yaml").read_text("utf-8")


def test_fractions_beside_counts_in_one_column_are_not_called_per_cent(tmp_path: Path) -> None:
    rows = [
        ["Operator", "Measure", "Unit", "2021", "2022"],
        ["A", "On time", "%", 0.745, 0.81],
        ["A", "Journeys", "thousand", 12, 13],
    ]
    rows += [["B", "On time", "%", 0.6, 0.52], ["B", "Journeys", "thousand", 14, 15]]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert _kinds(book)["On time"] == ("rate", "(1 = 100 %)") and by_name(book, got)["On time", "A", "2021"] == 0.745
    assert "no figure is above 1" in (tmp_path / "new" / "params" / "catalogue.yaml").read_text("utf-8")


def test_a_ratio_of_fractions_is_in_per_cent_and_its_parts_are_counts(tmp_path: Path) -> None:
    rows = [["Trust", "Year", "Metric", "Value", "Numerator", "Denominator"]]
    rows += [
        [t, y, "Seen rate", (40 + n + m) / 80, 40 + n + m, 80]
        for n, y in enumerate(YEARS)
        for m, t in enumerate(("Alpha", "Beta"))
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    (one,) = book.catalogue.indicators
    assert (one.kind, one.scale, one.measure["en"]) == ("ratio", 100, "%") and by_name(book, got)[
        "Seen rate", "Beta", "2023"
    ] == 53.75


def test_per_cent_below_one_stays_per_cent(tmp_path: Path) -> None:
    rows = [["Area", "Year", "Defects (%)"], ["A", 2022, 0.5], ["A", 2023, 0.7], ["B", 2022, 0.8], ["B", 2023, 0.4]]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(book, got)["Defects", "A", "2022"] == 0.5


SEXES = (("T", "Total"), ("M", "Males"), ("F", "Females"))


def test_codes_and_labels_of_an_exchange_format_and_its_flags(tmp_path: Path) -> None:
    head = [
        "DATAFLOW",
        "freq",
        "geo",
        "Geopolitical entity",
        "unit",
        "Unit of measure",
        "sex",
        "Sex",
        "TIME_PERIOD",
        "OBS_VALUE",
        "OBS_FLAG",
    ]
    rows, places = [head], (("DE", "Germany"), ("FR", "France"))
    for p, (code, place) in enumerate(places):
        for s, (sex, label) in enumerate(SEXES):
            for n, year in enumerate(YEARS):
                suppressed = (code, sex, year) == ("FR", "F", 2021)
                flag = "c" if suppressed else "p" if year == 2023 else "b" if (code, year) == ("DE", 2022) else ""
                value = "" if suppressed else f"{10 * p + 3 * s + n}.5"
                rows.append(["LFS", "A", code, place, "PC", "Percentage", sex, label, str(year), value, flag])
    made, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    named = by_name(book, got)
    assert {key[:2] for key in named} == {(label, place) for _, label in SEXES for _, place in places}
    assert named["Males", "France", "2023"] == 15.5 and len(got) == 2 * 3 * 3 - 1
    assert any("it says the same as 'Sex'" in text for text in made.unread)
    read = book_rows(book)
    assert read["2023"] == {"provisional"} and read["2021"] == {"final", "suppressed"} and read["2022"] == {"final"}
    assert "break in series, which is not said on pages" in (tmp_path / "new" / "params" / "sources.yaml").read_text("utf-8")


def book_rows(book: Workbook) -> dict[str, set[str]]:
    rows = read_observations(book)
    return {str(period): set(rows.loc[rows["period"] == period, "status"]) for period in rows["period"].unique()}


def test_a_column_of_revisions_breaks_nothing_down(tmp_path: Path) -> None:
    rows = [["District", "Sex", "Year", "Reached", "Revised"]]
    rows += [
        [d, s, y, 10 * n + m, "r" if n == 1 else ""]
        for n, y in enumerate(YEARS)
        for m, (d, s) in enumerate((d, s) for d in "AB" for s in ("Men", "Women"))
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {key[0] for key in got} == {"Men", "Women"} and by_name(book, got)["Women", "B", "2022"] == 13


def test_a_warehouse_of_indicators_with_codes_limits_and_parts(tmp_path: Path) -> None:
    head = [
        "Indicator ID",
        "Indicator Name",
        "Area Code",
        "Area Name",
        "Sex",
        "Time period",
        "Value",
        "Lower CI 95.0 limit",
        "Upper CI 95.0 limit",
        "Count",
        "Denominator",
    ]
    rows: list[list[object]] = [head]
    for code, name in ((90811, "Screening coverage"), (91340, "Smoking (18+)")):
        for n, year in enumerate(("2021/22", "2022/23")):
            for area, place, x, total in (
                ("E92", "England", 70 + 2 * n, 200),
                ("E06", "Leeds", 30 + n, 100),
                ("E07", "York", 40 + n, 100),
            ):
                rows.append([code, name, area, place, "Persons", year, 100 * x / total, 1, 99, x, total])
    made, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert _kinds(book) == {"Screening coverage": ("ratio", "%"), "Smoking (18+)": ("ratio", "%")}
    assert by_name(book, got)["Screening coverage", "York", "2022_23@4"] == 41
    assert len([text for text in made.unread if "a limit of an interval" in text]) == 2
    assert any("'Indicator ID': it is the code of each indicator" in text for text in made.unread)


def test_limits_called_by_letters_are_no_indicators_and_ratios_are_judged_by_their_parts(tmp_path: Path) -> None:
    head = ["Trust", "Quarter", "Deaths", "Discharges", "Mortality per 1,000", "LCI", "UCI"]
    rows: list[list[object]] = [head]
    for n, quarter in enumerate(("2023-24 Q1", "2023-24 Q2", "2023-24 Q3")):
        for trust, x, total in (("England", 50 + 2 * n, 3000), ("Alpha", 20 + n, 1000), ("Beta", 30 + n, 2000)):
            rows.append([trust, quarter, x, total, round(1000 * x / total, 2), 1.5, 30.5])
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    by = {next(iter(one.name.values())): (one.kind, one.rolls_up) for one in book.catalogue.indicators}
    assert by == {"Deaths": ("flow", "sum"), "Discharges": ("flow", "sum"), "Mortality per 1,000": ("ratio", "ratio")}


def test_words_of_ages_say_of_whom_counts_are(tmp_path: Path) -> None:
    rows = [["District", "Age", "Year", "Persons reached"]]
    rows += [[d, age, str(y), str(n)] for n, y in enumerate(YEARS, 3) for d in "AB" for age in ("All ages", "Age 5 to 17", "60+")]
    _, book, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {kind for kind, _ in _kinds(book).values()} <= {"flow", "stock"}


def test_limits_in_french_and_signs_in_place_of_small_figures(tmp_path: Path) -> None:
    rows = [["Pays", "Année", "Chômage (%)", "Borne inf.", "Borne sup.", "Cas"]]
    rows += [
        [p, y, 7.5 + n, 6.5, 8.5, sign]
        for n, (p, y, sign) in enumerate((("Nord", 2022, 5), ("Nord", 2023, "~"), ("Sud", 2022, "[low]"), ("Sud", 2023, 12)))
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert set(_kinds(book)) == {"Chômage", "Cas"} and {key[1:]: v for key, v in got.items() if key[0] == "Cas"} == {
        ("nord", "2022"): 5,
        ("sud", "2023"): 12,
    }


def test_levels_in_columns_of_their_own_are_refused_with_what_to_do(tmp_path: Path) -> None:
    head = ["time_period", "geographic_level", "country_name", "region_name", "la_name", "headcount"]
    places = [("National", "", ""), ("Regional", "East", ""), ("Regional", "West", "")]
    places += [("Local authority", "East", "Leeds"), ("Local authority", "West", "Bath"), ("Local authority", "West", "Wells")]
    rows = [
        [year, level, "England", region, la, 9 + n] for year in (202223, 202324) for n, (level, region, la) in enumerate(places)
    ]
    with pytest.raises(InputError, match=r"'region_name' and 'la_name' name units of two levels.* in a column 'parent'"):
        begun(tmp_path, written(tmp_path / "t.csv", [head, *rows]))
    parents = {"": "", "East": "England", "West": "England", "Leeds": "East", "Bath": "West", "Wells": "West"}
    own = [[row[0], row[4] or row[3] or "England", parents[row[4] or row[3]], row[5]] for row in rows]
    _, book, got = begun(tmp_path, written(tmp_path / "u.csv", [["time_period", "unit", "parent", "headcount"], *own]))
    assert above(book) == {"England": "", **{unit: parent for unit, parent in parents.items() if unit}}
    assert by_name(book, got)["headcount", "Bath", "2022_23@4"] == 13
