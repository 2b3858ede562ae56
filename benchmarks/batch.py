"""Measure how long many reports take: by a build, and by other ways of running the same notebook."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import tasks
from benchmarks.environments import With, environment
from benchmarks.measure import Command, Cost, cost_of
from benchmarks.memory import TOGETHER
from benchmarks.tasks import Batch
from benchmarks.workbooks import ROOT, write_reports

DRAWN = {"PLOTLY_RENDERER": "notebook_connected", "PLOOMBER_STATS_ENABLED": "false"}
"""plotly's setting for notebooks that become HTML, with a link to the library; and no telemetry."""
BASE, POOL, OURS, LIMIT = "commands, one at a time", "function in a pool of 2", "reportlib build --jobs 2", "the limit, 1 process"
GOALS = {"with jupyterlab": {BASE: 35, POOL: 8}, "without": {BASE: 15, POOL: 5}}
SHARE = 20
"""The goal: of the CPU seconds that the commands take beyond the limit, a build takes at most 1 in `SHARE`."""


@dataclass(frozen=True)
class Row:
    """The results of one variant in one environment: the number of reports in a round, and the cost of each round."""

    variant: str
    reports: int
    costs: tuple[Cost, ...]

    @property
    def wall(self) -> float:
        """Wall seconds per report, the mean of all rounds."""
        return fmean(cost.wall for cost in self.costs) / self.reports

    @property
    def cpu(self) -> float:
        """CPU seconds per report, the mean of all rounds."""
        return fmean(cost.cpu for cost in self.costs) / self.reports


def commands(batch: Batch, python: Path, count: int, *, name: str, at_once: int) -> Cost:
    """Run papermill's command, then nbconvert's, for every report."""
    _, chosen = batch.first(count, name=name, handed=False)
    chains = []
    for task in chosen:
        page = Path(task["page"])
        notebook = page.with_suffix(".ipynb")
        given = [word for key in ("unit", "period", "lang") for word in ("-p", key, task[key])]
        run = ("papermill", "--no-progress-bar", "--no-request-save-on-cell-execute", task["notebook"], str(notebook), *given)
        convert = ("nbconvert", "--to", "html", "--no-input", "--log-level=ERROR", str(notebook))
        chains.append([Command((str(python), "-m", *words), DRAWN) for words in (run, convert)])
    return cost_of(chains, cwd=ROOT, at_once=at_once)


def scripted(batch: Batch, python: Path, count: int, *, name: str, module: str) -> Cost:
    """Run another tool in a single process that makes all reports, two at a time."""
    file, _ = batch.first(count, name=name, handed=False)
    return cost_of([[Command((str(python), "-m", f"benchmarks.{module}", str(file), "2"), DRAWN)]], cwd=ROOT)


def ours(batch: Batch, python: Path, count: int, *, name: str) -> Cost:
    """Run one `reportlib build` for all reports."""
    place = batch.folder / name
    matrix = _matrix(batch, count, place)
    words = ("-m", "reportlib", "build", str(matrix), "--output", str(place), "--jobs", "2")
    return cost_of([[Command((str(python), *words), {})]], cwd=ROOT)


def limit(batch: Batch, python: Path, count: int, *, name: str) -> Cost:
    """Time the cells and pages alone, in one process; the start of the process is not counted."""
    file, _ = batch.first(count, name=name, handed=True)
    told = json.loads(cost_of([[Command((str(python), "-m", "benchmarks.limit", str(file)), {})]], cwd=ROOT).shown)
    return Cost(told["wall"], told["cpu"])


def _matrix(batch: Batch, count: int, place: Path) -> Path:
    if count == len(batch.tasks):
        return batch.matrix
    units = [task["unit"] for task in batch.tasks[:count]]
    return write_reports(place.with_suffix(".yaml"), enterprises=units)


Run = Callable[[int, str], Cost]


def variants(batch: Batch, lab: With) -> dict[str, Run]:
    """Every variant, in the order of the table."""
    python, other = environment(lab).python, environment(lab, ploomber=True).python
    return {
        BASE: lambda n, name: commands(batch, python, n, name=name, at_once=1),
        "commands, 2 at a time": lambda n, name: commands(batch, python, n, name=name, at_once=2),
        POOL: lambda n, name: scripted(batch, python, n, name=name, module="pooled"),
        "Ploomber, 2 processes": lambda n, name: scripted(batch, other, n, name=name, module="ploombered"),
        OURS: lambda n, name: ours(batch, python, n, name=name),
        LIMIT: lambda n, name: limit(batch, python, n, name=name),
    }


