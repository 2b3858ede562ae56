"""Words: periods, numbers and amounts in both languages."""

from __future__ import annotations

import pytest

from reportlib.display.text import Words

ZH, EN = Words("zh"), Words("en")


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2020", "2020年", "2020"),
        ("2020H1", "2020年上半年", "first half of 2020"),
        ("2020Q4", "2020年第四季度", "fourth quarter of 2020"),
        ("2020-11", "2020年11月", "November 2020"),
        ("2020YTD09", "2020年1—9月", "January–September 2020"),
        ("2019-2020", "2019—2020年", "2019–2020"),
    ],
)
def test_periods_are_written_as_people_write_them(period: str, zh: str, en: str) -> None:
    assert (ZH.period(period), EN.period(period)) == (zh, en)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (1609, "1,609", "1,609"),
        (120_000, "12万", "120,000"),
        (2_650_000, "265万", "2.65 million"),
        (212_616_600, "2.13亿", "213 million"),
    ],
)
def test_large_numbers_take_the_steps_of_the_language(value: float, zh: str, en: str) -> None:
    assert (ZH.short(value), EN.short(value)) == (zh, en)


def test_nothing_known_is_a_dash_and_no_zero_is_negative() -> None:
    assert EN.number(None) == EN.number(float("nan")) == EN.short(float("nan")) == "—"
    assert EN.number(-0.04, 1) == "0.0"
