"""Compare this tree, or a later commit, with an earlier one: the same steps on equal made-up workbooks, by turns."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.incremental import CHANGED, INDICATOR
from benchmarks.measure import Command, Cost, cost_of
from benchmarks.workbooks import ROOT, change_one

FIRST = ("plan, nothing built", "one report, nothing built", "one report again", "plan, one built, one figure changed")
"""The steps without a full build, which can be measured on a workbook of any size."""
STEPS = ("full build", "plan, one figure changed", "build, one figure changed", "one report")
ONE = ("--unit", CHANGED, "--force")
KEPT = {"PYTHONDONTWRITEBYTECODE": ""}  # as users have it: what Python compiled once is not compiled again by every process


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """A context with the files of a commit in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "tree")
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(place), commit], cwd=ROOT, check=True)
        try:
            _declare(place)
            yield place
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(place)], cwd=ROOT, check=True)


def _declare(tree: Path) -> None:
    """Write package metadata into a tree, so that its kernels and exporters are used instead of the installed ones."""
    project = tomllib.loads((tree / "pyproject.toml").read_text("utf-8"))["project"]
    folder = tree / f"{project['name']}-{project['version']}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    groups = [
        "\n".join([f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())])
        for group, entries in project["entry-points"].items()
    ]
    (folder / "entry_points.txt").write_text("\n".join(groups) + "\n", "utf-8")


def run(tree: Path, workbook: Path, *words: str) -> Cost:
    """Run one command of a tree's package."""
    command = Command((sys.executable, "-m", "reportlib", *words, "--workbook", str(workbook)), {"PYTHONPATH": str(tree)} | KEPT)
    return cost_of([[command]], cwd=tree)


def written(tree: Path, workbook: Path, units: int) -> None:
    """Write a made-up workbook with the catalogue and templates of the tree."""
    source = (
        f"from pathlib import Path; from benchmarks.workbooks import Size, write; write(Path({str(workbook)!r}), Size({units}))"
    )
    subprocess.run([sys.executable, "-c", source], cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, check=True)


def measured(tree: Path, units: int, folder: Path, steps: Sequence[str]) -> Iterator[tuple[str, Cost]]:
    """Yield the name and the cost of each step, on a new workbook."""
    workbook = folder / "workbook"
    written(tree, workbook, units)
    yield FIRST[0], run(tree, workbook, "plan")
    yield FIRST[1], run(tree, workbook, "build", "--jobs", "2", *ONE)
    yield FIRST[2], run(tree, workbook, "build", "--jobs", "2", *ONE)
    change_one(workbook, unit=CHANGED, indicator=INDICATOR)
    yield FIRST[3], run(tree, workbook, "plan")
    if STEPS[0] not in steps:
        return
    yield STEPS[0], run(tree, workbook, "build", "--jobs", "2")
    change_one(workbook, unit=CHANGED, indicator=INDICATOR)
    yield STEPS[1], run(tree, workbook, "plan")
    yield STEPS[2], run(tree, workbook, "build", "--jobs", "2")
    yield STEPS[3], run(tree, workbook, "build", "--jobs", "2", *ONE)


def compared(
    trees: Mapping[str, Path], units: int, repeats: int, steps: Sequence[str], console: Console
) -> dict[str, dict[str, list[Cost]]]:
    """The cost of each step by each tree and repeat; the trees go first by turns, because the machine's speed varies."""
    costs: dict[str, dict[str, list[Cost]]] = {step: {name: [] for name in trees} for step in steps}
    for repeat in range(repeats):
        for name in list(trees)[:: 1 if repeat % 2 == 0 else -1]:
            console.print(f"repeat {repeat + 1} of {repeats}: {name} …")
            with tempfile.TemporaryDirectory() as folder:
                for step, cost in measured(trees[name], units, Path(folder), steps):
                    costs[step][name].append(cost)
    return costs


def table_of(costs: Mapping[str, Mapping[str, list[Cost]]], names: list[str]) -> Table:
    """The table: median, minimum and maximum, and the ratio of the later tree to the earlier one."""
    table = Table("step", *(f"{name}, {what}" for what in ("wall s", "CPU s") for name in names), "wall ratio", "CPU ratio")
    for step, by_tree in costs.items():
        walls, cpus = ({name: sorted(getattr(c, what) for c in by_tree[name]) for name in names} for what in ("wall", "cpu"))
        cells = [_spread(values[name]) for values in (walls, cpus) for name in names]
        table.add_row(step, *cells, *(f"{median(values[names[1]]) / median(values[names[0]]):.2f}" for values in (walls, cpus)))
    return table


def _spread(values: list[float]) -> str:
    return f"{median(values):.2f} ({values[0]:.2f}–{values[-1]:.2f})"


def main(
    commit: Annotated[str, typer.Argument(help="The earlier commit.")],
    units: Annotated[int, typer.Option(help="How many units the made-up workbook has.")] = 100,
    repeats: Annotated[int, typer.Option(help="How often each tree takes its turn.")] = 3,
    now: Annotated[str, typer.Option(help="A later commit in place of this tree: what the commits between them cost.")] = "",
    every: Annotated[
        bool, typer.Option(help="Build every report, and again after a change; without, only plan and build one.")
    ] = True,
) -> None:
    """Time the same steps with this tree (or a later commit) and with an earlier commit."""
    console = Console()
    with tree_of(commit) as earlier, tree_of(now) if now else nullcontext(ROOT) as later:
        trees = {commit: earlier, now or "this tree": later}
        costs = compared(trees, units, repeats, (*FIRST, *STEPS) if every else FIRST, console)
    console.print(table_of(costs, list(trees)))


if __name__ == "__main__":
    typer.run(main)
