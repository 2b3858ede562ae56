from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reportlib.blocks import Chart, Number, Table
from reportlib.query import Book
from reportlib.workbook import Workbook
from tests.analysis.made import world


@pytest.fixture
def wb(small_workbook: Workbook) -> Book:
    return Book(small_workbook, lang="en")


def rows(block: Chart | Table) -> list[tuple[str, ...]]:
    """The table behind a block, row by row."""
    return [tuple(row) for row in block.table.itertuples(index=False)]


def drawn(chart: Chart, kind: str = "scatter") -> list[dict[str, Any]]:
    assert chart.plain
    return [trace for trace in chart.plain["data"] if trace["type"] == kind]


class TestTrend:
    def test_it_runs_over_the_whole_history_and_says_what_is_missing(self, wb: Book) -> None:
        chart = wb["visits"].of("ash", "dale").trend()
        assert (chart.title, chart.subtitle) == ("Visits", "Ash, Dale, 2019 Q1 to 2020 Q4")
        assert list(chart.table["Ash"]) == ["8", "8", "8", "8", "10", "11", "12", "13"]
        assert list(chart.table["Dale"]) == ["not reported"] * 4 + ["7", "8", "9", "10"]
        assert "Gaps, not reported: Dale (periods: 4)." in chart.note and "Ash 13 (fourth quarter of 2020)" in chart.alt

    def test_one_unit_is_told_by_its_last_figure_beside_its_parent_the_rest_of_that_and_its_peers(self, wb: Book) -> None:
        # North lent 55 of 200; without Ash that is 15 of 80. Of Ash's two peers only Birch has a figure.
        chart = wb["lending"].of("ash").against("parent", "rest", "peers").trend()
        assert chart.title == "Lending: 33.3% in 2020 Q4"
        assert list(chart.table.columns) == ["Period", "Ash", "North", "the rest of North", "median peer"]
        assert rows(chart)[-1] == ("2020 Q4", "33.3%", "27.5%", "18.8%", "18.8%")

    def test_a_target_of_the_year_is_set_beside_what_is_counted_at_its_end(self, wb: Book) -> None:
        chart = wb["homes"].of("ash").against("target").trend()
        assert rows(chart) == [("2020 Q3", "100", "—"), ("2020 Q4", "110", "105 (2020)")]

    def test_a_benchmark_without_a_figure_is_named(self, wb: Book) -> None:
        chart = wb["members"].of("ash").at("2020Q3", "2020Q4").against("birch")
        assert "fewer than two figures" in chart.trend().why
        visits = wb["visits"].of("ash").at("2019Q1", "2019Q2").against("birch").trend()
        assert "Nothing to compare with: Birch." in visits.note

    def test_groups_are_as_they_stood_then(self, wb: Book) -> None:
        # Ash is a pilot from 2020 on. Before, it is among the other units, and the only one of them that reported.
        chart = wb["visits"].each("town").by("pilot").trend()
        assert list(chart.table["Pilots"]) == ["—"] * 4 + ["10", "11", "12", "13"]
        assert list(chart.table["Other units"]) == ["8 (1/3)"] * 4 + ["12", "14", "29", "31 (provisional)"]
        assert "Each period has the units that were in the group then." in chart.note

    def test_nine_lines_are_eight_colours_and_dashes_at_most(self, wb: Book) -> None:
        lines = drawn(wb["visits"].of("ash", "birch", "cedar", "dale", "north").trend())
        looks = {(line["line"]["color"], line["line"].get("dash")) for line in lines}
        assert len(lines) == 5 and len(looks) == 5

    def test_without_two_figures_it_says_so(self, wb: Book) -> None:
        chart = wb["fines"].of("ash").trend()
        assert chart.why.startswith("Fines: fewer than two figures") and chart.alt == chart.why
        assert chart.titled("x").half().edit(lambda figure: figure).why == chart.why


