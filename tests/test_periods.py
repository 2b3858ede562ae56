from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.periods import KINDS, MONTHS, Cycle, Kind, Period

YEARS = st.integers(1900, 2100)
PERIODS = st.one_of(
    st.builds(Period, st.just("year"), YEARS),
    st.builds(Period, st.just("half"), YEARS, st.integers(1, 2)),
    st.builds(Period, st.just("quarter"), YEARS, st.integers(1, 4)),
    st.builds(Period, st.just("month"), YEARS, st.integers(1, 12)),
    st.builds(Period, st.just("ytd"), YEARS, st.integers(1, 12)),
    st.builds(lambda year, more: Period("span", year, year + more), YEARS, st.integers(1, 9)),
    st.builds(Period, st.just("year"), YEARS, st.just(0), st.integers(1, 12)),
    st.builds(Period, st.just("half"), YEARS, st.integers(1, 2), st.integers(1, 12)),
    st.builds(Period, st.just("quarter"), YEARS, st.integers(1, 4), st.integers(1, 12)),
    st.builds(Period, st.just("ytd"), YEARS, st.integers(1, 12), st.integers(1, 12)),
    st.builds(lambda year, more, month: Period("span", year, year + more, month), YEARS, st.integers(1, 9), st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("text", "kind", "months", "end"),
    [
        ("2020", "year", 12, dt.date(2020, 12, 31)),
        ("2020H1", "half", 6, dt.date(2020, 6, 30)),
        ("2020H2", "half", 6, dt.date(2020, 12, 31)),
        ("2020Q1", "quarter", 3, dt.date(2020, 3, 31)),
        ("2020Q4", "quarter", 3, dt.date(2020, 12, 31)),
        ("2020-02", "month", 1, dt.date(2020, 2, 29)),
        ("2019-02", "month", 1, dt.date(2019, 2, 28)),
        ("2020-11", "month", 1, dt.date(2020, 11, 30)),
        ("2020YTD09", "ytd", 9, dt.date(2020, 9, 30)),
        ("2020YTD01", "ytd", 1, dt.date(2020, 1, 31)),
        ("2019-2020", "span", 24, dt.date(2020, 12, 31)),
        ("2024_25@9", "year", 12, dt.date(2025, 8, 31)),
        ("1999_00@4", "year", 12, dt.date(2000, 3, 31)),
        ("2024_25H2@9", "half", 6, dt.date(2025, 8, 31)),
        ("2024_25Q1@9", "quarter", 3, dt.date(2024, 11, 30)),
        ("2024_25Q2@9", "quarter", 3, dt.date(2025, 2, 28)),
        ("2024_25YTD03@9", "ytd", 3, dt.date(2024, 11, 30)),
        ("2022_23-2024_25@9", "span", 36, dt.date(2025, 8, 31)),
        ("2024W01", "week", 0, dt.date(2024, 1, 7)),
        ("2020W53", "week", 0, dt.date(2021, 1, 3)),
        ("2025W01", "week", 0, dt.date(2025, 1, 5)),
    ],
)
def test_every_form_is_read(text: str, kind: str, months: int, end: dt.date) -> None:
    period = Period.parse(text)
    assert (period.kind, period.months, period.end, str(period)) == (kind, months, end, text)


def test_bare_year_may_be_an_int() -> None:
    assert Period.parse(2020) == Period.parse("2020")


def test_period_is_read_as_itself() -> None:
    assert Period.parse(Period("half", 2020, 2)) == Period("half", 2020, 2)


@pytest.mark.parametrize("text", ["2020h1", " 2020H1 ", "2020H1\n"])
def test_small_letters_and_blanks_are_forgiven(text: str) -> None:
    assert str(Period.parse(text)) == "2020H1"


BAD = ["", "20", "2020Q5", "2020Q0", "2020H3", "2020-13", "2020-00", "2020-1", "2020YTD13", "2020YTD9", "2020-2020", "2020-2019"]
BAD += ["2024_25", "2024_26@9", "2024@9", "2024_25@1", "2024_25@13", "2024_25@", "2024_25-09@9", "2024_25-2024_25@9"]
BAD += ["2020-11-05", "Q4 2020", "last year", "20201"]


@pytest.mark.parametrize("text", BAD)
def test_bad_text_is_refused_with_the_grammar(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period: write 2020, 2020H1, 2020Q4, 2020-11, 2020W07, 2020YTD09 or 2019-2020"):
        Period.parse(text)


@pytest.mark.parametrize("value", [2020.0, True, None, 202011, dt.date(2020, 11, 1), ["2020"]])
def test_other_things_are_no_periods(value: object) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse(value)


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("2020", "2019"),
        ("2020H1", "2019H2"),
        ("2020Q1", "2019Q4"),
        ("2020Q3", "2020Q2"),
        ("2020-01", "2019-12"),
        ("2020-12", "2020-11"),
    ],
)
def test_previous_is_the_single_period_before(text: str, previous: str) -> None:
    assert str(Period.parse(text).previous()) == previous


