"""Attacks by YAML and notebooks that expand or nest without end (`Attack.line` 14)."""

from __future__ import annotations

import json
from itertools import pairwise

from .kinds import Act, Place, Table, attack

NESTING: Table = []
FILES = ("workbook", "catalogue", "units", "reports")
GROWS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n" for before, after in pairwise("abcdefghijklmno")
)
BOMBS = {
    "grows by lists": GROWS,
    "grows by merging": "a: &a {k: v}\nb: {<<: *a, l: v}\n",
    "holds itself": "a: &a [*a]\n",
    "brackets": "a: " + "[" * 100_000 + "\n",
    "braces": "a: " + "{b: " * 50_000 + "\n",
    "dashes": "a:\n " + "- " * 50_000 + "x\n",
    "closed brackets": "a: " + "[" * 60 + "]" * 60 + "\n",
    "questions": "? " * 50_000 + "x\n",
}
DEEP = "[" * 100_000


def told(reportlib: str, version: str = "4") -> str:
    """The JSON of an empty notebook with this JSON as its metadata `reportlib`."""
    return f'{{"cells": [], "nbformat": {version}, "nbformat_minor": 5, "metadata": {{"reportlib": {reportlib}}}}}'


def within(count: int) -> str:
    """Brackets, nested `count` levels deep: `2` → `[[]]`."""
    return "[" * count + "]" * count


KNOWN = '{"level": "top", "title": {"en": "report"}}'
NOTEBOOKS = {
    "brackets in the metadata": '{"cells": [], "metadata": ' + DEEP,
    "brackets in the cells": '{"cells": ' + DEEP,
    "braces": '{"cells": {"a": ' * 50_000,
    "deep in its own part": told(within(60)),
    "deep in a title": told(f'{{"level": "top", "title": {within(900)}}}'),
    "a long number": told(KNOWN, "9" * 10_000),
    "endless": told(KNOWN, "1e999"),
    "a format of the future": told(KNOWN, "99"),
    "a long text": json.dumps({"cells": "x" * 1_000_000, "metadata": {}}),
}
CELLS = {
    "brackets": "unit: str = " + "(" * 5000,
    "signs": "unit: int = " + "-" * 100_000 + "1",
    "sum": "unit: int = " + "+".join("1" * 50_000),
    "dots": "unit: str = a" + ".b" * 50_000,
    "a number": "unit: int = " + "9" * 10_000,
    "powers": "unit: int = 9 ** 9 ** 9 ** 9",
    "a product": "unit: str = 'x' * 10 ** 12",
    "nuls": "unit: str = 'a'\0",
    "surrogates": "unit: str = '\\ud800'\nperiod: str = '2020'\nlang: str = 'en'\nx: str = \ud800",
}
JSONS = {"brackets": DEEP, "braces": '{"a":' * 100_000, "a long number": "9" * 10_000}


def params(place: Place, file: str, bomb: str) -> Act:
    place.new()
    path = place.root / "params" / f"{file}.yaml"
    path.write_text(path.read_text("utf-8") + bomb, "utf-8")
    return Act(says=(f"params/{file}.yaml",))


def more(place: Place, bomb: str) -> Act:
    """A list of reports, named on the command line, in which YAML expands or nests without end."""
    place.new()
    place.write("more.yaml", "reports: []\n" + bomb)
    return Act(("build", "more.yaml"), says=("more.yaml",))


def notebook(place: Place, text: str) -> Act:
    place.new()
    place.write("notebooks/good.ipynb", text)
    return Act(says=("notebooks/good.ipynb",), lines=3)


def cell(place: Place, source: str) -> Act:
    book = place.new()
    book.template("good", "print(1)")
    path = book.root / "notebooks" / "good.ipynb"
    told = json.loads(path.read_text("utf-8"))
    told["cells"][0]["source"] = source
    path.write_text(json.dumps(told), "utf-8")
    return Act(says=("notebooks/good.ipynb",))


for kind, bomb in BOMBS.items():
    for file in FILES:
        attack(NESTING, 14, f"YAML, {kind}: params/{file}.yaml", params, file, bomb)
    attack(NESTING, 14, f"YAML, {kind}: a file on the command line", more, bomb)
for kind, text in NOTEBOOKS.items():
    attack(NESTING, 14, f"notebook, {kind}", notebook, text)
for kind, source in CELLS.items():
    attack(NESTING, 14, f"parameters cell, {kind}", cell, source)
