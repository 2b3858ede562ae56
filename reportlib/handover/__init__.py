"""What a build hands to the kernel of a report: the view cut for it, and a workbook to ask, so that nothing is read anew.

It is data, never an object that could run something while it is read; it lies in a folder of the builder's own, and whoever
reads it was told its fingerprint: what is not the handover that the build wrote is refused, and nothing is read in its place.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from reportlib.errors import HandoverError, ParameterError, Problem
from reportlib.handover.asking import Asking, laid_out, lay_out, noted
from reportlib.handover.contents import Handover, decode, encode
from reportlib.private import read_regular, write_new

__all__ = ["VARIABLE", "Asking", "Handover", "asked_by", "asking", "forget", "hand_over", "lay_out", "received", "template_of"]
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
    """Remove a handover that nobody will read any more, with what was asked."""
    for path in (_place(ticket), _notes(ticket)):
        with suppress(OSError):
            path.unlink()


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


def template_of(unit: str, period: object, lang: str) -> str:
    """The template that a build runs here for a unit, a period and a language; empty where it runs none of them.

    A copy of a notebook may still call itself as that which it was copied from.
    """
    handover = _given()
    if handover is None or (handover.view.unit.id, str(handover.view.period), handover.lang) != (unit, str(period), lang):
        return ""
    return handover.template


def asking() -> Asking | None:
    """The workbook that the build laid out, to be asked in this kernel; nothing where the notebook is run by hand.

    Raises
    ------
    HandoverError
        When what was handed over, or laid out, is not what the build wrote.
    """
    handover = _given()
    return laid_out(Path(handover.laid), _notes(os.environ[VARIABLE])) if handover and handover.laid else None


def asked_by(ticket: str) -> dict[str, str]:
    """What the report asked that had a ticket, with the fingerprints of the answers, in order."""
    return noted(_notes(ticket))


def _notes(ticket: str) -> Path:
    return Path(f"{_place(ticket)}.asked")


def _place(ticket: str) -> Path:
    return Path(ticket.partition(" ")[2])


def _given() -> Handover | None:
    ticket = os.environ.get(VARIABLE)
    return _read(ticket) if ticket else None


@lru_cache(maxsize=1)
def _read(ticket: str) -> Handover:
    """What a ticket is for; the last is kept, for a report asks several times, and its fingerprint says that it is the same."""
    digest, place = ticket.partition(" ")[0], _place(ticket)
    try:
        data = read_regular(place)
    except OSError as error:
        raise HandoverError(f"{_REFUSED}: {error.strerror or error}: '{place}'; {_MEND}") from None
    if _digest(data) != digest:
        raise HandoverError(f"{_REFUSED}: '{place}' was changed; {_MEND}")
    return decode(data)


_REFUSED = "the figures handed to this report are not those that the build wrote"
_MEND = "build again, and should it come again, see who writes to that folder"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()
