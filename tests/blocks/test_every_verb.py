"""Every verb answers with a valid block, or with one line that says why it cannot.

Figures must be equal to the oracle's, and “not reported” is said only where the oracle has no figure.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from random import Random

import pytest

from reportlib.blocks import Chart, Fact
from reportlib.query import Book
from reportlib.workbook import Workbook
from tests.blocks.asking import VERBS, Block, answered, selections
from tests.oracle import catalogues, periods, workbook, worlds
from tests.oracle.figures import figure

KINDS = sorted(catalogues.KINDS)
SAMPLED = 3
"""How many selections of each indicator are tried with every verb."""
SILENT = re.compile(r"Not reported: (\d+)(?: \((such as )?(.*?)\))?\.")
PARTS = ("composition", "contribution")
"""Verbs whose figures are parts of a whole: what each unit gave while it belonged to it."""


def opened(seed: int, folder: Path) -> tuple[Book, workbook.Book]:
    """A made-up workbook with an indicator of every kind: as a `Book`, and as the oracle reads it."""
    chance = Random(seed)
    features = frozenset(chance.sample([name for name in worlds.FEATURES if name != "frequency"], 3))
    world = worlds.make(chance.choice(["quarter", "year"]), chance.randint(2, 3), chance.randint(3, 9), KINDS, features, chance)
    root = world.write(folder)
    return Book(Workbook.load(root), lang="en"), workbook.read(root)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 2, pytest.param(1, marks=pytest.mark.rare)])
def test_a_block_holds_or_one_line_says_why_there_is_none(seed: int) -> None:
    shown: dict[str, int] = dict.fromkeys(VERBS, 0)
    with tempfile.TemporaryDirectory() as folder:
        book, mine = opened(seed, Path(folder))
        chance = Random(seed)
        for name in KINDS:
            for chosen in chance.sample([*selections(book, name, chance)], SAMPLED):
                for verb in VERBS:
                    found = answered(chosen, verb, chance.choice(KINDS))
                    place = f"world {seed}: {chosen.code}, {verb}"
                    if isinstance(found, str):
                        assert found and len(found.splitlines()) == 1 and len(found) < 400, place
                    else:
                        shown[verb] += not found.why
                        check(found, verb, mine, place)
    assert sum(shown.values()) > 60 and shown["trend"] and shown["table"] and shown["heatmap"], shown


def check(block: Block, verb: str, mine: workbook.Book, place: str) -> None:
    """Check that a block is valid, and that its figures are those of the oracle."""
    for fact in block.facts:
        if fact.unit:
            same_as_oracle(fact, verb, mine, place)
    if isinstance(block, Chart) and block.plain:
        json.dumps(block.plain, allow_nan=False)
        assert block.figure.layout.meta["reportlib"]["title"] == block.title and block.alt and "{" not in block.alt, place
        assert {"nan", "None", ""}.isdisjoint(block.table.to_numpy().ravel()), place
        silent_as_counted(block, verb, place)
    assert repr(block) and len(repr(block)) < 400


def same_as_oracle(fact: Fact, verb: str, mine: workbook.Book, place: str) -> None:
    told = figure(mine, mine.indicators[fact.indicator], fact.unit, periods.parse(fact.period)).value
    if fact.absence == "not reported":
        assert told is None, f"{place}: {fact}"
    if fact.value is not None and verb not in PARTS:
        assert told is not None and fact.value == pytest.approx(float(told), rel=1e-9), f"{place}: {fact}"


def silent_as_counted(chart: Chart, verb: str, place: str) -> None:
    """Check that a note counts no more units as “not reported” than the facts do, and names no more units than it counts."""
    for count, _, names in SILENT.findall(chart.note):
        silent = {fact.unit for fact in chart.facts if fact.absence == "not reported" and fact.unit}
        assert verb in PARTS or len(silent) >= int(count), f"{place}: {chart.note}"
        assert not names or len(names.split(", ")) <= int(count), f"{place}: {chart.note}"
