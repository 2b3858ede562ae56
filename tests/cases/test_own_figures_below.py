"""A page says how many indicators only units below report, and how many of the received returns are suppressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pages import Page, made
from .small import FLOW, indicator, report, unit, write

WAGE = {"kind": "rate", "direction": "up", "measure": {"zh": "元", "en": "yuan"}}
MONEY = {"kind": "flow", "decimals": 2, "measure": {"zh": "元", "en": "yuan"}}
SCHOOLS = [unit(name, "school", "c") for name in "nsw"]
ROWS = [
    *(f"wage,{name},2023Q1,{value},,,final," for name, value in zip("nsw", (10, 9, 11), strict=True)),
    "cases,n,2023Q1,20,,,final,",
    "cases,s,2023Q1,,,,suppressed,",
    "money,n,2023Q1,12368.6240234375,,,final,",
    "money,s,2023Q1,700000.1,,,final,",
    "money,w,2023Q1,0.3,,,final,",
]


@pytest.fixture(scope="module", params=["zh", "en"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """A city of three schools: wages are not added up, money is; one school sent cases, one suppressed them, one sent nothing."""
    listed = [report("city", ["c"], ["2023Q1"], request.param), report("school", ["n"], ["2023Q1"], request.param)]
    root: Path = tmp_path_factory.mktemp("below") / "book"
    found = [indicator("wage", WAGE), indicator("cases", FLOW), indicator("money", MONEY)]
    write(root, units=[unit("c", "city"), *SCHOOLS], indicators=found, rows=ROWS, reports=listed)
    return {name.split("-")[0]: page for name, page in made(root).items()} | {"lang": request.param}  # type: ignore[dict-item]


def test_a_page_says_how_many_indicators_only_units_below_report(pages: dict[str, Page]) -> None:
    # The city has figures of two indicators of three; a school has all three, and none below.
    said = {
        "en": ("All indicators have a figure; reported by units below only, and not added up: 1 more.", "units below only"),
        "zh": ("各项指标均有数据；另有1项只由下级单位报送，不作汇总。", "不作汇总"),
    }
    whole, part = said[str(pages["lang"])]
    assert whole in pages["city"].text.replace(" ；", "；")
    assert part not in pages["school"].text


def test_a_suppressed_return_is_among_those_received(pages: dict[str, Page]) -> None:
    # Of three schools one sent a figure, one a hidden figure, and one nothing: two were received, the hidden one among them.
    said = {
        "en": "2 of 3 units reported, received, but suppressed at the source and not in the figure: 1",
        "zh": "应报3家、已报2家，已报中来源未公开、未计入的数据1项",
    }
    assert said[str(pages["lang"])] in pages["city"].text


def test_a_unit_that_stood_there_all_the_time_has_its_plain_share(pages: dict[str, Page]) -> None:
    # 12 368.62 of 712 369.02 yuan are 1.7 %; floating point does not make the part differ from the figure.
    text = pages["school"].text
    assert "1.7%" in text and "while there" not in text and "在其间" not in text


def test_rates_that_only_units_below_have_stand_in_their_table(pages: dict[str, Page]) -> None:
    # Wages of 10, 9 and 11 yuan, beside the money; the city itself has no wage.
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in pages["city"].pieces.select("#units tbody tr")
    ]
    assert [row[-1] for row in rows] == ["10", "9", "11"]
    assert {"en": "rates and scores: 1", "zh": "比率和得分1项"}[str(pages["lang"])] in pages["city"].text
