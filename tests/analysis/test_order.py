from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from reportlib.analysis.comparisons.order import in_order, stay
from reportlib.blocks.plot.captions import stayed
from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

NAN = float("nan")


def ratio(**settings: Any) -> Indicator:
    part = {"name": {"en": "n"}, "kind": "stock"}
    base = {"id": "r", "name": {"en": "Rate"}, "measure": {"en": "%"}, "note": {"en": "n"}, "dimension": "d", "owner": "o"}
    kind = {"levels": ("town",), "kind": "ratio", "direction": "up", "scale": 100, "numerator": part, "denominator": part}
    return Indicator.model_validate(base | kind | settings)


def figures(values: list[float], **columns: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame({"value": values, "qualifier": "exactly", "denominator": 100.0, "k": NAN, "n": NAN, "hidden": NAN})
    return frame.assign(**columns).set_axis(list("abcdefgh")[: len(values)])


def test_ties_share_the_better_rank_and_say_so() -> None:
    table = in_order(figures([50, 70, 70, NAN, 20]), ratio())
    assert table["rank"].fillna(0).tolist() == [3, 1, 1, 0, 4]
    assert table["tied"].tolist() == [False, True, True, False, False]
    assert table["why"].tolist() == [""] * 5


def test_the_lowest_comes_first_where_less_is_good() -> None:
    assert in_order(figures([3, 1, 2]), ratio(direction="down"))["rank"].tolist() == [3, 1, 2]


def test_two_units_have_no_ranks() -> None:
    assert in_order(figures([50, 70]), ratio())["rank"].isna().all()


def test_what_is_not_ranked_says_why() -> None:
    table = in_order(
        figures(
            [10, 20, 30, 40, 50, 60, 70, 80],
            qualifier=["exactly"] * 3 + ["more than"] + ["exactly"] * 4,
            denominator=[100.0, 100, 100, 100, 19, 20, 100, 100],
            k=[NAN, NAN, NAN, NAN, NAN, NAN, 7, 8],
            n=[NAN, NAN, NAN, NAN, NAN, NAN, 10, 10],
            hidden=[0.0, 0, 1, 0, 0, 0, 0, 0],
        ),
        ratio(),
        short=["b"],
    )
    assert table["why"].tolist() == ["", "short", "suppressed", "qualified", "small", "", "partial", ""]
    assert table["rank"].dropna().to_dict() == {"a": 3, "f": 2, "h": 1}


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ({"parent": "p"}, []),
        ({"parent": [{"id": "q", "to": "2020Q3"}, {"id": "p", "from": "2020Q4"}]}, [(10, 12)]),
        ({"parent": [{"id": "p", "to": "2020Q2"}, {"id": "p", "from": "2020Q3"}]}, []),
        ({"parent": "p", "to": "2020Q2"}, [(1, 6)]),
        (
            {
                "parent": [
                    {"id": "p", "to": "2020-03"},
                    {"id": "q", "from": "2020-04", "to": "2020-06"},
                    {"id": "p", "from": "2020-07"},
                ]
            },
            [(1, 3), (7, 12)],
        ),
        (
            {
                "from": "2020-02",
                "parent": [
                    {"id": "p", "to": "2020-02"},
                    {"id": "p", "from": "2020-03", "to": "2020-04"},
                    {"id": "q", "from": "2020-05", "to": "2020-09"},
                    {"id": "p", "from": "2020-10"},
                ],
            },
            [(2, 4), (10, 12)],
        ),
    ],
)
def test_months_of_a_stay(dates: dict[str, Any], months: list[tuple[int, int]]) -> None:
    unit = Unit.model_validate({"id": "u", "name": {"en": "U"}, "level": "town"} | dates)
    found = stay(unit, "p", Period.parse(2020))
    assert [(one.first.first % 12 + 1, one.last.first % 12 + 1) for one in found] == months
    assert not any(one.dated for one in found)


AWAY = {"id": "q", "from": "2020W16", "to": "2020W19"}
SPELLS = {"parent": [{"id": "p", "to": "2020W15"}, AWAY, {"id": "p", "from": "2020W20"}]}


@pytest.mark.parametrize(
    ("dates", "period", "name"),
    [
        (SPELLS, "2020", "U (2020 W1 to 2020 W15, 2020 W20 to 2020 W53)"),  # months would leave no gap
        ({"parent": "p", "from": "2019", "to": "2019"}, "2018-2020", "U (January 2019 to December 2019)"),
        ({"parent": "p", "from": "2019-03", "to": "2019-03"}, "2018-2020", "U (March 2019)"),
        ({"parent": "p", "from": "2019-03", "to": "2019-06"}, "2019", "U (March\u2013June)"),
    ],
)
def test_the_time_of_a_stay_beside_a_name_says_when_it_was(dates: dict[str, Any], period: str, name: str) -> None:
    unit = Unit.model_validate({"id": "u", "name": {"en": "U"}, "level": "town"} | dates)
    assert stayed("U", stay(unit, "p", Period.parse(period)), Words("en")) == name
