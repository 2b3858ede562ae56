"""Compare rows of the package with the oracle's, column by column."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

NUMBERS: Final = ("value", "numerator", "denominator", "on_year", "growth_year", "on_previous", "share")
"""Compared to nine significant digits."""
COUNTS: Final = ("k", "n", "returns_in", "returns_asked", "provisional", "pairs", "rank")
PARTS: Final = ("joined_change", "of", "missing")
"""Counts and parts that may be left out where they are 0."""
WORDS: Final = ("status", "verdict")
_NEAR: Final = 1e-9


def differences(oracle: Sequence[Mapping[str, Any]], product_standings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where the package's rows of one period differ from the oracle's, one line for each difference.

    `product_standings` has rows with `unit`, `indicator` and some of the columns that are compared; a column that a row lacks is
    not compared. None, NaN and an empty text all mean that there is no value.
    """
    mine = {(row["unit"], row["indicator"]): row for row in oracle}
    theirs = {(row["unit"], row["indicator"]): row for row in product_standings}
    found = [f"{_name(key)}: the oracle has no such row" for key in theirs if key not in mine]
    found += [f"{_name(key)}: the product has no row" for key in mine if key not in theirs and mine[key]["value"] is not None]
    for key in mine:
        if key in theirs:
            found += [f"{_name(key)}: {line}" for line in _row(mine[key], theirs[key])]
    return found


def _name(key: tuple[str, str]) -> str:
    return f"{key[1]} of {key[0]}"


def _row(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    rules: dict[str, Callable[[Any, Any], bool]] = dict.fromkeys((*NUMBERS, *COUNTS), _same_number)
    rules |= dict.fromkeys(WORDS, _same_word) | dict.fromkeys(PARTS, _same_part)
    both = [name for name in rules if name in mine and name in theirs]
    lines = [_line(name, mine[name], theirs[name]) for name in both if not rules[name](mine[name], theirs[name])]
    return lines + _absence(mine, theirs)


def _line(name: str, mine: Any, theirs: Any) -> str:
    shown = float(mine) if isinstance(mine, Fraction) else mine
    return f"{name} is {shown!r} by the oracle, {theirs!r} by the product"


def _nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value)) or str(value) in ("nan", "<NA>")


def _same_number(mine: Any, theirs: Any) -> bool:
    if _nothing(mine) or _nothing(theirs):
        return _nothing(mine) and _nothing(theirs)
    return math.isclose(float(mine), float(theirs), rel_tol=_NEAR, abs_tol=_NEAR)


def _same_word(mine: Any, theirs: Any) -> bool:
    return (_nothing(mine) and _nothing(theirs)) or mine == theirs


def _same_part(mine: Any, theirs: Any) -> bool:
    """Whether two parts of a change are equal; a part of 0 may be missing."""
    return _same_number(0 if _nothing(mine) else mine, 0 if _nothing(theirs) else theirs)


def _absence(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """A line if the package names a kind of absence that the oracle does not allow; else empty."""
    if "absence" not in theirs or mine["value"] is not None or mine["absences"] is None:
        return []
    if theirs["absence"] in mine["absences"]:
        return []
    return [_line("absence", " or ".join(sorted(mine["absences"])), theirs["absence"])]
