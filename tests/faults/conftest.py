"""A workbook whose templates a test writes, and builds whose processes a test can find, interrupt and kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

MARK = "REPORTLIB_TEST_MARK"
SETTINGS = """title: {en: T}
issuer: {en: I}
languages: [en]
levels: [{id: top, name: {en: Top}, roots: many}]
data: [{file: data/figures.csv, origin: reported}]
"""
CATALOGUE = """version: "1"
dimensions: [{id: d, name: {en: D}}]
owners: [{id: o, name: {en: O}}]
indicators:
  - {id: i, name: {en: I}, dimension: d, owner: o, measure: {en: m}, kind: flow, levels: [top], note: {en: n}}
"""
UNITS = ("a", "b", "c", "d")
GOOD = "print('made for', unit)"
GATED = """
import pathlib, threading
pathlib.Path(f"begun-{unit}").touch()
while not pathlib.Path("gate").exists():
    threading.Event().wait(0.01)
print("made for", unit)
"""
"""A cell that says that it has begun, and goes on when the test lets it."""


for _number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(_number) == signal.SIG_IGN:  # as in what a shell runs in the background: builds would inherit it
        signal.signal(_number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL)


def outside() -> dict[str, str]:
    """The environment without pytest's variables; with them, ipykernel would not show the output of child processes."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


def eventually(condition: Callable[[], object], *, within: float = 60.0) -> bool:
    """Wait until a condition holds; False if it does not in time."""
    begun, pause = time.monotonic(), threading.Event()
    while not condition():
        waited = time.monotonic() - begun
        if waited > within:
            return False
        pause.wait(min(0.01 + waited / 10, 0.2))  # looking takes the time that those need who are waited for
    return True


@dataclass(frozen=True)
class Book:
    root: Path

    def template(self, name: str, *cells: str) -> None:
        """Add a template with these cells, after a cell with the usual parameters."""
        parameters = 'unit: str = "a"\nperiod: str = "2020"\nlang: str = "en"'
        first = new_code_cell(parameters, metadata={"tags": ["parameters"]})
        metadata = {"language_info": {"name": "python"}, "reportlib": {"level": "top", "title": {"en": "report"}}}
        notebook = new_notebook(cells=[first, *map(new_code_cell, cells)], metadata=metadata)
        nbformat.write(notebook, self.root / "notebooks" / f"{name}.ipynb")

    def lists(self, *names: str, units: tuple[str, ...] = ("a",)) -> None:
        """List reports of these templates on these units."""
        lines = [f"  - {{template: {name}, periods: [2020], units: [{', '.join(units)}], languages: [en]}}\n" for name in names]
        (self.root / "params" / "reports.yaml").write_text("reports:\n" + "".join(lines), "utf-8")

    def open_gate(self) -> None:
        (self.root / "gate").touch()

    def begun(self) -> list[str]:
        """The units whose reports have begun and wait until `open_gate` is called."""
        return sorted(path.name.removeprefix("begun-") for path in self.root.glob("begun-*"))


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str
    output: Path

    @cached_property
    def run(self) -> dict[str, dict[str, Any]]:
        """The entries of the last run.json, by report."""
        told = json.loads((max((self.output / "runs").iterdir()) / "run.json").read_text("utf-8"))
        return {report["name"]: report for report in told["reports"]}

    @property
    def index(self) -> str:
        return (self.output / "index.html").read_text("utf-8")

    def page(self, name: str) -> str:
        return (self.output / f"{name}.html").read_text("utf-8")

    def pages(self) -> dict[str, bytes]:
        """The pages by name, without the index."""
        return pages_in(self.output)


def pages_in(output: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in output.glob("*.html") if path.name != "index.html"}


