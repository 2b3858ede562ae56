"""The record of a build: a log while it runs, then run.json with times, commit and outcomes."""

from __future__ import annotations

import datetime as dt
import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from reportlib.atomic import make_folder, write_whole
from reportlib.build.commit import commit
from reportlib.plan.outcome import Outcome
from reportlib.private import naming_errors
from reportlib.workbook import provenance

RUNS = "runs"


@dataclass(frozen=True)
class Log:
    """The log of one build; each outcome is written at once, so the log survives if the build is killed."""

    folder: Path
    stream: IO[str]

    @classmethod
    @contextmanager
    def begin(cls, output: Path, started: dt.datetime) -> Iterator[Log]:
        """Open the log of a build in a new folder, named after the time."""
        folder = output / RUNS / started.strftime("%Y%m%dT%H%M%S.%fZ")
        make_folder(folder)
        log = folder / "build.log"
        with naming_errors(log), log.open("w", encoding="utf-8", newline="\n", buffering=1) as stream:
            yield cls(folder, stream)

    def following(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Log outcomes and pass them on; of unchanged reports only the number is logged."""
        unchanged = 0
        self._say("begun")
        for outcome in outcomes:
            unchanged += outcome.state == "unchanged"
            if outcome.state != "unchanged":
                self._say(_line(outcome))
            yield outcome
        self._say(f"finished; {unchanged} unchanged")

    def _say(self, text: str) -> None:
        self.stream.write(f"{dt.datetime.now(dt.UTC).isoformat(timespec='milliseconds')} {text}\n")


def _line(outcome: Outcome) -> str:
    parts = [f"{outcome.state} {outcome.name} in {outcome.seconds:.2f} s"]
    parts += [f"at the second attempt: {outcome.first_error}"] if outcome.attempts > 1 else []
    parts += [f"cell {outcome.cell}"] if outcome.cell else []
    parts += [outcome.error] if outcome.error else []
    return "; ".join(parts) + "".join(f"\n    {line}" for line in outcome.traceback.splitlines())


def write(folder: Path, outcomes: list[Outcome], *, started: dt.datetime, root: Path) -> None:
    """Write run.json: what differs from build to build, and therefore is not in the pages."""
    record = {
        "started": started.isoformat(timespec="seconds"),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": commit(root),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in provenance.PACKAGES},
        "reports": [asdict(outcome) for outcome in outcomes],
    }
    write_whole(folder / "run.json", json.dumps(record, ensure_ascii=False, indent=2) + "\n")
