from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.errors import WorkbookError
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Parent, Unit


def ids(units: tuple[Unit, ...]) -> list[str]:
    return [unit.id for unit in units]


def at(text: str) -> Period:
    return Period.parse(text)


@pytest.mark.parametrize(
    ("period", "north", "south"),
    [
        ("2020Q2", ["ash", "dale"], ["cedar"]),
        ("2020Q3", ["ash", "birch"], ["dale"]),
        ("2020", ["ash", "birch"], ["cedar", "dale"]),
        ("2019", ["ash", "dale"], ["cedar"]),
        ("2020-07", ["ash", "birch"], ["dale"]),
    ],
)
def test_children_are_those_of_the_period(small_workbook: Workbook, period: str, north: list[str], south: list[str]) -> None:
    units = small_workbook.units
    assert ids(units.children("north", period=at(period))) == north
    assert ids(units.children("south", period=at(period))) == south


def test_unit_exists_in_a_period_of_which_it_lived_a_part(small_workbook: Workbook) -> None:
    birch, cedar = small_workbook.units["birch"], small_workbook.units["cedar"]
    assert birch.exists(at("2020")) and not birch.exists(at("2020H1")) and not birch.exists(at("2019"))
    assert cedar.exists(at("2020")) and cedar.exists(at("2020Q2")) and not cedar.exists(at("2020Q3"))


def test_unit_that_does_not_exist_has_no_parent(small_workbook: Workbook) -> None:
    assert small_workbook.units["birch"].parent_in(at("2020Q1")) is None
    assert small_workbook.units["cedar"].parent_in(at("2020Q4")) is None


@pytest.mark.parametrize("turn", [1, -1])
def test_parent_over_a_move_is_the_later_one_in_whatever_order_they_are_written(turn: int) -> None:
    parents = (Parent(id="a", to=at("2020Q2")), Parent.model_validate({"id": "b", "from": "2020Q3"}))[::turn]
    unit = Unit(id="u", name={"en": "U"}, level="town", parent=parents)
    assert [unit.parent_in(at(p)) for p in ("2020Q2", "2020Q3", "2020")] == ["a", "b", "b"]


def test_below_tells_under_which_child_each_unit_stands(small_workbook: Workbook) -> None:
    assert small_workbook.units.below("whole", period=at("2020Q3")) == {
        "north": "north",
        "south": "south",
        "ash": "north",
        "birch": "north",
        "dale": "south",
    }


def test_ancestors_go_to_the_top(small_workbook: Workbook) -> None:
    units = small_workbook.units
    assert ids(units.ancestors("dale", period=at("2020Q1"))) == ["north", "whole"]
    assert ids(units.ancestors("dale", period=at("2020Q4"))) == ["south", "whole"]
    assert units.ancestors("whole", period=at("2020")) == ()


def test_peers_are_of_the_same_group_and_never_the_unit_itself(small_workbook: Workbook) -> None:
    units = small_workbook.units
    assert ids(units.peers("ash", period=at("2020Q1"))) == ["cedar", "dale"]
    assert ids(units.peers("north", period=at("2020"))) == ["south"]


def test_level_lists_only_those_that_existed(small_workbook: Workbook) -> None:
    assert ids(small_workbook.units.on_level("town")) == ["ash", "birch", "cedar", "dale"]
    assert ids(small_workbook.units.on_level("town", period=at("2020Q4"))) == ["ash", "birch", "dale"]


def wrong(folder: Path, old: str, new: str) -> list[str]:
    path = folder / "params" / "units.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: south", "id: north", "params/units.yaml:4: the id 'north' is used twice, first on line 3"),
        (
            "level: town, parent: north, peer",
            "level: twon, parent: north, peer",
            "level 'twon' of unit 'ash' is not known; did you mean 'town'?",
        ),
        (
            "parent: south, to",
            "parent: suoth, to",
            "params/units.yaml:7: parent 'suoth' of unit 'cedar' is not a unit; did you mean 'south'?",
        ),
        ("parent: south, to", "parent: ash, to", "parent 'ash' of unit 'cedar' is on level 'town', not above 'town'"),
        ("from: 2020Q3, peer", "from: 2020Q3, to: 2020Q2, peer", "unit 'birch' ends (2020Q2) before it begins (2020Q3)"),
        ("north, to: 2020Q2", "north, from: 2020Q3, to: 2020Q2", "parent 'north' ends (2020Q2) before it begins (2020Q3)"),
        ("from: 2020Q3, peer", "from: 2020Q9, peer", "params/units.yaml:6: units.4.from: '2020Q9' is not a period: write 2020,"),
        ("zh: 白蜡镇, en: Ash", "zh: 白蜡镇", "params/units.yaml:5: name is missing in 'en'"),
    ],
)
def test_wrong_unit_is_told_with_place_and_choices(small_folder: Path, old: str, new: str, message: str) -> None:
    assert any(message in problem for problem in wrong(small_folder, old, new))


def test_unit_may_live_within_the_period_in_which_it_began(small_folder: Path) -> None:
    path = small_folder / "params" / "units.yaml"
    path.write_text(path.read_text("utf-8").replace("from: 2020Q3, peer", "from: 2020, to: 2020Q4, peer"), "utf-8")
    birch = Workbook.load(small_folder).units["birch"]
    assert birch.exists(at("2020Q1")) and not birch.exists(at("2021"))


def test_names_of_peer_groups_are_checked(small_folder: Path) -> None:
    path = small_folder / "params" / "units.yaml"
    text = path.read_text("utf-8")
    path.write_text("peer_groups: {gone: {zh: 旧镇, en: Former towns}, old: {zh: 老镇}}\n" + text, "utf-8")
    with pytest.raises(WorkbookError) as raised:
        Workbook.load(small_folder)
    [problem] = raised.value.problems
    assert "old is missing in 'en'" in str(problem)
