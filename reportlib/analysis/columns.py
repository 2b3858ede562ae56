"""Tables as arrays by name: much faster to filter and add up than data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.intp]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]


def take(table: Mapping[str, NDArray[Any]], rows: NDArray[Any]) -> Columns:
    """Some rows of a table, chosen by number or by flag."""
    at = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    return {name: column[at] for name, column in table.items()}


def stack(tables: Sequence[Columns]) -> Columns:
    """The rows of several tables with the same columns, one table after the other."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]} if len(tables) > 1 else tables[0]


def among(keys: Codes, members: Codes) -> Flags:
    """Whether each key is one of the members."""
    if not len(members) or not len(keys):
        return np.zeros(len(keys), dtype=bool)
    return np.asarray(pd.Index(keys).isin(members))


def first_of_each(keys: Codes) -> Flags:
    """Whether each key occurs for the first time."""
    return np.asarray(~pd.Index(keys).duplicated())


def grouped(keys: Codes) -> tuple[Codes, Codes]:
    """The group number of each key, and the key of each group: `[7, 9, 7]` → `[0, 1, 0]` and `[7, 9]`."""
    groups, group_keys = pd.factorize(keys)
    return groups.astype(np.intp, copy=False), np.asarray(group_keys)


def added(values: NDArray[Any], groups: Codes, count: int) -> NDArray[np.float64]:
    """The sum of the values of each group."""
    return np.bincount(groups, weights=values, minlength=count).astype(np.float64, copy=False)


def greatest(values: NDArray[Any], groups: Codes, count: int) -> NDArray[Any]:
    """The greatest value of each group; values must not be negative."""
    maxima = np.zeros(count, dtype=values.dtype)
    some = np.flatnonzero(values)
    np.maximum.at(maxima, groups[some], values[some])
    return maxima


def last_of_each(groups: Codes, count: int, by: NDArray[Any]) -> Codes:
    """The row of each group that comes last in the order of `by`."""
    order, last = np.argsort(by, kind="stable"), np.zeros(count, dtype=np.intp)
    last[groups[order]] = order
    return last


def coded(column: pd.Series[Any], numbers: Mapping[Any, int]) -> Codes:
    """The number of each word; -1 for a word without a number."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, words = column.cat.codes.to_numpy(), column.cat.categories
    else:
        codes, words = pd.factorize(column)
    return np.array([*(numbers.get(word, -1) for word in words), -1], dtype=np.intp)[codes]


def words_of(codes: NDArray[Any], names: Sequence[str]) -> pd.api.extensions.ExtensionArray:
    """The names at some positions in `names`."""
    words: pd.api.extensions.ExtensionArray = pd.array(np.array(names, dtype=object)[codes], dtype="str")
    return words


def labelled(codes: NDArray[Any], words: Sequence[str]) -> pd.Categorical:
    """A categorical with these codes and words; all words must be different."""
    return pd.Categorical.from_codes(codes, pd.Index(list(words), dtype="str"))
