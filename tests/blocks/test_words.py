from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import rounded, rounds_to_zero
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.layouts import Status

ZH, EN = Words("zh"), Words("en")
NAN = float("nan")


def indicator(measure: tuple[str, str] = ("人", "people"), per: tuple[str, str] | None = None, **settings: Any) -> Indicator:
    """An indicator whose measure and base are given in Chinese and English."""
    part = {"name": {"zh": "部分", "en": "part"}, "kind": "stock"}
    base = {"kind": "ratio", "decimals": 0} | settings
    base |= {"numerator": part, "denominator": part} if base["kind"] == "ratio" else {}
    texts = {"zh": "指标", "en": "indicator"}
    both = {"measure": dict(zip(("zh", "en"), measure, strict=True))}
    both |= {"per": dict(zip(("zh", "en"), per, strict=True))} if per else {}
    return Indicator.model_validate(
        {"id": "i", "name": texts, "note": texts, "dimension": "d", "owner": "o", "levels": ("firm",)} | both | base
    )


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2020", "2020年", "2020"),
        ("2020H1", "2020年上半年", "first half of 2020"),
        ("2020Q4", "2020年第四季度", "fourth quarter of 2020"),
        ("2020-11", "2020年11月", "November 2020"),
        ("2020YTD09", "2020年1—9月", "January–September 2020"),
        ("2020YTD01", "2020年1月", "January 2020"),
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
        (995_000, "99.5万", "995,000"),
        (95_450, "9.55万", "95,450"),
        (2_655_000, "266万", "2.66 million"),
        (2_645_000, "265万", "2.65 million"),
        (99_996_000, "1亿", "100 million"),
        (-120_050, "\u221212万", "\u2212120,050"),
    ],
)
def test_large_numbers_take_the_steps_of_the_language(value: float, zh: str, en: str) -> None:
    assert (ZH.short(value), EN.short(value)) == (zh, en)


@pytest.mark.parametrize(
    ("measure", "zh", "en"),
    [
        (("万元", "thousand yuan"), "12,778万元", "2,653,217 thousand yuan"),
        (("元", "yuan"), "1.28万元", "2.65 million yuan"),
        (("千瓦时", "people"), "1.28万千瓦时", "2.65 million people"),
    ],
)
def test_no_step_stands_before_a_measure_that_is_a_multiple_itself(measure: tuple[str, str], zh: str, en: str) -> None:
    counted = indicator(measure, kind="flow")
    assert (ZH.amount(12778, counted), EN.amount(2_653_217, counted)) == (zh, en)
    assert "".join(ZH.split(12778, counted)) == zh


def test_nothing_known_is_a_dash_and_no_zero_is_negative() -> None:
    assert EN.number(None) == EN.number(float("nan")) == EN.short(float("nan")) == "—"
    assert EN.number(-0.04, 1) == "0.0"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (-2.5, 0, "\u22123"),
        (0.25, 1, "0.3"),
        (0.35, 1, "0.4"),
        (12.5, 0, "13"),
        (37.5, 0, "38"),
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (0.1 + 0.2, 1, "0.3"),
        (1.1 * 1.1 * 50, 0, "61"),  # 60.5 in decimal, 60.50000000000001 in binary
        (100 * 0.145, 0, "15"),  # 14.5 in decimal, 14.499999999999998 in binary
        (999_999.5, 0, "1,000,000"),
        (1e22, 1, "10,000,000,000,000,000,000,000.0"),
        (-0.4, 0, "0"),
        (-0.0, 1, "0.0"),
        (4, 2, "4.00"),
    ],
)
def test_a_number_is_rounded_in_decimal_and_a_half_away_from_nought(value: float, decimals: int, text: str) -> None:
    assert EN.number(value, decimals) == ZH.number(value, decimals) == text
    assert rounds_to_zero(value, decimals) == (float(text.replace(",", "").replace("\u2212", "-")) == 0)


