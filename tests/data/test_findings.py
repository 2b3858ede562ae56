from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from reportlib.blocks.text import Words, languages
from reportlib.blocks.text.findings import identified, sentence
from reportlib.data import Finding, as_frame, drop_duplicates
from reportlib.data.findings import WHATS, What
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Breakdown

Observed = Callable[..., pd.DataFrame]


@pytest.mark.parametrize("published_first", [True, False])
def test_better_known_origin_wins_wherever_it_stands(observed: Observed, published_first: bool) -> None:
    rows = [("visits", "ash", "2020Q1", 5, {"origin": "published"}), ("visits", "ash", "2020Q1", 7, {"origin": "reported"})]
    table, found = drop_duplicates(observed(*(rows if published_first else rows[::-1])))
    assert table["value"].tolist() == [5]
    place = "made.csv:3" if published_first else "made.csv:2"
    assert found == [Finding("duplicate", "visits", "ash", "2020Q1", place, 5, 7)]


def test_of_the_same_origin_the_later_row_wins(observed: Observed) -> None:
    table, found = drop_duplicates(
        observed(("visits", "ash", "2020Q1", 5), ("visits", "ash", "2020Q1", 6), ("visits", "ash", "2020Q2", 1))
    )
    assert table[["period", "value"]].to_numpy().tolist() == [["2020Q1", 6], ["2020Q2", 1]]
    assert found == [Finding("duplicate", "visits", "ash", "2020Q1", "made.csv:2", 6, 5)]


def test_doubles_that_say_the_same_are_no_finding(observed: Observed) -> None:
    table, found = drop_duplicates(
        observed(
            ("visits", "ash", "2020Q1", 5),
            ("visits", "ash", "2020Q1", 5),
            ("lending", "ash", "2020Q1", (1, 4)),
            ("lending", "ash", "2020Q1", (1, 4)),
        )
    )
    assert len(table) == 2 and found == []


def test_ratios_that_differ_only_in_their_parts_are_a_finding(observed: Observed) -> None:
    table, found = drop_duplicates(observed(("lending", "ash", "2020Q1", (1, 4)), ("lending", "ash", "2020Q1", (2, 4))))
    assert table["numerator"].tolist() == [2]
    assert [(f.what, f.place) for f in found] == [("duplicate", "made.csv:2")]


def test_settling_keeps_rows_without_doubles_as_they_are(observed: Observed) -> None:
    rows = observed(
        ("visits", "ash", "2020Q1", 5, {"reported_at": "2020-04-03"}),
        ("homes", "ash", "2020Q1", 9),
        ("visits", "birch", "2020Q4", 1),
    )
    pd.testing.assert_frame_equal(drop_duplicates(rows)[0], rows.assign(first_at=rows["reported_at"]))


def test_the_later_day_wins_wherever_it_stands_and_is_told_as_a_correction(observed: Observed) -> None:
    for order in (1, -1):
        rows = [
            ("visits", "ash", "2020Q1", 5, {"reported_at": "2020-04-05", "line": 2}),
            ("visits", "ash", "2020Q1", 7, {"reported_at": "2020-05-20", "line": 3}),
            ("visits", "birch", "2020Q4", 1, {"line": 4}),
        ]
        table, found = drop_duplicates(observed(*rows[::order]))
        assert sorted(table["value"]) == [1, 7]
        assert table.loc[table["unit"] == "ash", ["reported_at", "first_at"]].to_numpy().tolist() == [
            ["2020-05-20", "2020-04-05"]
        ]
        assert found == [Finding("corrected", "visits", "ash", "2020Q1", "made.csv:3", 7, 5, "2020-05-20")]
        assert found[0].severity == "note"


def test_a_row_without_a_day_is_the_earlier_one(observed: Observed) -> None:
    dated, undated = (("visits", "ash", "2020Q1", value, {"reported_at": day}) for value, day in ((7, "2020-05-20"), (5, "")))
    table, found = drop_duplicates(observed(dated, undated))
    assert table[["value", "first_at"]].to_numpy().tolist() == [[7, ""]]
    assert [(f.what, f.first, f.second) for f in found] == [("corrected", 7, 5)]


def test_rows_of_one_day_are_told_apart_by_their_order_and_are_no_correction(observed: Observed) -> None:
    rows = [("visits", "ash", "2020Q1", value, {"reported_at": "2020-04-05"}) for value in (5, 7)]
    table, found = drop_duplicates(observed(*rows))
    assert table["value"].tolist() == [7]
    assert found == [Finding("duplicate", "visits", "ash", "2020Q1", "made.csv:2", 7, 5)]


def test_every_figure_that_was_replaced_is_told(observed: Observed) -> None:
    days = ("2020-04-05", "2020-06-01", "2020-05-20")
    _, found = drop_duplicates(observed(*(("visits", "ash", "2020Q1", n, {"reported_at": day}) for n, day in enumerate(days))))
    assert [(f.what, f.first, f.second, f.day) for f in found] == [
        ("corrected", 1, 0, "2020-06-01"),
        ("corrected", 1, 2, "2020-06-01"),
    ]


