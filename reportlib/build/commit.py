"""Which commit a workbook stands at: git is asked, and nothing that the workbook's own configuration of git names is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

PATIENCE = 20.0
"""Seconds that git may take for one answer."""
_NEVER = {"core.fsmonitor": "false", "core.hooksPath": os.devnull, "core.pager": "cat", "core.attributesFile": os.devnull}
_PROGRAM = re.compile(r"filter\..*\.(clean|smudge|process|required)", re.DOTALL | re.IGNORECASE)
"""What of a configuration names programs through which git passes the files that it compares, or insists on them."""


def commit(root: Path) -> str | None:
    """The commit that a folder's checkout stands at, with a plus where it has been changed since; none outside git."""
    git = shutil.which("git")
    if git is None:
        return None
    env = _environment(_NEVER | dict.fromkeys(_programs(git, root), ""))
    told = _ask(git, root, "describe", "--always", "--abbrev=12", env=env).strip()
    if not told:
        return None
    changed = _ask(git, root, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all", env=env)
    return told + ("+" if changed else "")


def _programs(git: str, root: Path) -> Iterator[str]:
    """The settings by which files would be passed through a program; reading a configuration runs nothing."""
    names = _ask(git, root, "config", "--list", "--name-only", "-z", env=_environment(_NEVER)).split("\0")
    return (name for name in names if _PROGRAM.fullmatch(name))


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a git that has these settings, whatever its files say, fetches nothing and writes nothing."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    env["GIT_CONFIG_COUNT"] = str(len(settings))
    for n, (name, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{n}": name, f"GIT_CONFIG_VALUE_{n}": value}
    return env


def _ask(git: str, root: Path, *words: str, env: Mapping[str, str]) -> str:
    """What git answers; nothing where it cannot, or takes too long."""
    try:
        done = subprocess.run([git, *words], cwd=root, env=env, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
