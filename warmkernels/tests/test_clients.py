"""Programs that start kernels in other ways: several workers at once, and an asynchronous server of notebooks."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.multikernelmanager import AsyncMultiKernelManager

from warmkernels import ForkServer

pytestmark = pytest.mark.slow


def test_papermill_in_several_workers_takes_kernels_from_one_server(server: ForkServer, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("import os; print(os.getppid())")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "in.ipynb")
    command = [sys.executable, "-W", "ignore", "-m", "papermill", "-k", "python3", "in.ipynb"]
    workers = [subprocess.Popen([*command, f"{n}.ipynb"], cwd=tmp_path, stderr=subprocess.DEVNULL) for n in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    said = [nbformat.read(tmp_path / f"{n}.ipynb", 4).cells[0].outputs[0].text for n in range(3)]
    assert said == [f"{server.pid}\n"] * 3


def test_a_worker_that_is_killed_takes_its_kernel_along_and_nobody_elses(
    server: ForkServer, tmp_path: Path, eventually: Callable[..., bool], gone: Callable[..., bool]
) -> None:
    note = tmp_path / "pid"
    cell = (
        f"import os, pathlib, threading; pathlib.Path({str(note)!r}).write_text(f'{{os.getpid()}} '); threading.Event().wait(100)"
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), tmp_path / "in.ipynb")
    command = [sys.executable, "-W", "ignore", "-m", "papermill", "-k", "python3", "in.ipynb", "out.ipynb"]
    worker = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    assert eventually(lambda: note.exists() and note.read_text().endswith(" "))
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    assert gone(int(note.read_text()))
    assert server.alive


def test_asynchronous_managers_start_restart_and_end_forked_kernels(server: ForkServer, gone: Callable[..., bool]) -> None:
    async def live() -> list[int]:
        managers = AsyncMultiKernelManager()
        name = await managers.start_kernel(kernel_name="python3")
        manager, pids = managers.get_kernel(name), []
        for _ in range(2):
            client = manager.client()
            client.start_channels()
            await client.wait_for_ready(timeout=20)
            client.stop_channels()
            pids.append(manager.provisioner.pid)
            assert psutil.Process(pids[-1]).ppid() == server.pid
            await manager.restart_kernel()
        pids.append(manager.provisioner.pid)
        await managers.shutdown_kernel(name)
        return pids

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already, of a browser that other tests drive
        pids = thread.submit(lambda: asyncio.run(live())).result()
    assert len(set(pids)) == 3
    assert os.getpid() not in pids
    assert gone(*pids)
