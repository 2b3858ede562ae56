"""Forked kernels answer, restart, are interrupted, end and die as plain ones do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbclient.exceptions import CellExecutionError, DeadKernelError

from warmkernels import ForkServer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("how", ["os._exit(1)", "os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(0)"])
def test_death_is_seen_at_once_and_harms_no_other(run: Callable[..., Any], server: ForkServer, how: str) -> None:
    run("1")
    started = time.monotonic()
    with pytest.raises(DeadKernelError):
        run(f"import os; {how}")
    assert time.monotonic() - started < 5
    assert run("print(1)").said() == "1\n"
    assert not psutil.wait_procs(psutil.Process(server.pid).children(), timeout=10)[1]


@pytest.mark.parametrize(("how", "code"), [("os._exit(7)", 7), ("os.kill(os.getpid(), 11)", -11)])
def test_exit_code(live: Any, eventually: Callable[..., bool], how: str, code: int) -> None:
    live.client.execute(f"import os; {how}")
    assert eventually(lambda: not live.manager.is_alive())
    assert live.manager.provisioner.process.returncode == code


def test_input(live: Any, run: Callable[..., Any]) -> None:
    answer = live.run("print(input('name? ').upper())", allow_stdin=True, stdin_hook=lambda message: live.client.input("bob"))
    assert answer[1].endswith("BOB\n")
    assert live.run("import os; print(os.read(0, 5))")[1] == "b''\n"
    with pytest.raises(CellExecutionError, match="StdinNotImplementedError"):
        run("input('name? ')")


def test_restart(live: Any, gone: Callable[..., bool]) -> None:
    for now in (False, True):
        before = live.pid
        live.run("left = 1")
        live.manager.restart_kernel(now=now)
        live.client.wait_for_ready(timeout=20)
        assert gone(before)
        assert live.run("left")[0]["ename"] == "NameError"


@pytest.mark.parametrize("now", [False, True])
def test_shutdown(live: Any, gone: Callable[..., bool], now: bool) -> None:
    pid = live.pid
    live.manager.shutdown_kernel(now=now)
    assert gone(pid)
    assert not live.manager.has_kernel


def test_shutdown_of_a_busy_kernel(live: Any, gone: Callable[..., bool], tmp_path: Path, eventually: Callable[..., bool]) -> None:
    pid, begun = live.pid, tmp_path / "begun"
    live.client.execute(f"import time; open({str(begun)!r}, 'w').close(); time.sleep(60)")
    assert eventually(begun.exists)
    started = time.monotonic()
    live.manager.shutdown_kernel()
    assert gone(pid)
    assert time.monotonic() - started < 5


def test_interrupt(live: Any, tmp_path: Path, eventually: Callable[..., bool]) -> None:
    begun = tmp_path / "begun"
    live.client.execute(f"import time; open({str(begun)!r}, 'w').close(); time.sleep(60)", stop_on_error=False)
    assert eventually(begun.exists)
    live.manager.interrupt_kernel()
    assert live.client.get_shell_msg(timeout=10)["content"]["ename"] == "KeyboardInterrupt"
    assert live.run("print(1)")[1] == "1\n"


def test_exit_functions_and_finalizers_run(run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run(
        f"""
        import atexit, pathlib, tempfile, threading
        atexit.register(pathlib.Path({str(tmp_path / "exit")!r}).touch)
        folder, file = tempfile.TemporaryDirectory(), tempfile.NamedTemporaryFile()
        wait = threading.Event().wait
        threading.Thread(target=lambda: (wait(0.6), pathlib.Path({str(tmp_path / "thread")!r}).touch())).start()
        print(folder.name, file.name)
        """
    )
    assert (tmp_path / "exit").exists()
    assert (tmp_path / "thread").exists()
    assert [Path(name).exists() for name in ran.said().split()] == [False, False]


@pytest.mark.parametrize("ending", ["", "os._exit(1)"])
def test_processes_that_a_cell_left_are_killed(
    run: Callable[..., Any], gone: Callable[..., bool], tmp_path: Path, ending: str
) -> None:
    note = tmp_path / "pid"
    cell = f"""
    import os, pathlib, subprocess
    left = subprocess.Popen(["sleep", "1000"])
    pathlib.Path({str(note)!r}).write_text(str(left.pid))
    {ending}
    """
    with pytest.raises(DeadKernelError) if ending else nullcontext():
        run(cell)
    assert gone(int(note.read_text()))


def test_a_kernel_and_its_processes_die_with_the_server(live: Any, server: ForkServer, gone: Callable[..., bool]) -> None:
    other = int(live.run("import subprocess; p = subprocess.Popen(['sleep', '1000']); print(p.pid)")[1])
    pid, killed = live.pid, server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert gone(killed, pid)
    assert not live.manager.is_alive()
    assert gone(other)
