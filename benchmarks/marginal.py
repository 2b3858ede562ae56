"""Measure what one more report costs a build, and what its cells and page cost in one warm process."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import tasks
from benchmarks.batch import limit, ours

GOAL = 2.0


def main(
    few: Annotated[int, typer.Option(min=4, help="The reports of the smaller build: more than do without a warm-up.")] = 8,
    many: Annotated[int, typer.Option(min=5, help="Those of the larger one.")] = 40,
    repeats: Annotated[int, typer.Option(min=1, help="How often all is measured.")] = 3,
) -> None:
    """Build few reports, then many, and compare the cost of each additional one with the limit (see `benchmarks.limit`)."""
    console, python = Console(highlight=False), Path(sys.executable)
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        batch = tasks.prepare(Path(folder), many)
        ours(batch, python, few, name="warm")
        for repeat in range(repeats):
            small, large = (ours(batch, python, count, name=f"{count}-{repeat}").cpu for count in (few, many))
            report, least = (large - small) / (many - few), limit(batch, python, many, name=f"limit-{repeat}").cpu / many
            ratios.append(report / least)
            console.print(f"one more report {report:.3f} CPU s, in one warm process {least:.3f}: {ratios[-1]:.2f} x")
    console.print(f"middle of {repeats}: {median(ratios):.2f} x (goal: {GOAL:g} x)")


if __name__ == "__main__":
    typer.run(main)
