"""What a build hands to the kernel of a report: the view cut for it, so that nothing is read and rolled up anew."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlib.analysis import View
from reportlib.matrix import Correction

VARIABLE = "REPORTLIB_HANDOVER"
"""The environment variable that names the file."""


@dataclass(frozen=True)
class Handover:
    """One report's view, the fingerprint of its figures, and what else its page says that stands in other files."""

    name: str
    view: View
    data: str
    corrections: Sequence[Correction]


def hand_over(handover: Handover, path: Path) -> None:
    """Write a handover where a kernel, told the path by `VARIABLE`, finds it."""
    path.write_bytes(pickle.dumps(handover, protocol=pickle.HIGHEST_PROTOCOL))


def received(name: str) -> Handover | None:
    """What was handed over for a report of that name; nothing where the notebook is run by hand, or makes another report."""
    path = os.environ.get(VARIABLE)
    if not path:
        return None
    handover = pickle.loads(Path(path).read_bytes())
    return handover if isinstance(handover, Handover) and handover.name == name else None
