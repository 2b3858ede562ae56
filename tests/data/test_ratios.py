"""The value of a ratio must equal scale × numerator / denominator, as far as rounding of the three numbers allows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from reportlib.data import read_observations
from reportlib.errors import DataError
from reportlib.workbook import Workbook

Read = Callable[..., pd.DataFrame]
Refused = Callable[..., list[str]]
Edits = dict[str, tuple[str, str]]

LENDING = "kind: ratio, scale: 100,"


def with_lending(more: str, scale: int = 100) -> Edits:
    return {"catalogue": (LENDING, f"kind: ratio, scale: {scale}, {more}")}


def row(value: str, numerator: object, denominator: object) -> str:
    return f"lending,ash,2020Q1,{value},{numerator},{denominator},,"


def test_two_values_that_are_not_those_of_their_parts_are_refused_and_a_third_is_read(refused: Refused) -> None:
    assert refused(row("50", 20, 100), row("0.2", 20, 100), row("90", 90, 100)) == [
        "2: value '50' is not that of its parts: 20/100 is 20",
        "3: value '0.2' is not that of its parts: 20/100 is 20; 0.2 looks like 20 % written as a fraction",
    ]


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("2000", "2000 looks like 20 % multiplied by 100 once more"),
        ("500", "numerator and denominator look exchanged"),
        ("0.20", "0.20 looks like 20 % written as a fraction"),
        ("80", ""),
    ],
)
def test_a_likely_slip_is_named(refused: Refused, value: str, slip: str) -> None:
    (found,) = refused(row(value, 20, 100))
    assert found.partition("is 20")[2] == (f"; {slip}" if slip else "")


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("0.0123", "looks like numerator over denominator without the scale of 10000"),
        ("1.23", "1.23 looks like 123 divided by 100"),
    ],
)
def test_a_slip_of_another_scale_is_named_with_the_sum(refused: Refused, value: str, slip: str) -> None:
    measured = 'measure: {zh: "%", en: "%"}, '
    edits = {"catalogue": (measured + LENDING, "measure: {zh: 册, en: books}, kind: ratio, scale: 10000,")}
    (found,) = refused(row(value, 123, 10000), edits=edits)
    assert "123/10000 x 10000 is 123" in found and found.endswith(slip)


@pytest.mark.parametrize("value", ["33.3", "33.33", "33", "33.333333333333336", "3.33e1"])
def test_a_value_may_be_rounded_as_it_is_written(read: Read, value: str) -> None:
    assert len(read(row(value, 1, 3))) == 1


@pytest.mark.parametrize("value", ["33.4", "33.0", "34", "33.34"])
def test_a_value_off_by_more_than_half_its_last_decimal_is_refused(refused: Refused, value: str) -> None:
    assert "1/3 is 33.3" in refused(row(value, 1, 3))[0]


@pytest.mark.parametrize("value", ["12", "13"])
def test_half_a_unit_may_have_been_rounded_either_way(read: Read, value: str) -> None:
    assert len(read(row(value, 1, 8))) == 1


def test_parts_rounded_to_five_explain_what_they_can_be_from(read: Read, refused: Refused) -> None:
    edits = with_lending("rounded: 5,")
    least, most = Fraction(100 * 175, 1025), Fraction(100 * 225, 975)  # 17.5/102.5 and 22.5/97.5
    kept = read(row(f"{float(least):.2f}", 20, 100), row(f"{float(most):.2f}", 20, 100), row("50", 0, 0), edits=edits)
    assert len(kept) == 3
    assert len(refused(row(f"{float(least) - 0.02:.2f}", 20, 100), row(f"{float(most) + 0.02:.2f}", 20, 100))) == 2


def test_parts_counted_otherwise_are_not_compared(read: Read) -> None:
    assert read(row("50", 20, 100), edits=with_lending("parts_may_differ: true,"))["value"].tolist() == [50]


def test_a_value_over_nothing_is_refused(refused: Refused) -> None:
    assert refused(row("5", 7, 0), row("0", 0, 0)) == [
        "2: value '5' cannot be that of its parts: 7/0 has no value",
        "3: value '0' cannot be that of its parts: 0/0 has no value",
    ]


@pytest.mark.parametrize(
    ("qualifier", "value", "sound"),
    [
        ("more than", 15, True),
        ("at least", 20, True),
        ("more than", 25, False),
        ("just under", 25, True),
        ("at most", 15, False),
        ("about", 21, True),
        ("about", 15, False),
    ],
)
def test_a_qualifier_is_allowed_for(small_folder: Path, qualifier: str, value: int, sound: bool) -> None:
    header = "indicator,unit,period,value,numerator,denominator,qualifier"
    (small_folder / "data" / "returns.csv").write_text(f"{header}\nlending,ash,2020Q1,{value},20,100,{qualifier}\n", "utf-8")
    with nullcontext() if sound else pytest.raises(DataError, match="20/100 is 20"):
        read_observations(Workbook.load(small_folder))


def test_a_rate_has_no_parts_and_a_score_no_negative_respondents(refused: Refused) -> None:
    edits = {"catalogue": ("measure: {zh: 笔, en: fines}, kind: flow", "measure: {zh: 笔, en: fines}, kind: rate")}
    assert refused("fines,ash,2020Q1,5,1,20,,", "mood,ash,2020Q1,80,,-3,,", "mood,ash,2020Q2,,,30,,", edits=edits) == [
        "2: 'fines' is a rate, published without its parts, but the row has numerator or denominator; give its value only",
        "3: denominator '-3' of score 'mood' is its respondents, and cannot be negative",
        "4: no figure: give value, or a status that says why there is none, such as 'not reported'",
    ]
