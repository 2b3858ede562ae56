"""Make pages with papermill's function in a pool of processes, each of which has one exporter."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path

import papermill
from nbconvert import HTMLExporter


@lru_cache(maxsize=1)
def _exporter() -> HTMLExporter:
    return HTMLExporter(exclude_input=True)  # type: ignore[no-untyped-call]


def make(task: dict[str, str]) -> None:
    """Make one page: run the notebook, then convert it."""
    executed = papermill.execute_notebook(
        task["notebook"],
        None,
        parameters={name: task[name] for name in ("unit", "period", "lang")},
        progress_bar=False,
        request_save_on_cell_execute=False,
    )
    body, _ = _exporter().from_notebook_node(executed)
    Path(task["page"]).write_text(body, "utf-8")


def main() -> None:
    """Make the pages that a file of tasks asks for: `python -m benchmarks.pooled TASKS PROCESSES`."""
    tasks = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with ProcessPoolExecutor(int(sys.argv[2])) as pool:
        list(pool.map(make, tasks))


if __name__ == "__main__":
    main()
