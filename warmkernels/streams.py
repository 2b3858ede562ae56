"""Standard output and error of a kernel."""

from __future__ import annotations

from ipykernel import iostream


class OutStream(iostream.OutStream):
    """ipykernel's stream, with a flush that takes no time if nothing was written since the last flush.

    A kernel flushes both streams before every display, and ipykernel's flush waits for another thread.
    """

    _written = False

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Write a text, and return its length."""
        length: int | None = super().write(string)
        self._written = True  # only now: a flush in between may come too early, but none later leaves the text behind
        return length

    def flush(self) -> None:
        """Send what was written since the last flush."""
        if self._written:
            self._written = False
            super().flush()  # type: ignore[no-untyped-call]