def test_a_published_figure_wins_over_a_later_return_which_came_on_its_own_first_day(observed: Observed) -> None:
    table, found = drop_duplicates(
        observed(
            ("visits", "ash", "2020Q1", 7, {"reported_at": "2020-05-20"}),
            ("visits", "ash", "2020Q1", 7, {"reported_at": "2020-04-05"}),
            ("visits", "ash", "2020Q1", 5, {"origin": "published", "reported_at": "2020-03-31"}),
        )
    )
    assert table[["value", "origin", "first_at"]].to_numpy().tolist() == [[5, "published", "2020-04-05"]]
    assert {(f.what, f.place) for f in found} == {("duplicate", "made.csv:2"), ("duplicate", "made.csv:3")}


def test_what_says_that_there_is_no_figure_displaces_none_of_another_origin(observed: Observed) -> None:
    withheld = ("visits", "ash", "2020Q1", None, {"origin": "published", "status": "suppressed"})
    table, found = drop_duplicates(observed(withheld, ("visits", "ash", "2020Q1", 5)))
    assert table[["value", "origin"]].to_numpy().tolist() == [[5, "reported"]]
    assert [f.what for f in found] == ["duplicate"]


def test_a_return_that_comes_after_all_was_not_corrected_and_came_on_its_own_day(observed: Observed) -> None:
    away = ("visits", "ash", "2020Q1", None, {"status": "not reported", "reported_at": "2020-04-16"})
    table, found = drop_duplicates(observed(away, ("visits", "ash", "2020Q1", 5, {"reported_at": "2020-05-20"})))
    assert table[["value", "first_at"]].to_numpy().tolist() == [[5, "2020-05-20"]]
    assert found == []


def test_parts_that_were_corrected_are_told_by_their_name(observed: Observed) -> None:
    rows = [
        ("lending", "ash", "2020Q1", parts, {"reported_at": day})
        for parts, day in (((9, 40), "2020-04-05"), ((9, 50), "2020-05-01"))
    ]
    assert drop_duplicates(observed(*rows))[1] == [
        Finding("corrected", "lending", "ash", "2020Q1", "made.csv:3", 50, 40, "2020-05-01", "denominator")
    ]


def test_every_finding_is_a_warning_but_a_correction() -> None:
    severities = {what: Finding(what, "visits", "ash", "2020Q1").severity for what in WHATS}
    assert {what for what, severity in severities.items() if severity == "note"} == {"corrected"}


def test_a_finding_knows_its_file_and_its_line() -> None:
    found = Finding("negative", "visits", "ash", "2020Q1", "data/a:b.csv:12", -1)
    assert (found.file, found.line) == ("data/a:b.csv", 12)
    assert (Finding("discrepancy", "visits", "ash", "2020").file, Finding("discrepancy", "visits", "ash", "2020").line) == (
        "",
        None,
    )


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("what", WHATS)
def test_every_finding_is_told_in_every_language(small_workbook: Workbook, what: What, lang: str) -> None:
    day = "2020-05-20" if what in ("corrected", "early", "future") else ""
    detail = {"partial": "2020-01 2020-03", "overlapping": "2018-2020", "breakdown": "age"}.get(what, "")
    found = Finding(what, "visits", "ash", "2020Q1", "made.csv:2", 12.25, 13, day, detail)
    age = Breakdown.model_validate(
        {"id": "age", "name": {"en": "Age", "zh": "年龄"}, "of": "visits", "parts": ["fines", "homes"]}
    )
    catalogue = small_workbook.catalogue.model_copy(update={"breakdowns": (age,)})
    text = identified(found, replace(small_workbook, catalogue=catalogue), Words(lang))
    name = {"en": "Ash (ash), Visits (visits)", "zh": "白蜡镇（ash）“到馆（visits）”"}[lang]
    assert text.startswith(name) and "{" not in text
    assert Words(lang).period("2020Q1") in text and Words(lang)(f"quality.{what}.name")


def test_numbers_are_told_as_they_are_and_told_apart(small_workbook: Workbook) -> None:
    def numbers(finding: Finding) -> str:
        return sentence(finding, small_workbook, Words("en")).partition("2020: ")[2]

    key = ("ash", "2020Q1", "made.csv:2")
    day = "2020-05-20"
    assert numbers(Finding("corrected", "visits", *key, 5.2, 5.4, day)) == "corrected on 20 May 2020, 5.4 before, 5.2 now"
    assert numbers(Finding("corrected", "homes", *key, 51, 5000, day)) == "corrected on 20 May 2020, 5,000 before, 51 now"
    assert numbers(Finding("discrepancy", "lending", *key, 33.3, 100 / 3)).startswith(
        "its own figure is 33.30%, its parts give 33.33%"
    )
    assert numbers(Finding("beyond", "lending", *key, 6, 5)) == "the part, 6, is larger than the whole, 5"
    parts = sentence(Finding("duplicate", "lending", *key, 9, 8, detail="numerator"), small_workbook, Words("en"))
    assert parts == "Ash, Lending: lent, first quarter of 2020: two figures; 9 is used, 8 is not"


def test_findings_make_a_table_even_where_there_are_none() -> None:
    columns = ["what", "indicator", "unit", "period", "place", "first", "second", "day", "detail"]
    assert list(as_frame([])) == columns
    table = as_frame([Finding("negative", "visits", "ash", "2020Q1", "made.csv:2", -1)])
    assert list(table) == columns and table.loc[0, "first"] == -1
