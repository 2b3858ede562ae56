"""What became of one report of a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["built", "unchanged", "failed", "stopped"]


@dataclass(frozen=True)
class Outcome:
    """What became of one report; `cell` counts the template's cells from 1, `attempts` how often it was begun."""

    name: str
    state: State
    seconds: float = 0.0
    cell: int | None = None
    error: str = ""
    traceback: str = ""
    rerun: str = ""
    attempts: int = 1
    first_error: str = ""
    """Why it was begun again."""
    died: bool = False
    """Whether its kernel or its worker was gone, so that trying again may help."""


def writable(text: str) -> str:
    r"""A text that can be written as UTF-8: a byte of a file's name that is no text, and half a character, become escapes.

    Examples
    --------
    >>> print(writable("bad\udcff.csv"))
    bad\udcff.csv
    """
    return text.encode("utf-8", "backslashreplace").decode()
