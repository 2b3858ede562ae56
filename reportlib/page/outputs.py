"""What the published cells of a notebook show, in their order: what is ours as it is, anything else as HTML by nbconvert."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.page.published import published

_MARK = re.compile(r"<!--reportlib:(\d+)-->")


def shown(notebook: NotebookNode, *, lang: str) -> Iterator[str | dict[str, Any]]:
    """What the cells show on a page in a language: outputs that are ours or a figure's as they are, any others as HTML."""
    cells = list(published(notebook, lang=lang))
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    if all(map(_is_ours, outputs)):
        return iter(outputs)
    slim, taken = _taken_out(notebook, cells)
    body, _ = _exporter().from_notebook_node(slim)
    return _in_order(body, taken)


class _Shown(HTMLExporter):
    """nbconvert's HTML exporter, showing what cells show and nothing of how: no code, no prompts, no script from elsewhere."""

    def __init__(self) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="reportlib",
            extra_template_basedirs=[str(Path(str(files("reportlib.page").joinpath("templates"))))],
            template_data_paths=_templates(),
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            mathjax_url="",
            require_js_url="",
            jquery_url="",
            mermaid_js_url="",
            # Of nbconvert's own steps only this one changes what a page shows, and once is enough to check the notebook.
            default_preprocessors=[CoalesceStreamsPreprocessor],
            optimistic_validation=True,
        )


def _templates() -> list[str]:
    """Where nbconvert's own templates are: a user may have others of the same name, which would come first."""
    root = next((file for file in distribution("nbconvert").files or () if file.match("templates/base/conf.json")), None)
    return [str(Path(str(root.locate())).parents[1])] if root else jupyter_path("nbconvert", "templates")


@lru_cache(maxsize=1)
def _exporter() -> _Shown:
    return _Shown()


def _is_ours(output: NotebookNode) -> bool:
    return PLOTLY in output.get("data", {}) or "reportlib" in output.get("metadata", {})


def _taken_out(notebook: NotebookNode, cells: list[NotebookNode]) -> tuple[NotebookNode, list[dict[str, Any]]]:
    """The notebook of these cells with a mark in place of each output that is ours or a figure's, and those outputs."""
    taken: list[dict[str, Any]] = []
    marked = []
    for cell in cells:
        cell = copy.copy(cell)
        cell["outputs"] = [_marked(output, taken) for output in cell.outputs]
        marked.append(cell)
    slim = copy.copy(notebook)
    slim["cells"] = marked
    return slim, taken


def _marked(output: NotebookNode, taken: list[dict[str, Any]]) -> NotebookNode:
    if not _is_ours(output):
        return output
    taken.append(output)
    marked = copy.copy(output)
    marked["data"] = NotebookNode({"text/html": f"<!--reportlib:{len(taken) - 1}-->"})  # type: ignore[no-untyped-call]
    return marked


def _in_order(body: str, outputs: list[dict[str, Any]]) -> Iterator[str | dict[str, Any]]:
    """What stood between the marks, and the outputs that the marks stand for."""
    for n, part in enumerate(_MARK.split(body)):
        if n % 2:
            yield outputs[int(part)]
        elif part.strip():
            yield part
