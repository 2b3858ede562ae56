from __future__ import annotations

import pytest

from reportlib.blocks.standard.filters import sizes
from reportlib.blocks.text import Words
from reportlib.blocks.text.pinyin import initials

EN = Words("en")


def test_sizes_are_three_classes_of_as_many_units_that_leave_none_out() -> None:
    values = [float(n) for n in range(1, 13)]
    found = sizes([*values, float("nan")], EN)
    assert [one.text for one in found] == ["up to 4", "5 to 8", "9 and more"]
    held = [[v for v in values if (one.low is None or v >= one.low) and (one.high is None or v <= one.high)] for one in found]
    assert held == [values[:4], values[4:8], values[8:]]


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [5.0] * 20, [5.0] * 19 + [6.0]])
def test_few_units_or_units_alike_have_no_classes(values: list[float]) -> None:
    assert sizes(values, EN) == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [("示例企业E019（包装印刷）", ["slqye019bzys"]), ("双逸创业园", ["sycyy"]), ("Ash and Birch", []), ("", [])],
)
def test_a_name_is_found_by_the_initials_of_its_sounds(name: str, letters: list[str]) -> None:
    assert initials(name)[:1] == letters
