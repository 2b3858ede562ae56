"""Attacks on the views that are handed to kernels, and on the sockets by which kernels are requested (`Attack.line` 1, 2)."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import secrets
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from reportlib import handover
from reportlib.build.runner import handover_of
from reportlib.plan import plan as due
from reportlib.workbook import Workbook
from warmkernels import ForkServer
from warmkernels import folders as private
from warmkernels.messages import Request
from warmkernels.process import ForkedProcess

from .kinds import STRANGER, Act, Done, Place, Table, attack, odd, remove

HANDED: Table = []
HEAD = 8


class Runs:
    """An object that creates a file when it is unpickled."""

    def __init__(self, note: Path) -> None:
        self.note = note

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.note,)


def other(place: Place, change: Callable[[bytes], bytes]) -> Act:
    """A kernel refuses a view that was changed after the build wrote it."""
    return received(place, lambda path: path.write_bytes(change(path.read_bytes())))


def received(place: Place, change: Callable[[Path], object]) -> Act:
    place.new()
    path = place.top / "view"
    ticket = handover.hand_over(_view(place), path)
    change(path)
    return Act(
        call=lambda: _receive(ticket),
        says=("the figures handed to this report",),
        lines=1,
        within=10,
        absent=(place.top / "ran",),
    )


def _view(place: Place) -> handover.Handover:
    plan = due.make_plan(Workbook.load(place.root), due.Request(output=place.output), today=dt.date(2021, 1, 1))
    return handover_of(plan.reports[0], plan)


def _receive(ticket: str) -> None:
    os.environ[handover.VARIABLE] = ticket
    handover.received("good-a-2020-en")


def ticketed(place: Place, change: Callable[[str], str]) -> Act:
    place.new()
    path = place.top / "view"
    ticket = change(handover.hand_over(_view(place), path))
    return Act(call=lambda: _receive(ticket), lines=1, within=10)


def planted(place: Place, name: str, link: bool) -> Act:
    """A pickle in the folder where earlier versions kept views is not loaded."""
    place.built()
    path, ran = place.output / ".reportlib" / "views" / name, place.top / "ran"
    evil = pickle.dumps(Runs(ran))
    if link:
        path.parent.symlink_to(place.top / "trap")
        (place.top / "trap").mkdir()
        (place.top / "trap" / name).write_bytes(evil)
    else:
        path.parent.mkdir()
        path.write_bytes(evil)
    return Act(("build", "--force"), codes=(0,), lines=0, absent=(ran,))


def ended(place: Place, number: signal.Signals, plain: bool) -> Act:
    """A cell sends a signal to the build, which ends with exit code 130 and leaves no file of a view."""
    book = place.new()
    note = place.root / "build"
    book.template("good", f"import os\nos.kill(int(open('build').read()), {int(number)})\nprint('made for', unit)")
    book.lists("good", units=("a", "b", "c"))
    env = {"WARMKERNELS_PLAIN": "1"} if plain else {}

    def before() -> None:
        note.write_text(str(os.getpid()), "utf-8")

    return Act(("build", "--jobs", "1"), codes=(130,), before=before, program=True, within=200, env=env, lines=3)


def foreseen(place: Place, kind: str) -> Act:
    """Something else already exists under the name of the folder for the sockets: it is not used."""
    place.new()
    trap = place.top / "trap"
    trap.mkdir()

    def start() -> None:
        secrets.token_hex = lambda *_: "foreseen"
        there = private.PrivateFolder().path
        if kind == "link to a folder":
            there.symlink_to(trap)
        elif kind == "socket":
            socket.socket(socket.AF_UNIX).bind(str(there))
        else:
            odd(there, kind)
        try:
            with ForkServer(preload=[]):
                print("it was used")
        finally:
            remove(there)

    def wrong(done: Done) -> str:
        return "something was put into the trap" if list(trap.iterdir()) else "it was used" if "used" in done.out else ""

    return Act(call=start, after=wrong, lines=1)


def said(place: Place, data: bytes, descriptors: int) -> Act:
    """The user sends nonsense to the server, which forks no kernel and goes on running."""
    place.new()

    def talk() -> None:
        with ForkServer(preload=[]) as server:
            for last in (data, b""):
                with socket.socket(socket.AF_UNIX) as client:
                    client.settimeout(5)
                    client.connect(str(server.socket))
                    if last:
                        null = os.open(os.devnull, os.O_RDWR)
                        socket.send_fds(client, [last], [null] * descriptors)
                        client.shutdown(socket.SHUT_WR)
                        with suppress(ConnectionError):
                            print("answered", client.recv(1000))
            print("alive" if server.alive else "dead")

    def wrong(done: Done) -> str:
        return "" if "alive" in done.out and "pid" not in done.out else f"the server is not as it was: {done.out!r}"

    return Act(call=talk, codes=(0,), after=wrong, lines=40)


def stranger(place: Place, does: str) -> Act:
    """Another user tries to use the socket of the server, and must fail."""
    place.new()
    place.temporary.chmod(0o777)

    def talk() -> None:
        with ForkServer(preload=[]) as server:
            if does == "opened":
                server.folder.path.chmod(0o777)
            if os.waitstatus_to_exitcode(os.waitpid(_as_stranger(lambda: _try(server.socket, does)), 0)[1]):
                raise PermissionError("the stranger was let in")
            server.folder.path.chmod(0o700)

    return Act(call=talk, codes=(0,), lines=0)


def _as_stranger(work: Callable[[], bool]) -> int:
    """Call `work` as another user, in a fork whose process id is returned; the fork exits with 1 if `work` returns True."""
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setgid(STRANGER)
        os.setuid(STRANGER)
        done = False
        with suppress(Exception):
            done = work()
        os._exit(int(done))
    return pid


def _try(place: Path, does: str) -> bool:
    match does:
        case "looks":
            return bool(list(place.parent.iterdir()))
        case "puts":
            return bool((place.parent / "x").write_bytes(b"x"))
        case "replaces":
            place.unlink()
            return True
        case _:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(place))
                client.sendall(Request(("x",), {}, "/").encode())
                return bool(client.recv(100))


def impostor(place: Place) -> Act:
    """Another user listens in place of the server: no request is sent to that user."""
    place.new()
    place.temporary.chmod(0o777)
    door = place.temporary / "server"

    def talk() -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(door))
        os.seteuid(STRANGER)
        listener.listen()
        os.seteuid(0)
        with Path(os.devnull).open("rb") as nothing, suppress(PermissionError):
            ForkedProcess(door, Request(("x",), {"A": SECRET}, "/"), standard=[nothing.fileno()] * 3)
        with listener.accept()[0] as client:
            client.setblocking(False)
            with suppress(BlockingIOError):
                print(client.recv(1000))
        door.unlink()

    return Act(call=talk, codes=(0,), hides=(SECRET,), lines=1)


def reopened(place: Place, rights: int) -> Act:
    """The folder of the sockets was made accessible to other users: the server is not started in it again."""
    place.new()

    def talk() -> None:
        with ForkServer(preload=[]) as server:
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
            server.folder.path.chmod(rights)
            try:
                server.ensure()
            finally:
                server.folder.path.chmod(0o700)

    return Act(call=talk, says=("not private",), lines=1)


SECRET = "SECRET-27182"
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "one byte less": lambda data: data[:-1],
    "one byte more": lambda data: data + b"x",
    "another period": lambda data: data.replace(b'"2020"', b'"2021"'),
    "another number": lambda data: data[:-8] + struct.pack("d", 1e9),
    "a longer head": lambda data: (2**62).to_bytes(HEAD, "big") + data[HEAD:],
    "a shorter head": lambda data: bytes(HEAD) + data[HEAD:],
    "JSON without end": lambda data: data[:HEAD] + b"[" * 100_000,
    "other JSON": lambda data: len(b"{}").to_bytes(HEAD, "big") + json.dumps({}).encode(),
    "zeros": lambda data: bytes(len(data)),
}
for what, change in CHANGES.items():
    attack(HANDED, 1, f"a view with {what}", other, change)
attack(HANDED, 1, "a pickle in place of a view", received, lambda path: path.write_bytes(pickle.dumps(Runs(path.parent / "ran"))))
for kind in ("folder", "dangling link", "loop", "pipe", "device link"):
    attack(HANDED, 1, f"a view that is: {kind}", received, lambda path, kind=kind: odd(path, kind))
attack(HANDED, 1, "a link to the same bytes", received, lambda path: path.symlink_to(path.rename(path.with_name("moved"))))
TICKETS: dict[str, Callable[[str], str]] = {
    "without a path": lambda ticket: ticket.split()[0],
    "without a fingerprint": lambda ticket: " " + ticket.split()[1],
    "of another": lambda ticket: "0" * 64 + " " + ticket.split()[1],
    "of a device": lambda ticket: ticket.split()[0] + " /dev/zero",
    "of one byte": lambda ticket: "x",
}
for what, change_ticket in TICKETS.items():
    attack(HANDED, 1, f"a ticket {what}", ticketed, change_ticket)
for name in ("good-a-2020-en", "good-a-2020-en.pickle", "view"):
    for link in (False, True):
        attack(HANDED, 1, f"a pickle planted as views/{name}{', through a link' if link else ''}", planted, name, link)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    attack(HANDED, 1, f"{number.name} while a view is handed over", ended, number, number == signal.SIGHUP)
for kind in ("folder", "full folder", "dangling link", "link to a folder", "pipe", "empty", "socket"):
    attack(HANDED, 2, f"its folder is there before: {kind}", foreseen, kind)
SAID = {
    "nonsense": b"\xff\xfe\n",
    "half a line": b'{"argv": [',
    "nothing of ours": b"{}\n",
    "brackets": b"[" * 60_000 + b"\n",
    "wrong types": b'{"argv": 3, "env": 4, "cwd": 5}\n',
}
for what, data in SAID.items():
    attack(HANDED, 2, f"the server is told {what}", said, data, 3)
attack(HANDED, 2, "the server is given no descriptors", said, Request(("x",), {}, "/").encode(), 0)
attack(HANDED, 2, "the server is given too few descriptors", said, Request(("x",), {}, "/").encode(), 2)
for does in ("looks", "puts", "replaces", "connects", "opened"):
    attack(HANDED, 2, f"a stranger {does}", stranger, does, needs="root")
attack(HANDED, 2, "a stranger answers", impostor, needs="root")
for rights in (0o777, 0o755, 0o770, 0o711):
    attack(HANDED, 2, f"its folder was opened to {rights:o}", reopened, rights)
