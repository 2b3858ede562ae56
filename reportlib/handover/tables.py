"""Tables as bytes and back, as data: numbers as they lie in memory, texts as JSON; nothing in them can be run."""

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
_HEAD = 8  # bytes that say how long the JSON is
TEXT, MARKS, MASKED = "text", "marks", "masked"
PLAIN = {"float64": np.dtype("float64"), "int64": np.dtype("int64"), "bool": np.dtype("bool")}
_STORED = {**PLAIN, TEXT: np.dtype("int32"), MARKS: np.dtype("int8"), MASKED: np.dtype("int8")}
"""What the bytes of a column are: a text is the number of one of those told; a mark is false, true, or -1: not known."""
_STRING = pd.StringDtype(na_value=np.nan)
_KINDS: dict[Any, str] = {dtype: kind for kind, dtype in PLAIN.items()}
_KINDS |= {_STRING: TEXT, pd.BooleanDtype(): MASKED, np.dtype("object"): MARKS}


@dataclass
class Packed:
    """Tables as they are written: `shapes` and `texts` as JSON can hold them, and the bytes of the columns."""

    shapes: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    columns: Buffer = b""


def framed(told: Mapping[str, Any], columns: Buffer) -> bytes:
    """A text of JSON and the bytes of columns as one: the length of the text, the text, the columns."""
    text = json.dumps(told, separators=(",", ":")).encode()
    return b"".join([len(text).to_bytes(_HEAD, "big"), text, bytes(columns)])


def unframed(data: bytes | mmap.mmap) -> tuple[dict[str, Any], int]:
    """What the text of such bytes says, and where their columns begin.

    Raises
    ------
    ValueError
        When they are none.
    """
    end = _HEAD + int.from_bytes(data[:_HEAD], "big")
    return json.loads(data[_HEAD:end]), end


def pack(tables: Mapping[str, pd.DataFrame]) -> Packed:
    """Tables as data.

    Raises
    ------
    TypeError
        When a column holds what is neither text nor number nor a truth value.
    """
    shapes: dict[str, Any] = {}
    said: list[NDArray[Any]] = []
    blocks: list[NDArray[Any]] = []
    for name, table in tables.items():
        kinds = []
        for column, series in table.items():
            kind, values = _values(str(column), series)
            kinds.append([column, kind])
            (said if kind == TEXT else blocks).append(values)
        shapes[name] = [len(table), kinds]
    numbers, texts = pd.factorize(np.concatenate([np.empty(0, dtype=object), *said]))
    return Packed(shapes, list(texts), numbers.astype(_STORED[TEXT]).tobytes() + b"".join(map(np.ndarray.tobytes, blocks)))


def unpack(packed: Packed) -> dict[str, pd.DataFrame]:
    """The tables that were packed.

    Raises
    ------
    ValueError
        When the bytes are not those of the columns told of.
    """
    texts = texts_of(packed)
    return {
        name: pd.DataFrame(
            {label: column(kind, held, texts) for label, (kind, held) in columns.items()}, pd.RangeIndex(packed.shapes[name][0])
        )
        for name, columns in laid_out(packed).items()
    }


def texts_of(packed: Packed) -> Any:
    """The texts whose numbers columns of text hold."""
    return pd.array(packed.texts, dtype=_STRING)


def laid_out(packed: Packed) -> dict[str, dict[str, tuple[str, NDArray[Any]]]]:
    """The columns of each table as they are stored, each with its kind.

    Raises
    ------
    ValueError
        When the bytes are not those of the columns told of.
    """
    told = [(rows, kind) for rows, kinds in packed.shapes.values() for _, kind in kinds]
    said = _arrays([size for size in told if size[1] == TEXT], packed.columns, 0)
    others = _arrays([size for size in told if size[1] != TEXT], packed.columns, sum(array.nbytes for array in said))
    left = {True: iter(said), False: iter(others)}
    return {
        name: {label: (kind, next(left[kind == TEXT])) for label, kind in kinds} for name, (_, kinds) in packed.shapes.items()
    }


def _values(name: str, column: pd.Series[Any]) -> tuple[str, NDArray[Any]]:
    """The kind of a column, and what is written of it."""
    kind = _KINDS.get(column.dtype)
    if kind in PLAIN:
        return kind, column.to_numpy()
    if kind == TEXT:
        return kind, column.to_numpy(dtype=object)
    if kind in (MARKS, MASKED):
        return kind, np.fromiter(_marks(name, column), dtype=_STORED[MARKS], count=len(column))
    raise TypeError(f"column '{name}' holds {column.dtype}, which is not handed over")


def _marks(name: str, column: pd.Series[Any]) -> Iterator[int]:
    for value, unknown in zip(column.to_list(), column.isna().to_list(), strict=True):
        if not unknown and not isinstance(value, bool):
            raise TypeError(f"column '{name}' holds {value!r}, which is not handed over")
        yield -1 if unknown else value


def _arrays(sizes: Sequence[tuple[int, str]], data: Buffer, at: int) -> list[NDArray[Any]]:
    """The arrays that lie one after the other in some bytes, from a place on."""
    found = []
    for rows, kind in sizes:
        found.append(np.frombuffer(data, dtype=_STORED[kind], count=rows, offset=at))
        at += found[-1].nbytes
    return found


def column(kind: str, stored: NDArray[Any], texts: Any) -> Any:
    """A column as it was before it was stored."""
    if kind == TEXT:
        return texts.take(stored, allow_fill=True)
    if kind == MASKED:
        return pd.arrays.BooleanArray(stored > 0, stored < 0)
    if kind == MARKS:
        return np.array([False, True, np.nan], dtype=object)[stored]
    return stored
