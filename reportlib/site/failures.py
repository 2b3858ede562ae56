"""Reports that failed: kept until a build makes them, each with a page that shows the failed cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reportlib.atomic import write_changed
from reportlib.blocks.sections.opening import titled, with_settings
from reportlib.blocks.text import Words
from reportlib.page.published import PUT_IN
from reportlib.periods import Period
from reportlib.plan.built_files import OWN_FOLDER, UNREADABLE, BuiltFiles, put_changed, read_kept
from reportlib.plan.outcome import Outcome, writable
from reportlib.plan.plan import LAST_PLAN, LastPlan, Plan
from reportlib.site.templating import fill

FOLDER = "failed"
"""The folder of the notebooks of failed reports, and of the pages that show them."""
MOST = 20_000
"""The most characters of an output that a page of a failed report shows."""
_LONGEST = 200
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failed:
    """A report that failed, and its error."""

    name: str
    title: str
    lang: str
    unit: str
    unit_name: str
    level: str
    period: str
    template: str
    status: str
    cell: int | None
    error: str
    traceback: str
    rerun: str

    @property
    def whole(self) -> bool:
        """Whether all fields are valid; they are read from a file, which may contain anything."""
        texts = [value for name, value in asdict(self).items() if name != "cell"]
        right = all(isinstance(text, str) and writable(text) == text for text in texts)
        return right and (self.cell is None or isinstance(self.cell, int)) and _named(self.name) and _is_period(self.period)


def _named(name: str) -> bool:
    return len(name) <= _LONGEST and not set(name) & set("/\\\0")


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def settle(plan: Plan, outcomes: Iterable[Outcome]) -> tuple[Failed, ...]:
    """Store and return the failed reports after a build, sorted by name.

    These are the reports that failed now, and the reports that failed earlier, were not tried again, and still have their
    notebook in `failed/`.
    """
    done = {outcome.name: outcome for outcome in outcomes if outcome.state != "stopped"}
    output = plan.request.output
    before = (failed for failed in _kept_failures(output) if failed.name not in done and _notebook(output, failed.name).is_file())
    failed_by_name = {failed.name: failed for failed in before}
    failed_by_name |= {failed.name: failed for failed in _now(plan, done)}
    failures = tuple(failed_by_name[name] for name in sorted(failed_by_name))
    if failures or _file(output).is_file():
        write_changed(_file(output), json.dumps([asdict(failed) for failed in failures], ensure_ascii=False, indent=1) + "\n")
    return failures


def _now(plan: Plan, done: dict[str, Outcome]) -> Iterator[Failed]:
    for job in (report.job for report in plan.reports):
        outcome = done.get(job.name)
        if outcome and outcome.state == "failed":
            unit = plan.workbook.units[job.unit].as_of(Period.parse(job.period))
            words = Words.of_workbook(plan.workbook, job.lang)
            title, name = with_settings(titled(words, unit.name, job.template.title), job.settings, words), words.name(unit.name)
            what = (job.name, title, job.lang, job.unit, name, unit.level, job.period, job.template.name, job.status)
            yield Failed(*what, outcome.cell, outcome.error, outcome.traceback, outcome.rerun)


def _kept_failures(output: Path) -> list[Failed]:
    try:
        return [failed for entry in read_kept(_file(output)) if (failed := _failed(entry))]
    except UNREADABLE:
        return []


def _failed(entry: Any) -> Failed | None:
    try:
        failed = Failed(**entry)
        return failed if failed.whole else None
    except UNREADABLE:
        return None


def odd_kept(output: Path) -> Iterator[tuple[Path, str]]:
    """The paths of the list of failed reports and of the kept plan if they cannot be used, each with the reason."""
    for path, reader in ((_file(output), _check), (output / LAST_PLAN, LastPlan.read)):
        try:
            reader(output)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield path, (error.strerror or "it is no file").lower()
        except UNREADABLE:
            yield path, "it is not what a build writes"


def _check(output: Path) -> None:
    if any(_failed(entry) is None for entry in read_kept(_file(output))):
        raise ValueError("the entry of a failed report is damaged")


def _file(output: Path) -> Path:
    return output / OWN_FOLDER / "failed.json"


def _notebook(output: Path, name: str) -> Path:
    return output / FOLDER / f"{name}.ipynb"


def write_pages(output: Path, failed: Iterable[Failed], words: Words) -> set[str]:
    """Write a page for each failed report that has a notebook, and return the names of these reports.

    Pages of other failed reports are removed.
    """
    names_written, built_files = set[str](), BuiltFiles.read(output)
    for report in failed:
        name = f"{FOLDER}/{report.name}.html"
        if built_files.foreign(name):
            continue
        try:
            cells = list(_cells(read_kept(_notebook(output, report.name))))
        except UNREADABLE:  # there is none, or it is no notebook
            continue
        page = fill("failed", words=words, report=report, cells=cells)
        put_changed(output, name, writable(page).encode())
        names_written.add(report.name)
    for path in (output / FOLDER).glob("*.html"):
        name = f"{FOLDER}/{path.name}"
        if path.stem not in names_written and name in built_files.stamps and not built_files.foreign(name):
            path.unlink()
    return names_written


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """For each cell its `source`, its outputs as texts (`shown`), and its `number` in the template.

    The number is None for code cells that papermill inserted; other inserted cells are left out.
    """
    number = 0
    for cell in notebook["cells"]:
        own = not PUT_IN & set(cell["metadata"].get("tags", ()))
        number += own
        if own or cell["cell_type"] == "code":
            output_texts = (_COLOUR.sub("", _text(output))[:MOST] for output in cell.get("outputs", ()))
            yield {
                "number": number if own else None,
                "source": _joined(cell["source"]),
                "shown": list(filter(None, output_texts)),
            }


def _text(output: dict[str, Any]) -> str:
    match output["output_type"]:
        case "stream":
            return _joined(output["text"])
        case "error":
            return "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
        case _:
            return _joined(output.get("data", {}).get("text/plain", ""))


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
