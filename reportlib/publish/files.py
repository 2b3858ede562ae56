"""Files that nobody ever sees half of."""

from __future__ import annotations

import os
from pathlib import Path

PART = ".part"
"""The end of the name of a file that is being written; one that is left was left by a process that was killed."""


def write_whole(path: Path, text: str) -> None:
    """Write a text beside its place, and move it there."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write bytes beside their place, and move them there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    beside.write_bytes(data)
    beside.replace(path)


def write_changed(path: Path, text: str) -> bool:
    """Write a text only where the file does not hold it already; say whether it was written."""
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    write_whole(path, text)
    return True


def clear_parts(folder: Path) -> None:
    """Remove what processes that were killed left half-written."""
    for part in folder.rglob(f".*{PART}"):
        part.unlink(missing_ok=True)
