"""Builds without kernels: this process does the work of a worker and runs the cells itself."""

from __future__ import annotations

import contextlib
import io
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self
from unittest import mock

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from reportlib.build import building, kernel_server, runner, worker
from reportlib.build.execute import Failure
from reportlib.build.settings import Limits


class Pool:
    """Has the interface of a pool of workers, but no workers."""

    stopping = ended = False

    def __init__(self, work: Callable[[Any], Any], **_: object) -> None:
        self._work = work

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def begin(self, tasks: int) -> None:
        """Do nothing."""

    def run(self, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            yield task, self._work(task)


def execute(template: Path, parameters: Mapping[str, Any], *, root: Path, limits: Limits) -> tuple[NotebookNode, Failure | None]:
    """Run the cells of a template in this process, one after the other, until one fails."""
    notebook = nbformat.read(template, as_version=4)  # type: ignore[no-untyped-call]
    names: dict[str, Any] = {}
    number = 0
    for number, cell in enumerate(notebook.cells, start=1):
        said, error = _run(cell["source"], names) if cell.cell_type == "code" else ("", None)
        if said:
            cell["outputs"] = [new_output("stream", text=said)]  # type: ignore[no-untyped-call]
        if error is not None:
            return notebook, Failure(f"{type(error).__name__}: {error}", number, "".join(traceback.format_exception(error)))
        names |= parameters
    return notebook, None


def _run(source: str, names: dict[str, Any]) -> tuple[str, Exception | None]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            exec(source, names)
        except Exception as error:
            return said.getvalue(), error
    return said.getvalue(), None


@contextlib.contextmanager
def installed() -> Iterator[None]:
    """A context in which this process builds without kernels."""
    changes = (
        (runner, "Pool", Pool),
        (kernel_server, "plain_reason", lambda: "kernels are not looked at"),
        (building, "plain_reason", lambda: None),
        (worker, "execute", execute),
    )
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ))  # a worker says in its own what was handed over
        for module, name, value in changes:
            stack.enter_context(mock.patch.object(module, name, value))
        yield


_FOREVER = contextlib.ExitStack()


def install() -> None:
    _FOREVER.enter_context(installed())
