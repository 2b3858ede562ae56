"""What the figures of a page choose and claim, on the small workbooks that once made true totals into false sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reportlib.analysis import View, look_at
from reportlib.blocks import Chart, standard
from reportlib.blocks.pieces import Piece
from reportlib.blocks.sections import collection
from reportlib.blocks.standard.below import below
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

CASES = Path(__file__).parents[1] / "cases"
EN = Words("en")
Seen = Callable[..., View]


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """The view of a unit in a period, of a case with rows added to its data, and parts of its parameters replaced."""

    def look(case: str, unit: str, period: str, *, rows: str = "", **changed: tuple[str, str]) -> View:
        folder = tmp_path / case
        shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
        with (folder / "data" / "d.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
        for name, (old, new) in changed.items():
            path = folder / "params" / f"{name}.yaml"
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        book = Workbook.load(folder)
        return look_at(book, read_observations(book), read_targets(book), unit=book.units[unit], period=Period.parse(period))

    return look


def record(figure: Chart | Piece | None) -> dict[str, Any]:
    assert isinstance(figure, Chart) and figure.plain
    found: dict[str, Any] = figure.plain["layout"]["meta"]["reportlib"]
    return found


def rows_of(figure: Chart | Piece | None) -> list[list[str]]:
    found: list[list[str]] = record(figure)["table"]["rows"]
    return found


def ids_of(figure: Chart | Piece | None) -> list[str]:
    assert isinstance(figure, Chart) and figure.plain
    return list(figure.plain["data"][0]["ids"])


class TestMove:
    """Firm A, with 100 a quarter, goes from Park One to Park Two in the last quarter of 2024."""

    @pytest.mark.parametrize(
        ("park", "parts", "title"),
        [
            (
                "p1",
                [["Firm A (January–September)", "300", "88.2%"], ["Firm C", "40", "11.8%"]],
                "(January–September) makes up 88.2%",
            ),
            (
                "p2",
                [["Firm A (October–December)", "100", "71.4%"], ["Firm B", "40", "28.6%"]],
                "(October–December) makes up 71.4%",
            ),
        ],
    )
    def test_a_park_is_made_of_what_was_given_while_it_stood_there(
        self, seen: Seen, park: str, parts: list[list[str]], title: str
    ) -> None:
        figure = standard.composition(seen("move", park, "2024"), EN, "certs")
        assert rows_of(figure) == parts
        assert record(figure)["title"].endswith(title)
        assert "largest" not in record(figure)["alt"], "of two units none is called the largest"

    def test_the_zone_shows_the_firm_twice_and_once_its_whole(self, seen: Seen) -> None:
        figure = standard.composition(seen("move", "z", "2024"), EN, "certs")
        assert sum(int(row[2]) for row in rows_of(figure)) == 480
        assert record(figure)["title"] == "Certificates: Park One makes up 70.8%"  # 340 of 480

    def test_the_firm_is_one_unit_and_neither_of_its_areas_the_largest(self, seen: Seen) -> None:
        alt = record(standard.composition(seen("move", "z", "2024"), EN, "certs"))["alt"]
        assert "480 in all; units: 3" in alt and "largest" not in alt  # Firm A gave 300 and 100
        # all that Firm A gave is less than what Firm C did
        more = seen("move", "z", "2024", rows="certs,c,2024Q4,500,,,2025-01-02\n")
        found = record(standard.composition(more, EN, "certs"))
        assert "970 in all; units: 3; the largest is Firm C with 530, 54.6%" in found["alt"]

    def test_every_area_of_the_firm_has_an_id_of_its_own(self, seen: Seen) -> None:
        ids = ids_of(standard.composition(seen("move", "z", "2024"), EN, "certs"))
        assert len(ids) == len(set(ids)) == 7  # the zone, two parks, Firm A under both, Firms B and C

    @pytest.mark.parametrize(("park", "count"), [("p1", 7), ("p2", 5)])
    def test_a_return_counts_for_the_park_of_its_quarter(self, seen: Seen, park: str, count: int) -> None:
        view = seen("move", park, "2024")
        said = collection.counted(collection.within(view), EN, period=view.period)
        assert said.startswith(f"2024: {count} of {count} returns received")

    def test_the_returns_of_the_zone_come_under_the_park_of_their_quarter(self, seen: Seen) -> None:
        view = seen("move", "z", "2024")
        of_firm = view.returns.assign(park=collection.grouped(view))[view.returns["unit"] == "a"]
        assert of_firm.set_index("period")["park"].loc[["2024Q3", "2024Q4"]].to_dict() == {"2024Q3": "p1", "2024Q4": "p2"}

    def test_the_change_is_that_of_the_firm_that_joined(self, seen: Seen) -> None:
        figure = standard.contribution(seen("move", "p2", "2024"), EN, "certs")
        assert rows_of(figure) == [["2023", "40"], ["Firm A (joined from Park One)", "+100"], ["Firm B", "0"], ["2024", "140"]]
        assert record(figure)["title"].endswith("Firm A (joined from Park One) contributed most (+100)")

    def test_who_left_is_named_with_where_it_went(self, seen: Seen) -> None:
        figure = standard.contribution(seen("move", "p1", "2024"), EN, "certs")
        assert rows_of(figure)[1:3] == [["Firm C", "0"], ["Firm A (left for Park Two)", "−100"]]

    def test_two_that_moved_alike_moved_it_most_neither(self, seen: Seen) -> None:
        found = record(standard.contribution(seen("move", "z", "2024"), EN, "certs"))
        assert found["title"] == "Certificates unchanged on 2023" and "most" not in found["alt"]

    def test_a_year_drawn_in_quarters_says_so_and_keeps_its_own_sum_in_the_title(self, seen: Seen) -> None:
        found = record(standard.trend(seen("move", "p2", "2024"), EN, "certs"))
        assert found["title"].startswith("Certificates: 140 people in 2024, up 100 people on 2023")
        assert found["subtitle"] == "Park Two, quarters, 2023 Q1 to 2024 Q4"
        panels = standard.multiples(seen("move", "p2", "2024"), EN, ["certs", "staff"], title="Both")
        assert record(panels)["subtitle"] == "Park Two, quarters, 2023 Q1 to 2024 Q4"
        values = [note["text"] for note in panels.plain["layout"]["annotations"] if note["text"].startswith("110")]
        assert len(values) == 1 and "(2024 Q4)" in values[0]

    @pytest.mark.parametrize(("name", "drawn"), [("certs", False), ("staff", True)])
    def test_a_yearly_target_is_drawn_on_quarters_of_a_stock_only(
        self, seen: Seen, tmp_path: Path, name: str, drawn: bool
    ) -> None:
        (tmp_path / "move" / "data").mkdir(parents=True)
        targets = f"indicator,unit,period,value\n{name},p2,2024,500\n{name},p2,2025,700\n"
        (tmp_path / "move" / "data" / "t.csv").write_text(targets, "utf-8")
        view = seen("move", "p2", "2024", workbook=("calendar:", "targets: data/t.csv\ncalendar:"))
        table = record(standard.trend(view, EN, name))["table"]
        assert ("Target" in table["columns"]) == drawn
        assert [row[2] for row in table["rows"] if row[2:] and row[2] != "—"] == (["500 (2024)"] if drawn else [])


class TestNegative:
    def test_no_picture_of_the_parts_but_why(self, seen: Seen) -> None:
        piece = standard.composition(seen("negative", "p1", "2024Q2"), EN, "profit")
        assert isinstance(piece, Piece) and piece.role == "block"
        assert "no breakdown is drawn; Firm B is negative" in piece.html

    def test_parts_that_are_more_than_the_published_whole_say_so(self, seen: Seen) -> None:
        piece = standard.composition(seen("move", "p1", "2024Q3", rows="certs,p1,2024Q3,100,,,\n"), EN, "certs")
        assert isinstance(piece, Piece) and "the units below add up to 110, more than the 100 of Park One itself" in piece.html

    def test_what_a_published_whole_has_more_is_one_part_not_broken_down(self, seen: Seen) -> None:
        figure = standard.composition(seen("move", "p1", "2024Q3", rows="certs,p1,2024Q3,150,,,\n"), EN, "certs")
        assert rows_of(figure) == [["Firm A", "100", "66.7%"], ["Firm C", "10", "6.7%"], ["Not broken down", "40", "26.7%"]]


class TestOneOfTen:
    """Ten firms report in 2023 and 2024, one of them in the first quarter of 2025."""

    def test_the_title_says_of_how_many_and_the_point_is_marked(self, seen: Seen) -> None:
        figure = standard.trend(seen("one-of-ten", "z", "2025Q1"), EN, "certs")
        found, unit = record(figure), figure.plain["data"][-1]
        assert found["title"].startswith("Certificates: 10 people (1 of 10 units reported), unchanged on 2024 Q1")
        assert "Partial: 2025 Q1 (1/10)." in found["note"]
        assert found["table"]["rows"][-1] == ["2025 Q1", "10 (1/10)"]
        assert unit["marker"]["symbol"][-1] == "diamond" and unit["marker"]["symbol"][0] == "circle"
        assert "between" not in found["alt"]

    def test_nothing_is_ranked_or_set_side_by_side(self, seen: Seen) -> None:
        view = seen("one-of-ten", "z", "2025Q1")
        assert standard.ranking(view, EN, "rate", view.children, benchmark=view.unit) is None
        assert standard.comparison(view, EN) is None and standard.composition(view, EN, "staff") is None

    def test_units_that_tie_are_not_ranked_first(self, seen: Seen) -> None:
        rows = "".join(f"rate,f{n},2025Q1,,{60 + n % 2},100,\n" for n in (0, 2, 4, 6, 8)).replace(
            "rate,f0,2025Q1,,60", "rate,f0,2025Q1,,61"
        )
        view = seen("one-of-ten", "p1", "2025Q1", rows=rows.replace("rate,f2,2025Q1,,60", "rate,f2,2025Q1,,61"))
        found = record(standard.ranking(view, EN, "rate", view.children, benchmark=view.unit))
        assert found["title"] == "Certified share, by firm" and found["subtitle"] == "2025 Q1, 5 ranked"
        assert [row[2] for row in found["table"]["rows"]] == ["1", "1", "3", "3", "3"]
        assert "5 in all, from 60.0% to 61.0%" in found["alt"]

    def test_the_first_of_those_that_are_ranked_is_named_beside_who_is_missing(self, seen: Seen) -> None:
        rows = "rate,f0,2025Q1,,30,100,\nrate,f2,2025Q1,,50,100,\nrate,f4,2025Q1,,40,100,\nrate,f6,2025Q1,,9,10,\n"
        view = seen("one-of-ten", "p1", "2025Q1", rows=rows)
        found = record(standard.ranking(view, EN, "rate", view.children, benchmark=view.unit))
        assert found["title"] == "Certified share: Firm 2 is highest, at 50.0%"
        assert found["subtitle"] == "2025 Q1, 3 ranked, 1 not reported, 1 not ranked"
        assert found["table"]["rows"][3:] == [
            ["Firm 6", "90.0% (of 10)", "not ranked: small denominator"],
            ["Firm 8", "not reported", "—"],
        ]
        assert "Not ranked: 1 (Firm 6)." in found["note"] and "Not reported: 1 (Firm 8)." in found["note"]

    def test_what_was_not_handed_over_raises(self, seen: Seen) -> None:
        view = seen("one-of-ten", "f0", "2024Q4")
        with pytest.raises(ValueError, match="not handed"):
            standard.ranking(view, EN, "certs", [view.workbook.units["p1"]], benchmark=None)

    def test_returns_are_counted_not_judged_where_no_day_is_known(self, seen: Seen) -> None:
        view = seen("one-of-ten", "z", "2025Q1")
        told = "2025 Q1: 1 of 10 returns received, 1 with no date of receipt; 9 outstanding."
        assert collection.roll_call(view, EN).text == told
        assert standard.rate_by_unit(view, EN, column="punctual") is None
        share = record(standard.rate_by_unit(view, EN, column="share"))
        assert share["title"] == "Returns received, by unit", "of two units none returned least"
        one = seen("one-of-ten", "f0", "2025Q1")
        assert collection.roll_call(one, EN).text == "2025 Q1: the return is outstanding."


class TestOverAndNought:
    def test_nothing_to_divide_by_is_named_and_never_called_not_reported(self, seen: Seen) -> None:
        units = "".join(f"  - {{id: {u}, name: {{zh: {u}, en: Firm {u}}}, level: firm, parent: p1}}\n" for u in "de")
        book = "  - {id: c, name: {zh: 丙, en: Firm C}, level: firm, parent: p1}"
        rows = "done,d,2024Q1,,90,100,\n"
        exceed = ("interval: none,", "interval: none, may_exceed: true,")
        view = seen("over-and-nought", "p1", "2024Q1", rows=rows, units=(book, f"{book}\n{units}"), catalogue=exceed)
        found = record(standard.ranking(view, EN, "done", view.children, benchmark=view.unit))
        assert found["title"] == "Plan completed, by firm", "two figures make no ranking"
        cells = {row[0]: row[1] for row in found["table"]["rows"]}
        assert cells == {
            "Firm A": "120.0%",
            "Firm d": "90.0%",
            "Firm B": "—, nothing to divide by",
            "Firm C": "—, nothing to divide by",
            "Firm e": "not reported",
        }
        assert "Without a figure, nothing to divide by: 2 (Firm B, Firm C)." in found["note"]
        assert "Not reported: 1 (Firm e)." in found["note"] and "1 not reported" in found["alt"]


class TestNeutral:
    def test_units_without_a_good_side_are_set_out_by_value_without_ranks(self, seen: Seen) -> None:
        view = seen("neutral", "p1", "2024Q1")
        found = record(standard.ranking(view, EN, "staff", view.children, benchmark=view.unit))
        assert found["title"] == "Staff, by firm"
        assert found["subtitle"] == "2024 Q1, from 100 to 300, 3 of 3 units have a figure"
        assert found["table"]["columns"] == ["Unit", "Staff"] and "best" not in found["alt"]


class TestManyUnits:
    """Twenty more firms in Park One."""

    @pytest.fixture
    def park(self, seen: Seen) -> View:
        first = "  - {id: f0, name: {zh: 企业0, en: Firm 0}, level: firm, parent: p1}\n"
        more = "".join(f"  - {{id: g{n}, name: {{zh: 新{n}, en: New {n}}}, level: firm, parent: p1}}\n" for n in range(20))
        rows = "".join(f"staff,g{n},2024Q4,{200 + 10 * n},,,\nrate,g{n},2024Q4,,{n + 1},100,\n" for n in range(19))
        sized = (
            'name: {zh: firm, en: firm}, cards: ["certs", "staff"]}',
            'name: {zh: firm, en: firm}, size: staff, cards: ["certs", "staff"]}',
        )
        return seen("one-of-ten", "p1", "2024Q4", rows=rows, units=(first, first + more), workbook=sized)

    def test_the_largest_are_named_and_the_others_are_one_area(self, park: View) -> None:
        rows = rows_of(standard.composition(park, EN, "staff"))
        named = [row[0] for row in rows[:12]]
        assert named == [f"New {n}" for n in range(18, 6, -1)]
        # 5 firms of 100, and the seven smallest of the new ones: 200 to 260
        assert rows[12] == ["Other 12", f"{500 + sum(range(200, 270, 10)):,}", "35.1%"]
        assert rows[13] == ["New 19", "not reported", "—"]

    def test_the_table_says_how_its_units_were_chosen_and_colours_nothing(self, park: View) -> None:
        figure = standard.comparison(park, EN)
        found, ground = record(figure), figure.plain["data"][0]
        assert found["note"].startswith("The 12 largest of 25 units, by Staff. Size not known: 1.")
        assert found["table"]["columns"][2:4] == ["Park One", "New 18"] and len(found["table"]["columns"]) == 15
        assert {value for row in ground["z"] for value in row if value is not None} == {0.0}

    def test_every_unit_is_listed_with_its_rank_or_why_it_has_none(self, park: View) -> None:
        piece = below(park, EN, ["rate", "staff"])
        assert piece is not None and "All 25 units of Park One: values and ranks" in piece.html
        assert "<th>Firm 8</th><td>70.0%</td><td>1</td><td>100</td>" in piece.html
        assert "<th>New 19</th><td>not reported</td><td>—</td><td>not reported</td>" in piece.html
