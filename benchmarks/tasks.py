"""The reports of `benchmarks.batch`: on this repository's demonstration enterprises, in one quarter."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.workbooks import ROOT, write_reports
from reportlib.build.runner import facts_of, handover_of
from reportlib.data import read_observations
from reportlib.handover import hand_over
from reportlib.periods import Period
from reportlib.plan.plan import Plan, Planned, Request, make_plan
from reportlib.workbook import Workbook

PERIOD = "2020Q4"
FIGURES, TABLES = 8, 4
"""The fewest figures and tables that a page must have. Only a build's pages have a table for each figure."""


@dataclass(frozen=True)
class Batch:
    """The reports of a benchmark, in the forms that the compared tools need."""

    folder: Path
    matrix: Path
    tasks: list[dict[str, Any]]

    def first(self, count: int, *, name: str, handed: bool) -> tuple[Path, list[dict[str, Any]]]:
        """Write the first `count` tasks, with pages in the folder `name`. With `handed`, each task names the file of its view."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        tasks = [task | {"page": str(place / f"{task['facts']['name']}.html")} for task in self.tasks[:count]]
        if not handed:
            tasks = [{key: value for key, value in task.items() if key != "handover"} for task in tasks]
        file = place / "tasks.json"
        file.write_text(json.dumps(tasks, ensure_ascii=False), "utf-8")
        return file, tasks


def prepare(folder: Path, reports: int) -> Batch:
    """Choose enterprises that reported in the quarter, and write a list of reports on them and the views for their kernels."""
    book = Workbook.load(ROOT)
    told = read_observations(book)
    reporting = set(told.loc[(told["period"] == PERIOD) & (told["status"] != "missing"), "unit"])
    there = book.units.on_level("enterprise", period=Period.parse(PERIOD))
    units = [unit.id for unit in there if unit.synthetic and unit.id in reporting][:reports]
    assert len(units) == reports, f"only {len(units)} demonstration enterprises report in {PERIOD}"
    matrix = write_reports(folder / "reports.yaml", enterprises=units)
    plan = make_plan(book, Request((matrix,), output=folder / "none"), today=dt.date(2021, 1, 15))
    return Batch(folder, matrix, [_task(report, plan, folder) for report in plan.reports])


def _task(report: Planned, plan: Plan, folder: Path) -> dict[str, Any]:
    job = report.job
    path = folder / "views" / job.name
    path.parent.mkdir(parents=True, exist_ok=True)
    ticket = hand_over(handover_of(report, plan), path)
    given = {"notebook": str(job.template.path), "unit": job.unit, "period": job.period, "lang": job.lang}
    return {**given, "handover": ticket, "facts": asdict(facts_of(report, plan))}


def check(pages: Path, count: int, *, ours: bool) -> None:
    """Check that a folder has `count` pages, each with charts and tables; `ours` if reportlib made the pages."""
    found = sorted(path for path in pages.glob("*.html") if path.name != "index.html")
    assert len(found) == count, f"{len(found)} pages in {pages}, not {count}"
    for page in found:
        text = page.read_text("utf-8")
        figures, tables = text.count('<figure class="fig drawn' if ours else "Plotly.newPlot("), text.count("<table")
        enough = figures >= FIGURES and tables >= (TABLES if ours else 1)
        assert enough, f"{page} holds {figures} figures and {tables} tables"
