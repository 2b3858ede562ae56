"""A workbook: its params read together, its problems told together."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.errors import WorkbookError
from reportlib.workbook import Workbook, find

ROOT = Path(__file__).parents[1]


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "params" / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_small_workbook_says_what_its_files_say(small_workbook: Workbook) -> None:
    assert small_workbook.level_ids == ("realm", "region", "town")
    assert small_workbook.base == "quarter"
    assert small_workbook.level("town").name == {"zh": "小镇", "en": "Town"}
    assert small_workbook.settings.calendar.due_days == 10
    assert [i.kind for i in small_workbook.catalogue.indicators] == [
        "flow",
        "flow",
        "stock",
        "distinct",
        "ratio",
        "score",
        "rank",
    ]


@pytest.mark.parametrize("folder", [ROOT, *sorted(ROOT.glob("examples/*"))], ids=lambda path: path.name)
def test_committed_workbooks_are_sound(folder: Path) -> None:
    assert Workbook.load(folder).units.units


def test_workbook_is_found_from_any_folder_inside(small_folder: Path) -> None:
    assert find(small_folder / "params") == small_folder.resolve()
    assert find(small_folder) == small_folder.resolve()


def test_nearest_workbook_upward_wins() -> None:
    assert find(ROOT / "examples" / "skill-grades" / "data") == ROOT / "examples" / "skill-grades"


def test_outside_a_workbook_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"none has params/workbook.yaml.*give --workbook DIR"):
        find(tmp_path)


def test_problems_of_all_files_are_told_together(small_folder: Path) -> None:
    spoil(small_folder, "workbook", "every: quarter", "every: week")
    spoil(small_folder, "catalogue", "kind: stock", "kind: stok")
    spoil(small_folder, "units", "level: realm}", "level: realm, colour: red}")
    found = problems(small_folder)
    assert {line.split(":")[0] for line in found} == {"params/workbook.yaml", "params/catalogue.yaml", "params/units.yaml"}


def test_missing_params_files_are_each_named(tmp_path: Path) -> None:
    found = problems(tmp_path)
    assert len(found) == 3
    for name, line in zip(("workbook", "catalogue", "units"), found, strict=True):
        assert line.startswith(f"params/{name}.yaml: the file is missing")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("workbook", "cards: [visits]}", "cards: [visit]}", "card 'visit' is not an indicator; did you mean 'visits'?"),
        ("workbook", "{id: region,", "{id: realm,", "the id 'realm' is used twice"),
        ("workbook", "title: {zh: 图书工作, en: Library work}", "title: {zh: 图书工作}", "title is missing in 'en'"),
        (
            "workbook",
            "languages: [zh, en]",
            "languages: [zh]",
            "title is given in 'en', which params/workbook.yaml",
        ),
        ("workbook", "origin: reported", "origin: rumoured", "'rumoured' is not possible;"),
        ("catalogue", "dimension: housing", "dimension: houses", "dimension 'houses' of indicator 'homes' is not known"),
        (
            "catalogue",
            "owner: library",
            "owner: libary",
            "owner 'libary' of indicator 'visits' is not known; did you mean 'library'?",
        ),
        (
            "catalogue",
            "levels: [realm, town]",
            "levels: [realm, village]",
            "levels 'village' of indicator 'lending-place' is not known",
        ),
        ("catalogue", "ranks: lending", "ranks: landing", "ranks 'landing' of indicator 'lending-place' is not known"),
        ("catalogue", "kind: stock, d", "kind: stock, rollup: weighted, d", "a stock cannot roll up by 'weighted'"),
        ("catalogue", "kind: stock, d", "kind: stock, scale: 10, d", "only a ratio has a scale; 'homes' is a stock"),
        ("catalogue", "kind: ratio", "kind: flow", "only a ratio or score has parts; 'lending' is a flow"),
        ("catalogue", "kind: score", "kind: ratio", "ratio 'mood' needs a numerator and a denominator"),
        ("catalogue", "id: fines,", "id: visits,", "the id 'visits' is used twice"),
        ("catalogue", "direction: down", "direction: sideways", "'sideways' is not possible; choices: up, down, none (3)"),
        ("catalogue", "decimals: 1", "decimals: 9", "less than or equal to 6"),
    ],
)
def test_wrong_setting_is_told_with_the_line_it_stands_on(
    small_folder: Path, file: str, old: str, new: str, message: str
) -> None:
    spoil(small_folder, file, old, new)
    lines = (small_folder / "params" / f"{file}.yaml").read_text("utf-8").splitlines()
    (found, *_) = [line for line in problems(small_folder) if message in line]
    assert found.startswith(f"params/{file}.yaml:")
    assert 1 <= int(found.split(":")[1]) <= len(lines)


def test_indicators_of_a_level_are_reported_there_or_rolled_up_to_it(small_workbook: Workbook) -> None:
    def on(level: str) -> list[str]:
        return [i.id for i in small_workbook.catalogue.on_level(level, levels=small_workbook.level_ids)]

    assert on("region") == ["visits", "fines", "homes", "members", "lending", "mood"]
    assert on("realm") == [*on("region"), "lending-place"]
    assert on("town") == on("realm")
