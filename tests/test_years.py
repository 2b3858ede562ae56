"""What people write for periods is read if it can mean one thing only; otherwise a message says what to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.periods import Period
from reportlib.periods.reading import Years
from tests.test_periods import PERIODS

CALENDAR, ACADEMIC, BOTH = Years(), Years((9,)), Years((1, 9))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2020年2月", "2020-02"),
        ("2020-2", "2020-02"),
        ("2020M2", "2020-02"),
        ("2020W7", "2020W07"),
        ("2020-W07", "2020W07"),
        ("2020年第7周", "2020W07"),
        ("2020年53周", "2020W53"),
        ("2020Q1–Q3", "2020YTD09"),
        ("2020Q1-3", "2020YTD09"),
        ("2020年前三季度", "2020YTD09"),
        ("2020年1—9月", "2020YTD09"),
        ("2020年第三季度", "2020Q3"),
        ("2020年3季度", "2020Q3"),
        ("2020年上半年", "2020H1"),
        ("2020年", "2020"),
        ("FY2024", "2024"),
        ("2009-10", "2009-10"),
        ("2019—2020", "2019-2020"),
        (2020, "2020"),
    ],
)
def test_in_calendar_years(text: object, meant: str) -> None:
    assert str(CALENDAR.read(text)) == meant


@pytest.mark.parametrize("years", [ACADEMIC, BOTH])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024/25", "2024_25@9"),
        ("2024-25", "2024_25@9"),
        ("2024_25", "2024_25@9"),
        ("2024/2025", "2024_25@9"),
        ("AY2024/25", "2024_25@9"),
        ("FY 2024-25", "2024_25@9"),
        ("2024—2025学年", "2024_25@9"),
        ("2024/25学年", "2024_25@9"),
        ("1999/00", "1999_00@9"),
        ("2024/25Q1", "2024_25Q1@9"),
        ("2024_25YTD03", "2024_25YTD03@9"),
        ("2024/25Q1–Q2", "2024_25YTD06@9"),
        ("2022/23–2024/25", "2022_23-2024_25@9"),
        ("2020年2月", "2020-02"),
        ("2020-11", "2020-11"),
        ("2009M10", "2009-10"),
        ("2024@1", "2024"),
        ("2024_25@4", "2024_25@4"),
    ],
)
def test_where_years_start_in_september(years: Years, text: str, meant: str) -> None:
    assert str(years.read(text)) == meant


@pytest.mark.parametrize(
    ("years", "text", "said"),
    [
        (CALENDAR, "2024/25", "every year starts in January here: write 2024-2025 for both years, or say `year_starts`"),
        (
            CALENDAR,
            "2021W53",
            "'2021W53' is not a period: write 2020, 2020H1, 2020Q4, 2020-11, 2020W07, 2020YTD09 or 2019-2020; 2021 has 52 weeks",
        ),
        (CALENDAR, "2020Q2-Q3", "is not a period: write 2020, 2020H1"),
        (ACADEMIC, "2024/26", "is not a period: write 2024_25, 2024_25H1, 2024_25Q4, 2024_25YTD09"),
        (ACADEMIC, "2024", "write 2024_25 (2024-09 to 2025-08) or 2024@1 (2024-01 to 2024-12)"),
        (ACADEMIC, "2024Q1", "write 2024_25Q1 (2024-09 to 2024-11) or 2024Q1@1 (2024-01 to 2024-03)"),
        (ACADEMIC, "FY2024", "write 2023_24 (2023-09 to 2024-08) or 2024_25 (2024-09 to 2025-08)"),
        (ACADEMIC, "2009-10", "write 2009_10 (2009-09 to 2010-08) or 2009M10 (2009-10)"),
        (BOTH, "2024-2025", "write 2024_25 (2024-09 to 2025-08) or 2024-2025@1 (2024-01 to 2025-12) or 2024_25-2025_26"),
        (Years((4, 9)), "2024/25", "write 2024_25@4 (2024-04 to 2025-03) or 2024_25@9 (2024-09 to 2025-08)"),
    ],
)
def test_what_can_mean_two_things_is_answered_by_what_to_write(years: Years, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"is not a period|can mean more than one period") as raised:
        years.read(text)
    assert said in str(raised.value)


def test_where_calendar_years_stand_beside_others_one_year_is_the_calendars() -> None:
    assert str(BOTH.read("2024")) == "2024"
    assert str(BOTH.read("2024Q1")) == "2024Q1"


@given(PERIODS, st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True))
def test_what_is_written_for_a_period_is_read_as_it(period: Period, starts: list[int]) -> None:
    years = Years(tuple(starts))
    assert years.meanings(years.write(period)) == (period,)
    assert years.meanings(str(period)) == (period,) or period.starts == 1
    assert period in years.meanings(period.named) or period.starts not in (1, *starts)
