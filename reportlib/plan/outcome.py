"""The outcome of one report of a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["built", "unchanged", "failed", "stopped"]


@dataclass(frozen=True)
class Outcome:
    """The outcome of one report; `cell` is counted from 1, `attempts` is how often the report was run."""

    name: str
    state: State
    seconds: float = 0.0
    cell: int | None = None
    error: str = ""
    traceback: str = ""
    rerun: str = ""
    attempts: int = 1
    first_error: str = ""
    """The error of the first attempt, if there was a second."""
    died: bool = False
    """Whether its kernel or its worker died, so that a second attempt may succeed."""


def writable(text: str) -> str:
    r"""A text that can be encoded as UTF-8: what cannot be encoded becomes escapes.

    Examples
    --------
    >>> print(writable("bad\udcff.csv"))
    bad\udcff.csv
    """
    return text.encode("utf-8", "backslashreplace").decode()
