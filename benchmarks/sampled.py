"""Plan one workbook, or make a sample of its reports; `benchmarks.scale` runs this in a separate process."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reportlib.build import building
from reportlib.plan.outcome import Outcome
from reportlib.plan.plan import Plan, Request, make_plan
from reportlib.workbook import Workbook

TODAY = dt.date(2021, 1, 15)
WARM_UP = 3
"""Reports made first, while processes start and caches fill; they are not counted."""


def _planned(workbook: Path, request: Request, spans: dict[str, float]) -> Plan:
    started = time.perf_counter()
    book = Workbook.load(workbook)
    spans["load"] = time.perf_counter() - started
    plan = make_plan(book, request, today=TODAY)
    spans["plan"] = time.perf_counter() - started - spans["load"]
    return plan


def plan(workbook: Path, output: Path) -> dict[str, float]:
    """Plan every report, and write the pages that the next plan looks for. Return times, counts of reports and peak memory."""
    spans: dict[str, float] = {}
    made = _planned(workbook, Request(output=output), spans)
    spans["due"], spans["reports"], spans["peak"] = len(made.due), len(made.reports), _peak()
    if made.due:
        for report in made.due:
            page = f'<head><meta name="reportlib:key" content="{report.key}"></head></html>\n'
            (output / f"{report.job.name}.html").write_text(page, "utf-8")
            (output / f"{report.job.name}.json").write_text("{}", "utf-8")
        made.index.write_text("", "utf-8")
        made.remember(())
    return spans


def _peak() -> float:
    """The peak memory of this process in bytes; `getrusage` would include the memory of the parent process."""
    (kilobytes,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return 1024.0 * int(kilobytes)


def sample(workbook: Path, output: Path, matrix: Path) -> dict[str, float]:
    """Make some reports one after the other. Return the seconds of loading and planning, and the seconds per report."""
    spans: dict[str, float] = {}
    made = _planned(workbook, Request((matrix,), output=output, force=True), spans)
    times: list[float] = []

    def follow(outcomes: Iterator[Outcome], _: int) -> Iterator[Outcome]:
        for outcome in outcomes:
            assert outcome.state == "built", outcome
            times.append(time.perf_counter())
            yield outcome

    building.build(made, building.settings(1, seconds=600, rerun=()), say=lambda _: None, follow=follow)
    counted = times[WARM_UP - 1 :]
    spans["report"] = (counted[-1] - counted[0]) / (len(counted) - 1)
    return spans


def main() -> None:
    """Print a plan's or a sample's measurements as JSON: `python -m benchmarks.sampled WORKBOOK OUTPUT [MATRIX]`."""
    workbook, output, *matrix = map(Path, sys.argv[1:])
    output.mkdir(parents=True, exist_ok=True)
    print(json.dumps(sample(workbook, output, matrix[0]) if matrix else plan(workbook, output)))


if __name__ == "__main__":
    main()
