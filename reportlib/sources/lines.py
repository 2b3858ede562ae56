"""Count the cells in each line of a CSV from its bytes, without reading the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from reportlib.sources.table import Ints

Bytes = npt.NDArray[np.uint8]
_PIECE: Final = 1 << 22
_LOOKED_AT: Final = 24
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_BLANKS: Final = np.zeros(256, dtype=bool)
_BLANKS[[*range(9, 14), *range(28, 33), _QUOTE]] = True


def widths_of(stream: BinaryIO, separator: str) -> Ints | None:
    """The number of cells in each line of a CSV in UTF-8, 0 for a blank line; None if lines are not rows.

    Lines are not rows if a line break is inside quotation marks, or if a line ends in a carriage return alone. The result is also
    None if a quotation mark is in the middle of a cell, because this count cannot interpret it.
    """
    tables: list[Ints] = []
    rest = b""
    while piece := stream.read(_PIECE):
        content = rest + piece
        cut = content.rfind(b"\n") + 1
        rest = content[cut:]
        widths = _of_piece(np.frombuffer(content[:cut], dtype=np.uint8), ord(separator)) if cut else np.empty(0, dtype=np.int64)
        if widths is None:
            return None
        tables.append(widths)
    if rest:
        widths = _of_piece(np.frombuffer(rest + b"\n", dtype=np.uint8), ord(separator))
        if widths is None:
            return None
        tables.append(widths)
    return np.concatenate(tables) if tables else np.empty(0, dtype=np.int64)


def _of_piece(content: Bytes, separator: int) -> Ints | None:
    ends = np.flatnonzero(content == _NEWLINE)
    returns = np.flatnonzero(content == _RETURN)
    if (content[returns + 1] != _NEWLINE).any():  # the last byte is a newline, so a byte follows each return
        return None
    between, quotes = np.flatnonzero(content == separator), np.flatnonzero(content == _QUOTE)
    cells = np.diff(np.searchsorted(between, ends), prepend=0) + 1
    if len(quotes):
        if (np.searchsorted(quotes, ends) % 2).any() or _amid(content, quotes[::2], separator):
            return None
        cells -= _within(between, quotes, ends)
    starts = np.concatenate(([0], ends[:-1] + 1))
    blank = _blank(content, starts, ends, separator)
    return np.where(blank, 0, cells)


def _amid(content: Bytes, opening: Ints, separator: int) -> bool:
    before = content[opening[1:] - 1] if len(opening) and opening[0] == 0 else content[opening - 1]
    return bool((~np.isin(before, [separator, _NEWLINE, _QUOTE])).any())


def _within(between: Ints, quotes: Ints, ends: Ints) -> Ints:
    """The number of separators inside quotation marks in each line; every line must have an even number of quotation marks."""
    counts = np.searchsorted(between, quotes[1::2]) - np.searchsorted(between, quotes[::2])
    sums = np.concatenate(([0], np.cumsum(counts)))
    return np.diff(sums[np.searchsorted(quotes[::2], ends)], prepend=0)


def _blank(content: Bytes, starts: Ints, ends: Ints, separator: int) -> npt.NDArray[np.bool_]:
    """Whether each line is blank; only lines whose first bytes do not answer this are read whole."""
    filling = ~_BLANKS
    filling[[separator, *range(128, 256)]] = False
    lines_left = np.arange(len(starts))
    for n in range(_LOOKED_AT):
        at = np.minimum(starts[lines_left] + n, ends[lines_left])
        lines_left = lines_left[~filling[content[at]]]
    blank = np.zeros(len(starts), dtype=bool)
    with cells_of_any_length():
        for line in lines_left:
            text = content[starts[line] : ends[line]].tobytes().decode("utf-8", "replace")
            rows = csv.reader([text], delimiter=chr(separator)) if '"' in text else [[text.replace(chr(separator), "")]]
            blank[line] = not any(cell.strip() for row in rows for cell in row)
    return blank


@contextmanager
def cells_of_any_length() -> Iterator[None]:
    """Let the module `csv` read cells of any length in this context; outside it, the limit is 131 072 characters."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)
