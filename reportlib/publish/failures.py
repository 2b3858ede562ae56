"""The reports that could not be made: kept until they are, each with a page that shows the cell in which it broke off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reportlib.display.opening import titled
from reportlib.display.text import Words
from reportlib.private import read_regular
from reportlib.publish.due import Plan
from reportlib.publish.execute import PUT_IN
from reportlib.publish.files import write_changed
from reportlib.publish.made import KEPT, Made, put_changed
from reportlib.publish.outcome import Outcome, writable
from reportlib.publish.paper import fill

FOLDER = "failed"
"""Where the notebooks of reports that failed are kept, and the pages that show them."""
MOST = 20_000
"""The most characters of an output that a page shows; the notebook has them all."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failed:
    """A report that could not be made: what it is, and how it failed."""

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
        """Whether everything in it is what it has to be; a file may hold anything."""
        texts = {name: value for name, value in asdict(self).items() if name != "cell"}
        return (self.cell is None or isinstance(self.cell, int)) and all(isinstance(text, str) for text in texts.values())


def settle(plan: Plan, outcomes: Iterable[Outcome]) -> tuple[Failed, ...]:
    """All that is known to have failed after a build, by name: what failed now, and what failed before and was not tried again.

    What failed in an earlier build is forgotten when its notebook is no longer kept.
    """
    done = {outcome.name: outcome for outcome in outcomes if outcome.state != "stopped"}
    place = plan.request.output
    before = (failed for failed in _kept(place) if failed.name not in done and _notebook(place, failed.name).is_file())
    known = {failed.name: failed for failed in before}
    known |= {failed.name: failed for failed in _now(plan, done)}
    found = tuple(known[name] for name in sorted(known))
    if found or _file(place).is_file():
        write_changed(_file(place), json.dumps([asdict(failed) for failed in found], ensure_ascii=False, indent=1) + "\n")
    return found


def _now(plan: Plan, done: dict[str, Outcome]) -> Iterator[Failed]:
    for job in (report.job for report in plan.reports):
        outcome = done.get(job.name)
        if outcome and outcome.state == "failed":
            unit, words = plan.workbook.units[job.unit], Words(job.lang)
            title, name = titled(words, unit.name, job.template.title), words.name(unit.name)
            what = (job.name, title, job.lang, job.unit, name, unit.level, job.period, job.template.name, job.status)
            yield Failed(*what, outcome.cell, outcome.error, outcome.traceback, outcome.rerun)


def _kept(output: Path) -> list[Failed]:
    """What earlier builds left; nothing where it cannot be read."""
    try:
        return [failed for told in json.loads(read_regular(_file(output))) if (failed := Failed(**told)).whole]
    except (OSError, ValueError, TypeError, RecursionError):
        return []


def _file(output: Path) -> Path:
    return output / KEPT / "failed.json"


def _notebook(output: Path, name: str) -> Path:
    return output / FOLDER / f"{name}.ipynb"


def write_pages(output: Path, failed: Iterable[Failed], words: Words) -> set[str]:
    """Write a page for each notebook of a report that failed, and remove those of others; give the names of those written."""
    written, made = set[str](), Made.read(output)
    for report in failed:
        name = f"{FOLDER}/{report.name}.html"
        if made.foreign(name):
            continue
        try:
            cells = list(_cells(json.loads(read_regular(_notebook(output, report.name)))))
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ):  # none was left, or no notebook
            continue
        page = fill("failed", words=words, report=report, cells=cells)
        put_changed(output, name, writable(page))
        written.add(report.name)
    for path in (output / FOLDER).glob("*.html"):
        name = f"{FOLDER}/{path.name}"
        if path.stem not in written and name in made.stamps and not made.foreign(name):
            path.unlink()
    return written


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The cells of a notebook as text, numbered as in the template: one that papermill put in has no number."""
    number = 0
    for cell in notebook["cells"]:
        own = not PUT_IN & set(cell["metadata"].get("tags", ()))
        number += own
        if own or cell["cell_type"] == "code":
            shown = (_COLOUR.sub("", _text(output))[:MOST] for output in cell.get("outputs", ()))
            yield {"number": number if own else None, "source": _joined(cell["source"]), "shown": list(filter(None, shown))}


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
