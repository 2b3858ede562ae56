"""Run one notebook with papermill under limits; if its kernel dies, the outputs so far are kept."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import papermill
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors
from papermill.utils import chdir, merge_kwargs, remove_args

from reportlib.build.settings import Limits
from reportlib.page.outputs import is_ours
from reportlib.page.published import numbered

ENGINE = "reportlib"
_KERNEL_OPTIONS = ["--IPKernelApp.log_level=50", "--IPKernelApp.bare=True"]
"""Options of a report's kernel: it prints no warnings about itself, and reads no user's settings."""
_PROCESS = re.compile(r"(ipykernel)_\d+/")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Run:
    """One run of a notebook: its limits, and its outputs so far."""

    limits: Limits
    deadline: float = field(init=False)
    notebook: NotebookNode | None = None
    bytes_shown: int = 0

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    @property
    def flooded(self) -> bool:
        """Whether the output is over the limit."""
        return self.bytes_shown > self.limits.output


@dataclass(frozen=True)
class Failure:
    """Why a notebook failed; `cell` is the number of the cell in the template, from 1."""

    error: str
    cell: int | None = None
    traceback: str = ""
    died: bool = False


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, with a limit on output and on the time of the whole notebook."""

    def __init__(self, manager: NotebookExecutionManager, run: Run, **settings: Any) -> None:
        # output may arrive after a cell's end, on a busy machine later than the four seconds that nbclient waits
        patience = max(1, round(run.limits.seconds))
        timeouts = {"timeout_func": lambda _: max(1, round(run.deadline - time.monotonic())), "iopub_timeout": patience}
        super().__init__(manager, **timeouts, **settings)
        self._run = run

    def create_kernel_manager(self) -> KernelManager:
        """Manage a kernel of this Python, whatever kernels are installed."""
        manager: KernelManager = super().create_kernel_manager()
        manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
        return manager

    def process_message(self, message: dict[str, Any], *position: Any) -> NotebookNode | None:
        if message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            self._run.bytes_shown += _size(message["content"])
        if self._run.flooded:
            if self.task_poll_for_reply is not None:
                self.task_poll_for_reply.cancel()  # nbclient takes this for a dead kernel, and stops it
            return None
        output: NotebookNode | None = super().process_message(message, *position)
        return output

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Add an output to a cell. A block of this package is added without nbformat, which would check and copy every value."""
        content, hooked = msg["content"], self.output_hook_stack[msg["parent_header"].get("msg_id")]
        if hooked or display_id or self.clear_before_next_output or msg["msg_type"] != "display_data" or not is_ours(content):
            output: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
            return output
        output = NotebookNode(output_type="display_data")  # type: ignore[no-untyped-call]
        dict.update(output, data=content["data"], metadata=content["metadata"])  # NotebookNode's own would copy them
        outs.append(output)
        return output


def _size(content: Mapping[str, Any]) -> int:
    if "text" in content:
        return len(content["text"])
    return len(str(content.get("data", content)))


class _Engine(NBClientEngine):  # type: ignore[misc]
    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, log_output: bool = False, *, run: Run, **settings: Any
    ) -> None:
        run.notebook = nb_man.nb
        arguments = merge_kwargs(remove_args(["timeout", "execution_timeout"], **settings), kernel_name=kernel_name)
        # a kernel also copies output of its child processes to its own standard output, which must not reach our console
        _Client(nb_man, run, **arguments).execute(stdout=subprocess.DEVNULL)


papermill_engines.register(ENGINE, _Engine)


def execute(template: Path, parameters: Mapping[str, Any], *, root: Path, limits: Limits) -> tuple[NotebookNode, Failure | None]:
    """Run a template with parameters, in the folder of its workbook.

    Returns
    -------
    The notebook as far as it ran, without times and random ids; and the failure, or None.
    """
    run = Run(limits)
    failure: Failure | None = None
    try:
        _execute(template, parameters, root, run)
    except Exception as error:  # any error of one report is its outcome, and the others go on
        failure = _failure(error, run)
    else:
        failure = _exit_failure(run)
    return _normalised(run.notebook or NotebookNode(cells=[], metadata={}, nbformat=4, nbformat_minor=5)), failure  # type: ignore[no-untyped-call]


def _execute(template: Path, parameters: Mapping[str, Any], root: Path, run: Run) -> None:
    """Do what papermill's `execute_notebook` does, without writing the notebook to a file."""
    prepared = papermill.execute_notebook(
        _escaped(template), None, parameters=dict(parameters), kernel_name="python3", language="python", prepare_only=True
    )
    with chdir(str(root)):
        papermill_engines.execute_notebook_with_engine(
            ENGINE,
            prepared,
            kernel_name="python3",
            progress_bar=False,
            coalesce_streams=True,
            record_timing=False,
            extra_arguments=_KERNEL_OPTIONS,
            run=run,
        )
    raise_for_execution_errors(prepared, None)


def _escaped(path: Path) -> str:
    """A path with its braces doubled, because papermill would replace `{unit}` in a path such as `wb{unit}`."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _failure(error: Exception, run: Run) -> Failure:
    cell = _last_cell(run.notebook) if run.notebook is not None else None
    match error:
        case _ if run.flooded:
            return Failure(f"its output is over the limit of {run.limits.output / 1e6:g} MB", cell)
        case PapermillExecutionError():
            return Failure(f"{error.ename}: {error.evalue}", cell, _COLOUR.sub("", "\n".join(error.traceback)))
        case CellTimeoutError():
            return Failure(f"it took longer than {run.limits.seconds:g} s", cell)
        case DeadKernelError():
            return Failure("its kernel died; perhaps memory ran out", cell, died=True)
        case RuntimeError() if "died" in str(error):
            return Failure(str(error), cell, died=True)
        case _:
            return Failure(f"{type(error).__name__}: {error}", cell)


def _exit_failure(run: Run) -> Failure | None:
    """The failure of a notebook with a cell that called `exit()`, which papermill takes for a success; None without one."""
    if run.notebook is None:
        return None
    outputs = (output for cell in run.notebook.cells for output in cell.get("outputs", ()))
    exited = any(output.output_type == "error" for output in outputs)
    return Failure("SystemExit: the notebook was left before its end", _last_cell(run.notebook)) if exited else None


def _last_cell(notebook: NotebookNode) -> int | None:
    begun = [n for n, cell in numbered(notebook) if cell.metadata.get("papermill", {}).get("start_time")]
    return begun[-1] if begun else None


def _normalised(notebook: NotebookNode) -> NotebookNode:
    """The notebook without times, random ids and process numbers, so that equal runs give the same bytes."""
    notebook.metadata.pop("papermill", None)
    for n, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{n}"
        for clock in ("papermill", "execution"):
            cell.metadata.pop(clock, None)
        for output in cell.get("outputs", ()):
            _remove_process_number(output)
    return notebook


def _remove_process_number(output: NotebookNode) -> None:
    if output.output_type == "stream":
        output["text"] = _PROCESS.sub(r"\1/", output["text"])
    elif output.output_type == "error":
        output["traceback"] = [_PROCESS.sub(r"\1/", line) for line in output["traceback"]]
