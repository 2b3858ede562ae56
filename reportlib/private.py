"""Write and read files so that no other user can replace them."""

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
def naming_errors(path: Path | str) -> Iterator[None]:
    """A context in which an `OSError` without a file's name, such as that of a full disk, gets the name `path`."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise type(error)(error.errno, error.strerror, str(path)) from error


def write_new(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file that must not exist yet, not even as a link; remove it if writing fails.

    Raises
    ------
    OSError
        When the file exists, or cannot be written.
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
    """Read a regular file, at most `most` bytes; links, folders, pipes and devices raise `OSError`."""
    with _opened(path) as stream:
        return stream.read(most)


def read_input(path: Path, most: int = -1) -> bytes:
    """Read an input file, at most `most` bytes; links are followed; folders, pipes and devices raise `OSError`."""
    with open_input(path) as stream:
        return stream.read(most)


def open_input(path: Path) -> BufferedReader:
    """Open an input file for reading; links are followed; folders, pipes and devices raise `OSError`."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is a folder, a pipe or a device", str(path))
    return _opened(Path(os.path.realpath(path)))


def _opened(path: Path) -> BufferedReader:
    stream = os.fdopen(os.open(path, _OLD), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(f"not a regular file: '{path}'")
    return stream


def is_own(folder: Path) -> bool:
    """Whether a folder is no link, belongs to this user and is closed to all others; on Windows only whether it is a folder."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32":
        return stat.S_ISDIR(status.st_mode)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