def measured(batch: Batch, lab: With, *, rivals: int, rounds: int, console: Console) -> list[Row]:
    """Run every variant once to fill caches, then time all of them in rounds, as the speed of a shared machine varies."""
    counts = dict.fromkeys(variants(batch, lab), rivals) | {OURS: len(batch.tasks)}
    costs: dict[str, list[Cost]] = {variant: [] for variant in counts}
    for turn in range(rounds):
        for number, (variant, run) in enumerate(variants(batch, lab).items()):
            count = counts[variant]
            console.print(f"{lab}, round {turn + 1}: {variant}: {count} reports …")
            name = f"{number}-{lab.split()[0]}-{turn}"
            if not turn:
                run(1, f"{name}-warm")
            costs[variant].append(run(count, name))
            tasks.check(batch.folder / name, count, ours=variant in (OURS, LIMIT))
            shutil.rmtree(batch.folder / name)
    return [Row(variant, counts[variant], tuple(each)) for variant, each in costs.items()]


def shown(found: dict[With, list[Row]]) -> Table:
    """The table of results; ratios are of wall seconds per report, within one environment."""
    table = Table(
        "variant", *("reports", "wall s", "CPU s", "to the first", "ours to it"), title="A report of the enterprise template"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for lab, rows in found.items():
        by_name = {row.variant: row for row in rows}
        table.add_row(f"[bold]{lab}[/bold]")
        for row in rows:
            to_first, to_ours = by_name[BASE].wall / row.wall, row.wall / by_name[OURS].wall
            numbers = (f"{row.wall:.3f}", f"{row.cpu:.3f}", f"{to_first:.1f}", f"{to_ours:.1f}")
            table.add_row(row.variant, str(row.reports), *numbers)
        table.add_section()
    return table


def told(lab: With, rows: list[Row]) -> Iterator[str]:
    """Lines that compare the results with the goals."""
    by_name = {row.variant: row for row in rows}
    for name, goal in GOALS[lab].items():
        yield f"{lab}: ours to {name}: {by_name[name].wall / by_name[OURS].wall:.1f} x (goal: {goal} x)"
    least = by_name[LIMIT].cpu
    mine, theirs = by_name[OURS].cpu - least, by_name[BASE].cpu - least
    line = f"{lab}: CPU s a report beyond the limit ({least:.3f}): ours {mine:.3f}, the commands {theirs:.3f}"
    yield f"{line}: 1/{theirs / mine:.1f} (goal: 1/{SHARE})"


def remembered(batch: Batch, console: Console) -> None:
    """Print a table of the memory of kernels."""
    file, _ = batch.first(TOGETHER, name="memory", handed=True)
    python = environment("without").python
    columns = ("kernels", "PSS of each", "its own alone", "PSS of the server", "all")
    table = Table(*columns, title=f"MB, {TOGETHER} open kernels, each with a report made")
    for kind in ("plain", "forked"):
        words = (str(python), "-m", "benchmarks.memory", str(file), kind)
        found = json.loads(cost_of([[Command(words, {})]], cwd=ROOT).shown)
        table.add_row(kind, *(f"{found[name]:.0f}" for name in ("share", "own", "server", "all")))
    console.print(table)


def main(
    reports: Annotated[int, typer.Option(min=1, help="How many reports ours makes, in a round.")] = 200,
    rivals: Annotated[int, typer.Option(min=1, help="How many each rival makes, in a round.")] = 4,
    rounds: Annotated[int, typer.Option(min=1, help="How often all of them take their turn.")] = 2,
    only: Annotated[str, typer.Option(help="Only 'with' or only 'without' JupyterLab installed.")] = "",
) -> None:
    """Time every variant, with and without JupyterLab installed; print the table, the goals, and kernels' memory."""
    console = Console(highlight=False, width=130)
    asked: list[With] = ["with jupyterlab", "without"]
    found: dict[With, list[Row]] = {}
    with tempfile.TemporaryDirectory() as folder:
        batch = tasks.prepare(Path(folder), max(reports, rivals, TOGETHER))
        for lab in asked:
            if lab.startswith(only) and (not only or lab.split()[0] == only):
                found[lab] = measured(batch, lab, rivals=rivals, rounds=rounds, console=console)
        console.print(shown(found))
        for lab, rows in found.items():
            for line in told(lab, rows):
                console.print(line)
        remembered(batch, console)


if __name__ == "__main__":
    typer.run(main)
