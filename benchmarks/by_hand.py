"""Time the first chart of a session in a notebook: with figures kept by an earlier session, and without."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.incremental import CHANGED, INDICATOR
from benchmarks.workbooks import ROOT, Size, write

CLOCKED = """
import time
import plotly.graph_objects as go
from reportlib import Report, open_workbook
from reportlib.blocks import standard
from reportlib.query import selection, verbs
begun = time.perf_counter()
{call}
print(time.perf_counter() - begun)
"""
"""A program that prints the seconds of a call, without those of the imports before it."""
WAYS = {
    "Report, everything read": (
        "report = Report('enterprise', unit={unit!r}, period='2020Q4', lang='en', workbook={root!r})\n"
        "standard.trend(report.view, report.words, {indicator!r}).figure"
    ),
    "open_workbook, figures kept": "open_workbook({root!r}, lang='en')[{indicator!r}].of({unit!r}).trend().figure",
}


def seconds(call: str) -> float:
    """The seconds that a call takes in a new process."""
    command = [sys.executable, "-c", CLOCKED.format(call=call)]
    return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def main(
    units: Annotated[int, typer.Option(help="How many units the made-up workbook has.")] = 200,
    repeats: Annotated[int, typer.Option(help="How often each way takes its turn.")] = 7,
) -> None:
    """Time the first chart in both ways, by turns, after one session of each."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), Size(units))
        calls = {way: call.format(unit=CHANGED, root=folder, indicator=INDICATOR) for way, call in WAYS.items()}
        for call in calls.values():
            seconds(call)
        taken: dict[str, list[float]] = {way: [] for way in calls}
        for _ in range(repeats):
            for way, call in calls.items():
                taken[way].append(seconds(call))
    table = Table("first chart of a session", "seconds", "least", "most", "quicker")
    first = median(next(iter(taken.values())))
    for way, times in taken.items():
        table.add_row(way, f"{median(times):.2f}", f"{min(times):.2f}", f"{max(times):.2f}", f"{first / median(times):.1f} x")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
