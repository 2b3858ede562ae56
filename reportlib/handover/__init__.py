"""What a build hands to the kernel of a report: the view cut for it, so that nothing is read and rolled up anew."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlib.analysis import View
from reportlib.errors import ParameterError, Problem
from reportlib.matrix import Correction

VARIABLE = "REPORTLIB_HANDOVER"
"""The environment variable that names the file."""


@dataclass(frozen=True)
class Handover:
    """One report's view, the fingerprint of its figures, and what else its page says that stands in other files.

    `everything`: the build knows that the notebook reads more than that, and makes it again whenever any figure changes.
    """

    name: str
    view: View
    data: str
    corrections: Sequence[Correction]
    everything: bool = False


def hand_over(handover: Handover, path: Path) -> None:
    """Write a handover where a kernel, told the path by `VARIABLE`, finds it."""
    path.write_bytes(pickle.dumps(handover, protocol=pickle.HIGHEST_PROTOCOL))


def received(name: str) -> Handover | None:
    """What was handed over for a report of that name; nothing where the notebook is run by hand, or makes another report."""
    handover = _given()
    return handover if handover and handover.name == name else None


def allow_everything() -> None:
    """Let a notebook read more than was handed to it, unless a build counts on it that it does not.

    Raises
    ------
    ParameterError
        When the build would not know of a change in what is read.
    """
    handover = _given()
    if handover and not handover.everything:
        told = "the notebook reads figures beyond those of its own report, so a build could not know when it is due"
        raise ParameterError([Problem(f'{told}; add "reads": "everything" to "reportlib" in the notebook\'s metadata')])


def _given() -> Handover | None:
    path = os.environ.get(VARIABLE)
    handover = pickle.loads(Path(path).read_bytes()) if path else None
    return handover if isinstance(handover, Handover) else None
