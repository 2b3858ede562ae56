from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from reportlib.data.table import ABSENCES

Read = Callable[..., pd.DataFrame]
Refused = Callable[..., list[str]]

FILE = "{file: data/returns.csv, origin: reported}"


def marked(markers: str) -> dict[str, tuple[str, str]]:
    return {"workbook": (FILE, FILE[:-1] + f", markers: {markers}}}")}


def figures(table: pd.DataFrame) -> list[list[object]]:
    """status, value, numerator and denominator of each row; "" where there is no number."""
    return table[["status", "value", "numerator", "denominator"]].astype(object).fillna("").to_numpy().tolist()


@pytest.mark.parametrize("status", ABSENCES)
def test_a_status_says_why_there_is_no_figure(read: Read, status: str) -> None:
    assert figures(read(f"visits,ash,2020Q1,,,,{status},")) == [[status, "", "", ""]]


def test_older_words_are_read_as_the_statuses_they_mean(read: Read) -> None:
    table = read(
        "visits,ash,2020Q1,,,,missing,",
        "visits,ash,2020Q2,,,,zero,",
        "visits,ash,2020Q3,0,,,zero,",
        "lending,ash,2020Q1,,,40,zero,",
        "lending,ash,2020Q2,,,,zero,",
        "visits,ash,2020Q4,5,,,,",
    )
    assert figures(table) == [
        ["not reported", "", "", ""],
        ["final", 0, "", ""],
        ["final", 0, "", ""],
        ["final", "", 0, 40],
        ["final", 0, "", ""],
        ["final", 5, "", ""],
    ]


def test_a_zero_that_is_none_is_refused(refused: Refused) -> None:
    assert refused("visits,ash,2020Q1,5,,,zero,", "lending,ash,2020Q1,,3,40,zero,") == [
        "2: status 'zero' says that the figure is 0, but value is 5; write 0, or another status",
        "3: status 'zero' says that the figure is 0, but numerator is 3; write 0, or another status",
    ]


def test_markers_of_the_file_stand_for_statuses_in_any_cell_of_a_figure(read: Read) -> None:
    table = read(
        "visits,ash,2020Q1,..,,,,",
        "visits,ash,2020Q2,x,,,,",
        "visits,ash,2020Q3,-,,,,",
        "visits,ash,2020Q4,未报,,,provisional,",
        "lending,ash,2020Q1,,x,40,,",
        "lending,ash,2020Q2,,..,x,,",
        "lending,ash,2020Q3,,-,40,,",
        "lending,ash,2020Q4,p,20,40,,",
        edits=marked('{"..": not applicable, x: suppressed, "-": zero, 未报: not reported, p: provisional}'),
    )
    assert figures(table) == [
        ["not applicable", "", "", ""],
        ["suppressed", "", "", ""],
        ["final", 0, "", ""],
        ["not reported", "", "", ""],
        ["suppressed", "", "", ""],
        ["suppressed", "", "", ""],
        ["final", "", 0, 40],
        ["provisional", "", 20, 40],
    ]


def test_a_marker_may_look_like_a_number_stand_in_the_column_status_or_be_an_empty_row(read: Read) -> None:
    table = read(
        "visits,ash,2020Q1,-9,,,,",
        "visits,ash,2020Q2,4,,,p,",
        "visits,ash,2020Q3,,,,c,",
        "visits,ash,2020Q4,,,,,",
        "lending,ash,2020Q1,,1,4,,",
        edits=marked('{"-9": not asked, p: provisional, c: suppressed, "": not reported}'),
    )
    assert figures(table) == [
        ["not asked", "", "", ""],
        ["provisional", 4, "", ""],
        ["suppressed", "", "", ""],
        ["not reported", "", "", ""],
        ["final", "", 1, 4],
    ]


def test_a_word_that_is_no_marker_is_refused_with_where_to_declare_it(refused: Refused) -> None:
    (found,) = refused("visits,ash,2020Q1,..,,,,")
    assert found.startswith("2: value '..' is not a number; write digits only")
    assert found.endswith("declare it under `markers` of data/returns.csv in params/workbook.yaml")


@pytest.mark.parametrize(
    ("row", "given"),
    [
        ("visits,ash,2020Q1,5,,,suppressed,", "value 5"),
        ("visits,ash,2020Q1,0,,,missing,", "value 0"),
        ("lending,ash,2020Q1,,20,40,not reported,", "numerator 20, denominator 40"),
        ("lending,ash,2020Q1,50,x,40,,", "value 50, denominator 40"),
        ("lending,ash,2020Q1,,3,40,nothing to divide by,", "numerator 3, denominator 40"),
    ],
)
def test_a_figure_beside_a_reason_why_there_is_none_is_refused(refused: Refused, row: str, given: str) -> None:
    (found,) = refused(row, edits=marked("{x: suppressed}"))
    assert "says that there is no figure, but the row has" in found
    assert found.endswith(f"but the row has {given}; keep one of the two")


def test_nothing_over_nothing_is_sound_and_has_no_value(read: Read) -> None:
    table = read(
        "lending,ash,2020Q1,,0,0,,", "lending,ash,2020Q2,,7,0,provisional,", "lending,ash,2020Q3,,0,0,nothing to divide by,"
    )
    assert figures(table) == [["final", "", 0, 0], ["provisional", "", 7, 0], ["nothing to divide by", "", 0, 0]]
