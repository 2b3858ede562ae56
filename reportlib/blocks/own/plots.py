"""Adapt an analyst's plotly figure to a page, so that it can be read on a dark screen and on a phone.

Background, axes and fonts become ours. A figure with a background of its own keeps the background and its greys.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from reportlib.blocks.own.colours import with_six_digit_greys
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import FOOT, GAP, LINE, Caption, titled
from reportlib.blocks.plot.sketch import Plain
from reportlib.blocks.text import Words

MAPS = (
    "choropleth", "choroplethmap", "choroplethmapbox", "densitymap", "densitymapbox", "scattergeo", "scattermap",
    "scattermapbox",
)  # fmt: skip
"""The types of traces on maps that plotly loads from the network."""
CLEAR = "rgba(0,0,0,0)"
HEIGHT = 450
"""The height in pixels of a figure that sets none."""
_PLAIN, _CROWDED = 16, 32
"""The pixels above a drawing: without, and with names of panels, buttons or a legend there."""
_TITLE = 28
"""The pixels of a top margin that were for the title, which a page writes outside the drawing."""
_THEIR_INK = "#2a3f5f"
"""The colour of text and error bars in plotly's default template."""
_LINES = {
    "gridcolor": theme.RULE,
    "linecolor": theme.RULE_2,
    "tickcolor": theme.RULE_2,
    "tickfont": {"size": theme.SMALL, "color": theme.INK_3},
}
_AXIS = _LINES | {"zerolinecolor": theme.RULE_2, "automargin": True}
_ROUND = {"bgcolor": CLEAR, "angularaxis": _LINES, "radialaxis": _LINES}
_DEPTH = {axis: _LINES | {"zerolinecolor": theme.RULE_2, "showbackground": False} for axis in ("xaxis", "yaxis", "zaxis")}
_CHROME: dict[str, Any] = {
    "font": theme.LAYOUT["layout"]["font"],
    "paper_bgcolor": CLEAR,
    "plot_bgcolor": CLEAR,
    "hoverlabel": theme.LAYOUT["layout"]["hoverlabel"],
    "modebar": theme.LAYOUT["layout"]["modebar"],
    "title": theme.LAYOUT["layout"]["title"],
    "xaxis": _AXIS,
    "yaxis": _AXIS,
    "polar": _ROUND,
    "scene": _DEPTH,
    "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
    "annotationdefaults": {"font": {"color": theme.INK_2}},
}
_TABLE = {
    "header": {"fill": {"color": theme.RANGE_1}, "line": {"color": theme.RULE}},
    "cells": {"fill": {"color": theme.PAPER_2}, "line": {"color": theme.RULE}},
}


def unfit(plot: Mapping[str, Any]) -> Iterator[str]:
    """The reasons why a page, which loads nothing from the network and shows no animation, cannot draw a figure."""
    kinds = {trace.get("type", "scatter") for trace in plot["data"]}
    if maps := sorted(kinds.intersection(MAPS)):
        yield f"a {maps[0]} needs a map from the network, and a page loads nothing; draw it with matplotlib, or without a map"
    if any(not str(image.get("source", "")).startswith("data:") for image in plot["layout"].get("images") or ()):
        yield "its layout.images are loaded from addresses, and a page loads nothing; give them as data: URIs"
    if plot.get("frames"):
        yield "it is an animation, of which a page draws one picture; make a figure of each that is needed"


def plain(fig: object) -> dict[str, Any] | None:
    """A plotly figure as a dictionary; None for anything else."""
    from plotly.basedatatypes import BaseFigure  # noqa: PLC0415 brings much that a build without such a figure does without

    return dict(json.loads(fig.to_json())) if isinstance(fig, BaseFigure) else None


