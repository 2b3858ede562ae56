"""No folder for sockets that another user made is used, and no server that another user runs."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.people import STRANGER, interpreter, start_as
from warmkernels import ForkServer
from warmkernels import folders as private
from warmkernels.messages import Request
from warmkernels.process import ForkedProcess

pytestmark = pytest.mark.slow

LISTENS = """
import socket, sys
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    listener.listen()
    print("listening", flush=True)
    client, _ = listener.accept()
    print(len(client.recv(100)), flush=True)
"""


def test_its_name_stands_in_no_command_line() -> None:
    with ForkServer(preload=[]) as server:
        told = " ".join(psutil.Process(server.pid).cmdline())
        assert server.folder.path.name not in told
        assert private.is_own(server.folder.path)


@pytest.mark.parametrize("planted", ["folder", "link", "file"])
def test_one_that_somebody_made_before_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, planted: str) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda _: "foreseen")
    place = private.PrivateFolder().path
    (tmp_path / "trap").mkdir()
    try:
        match planted:
            case "folder":
                place.mkdir(mode=0o777)
            case "link":
                place.symlink_to(tmp_path / "trap")
            case "file":
                place.touch()
        server = ForkServer(preload=[])
        with pytest.raises(FileExistsError):
            server.start()
        server.close()
        assert list((tmp_path / "trap").iterdir()) == []
        assert os.path.lexists(place), "what somebody else made is not removed either"
    finally:
        place.rmdir() if planted == "folder" else place.unlink()


def test_one_that_was_opened_to_others_is_not_used_again() -> None:
    with ForkServer(preload=[]) as server:
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(server.pid)], timeout=10)
        server.folder.path.chmod(0o777)
        with pytest.raises(PermissionError, match="not private to this user any more"):
            server.ensure()
        server.folder.path.chmod(0o700)


def test_a_stranger_who_answers_is_told_nothing() -> None:
    program = interpreter()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        place = Path(folder, "server")
        stranger = start_as(STRANGER, [program, "-c", LISTENS, str(place)])
        with stranger:
            assert stranger.stdout is not None
            assert stranger.stdout.readline() == "listening\n"
            with Path(os.devnull).open("rb") as nothing, pytest.raises(PermissionError, match="answered by another user"):
                ForkedProcess(place, Request(("x",), {"SECRET": "1"}, "/"), standard=[nothing.fileno()] * 3)
            assert stranger.stdout.readline() == "0\n"


def test_ones_own_server_is_known() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/server")
        listener.listen()
        with Path(os.devnull).open("rb") as nothing:
            process = ForkedProcess(Path(folder, "server"), Request(("x",), {}, "/"), standard=[nothing.fileno()] * 3)
        process.close()
