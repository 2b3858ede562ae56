"""A PostgreSQL server for the tests, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SAFE = "-c listen_addresses='' -c fsync=off -c autovacuum=off -c lc_messages=C"


def programs() -> Path | None:
    """The folder of the server's programs, which Debian does not put on the PATH."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    return max((path.parent for path in folders), key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """A context with a server whose socket is in a folder; it gives the variables by which libpq finds the server."""
    own = programs()
    assert own
    user = "nobody" if getattr(os, "geteuid", int)() == 0 and os.name == "posix" else None  # a server refuses to be run by root
    if user:
        shutil.chown(folder, user)
    held = folder / "data"

    def call(name: str, *words: str) -> None:
        done = subprocess.run([own / name, *words], user=user, cwd=folder, capture_output=True, text=True, check=False, env={})
        assert done.returncode == 0, done.stdout + done.stderr

    call("initdb", "-D", str(held), "-U", "office", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    call("pg_ctl", "-D", str(held), "-w", "-l", str(folder / "log"), "-o", f"{SAFE} -k {folder}", "start")
    try:
        yield {"PGHOST": str(folder), "PGUSER": "office", "PGDATABASE": "postgres"}
    finally:
        call("pg_ctl", "-D", str(held), "-w", "-m", "immediate", "stop")


@contextmanager
def in_a_folder() -> Iterator[dict[str, str]]:
    """A context with a server whose socket is in a new folder that the server's user may enter.

    pytest's own folders are closed to other users, and their names are too long for a socket.
    """
    with tempfile.TemporaryDirectory(prefix="pg-") as name, running(Path(name)) as found:
        yield found
