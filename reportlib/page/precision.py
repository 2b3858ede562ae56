"""Round the numbers of a drawing to what can be seen: further digits would only make the page larger."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from reportlib.blocks.text.rounding import rounded

_STEPS = 2000
"""The least number of steps on an axis of unknown length; a point is rounded to the nearest step."""
_PIXEL = 2
"""The least number of steps in a pixel, on an axis of known length."""
_PAPER = 4
"""The decimals of a position that is a share of the drawing's width or height."""
_AXIS = re.compile(r"([xy])axis(\d*)")

Decimals = Mapping[str, int]
"""The decimals that can be seen on each axis, by its name in traces."""


def visible(data: list[dict[str, Any]], layout: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The traces and the layout with rounded positions; a position that a text prints keeps at least the printed decimals."""
    axes = {"".join(found.groups()): axis for name, axis in layout.items() if (found := _AXIS.fullmatch(name))}
    seen = {name: _decimals(axis, _steps(name, axis, layout)) for name, axis in axes.items()}
    decimals = {"paper": _PAPER} | {name: places for name, places in seen.items() if places is not None}
    rounded_axes = {
        name: _axis(axis, decimals.get(name.replace("axis", ""))) for name, axis in layout.items() if _AXIS.fullmatch(name)
    }
    placed = {name: [_placed(one, decimals) for one in layout[name]] for name in ("annotations", "shapes") if name in layout}
    return [_trace(trace, decimals) for trace in data], layout | rounded_axes | placed


def _steps(name: str, axis: Mapping[str, Any], layout: Mapping[str, Any]) -> float:
    """How many positions can be told apart on an axis: two per pixel if its length is known, at most `_STEPS`."""
    low, high = axis.get("domain") or (0, 1)
    known = name.startswith("y") and "height" in layout
    return min(_STEPS, _PIXEL * layout["height"] * (high - low)) if known else _STEPS


def _decimals(axis: Mapping[str, Any], steps: float) -> int | None:
    """The decimals that can be seen on an axis; None if it is logarithmic, or its ends are not numbers."""
    ends = axis.get("range") or []
    spans = [abs(high - low) for low, high in pairwise(ends) if isinstance(low, int | float) and isinstance(high, int | float)]
    return -math.floor(math.log10(spans[0] / steps)) if any(spans) and axis.get("type") != "log" else None


def _axis(axis: dict[str, Any], decimals: int | None) -> dict[str, Any]:
    parts = (("domain", _PAPER), ("range", decimals))
    return axis | {name: _rounded(axis[name], places) for name, places in parts if name in axis and places is not None}


def _trace(trace: dict[str, Any], decimals: Decimals) -> dict[str, Any]:
    seen = {side: decimals.get(trace.get(f"{side}axis", side)) for side in "xy"}
    places = {side: _places(trace, side, count) for side, count in seen.items() if count is not None and side in trace}
    return trace | {side: _rounded(trace[side], count) for side, count in places.items() if count is not None}


def _places(trace: Mapping[str, Any], side: str, seen: int) -> int | None:
    """How many decimals a trace's positions on the axis `side` keep; None for all.

    They keep `seen`, the decimals that can be seen, or the decimals that a text prints. If the text prints fewer than can be
    seen, they keep all, because rounding twice (0.149 → 0.15 → 0.2) may print another number than rounding once (0.1).
    """
    if not (trace.get("hovertemplate") or trace.get("hoverinfo") == "skip"):
        return None
    printed = re.findall(rf"%\{{{side}(?::,?\.(\d)f)?\b", f"{trace.get('hovertemplate')} {trace.get('texttemplate')}")
    if not printed:
        return seen
    return int(printed[0]) if len(set(printed)) == 1 and printed[0] and int(printed[0]) >= seen else None


def _placed(item: dict[str, Any], decimals: Decimals) -> dict[str, Any]:
    places = {side: decimals.get(item.get(f"{side}ref", side)) for side in "xy"}
    ends = [(f"{side}{end}", count) for side, count in places.items() if count is not None for end in ("", "0", "1")]
    return item | {name: _rounded(item[name], count) for name, count in ends if name in item}


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, list):
        return [_rounded(one, decimals) for one in value]
    if not isinstance(value, float):
        return value
    return round(value, decimals) if decimals < 0 else float(rounded(value, decimals))
