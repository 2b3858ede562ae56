"""`reportlib new`: signs in place of figures mean what the table's legend says, and a bound such as <5 is a hidden figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.data import read_observations
from reportlib.data.guessing.markers import key_in
from reportlib.errors import InputError
from tests.sources.test_foreign_tables import begun, by_name, written


def statuses(folder: Path, rows: list[list[object]]) -> dict[str, str]:
    """The status of each figure of 2023, by the name of its unit."""
    _, book, _ = begun(folder, written(folder / "t.csv", rows))
    read = read_observations(book)
    return dict(zip(read["unit"], read["status"], strict=True))


def test_the_key_below_a_table_says_that_a_dash_is_nought(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Area", "Year", "Cases"], ["Ash", 2023, 120], ["Birch", 2023, "-"], ["Cedar", 2023, "c"]]
    rows += [
        ["Dale", 2023, ".."],
        ["Elm", 2023, 7],
        ["Fen", 2023, 30],
        ["Key: c = fewer than 5 cases, - = nil, .. = not submitted"],
    ]
    _, book, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(book, got)["Cases", "Birch", "2023"] == 0
    read = read_observations(book)
    assert dict(zip(read["unit"], read["status"], strict=True)) == {
        **dict.fromkeys(("ash", "birch", "elm", "fen"), "final"),
        "cedar": "suppressed",
        "dale": "not reported",
    }


def test_bounds_are_figures_that_are_not_printed(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Area", "Year", "Cases"], ["Ash", 2023, 120], ["Birch", 2023, "<5"], ["Cedar", 2023, "na"]]
    found = statuses(tmp_path, [*rows, ["Dale", 2023, 9], ["Elm", 2023, 8]])
    assert found == {**dict.fromkeys(("ash", "dale", "elm"), "final"), "birch": "suppressed", "cedar": "not reported"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("注：“x”表示保密，“…”表示数据不详", {"x": "suppressed", "…": "not reported"}),
        ("x = Zahlenwert nicht sicher genug; . = unbekannt", {"x": "suppressed", ".": "not reported"}),
        ("- = nichts vorhanden", {"-": "zero"}),
        ("p = provisional; r = revised", {}),
        ("Source: missing persons unit. Note: the figures are rounded.", {}),
    ],
)
def test_keys(text: str, said: dict[str, str]) -> None:
    assert key_in([text]) == said


def test_a_column_of_figures_with_marks_is_said_to_be_that(tmp_path: Path) -> None:
    rows = [
        ["Office", "Year", "Cost", "Cases"],
        ["A", 2023, "1388.7 p", 5],
        ["B", 2023, "1077.7 p", 6],
        ["C", 2023, "399.0 p", 7],
    ]
    made, _, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert [text.partition(": ")[2] for text in made.unread] == [
        "'1388.7 p' holds more than a number: write the rest in a column of its own"
    ]


def test_periods_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    rows = [
        ["地区", "年度", "人数"],
        ["青森", "建党百年", 5],
        ["岩手", "建党百年", 6],
        ["青森", "改革元年", 7],
        ["岩手", "改革元年", 8],
    ]
    with pytest.raises(InputError, match="'建党百年' in column '年度' is no period that can be read: write 2020, 2020H1"):
        begun(tmp_path, written(tmp_path / "t.csv", rows))


def test_a_dash_beside_two_dots_is_nil(tmp_path: Path) -> None:
    # As statistical offices print it: 120 + nil + 9 = 129 with one return outstanding, and the guess says why.
    rows: list[list[object]] = [["Area", "Year", "Cases"], ["Ash", 2023, 120], ["Birch", 2023, "-"], ["Cedar", 2023, ".."]]
    made, book, got = begun(tmp_path, written(tmp_path / "t.csv", [*rows, ["Dale", 2023, 9]]))
    assert by_name(book, got) == {("Cases", "Ash", "2023"): 120, ("Cases", "Birch", "2023"): 0, ("Cases", "Dale", "2023"): 9}
    assert any(
        text.endswith("'..' stands for missing figures, so that it is mostly nil; write not reported where it is not")
        for text in made.guesses
    )


@pytest.mark.parametrize(
    ("head", "first", "third", "told"),
    [
        ("Cases", 0, "..", "but nought is printed as a number; write zero where it is"),
        ("Cases per 100 people", 7, "..", "but it is used for rates as well; write zero where it is"),
        ("Cases", 7, "c", "no key says so, and it may be nil; write zero where it is"),
    ],
)
def test_a_dash_that_may_be_nil_is_said_to_be_that(tmp_path: Path, head: str, first: object, third: str, told: str) -> None:
    rows: list[list[object]] = [["Area", "Year", head], ["Ash", 2023, first], ["Birch", 2023, "-"], ["Cedar", 2023, third]]
    made, book, _ = begun(tmp_path, written(tmp_path / "t.csv", [*rows, ["Dale", 2023, 9], ["Elm", 2023, 8]]))
    read = read_observations(book)
    assert dict(zip(read["unit"], read["status"], strict=True))["birch"] == "not reported"
    assert any(text.endswith(told) for text in made.guesses)