@given(st.floats(-1e12, 1e12) | st.integers(-(10**7), 10**7).map(lambda n: n / 2000), st.integers(0, 6))
@example(123456789012344.5, 0)
@example(5e-324, 6)
def test_rounding_is_that_of_the_decimal_of_fifteen_figures(value: float, decimals: int) -> None:
    kept = Context(prec=15, rounding=ROUND_HALF_UP).plus(Decimal(value))
    wanted = kept.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=Context(prec=60))
    found = rounded(value, decimals)
    assert found == wanted and not (found.is_signed() and found == 0)
    assert Decimal(EN.number(value, decimals).replace(",", "").replace("\u2212", "-")) == wanted
    assert -found == rounded(-value, decimals)
    assert rounds_to_zero(value, decimals) == (wanted == 0)


def test_what_is_not_known_or_endless_is_no_nought() -> None:
    assert not rounds_to_zero(NAN, 1) and not rounds_to_zero(math.inf, 1)
    assert (EN.number(math.inf, 1), ZH.short(math.inf)) == ("unlimited", "无上限")


RATE = indicator(per=("每万人", "per 10,000"), scale=10_000)
RATES = [
    (RATE, ("每万人1,609人", "1,609 per 10,000"), ("1,609", "人／万人"), ("1,609", "per 10,000")),
    (
        indicator(("人/万人", "per 10,000 employed"), scale=10_000),
        ("每万人1,609人", "1,609 per 10,000 employed"),
        ("1,609", "人／万人"),
        ("1,609", "per 10,000 employed"),
    ),
    (
        indicator(("件／千人", "cases/1,000 people"), scale=1000),
        ("每千人1,609件", "1,609 per 1,000 people"),
        ("1,609", "件／千人"),
        ("1,609", "per 1,000 people"),
    ),
    (
        indicator(("件", "cases"), scale=10_000),
        ("1,609件／万", "1,609 per 10,000"),
        ("1,609", "件／万"),
        ("1,609", "per 10,000"),
    ),
    (
        indicator(("户", "households"), scale=100_000, interval="proportion"),
        ("每10万户1,609户", "1,609 per 100,000"),
        ("1,609", "户／10万户"),
        ("1,609", "per 100,000"),
    ),
    (
        indicator(("‰", "per 1 000 staff"), ("每千人", "per 1,000 staff"), scale=1000),
        ("1,609‰", "1,609 per 1,000 staff"),
        ("1,609", "‰"),
        ("1,609", "per 1,000 staff"),
    ),
    (
        indicator(("人", "people"), ("每万人", "per 10,000"), kind="rate"),
        ("每万人1,609人", "1,609 per 10,000"),
        ("1,609", "人／万人"),
        ("1,609", "per 10,000"),
    ),
    (
        indicator(("元/人", "yuan per head")),
        ("1,609元/人", "1,609 yuan per head"),
        ("1,609", "元/人"),
        ("1,609", "yuan per head"),
    ),
    (indicator(kind="stock"), ("1,609人", "1,609 people"), ("1,609", "人"), ("1,609", "people")),
    (indicator(("%", "%"), scale=100), ("1,609%", "1,609%"), ("1,609", "%"), ("1,609", "%")),
    (indicator(("位", "place"), kind="rank"), ("第1,609位", "1,609th"), ("第1,609位", ""), ("1,609th", "")),
]


@pytest.mark.parametrize(("measured", "amounts", "zh", "en"), RATES)
def test_an_amount_carries_its_measure_and_a_rate_its_base(
    measured: Indicator, amounts: tuple[str, str], zh: tuple[str, str], en: tuple[str, str]
) -> None:
    assert (ZH.amount(1609, measured), EN.amount(1609, measured)) == amounts
    assert (ZH.split(1609, measured), EN.split(1609, measured)) == (zh, en)


def test_a_qualifier_stands_before_the_number_that_it_qualifies() -> None:
    assert ZH.amount(120_000, RATE, qualifier="more than") == "每万人超过12万人"
    assert EN.amount(1609, RATE, qualifier="more than") == "more than 1,609 per 10,000"
    assert EN.figure(45.35, indicator(("%", "%"), scale=100, decimals=1), qualifier="just under") == "just under 45.4%"


