"""Real kernels, forked from one server for each file of tests."""

from __future__ import annotations

import os
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat
import psutil
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat import NotebookNode

from warmkernels import ForkServer, install_lazy
from warmkernels.choice import PLAIN, PROVISIONER, SOCKET

install_lazy()


@dataclass(frozen=True)
class Ran:
    notebook: NotebookNode

    def said(self, cell: int = -1) -> str:
        outputs = self.notebook.cells[cell].outputs
        return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs)

    def printed(self, cell: int = -1) -> str:
        return "".join(o.text for o in self.notebook.cells[cell].outputs if o.get("name") == "stdout")

    def shown(self, cell: int = -1) -> dict[str, Any]:
        return dict(self.notebook.cells[cell].outputs[-1].data)


class Live:
    def __init__(self, manager: KernelManager, client: Any) -> None:
        self.manager, self.client = manager, client

    @property
    def pid(self) -> int:
        return int(self.manager.provisioner.pid)

    def run(self, source: str, **options: Any) -> tuple[dict[str, Any], str]:
        """Run a cell; return the kernel's reply and what the cell printed."""
        printed: list[str] = []
        reply = self.client.execute_interactive(
            source, timeout=20, output_hook=lambda message: printed.append(message["content"].get("text", "")), **options
        )
        return reply["content"], "".join(printed)


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    """A fork server; kernels of the tests come from it unless a test says otherwise."""
    with pytest.MonkeyPatch.context() as patch, ForkServer() as server:
        patch.delenv(PLAIN, raising=False)
        for name, value in server.environment.items():
            patch.setenv(name, value)
        patch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", PROVISIONER)
        yield server


@pytest.fixture
def run(server: ForkServer) -> Callable[..., Ran]:
    """Run cells as a notebook in a forked kernel."""
    return run_notebook


@pytest.fixture
def run_stock(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run cells as a notebook in a kernel started by jupyter_client alone."""

    def run(*cells: str, **options: Any) -> Ran:
        with monkeypatch.context() as patch:
            patch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
            patch.delenv(SOCKET)
            return run_notebook(*cells, **options)

    return run


def run_notebook(*cells: str, env: dict[str, str] | None = None, cwd: object = None, **options: Any) -> Ran:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(textwrap.dedent(cell)) for cell in cells])
    resources = {"metadata": {"path": str(cwd)}} if cwd else {}
    client = NotebookClient(notebook, kernel_name="python3", resources=resources, **options)
    client.execute(**({"env": {**os.environ, **env}} if env else {}))
    return Ran(notebook)


@pytest.fixture
def live(server: ForkServer) -> Iterator[Live]:
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        yield Live(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture
def eventually() -> Callable[..., bool]:
    """Wait until a condition holds; False at the time limit."""
    return _eventually


def _eventually(condition: Callable[[], object], *, within: float = 60.0) -> bool:
    deadline, pause = time.monotonic() + within, threading.Event()
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.01)
    return bool(condition())


@pytest.fixture
def gone() -> Callable[..., bool]:
    """Wait until processes have ended, even if they were not reaped."""

    def all_gone(*pids: int) -> bool:
        return _eventually(lambda: not any(_runs(pid) for pid in pids))

    return all_gone


def _runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
