"""Folders of this user alone, for sockets and files that nobody else may read or replace."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    import psutil

PREFIX = "rk-"
"""The beginning of the names of private folders."""
MAX_PATH_BYTES = 60
"""The most bytes of a folder's path: the path of a socket, two names deeper, may have only 107."""
_NEW_SECONDS = 60.0
_KILL_AFTER, _QUIET, _PAUSE = 10.0, 1.0, 0.02


def is_own(folder: Path) -> bool:
    """Whether a folder belongs to this user, is no link, and is closed to others; on Windows only whether it is a folder."""
    status = _status_if_mine(folder)
    return status is not None and (sys.platform == "win32" or not status.st_mode & 0o077)


def is_of_user(folder: Path) -> bool:
    """Whether a folder belongs to this user and is no link."""
    return _status_if_mine(folder) is not None


def _status_if_mine(folder: Path) -> os.stat_result | None:
    try:
        status = folder.lstat()
    except OSError:
        return None
    is_mine = stat.S_ISDIR(status.st_mode) and (sys.platform == "win32" or status.st_uid == os.geteuid())
    return status if is_mine else None


def remove_for_good(folder: Path) -> None:
    """Remove a folder, and wait until no process creates it again, as a browser that is about to end may do.

    A process that goes on using the folder is killed.
    """
    start = last_seen = time.monotonic()
    while (now := time.monotonic()) < start + 2 * _KILL_AFTER:  # after that it must be another user's process
        users = _users(folder)
        if users or is_of_user(folder):
            if now > start + _KILL_AFTER:
                _kill(users)
            shutil.rmtree(folder, ignore_errors=True)
            last_seen = time.monotonic()
        elif now >= last_seen + _QUIET:  # it has not come back for long enough
            return
        time.sleep(_PAUSE)


def _users(folder: Path) -> list[psutil.Process]:
    import psutil  # noqa: PLC0415 every command loads this module, and only the end of a server asks for processes

    processes = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if folder in Path(process.environ().get("TMPDIR", "")).parents and process.status() != psutil.STATUS_ZOMBIE:
                processes.append(process)
    return processes


def _kill(processes: Iterable[psutil.Process]) -> None:
    import psutil  # noqa: PLC0415 as above

    for process in processes:
        with suppress(psutil.Error):
            process.kill()


class PrivateFolder:
    """A temporary folder of this user alone, removed by its owner; if the owner was killed, `sweep` removes it.

    The folder is made only by `make`, so that another process can learn its name before it exists. The owner locks the folder;
    `sweep` does not remove locked folders.
    """

    def __init__(self) -> None:
        self.path = _place() / f"{PREFIX}{secrets.token_hex(8)}"
        self._lock = -1

    def make(self) -> None:
        """Make the folder.

        Raises
        ------
        OSError
            When it cannot be made, or something of that name exists.
        """
        self.path.mkdir(mode=0o700)
        self.check()
        try:
            self._hold()
        except OSError:  # for example, too many files are open
            self.path.rmdir()
            raise

    def _hold(self) -> None:
        if sys.platform != "win32":
            self._lock = os.open(self.path, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def check(self) -> None:
        """Check that the folder is the one that was made.

        Raises
        ------
        PermissionError
            When it belongs to another user, or is open to others.
        """
        if not is_own(self.path):
            raise PermissionError(f"the folder '{self.path}' is not private to this user any more")

    def inside(self, name: str) -> Path:
        """Make a folder of this name in the private folder, and return its path."""
        path = self.path / name
        path.mkdir(mode=0o700)
        return path

    def remove(self) -> None:
        """Remove the folder with its contents."""
        if is_own(self.path):
            shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
        if is_own(self.path):
            _remove_one_by_one(self.path)

    def __enter__(self) -> PrivateFolder:
        self.make()
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def _remove_one_by_one(folder: Path) -> None:
    """Remove what can be removed of a folder; needs fewer open files than `rmtree`."""
    for parent, folders, files in os.walk(folder, topdown=False):
        with suppress(OSError):
            for name in files:
                Path(parent, name).unlink()
            for name in folders:
                Path(parent, name).rmdir()
    with suppress(OSError):
        folder.rmdir()


def sweep() -> None:
    """Remove the folders of this user whose owners were killed."""
    if sys.platform == "win32":
        return
    for parent in {Path(gettempdir()), _place()}:
        for folder in _own_folders(parent):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _own_folders(parent: Path) -> Iterable[Path]:
    with suppress(OSError):
        return [folder for folder in parent.glob(f"{PREFIX}*") if is_own(folder)]
    return []


def _is_abandoned(folder: Path) -> bool:
    """Whether nobody locks a folder; False for an empty folder that is too new to be locked."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return any(folder.iterdir()) or time.time() - os.fstat(descriptor).st_mtime > _NEW_SECONDS
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _place() -> Path:
    """The temporary folder; /tmp if the path of a socket in it would be too long."""
    folder = Path(gettempdir())
    name = len(PREFIX) + 16
    if len(os.fsencode(folder)) + 1 + name > MAX_PATH_BYTES and os.access("/tmp", os.W_OK):
        return Path("/tmp")
    return folder