class TestSpread:
    def test_a_dot_a_unit_and_the_median_of_three(self, wb: Book) -> None:
        chart = wb["mood"].each("town").by("peer_group").spread()
        assert rows(chart) == [
            ("old", "Median of 3", "80.0"),
            ("old", "Dale", "90.0"),
            ("old", "Ash", "80.0"),
            ("old", "Birch", "60.0"),
        ]
        dots, medians = drawn(chart)
        assert sorted(dots["x"]) == [60, 80, 90] and medians["x"] == [80]
        assert chart.claims[0].text == "old: 3 units, median 80.0, from 60.0 to 90.0" and chart.claims[0].text in chart.alt
        assert {fact.unit for fact in chart.claims[0].facts} == {"ash", "birch", "dale"}

    def test_figures_that_are_printed_alike_are_said_once(self, tmp_path: Path) -> None:
        moods = {"a": ("71.01", 4), "b": ("71.04", 5), "c": ("70.96", 5)}
        rows = [f"mood {unit} 2020Q4 {mood}\nstaff {unit} 2020Q4 {staff}" for unit, (mood, staff) in moods.items()]
        made = Book(world(tmp_path, "\n".join(rows), mood={"decimals": 1}).workbook, lang="en")
        assert made["mood"].each("firm").at("2020Q4").spread().claims[0].text == "firm: 3 units, each 71.0"
        assert made["mood"].each("firm").at("2020Q4").relate("staff").alt.endswith("mood 71.0 for each; staff from 4 to 5.")

    @pytest.mark.parametrize(("lang", "name"), [("zh", "老镇"), ("en", "Old towns")])
    def test_groups_are_called_by_their_names(self, small_folder: Path, lang: str, name: str) -> None:
        path = small_folder / "params" / "units.yaml"
        path.write_text("peer_groups: {old: {zh: 老镇, en: Old towns}}\n" + path.read_text("utf-8"), "utf-8")
        chart = Book(Workbook.load(small_folder), lang=lang)["mood"].each("town").by("peer_group").spread()
        assert {row[0] for row in rows(chart)} == {name} and name in chart.claims[0].text

    def test_two_have_no_median_and_who_has_none_is_named(self, wb: Book) -> None:
        chart = wb["lending"].each("town").at("2020Q4").spread()
        assert "Not reported: 1 (Dale)." in chart.note and "median" not in chart.alt and drawn(chart)[1]["x"] == []

    def test_a_unit_is_a_line_through_all(self, wb: Book) -> None:
        chart = wb["lending"].each("town").at("2020Q4").against("north").spread()
        assert chart.plain and any("North 27.5%" in note["text"] for note in chart.plain["layout"]["annotations"])


class TestRelate:
    def test_a_dot_is_a_unit_with_both(self, wb: Book) -> None:
        chart = wb["lending"].each("town").relate("mood")
        assert rows(chart) == [("Ash", "33.3%", "80.0"), ("Birch", "18.8% (of 80)", "60.0")]
        assert chart.title == "Lending and mood (points), by town"
        assert "2 of 3 units have all of these figures" in chart.subtitle and "Not reported: 1 (Dale)." in chart.note

    def test_sizes_are_areas(self, wb: Book) -> None:
        (trace,) = drawn(wb["lending"].each("town").relate("mood", size="visits"))
        ash, birch = trace["marker"]["size"]
        assert birch == 36 and (ash / birch) ** 2 == pytest.approx(13 / 21, rel=0.01)


