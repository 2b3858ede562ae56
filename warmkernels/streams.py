"""Standard output and error of a kernel: ipykernel's own, which wait for another thread only if there is something to send."""

from __future__ import annotations

from ipykernel import iostream


class OutStream(iostream.OutStream):
    """ipykernel's stream, where a flush is free if nothing was written since the last one.

    A kernel flushes both streams before every display, and each flush wakes the thread that sends and waits for it.
    """

    _written = False

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Write a text; returns its length."""
        length: int | None = super().write(string)
        self._written = True  # only now: a flush in between may come too early, but none later leaves the text behind
        return length

    def flush(self) -> None:
        """Send what was written since the last flush, if there is anything."""
        if self._written:
            self._written = False
            super().flush()  # type: ignore[no-untyped-call]
