"""Files that are written and read so that nobody else can put another in their place."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OLD = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def naming(path: Path | str) -> Iterator[None]:
    """Let what the system refuses name a file, as a full disk does not."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise type(error)(error.errno, error.strerror, str(path)) from error


def write_new(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file that must not be there yet, not even as a link; one that cannot be written whole is not left.

    Raises
    ------
    OSError
        When something is there, or it cannot be written.
    """
    descriptor = os.open(path, _NEW, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def read_regular(path: Path, most: int = -1) -> bytes:
    """What a file holds, or its beginning; a link, a folder, a pipe or a device is not even opened for reading.

    Raises
    ------
    OSError
        When it is no regular file, or cannot be read.
    """
    with _opened(path) as stream:
        return stream.read(most)


def read_input(path: Path, most: int = -1) -> bytes:
    """What a file that we were given holds, or its beginning, also at the end of a link; no folder, pipe or device is opened.

    Raises
    ------
    OSError
        When it is none, or cannot be read.
    """
    with open_input(path) as stream:
        return stream.read(most)


def open_input(path: Path) -> BufferedReader:
    """A file that we were given, also at the end of a link, open for reading; no folder, pipe or device is opened.

    Raises
    ------
    OSError
        When it is none, or cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device", str(path))
    return _opened(Path(os.path.realpath(path)))


def _opened(path: Path) -> BufferedReader:
    """A regular file, open for reading; nothing else is."""
    stream = os.fdopen(os.open(path, _OLD), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(f"not a regular file: '{path}'")
    return stream


def is_own(folder: Path) -> bool:
    """Whether a folder is one of this user, no link, and closed to everybody else."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32":
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
