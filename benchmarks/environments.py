"""The virtual environments of the benchmarks: with and without JupyterLab, and two more for Ploomber."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.workbooks import ROOT

HOME = ROOT / "build" / "benchmarks"
SLOW = "rfc3987-syntax"
"""A package installed with JupyterLab; its import takes a second in every process that imports nbformat."""

With = Literal["with jupyterlab", "without"]


@dataclass(frozen=True)
class Environment:
    """A virtual environment: its name, and its Python."""

    name: str
    python: Path


def environment(lab: With, *, ploomber: bool = False) -> Environment:
    """An environment under build/benchmarks, made again if requirements-dev.txt has changed."""
    name = ("lab" if lab == "with jupyterlab" else "lean") + ("-ploomber" if ploomber else "")
    folder = HOME / name
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    ready, pins = folder / "ready", (ROOT / "requirements-dev.txt").read_text("utf-8")
    if not (ready.is_file() and ready.read_text("utf-8") == pins):
        print(f"making a virtual environment: {folder.relative_to(ROOT)}", file=sys.stderr)
        _make(folder, python, lab=lab == "with jupyterlab", ploomber=ploomber)
        ready.write_text(pins, "utf-8")
    _check(python, lab)
    return Environment(name, python)


def _make(folder: Path, python: Path, *, lab: bool, ploomber: bool) -> None:
    venv.create(folder, with_pip=True, clear=True)
    pins = folder / "pins.txt"
    lines = (ROOT / "requirements-dev.txt").read_text("utf-8").splitlines()
    pins.write_text("\n".join(line for line in lines if not line.startswith("-e")), "utf-8")
    project = f"{ROOT}[lab]" if lab else str(ROOT)
    pip = [str(python), "-m", "pip"]
    subprocess.run([*pip, "install", "-q", "-c", str(pins), "-e", project, *(_group() if ploomber else ())], check=True)
    if not lab:  # ploomber's notebook<7 brings it by way of jupyter-server
        subprocess.run([*pip, "uninstall", "-q", "-y", SLOW], check=True, capture_output=True)


def _group() -> list[str]:
    groups: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return groups["bench"]


def _check(python: Path, lab: With) -> None:
    """Check that JupyterLab's slow dependency is installed with JupyterLab and only then."""
    code = "import importlib.util as u; print(bool(u.find_spec('rfc3987_syntax')))"
    found = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    assert (found == "True") == (lab == "with jupyterlab"), f"{python} is not {lab}; remove its folder, and run this again"
