"""Refuse a notebook with outputs that no page can show, so that no output is left out unnoticed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from reportlib.blocks.lastvalue import NOTHING
from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.errors import PageError
from reportlib.page.published import numbered, published

WIDGET = "application/vnd.jupyter.widget-view+json"
SHOWN = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png", "image/jpeg")
"""The formats of other packages' outputs that a page shows; `text/plain` is left out, as it is only Python's `repr`."""
_MOST = 60
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<(?!img|svg|table|hr|math|input|video|audio)[^>]*>")
_END = "or end its last line with ;"


def check_shown(notebook: NotebookNode, *, lang: str) -> None:
    """Check that a page can show all outputs of the published cells.

    Raises
    ------
    PageError
        When it cannot show some of them. The message names each such cell and its output; `cell` is the number of the first.
    """
    numbers = {id(cell): n for n, cell in numbered(notebook)}
    losses = [(numbers.get(id(cell)), loss) for cell in published(notebook, lang=lang) for loss in _losses(cell)]
    if losses:
        first = losses[0][0]
        messages = [f"{'it' if cell == first else f'cell {cell}'} {loss}" for cell, loss in dict.fromkeys(losses)]
        raise PageError("; ".join(messages), cell=first)


def _losses(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        if output.output_type in ("display_data", "execute_result"):
            facts = output.get("metadata", {}).get("reportlib", {})
            yield from filter(None, [_why(output.get("data", {}), facts)])


def _why(data: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """Why an output cannot be shown, and what to do instead; empty if it can be shown."""
    text = _short(data.get("text/plain", ""))
    if facts.get("role") == NOTHING:
        return f"ends in {facts['code']}, which is None: there is nothing to show; write after it `or report.text(…)`"
    if facts:
        return ""
    if WIDGET in data:
        return (
            f"shows the widget {text}, which works in JupyterLab only; show a figure (of a FigureWidget: go.Figure(it)), {_END}"
        )
    if PLOTLY in data:
        moving = bool(data[PLOTLY].get("frames"))
        return "shows an animation, of which a page draws one picture; make a figure of each that is needed" if moving else ""
    if any(kind in data for kind in SHOWN):
        return _unseen("".join(data.get("text/html", "")))
    return _unknown(data, text)


def _unseen(html: str) -> str:
    """Why some HTML would show nothing on a page, where foreign scripts do not run; empty if it shows something."""
    if "<script" not in html.lower() or _UNSEEN.sub("", html).strip():
        return ""
    return f"shows HTML that a script of its own would fill, and a page runs none; show a figure or a table, {_END}"


def _unknown(data: Mapping[str, Any], text: str) -> str:
    """The message for an output that is only Python's `repr`, or that only JupyterLab can show."""
    if others := [kind for kind in data if kind != "text/plain"]:
        other = f"{others[0]} ({text})" if text else others[0]
        return f"shows {other}, which a page cannot; give it as a plotly or matplotlib figure to report.figure(…), {_END}"
    if not text:
        return f"shows something that no page can; show a piece, a figure or a table, {_END}"
    return f"shows only Python's text {text}; show a piece, a figure or a table, write report.text(…) or print(…), {_END}"


def _short(text: str | list[str]) -> str:
    plain = " ".join("".join(text).split())
    return plain if len(plain) <= _MOST else f"{plain[: _MOST - 1]}…"
