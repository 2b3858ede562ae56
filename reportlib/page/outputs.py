"""What the published cells of a notebook show, in their order: what is ours as it is, anything else as HTML by nbconvert."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.page.published import published

_MARK = re.compile(r"<!--reportlib:(\d+)-->")


def page_outputs(notebook: NotebookNode, *, lang: str) -> Iterator[str | dict[str, Any]]:
    """What the cells show on a page in a language: outputs that are ours or a figure's as they are, any others as HTML."""
    cells = list(published(notebook, lang=lang))
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    if all(map(_is_ours, outputs)):
        return iter(outputs)
    from reportlib.page.plain import exporter  # noqa: PLC0415 nbconvert is a tenth of all imports; most pages do without

    slim, own_outputs = _taken_out(notebook, cells)
    body, _ = exporter().from_notebook_node(slim)
    return _in_order(body, own_outputs)


def _is_ours(output: NotebookNode) -> bool:
    return PLOTLY in output.get("data", {}) or "reportlib" in output.get("metadata", {})


def _taken_out(notebook: NotebookNode, cells: list[NotebookNode]) -> tuple[NotebookNode, list[dict[str, Any]]]:
    """The notebook of these cells with a mark in place of each output that is ours or a figure's, and those outputs."""
    own_outputs: list[dict[str, Any]] = []
    marked = []
    for cell in cells:
        cell = copy.copy(cell)
        cell["outputs"] = [_marked(output, own_outputs) for output in cell.outputs]
        marked.append(cell)
    slim = copy.copy(notebook)
    slim["cells"] = marked
    return slim, own_outputs


def _marked(output: NotebookNode, own_outputs: list[dict[str, Any]]) -> NotebookNode:
    if not _is_ours(output):
        return output
    own_outputs.append(output)
    marked = copy.copy(output)
    marked["data"] = NotebookNode({"text/html": f"<!--reportlib:{len(own_outputs) - 1}-->"})  # type: ignore[no-untyped-call]
    return marked


def _in_order(body: str, outputs: list[dict[str, Any]]) -> Iterator[str | dict[str, Any]]:
    """What stood between the marks, and the outputs that the marks stand for."""
    for n, part in enumerate(_MARK.split(body)):
        if n % 2:
            yield outputs[int(part)]
        elif part.strip():
            yield part