@pytest.mark.parametrize("text", ["2020YTD09", "2019-2020"])
def test_cumulative_periods_have_no_previous(text: str) -> None:
    assert Period.parse(text).previous() is None


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2020", "2019"),
        ("2020H1", "2019H1"),
        ("2020Q4", "2019Q4"),
        ("2020-02", "2019-02"),
        ("2020YTD09", "2019YTD09"),
        ("2019-2020", "2017-2018"),
        ("2024_25@9", "2023_24@9"),
        ("2000_01Q1@4", "1999_00Q1@4"),
        ("2024_25YTD03@9", "2023_24YTD03@9"),
        ("2022_23-2024_25@9", "2019_20-2021_22@9"),
    ],
)
def test_year_before_keeps_the_cut_off(text: str, before: str) -> None:
    assert str(Period.parse(text).year_before()) == before


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("2020", "half", ["2020H1", "2020H2"]),
        ("2020", "quarter", ["2020Q1", "2020Q2", "2020Q3", "2020Q4"]),
        ("2020H2", "quarter", ["2020Q3", "2020Q4"]),
        ("2020Q2", "month", ["2020-04", "2020-05", "2020-06"]),
        ("2020YTD09", "quarter", ["2020Q1", "2020Q2", "2020Q3"]),
        ("2020YTD06", "half", ["2020H1"]),
        ("2020YTD12", "year", ["2020"]),
        ("2019-2020", "year", ["2019", "2020"]),
        ("2019-2020", "half", ["2019H1", "2019H2", "2020H1", "2020H2"]),
        ("2024_25@9", "half", ["2024_25H1@9", "2024_25H2@9"]),
        ("2024_25H1@9", "month", ["2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02"]),
        ("2023_24-2024_25@9", "year", ["2023_24@9", "2024_25@9"]),
        ("2020YTD08", "quarter", []),
        ("2020YTD09", "half", []),
        ("2020Q2", "half", []),
        ("2020Q2", "quarter", []),
        ("2020", "year", []),
        ("2020", "span", []),
        ("2020", "ytd", []),
    ],
)
def test_parts_make_a_period_up_exactly(text: str, kind: Kind, parts: list[str]) -> None:
    assert [str(part) for part in Period.parse(text).parts(kind)] == parts


def test_contains_asks_for_every_day() -> None:
    year, half = Period.parse("2020"), Period.parse("2020H2")
    assert year.contains(half) and year.contains(year)
    assert not half.contains(year)
    assert not Period.parse("2020YTD09").contains(half)


def test_periods_sort_by_their_end_and_the_longer_one_last() -> None:
    texts = ["2019", "2020-11", "2020-12", "2020Q4", "2020H2", "2020", "2019-2020"]
    assert [str(p) for p in sorted(map(Period.parse, reversed(texts)))] == texts


@pytest.mark.parametrize(("kind", "text"), [("month", "2020-05"), ("quarter", "2020Q2"), ("half", "2020H1"), ("year", "2020")])
def test_a_day_lies_in_a_period_of_each_kind(kind: Kind, text: str) -> None:
    assert str(Cycle(kind).containing(dt.date(2020, 5, 31))) == text


@given(PERIODS)
def test_text_and_period_are_each_others_inverse(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(PERIODS, st.integers(-40, 40))
def test_shifting_there_and_back_is_staying(period: Period, steps: int) -> None:
    assert period.shift(steps).shift(-steps) == period
    assert period.shift(steps).kind == period.kind


@given(PERIODS)
def test_one_step_on_begins_the_month_after_but_for_the_year_to_date(period: Period) -> None:
    after = period.shift(1)
    assert after.months == period.months
    assert after.first == (period.first + 12 if period.kind == "ytd" else period.last + 1)


@given(PERIODS, st.sampled_from(KINDS))
def test_parts_tile_the_period(period: Period, kind: Kind) -> None:
    weeks = [week for part in period.parts(kind) for week in range(part.opens, part.closes + 1)]
    assert weeks in ([], list(range(period.opens, period.closes + 1)))
    assert all(part.kind == kind and part != period for part in period.parts(kind))


@given(PERIODS)
def test_end_is_the_last_day_of_the_last_month(period: Period) -> None:
    assert (period.end + dt.timedelta(days=1)).day == 1
    assert period.end.year * 12 + period.end.month - 1 == period.last


@given(PERIODS, PERIODS)
def test_order_is_total_on_stretches(one: Period, other: Period) -> None:
    same = (one.first, one.last) == (other.first, other.last)
    assert (one < other) + (other < one) + same == 1


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)), st.sampled_from(["month", "quarter", "half", "year"]))
def test_period_containing_a_day_is_the_one_that_does(day: dt.date, kind: Kind) -> None:
    period = Cycle(kind).containing(day)
    assert period.first <= day.year * 12 + day.month - 1 <= period.last
    assert period.kind == kind


