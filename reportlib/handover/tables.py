"""Tables as bytes and back: numbers as in memory, texts as JSON. Reading runs no code."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Buffer = bytes | NDArray[np.uint8]
_LENGTH_BYTES = 8  # bytes that say how long the JSON is
TEXT, MARKS, MASKED = "text", "marks", "masked"
PLAIN = {"float64": np.dtype("float64"), "int64": np.dtype("int64"), "bool": np.dtype("bool")}
_STORED = {**PLAIN, TEXT: np.dtype("int32"), MARKS: np.dtype("int8"), MASKED: np.dtype("int8")}
"""How each kind of column is stored: a text as its number in the list of texts, a truth value as 0, 1 or -1 (unknown)."""
_STRING = pd.StringDtype(na_value=np.nan)
_KINDS: dict[Any, str] = {dtype: kind for kind, dtype in PLAIN.items()}
_KINDS |= {_STRING: TEXT, pd.BooleanDtype(): MASKED, np.dtype("object"): MARKS}


@dataclass
class Packed:
    """Tables as they are written to a file: `shapes` and `texts` in a JSON header, then `columns` as bytes."""

    shapes: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    columns: Buffer = b""


def join_header(header: Mapping[str, Any], columns: Buffer) -> bytes:
    """A header (as JSON text) and the bytes of columns as one: the text's length, the text, the columns."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return b"".join([len(text).to_bytes(_LENGTH_BYTES, "big"), text, bytes(columns)])


def split_header(data: bytes | mmap.mmap, start: int = 0) -> tuple[dict[str, Any], int]:
    """The header that `join_header` wrote and that begins at `start`, and the position where the columns begin.

    Raises
    ------
    ValueError
        When the text is no JSON.
    """
    begin = start + _LENGTH_BYTES
    end = begin + int.from_bytes(data[start:begin], "big")
    return json.loads(data[begin:end]), end


def pack(tables: Mapping[str, pd.DataFrame]) -> Packed:
    """Pack tables into bytes, with the shapes and texts needed to unpack them.

    Raises
    ------
    TypeError
        When a column has other values than texts, numbers and truth values.
    """
    shapes: dict[str, Any] = {}
    texts: dict[str, int] = {}
    texts_of_columns: list[NDArray[Any]] = []
    blocks: list[NDArray[Any]] = []
    for name, table in tables.items():
        kinds = []
        for column, series in table.items():
            kind = TEXT if isinstance(series.dtype, pd.CategoricalDtype) else _KINDS.get(series.dtype, "")
            kinds.append([column, kind])
            if kind == TEXT:
                texts_of_columns.append(_numbered(series, texts))
            else:
                blocks.append(_values(str(column), series, kind))
        shapes[name] = [len(table), kinds]
    return Packed(shapes, list(texts), b"".join(map(np.ndarray.tobytes, [*texts_of_columns, *blocks])))


def unpack(packed: Packed) -> dict[str, pd.DataFrame]:
    """The tables that were packed.

    Raises
    ------
    ValueError
        When there are fewer bytes than the shapes say.
    """
    texts = texts_of(packed)
    return {
        name: pd.DataFrame(
            {label: column(kind, values, texts) for label, (kind, values) in columns.items()},
            pd.RangeIndex(packed.shapes[name][0]),
        )
        for name, columns in stored_columns(packed).items()
    }


def texts_of(packed: Packed) -> Any:
    """The texts to which columns of texts refer by number."""
    return pd.array(packed.texts, dtype=_STRING)


def stored_columns(packed: Packed) -> dict[str, dict[str, tuple[str, NDArray[Any]]]]:
    """The columns of each table as they are stored, each with its kind.

    Raises
    ------
    ValueError
        When there are fewer bytes than the shapes say.
    """
    sizes = [(rows, kind) for rows, kinds in packed.shapes.values() for _, kind in kinds]
    numbers_of_texts = _arrays([size for size in sizes if size[1] == TEXT], packed.columns, 0)
    others = _arrays([size for size in sizes if size[1] != TEXT], packed.columns, sum(array.nbytes for array in numbers_of_texts))
    remaining = {True: iter(numbers_of_texts), False: iter(others)}
    return {
        name: {label: (kind, next(remaining[kind == TEXT])) for label, kind in kinds}
        for name, (_, kinds) in packed.shapes.items()
    }


def _numbered(column: pd.Series[str], texts: dict[str, int]) -> NDArray[Any]:
    """The position of each text of a column in `texts`, -1 for a missing text; new texts are added to `texts`."""
    coded = isinstance(column.dtype, pd.CategoricalDtype)
    codes, words = (column.cat.codes.to_numpy(), column.cat.categories) if coded else pd.factorize(column.to_numpy(dtype=object))
    numbers = np.array([*(texts.setdefault(word, len(texts)) for word in words), -1], dtype=_STORED[TEXT])
    return np.asarray(numbers[codes])


def _values(name: str, column: pd.Series[Any], kind: str) -> NDArray[Any]:
    if kind in PLAIN:
        return column.to_numpy()
    if kind in (MARKS, MASKED):
        return np.fromiter(_marks(name, column), dtype=_STORED[MARKS], count=len(column))
    raise TypeError(f"column '{name}' holds {column.dtype}, which is not handed over")


def _marks(name: str, column: pd.Series[Any]) -> Iterator[int]:
    for value, unknown in zip(column.to_list(), column.isna().to_list(), strict=True):
        if not unknown and not isinstance(value, bool):
            raise TypeError(f"column '{name}' holds {value!r}, which is not handed over")
        yield -1 if unknown else value


def _arrays(sizes: Sequence[tuple[int, str]], data: Buffer, offset: int) -> list[NDArray[Any]]:
    arrays = []
    for rows, kind in sizes:
        arrays.append(np.frombuffer(data, dtype=_STORED[kind], count=rows, offset=offset))
        offset += arrays[-1].nbytes
    return arrays


def column(kind: str, stored: NDArray[Any], texts: Any) -> Any:
    """A column as it was before it was stored."""
    if kind == TEXT:
        return texts.take(stored, allow_fill=True)
    if kind == MASKED:
        return pd.arrays.BooleanArray(stored > 0, stored < 0)
    if kind == MARKS:
        return np.array([False, True, np.nan], dtype=object)[stored]
    return stored
