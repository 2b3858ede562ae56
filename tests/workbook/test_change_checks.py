from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit
from tests.test_tree import problems, written

TREE = ("z zone", "p park, parent: z")
A = "a firm, parent: p, to: 2024Q2"
B = "b firm, parent: p, to: 2024Q2"
WRONG = [
    (
        ("c firm, parent: p, from: 2024Q3, succeeds: [firm-1]", "firm-l firm, parent: p, to: 2024Q2"),
        "params/units.yaml:6: 'firm-1', which unit 'c' succeeds, is not a unit; did you mean 'firm-l'?",
    ),
    (
        ("c firm, parent: p, from: 2024Q2, succeeds: [a]",),
        "unit 'c' begins (2024Q2) before 'a', which it succeeds, has ended (2024Q2)",
    ),
    (("c firm, parent: p, succeeds: [a]",), "unit 'c' succeeds 'a', which ends 2024Q2, and has no beginning"),
    (
        ("d firm, parent: p", "c firm, parent: p, from: 2024Q3, succeeds: [d]"),
        "params/units.yaml:7: unit 'c' succeeds 'd', which does not end; if d goes on and takes in others, end it too",
    ),
    (("q park, parent: z, from: 2024Q3, succeeds: [a]",), "unit 'q' is on level 'park' and succeeds 'a' on level 'firm'"),
    (("c firm, parent: p, from: 2024Q3, succeeds: [a, b, a]",), "unit 'c' succeeds 'a' twice; keep one"),
    (("c firm, parent: p, from: 2024Q3, succeeds: [c]",), "unit 'c' succeeds itself at once; take one of these out"),
    (
        (
            "c firm, parent: p, from: 2024Q3, succeeds: [{unit: a, share: 0.7}]",
            "d firm, parent: p, from: 2024Q3, succeeds: [{unit: a, share: 0.4}]",
        ),
        "params/units.yaml:7: shares of unit 'a' are 1.1 in sum (c 0.7, d 0.4); they may be 1 at most",
    ),
    (
        (
            "c firm, parent: p, from: 2024Q3, succeeds: [{unit: a, share: 0.7}]",
            "d firm, parent: p, from: 2024Q3, succeeds: [a]",
        ),
        "params/units.yaml:7: unit 'd' succeeds 'a' without a share, and others with one (c 0.7); give each its share, or none",
    ),
    (("c firm, parent: p, from: 2024Q3, succeeds: [{unit: a, share: 1.5}]",), "share"),
]


@pytest.mark.parametrize(("units", "message"), WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_a_succession_that_cannot_be_is_one_line_with_its_place(tmp_path: Path, units: tuple[str, ...], message: str) -> None:
    found = problems(written(tmp_path, *TREE, A, B, *units))
    assert len(found) == 1, found
    assert message in str(found[0]) and "\n" not in str(found[0])


def test_a_circle_is_told_at_each_of_its_units(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        *TREE,
        "a firm, parent: p, from: 2020, to: 2021, succeeds: [b]",
        "b firm, parent: p, from: 2022, to: 2023, succeeds: [a]",
    )
    assert [str(problem) for problem in problems(root)] == [
        "params/units.yaml:4: unit 'a' succeeds itself by way of b; take one of these out",
        "params/units.yaml:5: unit 'b' succeeds itself by way of a; take one of these out",
    ]


def test_shares_that_are_one_in_sum_are_well(tmp_path: Path) -> None:
    shares = [
        f"c{n} firm, parent: p, from: 2024Q3, succeeds: [{{unit: a, share: {share}}}, b]" for n, share in enumerate([0.7, 0.3])
    ]
    workbook = Workbook.load(written(tmp_path, *TREE, A, B, *shares))
    assert [unit.id for unit in workbook.units.successors["a"]] == ["c0", "c1"]
    assert [(one.unit, one.share) for one in workbook.units["c1"].predecessors] == [("a", 0.3), ("b", None)]


NAMES = [
    ("[{en: Old}, {en: New}]", "a former name of unit 'x' has no end; add `to: …`, the last period"),
    ("[{en: Old, to: 2021}, {en: New, to: 2022}]", "the last name of unit 'x' ends (2022), and none follows"),
    (
        "[{en: Old, to: 2021}, {en: Mid, to: 2020}, {en: New}]",
        "names of unit 'x' end in 2021 and then in 2020; write the earliest first",
    ),
    ("[{zh: Old, to: 2021}, {en: New}]", "name is missing in 'en'; write name: {en: …}"),
]


@pytest.mark.parametrize(("names", "message"), NAMES, ids=[str(n) for n in range(len(NAMES))])
def test_names_that_cannot_be_are_told_with_their_line(tmp_path: Path, names: str, message: str) -> None:
    root = written(tmp_path, *TREE, "x firm, parent: p")
    path = root / "params" / "units.yaml"
    path.write_text(path.read_text("utf-8").replace("id: x, name: {en: U}", f"id: x, name: {names}"), "utf-8")
    assert any(message in str(problem) and problem.line == 4 for problem in problems(root))


def test_a_unit_is_called_as_it_was_at_the_end_of_a_period() -> None:
    names = [{"en": "Ash", "to": "2021Q2"}, {"en": "Birch", "to": 2022}, {"en": "Cedar"}]
    unit = Unit.model_validate({"id": "u", "name": names, "level": "town"})
    told = {text: unit.as_of(Period.parse(text)).name["en"] for text in ("2020", "2021Q2", "2021H2", "2021", "2022", "2023-01")}
    assert told == {"2020": "Ash", "2021Q2": "Ash", "2021H2": "Birch", "2021": "Birch", "2022": "Birch", "2023-01": "Cedar"}
    assert [name.text["en"] for name in unit.as_of(Period.parse(2022)).former] == ["Ash"]
