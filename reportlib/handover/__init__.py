"""The data that a build passes to a report's kernel: the report's view, and a workbook for queries.

A handover is a file in a private folder of the build. It contains no pickled objects, so that reading it runs no code. The kernel
gets a ticket (the file's fingerprint and path), and refuses a file with another fingerprint.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from reportlib.errors import HandoverError, ParameterError, Problem
from reportlib.handover.contents import Handover, decode, encode
from reportlib.handover.query_source import QuerySource, lay_out, open_source, read_notes
from reportlib.private import read_regular, write_new

__all__ = [
    "VARIABLE",
    "Handover",
    "QuerySource",
    "for_a_page",
    "forget",
    "hand_over",
    "lay_out",
    "query_source",
    "questions_of",
    "received",
    "template_of",
]
VARIABLE = "REPORTLIB_HANDOVER"
"""The environment variable that holds the ticket: the fingerprint of the file, and its path."""
_SIZE = 32


def hand_over(handover: Handover, path: Path) -> str:
    """Write a handover into a new file; return the ticket by which the kernel finds and checks it.

    Raises
    ------
    OSError
        When the file exists, or cannot be written.
    """
    data = encode(handover)
    write_new(path, data)
    return f"{_digest(data)} {path}"


def forget(ticket: str) -> None:
    """Remove the handover of a ticket, and the notes of the report's questions."""
    for path in (_path(ticket), _notes(ticket)):
        with suppress(OSError):
            path.unlink()


def for_a_page() -> bool:
    """Whether a build runs this notebook to make a page; if not, somebody runs it by hand."""
    return bool(os.environ.get(VARIABLE))


def received(name: str) -> Handover | None:
    """The handover for a report; None if no build runs this notebook, or the build makes another report.

    Raises
    ------
    HandoverError
        When the file is not the one that the build wrote.
    ParameterError
        When the report that the build makes has parameters that are missing from the name.
    """
    handover = _current()
    if handover and handover.name.startswith(f"{name}-"):
        message = f"the build makes '{handover.name}', but Report(…) names only '{name}'"
        raise ParameterError([Problem(f"{message}; pass it the template's own parameters too, such as owner=owner")])
    return handover if handover and handover.name == name else None


def template_of(unit: str, period: object, lang: str) -> str:
    """The template that a build runs in this kernel for a unit, period and language; empty if there is none.

    This template takes precedence over the name in the notebook: a copied notebook may still have the original's name.
    """
    handover = _current()
    if handover is None or (handover.view.unit.id, str(handover.view.period), handover.lang) != (unit, str(period), lang):
        return ""
    return handover.template


def query_source() -> QuerySource | None:
    """The workbook that the build wrote for queries in this kernel; None outside a build.

    Raises
    ------
    HandoverError
        When the handover or the workbook is not the one that the build wrote.
    """
    handover = _current()
    return (
        open_source(Path(handover.workbook_folder), _notes(os.environ[VARIABLE]))
        if handover and handover.workbook_folder
        else None
    )


def questions_of(ticket: str) -> dict[str, str]:
    """The questions of the ticket's report in order, with the fingerprints of the answers."""
    return read_notes(_notes(ticket))


def _notes(ticket: str) -> Path:
    return Path(f"{_path(ticket)}.asked")


def _path(ticket: str) -> Path:
    return Path(ticket.partition(" ")[2])


def _current() -> Handover | None:
    ticket = os.environ.get(VARIABLE)
    return _handover_of(ticket) if ticket else None


@lru_cache(maxsize=1)
def _handover_of(ticket: str) -> Handover:
    """Read a handover; the last one stays in memory, because a report reads it several times."""
    digest, path = ticket.partition(" ")[0], _path(ticket)
    try:
        data = read_regular(path)
    except OSError as error:
        raise HandoverError(f"{_REFUSED}: {error.strerror or error}: '{path}'; {_MEND}") from None
    if _digest(data) != digest:
        raise HandoverError(f"{_REFUSED}: '{path}' was changed; {_MEND}")
    return decode(data)


_REFUSED = "the figures handed to this report are not those that the build wrote"
_MEND = "build again; if it happens again, find out who writes to that folder"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()
