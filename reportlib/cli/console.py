"""Consoles that never end a command, whatever happens to the terminal, pipe or file."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import IO, Any

from rich.console import Console
from rich.markup import escape

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    r"""A text that is safe to print: control characters are escaped, and nothing is markup.

    Examples
    --------
    >>> print(printable("\x1b[2Jname"))
    \x1b[2Jname
    """
    return escape(_CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text))


def open_standard() -> None:
    """Open closed standard streams on the null device; else the next opened file would get the number of such a stream."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


class _Steady:
    """A stream that drops what it cannot write, and escapes characters that its encoding lacks."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        encoding = str(getattr(self._stream, "encoding", None) or "utf-8")
        with suppress(ValueError):  # closed
            try:
                self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            except OSError:
                self._give_up()
        return len(text)

    def flush(self) -> None:
        with suppress(ValueError):
            try:
                self._stream.flush()
            except OSError:
                self._give_up()

    def _give_up(self) -> None:
        """Write to the null device from here on, also at exit: nobody reads this stream any more."""
        with suppress(OSError, ValueError):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._stream.fileno())
            os.close(null)


class SteadyConsole(Console):
    """A rich console that never fails."""

    @property
    def file(self) -> IO[str]:
        """The stream to which the console writes."""
        return _Steady(super().file)  # type: ignore[return-value]

    @file.setter
    def file(self, new: IO[str]) -> None:
        self._file = new
