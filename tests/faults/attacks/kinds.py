"""The parts of an attack: the folder that it changes, the command that is run, and what must hold afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..conftest import Book, make_book

PAGE = "good-a-2020-en"
ABSENT = "\0"
"""In place of the value of a variable that is to be unset."""
STRANGER = 65534
"""The number of a user who is not root."""


@dataclass(frozen=True)
class Done:
    """What a command did: its exit code and its output."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Place:
    """A folder `top` for one attack: the workbook and a temporary folder lie in it, and an attack may add more."""

    top: Path
    master: Path | None = None
    """A workbook that has been built already."""

    @property
    def root(self) -> Path:
        return self.top / "book"

    @property
    def temporary(self) -> Path:
        return self.top / "t"

    @property
    def output(self) -> Path:
        return self.root / "outputs"

    @property
    def page(self) -> Path:
        return self.output / f"{PAGE}.html"

    def new(self) -> Book:
        return make_book(self.root)

    def built(self) -> Book:
        assert self.master is not None
        shutil.copytree(self.master, self.root, symlinks=True)
        return Book(self.root)

    def write(self, name: str, data: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape"))
        return path

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text("utf-8")
        assert old in text, (name, old)
        self.write(name, text.replace(old, new, 1))


@dataclass(frozen=True)
class Act:
    """A command, and what must hold afterwards.

    If `says` or `lines` does not hold, the message is called bad; if anything else does not hold, that is a fault.
    """

    command: tuple[str, ...] = ("check",)
    call: Callable[[], object] | None = None
    """A function to call in place of the command; a `ReportlibError` or `OSError` of it is printed, with exit code 2."""
    codes: tuple[int, ...] = (2,)
    says: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    """What must not be printed."""
    lines: int = 2
    """The most lines on stderr."""
    same: tuple[Path, ...] = ()
    absent: tuple[Path, ...] = ()
    within: float = 30.0
    cells: bool = False
    """Run cells in real kernels, not in this process."""
    program: bool = False
    """Run `python -m reportlib`, not a fork of this process."""
    user: int | None = None
    """The user who runs the command; it is ignored if the tests are not run by root."""
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    before: Callable[[], object] | None = None
    """Called in the attacked process right before the command."""
    terminal: bool = False
    """Whether the output is a terminal."""
    after: Callable[[Done], str] | None = None
    """Returns what is wrong afterwards, if anything."""
    again: tuple[str, ...] = ()
    """A command that must succeed afterwards, when the obstacle is gone."""


@dataclass(frozen=True)
class Attack:
    """An attempt to make the product break one of 17 promises."""

    line: int
    """The number of the promise, 1 to 17; the first line of each module here says what its numbers are about."""
    name: str
    prepare: Callable[[Place], Act]
    needs: str = ""
    """What the attack needs: "root", or a program."""

    @property
    def possible(self) -> bool:
        match self.needs:
            case "":
                return True
            case "root":
                return os.geteuid() == 0
            case program:
                return shutil.which(program) is not None


Table = list[Attack]


def attack(table: Table, line: int, name: str, prepare: Callable[..., Act], *given: Any, needs: str = "") -> None:
    """Add an attack to a table; `given` are further arguments of `prepare`."""
    table.append(Attack(line, name, lambda place: prepare(place, *given), needs))


def all_good(done: Done) -> str:
    """What is wrong after a command that should succeed; empty if nothing is."""
    return "" if done.code == 0 else f"it left with {done.code}"


def odd(path: Path, kind: str) -> None:
    """Put a folder, a link, a pipe or odd bytes in place of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove(path)
    match kind:
        case "folder":
            path.mkdir()
        case "full folder":
            path.mkdir()
            (path / "mine").write_text("mine", "utf-8")
        case "dangling link":
            path.symlink_to(path.parent / "nowhere")
        case "loop":
            path.symlink_to(path)
        case "pipe":
            os.mkfifo(path)
        case "device link":
            path.symlink_to("/dev/zero")
        case _:
            path.write_bytes(CONTENTS[kind])


CONTENTS = {
    "empty": b"",
    "binary": b"\xff\xfe\x00\x1b" * 999,
    "GBK": "目录".encode("gbk") * 99,
    "nuls": b"\0" * 5000,
    "deep": b"[" * 100_000,
    "other shape": b'[{"a": [1, null]}, 2, "three"]\n{}\n',
}
KINDS = ("folder", "full folder", "dangling link", "loop", "pipe", "device link", *CONTENTS)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
