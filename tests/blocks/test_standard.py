"""What the charts and tables of a page show and claim, on small workbooks that once led to false sentences."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from reportlib.analysis import View, view_of
from reportlib.analysis.comparisons.order import stay
from reportlib.blocks import Chart, standard
from reportlib.blocks.pieces import Piece
from reportlib.blocks.plot.captions import stayed
from reportlib.blocks.sections import collection
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit

CASES = Path(__file__).parents[1] / "cases"
EN, ZH = Words("en"), Words("zh")
Seen = Callable[..., View]


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """A function that gives the view of a unit in a period, on a copy of a case with more rows and other texts in its params."""

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
        return view_of(book, read_observations(book), read_targets(book), unit=book.units[unit], period=Period.parse(period))

    return look


def record(figure: Chart | Piece | None) -> dict[str, Any]:
    assert isinstance(figure, Chart) and figure.plain
    found: dict[str, Any] = figure.plain["layout"]["meta"]["reportlib"]
    return found


def rows_of(figure: Chart | Piece | None) -> list[list[str]]:
    found: list[list[str]] = record(figure)["table"]["rows"]
    return found


def listed(view: View) -> dict[str, dict[str, str]]:
    """For each unit, its row in the table of the units below: the texts of the cells by the heads of their columns."""
    piece = standard.units(view, EN)
    assert isinstance(piece, Piece)
    table = BeautifulSoup(piece.html, "html.parser").table
    assert table is not None and table.thead is not None and table.tbody is not None
    heads = [head.get_text() for head in table.thead.find_all("th")]
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


def note_of(view: View) -> str:
    piece = standard.units(view, EN)
    assert isinstance(piece, Piece)
    note = BeautifulSoup(piece.html, "html.parser").select_one(".fig-note")
    return note.get_text() if note else ""


@pytest.mark.parametrize(("words", "name"), [(EN, "Firm A (January–March, July–December)"), (ZH, "甲（1—3月、7—12月）")])
def test_a_unit_that_came_back_is_named_with_both_its_stays(words: Words, name: str) -> None:
    spells = [{"id": "p1", "to": "2024Q1"}, {"id": "p2", "from": "2024Q2", "to": "2024Q2"}, {"id": "p1", "from": "2024Q3"}]
    firm = Unit.model_validate({"id": "a", "name": {"zh": "甲", "en": "Firm A"}, "level": "firm", "parent": spells})
    assert stayed(words.name(firm.name), stay(firm, "p1", Period.parse(2024)), words) == name


class TestMove:
    """Firm A, with 100 a quarter, goes from Park One to Park Two in the last quarter of 2024."""

    @pytest.mark.parametrize(
        ("park", "given"),
        [
            ("p1", {"Firm A (January–September)": "300", "Firm C": "40"}),
            ("p2", {"Firm A (October–December)": "100", "Firm B": "40"}),
        ],
    )
    def test_a_park_lists_what_was_given_while_it_stood_there(self, seen: Seen, park: str, given: dict[str, str]) -> None:
        rows = listed(seen("move", park, "2024"))
        assert {name: row["Certificates people"] for name, row in rows.items()} == given

    def test_the_zone_lists_its_parks_with_what_the_firm_gave_in_each(self, seen: Seen) -> None:
        rows = listed(seen("move", "z", "2024"))
        assert {name: row["Certificates people"] for name, row in rows.items()} == {"Park One": "340", "Park Two": "140"}

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
    def test_parts_of_both_signs_stand_as_they_are(self, seen: Seen) -> None:
        rows = listed(seen("negative", "p1", "2024Q2"))
        assert [next(iter(row.values())) for row in rows.values()] == ["150", "\u2212120", "10"]


class TestOneOfTen:
    """Ten firms report in 2023 and 2024, but only one of them in the first quarter of 2025."""

    def test_the_title_says_of_how_many_and_the_point_is_marked(self, seen: Seen) -> None:
        figure = standard.trend(seen("one-of-ten", "z", "2025Q1"), EN, "certs")
        found, unit = record(figure), figure.plain["data"][-1]
        assert found["title"].startswith("Certificates: 10 people (1/10 reported), unchanged on 2024 Q1, of 1/10 units")
        assert "Partial: 2025 Q1 (1/10)." in found["note"]
        assert found["table"]["rows"][-1] == ["2025 Q1", "10 (1/10)"]
        assert unit["marker"]["symbol"][-1] == "diamond" and unit["marker"]["symbol"][0] == "circle"
        assert "between" not in found["alt"]

    def test_nothing_is_set_side_by_side(self, seen: Seen) -> None:
        view = seen("one-of-ten", "z", "2025Q1")
        assert standard.units(view, EN) is None

    def test_who_is_missing_and_who_is_small_says_so(self, seen: Seen) -> None:
        rows = "rate,f0,2025Q1,,30,100,\nrate,f2,2025Q1,,50,100,\nrate,f4,2025Q1,,40,100,\nrate,f6,2025Q1,,9,10,\n"
        view = seen("one-of-ten", "p1", "2025Q1", rows=rows)
        told = {name: row["Certified share %"] for name, row in listed(view).items()}
        assert told["Firm 2"].startswith("50.0") and told["Firm 6"].startswith("90.0(10)")
        assert told["Firm 8"] == "not reported"
        assert "Where the denominator of a rate is under" in note_of(view)

    def test_what_was_not_handed_over_raises(self, seen: Seen) -> None:
        view = seen("one-of-ten", "f0", "2024Q4")
        with pytest.raises(ValueError, match="not handed"):
            view.at("certs", [view.workbook.units["p1"]])

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
        assert {name: row["Plan completed %"] for name, row in listed(view).items()} == {
            "Firm A": "120.0",
            "Firm d": "90.0",
            "Firm B": "no base",
            "Firm C": "no base",
            "Firm e": "not reported",
        }
        assert "No base: nothing to divide by." in note_of(view)


class TestNeutral:
    def test_units_without_a_good_side_are_listed_and_not_judged(self, seen: Seen) -> None:
        view = seen("neutral", "p1", "2024Q1")
        assert [row["Staff people"] for row in listed(view).values()] == ["100", "200", "300"]
        assert "better" not in note_of(view)


class TestManyUnits:
    """Park One of the case `one-of-ten`, with twenty more firms."""

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

    def test_every_unit_is_listed_with_its_figures_or_why_it_has_none(self, park: View) -> None:
        rows = listed(park)
        assert len(rows) == 25
        assert set(rows["New 19"].values()) == {"not reported"} and len(rows["New 19"]) == 3, (
            "two counts, since one rate leaves room"
        )
        assert rows["New 18"]["Staff people"] == "380" and rows["New 18"]["Certified share %"].startswith("19.0")

    def test_who_differs_by_more_than_chance_is_marked_and_the_note_says_how_many_chance_would(self, park: View) -> None:
        # The five firms have 60 to 75 of 100, the new ones 1 to 19: of the lot 465 of 2,400.
        told = {name: row["Certified share %"] for name, row in listed(park).items()}
        assert told["New 0"].endswith("◆◆") and told["Firm 8"].endswith("●●")
        assert "Of 24 cells judged" in note_of(park) and "chance alone would mark about 1.2 (fewer than 0.1 at 99.8%)" in note_of(
            park
        )


def test_a_year_of_percentages_says_what_small_ones_are_of(seen: Seen) -> None:
    # 10 of 40 and 1 of 8 are few; 60 of 120 is not, and 45 of 90 is.
    share = "  - {id: share, name: {zh: 占比, en: Share}, dimension: d1, owner: o1, measure: {zh: '%', en: '%'}, kind: ratio, "
    share += (
        "scale: 100, numerator: {name: {zh: 子, en: part}, kind: stock}, denominator: {name: {zh: 母, en: all}, kind: stock}, "
    )
    share += "levels: [firm], note: {zh: 注, en: note}}\n"
    rows = "rate,a,2023Q1,,10,40,\nshare,a,2023Q1,,60,120,\nshare,a,2024Q1,,45,90,\n"
    view = seen("rounding", "a", "2024Q1", rows=rows, catalogue=("  - {id: rate,", f"{share}  - {{id: rate,"))
    assert {tuple(row[1:3]) for row in rows_of(standard.movement(view, EN))} == {
        ("25% (of 40)", "13% (of 8)"),
        ("50%", "50% (of 90)"),
    }


def test_a_view_knows_the_names_of_peer_groups(seen: Seen) -> None:
    # A view keeps the names of all peer groups, although it leaves out units that the page does not name.
    view = seen("rounding", "a", "2024Q1", units=("units:\n", "peer_groups: {old: {zh: 老, en: Old}}\nunits:\n"))
    assert EN.group("old", view.workbook.units.peer_groups) == "Old" and ZH.group("old", view.workbook.units.peer_groups) == "老"
