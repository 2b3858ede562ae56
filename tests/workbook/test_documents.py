"""YAML files are read into models; all problems are reported at once, each with its line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest

from reportlib.errors import WorkbookError
from reportlib.workbook.documents import Document, Noun


class Leaf(Noun):
    name: str
    colour: Literal["red", "green"] = "red"
    size: int = 1


class Tree(Noun):
    title: str
    leaves: tuple[Leaf, ...] = ()


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    path = tmp_path / "tree.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(WorkbookError) as caught:
        Document(path, name="params/tree.yaml").parse(Tree)
    return [str(problem) for problem in caught.value.problems]


def test_sound_file_becomes_a_frozen_model(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("title: ' oak '\nleaves:\n  - {name: a, colour: green}\n", "utf-8")
    tree = Document(path, name="tree").parse(Tree)
    assert tree == Tree(title="oak", leaves=(Leaf(name="a", colour="green"),))
    with pytest.raises(ValueError, match="frozen"):
        tree.title = "elm"  # type: ignore[misc]


def test_line_of_a_value_and_of_the_nearest_place_around_it(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("title: oak\nleaves:\n  - name: a\n\n  - name: b\n    size: 2\n", "utf-8")
    document = Document(path, name="tree")
    assert document.line(("title",)) == 1
    assert document.line(("leaves", 0, "name")) == 3
    assert document.line(("leaves", 1)) == 5
    assert document.line(("leaves", 1, "size")) == 6
    assert document.line(("leaves", 1, "colour")) == 5
    assert document.line(("nothing",)) == 1


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = "leaves:\n  - {name: a, colour: gren}\n  - {name: b, sise: 2}\n  - {size: many, name: c}\n"
    assert problems(tmp_path, text) == [
        "params/tree.yaml:1: 'title' is missing",
        "params/tree.yaml:2: leaves.0.colour: 'gren' is not possible; did you mean 'green'? choices: red, green (2)",
        "params/tree.yaml:3: 'sise' is not a name used here; did you mean 'size'? names: colour, name, size (3)",
        "params/tree.yaml:4: leaves.2.size: input should be a valid integer, unable to parse string as an integer, not 'many'",
    ]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_that_is_no_mapping_is_told_what_to_begin_with(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == ["params/tree.yaml:1: expected 'name: value' lines at the top of the file"]


def test_key_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    found = problems(tmp_path, "title: oak\nleaves: []\ntitle: elm\n")
    assert found == ["params/tree.yaml:3: 'title' stands twice here, first on line 1; keep one"]


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "title: oak\nleaves: [a, b\nmore: c\n")
    assert found.startswith("params/tree.yaml:3: not readable as YAML: ")


def test_other_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    found = problems(tmp_path, "title: oak\nleaves: 树\n".encode("gb18030"))
    assert found == ["params/tree.yaml:2: not UTF-8 text; save the file as UTF-8"]


@pytest.mark.parametrize("value", ["2020-02-30", "!secret x", "!!int many"])
def test_value_that_yaml_cannot_make_anything_of_is_a_message(tmp_path: Path, value: str) -> None:
    (found,) = problems(tmp_path, f"title: oak\nleaves: {value}\n")
    assert found.startswith("params/tree.yaml:2: '") and "mend it, or put it in quotes" in found


def test_missing_file_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"params/tree.yaml: the file is missing"):
        Document(tmp_path / "tree.yaml", name="params/tree.yaml")


def test_names_that_yaml_takes_for_truth_values_stay_names(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("on: 1\nno: 2\n2020: 3\n", "utf-8")
    assert Document(path, name="tree").data == {"on": 1, "no": 2, "2020": 3}


BOMB = "title: oak\na: &a [x, x, x, x]\n" + "".join(
    f"{n}: &{n} [*{b}, *{b}, *{b}, *{b}]\n" for b, n in pairwise("abcdefghijklmno")
)


@pytest.mark.parametrize(
    "text, line, name",
    [
        (BOMB, 3, "a"),
        ("title: oak\nbase: &base {size: 1}\nleaves:\n  - {<<: *base, name: a}\n", 4, "base"),
        ("title: oak\nleaves: &all\n  - *all\n", 3, "all"),
    ],
)
def test_a_collection_that_is_repeated_by_name_is_refused(tmp_path: Path, text: str, line: int, name: str) -> None:
    assert problems(tmp_path, text) == [
        f"params/tree.yaml:{line}: '*{name}' repeats a list or a group of pairs; write it out here"
    ]


def test_a_word_may_be_repeated_by_name(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("title: &word oak\nleaves:\n  - {name: *word}\n", "utf-8")
    assert Document(path, name="tree").parse(Tree).leaves[0].name == "oak"


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, "- " * 100_000 + "a", "{a: " * 100_000, "? " * 50_000 + "a", "[" * 51 + "]" * 51]
)
def test_what_lies_too_deep_is_refused(tmp_path: Path, deep: str) -> None:
    assert problems(tmp_path, f"title: oak\nleaves:\n {deep}\n") == [
        "params/tree.yaml:3: lists or pairs within each other more than 50 deep; look for brackets that are never closed"
    ]


def test_what_is_deep_enough_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tree.yaml"
    path.write_text("title: oak\nleaves: " + "[" * 49 + "]" * 49, "utf-8")
    assert Document(path, name="tree").data["leaves"] != []
