"""Where less is better, places in a ranking say that they count from the lowest."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.analysis import View, view_of
from reportlib.blocks.headline import findings
from reportlib.blocks.sections.opening import rank_words
from reportlib.blocks.standard import among_peers
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.cases.small import SHARE, indicator, unit, write

SHARES = {"a": 10, "b": 20, "c": 20, "d": 30, "e": 40}
"""Of 50 in each school: 20, 40, 40, 60 and 80 %."""


def seen(root: Path, name: str, direction: str, *, hidden: str = "") -> View:
    units = [unit("town", "city"), unit("north", "ward", "town"), *(unit(each, "school", "north") for each in "abcdef")]
    rows = [f"passed,{each},2024Q4,,{part},50,," for each, part in SHARES.items()]
    rows += [f"passed,f,2024Q4,,,,{hidden}," if hidden else "passed,f,2024Q3,,25,50,,"]
    passed = indicator("passed", {**SHARE, "direction": direction, "min_denominator": 0})
    workbook = Workbook.load(write(root, units=units, indicators=[passed], rows=rows, reports=[]))
    args = read_observations(workbook), read_targets(workbook)
    return view_of(workbook, *args, unit=workbook.units[name], period=Period.parse("2024Q4"))


def card(view: View, lang: str) -> str:
    found = rank_words(view.standing_of("passed"), view.workbook.catalogue["passed"], Words(lang))
    return f"{found['rank']}; {found['rank_missing']}"


@pytest.mark.parametrize(
    ("name", "direction", "en", "zh"),
    [
        ("a", "down", "lowest of 5", "5个单位中最低"),
        ("b", "down", "joint 2nd lowest of 5", "5个单位中由低到高并列第2位"),
        ("d", "down", "4th lowest of 5", "5个单位中由低到高第4位"),
        ("e", "down", "highest of 5", "5个单位中最高"),
        ("b", "up", "joint 3rd of 5", "5个单位中并列第3位"),
        ("e", "up", "1st of 5", "5个单位中第1位"),
    ],
)
def test_a_card_says_from_which_end_a_place_is_counted_and_who_is_missing(
    tmp_path: Path, name: str, direction: str, en: str, zh: str
) -> None:
    view = seen(tmp_path, name, direction)
    assert (card(view, "en"), card(view, "zh")) == (f"{en}; 1 not reported", f"{zh}; 另有1个单位未报")


def test_a_peer_whose_figure_is_suppressed_is_counted_where_the_place_is_told(tmp_path: Path) -> None:
    view = seen(tmp_path, "d", "down", hidden="suppressed")
    assert card(view, "en") == "4th lowest of 5; 1 not ranked"
    chart = among_peers(view, Words("en"), "passed")
    assert chart is not None and chart.title == "Passed: D is 4th lowest of 5, 1 not ranked"
    assert "D has 60.0% (of 50), 4th lowest of 5" in chart.alt and "1 not ranked" in chart.alt
    chinese = among_peers(view, Words("zh"), "passed")
    assert chinese is not None and chinese.title == "指标passed：单位d在5家中由低到高第4位，1家未列入排名"
    assert not [found for found in findings(view, Words("en")) if found.kind in ("first", "last", "place")]
