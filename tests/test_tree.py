"""The tree over time: while a unit exists, it has one parent that exists too, and so on up to the top."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.errors import Problem, WorkbookError
from reportlib.workbook import Workbook
from reportlib.workbook.checks.roots import parentless, rootless
from reportlib.workbook.checks.units import check
from reportlib.workbook.documents import Document
from reportlib.workbook.units import Level, Units

SETTINGS = """title: {en: Trial}
issuer: {en: Office}
languages: [en]
levels:
  - {id: zone, name: {en: Zone}ROOTS}
  - {id: park, name: {en: Park}}
  - {id: firm, name: {en: Firm}}
data: [{file: data/d.csv, origin: reported}]
"""
CATALOGUE = """version: "1"
dimensions: [{id: d, name: {en: D}}]
owners: [{id: o, name: {en: O}}]
indicators:
  - {id: certs, name: {en: C}, dimension: d, owner: o, measure: {en: m}, kind: flow, levels: [firm], note: {en: n}}
"""


def written(root: Path, *units: str, roots: str = "") -> Path:
    """A workbook with these units, each as its id, its level and the rest of its entry: `p park, parent: z`."""
    (root / "params").mkdir(parents=True)
    entries = (unit.split(" ", 1) for unit in units)
    listed = "".join(f"  - {{id: {name}, name: {{en: U}}, level: {rest}}}\n" for name, rest in entries)
    files = {"workbook": SETTINGS.replace("ROOTS", roots), "catalogue": CATALOGUE, "units": f"units:\n{listed}"}
    for name, text in files.items():
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    return root


def problems(root: Path) -> list[Problem]:
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(root)
    return list(caught.value.problems)


TREE = [
    (
        "closed-parent",
        ("z zone", "p1 park, parent: z, to: 2024Q2", "p2 park, parent: z", "f1 firm, parent: p1"),
        "params/units.yaml:5: unit 'f1' outlives its parent 'p1', which ends 2024Q2: from 2024Q3 it has none",
        "add `to: 2024Q2` to f1, or a parent from 2024Q3 on: parent: [{id: p1, to: 2024Q2}, {id: …, from: 2024Q3}]",
    ),
    (
        "child-ends-later",
        ("z zone", "p1 park, parent: z, to: 2024Q2", "f1 firm, parent: p1, to: 2024"),
        "unit 'f1' outlives its parent 'p1', which ends 2024Q2: from 2024Q3 to 2024Q4 it has none",
        "write `to: 2024Q2` for f1, or a parent from 2024Q3 on: parent: [{id: p1, to: 2024Q2}, {id: …, from: 2024Q3}]",
    ),
    (
        "by-months",
        ("z zone", "p1 park, parent: z, to: 2024-05", "f1 firm, parent: p1, to: 2024Q2"),
        "unit 'f1' outlives its parent 'p1', which ends 2024-05: in 2024-06 it has none",
        "write `to: 2024-05` for f1",
    ),
    (
        "running-total-as-a-date",
        ("z zone", "p1 park, parent: z, to: 2024YTD06", "f1 firm, parent: p1"),
        "unit 'f1' outlives its parent 'p1', which ends 2024YTD06: from 2024-07 it has none",
        "add `to: 2024YTD06` to f1",
    ),
    (
        "child-begins-earlier",
        ("z zone", "p1 park, parent: z, from: 2021", "f1 firm, parent: p1"),
        "unit 'f1' began before its parent 'p1', which begins 2021: up to 2020 it has none",
        "add `from: 2021` to f1, or a parent up to 2020: parent: [{id: …, to: 2020}, {id: p1, from: 2021}]",
    ),
    (
        "parent-closed-before-the-move",
        (
            "z zone",
            "p1 park, parent: z, to: 2024Q1",
            "p2 park, parent: z",
            "f1 firm, parent: [{id: p1, to: 2024Q3}, {id: p2, from: 2024Q4}]",
        ),
        "unit 'f1' outlives its parent 'p1', which ends 2024Q1: from 2024Q2 to 2024Q3 it has none",
        "write `to: 2024Q1` for 'p1' in the parents of f1, and name its parent from 2024Q2 on",
    ),
    (
        "parent-opened-after-the-move",
        (
            "z zone",
            "p1 park, parent: z",
            "p2 park, parent: z, from: 2025Q1",
            "f1 firm, parent: [{id: p1, to: 2024Q3}, {id: p2, from: 2024Q4}]",
        ),
        "unit 'f1' began before its parent 'p2', which begins 2025Q1: in 2024Q4 it has none",
        "write `from: 2025Q1` for 'p2' in the parents of f1, and name its parent up to 2024Q4",
    ),
    (
        "never-together",
        ("z zone", "p1 park, parent: z, to: 2023", "f1 firm, parent: p1, from: 2024Q3"),
        "unit 'f1' stands from 2024Q3 under 'p1', which ends 2023: there it has no parent",
        "name another parent of f1 for that time",
    ),
    (
        "gap",
        ("z zone", "p1 park, parent: z", "p2 park, parent: z", "f1 firm, parent: [{id: p1, to: 2024Q1}, {id: p2, from: 2024Q4}]"),
        "params/units.yaml:5: unit 'f1' has no parent from 2024Q2 to 2024Q3, while it exists; name one in `parent`",
        "name its parent from 2024Q2 to 2024Q3; or let 'p1' last until then; or let 'p2' begin then",
    ),
    (
        "gap-of-a-month",
        (
            "z zone",
            "p1 park, parent: z",
            "p2 park, parent: z",
            "f1 firm, parent: [{id: p1, to: 2024Q1}, {id: p2, from: 2024-05}]",
        ),
        "unit 'f1' has no parent in 2024-04, while it exists",
        "name its parent in 2024-04",
    ),
    (
        "gap-before",
        ("z zone", "p1 park, parent: z", "f1 firm, from: 2020, parent: [{id: p1, from: 2021Q3}]"),
        "unit 'f1' has no parent from 2020Q1 to 2021Q2, while it exists",
        "or let 'p1' begin then, or write `from: 2021Q3` for f1",
    ),
    (
        "gap-after",
        ("z zone", "p1 park, parent: z", "f1 firm, parent: [{id: p1, to: 2021Q3}]"),
        "unit 'f1' has no parent from 2021Q4, while it exists",
        "or let 'p1' last until then, or write `to: 2021Q3` for f1",
    ),
    (
        "no-parent-in-its-life",
        ("z zone", "p1 park, parent: z", "f1 firm, from: 2022, to: 2023, parent: [{id: p1, to: 2021}]"),
        "unit 'f1' has no parent from 2022 to 2023, while it exists",
        "name its parent from 2022 to 2023",
    ),
    (
        "overlap",
        ("z zone", "p1 park, parent: z", "p2 park, parent: z", "f1 firm, parent: [{id: p2, from: 2024Q3}, {id: p1, to: 2024}]"),
        "params/units.yaml:5: unit 'f1' has two parents from 2024Q3 to 2024Q4: 'p1' and 'p2'; keep one of them",
        "write `to: 2024Q2` for 'p1'",
    ),
    (
        "overlap-without-an-end",
        ("z zone", "p1 park, parent: z", "p2 park, parent: z", "f1 firm, parent: [{id: p1}, {id: p2, from: 2024Q3}]"),
        "unit 'f1' has two parents from 2024Q3: 'p1' and 'p2'",
        "write `to: 2024Q2` for 'p1'",
    ),
    (
        "two-parents-at-all-times",
        ("z zone", "p1 park, parent: z", "p2 park, parent: z", "f1 firm, parent: [{id: p1}, {id: p2}]"),
        "unit 'f1' has two parents at any time: 'p1' and 'p2'",
        "take 'p1' or 'p2' out of the parents of f1",
    ),
    (
        "park-of-a-closed-zone",
        ("z zone, to: 2024", "p1 park, parent: z", "f1 firm, parent: p1"),
        "params/units.yaml:3: unit 'p1' outlives its parent 'z', which ends 2024: from 2025 it has none",
        "add `to: 2024` to p1",
    ),
]


@pytest.mark.parametrize(("units", "says", "mend"), [case[1:] for case in TREE], ids=[case[0] for case in TREE])
def test_a_hole_in_the_tree_is_refused_with_the_edit_that_mends_it(
    units: tuple[str, ...], says: str, mend: str, tmp_path: Path
) -> None:
    (found,) = problems(written(tmp_path, *units))

    assert says in str(found)
    assert mend in found.mend


@pytest.mark.parametrize(
    "units",
    [
        ("z zone", "p1 park, parent: z, to: 2024Q2", "f1 firm, parent: p1, to: 2024Q2"),
        ("z zone", "p1 park, parent: z, to: 2024Q2", "f1 firm, parent: p1, to: 2024-06"),
        (
            "z zone",
            "p1 park, parent: z, to: 2024H1",
            "p2 park, parent: z",
            "f1 firm, parent: [{id: p1, to: 2024Q2}, {id: p2, from: 2024-07}]",
        ),
        ("z zone", "p1 park, parent: z, from: 2020", "f1 firm, parent: p1, from: 2020-01"),
        ("z zone", "f1 firm, parent: z"),
        ("z zone", "p1 park", "f1 firm, parent: p1"),
        ("z zone", "p1 park, parent: z", "f1 firm, parent: [{id: p1, to: 2022}, {id: z, from: 2023}], to: 2024"),
        ("z zone, to: 2020", "y zone, from: 2021"),
    ],
)
def test_a_tree_without_holes_is_taken(units: tuple[str, ...], tmp_path: Path) -> None:
    assert len(Workbook.load(written(tmp_path, *units)).units.units) == len(units)


def test_all_holes_of_a_unit_are_told_at_once(tmp_path: Path) -> None:
    parents = "parent: [{id: p1, to: 2020}, {id: p2, from: 2022}]"
    units = ("z zone", "p1 park, parent: z, to: 2019", "p2 park, parent: z, to: 2023", f"f1 firm, {parents}")

    told = [str(problem).removeprefix("params/units.yaml:5: ") for problem in problems(written(tmp_path, *units))]

    assert told == [
        "unit 'f1' has no parent in 2021, while it exists; name one in `parent`",
        "unit 'f1' outlives its parent 'p1', which ends 2019: in 2020 it has none",
        "unit 'f1' outlives its parent 'p2', which ends 2023: from 2024 it has none",
    ]


def test_a_second_unit_of_the_top_level_is_refused_unless_the_level_says_that_there_are_many(tmp_path: Path) -> None:
    units = ("z zone", "p1 park, parent: z", "y zone", "x zone")
    (found,) = problems(written(tmp_path / "one", *units))

    assert str(found).startswith("params/units.yaml:4: unit 'y' is on the top level 'zone' beside 'z'; 3 units are")
    assert "`roots: many` for level 'zone' in params/workbook.yaml" in found.mend
    assert Workbook.load(written(tmp_path / "many", *units, roots=", roots: many")).level("zone").roots == "many"


def test_units_from_which_nothing_leads_to_the_top_are_known_with_where_the_chain_breaks_off(tmp_path: Path) -> None:
    units = ("z zone", "p1 park", "p2 park, parent: z", "f1 firm, parent: p1", "f2 firm, parent: p2", "f3 firm")
    book = Workbook.load(written(tmp_path, *units))

    assert parentless(book.units, levels=book.level_ids) == {"p1": "p1", "f1": "p1", "f3": "f3"}


def test_a_unit_without_a_parent_is_refused_only_where_it_or_a_unit_below_it_has_figures(tmp_path: Path) -> None:
    units = ("z zone", "p1 park", "p2 park, parent: z", "f1 firm, parent: p1", "f2 firm, parent: p2", "f3 firm", "p3 park")
    book = Workbook.load(written(tmp_path, *units))

    told = {"f1": "data/d.csv:7", "f2": "data/d.csv:8", "f3": "data/d.csv:9"}
    broken, lone = rootless(book.units, book.root, levels=book.level_ids, places=told)

    assert str(broken).startswith("params/units.yaml:3: unit 'p1' has figures below it, of 'f1' (data/d.csv:7) and no parent")
    assert "count for no unit of level 'zone'" in str(broken)
    assert broken.mend == "add `parent: z` to p1: a unit of level zone"
    assert str(lone).startswith("params/units.yaml:7: unit 'f3' has figures (data/d.csv:9) and no parent")
    assert lone.mend == "add `parent: …` to f3: a unit of level zone or park"
    assert rootless(book.units, book.root, levels=book.level_ids, places={"f2": "data/d.csv:8"}) == []


NOWHERE = Document(Path(__file__).parents[1] / "params" / "workbook.yaml", name="params/units.yaml")
MONTHS = [None, *(f"2024-{month:02d}" for month in range(1, 13))]
SPAN = range(2023 * 12, 2026 * 12)  # some months before and after all that are named: there open dates still hold


@st.composite
def dated(draw: st.DrawFn) -> dict[str, str]:
    """A beginning and an end in order; either may be missing."""
    first, last = draw(st.sampled_from(MONTHS)), draw(st.sampled_from(MONTHS))
    if first and last and last < first:
        first, last = last, first
    return {name: month for name, month in (("from", first), ("to", last)) if month}


def holds(dates: dict[str, str], month: int) -> bool:
    text = f"{month // 12}-{month % 12 + 1:02d}"
    return dates.get("from", "0000-01") <= text <= dates.get("to", "9999-12")


@given(dated(), dated(), dated(), st.lists(st.tuples(st.sampled_from(["p1", "p2"]), dated()), min_size=1, max_size=3))
def test_a_tree_is_refused_exactly_where_in_some_month_a_unit_has_no_one_parent_that_exists(
    first: dict[str, str], second: dict[str, str], life: dict[str, str], parents: list[tuple[str, dict[str, str]]]
) -> None:
    lives = {"p1": first, "p2": second}
    name = {"name": {"en": "U"}}
    above = [{"id": park, "level": "park", "parent": "z", **name, **dates} for park, dates in lives.items()]
    held = [{"id": park, **dates} for park, dates in parents]
    firm = {"id": "f", "level": "firm", "parent": held, **name, **life}
    units = Units.model_validate({"units": [{"id": "z", "level": "zone", **name}, *above, firm]})
    levels = [Level(id=level, name={"en": level}) for level in ("zone", "park", "firm")]

    found = list(check(units, NOWHERE, levels=levels, languages=("en",)))

    lived = [month for month in SPAN if holds(life, month)]
    there = [[park for park, dates in parents if holds(dates, month) and holds(lives[park], month)] for month in lived]
    named = [[park for park, dates in parents if holds(dates, month)] for month in lived]
    whole = all(len(one) == len(two) == 1 for one, two in zip(there, named, strict=True))
    assert bool(found) != whole