@pytest.mark.parametrize(
    ("value", "measured", "zh", "en"),
    [
        (-91, RATE, "91人／万人", "91 per 10,000"),
        (3, indicator(("位", "place"), kind="rank"), "3位", "3 places"),
        (-1, indicator(("位", "place"), kind="rank"), "1位", "1 place"),
        (-5.25, indicator(("%", "%"), scale=100), "5.3个百分点", "5.3 percentage points"),
        (0.25, indicator(("%", "%"), kind="score", decimals=2), "0.25个百分点", "0.25 percentage points"),
        (0.35, indicator(("分", "points"), kind="score", decimals=1), "0.4分", "0.4 points"),
        (NAN, RATE, "—", "—"),
    ],
)
def test_a_difference_is_in_the_measure_of_its_kind(value: float, measured: Indicator, zh: str, en: str) -> None:
    assert (ZH.difference(value, measured), EN.difference(value, measured)) == (zh, en)


def test_a_ratio_of_few_says_of_how_many() -> None:
    assert (EN.of(42, RATE), ZH.of(42, RATE), EN.of(0.5, RATE)) == ("of 42", "分母42", "of 0.5")
    assert EN.of(99, RATE) == "of 99"
    assert {EN.of(value, RATE) for value in (100, NAN, None, -1)} | {EN.of(42, indicator(kind="stock"))} == {""}


@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_every_kind_of_absence_has_words(words: Words) -> None:
    kinds = [kind for kind in get_args(Status) if kind not in ("final", "provisional")]
    for short in (True, False):
        said = {kind: words.absence(kind, short=short) for kind in kinds}
        assert said["missing"] == said.pop("not reported") and all(said.values())
        assert len(set(said.values())) == len(said)
    assert {words.get(f"status_mark.{name}") for name in ("final", "provisional")} == {
        "",
        {ZH: "初步", EN: "provisional"}[words],
    }


def test_a_difference_leaves_its_base_out_only_where_each_name_has_it() -> None:
    # A title may use the full or the plain name, so both must name the base.
    names = {"plain": {"zh": "每万人高技能人才", "en": "highly skilled per 10,000"}}
    one = RATE.model_copy(
        update={"name": {"zh": "每万名劳动者中高技能人才数", "en": "Highly skilled workers per 10,000"}} | names
    )
    assert (ZH.difference(62, one), EN.difference(62, one)) == ("62人／万人", "62")


def test_a_label_begins_with_a_capital() -> None:
    named = indicator(plain={"zh": "先锋岗", "en": "pioneer posts"})
    assert (EN.label(named), ZH.label(named), EN.name(named.plain)) == ("Pioneer posts", "先锋岗", "pioneer posts")


def test_beside_one_the_measure_is_in_the_singular_where_the_catalogue_has_it() -> None:
    people = indicator(kind="stock", singular={"en": "person"})
    assert [EN.amount(n, people) for n in (1, 2, -1, 0)] == ["1 person", "2 people", "\u22121 person", "0 people"]
    assert EN.split(1, people) == ("1", "person") and EN.difference(-1, people) == "1 person"
    assert ZH.amount(1, people) == "1人" and EN.amount(1, indicator(kind="stock")) == "1 people"


@pytest.mark.parametrize(("lang", "said"), [("zh", "124.3（2015 = 100）"), ("en", "124.3 (2015 = 100)")])
def test_a_measure_that_begins_with_a_digit_is_not_read_with_the_number(lang: str, said: str) -> None:
    index = indicator(kind="rate", decimals=1, measure=("2015 = 100", "2015 = 100"))
    words = Words(lang)
    assert words.amount(124.3, index) == said
    assert words.split(124.3, index) == ("124.3", said.removeprefix("124.3").strip())
    assert words.beside(index) == "2015 = 100", "in a head it stands in brackets anyway"