class TestParts:
    def test_contributions_add_up_to_the_change_and_name_who_joined(self, wb: Book) -> None:
        # North had 8, all from Ash. Now it has 13 from Ash and 21 from Birch, which opened.
        chart = wb["visits"].of("north").at("2020Q4").contribution()
        assert rows(chart) == [("2019 Q4", "8"), ("Birch (new)", "+21"), ("Ash", "+5"), ("2020 Q4", "34")]
        assert chart.title == "Visits: +26 on 2019 Q4" and [claim.kind for claim in chart.claims] == ["change", "moved it most"]

    def test_no_change_may_be_told_of_more_than_130(self, wb: Book) -> None:
        assert "no comparable change" in wb["visits"].of("whole").at(2020).contribution().why

    def test_a_count_is_made_of_what_each_gave_while_it_stood_there(self, wb: Book) -> None:
        # South has 5 and 6 from Cedar until June, then 9 and 10 from Dale.
        chart = wb["visits"].of("south").at(2020).composition()
        assert rows(chart) == [("Dale (July–December)", "19", "63.3%"), ("Cedar (January–June)", "11", "36.7%")]

    def test_of_what_is_not_exact_no_part_is_drawn(self, wb: Book) -> None:
        assert "is not exact" in wb["visits"].of("whole").at(2020).composition().why


class TestTwoSides:
    def test_a_table_keeps_its_numbers(self, wb: Book) -> None:
        table = wb.of("ash", "birch").at("2020Q4").table()
        assert rows(table)[0] == ("Visits", "13", "21 (provisional)") and rows(table)[1] == ("Fines", "not asked", "not asked")
        assert list(table.values().iloc[0]) == ["Visits", 13, 21]
        lending = next(row for row in table.rows if row[0] == "Lending")[1]
        assert isinstance(lending, Number) and lending.value == pytest.approx(100 / 3) and lending.point.denominator == 120

    def test_periods_are_read_across(self, wb: Book) -> None:
        chart = wb["visits"].each("town").at("last 4").heatmap()
        assert list(chart.table.columns) == ["Unit", "2020 Q1", "2020 Q2", "2020 Q3", "2020 Q4"]
        assert rows(chart)[1] == ("Cedar", "5", "6", "—", "—")

    def test_several_indicators_are_not_shaded(self, wb: Book) -> None:
        plain, shaded = (
            drawn(chosen.heatmap(), "heatmap")[0]["z"] for chosen in (wb.of("ash", "birch"), wb["visits"].each("town"))
        )
        assert {value for row in plain for value in row} <= {0, None} and max(value for row in shaded for value in row) == 1

    def test_indicators_that_the_units_do_not_have_are_named(self, wb: Book) -> None:
        assert (
            "Not indicators of these units: 1 (Place in lending)."
            in wb["visits", "lending-place"].of("north", "south").table().note
        )


class TestMultiples:
    def test_a_panel_an_indicator_and_those_without_a_line_named(self, wb: Book) -> None:
        chart = wb.where(owner="library").of("ash").multiples()
        assert [row[0] for row in rows(chart)] == ["Visits", "Lending"]
        assert "not drawn: 2 (Members, Mood)." in chart.note