class Build:
    """A build in its own process group, as from a terminal, with its own temporary folder."""

    def __init__(self, root: Path, *options: str, env: Mapping[str, str]) -> None:
        self.mark, self.root, self.output = uuid.uuid4().hex, root, root / "outputs"
        self.temporary = Path(tempfile.mkdtemp(prefix="f-"))  # short, or sockets would be put elsewhere
        told = {**outside(), MARK: self.mark, "TMPDIR": str(self.temporary), "COLUMNS": "400", **env}
        command = [sys.executable, "-m", "reportlib", "build", *options]
        self._out, self._err = self.temporary / "out.txt", self.temporary / "err.txt"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(command, cwd=root, env=told, stdout=out, stderr=err, start_new_session=True)

    def finish(self, *, within: float = 240.0) -> Done:
        code = self.process.wait(within)
        return Done(code, self._out.read_text("utf-8"), self._err.read_text("utf-8"), self.output)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)

    def interrupted(self) -> bool:
        """Whether no Ctrl-C is pending."""
        return self.taken(signal.SIGINT)

    def taken(self, number: int) -> bool:
        """Whether no signal of this number is pending."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        masks = re.findall(r"^S[ih][gd]PndX?:\s*(\w+)$", status, re.MULTILINE)
        return not any(int(mask, 16) & 1 << number - 1 for mask in masks)

    def kill_after(self, seconds: float) -> None:
        """Kill its main process after some time, unless it ends before."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.process.kill()
        self.process.wait()

    def processes(self) -> list[psutil.Process]:
        """All processes that it started, found by a variable in their environment."""
        return [process for process in psutil.process_iter() if _marked(process, self.mark)]

    def called(self, part: str) -> list[psutil.Process]:
        """The processes of this build whose command line contains `part`."""
        return [process for process in self.processes() if part in _line(process)]

    def workers(self) -> list[psutil.Process]:
        return [process for process in self.called("reportlib build") if process.ppid() == self.process.pid]

    def servers(self) -> list[psutil.Process]:
        """The kernel server of this build, without the kernels forked from it, which have the same command line."""
        return [process for process in self.called("kernels/__main__.py") if process.ppid() == self.process.pid]

    def kernels(self) -> list[psutil.Process]:
        servers = self.servers()
        return [process for process in self.called("kernels/__main__.py") if process not in servers]

    def folders(self) -> list[str]:
        return sorted(path.name for path in self.temporary.iterdir() if path not in (self._out, self._err))

    def left_nothing(self, *, within: float = 20.0) -> bool:
        """Whether all its processes and folders are gone after a while."""
        return eventually(lambda: not self.processes() and not self.folders(), within=within)

    def left(self) -> list[str]:
        """What is still there of this build: its running processes with their command lines, and the names of its folders."""
        told = [f"{process.pid}: {_line(process)}" for process in self.processes()]
        return [*told, *self.folders()]

    def clear(self) -> None:
        for process in self.processes():
            process.kill()
        self.process.wait()
        shutil.rmtree(self.temporary, ignore_errors=True)


def _marked(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def half_done(output: Path) -> list[str]:
    """The files that only a killed build may leave in the folder of the reports."""
    return [path.name for pattern in (".*.part", "views", "unfinished") for path in output.rglob(pattern)]


def make_book(root: Path) -> Book:
    for folder in ("params", "data", "notebooks"):
        (root / folder).mkdir(parents=True)
    units = "".join(f"  - {{id: {unit}, name: {{en: {unit.upper()}}}, level: top}}\n" for unit in UNITS)
    for name, text in (("workbook", SETTINGS), ("catalogue", CATALOGUE), ("units", f"units:\n{units}")):
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    figures = "".join(f"i,{unit},2020,{number}\n" for number, unit in enumerate(UNITS, 1))
    (root / "data" / "figures.csv").write_text(f"indicator,unit,period,value\n{figures}", "utf-8")
    book = Book(root)
    book.template("good", GOOD)
    book.template("gated", GATED)
    book.lists("good")
    return book


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return make_book(tmp_path / "book")


@pytest.fixture(scope="module")
def shared_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return make_book(tmp_path_factory.mktemp("shared") / "book")


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[..., Build]]:
    """A function that starts builds of a workbook; those still running at the end are killed."""
    begun: list[Build] = []

    def build(book: Book | Path, *options: str, env: Mapping[str, str] = {}) -> Build:
        begun.append(Build(book.root if isinstance(book, Book) else book, *options, env=env))
        return begun[-1]

    yield build
    for one in begun:
        one.clear()
