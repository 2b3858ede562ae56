"""Measure time and memory of reading data: a long CSV by an earlier commit and now, a sheet by pandas and by reportlib."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.workbooks import FIGURES, ROOT, Size, write

BEFORE = "4106241"
"""The last commit with a separate reader for files that have reportlib's columns."""
LATER = ("own", "short", "signal", "breaks", "singular")
"""Entries of levels and indicators that the code of the commit `BEFORE` cannot read."""
_PYTHON = """
import resource, sys, time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from reportlib.workbook import Workbook
data = import_module("reportlib.observations" if find_spec("reportlib.observations") else "reportlib.data")  # before, now
read_observations = data.read_observations
look = getattr(data, "look", None) or data.find_anomalies
settle = getattr(data, "settle", None) or data.drop_duplicates
book = Workbook.load(Path(sys.argv[1]))
begun = time.process_time()
table = read_observations(book)
read = time.process_time()
look(settle(table)[0], book)
print(len(table), read - begun, time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)
"""
_CHECK = "import sys; from reportlib.cli import main; sys.argv = ['reportlib', 'check', '--workbook', sys.argv[1]]; main()"
_COST = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=False, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3)
"""
_SHEET = """
import sys, time
from pathlib import Path
import pandas as pd
from reportlib.data import read_observations
from reportlib.workbook import Workbook
book = Workbook.load(Path(sys.argv[1]))
def bare():
    pd.read_excel(sys.argv[2], engine="calamine")
def ours():
    read_observations(book)
best = {}
for call in (bare, ours) * 5:
    begun = time.process_time()
    call()
    best[call] = min(best.get(call, 1e9), time.process_time() - begun)
print(best[bare], best[ours])
"""


def without_later(folder: Path) -> None:
    """Remove from a workbook's params what the earlier code cannot read."""
    for name, entries in (("workbook", "levels"), ("catalogue", "indicators")):
        path = folder / "params" / f"{name}.yaml"
        told = yaml.safe_load(path.read_text("utf-8"))
        told[entries] = [{key: value for key, value in entry.items() if key not in LATER} for entry in told[entries]]
        path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")


def long_file(folder: Path, rows: int) -> Path:
    """Write a workbook with one CSV of `rows` rows, each with a source and a note."""
    write(folder, Size(max(rows // 287, 10), quarters=12))
    without_later(folder)
    path = folder / FIGURES
    table = pd.read_csv(path, dtype=str, keep_default_na=False).head(rows)
    table["source"] = "An annual return of the unit to the office, as sent in and kept there for ten years"
    table["note"] = "checked by the office on receipt; nothing was changed, and nothing was left out"
    table.to_csv(path, index=False, lineterminator="\n")
    return folder


def code_before(folder: Path) -> Path:
    """Write the package of the commit `BEFORE` into a folder, and return the folder."""
    packed = subprocess.run(["git", "archive", BEFORE, "reportlib"], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as held:
        held.extractall(folder, filter="data")
    return folder


def told(code: str, at: Path, *words: object) -> list[float]:
    """The numbers that some code prints in a new process, with the package in the folder `at`."""
    environment = os.environ | {"PYTHONPATH": str(at)}
    command = [sys.executable, "-P", "-c", code, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=at)
    return [float(word) for word in done.stdout.split()]


def cost_of_check(at: Path, workbook: Path) -> list[float]:
    """CPU seconds and peak memory in megabytes of `reportlib check`."""
    return told(_COST, at, sys.executable, "-P", "-c", _CHECK, workbook)


def sheet(folder: Path, rows: int) -> Path:
    """Write a workbook whose figures are in a spreadsheet."""
    write(folder, Size(max(rows // 280, 10), quarters=12))
    table = pd.read_csv(folder / FIGURES, dtype={"reported_at": str}).head(rows)
    table.to_excel(folder / "data" / "figures.xlsx", index=False, engine="xlsxwriter")
    settings = folder / "params" / "workbook.yaml"
    settings.write_text(settings.read_text("utf-8").replace(FIGURES, "data/figures.xlsx"), "utf-8")
    return folder


def main(
    rows: Annotated[int, typer.Option(min=1000, help="Rows of the long CSV.")] = 1_150_000,
    cells: Annotated[int, typer.Option(min=1000, help="Rows of the sheet.")] = 50_000,
) -> None:
    """Print what reading and checking costs now, compared with the earlier commit and with pandas alone."""
    console = Console(highlight=False, width=110)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "before").mkdir()
        before, book = code_before(folder / "before"), long_file(folder / "long", rows)
        table = Table(
            "CSV", "before", "now", "now / before", title=f"{rows:,} rows, {(book / FIGURES).stat().st_size / 1e6:.0f} MB"
        )
        pairs = list(zip(told(_PYTHON, before, book), told(_PYTHON, ROOT, book), strict=True))[1:]
        pairs += list(zip(cost_of_check(before, book), cost_of_check(ROOT, book), strict=True))
        names = ("read, CPU s", "read, settled, looked at, CPU s", "its peak, MB", "reportlib check, CPU s", "its peak, MB")
        for what, (then, now) in zip(names, pairs, strict=True):
            table.add_row(what, f"{then:,.1f}", f"{now:,.1f}", f"{now / then:.2f}")
        console.print(table)
        book = sheet(folder / "sheet", cells)
        bare, ours = told(_SHEET, ROOT, book, book / "data" / "figures.xlsx")
        console.print(f"a sheet of {cells:,} rows: read and checked {ours:.2f} s, bare pandas {bare:.2f} s: {ours / bare:.2f} x")


if __name__ == "__main__":
    typer.run(main)
