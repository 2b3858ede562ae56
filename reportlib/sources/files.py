"""What all readers of data files share: opening a file, refusing it, and its fingerprint."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reportlib.errors import DataError, Problem
from reportlib.private import open_input
from reportlib.workbook.documents import READABLE, refused

SHORT = 12


def stopped(message: str, file: str, *, line: int | None = None, cell: str = "", mend: str = "") -> DataError:
    """The error for a file that cannot be read."""
    return DataError([Problem(message, file=file, line=line, cell=cell, mend=mend)])


@contextmanager
def opened(path: Path, file: str) -> Iterator[BinaryIO]:
    """Open a data file for the context; a file that changes meanwhile is refused.

    Raises
    ------
    DataError
        When the file is missing, is a pipe or a folder, cannot be read, or changes while it is read.
    """
    try:
        stream = open_input(path)
    except FileNotFoundError:
        raise stopped("the file is missing, but params/workbook.yaml names it", file) from None
    except OSError as error:
        raise stopped(refused(error), file, mend=READABLE) from None
    with stream:
        before = os.fstat(stream.fileno())
        yield stream
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise stopped("the file was changed while it was read; run the command again", file)


def version_of(path: Path, *more: str) -> str:
    """The fingerprint of a file and of the settings `more` for reading it."""
    digest = hashlib.sha256("\0".join(more).encode())
    with path.open("rb") as stream:
        digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:SHORT]
