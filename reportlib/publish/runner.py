"""Run a plan: each report's notebook by papermill in a pool of processes, its page written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from plotly.offline import get_plotlyjs

from reportlib import provenance
from reportlib.display.opening import titled
from reportlib.display.text import Words
from reportlib.publish.html import LIBRARY, Facts, render
from reportlib.publish.plan import Job
from reportlib.workbook import Workbook

State = Literal["built", "unchanged", "failed"]
MOST_WORKERS = 60  # Windows waits for no more at once
_PUT_IN = {"injected-parameters", "papermill-error-cell-tag"}
_KEY = re.compile(r'<meta name="reportlib:key" content="([^"]*)">')


@dataclass(frozen=True)
class Outcome:
    """What became of one report; `cell` counts the template's cells from 1."""

    name: str
    state: State
    seconds: float = 0.0
    cell: int | None = None
    error: str = ""
    rerun: str = ""


@dataclass(frozen=True)
class Task:
    """One report for a worker process: everything it needs, nothing that it would have to look up."""

    template: Path
    parameters: dict[str, str]
    root: Path
    output: Path
    facts: Facts
    plotlyjs: Literal["beside", "inside"]
    rerun: str
    patience: int

    @property
    def page(self) -> Path:
        """The file of the report."""
        return self.output / f"{self.facts.name}.html"

    @property
    def failed(self) -> Path:
        """Where the notebook of a report that failed is kept."""
        return self.output / "failed" / f"{self.facts.name}.ipynb"


@dataclass(frozen=True)
class Settings:
    """How a plan is run."""

    output: Path
    jobs: int
    force: bool = False
    single_file: bool = False
    rerun: tuple[str, ...] = ()
    patience: int = 600
    """Seconds that one cell may take."""


def run(jobs: Sequence[Job], workbook: Workbook, settings: Settings) -> Iterator[Outcome]:
    """Make every report of a plan that is not there as it would be made, and say of each what became of it, as it does.

    One report failing never stops the rest. A page is written beside its place and moved there.
    """
    settings.output.mkdir(parents=True, exist_ok=True)
    inputs = provenance.inputs(workbook)
    tasks = [_task(job, workbook, settings, inputs) for job in jobs]
    due: list[Task] = []
    if not settings.single_file:
        write_whole(settings.output / LIBRARY, get_plotlyjs())
    for task in tasks:
        if settings.force or _key_of(task.page) != task.facts.key:
            due.append(task)
        else:
            yield Outcome(task.facts.name, "unchanged")
    if due:
        yield from _in_pool(due, settings.jobs)


def _in_pool(tasks: list[Task], jobs: int) -> Iterator[Outcome]:
    """Outcomes in the order in which they come.

    A worker that dies takes the whole pool with it; what that left undone is made again in halves, down to the one report
    whose worker dies when it is alone, and that one fails, by name.
    """
    os.environ.setdefault("PYTHONHASHSEED", "0")  # for the kernels, so that the same inputs give the same bytes
    undone: list[Task] = []
    with ProcessPoolExecutor(min(jobs, len(tasks), MOST_WORKERS), mp_context=get_context("spawn")) as pool:
        running: dict[Future[Outcome], Task] = {pool.submit(make, task): task for task in tasks}
        for future in as_completed(running):
            if future.exception() is None:
                yield future.result()
            else:
                undone.append(running[future])
    if len(tasks) == 1:
        yield from (_failed(task, error="its worker process died; perhaps memory ran out") for task in undone)
        return
    middle = (len(undone) + 1) // 2
    for half in filter(None, (undone[:middle], undone[middle:])):
        yield from _in_pool(half, jobs)


def _task(job: Job, workbook: Workbook, settings: Settings, inputs: provenance.Inputs) -> Task:
    words, unit = Words(job.lang), workbook.units[job.unit]
    plotlyjs: Literal["beside", "inside"] = "inside" if settings.single_file else "beside"
    facts = Facts(
        name=job.name,
        title=titled(words, unit.name, job.template.title),
        lang=job.lang,
        unit=job.unit,
        unit_name=words.name(unit.name),
        level=unit.level,
        period=job.period,
        template=job.template.name,
        status=job.status,
        key=_key(job, inputs, plotlyjs),
        data_hash=inputs.data,
        catalogue_version=workbook.catalogue.version,
        code_hash=inputs.code,
    )
    rerun = " ".join(["python -m reportlib build", *map(shlex.quote, _options(job)), *map(shlex.quote, settings.rerun)])
    return Task(job.template.path, job.parameters, workbook.root, settings.output, facts, plotlyjs, rerun, settings.patience)


def _options(job: Job) -> list[str]:
    """The options that build one report alone."""
    return ["--template", job.template.name, "--unit", job.unit, "--period", job.period, "--lang", job.lang]


def _key(job: Job, inputs: provenance.Inputs, plotlyjs: str) -> str:
    """What a page hangs on: when this has not changed, the page would not."""
    told = [job.name, json.dumps(job.parameters, sort_keys=True), plotlyjs]
    told += [inputs.data, inputs.params, inputs.code, inputs.packages]
    digest = hashlib.sha256("\n".join(told).encode() + job.template.path.read_bytes())
    return digest.hexdigest()[: provenance.SHORT]


def _key_of(page: Path) -> str | None:
    """The key that a page was made with, read from its head."""
    if not page.is_file():
        return None
    with page.open(encoding="utf-8") as stream:
        found = _KEY.search(stream.read(8192))
    return found[1] if found else None


def make(task: Task) -> Outcome:
    """Make one report: run its notebook, write its page; keep the notebook where that fails."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.ipynb"
        try:
            notebook = _execute(task, path)
            write_whole(task.page, render(notebook, task.facts, plotlyjs=task.plotlyjs))
        except PapermillExecutionError as error:
            outcome = _failed(task, cell=_last_cell(path), error=f"{error.ename}: {error.evalue}")
        except Exception as error:  # whatever goes wrong with one report is told, and the others go on
            outcome = _failed(task, cell=_last_cell(path), error=f"{type(error).__name__}: {error}")
        else:
            task.failed.unlink(missing_ok=True)
            outcome = Outcome(task.facts.name, "built")
        if outcome.state == "failed" and path.is_file():
            write_whole(task.failed, path.read_text("utf-8"))
    return Outcome(outcome.name, outcome.state, time.perf_counter() - started, outcome.cell, outcome.error, outcome.rerun)


def _execute(task: Task, path: Path) -> NotebookNode:
    quiet = {"extra_arguments": ["--log-level=50"]}  # a kernel's own warnings are not the report's
    executed: NotebookNode = papermill.execute_notebook(
        str(task.template),
        str(path),
        parameters=task.parameters,
        kernel_name="python3",
        language="python",
        execution_timeout=task.patience,
        cwd=str(task.root),
        progress_bar=False,
        **quiet,
    )
    return executed


def _failed(task: Task, *, error: str, cell: int | None = None) -> Outcome:
    return Outcome(task.facts.name, "failed", cell=cell, error=_first_line(error), rerun=task.rerun)


def _first_line(error: str) -> str:
    return next((line.strip() for line in error.strip().splitlines() if line.strip()), error)


def _last_cell(path: Path) -> int | None:
    """The last cell that was begun, counted as in the template: without the cells that papermill puts in."""
    if not path.is_file():
        return None
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    cells = [cell for cell in notebook.cells if not _PUT_IN & set(cell.metadata.get("tags", ()))]
    begun = [n for n, cell in enumerate(cells, start=1) if cell.metadata.get("papermill", {}).get("start_time")]
    return begun[-1] if begun else None


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
