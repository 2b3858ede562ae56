"""The code of a selection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reportlib.periods import Period
from reportlib.query.members import Each

if TYPE_CHECKING:
    from reportlib.query.selection import Selection


def code_of(selection: Selection) -> str:
    """The line of code that makes a selection, as an analyst would type it."""
    parts = [_units(selection), _having(selection), _periods(selection)]
    if selection.group:
        parts.append(f".by({_text(selection.group)})")
    if selection.benchmarks:
        parts.append(f".against({_texts(selection.benchmarks)})")
    return _book(selection, plain=any(parts)) + "".join(parts)


def _book(selection: Selection, *, plain: bool) -> str:
    if selection.unit:
        return f"report[{_texts(selection.indicators)}]"
    if selection.every:
        return "wb" if plain and selection.chosen is not None else "wb.where()"
    return f"wb[{_texts(selection.indicators)}]"


def _units(selection: Selection) -> str:
    chosen = selection.chosen
    if chosen is None:
        return ""
    if isinstance(chosen, Each):
        return f".each({_text(chosen.level)}{f', within={_text(chosen.within)}' if chosen.within else ''})"
    return f".of({_texts(chosen.units)})"


def _having(selection: Selection) -> str:
    return "".join(f".where({name}={_text(value)})" for name, value in selection.having)


def _periods(selection: Selection) -> str:
    if selection.kind is not None:
        return ".over()" if selection.kind == "own" else f".over({_text(selection.kind)})"
    return f".at({_texts(selection.when)})" if selection.when else ""


def _texts(values: Iterable[object]) -> str:
    return ", ".join(map(_text, values))


def _text(value: object) -> str:
    if isinstance(value, (str, Period)):
        return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)
