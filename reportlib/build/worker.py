"""Make one report: run its notebook and write its page; if that fails, keep the notebook."""

from __future__ import annotations

import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat import NotebookNode

from reportlib import handover
from reportlib.atomic import content_is
from reportlib.blocks.text import Words
from reportlib.build.execute import Failure, execute
from reportlib.build.settings import Limits
from reportlib.errors import PageError
from reportlib.page.assets import Place
from reportlib.page.checks import Rules, check
from reportlib.page.facts import facts_of_page, text_of
from reportlib.page.html import Facts, render
from reportlib.plan.built_files import put
from reportlib.plan.copies import Copies, remove
from reportlib.plan.links import Related
from reportlib.plan.outcome import Outcome, writable
from reportlib.plan.questions import keep
from reportlib.workbook.declared import Value

if TYPE_CHECKING:
    from reportlib.page.grounds import Grounds


@dataclass(frozen=True)
class Task:
    """One report for a worker process, with everything that it needs."""

    template: Path
    parameters: dict[str, Value]
    root: Path
    output: Path
    facts: Facts
    plotlyjs: Place
    rerun: str
    handover: str
    """What the kernel needs to find its view: the value of an environment variable."""
    limits: Limits
    rules: Rules
    copies: Copies = field(default_factory=Copies)
    related: Related = field(default_factory=Related)
    own_files: frozenset[str] = frozenset()
    """The names of the report's files that may be written: files that do not exist, or that a build made."""

    @property
    def name(self) -> str:
        """The report's name."""
        return self.facts.name

    @property
    def page(self) -> Path:
        """The file of the report."""
        return self.output / f"{self.name}.html"

    @property
    def failed(self) -> Path:
        """Where the notebook of a failed report is kept."""
        return self.output / self.kept_notebook

    @property
    def kept_notebook(self) -> str:
        """The path of the kept notebook, relative to the folder of the reports."""
        return f"failed/{self.name}.ipynb"


def make(task: Task) -> Outcome:
    """Make one report with its copies; an error becomes the outcome of a failed report."""
    try:
        return _make(task)
    except Exception as error:  # an error of this process, such as a full disk; a second attempt would fail too
        return failed(task, Failure(f"{type(error).__name__}: {error}"))


def _make(task: Task) -> Outcome:
    started = time.perf_counter()
    os.environ[handover.VARIABLE] = task.handover
    notebook, failure = execute(task.template, task.parameters, root=task.root, limits=task.limits)
    if failure is None:
        try:
            digest = keep(task.output, task.name, handover.questions_of(task.handover))
            page = render(notebook, task.facts.having_asked(digest), plotlyjs=task.plotlyjs, related=task.related)
            check(page, plotlyjs=task.plotlyjs, metadata=notebook.metadata, rules=task.rules, grounds=lambda: _grounds(task))
            _write(task, page, notebook)
        except PageError as error:
            failure = Failure(str(error), error.cell)
        except Exception as error:  # a page that cannot be rendered fails like a cell that raises
            failure = Failure(f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - started
    if failure is None:
        if task.kept_notebook in task.own_files:
            task.failed.unlink(missing_ok=True)
        return Outcome(task.name, "built", seconds)
    put(task.output, task.kept_notebook, nbformat.writes(notebook).encode())  # type: ignore[no-untyped-call]
    return failed(task, failure, seconds=seconds)


def _grounds(task: Task) -> Grounds | None:
    """The indicators and kinds of charts for which a report has enough data (see `Grounds`); None without a view."""
    from reportlib.page.grounds import Grounds  # noqa: PLC0415 brings every chart, and few pages lack anything

    received = handover.received(task.name)
    return Grounds(received.view, Words.of_workbook(received.view.workbook, task.facts.lang)) if received else None


def _write(task: Task, page: str, notebook: NotebookNode) -> None:
    """Write the copies of a page, then the page: if the process is killed in between, the report is due again."""
    if not content_is(task.page, page.encode()):
        remove(task.page, task.own_files)
    if task.copies.facts:
        put(task.output, f"{task.name}.json", text_of(facts_of_page(notebook, asdict(task.facts))).encode())
    if task.copies.xlsx:
        put(task.output, f"{task.name}.xlsx", _annex(task, notebook))
    if task.copies.pdf:
        put(task.output, f"{task.name}.pdf", _printed(task, page))
    put(task.output, task.page.name, page.encode())


def _annex(task: Task, notebook: NotebookNode) -> bytes:
    from reportlib.export.annex import annex  # noqa: PLC0415 takes a second, and most builds do not need it

    received = handover.received(task.name)
    words = Words.of_workbook(received.view.workbook, task.facts.lang) if received else Words(task.facts.lang)
    return annex(notebook, title=task.facts.title, view=received.view if received else None, words=words)


def _printed(task: Task, page: str) -> bytes:
    from reportlib.export.pdf import printer  # noqa: PLC0415 needs the extra `pdf`

    return printer(task.copies.browser).print(page, folder=task.output, seconds=task.limits.seconds)


def failed(task: Task, failure: Failure, *, seconds: float = 0.0) -> Outcome:
    """The outcome of a report that failed."""
    error = next((line.strip() for line in failure.error.splitlines() if line.strip()), failure.error)
    traceback, rerun = writable(failure.traceback), writable(task.rerun)
    return Outcome(task.name, "failed", seconds, failure.cell, writable(error), traceback, rerun, died=failure.died)
