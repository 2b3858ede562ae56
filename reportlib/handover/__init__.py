"""What a build hands to the kernel of a report: the view cut for it, so that nothing is read and rolled up anew.

It is data, never an object that could run something while it is read; it lies in a folder of the builder's own, and whoever
reads it was told its fingerprint: what is not the handover that the build wrote is refused, and nothing is read in its place.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from reportlib.errors import HandoverError, ParameterError, Problem
from reportlib.handover.contents import Handover, decode, encode
from reportlib.private import read_regular, write_new

__all__ = ["VARIABLE", "Handover", "allow_everything", "forget", "hand_over", "received"]
VARIABLE = "REPORTLIB_HANDOVER"
"""The environment variable that holds the ticket: the fingerprint of the file, and where it lies."""
_SIZE = 32


def hand_over(handover: Handover, path: Path) -> str:
    """Write a handover into a file that is not there yet.

    Returns
    -------
    The ticket with which a kernel, given it in `VARIABLE`, finds the file and knows it.

    Raises
    ------
    OSError
        When something is there, or it cannot be written.
    """
    data = encode(handover)
    write_new(path, data)
    return f"{_digest(data)} {path}"


def forget(ticket: str) -> None:
    """Remove a handover that nobody will read any more."""
    with suppress(OSError):
        Path(ticket.partition(" ")[2]).unlink()


def received(name: str) -> Handover | None:
    """What was handed over for a report of that name; nothing where the notebook is run by hand, or makes another report.

    Raises
    ------
    HandoverError
        When what lies there is not what the build wrote.
    ParameterError
        When the report being made has parameters that are not in that name.
    """
    handover = _given()
    if handover and handover.name.startswith(f"{name}-"):
        told = f"the build makes '{handover.name}', and Report(…) was given less: '{name}'"
        raise ParameterError([Problem(f"{told}; give it the template's own parameters too, such as owner=owner")])
    return handover if handover and handover.name == name else None


def allow_everything() -> None:
    """Let a notebook read more than was handed to it, unless a build counts on it that it does not.

    Raises
    ------
    ParameterError
        When the build would not know of a change in what is read.
    HandoverError
        When what was handed over is not what the build wrote.
    """
    handover = _given()
    if handover and not handover.everything:
        told = "the notebook reads figures beyond those of its own report, so a build could not know when it is due"
        raise ParameterError([Problem(f'{told}; add "reads": "everything" to "reportlib" in the notebook\'s metadata')])


def _given() -> Handover | None:
    ticket = os.environ.get(VARIABLE)
    if not ticket:
        return None
    digest, _, place = ticket.partition(" ")
    try:
        data = read_regular(Path(place))
    except OSError as error:
        raise HandoverError(f"{_REFUSED}: {error.strerror or error}: '{place}'; {_MEND}") from None
    if _digest(data) != digest:
        raise HandoverError(f"{_REFUSED}: '{place}' was changed; {_MEND}")
    return decode(data)


_REFUSED = "the figures handed to this report are not those that the build wrote"
_MEND = "build again, and should it come again, see who writes to that folder"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()
