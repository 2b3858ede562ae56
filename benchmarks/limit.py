"""Measure the limit: the cells and pages in one warm process, with no kernel, no notebook and no messages.

What a build takes beyond this limit is the cost of running notebooks.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.jsonutil import json_default
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reportlib import Report
from reportlib.blocks import Chart
from reportlib.blocks.pieces import Piece
from reportlib.handover import VARIABLE
from reportlib.page.html import Facts, render


def calls(notebook: Path) -> list[str]:
    """The methods of the report that a notebook's cells call in their last lines, in order."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    trees = [ast.parse("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    last = [tree.body[-1] for tree in trees if tree.body and isinstance(tree.body[-1], ast.Expr)]
    return [e.value.func.attr for e in last if isinstance(e.value, ast.Call) and isinstance(e.value.func, ast.Attribute)]


def make(task: dict[str, Any], methods: list[str]) -> str:
    """Make one page, with outputs as JSON as a kernel would send them."""
    os.environ[VARIABLE] = task["handover"]
    facts = Facts(**task["facts"])
    report = Report(facts.template, unit=facts.unit, period=facts.period, lang=facts.lang, status=facts.status)
    shown = [list(_outputs(getattr(report, method)())) for method in methods]
    cells = [new_code_cell("", outputs=outputs) for outputs in shown]  # type: ignore[no-untyped-call]
    return render(new_notebook(cells=cells), facts, plotlyjs="beside")  # type: ignore[no-untyped-call]


def _outputs(parts: list[Piece | Chart]) -> Iterator[Any]:
    for part in parts:
        data, metadata = part._repr_mimebundle_()
        sent = json.dumps({"data": data, "metadata": metadata}, default=json_default, ensure_ascii=False, allow_nan=False)
        yield new_output("display_data", **json.loads(sent))  # type: ignore[no-untyped-call]


def main() -> None:
    """Fill caches, then make all pages of a file of tasks, and print the times: `python -m benchmarks.limit TASKS`."""
    tasks = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    methods = calls(Path(tasks[0]["notebook"]))
    for task in tasks[:2]:
        make(task, methods)
    wall, cpu = time.perf_counter(), time.process_time()
    for task in tasks:
        Path(task["page"]).write_text(make(task, methods), "utf-8")
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
