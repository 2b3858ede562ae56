"""Make one report: run its notebook, write its page; keep the notebook where that fails."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat

from reportlib import handover
from reportlib.errors import PageError
from reportlib.publish.checks import Rules, check
from reportlib.publish.execute import Failure, Limits, execute
from reportlib.publish.files import write_whole
from reportlib.publish.html import Facts, render
from reportlib.publish.outcome import Outcome


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
    handover: Path
    limits: Limits
    rules: Rules

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
        """Where the notebook of a report that failed is kept."""
        return self.output / "failed" / f"{self.name}.ipynb"


def make(task: Task) -> Outcome:
    """Make one report, whole or not at all; say what became of it."""
    started = time.perf_counter()
    os.environ[handover.VARIABLE] = str(task.handover)
    notebook, failure = execute(task.template, task.parameters, root=task.root, limits=task.limits)
    if failure is None:
        try:
            page = render(notebook, task.facts, plotlyjs=task.plotlyjs)
            check(page, place=task.plotlyjs, metadata=notebook.metadata, rules=task.rules)
            write_whole(task.page, page)
        except PageError as error:
            failure = Failure(str(error))
        except Exception as error:  # a page that cannot be rendered fails by name like a cell that raises
            failure = Failure(f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - started
    if failure is None:
        task.failed.unlink(missing_ok=True)
        return Outcome(task.name, "built", seconds)
    write_whole(task.failed, nbformat.writes(notebook))  # type: ignore[no-untyped-call]
    return failed(task, failure, seconds=seconds)


def failed(task: Task, failure: Failure, *, seconds: float = 0.0) -> Outcome:
    """The outcome of a report that was not made."""
    error = next((line.strip() for line in failure.error.splitlines() if line.strip()), failure.error)
    return Outcome(task.name, "failed", seconds, failure.cell, error, failure.traceback, task.rerun, died=failure.died)
