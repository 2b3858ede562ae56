"""The record of a run: what was built, when, from which commit, with which versions."""

from __future__ import annotations

import datetime as dt
import json
import platform
import shutil
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from reportlib import provenance
from reportlib.publish.runner import Outcome, write_whole


def write(output: Path, outcomes: list[Outcome], *, started: dt.datetime, root: Path) -> None:
    """Write run.json, which alone holds what pages leave out: the clock, the commit and how long each report took."""
    told = {
        "started": started.isoformat(timespec="seconds"),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": commit(root),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in provenance.PACKAGES},
        "reports": [asdict(outcome) for outcome in outcomes],
    }
    write_whole(output / "run.json", json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def commit(root: Path) -> str | None:
    """The commit that a folder's checkout stands at, with a plus where it has been changed since; none outside git."""
    git = shutil.which("git")
    if git is None:
        return None
    told = subprocess.run(
        [git, "describe", "--always", "--dirty=+", "--abbrev=12"], cwd=root, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or None
