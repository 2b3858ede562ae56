"""Write files under a temporary name and rename them, so that nobody reads a half-written file."""

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
"""The name of a file that is being written; a leftover means that the writer was killed."""
_SHARED = 0o022
"""The permissions that mark a folder as one that several people write to."""


def write_whole(path: Path, text: str) -> None:
    """Write a text to a file, by way of `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes to a temporary file in the same folder, then rename it; after a failure nothing is left.

    Raises
    ------
    OSError
        When the bytes cannot be written, or the path is that of a folder.
    """
    make_folder(path.parent)
    part = path.with_name(f".reportlib-{secrets.token_hex(8)}.part")
    try:
        write_new(part, data, mode=0o666)
        share(part)
        part.replace(path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):  # its message names the temporary file, or no file
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise


def write_changed(path: Path, text: str) -> bool:
    """Write a text unless the file already holds it; return whether it was written."""
    if content_is(path, text.encode()):
        return False
    write_whole(path, text)
    return True


def content_is(path: Path, data: bytes) -> bool:
    """Whether a file exists and holds these bytes."""
    try:
        return read_regular(path) == data
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make a folder and its missing parents, each with the group and permissions that `share` sets."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            share(folder)


def share(path: Path) -> None:
    """Give a new file or folder its parent folder's group and permissions, if several people may write there."""
    above = path.parent.stat()
    if os.name != "posix" or not above.st_mode & _SHARED:
        return
    with suppress(OSError):  # only a member of the group may set it
        os.chown(path, -1, above.st_gid)
    rights = stat.S_IMODE(above.st_mode)
    with suppress(OSError):  # a folder of another user, who has set its rights
        path.chmod(rights if path.is_dir() else rights & 0o666)


def clear_parts(folder: Path) -> None:
    """Remove the half-written files that killed processes left in the folder of the reports."""
    for part in _parts(folder):
        with suppress(OSError):
            part.unlink()


def _parts(folder: Path) -> Iterator[Path]:
    for parent in (folder, folder / "failed", folder / ".reportlib", *folder.glob("runs/*")):
        yield from (path for path in parent.glob(".reportlib-*.part") if PART.fullmatch(path.name))