def figure(plot: Mapping[str, Any], record: dict[str, Any], words: Words) -> Plain:
    """A figure in the style of a page, with its record (see `plot.caption`) and room for its title.

    A notebook shows the title in the figure, a page shows it as a heading.
    """
    dressed = dress(plot)
    layout = dressed["layout"]
    title, lines = titled(Caption(record["title"], record["subtitle"]))
    room = math.ceil(lines * LINE * 1.25) + GAP
    margin = layout["margin"]
    inner = margin["t"] + (FOOT if record["origin"] == "synthetic" else 0)
    if record["origin"] == "synthetic":
        layout["annotations"] = [*layout.get("annotations", ()), _mark(words)]
    layout |= {
        "title": {"text": title, "font": {"size": theme.TITLE}, "pad": {"t": 18}},
        "margin": margin | {"t": room + inner},
        "height": layout["height"] + room + inner - margin["t"],
        "meta": {"reportlib": record | {"top": inner}},
    }
    return dressed


def _mark(words: Words) -> dict[str, Any]:
    """The annotation that marks made-up figures, above the drawing at the right, where no axis is."""
    position = {"x": 1, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom", "showarrow": False}
    return position | {"text": words("figure.demonstration"), "font": {"size": theme.SMALL, "color": theme.INK_3}}


def dress(plot: Mapping[str, Any]) -> dict[str, Any]:
    """A figure as drawn on a page: without title and width, in our fonts, with its own colours."""
    layout = {name: value for name, value in plot["layout"].items() if name not in ("title", "width", "autosize", "template")}
    kinds = {trace.get("type", "scatter") for trace in plot["data"]}
    own_ground = [layout[name] for name in ("paper_bgcolor", "plot_bgcolor") if layout.get(name, CLEAR) != CLEAR]
    margin = {"l": 16, "r": 16, "b": 16} | (layout.get("margin") or {})
    margin["t"] = max(_CROWDED, margin.get("t", 0) - _TITLE) if _is_crowded(plot) else _PLAIN
    layout |= {
        "template": _template(plot["layout"].get("template") or {}, kinds),
        "margin": margin,
        "height": layout.get("height") or HEIGHT,
    }
    if own_ground:
        layout.setdefault("paper_bgcolor", theme.PAPER)
        return {"data": plot["data"], "layout": layout}
    return {"data": with_six_digit_greys(plot["data"]), "layout": with_six_digit_greys(layout)}


def has_own_ground(layout: Mapping[str, Any]) -> bool:
    """Whether a figure has a background of its own, which a dark screen does not change."""
    return bool(layout.get("paper_bgcolor", CLEAR) != CLEAR)


def _is_crowded(plot: Mapping[str, Any]) -> bool:
    layout = plot["layout"]
    above = layout.get("annotations") or layout.get("updatemenus")
    return bool(above or len(plot["data"]) > 1 or layout.get("showlegend") or "legend" in layout)


def _template(theirs: Mapping[str, Any], kinds: set[str]) -> dict[str, Any]:
    grounds = {theirs.get("layout", {}).get(name) for name in ("paper_bgcolor", "plot_bgcolor")}
    data = {kind: _on_our_ground(theirs.get("data", {}).get(kind, []), grounds) for kind in kinds}
    data |= {"table": [_TABLE]} if "table" in kinds else {}
    layout = {name: part for name, part in theirs.get("layout", {}).items() if name not in ("geo", "mapbox", "map", "ternary")}
    return {"data": data, "layout": with_six_digit_greys(_over(layout, _CHROME))}


def _on_our_ground(part: Any, grounds: set[str | None]) -> Any:
    if isinstance(part, dict):
        return {name: _on_our_ground(value, grounds) for name, value in part.items()}
    if isinstance(part, list):
        return [_on_our_ground(value, grounds) for value in part]
    return theme.PAPER if part in grounds and part else theme.INK_2 if part == _THEIR_INK else part


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for name, part in above.items():
        under = both.get(name)
        both[name] = _over(under, part) if isinstance(under, dict) and isinstance(part, dict) else part
    return both
