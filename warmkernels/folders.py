"""Folders of this user alone, for sockets and for what else nobody may foresee, read or put in place of ours."""

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

import psutil

if sys.platform != "win32":
    import fcntl

PREFIX = "rk-"
"""How the names of our folders in the temporary folder begin."""
LONGEST = 60
"""The most bytes of a folder's path: a socket's may have 107, and those of kernels and browsers are two names deeper."""
_YOUNG = 60.0
_LEFT_WITHIN, _QUIET, _PAUSE = 10.0, 1.0, 0.02


def is_own(folder: Path) -> bool:
    """Whether a folder is one of this user, no link, and closed to everybody else."""
    found = _mine(folder)
    return found is not None and (sys.platform == "win32" or not found.st_mode & 0o077)


def belongs(folder: Path) -> bool:
    """Whether a folder is one of this user, and no link."""
    return _mine(folder) is not None


def _mine(folder: Path) -> os.stat_result | None:
    try:
        found = folder.lstat()
    except OSError:
        return None
    mine = stat.S_ISDIR(found.st_mode) and (sys.platform == "win32" or found.st_uid == os.geteuid())
    return found if mine else None


def outlast(folder: Path) -> None:
    """Remove a folder for good: a browser that dies with its owner may make it anew, so none that was told to use it may be left.

    One that does not end by itself is killed.
    """
    begun = seen = time.monotonic()
    while (now := time.monotonic()) < seen + _QUIET:
        users = _users(folder)
        if now > begun + _LEFT_WITHIN:
            _kill(users)
        if users or belongs(folder):
            shutil.rmtree(folder, ignore_errors=True)
            seen = now
        if now > begun + 2 * _LEFT_WITHIN:  # somebody else's doing, then
            return
        time.sleep(_PAUSE)


def _users(folder: Path) -> list[psutil.Process]:
    """The processes whose temporary folder lies in a folder."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if folder in Path(process.environ().get("TMPDIR", "")).parents and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _kill(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.kill()


class PrivateFolder:
    """A folder in the temporary one, of this user alone, that goes when it is removed, or is swept when its owner is gone.

    Its name is known from the beginning, the folder is there only once it is made: so somebody can be charged with removing it
    before there is anything to remove. It is locked for as long as its owner lives, which is how `sweep` knows.
    """

    def __init__(self) -> None:
        self.path = _place() / f"{PREFIX}{secrets.token_hex(8)}"
        self._lock = -1

    def make(self) -> None:
        """Make it; nothing of that name may be there.

        Raises
        ------
        OSError
            When it cannot be made, or was made by somebody else.
        """
        self.path.mkdir(mode=0o700)
        self.check()
        if sys.platform != "win32":
            self._lock = os.open(self.path, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def check(self) -> None:
        """See that it is still the folder that was made.

        Raises
        ------
        PermissionError
            When it is another's, or open to others.
        """
        if not is_own(self.path):
            raise PermissionError(f"the folder '{self.path}' is not private to this user any more")

    def inside(self, name: str) -> Path:
        """Make a folder in it."""
        path = self.path / name
        path.mkdir(mode=0o700)
        return path

    def remove(self) -> None:
        """Remove it with all that is in it."""
        if is_own(self.path):
            shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0 and not self.path.exists():
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> PrivateFolder:
        self.make()
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def sweep() -> None:
    """Remove the folders of this user whose owners are gone: those of processes that were killed, with whoever was to tidy up."""
    if sys.platform == "win32":
        return
    for place in {Path(gettempdir()), _place()}:
        for folder in _ours(place):
            if _left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _ours(place: Path) -> Iterable[Path]:
    with suppress(OSError):
        return [folder for folder in place.glob(f"{PREFIX}*") if is_own(folder)]
    return []


def _left(folder: Path) -> bool:
    """Whether nobody holds the lock of a folder; one that is empty and young may not have been locked yet."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return any(folder.iterdir()) or time.time() - os.fstat(descriptor).st_mtime > _YOUNG
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _place() -> Path:
    """The temporary folder, or a shorter one where the path of a socket in it would be too long."""
    place = Path(gettempdir())
    name = len(PREFIX) + 16
    if len(os.fsencode(place)) + 1 + name > LONGEST and os.access("/tmp", os.W_OK):
        return Path("/tmp")
    return place
