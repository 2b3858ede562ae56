"""Measure a build after no change and after one changed figure, and find which reports it makes again."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.environments import environment
from benchmarks.measure import Command, Cost, cost_of
from benchmarks.workbooks import ROOT, Size, change_one, write

CHANGED, INDICATOR = "unit-000007", "staff-on-roll"
MARKS = re.compile(r'<meta name="reportlib:(?:key|data_hash)" content="([^"]+)">')
GOALS = {2000: 0.01, 0: 0.03}
"""For builds from so many reports on, the share of a full build's time that a build without a change may take."""


@dataclass(frozen=True)
class Place:
    """A workbook, and the folder of its reports."""

    python: Path
    workbook: Path
    output: Path
    jobs: int

    def run(self, *words: str, output: Path | None = None) -> Cost:
        """Run one command of reportlib."""
        given = ("--workbook", str(self.workbook), "--output", str(output or self.output))
        return cost_of([[Command((str(self.python), "-m", "reportlib", *words, *given), {})]], cwd=ROOT)

    def build(self, *words: str, output: Path | None = None) -> Cost:
        """Run a build."""
        return self.run("build", "--jobs", str(self.jobs), *words, output=output)


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Time of writing, inode and size of every file in a folder."""
    files = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (told.st_mtime_ns, told.st_ino, told.st_size) for path, told in files}


def touched(before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]) -> set[str]:
    """The files that changed between two `tree`s."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def reports(names: set[str]) -> set[str]:
    """The reports whose pages are among some files."""
    return {Path(name).stem for name in names if "/" not in name and name.endswith(".html") and name != "index.html"}


def due(shown: str) -> set[str]:
    """The reports that `plan` calls due."""
    return {name for name, colon, why in (line.partition(": ") for line in shown.splitlines()) if colon and "-2020Q4-" in name}


def differing(first: Path, second: Path, read: Callable[[Path], str]) -> set[str]:
    """The reports whose pages differ between two builds; `read` returns the text to compare."""
    names = {path.name for folder in (first, second) for path in folder.glob("*.html")} - {"index.html"}
    return {Path(name).stem for name in names if read(first / name) != read(second / name)}


def whole(page: Path) -> str:
    """The whole text of a page."""
    return page.read_text("utf-8") if page.is_file() else ""


def told(page: Path, marks: re.Pattern[str] = MARKS) -> str:
    """The text of a page without fingerprints."""
    text = whole(page)
    for mark in marks.findall(text):
        text = text.replace(mark, "")
    return text


def measured(place: Place, console: Console, *, compare: bool) -> Table:
    """Run every step in turn, and return the table of results."""
    table = Table("step", "wall s", "CPU s", "of the full build", "files written", title="A synthetic workbook, one quarter")
    console.print("everything …")
    full = place.build()
    everything = tree(place.output)
    _add(table, "full build", full, full, str(len(everything)))
    console.print(f"{len(reports(set(everything)))} reports; nothing changed …")
    for n in (1, 2):
        before = tree(place.output)
        again = place.build()
        _add(table, f"nothing changed ({n})", again, full, str(len(touched(before, tree(place.output)))))
    earlier = place.output.with_name("earlier")
    shutil.copytree(place.output, earlier)
    change_one(place.workbook, unit=CHANGED, indicator=INDICATOR)
    planned = place.run("plan")
    _add(table, "plan, one figure changed", planned, full, "0")
    before = tree(place.output)
    rebuilt = place.build()
    made = touched(before, tree(place.output))
    _add(table, "build, one figure changed", rebuilt, full, str(len(made)))
    console.print(f"one figure of {CHANGED} changed: {len(due(planned.shown))} due, {len(reports(made))} made again")
    if compare:
        console.print("everything by force, to compare …")
        forced = place.output.with_name("forced")
        _add(table, "build --force, one figure changed", place.build("--force", output=forced), full, "all")
        _judge(
            due(planned.shown), reports(made), differing(earlier, forced, told), differing(place.output, forced, whole), console
        )
    _goal(len(reports(set(everything))), again.wall / full.wall, console)
    return table


def _add(table: Table, step: str, cost: Cost, full: Cost, files: str) -> None:
    table.add_row(step, f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.wall / full.wall:.2%}", files)


def _judge(planned: set[str], made: set[str], needed: set[str], stale: set[str], console: Console) -> None:
    """Print how many pages the change altered, and how many were made again without need or were missed."""
    console.print(f"  pages that really differ: {len(needed)}")
    console.print(f"  needless (made again, the same but for fingerprints): {len(made - needed)} {_some(made - needed)}")
    console.print(f"  missed (differ, not made again): {len((needed - made) | stale)} {_some((needed - made) | stale)} (goal: 0)")
    console.print(f"  due and not made, or made and not due: {len(planned ^ made)}")


def _some(names: set[str]) -> str:
    return ", ".join(sorted(names)[:5])


def _goal(count: int, share: float, console: Console) -> None:
    goal = next(goal for least, goal in sorted(GOALS.items(), reverse=True) if count >= least)
    console.print(f"nothing changed takes {share:.2%} of the full build (goal at {count} reports: {goal:.0%})")


def main(
    units: Annotated[int, typer.Option(min=10, help="Lowest units; every unit of every level has a report.")] = 240,
    jobs: Annotated[int, typer.Option(min=1, help="Reports made at once.")] = 2,
    compare: Annotated[bool, typer.Option(help="Build all again by force, to see what was needless and what missed.")] = True,
) -> None:
    """Build a made-up workbook, build again without a change and after one changed figure, then build all to compare."""
    console = Console(highlight=False, width=120)
    with tempfile.TemporaryDirectory() as folder:
        workbook = write(Path(folder, "workbook"), Size(units))
        place = Place(environment("with jupyterlab").python, workbook, Path(folder, "pages"), jobs)
        table = measured(place, console, compare=compare)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