class TestAnswers:
    def test_a_ranking_is_bars_and_its_first_is_a_claim(self, wb: Book) -> None:
        chart = wb["mood"].each("town").rank().chart()
        assert rows(chart) == [("Dale", "90.0", "1"), ("Ash", "80.0", "2"), ("Birch", "60.0", "3")]
        assert chart.claims[0].text == chart.title == "Mood: Dale is highest, at 90.0 points"

    def test_the_top_is_drawn_and_no_other(self, wb: Book) -> None:
        answer = wb["mood"].each("town").rank().top(2)
        assert list(answer.values()["unit"]) == ["dale", "ash"]
        assert [row[0] for row in rows(answer.chart())] == ["Dale", "Ash", "⋯ 1 more not shown"]
        assert "of 3 ranked units Dale comes first with 90.0 and Birch last" in answer.half().alt

    def test_a_change_is_then_and_now(self, wb: Book) -> None:
        answer = wb["visits"].each("town").change("2020Q3", "2020Q4")
        assert rows(answer.chart()) == [("Ash", "12", "13", "+1"), ("Birch", "20", "21", "+1"), ("Dale", "9", "10", "+1")]
        top = answer.top(1).chart()
        assert rows(top) == [("Ash", "12", "13", "+1")] and "Not drawn: 2 more." in top.note and "3 rose, 0 fell" in top.alt

    def test_changes_of_several_indicators_are_a_table(self, wb: Book) -> None:
        block = wb["visits", "lending"].of("ash").change("2020Q3", "2020Q4")._block()
        assert isinstance(block, Table)
        assert rows(block) == [("Visits", "12", "13", "+1"), ("Lending", "30.0%", "33.3%", "+3.3")]
        assert isinstance(north := wb["visits", "lending"].of("north").change("2020Q3", "2020Q4")._block(), Table)
        assert north.note == "Provisional: 1 (Visits)."
        several = wb["visits", "lending"].of("ash", "birch").change("2020Q3", "2020Q4")._block()
        assert rows(several)[-2] == ("Birch", "Lending", "6.3% (of 80)", "18.8% (of 80)", "+12.5")
        assert several.values().iloc[-2, -1] == pytest.approx(12.5)

    def test_percentages_of_one_unit_are_rows_of_one_picture(self, wb: Book) -> None:
        chart = wb["lending"].of("ash").change("2020Q3", "2020Q4").chart()
        assert rows(chart) == [("Ash", "30.0%", "33.3%", "+3.3")]

    def test_what_a_small_rate_is_of_is_said_of_both_periods(self, wb: Book) -> None:
        # Birch lent 5 of 80 and then 15 of 80; North 35 of 180 and then 55 of 200, which is not few.
        chart = wb["lending"].of("birch").change("2020Q3", "2020Q4").chart()
        assert rows(chart) == [("Birch", "6.3% (of 80)", "18.8% (of 80)", "+12.5")]
        assert chart.plain and any("(of 80)" in note.get("text", "") for note in chart.plain["layout"]["annotations"])
        assert rows(wb["lending"].of("north").change("2020Q3", "2020Q4").chart()) == [("North", "19.4%", "27.5%", "+8.1")]


def test_values_hold_what_they_are_compared_with(wb: Book) -> None:
    found = wb["lending"].of("ash", "birch").at("2020Q4").against("parent", "rest", "peers", "ash").values()
    assert list(found["against_parent"]) == [27.5, 27.5]
    assert list(found["against_rest"]) == [pytest.approx(18.75), pytest.approx(100 / 3)]
    assert list(found["against_peers"]) == [pytest.approx(18.75), pytest.approx(100 / 3)]
    assert found["against_ash"].isna().tolist() == [True, False], "a unit is not compared with itself"


def test_units_are_grouped_and_chosen_by_when_they_began(wb: Book) -> None:
    found = wb["visits"].each("town").at("2020Q4").by("start").values()
    assert list(zip(found["group"], found["value"], strict=True)) == [("", 23.0), ("2020Q3", 21.0)]
    assert list(wb["visits"].each("town").where(start="2020Q3").values()["unit"]) == ["birch"]


@pytest.mark.parametrize(
    "code",
    [
        'wb["visits"].of("ash", "dale").trend()',
        'wb["lending"].of("ash").against("parent", "rest").trend()',
        'wb["visits"].each("town").by("pilot").trend()',
        'wb["visits"].each("town", within="north").over("year").trend()',
        'wb["mood"].each("town").where(pilot=False).spread()',
        'wb["lending"].each("town").at("2020Q4").relate("mood", size="visits")',
        'wb.of("ash").table()',
        'wb.where().heatmap()',
        'wb["mood"].each("town").rank().top(2).chart()',
        'wb["visits"].each("town").change("2020Q3", "2020Q4").chart()',
    ],
)  # fmt: skip
def test_a_block_tells_the_line_that_makes_it(wb: Book, code: str) -> None:
    block = eval(code, {"wb": wb})
    assert block.code == code.removesuffix(".chart()")


def test_it_says_the_same_in_chinese(small_workbook: Workbook) -> None:
    chart = Book(small_workbook, lang="zh")["visits"].of("白蜡镇", "山谷镇").trend()
    assert (chart.title, chart.subtitle) == ("到馆（人次）", "白蜡镇、山谷镇，2019年一季度至2020年四季度")
    assert "线断开处为未报：山谷镇4期。" in chart.note
