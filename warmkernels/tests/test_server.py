"""How a server starts and ends, and what happens to kernels without a server."""

from __future__ import annotations

import logging
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from warmkernels import ForkServer, plain_environment, plain_reason, provisioner
from warmkernels.choice import PLAIN, SOCKET
from warmkernels.command import Command
from warmkernels.process import ForkedProcess

pytestmark = pytest.mark.slow

WHERE = "import os, sys; print(os.getppid(), 'pandas' in sys.modules, sys.argv[0])"
CLIENT = """
import nbformat, papermill, sys
cell = "import os, pathlib, threading; pathlib.Path({note!r}).write_text(str(os.getpid()) + ' ' + str(os.getppid()))"
cell += "; threading.Event().wait(100)"
nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), {notebook!r})
papermill.execute_notebook({notebook!r}, None, kernel_name="python3", progress_bar=False)
"""
THREADS = (
    "import threading\ndef warm(): threading.Thread(target=threading.Event().wait, daemon=True).start()\ndef fail(): 1 / 0\n"
)


def test_sockets_are_the_users_alone(server: ForkServer, live: Any) -> None:
    folders = [server.socket.parent, Path(live.manager.ip).parent]
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700, 0o1700]  # ipykernel makes its own sticky
    assert folders[1].parent == folders[0]
    assert live.manager.transport == "ipc"


def test_a_killed_server_is_started_again_at_the_same_place(run: Callable[..., Any], server: ForkServer) -> None:
    killed, place = server.pid, server.socket
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(killed)], timeout=10)
    assert not server.alive
    assert run(WHERE).said().split()[:2] == [str(os.getpid()), "False"]  # meanwhile kernels are plain
    server.ensure()
    server.ensure()
    assert server.socket == place
    assert run(WHERE).said().split()[:2] == [str(server.pid), "True"]


def test_closing_ends_kernels_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, gone: Callable[..., bool], server: ForkServer
) -> None:
    with ForkServer(preload=[]) as other:
        monkeypatch.setenv(SOCKET, str(other.socket))
        pid, folder, kernel = other.pid, other.socket.parent, _connected(other)
    assert kernel.wait(10) == -signal.SIGKILL
    kernel.close()
    assert pid is not None
    assert gone(pid)
    assert not folder.exists()
    other.close()


def _connected(server: ForkServer) -> ForkedProcess:
    request = provisioner.Request((sys.executable, "-c", "import time; time.sleep(100)"), dict(os.environ), "/")
    with Path(os.devnull).open("rb") as nothing:
        return ForkedProcess(server.socket, request, standard=[nothing.fileno()] * 3)


def test_a_server_that_is_still_warming_closes_at_once() -> None:
    server = ForkServer()
    server.start()
    process = psutil.Process(server.pid)
    server.close()
    assert not process.is_running()


@pytest.mark.parametrize("victim", ["client", "server", "client, politely"])
def test_kernels_do_not_outlive_anybody(
    tmp_path: Path, victim: str, eventually: Callable[..., bool], gone: Callable[..., bool]
) -> None:
    note = tmp_path / "pids"
    script = CLIENT.format(note=str(note), notebook=str(tmp_path / "in.ipynb"))
    env = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "warmkernels"}
    env.pop(SOCKET, None)
    client = subprocess.Popen([sys.executable, "-c", script], env=env, stderr=subprocess.DEVNULL)
    try:
        assert eventually(lambda: note.exists() and " " in note.read_text())
        kernel, server = map(int, note.read_text().split())
        assert server != client.pid
        os.kill(server if victim == "server" else client.pid, signal.SIGTERM if "politely" in victim else signal.SIGKILL)
        assert client.wait(60) != 0
        assert gone(kernel, server)
    finally:
        client.kill()
        client.wait()


@pytest.mark.parametrize(("function", "said"), [("warm", "left threads"), ("fail", "failed")])
def test_a_server_that_must_not_fork_refuses(
    run: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    function: str,
    said: str,
) -> None:
    (tmp_path / "warming.py").write_text(THREADS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    provisioner._warned.clear()
    with ForkServer(preload=[], warm=f"warming:{function}") as refusing:
        monkeypatch.setenv(SOCKET, str(refusing.socket))
        monkeypatch.setattr(logging.getLogger("traitlets"), "propagate", True)
        assert run(WHERE).said().split()[:2] == [str(os.getpid()), "False"]
        assert run(WHERE).said().split()[1] == "False"
        pid = refusing.pid
        refusing.ensure()
        assert (refusing.pid, refusing.alive) == (pid, False)
    assert f"kernels will not be forked: warming up {said}" in capfd.readouterr().err
    assert len([record for record in caplog.records if "starting plain ones" in record.message]) == 1


def test_kernels_are_plain_on_request(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in plain_environment().items():
        monkeypatch.setenv(name, value)
    assert plain_reason() == f"{PLAIN} is set"
    parent, warm, launcher = run(WHERE).said().split()
    assert (parent, warm, Path(launcher).name) == (str(os.getpid()), "False", "ipykernel_launcher.py")


def test_other_systems_do_not_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_reason({}) is None
    monkeypatch.setattr(sys, "platform", "darwin")
    assert plain_reason({}) == "forking a process that has imported libraries is not safe on darwin"


def test_commands_of_other_kernels_are_left_alone() -> None:
    assert Command.parse(["R", "--slave", "-e", "IRkernel::main()"]) is None
    assert Command.parse(["-m", "ipykernel_launcher"]) is None
