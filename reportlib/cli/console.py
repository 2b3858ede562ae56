"""Consoles that end no command: whatever becomes of a terminal, a pipe or a file, the work goes on."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import IO, Any

from rich.console import Console
from rich.markup import escape

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def shown(text: str) -> str:
    r"""A text that was given to us as it may be printed: its control characters are seen, not sent, and it is no markup.

    Examples
    --------
    >>> print(shown("\x1b[2Jname"))
    \x1b[2Jname
    """
    return escape(_CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text))


def open_standard() -> None:
    """Open to nowhere what is closed of standard input, output and error, or the next file opened would be taken for it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


class _Steady:
    """A stream that swallows what it cannot write, and spells out what its encoding has no sign for."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, as far as that can be done."""
        encoding = str(getattr(self._stream, "encoding", None) or "utf-8")
        with suppress(ValueError):  # closed
            try:
                self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            except OSError:
                self._give_up()
        return len(text)

    def flush(self) -> None:
        """Send on what was written, as far as that can be done."""
        with suppress(ValueError):
            try:
                self._stream.flush()
            except OSError:
                self._give_up()

    def _give_up(self) -> None:
        """Write to nowhere from now on, also at the end of the process: nobody reads there any more."""
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


class SteadyConsole(Console):
    """A console of rich that never fails."""

    @property
    def file(self) -> IO[str]:
        """Where it writes."""
        return _Steady(super().file)  # type: ignore[return-value]

    @file.setter
    def file(self, new: IO[str]) -> None:
        self._file = new
