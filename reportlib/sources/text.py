"""Tables in CSV files, in various encodings and with various separators."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportlib.sources.encodings import CALLED, TextFormat, format_of
from reportlib.sources.files import opened, stopped, version_of
from reportlib.sources.lines import cells_of_any_length, widths_of
from reportlib.sources.table import Ints, Table

SEPARATORS: Final = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "strokes"}
_END: Final = "\ue000end\ue000"
"""A line added after the last one; if it is not read as a row of its own, a quotation mark was never closed."""
_SAMPLE: Final = 30
_PIECE: Final = 200_000
"""How many rows `Csv.coded` reads at a time."""
_PLAINLY: Final[dict[str, Any]] = {"header": None, "index_col": False, "na_filter": False, "skip_blank_lines": False}


@dataclass(frozen=True)
class Csv:
    """A CSV file; its encoding and separator are guessed if they are None."""

    path: Path
    file: str
    encoding: str | None = None
    separator: str | None = None

    def read(self) -> Table:
        """The table (see `Source.read`)."""
        return self._table(_cells)

    def coded(self) -> Table:
        """The table with categorical columns, stripped of blanks.

        The file is read in pieces, so that a long one takes a third of the memory.
        """
        return self._table(_coded_cells)

    def _table(self, cells_of: Callable[..., pd.DataFrame]) -> Table:
        with opened(self.path, self.file) as stream:
            how = format_of(stream, self.file, self.encoding)
            between = self.separator or _between(stream, how)
            ends, widths = _shape(stream, how, between, self.file)
            cells = cells_of(stream, how, between, rows=len(widths), width=int(widths.max(initial=0)))
        has_cells = widths > 0
        if not has_cells.all():
            cells, ends, widths = cells[has_cells].reset_index(drop=True), ends[has_cells], widths[has_cells]
        return Table(cells, ends, widths=widths)

    def version(self) -> str:
        """A fingerprint that changes when the table does."""
        return version_of(self.path, self.encoding or "", self.separator or "")

    def remarks(self) -> tuple[str, ...]:
        """The guessed encoding and separator, unless they are UTF-8 and commas (see `Source.remarks`)."""
        with opened(self.path, self.file) as stream:
            how = format_of(stream, self.file, self.encoding)
            return tuple(self._remarks(how, self.separator or _between(stream, how)))

    def divided_by(self) -> str:
        """The separator of cells."""
        if self.separator:
            return self.separator
        with opened(self.path, self.file) as stream:
            return _between(stream, format_of(stream, self.file, self.encoding))

    def _remarks(self, how: TextFormat, between: str) -> Iterator[str]:
        if self.encoding is None and CALLED[how.encoding] != "UTF-8":
            yield f"its text is {CALLED[how.encoding]}"
        if self.separator is None and between != ",":
            yield f"{SEPARATORS[between]} stand between its cells"


@contextmanager
def _text(stream: BinaryIO, how: TextFormat) -> Iterator[TextIO]:
    """Read an open file as text from its beginning; the file stays open after the context."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=how.encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _between(stream: BinaryIO, how: TextFormat) -> str:
    """Guess the separator: the one with which the largest number of lines have as many cells as the longest line.

    If several separators are equally good, the one that gives more cells per line is chosen.
    """
    with _text(stream, how) as text:
        lines = [line for line in itertools.islice(text, _SAMPLE) if line.strip()]
    with cells_of_any_length():
        widths = {sep: [len(row) for row in csv.reader(lines, delimiter=sep)] for sep in SEPARATORS}
    alike = {sep: (counts.count(max(counts)), max(counts)) for sep, counts in widths.items() if max(counts, default=1) > 1}
    return max(alike, key=lambda sep: alike[sep], default=",")


def _shape(stream: BinaryIO, how: TextFormat, between: str, file: str) -> tuple[Ints, Ints]:
    if how.encoding == "utf-8-sig" and not how.strange and between.isascii():
        stream.seek(0)
        if (widths := widths_of(stream, between)) is not None:
            return np.arange(1, len(widths) + 1), widths
    with _text(stream, how) as text:
        pairs = quoted_shape(text, between, file) if how.quoted else plain_shape(text, between)
        flat = np.fromiter(itertools.chain.from_iterable(pairs), dtype=np.int64)
    return flat[::2], flat[1::2]


def _cells(stream: BinaryIO, how: TextFormat, between: str, *, rows: int, width: int) -> pd.DataFrame:
    if not width:
        return pd.DataFrame(index=range(rows))
    with _text(stream, how) as text:
        cells: pd.DataFrame = pd.read_csv(text, dtype="str", **_as_it_stands(between, width))
        return cells


def _as_it_stands(between: str, width: int) -> dict[str, Any]:
    """Arguments of `pandas.read_csv` that keep every cell unchanged, even if it looks like a number or a missing value."""
    engine = "c" if between.isascii() else "python"  # the C engine knows only ASCII separators
    return {"sep": between, "names": range(width), "engine": engine, **_PLAINLY}


def _coded_cells(stream: BinaryIO, how: TextFormat, between: str, *, rows: int, width: int) -> pd.DataFrame:
    """All cells as categories (see `Csv.coded`); as texts if the separator is not ASCII."""
    if not width or not between.isascii():
        return _cells(stream, how, between, rows=rows, width=width)
    columns = [_Coded() for _ in range(width)]
    with _text(stream, how) as text:
        pieces = pd.read_csv(text, dtype="object", chunksize=_PIECE, **_as_it_stands(between, width))
        for piece in pieces:  # not dtype="category", by which pandas makes numbers of texts that look like numbers
            for n, column in enumerate(columns):
                column.add(piece[n].to_numpy())
    return pd.DataFrame({n: column.whole for n, column in enumerate(columns)})


@dataclass(frozen=True)
class _Coded:
    number_by_text: dict[str, int] = field(default_factory=dict)
    pieces: list[npt.NDArray[np.int32]] = field(default_factory=list)

    def add(self, piece: npt.NDArray[np.object_]) -> None:
        codes, texts = pd.factorize(piece)
        numbers = np.array(
            [self.number_by_text.setdefault(text.strip(), len(self.number_by_text)) for text in texts], dtype=np.int32
        )
        self.pieces.append(numbers[codes])

    @property
    def whole(self) -> pd.Categorical:
        return pd.Categorical.from_codes(np.concatenate(self.pieces), pd.Index(list(self.number_by_text), dtype="str"))


def quoted_shape(stream: TextIO, separator: str, file: str) -> Iterator[tuple[int, int]]:
    """The line on which each row of a CSV ends, and the row's number of cells, 0 for a blank row.

    Raises
    ------
    DataError
        When a quotation mark is never closed.
    """
    reader = csv.reader(itertools.chain(stream, [_END]), delimiter=separator)
    line = 0
    with cells_of_any_length():
        for row in reader:
            if row == [_END] and reader.line_num == line + 1:
                return
            if row and row[-1].endswith(_END):
                break
            yield reader.line_num, len(row) if any(cell.strip() for cell in row) else 0
            line = reader.line_num
    message = "a quotation mark is opened in the row that begins here and never closed; what follows would all be one cell"
    mend = 'close it, or write "" where the mark itself is meant'
    raise stopped(message, file, line=line + 1, mend=mend)


def plain_shape(stream: TextIO, separator: str) -> Iterator[tuple[int, int]]:
    """The result of `quoted_shape` for a CSV without quotation marks, in which every line is a row."""
    for n, line in enumerate(stream, start=1):
        yield n, line.count(separator) + 1 if line.replace(separator, "").strip() else 0
