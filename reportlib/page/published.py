"""Which cells of an executed notebook its page publishes: what code cells show, and the Markdown among it.

A Markdown cell is published where it stands after the first cell that shows something; what stands before it (a title, how
to run the notebook) is for whoever opens the notebook. A cell tagged `private` or `note-to-author` is never published, one
tagged with a language only on pages in that language.
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
"""The tags of cells that papermill puts in, which do not count."""


def published(notebook: NotebookNode, *, lang: str) -> Iterator[NotebookNode]:
    """The cells that a page in a language publishes, as code cells: each Markdown cell as one that shows its text."""
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
    """What the cells that a page publishes show, in their order."""
    return (output for cell in published(notebook, lang=lang) for output in cell.get("outputs", ()))


def numbered(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The cells with their numbers in the template, from 1: without the cells that papermill puts in."""
    cells = (cell for cell in notebook.cells if not PUT_IN & set(cell.metadata.get("tags", ())))
    return enumerate(cells, start=1)


def _is_seen(output: NotebookNode) -> bool:
    """Whether a page shows an output: all but errors and what is written to the standard error."""
    return output.output_type != "error" and output.get("name") != "stderr"


def _is_kept_back(cell: NotebookNode, lang: str) -> bool:
    tags = set(cell.metadata.get("tags", ()))
    if not tags:  # as most: where the languages are is not looked up
        return False
    spoken = tags & set(languages())
    return bool(tags & PRIVATE) or bool(spoken and lang not in spoken)


def _as_shown(cell: NotebookNode) -> NotebookNode:
    """A Markdown cell as a code cell that shows its text."""
    output = {
        "output_type": "display_data",
        "data": {TEXT: cell.source},
        "metadata": {"reportlib": {"role": PROSE}},
    }
    code_cell = copy.copy(cell)
    code_cell.update(cell_type="code", source="", outputs=[NotebookNode(output)], execution_count=None)  # type: ignore[no-untyped-call]
    code_cell.pop("attachments", None)
    return code_cell
