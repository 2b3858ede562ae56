"""Choose the cells that a page publishes: outputs of code cells, and Markdown between them.

Markdown before the first cell that shows something is not published: it is for whoever opens the notebook. A cell tagged
`private` or `note-to-author` is never published. A cell tagged with a language is published only on pages in that language.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from reportlib.blocks.text import languages

PRIVATE = {"private", "note-to-author"}
"""The tags of cells that no page publishes."""
PROSE = "prose"
"""The role of an output that stands for a Markdown cell."""
TEXT = "text/markdown"
PUT_IN = {"injected-parameters", "papermill-error-cell-tag"}
"""The tags of cells that papermill inserts; these cells have no number."""


def published(notebook: NotebookNode, *, lang: str) -> Iterator[NotebookNode]:
    """The cells that a page publishes; a Markdown cell becomes a code cell with its text as output."""
    begun = False
    for cell in notebook.cells:
        if _is_kept_back(cell, lang):
            continue
        if cell.cell_type == "code":
            begun = begun or any(map(_is_seen, cell.get("outputs", ())))
            yield cell
        elif cell.cell_type == "markdown" and begun and cell.source.strip():
            yield _as_shown(cell)


def outputs(notebook: NotebookNode, *, lang: str) -> Iterator[dict[str, Any]]:
    """The outputs that a page publishes, in order."""
    return (output for cell in published(notebook, lang=lang) for output in cell.get("outputs", ()))


def numbered(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The cells with their numbers in the template, from 1; cells that papermill inserted are left out."""
    cells = (cell for cell in notebook.cells if not PUT_IN & set(cell.metadata.get("tags", ())))
    return enumerate(cells, start=1)


def _is_seen(output: NotebookNode) -> bool:
    return output.output_type != "error" and output.get("name") != "stderr"


def _is_kept_back(cell: NotebookNode, lang: str) -> bool:
    tags = set(cell.metadata.get("tags", ()))
    if not tags:  # most cells have none, so this saves time
        return False
    spoken = tags & set(languages())
    return bool(tags & PRIVATE) or bool(spoken and lang not in spoken)


def _as_shown(cell: NotebookNode) -> NotebookNode:
    output = {
        "output_type": "display_data",
        "data": {TEXT: cell.source},
        "metadata": {"reportlib": {"role": PROSE}},
    }
    code_cell = copy.copy(cell)
    code_cell.update(cell_type="code", source="", outputs=[NotebookNode(output)], execution_count=None)  # type: ignore[no-untyped-call]
    code_cell.pop("attachments", None)
    return code_cell
