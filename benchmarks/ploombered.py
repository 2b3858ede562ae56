"""Make pages with Ploomber's parallel executor, one notebook task for each page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ploomber import DAG
from ploomber.executors import Parallel
from ploomber.products import File
from ploomber.tasks import NotebookRunner


def main() -> None:
    """Make the pages that a file of tasks asks for: `python -m benchmarks.ploombered TASKS PROCESSES`."""
    tasks = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    dag = DAG(executor=Parallel(processes=int(sys.argv[2])))
    for task in tasks:
        NotebookRunner(
            Path(task["notebook"]),
            File(task["page"]),
            dag=dag,
            name=Path(task["page"]).stem,
            params={name: task[name] for name in ("unit", "period", "lang")},
            kernelspec_name="python3",
            static_analysis="disable",
            nbconvert_export_kwargs={"exclude_input": True},
            papermill_params={"progress_bar": False, "request_save_on_cell_execute": False},
        )
    dag.build(force=True, show_progress=False)


if __name__ == "__main__":
    main()
