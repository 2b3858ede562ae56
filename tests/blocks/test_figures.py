"""Pictures draw the figures that they are given, and nothing in place of missing ones."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.blocks.pictures import Caption, sparkline
from reportlib.blocks.pictures.ranked_bars import chosen, ordered
from reportlib.blocks.pictures.waterfall import parts, push
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.lettering import apart, lines, width
from reportlib.blocks.plot.scales import nice, tick_texts, time_axis
from reportlib.blocks.plot.sketch import with_record
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

from . import checked

NAN = float("nan")
QUARTERS = [f"{year}Q{quarter}" for year in (2018, 2019, 2020) for quarter in (1, 2, 3, 4)]
CAPTION = Caption("Coverage <rose> & rose", "Park A, by quarter", "Counted at the end.", "demonstration")
EN, ZH = Words("en"), Words("zh")
VALUES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3))


def indicator(name: str = "cover", **settings: Any) -> Indicator:
    part = {"name": {"en": "n", "zh": "n"}, "kind": "flow"}
    ratio = {"scale": 100, "numerator": part, "denominator": part}
    base = {"kind": "ratio", "direction": "up", "decimals": 1}
    base |= settings
    texts = {"en": name.title(), "zh": name}
    more = ratio if base["kind"] == "ratio" else {}
    common = {"id": name, "name": texts, "measure": texts, "note": texts, "dimension": "d", "owner": "o", "levels": ("park",)}
    return Indicator.model_validate(common | more | base)


def line_rows(values: list[float], *, series: str = "unit", name: str = "Park A", origin: str = "reported") -> pd.DataFrame:
    return pd.DataFrame({"series": series, "name": name, "period": QUARTERS[: len(values)], "value": values, "origin": origin})


def bar_rows(values: list[float], marked: int = 0) -> pd.DataFrame:
    n = range(len(values))
    return pd.DataFrame({"name": [f"U{i}" for i in n], "value": values, "marked": [i == marked for i in n]})


def rank_rows(values: list[float], marked: int = 0) -> pd.DataFrame:
    return bar_rows(values, marked).assign(rank=lambda frame: frame["value"].rank(method="min", ascending=False), why="")


def record(figure: go.Figure) -> dict[str, Any]:
    found: dict[str, Any] = figure.to_dict()["layout"]["meta"]["reportlib"]
    return found


def said(figure: go.Figure) -> str:
    return " ".join(note["text"] for note in figure.to_dict()["layout"].get("annotations", []))


def trend(words: Words) -> go.Figure:
    unit = line_rows([70.0, 71, 72, 73, NAN, 75, 76, 77, NAN, NAN, 80, 81])
    rows = pd.concat([unit, line_rows([69.0 + n for n in range(12)], series="benchmark", name="District", origin="published")])
    targets = pd.DataFrame({"period": ["2019", "2020"], "value": [75.0, 82.0]})
    return checked.trend(rows, indicator=indicator(), words=words, caption=CAPTION, targets=targets)


def bars(words: Words) -> go.Figure:
    frame = rank_rows([50, 70, 70, NAN, 20])
    return checked.ranked_bars(
        frame, indicator=indicator(), words=words, caption=CAPTION, benchmark=55.0, benchmark_name="District"
    )


def dumbbell(words: Words) -> go.Figure:
    frame = pd.DataFrame({"name": list("abc"), "before": [1.0, 2, NAN], "after": [2.0, 1.5, 3], "marked": [False, True, False]})
    return checked.dumbbell(frame, indicator=indicator(), words=words, caption=CAPTION, before="2019Q4", after="2020Q4")


def heat(words: Words) -> go.Figure:
    cells = [
        ("r1", "A", 0.9, "90", ""),
        ("r1", "B", NAN, "", "not reported"),
        ("r2", "A", 0.05, "5", ""),
        ("r2", "B", 0.5, "50", ""),
    ]
    frame = pd.DataFrame(cells, columns=["row", "column", "shade", "text", "absence"]).assign(group=["g1", "g1", "g2", "g2"])
    return checked.heat(frame, words=words, caption=CAPTION)


def small_multiples(words: Words) -> go.Figure:
    frame = pd.concat([line_rows([1.0, NAN, 3]).assign(indicator="one"), line_rows([200.0, 300, 250]).assign(indicator="two")])
    chosen_ones = [indicator("one"), indicator("two", kind="flow", decimals=0)]
    return checked.small_multiples(frame, indicators=chosen_ones, words=words, caption=CAPTION, columns=2)


def waterfall(words: Words) -> go.Figure:
    frame = pd.DataFrame({"name": list("abcd"), "contribution": [1.7, -0.8, 0.4, NAN]})
    ends: dict[str, Any] = {"start": 84.1, "end": 87.2, "start_name": "Q3", "end_name": "Q4"}
    return checked.waterfall(frame, indicator=indicator(), words=words, caption=CAPTION, **ends)


def icicle(words: Words) -> go.Figure:
    rows = [("all", "", "All", NAN), ("g", "all", "Group", NAN), ("h", "all", "Other group", NAN)]
    rows += [(f"{parent}{n}", parent, f"Leaf {parent}{n}", 10.0 * n) for parent in "gh" for n in range(1, 6)]
    frame = pd.DataFrame([*rows, ("x", "g", "Silent", NAN)], columns=["id", "parent", "name", "value"])
    return checked.icicle(frame, indicator=indicator(kind="stock", decimals=0), words=words, caption=CAPTION, limit=6)


EVERY: list[Callable[[Words], go.Figure]] = [trend, bars, dumbbell, heat, small_multiples, waterfall, icicle]


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("make", EVERY)
class TestEveryFigure:
    def test_it_is_plain_and_the_same_each_time(self, make: Callable[[Words], go.Figure], words: Words) -> None:
        text = make(words).to_json()
        assert text == make(words).to_json()
        assert "bdata" not in text and "NaN" not in text

    def test_it_carries_its_record(self, make: Callable[[Words], go.Figure], words: Words) -> None:
        found = record(make(words))
        assert found["title"] == CAPTION.title and found["origin"] == CAPTION.origin
        assert found["note"].startswith(CAPTION.note)
        assert found["alt"].endswith(".") == (words is EN)
        assert found["table"]["rows"]
        assert all(len(row) == len(found["table"]["columns"]) for row in found["table"]["rows"])
        assert all(isinstance(cell, str) and cell not in ("", "nan", "None") for row in found["table"]["rows"] for cell in row)

    def test_no_gap_of_a_text_stays_open(self, make: Callable[[Words], go.Figure], words: Words) -> None:
        found = record(make(words))
        assert not re.search(r"[{}]", found["note"] + found["alt"] + said(make(words)))

    def test_names_cannot_smuggle_tags_into_the_title(self, make: Callable[[Words], go.Figure], words: Words) -> None:
        assert "&lt;rose&gt; &amp; rose" in make(words).layout.title.text

    def test_the_other_language_leaves_no_trace(self, make: Callable[[Words], go.Figure], words: Words) -> None:
        if words is EN:
            assert not re.search("[\u4e00-\u9fff]", make(words).to_json())


@pytest.mark.parametrize("make", EVERY)
def test_a_picture_of_made_up_figures_says_so_below_everything_it_draws(
    make: Callable[[Words], go.Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "演示"
    plain = make(ZH).to_dict()
    monkeypatch.setattr(f"{__name__}.CAPTION", replace(CAPTION, origin="synthetic"))
    marked = make(ZH).to_dict()
    (mark,) = [note for note in marked["layout"]["annotations"] if told in note["text"]]
    assert told not in said(go.Figure(plain))
    before, after = plain["layout"], marked["layout"]
    free = after["margin"]["b"] - before["margin"]["b"]
    assert free >= theme.SMALL and after["height"] - before["height"] == free, "what is drawn keeps its size"
    foot = (mark["yref"], mark["y"], mark["yanchor"], mark["yshift"])
    assert foot == ("paper", 0, "bottom", -after["margin"]["b"])
    assert record(go.Figure(marked))["alt"] == record(go.Figure(plain))["alt"]


def test_a_size_is_for_the_copy_only() -> None:
    plain = trend(EN).to_dict()
    assert record(go.Figure(with_record(plain, size="half")))["size"] == "half"
    assert "size" not in record(go.Figure(plain))


class TestTrend:
    def test_a_range_that_is_printed_as_one_figure_is_not_said(self) -> None:
        for values, told in (
            ([71.01, 71.04, 70.96], "Park A 71.0% (third quarter of 2018)."),
            ([71.06, 71.04, 70.96], "Park A 71.0% (third quarter of 2018), between 71.0% and 71.1% over all periods."),
        ):
            figure = checked.trend(line_rows(values), indicator=indicator(), words=EN, caption=CAPTION)
            assert record(figure)["alt"] == f"Cover: {told}"

    def test_values_are_those_given_and_gaps_stay_gaps(self) -> None:
        benchmark, unit = trend(EN).to_dict()["data"][:2]
        assert unit["y"] == [70.0, 71, 72, 73, None, 75, 76, 77, None, None, 80, 81]
        assert benchmark["y"] == [69.0 + n for n in range(12)]
        assert unit["connectgaps"] is False
        assert unit["line"]["color"] == theme.UNIT and benchmark["line"]["color"] == theme.MARK

    def test_a_gap_is_named_once_and_marked_for_each_period(self) -> None:
        squares = next(t for t in trend(EN).to_dict()["data"] if t["name"] == "not reported")
        assert len(squares["x"]) == 3
        assert said(trend(EN)).count("not reported") == 2

    def test_the_shape_of_a_point_says_its_origin(self) -> None:
        rows = line_rows([1.0, 2, 3]).assign(origin=["published", "reported", "synthetic"])
        figure = checked.trend(rows, indicator=indicator(), words=EN, caption=CAPTION)
        marker = figure.to_dict()["data"][0]["marker"]
        assert marker["symbol"] == ["square", "circle", "circle"]
        assert marker["color"] == [theme.UNIT, theme.UNIT, theme.PAPER]
        assert "Shapes of points" in record(figure)["note"]

    def test_labels_at_the_ends_name_lines_and_target(self) -> None:
        assert "This" not in said(trend(EN))
        assert all(
            name in said(trend(EN)).replace("<br>", " ") for name in ("Park A 81.0%", "District 80.0%", "2020 target 82.0%")
        )

    def test_a_skipped_period_counts_as_missing(self) -> None:
        rows = pd.concat([line_rows([1.0, 2, 3]).drop(index=1), line_rows([1.0, 2, 3], series="benchmark", name="B")])
        assert checked.trend(rows, indicator=indicator(), words=EN, caption=CAPTION).to_dict()["data"][1]["y"] == [1.0, None, 3.0]

    @pytest.mark.parametrize("values", [[5.0], [0.0, 0.0], [NAN, NAN], [NAN, 3.0]])
    def test_few_points_still_make_a_picture(self, values: list[float]) -> None:
        figure = checked.trend(line_rows(values), indicator=indicator(), words=EN, caption=CAPTION)
        low, high = figure.layout.yaxis.range
        assert low < high

    def test_a_rank_has_the_first_place_on_top(self) -> None:
        rank = indicator(kind="rank", decimals=0)
        low, high = checked.trend(line_rows([3.0, 1, 2]), indicator=rank, words=EN, caption=CAPTION).layout.yaxis.range
        assert low > high

    def test_the_table_shows_the_same_numbers(self) -> None:
        rows = record(trend(EN))["table"]["rows"]
        assert rows[0] == ["2018 Q1", "70.0%", "69.0%", "—"]
        assert ["2020 Q4", "81.0%", "80.0%", "—"] in rows
        assert rows[4][1] == "not reported"


class TestPoints:
    """The table and the hover text give the reservations about a figure, and the reason for a missing figure."""

    def rows(self) -> pd.DataFrame:
        columns = {
            "absence": [None, "suppressed", None, "nothing to divide by", "not reported", ""],
            "status": ["final", "final", "final", "final", "final", "provisional"],
            "k": [10.0, NAN, NAN, NAN, NAN, 1.0],
            "n": [10.0, NAN, NAN, NAN, NAN, 10.0],
        }
        return line_rows([30.0, NAN, NAN, NAN, NAN, 12.0]).assign(**columns)

    def test_the_table_names_the_kind_of_every_absence_and_all_that_limits_a_value(self) -> None:
        table = record(checked.trend(self.rows(), indicator=indicator(), words=EN, caption=CAPTION))["table"]
        assert [row[1] for row in table["rows"]] == [
            "30.0%",
            "suppressed at the source",
            "—",
            "—, nothing to divide by",
            "not reported",
            "12.0% (provisional, 1/10)",
        ]

    def test_only_what_was_not_reported_is_a_hollow_square(self) -> None:
        data = checked.trend(self.rows(), indicator=indicator(), words=EN, caption=CAPTION).to_dict()["data"]
        signs = {trace["name"]: (trace["marker"]["symbol"], len(trace["x"])) for trace in data[1:]}
        assert signs == {
            "suppressed": ("line-ew-open", 1),
            "nothing to divide by": ("line-ew-open", 1),
            "not reported": ("square-open", 1),
        }

    def test_a_sum_that_lacks_returns_is_a_hollow_diamond_and_named(self) -> None:
        figure = checked.trend(self.rows(), indicator=indicator(), words=EN, caption=CAPTION)
        marker = figure.to_dict()["data"][0]["marker"]
        assert marker["symbol"][-1] == "diamond" and marker["color"][-1] == theme.PAPER and marker["color"][0] == theme.UNIT
        assert "Partial: 2019 Q2 (1/10)." in record(figure)["note"]
        assert "between" not in record(figure)["alt"], "a partial sum is no lowest value"

    @pytest.mark.parametrize(("kind", "told"), [("flow", "from 25 to 30"), ("ratio", "from 12.0% to 30.0%")])
    def test_the_range_of_a_panel_leaves_out_sums_that_lack_returns(self, kind: str, told: str) -> None:
        decimals = 1 if kind == "ratio" else 0
        rows = line_rows([30.0, 25.0, 12.0]).assign(indicator="cover", k=[10.0, 10.0, 4.0], n=10.0)
        panel = indicator(kind=kind, decimals=decimals)
        figure = checked.small_multiples(rows, indicators=[panel], words=EN, caption=CAPTION, period=Period.parse(2019))
        assert told in [note["text"] for note in figure.to_dict()["layout"]["annotations"]]

    def test_panels_say_the_same(self) -> None:
        figure = checked.small_multiples(
            self.rows().assign(indicator="cover"), indicators=[indicator()], words=EN, caption=CAPTION, period=Period.parse(2019)
        )
        assert record(figure)["table"]["rows"][0][4:] == [
            "—, nothing to divide by",
            "not reported",
            "12.0% (provisional, 1/10)",
        ]
        assert "◇ Some returns are missing or suppressed." in record(figure)["note"]
        assert "A short dash means: suppressed, nothing to divide by." in record(figure)["note"]
        assert "(2019 Q2)" in said(figure), "on a page of a year, a quarter's value says of which it is"

    def test_a_line_is_blank_before_it_began(self) -> None:
        rows = line_rows([NAN, NAN, 3.0, 4.0]).assign(absence=[None, "", None, None])
        figure = checked.trend(rows, indicator=indicator(), words=EN, caption=CAPTION)
        assert [trace["name"] for trace in figure.to_dict()["data"]] == ["Park A"]
        assert "not reported" not in json.dumps(record(figure))

    def test_a_target_for_the_end_of_a_year_stands_at_its_end_with_its_year(self) -> None:
        targets = pd.DataFrame({"period": ["2018"], "value": [4.0], "span": ["2018Q4"]})
        stock = indicator(kind="stock", decimals=0)
        figure = checked.trend(line_rows([1.0, 2, 3, 4]), indicator=stock, words=EN, caption=CAPTION, targets=targets)
        drawn, told = figure.to_dict()["data"][-2:]
        assert told["x"][0] == (drawn["x"][0] + drawn["x"][1]) / 2 and drawn["hoverinfo"] == "skip", "its middle tells of it"
        assert drawn["x"][1] - drawn["x"][0] == 3
        assert record(figure)["table"]["rows"][-1] == ["2018 Q4", "4", "4 (2018)"]


@pytest.mark.parametrize("name", ["A unit whose name takes two lines of a picture", "名称很长因而要占两行的一个单位名称"])
def test_names_of_two_lines_do_not_touch_those_of_other_rows(name: str) -> None:
    # Two lines of small type are 31 pixels high at plotly's line height of 1.3; a quarter of a line stays free.
    frame = pd.DataFrame({"name": [f"{name} {n}" for n in range(3)], "before": [1.0, 2, 3], "after": [2.0, 3, 4], "marked": True})
    moves = checked.dumbbell(frame, indicator=indicator(), words=EN, caption=CAPTION, before="2019Q4", after="2020Q4")
    cells = pd.DataFrame({"row": frame["name"], "column": "A", "shade": 0.5, "text": "5", "absence": ""})
    map_ = checked.heat(cells, words=EN, caption=CAPTION)
    for figure in (moves, map_):
        layout = figure.to_dict()["layout"]
        low, high = layout["yaxis"]["range"]
        inside = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
        assert inside / abs(high - low) >= 2 * 12 * 1.3 + 4


class TestRankedBars:
    def test_best_on_top_marked_in_the_accent_missing_left_out(self) -> None:
        data = bars(EN).to_dict()["data"][0]
        assert data["x"] == [70.0, 70.0, 50.0, 20.0]
        assert data["marker"]["color"] == [theme.RANGE_2, theme.RANGE_2, theme.UNIT, theme.RANGE_2]
        assert "Not reported: 1 (U3)" in record(bars(EN))["note"]

    def test_the_lowest_is_on_top_where_down_is_good(self) -> None:
        figure = checked.ranked_bars(bar_rows([3, 1, 2]), indicator=indicator(direction="down"), words=EN, caption=CAPTION)
        assert figure.to_dict()["data"][0]["x"] == [1.0, 2.0, 3.0]

    def test_a_tie_is_not_called_first(self) -> None:
        alt = record(bars(EN))["alt"]
        assert "4 in all, from 20.0% to 70.0%" in alt and "first" not in alt
        assert "U0 has 50.0%, 3rd of 4" in alt and "1 not reported" in alt

    def test_without_a_tie_the_ends_are_named(self) -> None:
        alt = record(checked.ranked_bars(rank_rows([50, 70, 20]), indicator=indicator(), words=EN, caption=CAPTION))["alt"]
        assert "of 3 ranked units U1 comes first with 70.0% and U2 last with 20.0%" in alt

    def test_what_is_not_ranked_is_not_drawn_but_listed_with_the_reason(self) -> None:
        frame = rank_rows([50, 70, 90, 20]).assign(why=["", "", "small", ""], rank=[2.0, 1, NAN, 3])
        figure = checked.ranked_bars(frame, indicator=indicator(), words=EN, caption=CAPTION)
        assert figure.to_dict()["data"][0]["x"] == [70.0, 50.0, 20.0]
        assert record(figure)["table"]["rows"][-1] == ["U2", "90.0%", "not ranked: small denominator"]
        assert "Not ranked: 1 (U2)." in record(figure)["note"] and "1 not ranked" in record(figure)["alt"]

    def test_absences_are_counted_by_their_kind(self) -> None:
        frame = bar_rows([5, NAN, NAN, NAN]).assign(absence=["", "suppressed", "not reported", ""])
        found = record(checked.ranked_bars(frame, indicator=indicator(), words=EN, caption=CAPTION))
        assert "Without a figure, suppressed: 1 (U1)." in found["note"] and "Not reported: 1 (U2)." in found["note"]
        assert "U3" not in found["note"]
        assert found["table"]["rows"][1:] == [["U1", "suppressed at the source"], ["U2", "not reported"], ["U3", "—"]]

    def test_figures_that_are_printed_alike_are_said_once(self) -> None:
        def alt(values: list[float], **more: list[str]) -> str:
            frame = bar_rows(values, marked=-1).assign(**more)
            return str(record(checked.ranked_bars(frame, indicator=indicator(), words=EN, caption=CAPTION))["alt"])

        assert alt([71.01, 71.04, 70.96]) == "Cover: 3 in all, each 71.0%."
        assert alt([71.01]) == "Cover: one in all, 71.0%."
        assert alt([71.01, 71.06]) == "Cover: 2 in all, from 71.0% to 71.1%."
        assert alt([71.0, 71.0], status=["provisional", "final"]) == "Cover: 2 in all, each 71.0%."
        assert alt([71.0, 71.0], qualifier=["more than", "exactly"]) != "Cover: 2 in all, each 71.0%."

    def test_without_ranks_there_is_no_column_of_them(self) -> None:
        figure = checked.ranked_bars(bar_rows([3, 1]), indicator=indicator(direction="none"), words=EN, caption=CAPTION)
        assert record(figure)["table"]["columns"] == ["Unit", "Cover"]
        assert "2 in all, from 1.0% to 3.0%" in record(figure)["alt"]

    @given(count=st.integers(1, 60), marked=st.integers(0, 59), limit=st.integers(6, 20))
    def test_best_marked_neighbours_and_last_stay(self, count: int, marked: int, limit: int) -> None:
        places, _ = ordered(bar_rows([float(-n) for n in range(count)], marked), indicator())
        shown = chosen(places, limit)
        kept = [n for n in shown if n is not None]
        assert kept == sorted(set(kept)) and len(kept) == min(count, limit)
        assert {0, count - 1} <= set(kept)
        assert marked >= count or {n for n in (marked - 1, marked, marked + 1) if 0 <= n < count} <= set(kept)

    def test_the_row_between_says_how_many_are_left_out(self) -> None:
        figure = checked.ranked_bars(
            rank_rows([float(n) for n in range(20)]), indicator=indicator(), words=EN, caption=CAPTION, limit=6
        )
        assert "14 more not shown" in said(figure)
        table = record(figure)["table"]["rows"]
        assert len(table) == 7 and ["⋯ 14 more not shown", "—", "—"] in table
        assert table[0] == ["U19", "19.0%", "1"] and table[-1] == ["U0", "0.0%", "20"]


class TestDumbbell:
    def test_both_values_stand_where_they_belong(self) -> None:
        _, before, after = dumbbell(EN).to_dict()["data"]
        assert after["x"] == [3.0, 2.0, 1.5] and before["x"] == [1.0, 2.0]
        assert before["y"] == [1, 2]
        assert after["marker"]["color"][2] == theme.UNIT

    def test_a_change_needs_both(self) -> None:
        assert [row[3] for row in record(dumbbell(EN))["table"]["rows"]] == ["—", "+1.0", "−0.5"]
        assert "1 not known at both dates" in record(dumbbell(EN))["alt"]

    def test_moved_most_needs_one_that_did(self) -> None:
        assert "a moved most, by +1.0" in record(dumbbell(EN))["alt"]
        frame = pd.DataFrame({"name": list("ab"), "before": [1.0, 2], "after": [2.04, 1.0], "marked": False})
        tied = checked.dumbbell(frame, indicator=indicator(), words=EN, caption=CAPTION, before="2019", after="2020")
        assert "1 rose, 1 fell" in record(tied)["alt"] and "most" not in record(tied)["alt"]


class TestHeat:
    def test_shades_are_those_given_and_missing_is_hatched(self) -> None:
        ground, hatched, texts = heat(EN).to_dict()["data"]
        assert ground["z"] == [[None, None], [0.9, None], [None, None], [0.05, 0.5]]
        assert (hatched["x"], hatched["marker"]["pattern"]["shape"]) == ([1], "/")
        assert "missing" in texts["text"] and "Hatched: not reported." in record(heat(EN))["note"]

    def test_cells_without_a_shade_are_all_alike_and_carry_no_sign(self) -> None:
        cells = pd.DataFrame({"row": ["r", "r"], "column": ["A", "B"], "text": ["90", ""], "absence": ["", "suppressed"]})
        figure = checked.heat(cells, words=EN, caption=CAPTION)
        ground, hatched, texts = figure.to_dict()["data"]
        assert ground["z"] == [[0.0, 0.0]] and list(hatched["x"]) == []
        assert list(texts["text"]) == ["90", "suppressed"] and "Hatched" not in record(figure)["note"]

    def test_the_table_prints_the_cells(self) -> None:
        table = record(heat(EN))["table"]
        assert table["columns"] == ["Dimension", "Indicator", "A", "B"]
        assert table["rows"] == [["g1", "r1", "90", "missing"], ["g2", "r2", "5", "50"]]


class TestSmallMultiples:
    def test_a_range_that_is_printed_as_one_figure_is_one_figure(self) -> None:
        for values, printed in (([71.01, 71.04], "71.0%"), ([71.01, 71.06], "from 71.0% to 71.1%")):
            frame = line_rows(values).assign(indicator="one")
            figure = checked.small_multiples(frame, indicators=[indicator("one")], words=EN, caption=CAPTION)
            below = [note.text for note in figure.layout.annotations if note.xanchor == "center" and note.yanchor == "top"]
            assert printed in below

    def test_each_panel_has_its_own_scale(self) -> None:
        layout = small_multiples(EN).layout
        assert layout.yaxis.range[1] < 10 < layout.yaxis2.range[0]

    def test_name_and_last_value_stand_above(self) -> None:
        assert all(text in said(small_multiples(EN)) for text in ("One", "3.0%", "Two", "250"))

    @pytest.mark.parametrize("picture", [32, 88])
    def test_a_line_that_begins_high_is_clear_of_the_words_of_the_value(self, picture: int) -> None:
        # Ten pixels lie between the head of the panel, which ends below these words, and the highest point of the line.
        frame = line_rows([300.0, 200, 250]).assign(indicator="one")
        figure = checked.small_multiples(
            frame, indicators=[indicator("one")], words=EN, caption=CAPTION, columns=1, picture=picture
        )
        low, high = figure.layout.yaxis.range
        assert (high - 300) / (high - low) * picture >= 9.99 and low < 200

    def test_a_single_panel_is_not_said_to_differ_from_others(self) -> None:
        notes = {}
        for values in ([200.0, 250.0], [-1.0, 3.0]):
            frame = line_rows(values).assign(indicator="cover")
            figure = checked.small_multiples(frame, indicators=[indicator()], words=EN, caption=CAPTION)
            notes[values[0]] = record(figure)["note"].removeprefix(CAPTION.note).strip()
        assert notes == {200.0: "The vertical axis does not start at zero.", -1.0: ""}
        assert "Vertical axes differ between panels" in record(small_multiples(EN))["note"]

    def test_the_alt_text_says_what_is_drawn_and_the_table_what_the_figures_are(self) -> None:
        told = record(small_multiples(EN))
        assert told["alt"] == "One line chart for each indicator, 2 in all; the data table has the figures."
        assert [row[0] for row in told["table"]["rows"]] == ["One", "Two"] and told["table"]["rows"][1][-1] == "250"

    def test_the_number_of_what_is_compared_with_is_never_cut(self) -> None:
        name = "The very long name of a development zone"
        frame = pd.concat([line_rows([1.0, 2, 3]), line_rows([1.0, 2, 53.62]).assign(series="benchmark", name=name)])
        figure = checked.small_multiples(frame.assign(indicator="one"), indicators=[indicator("one")], words=EN, caption=CAPTION)
        label = next(note.text for note in figure.layout.annotations if note.text.startswith("The"))
        assert label.endswith("<br>53.6%") and label.count("<br>") == 2


class TestWaterfall:
    @given(sizes=st.lists(VALUES, max_size=15), start=VALUES, end=VALUES, limit=st.integers(1, 10))
    def test_the_parts_always_add_up(self, sizes: list[float], start: float, end: float, limit: int) -> None:
        frame = pd.DataFrame({"name": [f"p{n}" for n in range(len(sizes))], "contribution": pd.Series(sizes, dtype=float)})
        steps, _ = parts(frame, EN, change=end - start, limit=limit)
        assert math.isclose(start + sum(step.size for step in steps), end, abs_tol=1e-2)
        assert len(steps) <= limit + 2

    def test_bars_follow_on_each_other(self) -> None:
        data = waterfall(EN).to_dict()["data"][0]
        ends = [base + size for base, size in zip(data["base"], data["x"], strict=True)]
        assert data["base"][0] == 84.1
        assert data["base"][1:] == pytest.approx(ends[:-1])
        assert ends[-1] == pytest.approx(87.2)

    def test_what_the_parts_leave_is_named_not_hidden(self) -> None:
        table = record(waterfall(EN))["table"]["rows"]
        assert ["Not broken down", "+1.8"] in table
        assert "Not reported: 1 (d)" in record(waterfall(EN))["note"]

    def test_moved_it_most_needs_one_that_did(self) -> None:
        assert "a contributed most, +1.7" in record(waterfall(EN))["alt"]
        ends: dict[str, Any] = {"start": 1.0, "end": 1.0, "start_name": "Q3", "end_name": "Q4"}
        frame = pd.DataFrame({"name": list("ab"), "contribution": [2.0, -2.0]})
        tied = checked.waterfall(frame, indicator=indicator(), words=EN, caption=CAPTION, **ends)
        assert "most" not in record(tied)["alt"]

    def test_colour_follows_the_good_side(self) -> None:
        assert push(1, indicator()) == push(-1, indicator(direction="down")) == theme.BETTER
        assert push(-1, indicator()) == push(1, indicator(direction="down")) == theme.WORSE
        assert push(1, indicator(direction="none")) == theme.MARK


class TestIcicle:
    def test_parents_are_the_sum_of_their_children(self) -> None:
        data = icicle(EN).to_dict()["data"][0]
        for node, value in zip(data["ids"], data["values"], strict=True):
            children = [v for p, v in zip(data["parents"], data["values"], strict=True) if p == node]
            assert not children or sum(children) == value

    def test_small_leaves_become_one_and_the_whole_stays_whole(self) -> None:
        data = icicle(EN).to_dict()["data"][0]
        leaves = [n for n in data["ids"] if n not in data["parents"]]
        assert len(leaves) <= 6
        assert sum(v for n, v in zip(data["ids"], data["values"], strict=True) if n in leaves) == 300
        assert "Other 3" in data["labels"]

    def test_only_a_leaf_that_is_larger_than_all_others_has_the_accent(self) -> None:
        # two leaves of 50 share the first place
        assert icicle(EN).to_dict()["data"][0]["marker"]["colors"].count(theme.UNIT) == 0
        assert "largest" not in record(icicle(EN))["alt"]
        rows = [("all", "", "All", NAN), *((name, "all", name, 10.0 * n) for n, name in enumerate("abc", 1))]
        frame = pd.DataFrame(rows, columns=["id", "parent", "name", "value"])
        figure = checked.icicle(frame, indicator=indicator(kind="stock", decimals=0), words=EN, caption=CAPTION)
        assert figure.to_dict()["data"][0]["marker"]["colors"].count(theme.UNIT) == 1
        assert "60 in all; units: 3; the largest is c with 30, 50.0%" in record(figure)["alt"]

    def test_a_part_of_which_nothing_is_known_has_no_area(self) -> None:
        # Of a whole of 30 the group g has 10 and 20; of h and of the groups below it no figure came.
        rows = [("all", "", "All", NAN), ("g", "all", "G", NAN), ("h", "all", "H", NAN), ("i", "h", "I", NAN)]
        rows += [("g1", "g", "G1", 10.0), ("g2", "g", "G2", 20.0), ("i1", "i", "I1", NAN)]
        frame = pd.DataFrame(rows, columns=["id", "parent", "name", "value"])
        figure = checked.icicle(frame, indicator=indicator(kind="stock", decimals=0), words=EN, caption=CAPTION)
        data = figure.to_dict()["data"][0]
        assert dict(zip(data["ids"], data["values"], strict=True)) == {"all": 30, "g": 30, "g1": 10, "g2": 20}
        assert [row[-3:-1] for row in record(figure)["table"]["rows"]] == [["G2", "20"], ["G1", "10"], ["I1", "not reported"]]
        assert "30 in all; units: 2; 1 not reported" in record(figure)["alt"]

    def test_the_table_lists_what_is_drawn_and_who_is_missing(self) -> None:
        data, rows = icicle(EN).to_dict()["data"][0], record(icicle(EN))["table"]["rows"]
        leaves = [n for n in data["ids"] if n not in data["parents"]]
        assert len(rows) == len(leaves) + 1
        assert sum(int(row[2]) for row in rows[:-1]) == 300
        assert rows[-1][1:] == ["Silent", "not reported", "—"]


def walked(path: str) -> list[tuple[float, float]]:
    """The points that an SVG path passes."""
    places: list[tuple[float, float]] = []
    for stroke in path.split("M")[1:]:
        x, y, *ways = map(float, re.findall(r"-?(?:\d+\.?\d*|\.\d+)", stroke.replace("h0", "")))
        places.append((x, y))
        for right, down in zip(ways[::2], ways[1::2], strict=True):
            places.append((places[-1][0] + right, places[-1][1] + down))
    return places


class TestSparkline:
    def test_it_lifts_its_pen_over_a_gap(self) -> None:
        path = re.search(r' d="([^"]*)"', sparkline([1, 2, NAN, 4, None, 3]))
        assert path is not None
        assert path[1].count("M") == 3 and path[1].endswith("h0")

    def test_it_lifts_its_pen_at_a_break_in_the_series(self) -> None:
        path = re.search(r' d="([^"]*)"', sparkline([1, 2, 3, 4, 5], restarts=[2, 4]))
        assert path is not None
        assert path[1].count("M") == 3 and path[1].endswith("h0")
        assert [x for x, _ in walked(path[1])] == [4, 26, 48, 70, 92]  # the points stay where they are in time

    def test_a_last_point_that_lacks_returns_is_hollow(self) -> None:
        assert '<circle class="part"' in sparkline([1, 2], partial=[1])
        assert '<circle class="part"' not in sparkline([1, 2], partial=[0])

    def test_lines_to_and_from_points_that_lack_returns_are_dashed(self) -> None:
        paths = re.findall(r'<path( class="part")? d="([^"]*)"', sparkline([1, 2, 3, 4, 5, NAN, 6], partial=[2], restarts=[4]))
        assert [bool(dashed) for dashed, _ in paths] == [False, True]
        assert [x for x, _ in walked(paths[1][1])] == [pytest.approx(4 + 88 / 6 * n, abs=0.1) for n in (1, 2, 3)]
        assert [x for x, _ in walked(paths[0][1])] == [pytest.approx(4 + 88 / 6 * n, abs=0.1) for n in (0, 1, 4, 6)]

    def test_it_is_hidden_from_readers_aloud_and_marks_target_and_last_point(self) -> None:
        svg = sparkline([1, 2], target=3)
        assert all(text in svg for text in ('aria-hidden="true"', "<path", "<circle", "<line"))

    @given(st.lists(st.one_of(st.none(), VALUES), max_size=20))
    def test_it_stays_in_its_box(self, values: list[float | None]) -> None:
        path = re.search(r' d="([^"]*)"', sparkline(values))
        places = walked(path[1]) if path else []
        assert all(-1e-9 <= x <= 96 + 1e-9 and -1e-9 <= y <= 28 + 1e-9 for x, y in places)
        assert len(places) == sum(value is not None for value in values)


class TestAxesAndLabels:
    @given(st.lists(VALUES, min_size=1, max_size=20))
    def test_at_most_five_round_values_within_range(self, values: list[float]) -> None:
        scale = nice(values)
        assert 1 <= len(scale.ticks) <= 5
        assert scale.low <= min(values) and max(values) <= scale.high
        assert all(scale.low <= tick <= scale.high for tick in scale.ticks)

    def test_one_unit_for_the_whole_axis(self) -> None:
        assert tick_texts(nice([8000, 16000]), indicator(kind="flow"), ZH) == ["0.8万", "1.0万", "1.2万", "1.4万", "1.6万"]

    def test_years_stand_under_their_quarters(self) -> None:
        assert time_axis([Period.parse(p) for p in QUARTERS], EN)["ticktext"] == ["2018", "2019", "2020"]
        assert time_axis([Period.parse(p) for p in QUARTERS[2:5]], EN)["ticktext"] == ["Q3<br>2018", "Q4", "Q1<br>2019"]

    @given(st.lists(st.integers(1990, 2030), min_size=1, max_size=41, unique=True))
    def test_at_most_six_labels(self, years: list[int]) -> None:
        assert len(time_axis(sorted(Period.parse(y) for y in years), EN)["ticktext"]) <= 6

    @given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
    def test_labels_keep_apart_and_inside(self, places: list[float]) -> None:
        moved = sorted(apart(places, sizes=[17.0] * len(places), low=0, high=100))
        assert all(b - a >= 17 - 1e-6 for a, b in pairwise(moved))
        assert moved[0] >= 8.5 - 1e-6 and moved[-1] <= 91.5 + 1e-6

    @given(st.text(max_size=60), st.integers(4, 20))
    def test_lines_fit(self, text: str, cells: int) -> None:
        assert all(width(line) <= cells for line in lines(text, cells))

    def test_no_line_ends_with_an_opening_bracket(self) -> None:
        assert lines("通信线缆和光纤（21）", 18) == ["通信线缆和光纤", "（21）"]
        assert lines("汽车（零部件）", 6) == ["汽车", "（零部", "件）"]
        assert lines("marine fittings (21)", 17) == ["marine fittings", "(21)"]


def test_a_qualified_value_is_written_with_its_qualifier_and_a_missing_one_with_its_reason() -> None:
    staff = indicator(kind="stock", decimals=0)
    rows = line_rows([100.0, NAN, NAN, 120.0]).assign(
        qualifier=["exactly", "exactly", "exactly", "more than"], absence=["", "suppressed", "not reported", ""]
    )
    drawn = checked.trend(rows, indicator=staff, words=EN, caption=CAPTION)
    table = record(drawn)["table"]
    assert [row[1] for row in table["rows"]] == ["100", "suppressed at the source", "not reported", "more than 120"]
    assert "Park A more than 120" in said(drawn).replace("<br>", " ").replace("<b>", "").replace("</b>", "")
    assert {"suppressed", "not reported"} <= {note["text"] for note in drawn.to_dict()["layout"]["annotations"]}
    alt = record(drawn)["alt"]
    assert "more than 120" in alt and ", 1 not reported" in alt and "between" not in alt
    panels = checked.small_multiples(rows.assign(indicator="cover"), indicators=[staff], words=EN, caption=CAPTION)
    assert record(panels)["table"]["rows"][0][1:] == ["100", "suppressed at the source", "not reported", "more than 120"]
    assert "more than 120" in said(panels) and "more than 120" in json.dumps(panels.to_dict()["data"], default=list)

    bar = bar_rows([5.0, 7.0]).assign(qualifier=["exactly", "about"])
    ranking = checked.ranked_bars(bar, indicator=staff, words=EN, caption=CAPTION)
    assert [row[1] for row in record(ranking)["table"]["rows"]] == ["about 7", "5"]
    assert "about 7" in said(ranking) and "about 7" in record(ranking)["alt"]


def test_what_a_browser_rounds_otherwise_is_written_out() -> None:
    even = checked.trend(line_rows([0.25, 0.75]), indicator=indicator(), words=EN, caption=CAPTION).to_dict()["data"][0]
    odd = checked.trend(line_rows([0.35, 0.75]), indicator=indicator(), words=EN, caption=CAPTION).to_dict()["data"][0]
    # 0.25 is a half in binary too, which a browser rounds up; 0.35 is a little less than that, and would become 0.3.
    assert "%{y:,.1f}" in even["hovertemplate"]
    assert list(odd["customdata"]) == ["0.4%", "0.8%"] and "%{y" not in odd["hovertemplate"]


@pytest.mark.parametrize("kind", ["ratio", "rank"])
def test_the_names_of_eight_lines_stand_apart_and_within_the_picture(kind: str) -> None:
    names = [f"A long name of park number {n} (of its kind)" for n in range(8)]
    values = [[float(n + 1), 1.0 + n % 3] for n in range(8)]
    rows = pd.concat([line_rows(row, series="several", name=name) for name, row in zip(names, values, strict=True)])
    drawn = checked.trend(rows, indicator=indicator(kind=kind, decimals=0), words=EN, caption=CAPTION).to_dict()["layout"]
    low, high = drawn["yaxis"]["range"]
    height = drawn["height"] - drawn["margin"]["t"] - drawn["margin"]["b"]
    labels = [note for note in drawn["annotations"] if note.get("xref") == "paper" and note.get("yref") != "paper"]
    middles = [(note["y"] - low) / (high - low) * height + note["yshift"] for note in labels]
    sizes = [17 * (note["text"].count("<br>") + 1) for note in labels]
    edges = sorted((middle - size / 2, middle + size / 2) for middle, size in zip(middles, sizes, strict=True))
    assert len(labels) == 8 and edges[0][0] >= -1 and edges[-1][1] <= height + 1
    assert all(above >= below - 1 for (_, below), (above, _) in pairwise(edges))


def test_a_line_without_a_figure_takes_no_colour() -> None:
    rows = pd.concat(
        [
            line_rows([NAN, NAN], series="several", name="Silent").assign(absence="not asked"),
            line_rows([1.0, 2.0], series="several", name="B"),
            line_rows([2.0, 3.0], series="several", name="C"),
        ]
    )
    traces = checked.trend(rows.fillna({"absence": ""}), indicator=indicator(), words=EN, caption=CAPTION).to_dict()["data"]
    assert {
        trace["name"]: trace["line"]["color"]
        for trace in traces
        if trace["mode"] == "lines+markers" and trace["name"] != "Silent"
    } == {"B": theme.SEVERAL[0], "C": theme.SEVERAL[1]}
