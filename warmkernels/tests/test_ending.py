"""When a server ends, at whatever moment, nothing is left of the server and its folder."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from warmkernels import ForkServer
from warmkernels import folders as private
from warmkernels.folders import PrivateFolder, remove_for_good
from warmkernels.signals import signals_deferred

LATE = """
import os, sys
print("ready", flush=True)
sys.stdin.readline()
os.makedirs(os.environ["TMPDIR"], exist_ok=True)
"""
"""A process that makes its temporary folder again on request, as a browser may do while it ends."""


@pytest.fixture
def folder() -> Iterator[PrivateFolder]:
    made = PrivateFolder()
    made.make()
    yield made
    made.remove()


@pytest.fixture
def late(folder: PrivateFolder) -> Iterator[subprocess.Popen[str]]:
    """A process that, at a line of input, makes its temporary folder inside `folder` again."""
    told = {"TMPDIR": str(folder.path / "p")}
    with subprocess.Popen(
        [sys.executable, "-c", LATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=told
    ) as process:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def outlasting(folder: Path) -> threading.Thread:
    thread = threading.Thread(target=remove_for_good, args=(folder,))
    thread.start()
    return thread


def test_a_folder_that_a_dying_process_makes_anew_is_removed(
    folder: PrivateFolder, late: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "_QUIET", 0.1)
    waiting = outlasting(folder.path)
    waiting.join(1)
    assert waiting.is_alive()
    assert not folder.path.exists()
    late.communicate("now\n")
    waiting.join(10)

    assert (waiting.is_alive(), late.returncode, folder.path.exists()) == (False, 0, False)


def test_a_process_that_does_not_end_is_ended(
    folder: PrivateFolder, late: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "_KILL_AFTER", 0.2)
    monkeypatch.setattr(private, "_QUIET", 0.1)
    outlasting(folder.path).join(10)

    assert (late.wait(10), folder.path.exists()) == (-signal.SIGKILL, False)


def test_a_process_elsewhere_is_left_alone(folder: PrivateFolder, late: subprocess.Popen[str], tmp_path: Path) -> None:
    outlasting(tmp_path / "another").join(10)
    assert late.poll() is None


@pytest.mark.slow
def test_interrupted_while_it_closes_a_server_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    server = ForkServer(preload=[])
    server.start()
    path, removed = server.folder.path, PrivateFolder.remove

    def remove(folder: PrivateFolder) -> None:
        signal.raise_signal(signal.SIGINT)
        removed(folder)

    monkeypatch.setattr(PrivateFolder, "remove", remove)
    with pytest.raises(KeyboardInterrupt):
        server.close()
    assert (server.pid, path.exists()) == (None, False)


def test_what_is_ignored_stays_ignored_while_signals_are_held_back() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_deferred():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
