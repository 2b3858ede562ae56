"""Files that nobody ever sees half of, under names that nobody can foresee while they are written."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reportlib.private import read_regular, write_new

PART = re.compile(r"\.reportlib-[0-9a-f]{16}\.part")
"""The name of a file that is being written; one that is left was left by a process that was killed."""
_SHARED = 0o022
"""The rights by which a folder is one that several people write to."""


def write_whole(path: Path, text: str) -> None:
    """Write a text beside its place, and move it there."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes beside their place, and move them there; what fails leaves nothing.

    Raises
    ------
    OSError
        When they cannot be written, or something that is no file is in their place.
    """
    make_folder(path.parent)
    beside = path.with_name(f".reportlib-{secrets.token_hex(8)}.part")
    try:
        write_new(beside, data, mode=0o666)
        share(beside)
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):  # it names the file beside, or none
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise


def write_changed(path: Path, text: str) -> bool:
    """Write a text only where the file does not hold it already; say whether it was written."""
    if holds(path, text.encode()):
        return False
    write_whole(path, text)
    return True


def holds(path: Path, data: bytes) -> bool:
    """Whether a file is there, and holds these bytes."""
    try:
        return read_regular(path) == data
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, each as open as the one that it is made in."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            share(folder)


def share(path: Path) -> None:
    """Give a new file or folder to those who share the folder that it lies in, as far as they do."""
    above = path.parent.stat()
    if os.name != "posix" or not above.st_mode & _SHARED:
        return
    with suppress(OSError):  # whoever is no member of the group gives what there is
        os.chown(path, -1, above.st_gid)
    rights = stat.S_IMODE(above.st_mode)
    with suppress(OSError):  # it is another's, who has done so
        path.chmod(rights if path.is_dir() else rights & 0o666)


def clear_parts(folder: Path) -> None:
    """Remove what processes that were killed left half-written in the folder of the reports, and nothing else."""
    for part in _parts(folder):
        with suppress(OSError):
            part.unlink()


def _parts(folder: Path) -> Iterator[Path]:
    for place in (folder, folder / "failed", folder / ".reportlib", *folder.glob("runs/*")):
        yield from (path for path in place.glob(".reportlib-*.part") if PART.fullmatch(path.name))
