"""The outputs of the published cells, in order."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.page.published import published

_MARK = re.compile(r"<!--reportlib:(\d+)-->")


def page_outputs(notebook: NotebookNode, *, lang: str) -> Iterator[str | dict[str, Any]]:
    """The outputs that a page shows: blocks of this package and plotly's figures as dictionaries, all others as HTML."""
    cells = list(published(notebook, lang=lang))
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    if all(map(is_ours, outputs)):
        return iter(outputs)
    from reportlib.page.plain import exporter  # noqa: PLC0415 nbconvert is a tenth of all imports; most pages do without

    slim, own_outputs = _taken_out(notebook, cells)
    body, _ = exporter().from_notebook_node(slim)
    return _in_order(body, own_outputs)


def is_ours(output: Mapping[str, Any]) -> bool:
    """Whether an output, or the content of a kernel's message, is a block of this package or plotly's figure."""
    return PLOTLY in output.get("data", {}) or "reportlib" in output.get("metadata", {})


def _taken_out(notebook: NotebookNode, cells: list[NotebookNode]) -> tuple[NotebookNode, list[dict[str, Any]]]:
    """Put marks in place of our blocks and plotly's figures; return the marked notebook, and the outputs taken out."""
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
    if not is_ours(output):
        return output
    own_outputs.append(output)
    marked = copy.copy(output)
    marked["data"] = NotebookNode({"text/html": f"<!--reportlib:{len(own_outputs) - 1}-->"})  # type: ignore[no-untyped-call]
    return marked


def _in_order(body: str, outputs: list[dict[str, Any]]) -> Iterator[str | dict[str, Any]]:
    for n, part in enumerate(_MARK.split(body)):
        if n % 2:
            yield outputs[int(part)]
        elif part.strip():
            yield part
