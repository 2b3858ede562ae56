"""Which units a heat map marks: those that differ from all the others together by more than chance."""

from __future__ import annotations

import pandas as pd

from reportlib.blocks.charts import heatmap
from reportlib.blocks.charts.judging import judged
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.plot.caption import record_in
from reportlib.blocks.text import Words

from .test_figures import indicator

EN = Words("en")
RATE = indicator(id="rate", scale=100)
OTHER = indicator(id="other", scale=100, direction="down").model_copy(update={"name": {"en": "Other"}, "plain": {}})


def figures(*parts: tuple[int, int], name: str = "rate") -> pd.DataFrame:
    """Units a, b, … with these numerators and denominators of a proportion, a row for each unit."""
    rows = [
        {"indicator": name, "unit": chr(97 + n), "label": chr(97 + n), "numerator": x, "denominator": of, "value": 100 * x / of}
        for n, (x, of) in enumerate(parts)
    ]
    told = {"level": "town", "period": "2020", "qualifier": "exactly", "origin": "reported", "status": "final", "absence": ""}
    return pd.DataFrame(rows).assign(**told, k=float("nan"), n=float("nan"), hidden=0)


def test_a_unit_is_set_against_the_others_together() -> None:
    # a has 55 of 100, the others 135 of 200: 12.5 points less, where chance explains 11.6. c has 90 of 100, the others 100 of
    # 200.
    marks = judged(figures((55, 100), (45, 100), (90, 100)), [RATE])
    assert marks == {("a", "rate"): "\u25c6", ("b", "rate"): "\u25c6\u25c6", ("c", "rate"): "\u25cf\u25cf"}


def test_less_is_better_where_the_catalogue_says_so() -> None:
    marks = judged(figures((10, 100), (50, 100), (50, 100), name="other"), [OTHER])
    assert marks["a", "other"] == "\u25cf\u25cf"


def test_too_few_units_are_not_judged() -> None:
    assert judged(figures((10, 100), (90, 100)), [RATE]) == {}


def test_a_heat_map_colours_by_verdicts_and_says_how_many_chance_would_set() -> None:
    found = pd.concat(
        [figures((55, 100), (45, 100), (90, 100)), figures((50, 100), (50, 100), (50, 100), name="other")], ignore_index=True
    )
    chart = heatmap(found, indicators=[RATE, OTHER], setting=Setting(EN))
    assert chart.plain is not None
    drawn, note = chart.plain["data"][0], record_in(chart.plain)["note"]
    assert {value for row in drawn["z"] for value in row} == {-0.5, -1, 1, 0}
    assert "Of 6 cells judged, 3 are marked (2 at 99.8%); chance alone would mark about 0.3 (fewer than 0.1 at 99.8%)" in note
    assert "the other units shown together" in note


def test_a_heat_map_of_one_indicator_is_shaded_by_size_and_says_so() -> None:
    # 25, 50 and 100 %: from the smallest to the largest, the middle one is a third of the way up (25 of 75).
    chart = heatmap(figures((25, 100), (50, 100), (100, 100)), indicators=[RATE], setting=Setting(EN))
    assert chart.plain is not None
    drawn, record = chart.plain["data"][0], record_in(chart.plain)
    assert [row[0] for row in drawn["z"]] == [0, 0.333, 1]
    assert "The darker, the larger." in record["note"] and "judged" not in record["note"]
    assert not set("\u25cf\u25c6") & set(str(record["table"]))
