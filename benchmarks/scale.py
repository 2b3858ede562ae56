"""Measure how the time of a build grows with its workbook: the full plan, and a sample of the reports."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.environments import environment
from benchmarks.measure import Command, cost_of
from benchmarks.sampled import WARM_UP
from benchmarks.workbooks import FEW, ROOT, Size, write, write_reports

SIZES = (100, 1_000, 10_000, 100_000)
RATIO, AGAINST = (2_000, 100), 1.1
"""The goal: a report in a workbook with 2000 units takes at most 1.1 times as long as with 100 units."""


def spans(python: Path, *words: Path) -> dict[str, float]:
    """Run `benchmarks.sampled` with these arguments in a process of its own, and return what it prints."""
    cost = cost_of([[Command((str(python), "-m", "benchmarks.sampled", *map(str, words)), {})]], cwd=ROOT)
    told: dict[str, float] = json.loads(cost.shown.splitlines()[-1])
    return told


def sampled(size: Size, reports: int, folder: Path) -> Path:
    """Write a list of reports, most of them on enterprises. At most one in ten is on a park.

    If the last park has fewer than `size.below` enterprises, it is not chosen.
    """
    parks = [park for n, park in enumerate(size.parks) if (n + 1) * size.below <= size.units][: reports // 10]
    count = reports + WARM_UP - len(parks)
    lowest = size.lowest[:: max(1, size.units // count)][:count]
    return write_reports(folder / "sample.yaml", enterprises=lowest, parks=parks)


def row(python: Path, units: int, *, reports: int, few: bool) -> tuple[list[str], float]:
    """Time a first plan, a second plan and a sample of reports. Return the row of the table, and the seconds per report."""
    size = Size(units, quarters=4 if few else 12, indicators=FEW if few else ())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = write(folder / "workbook", size)
        figures = sum(1 for _ in (workbook / "data" / "figures.csv").open("rb")) - 1
        cold = spans(python, workbook, folder / "pages")
        warm = spans(python, workbook, folder / "pages")
        assert warm["due"] == 0, "what was planned and remembered is due again"
        shutil.rmtree(folder / "pages")
        sample = spans(python, workbook, folder / "pages", sampled(size, reports, folder))
    times = [cold["load"], cold["plan"], warm["load"] + warm["plan"]]
    cells = [f"{units:,}", f"{figures:,}", f"{cold['reports']:,}", *(f"{seconds:.2f}" for seconds in times)]
    cells += [f"{sample['report']:.3f}"]
    return [*cells, f"{cold['peak'] / 1e6:,.0f}"], sample["report"]


def measured(python: Path, sizes: list[int], *, reports: int, few: bool, console: Console) -> dict[int, float]:
    """Print the table for the whole catalogue or, with `few`, a reduced one. Return the seconds per report at each size."""
    cut = f"{len(FEW)} indicators, 4 quarters" if few else "the whole catalogue, 12 quarters"
    columns = ("units", "figures", "reports", "read params s", "plan s", "plan again s", "a report s", "peak MB")
    table = Table(*columns, title=f"{cut}: the plan whole, {reports} reports sampled, one at a time")
    found = {}
    for units in sizes:
        console.print(f"{cut}: {units} units …")
        cells, found[units] = row(python, units, reports=reports, few=few)
        table.add_row(*cells)
    console.print(table)
    return found


def main(
    most: Annotated[int, typer.Option(min=100, help="Leave out the sizes beyond this many units.")] = 100_000,
    reports: Annotated[int, typer.Option(min=2, help="How many reports are made at each size.")] = 20,
) -> None:
    """Time the plan and a sample of reports at sizes up to 100 000 units."""
    console = Console(highlight=False, width=120)
    python = environment("with jupyterlab").python
    measured(python, [units for units in SIZES if units <= most], reports=reports, few=True, console=console)
    whole = measured(python, [units for units in reversed(RATIO) if units <= most], reports=reports, few=False, console=console)
    if set(RATIO) <= whole.keys():
        large, small = RATIO
        console.print(f"a report at {large} units to one at {small}: {whole[large] / whole[small]:.2f} x (goal: {AGAINST} x)")


if __name__ == "__main__":
    typer.run(main)
