from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.compare import differences

MINE: dict[str, Any] = {
    "unit": "a",
    "indicator": "n",
    "value": Fraction(1, 3),
    "numerator": None,
    "k": 1,
    "n": 2,
    "provisional": 0,
    "status": "final",
    "absences": frozenset(),
    "on_year": Fraction(-3),
    "growth_year": None,
    "pairs": 1,
    "joined_change": None,
    "share": Fraction(1, 2),
    "rank": 1,
    "of": 3,
    "missing": 0,
    "verdict": None,
}
ALIKE: dict[str, Any] = {
    "unit": "a",
    "indicator": "n",
    "value": 0.3333333333333333,
    "numerator": math.nan,
    "k": 1.0,
    "n": 2,
    "status": "final",
    "absence": "",
    "on_year": -3.0,
    "growth_year": math.nan,
    "joined_change": 0.0,
    "share": 0.5,
    "rank": 1.0,
    "of": 3,
    "missing": math.nan,
    "verdict": "",
    "another": "thing",
}


def test_the_same_in_other_types_is_no_difference() -> None:
    assert differences([MINE], [ALIKE]) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("value", 0.33333333),
        ("value", math.nan),
        ("numerator", 0.0),
        ("k", 2),
        ("status", "provisional"),
        ("on_year", 3.0),
        ("growth_year", 0.0),
        ("joined_change", -1.0),
        ("share", math.nan),
        ("rank", 2),
        ("of", 4),
        ("missing", 1),
        ("verdict", "similar"),
    ],
)
def test_another_value_is_one(name: str, value: Any) -> None:
    [line] = differences([MINE], [ALIKE | {name: value}])
    assert line.startswith(f"n of a: {name} is ") and repr(value) in line


def test_a_row_too_many_or_too_few_is_one() -> None:
    assert differences([MINE], []) == ["n of a: the product has no row"]
    assert differences([MINE | {"value": None}], []) == []
    assert differences([], [ALIKE]) == ["n of a: the oracle has no such row"]


@pytest.mark.parametrize(("absence", "same"), [("suppressed", True), ("not reported", True), ("not asked", False), ("", False)])
def test_one_of_several_kinds_of_absence_must_be_named(absence: str, same: bool) -> None:
    mine = MINE | {"value": None, "absences": frozenset({"suppressed", "not reported"})}
    assert (differences([mine], [ALIKE | {"value": math.nan, "absence": absence}]) == []) is same
    assert differences([mine | {"absences": None}], [ALIKE | {"value": math.nan, "absence": absence}]) == []
