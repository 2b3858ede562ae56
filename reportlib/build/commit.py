"""Find the commit of a workbook; programs that are named in the git configuration of its folder are not run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

GIT_TIMEOUT = 20.0
"""Seconds that one call of git may take."""
_SAFE_SETTINGS = {"core.fsmonitor": "false", "core.hooksPath": os.devnull, "core.pager": "cat", "core.attributesFile": os.devnull}
_PROGRAM = re.compile(r"filter\..*\.(clean|smudge|process|required)", re.DOTALL | re.IGNORECASE)
"""The settings that name programs which git runs on the files that it compares."""


def commit(root: Path) -> str | None:
    """The commit of a folder, with a plus if files have changed; None outside git."""
    git = shutil.which("git")
    if git is None:
        return None
    env = _environment(_SAFE_SETTINGS | dict.fromkeys(_programs(git, root), ""))
    described = _output_of(git, root, "describe", "--always", "--abbrev=12", env=env).strip()
    if not described:
        return None
    changed = _output_of(git, root, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all", env=env)
    return described + ("+" if changed else "")


def _programs(git: str, root: Path) -> Iterator[str]:
    """The names of the git settings whose values are programs that git would run on files."""
    names = _output_of(git, root, "config", "--list", "--name-only", "-z", env=_environment(_SAFE_SETTINGS)).split("\0")
    return (name for name in names if _PROGRAM.fullmatch(name))


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git uses these settings, and neither fetches nor writes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    env["GIT_CONFIG_COUNT"] = str(len(settings))
    for n, (name, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{n}": name, f"GIT_CONFIG_VALUE_{n}": value}
    return env


def _output_of(git: str, root: Path, *arguments: str, env: Mapping[str, str]) -> str:
    try:
        result = subprocess.run([git, *arguments], cwd=root, env=env, capture_output=True, timeout=GIT_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout.decode("utf-8", "replace") if result.returncode == 0 else ""