OUTSIDE = ("0000", "1899", "2201", "9999", "1899Q4", "2201-01", "1800H1", "1899YTD03", "1899-1950", "2000-2201", 0, 1066)


@pytest.mark.parametrize("text", OUTSIDE)
def test_years_outside_1900_to_2200_are_refused(text: str | int) -> None:
    said = re.escape(f"'{text}' is not a period")
    with pytest.raises(ValueError, match=said):
        Period.from_input(text)


@pytest.mark.parametrize("text", ["1900", "2200", "1900-01", "2200Q4", "1900-2200", "2200YTD12"])
def test_the_first_and_the_last_year_are_periods_with_neighbours(text: str) -> None:
    period = Period.from_input(text)
    before = period.year_before()
    assert before and Period.parse(str(before)) == before
    assert str(period) == text and before.last < period.last < period.shift(1).last


def test_digits_of_other_scripts_are_no_period() -> None:
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse("\u0662\u0660\u0662\u0660")


CYCLES = st.builds(Cycle.of, st.sampled_from(sorted(MONTHS)), st.integers(1, 12))


@given(CYCLES, st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)))
def test_the_periods_of_a_cycle_hold_every_day_once(cycle: Cycle, day: dt.date) -> None:
    period = cycle.containing(day)
    assert period.begin <= day <= period.end
    assert period.cycle == cycle and cycle.containing(period.end) == period
    assert cycle.containing(period.end + dt.timedelta(days=1)) == period.shift(1)


@given(CYCLES, PERIODS)
def test_a_cycle_cuts_a_period_up_where_it_begins_and_ends_with_it(cycle: Cycle, period: Period) -> None:
    weeks = [week for part in cycle.parts(period) for week in range(part.opens, part.closes + 1)]
    edges = cycle.with_week(period.opens).opens == period.opens and cycle.with_week(period.closes).closes == period.closes
    assert weeks == (list(range(period.opens, period.closes + 1)) if edges and cycle.parts(period) else [])
    assert bool(weeks) == (edges and period.cycle != cycle)


def test_the_name_of_a_period_leaves_out_when_its_year_starts() -> None:
    assert [Period.parse(text).named for text in ("2024_25Q1@9", "2020Q4")] == ["2024_25Q1", "2020Q4"]


@given(st.dates(dt.date(1905, 1, 1), dt.date(2195, 12, 31)))
def test_weeks_are_those_of_iso_and_lie_where_their_thursday_does(day: dt.date) -> None:
    year, number, _ = day.isocalendar()
    week = Cycle("week").containing(day)
    thursday = dt.date.fromisocalendar(year, number, 4)
    assert (str(week), week.begin.isoweekday(), week.end.isoweekday()) == (f"{year}W{number:02d}", 1, 7)
    assert week.begin <= day <= week.end and Period.parse(str(week)) == week
    for kind in ("month", "quarter", "half", "year"):
        assert week.within(kind) == Cycle(kind).containing(thursday)
        assert week in Cycle(kind).containing(thursday).parts("week")


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 1, 1)), st.integers(-200, 200))
def test_weeks_follow_each_other(day: dt.date, steps: int) -> None:
    week = Cycle("week").containing(day)
    assert week.shift(steps) == Cycle("week").containing(day + dt.timedelta(weeks=steps))
    assert week.previous() == week.shift(-1)


@pytest.mark.parametrize(("week", "before"), [("2021W52", "2020W52"), ("2020W53", None), ("2016W01", "2015W01")])
def test_a_week_is_set_beside_that_of_the_same_number(week: str, before: str | None) -> None:
    assert Period.parse(week).year_before() == (Period.parse(before) if before else None)


@pytest.mark.parametrize("text", ["2021W53", "2024W00", "2024W54", "2024W7"])
def test_a_week_that_a_year_does_not_have_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        Period.parse(text)
