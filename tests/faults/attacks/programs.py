"""Attacks by programs in a workbook's folder or in its git configuration (`Attack.line` 17)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from reportlib.build.commit import commit

from .kinds import Act, Place, Table, attack

PROGRAMS: Table = []
SETTINGS = (
    "core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "core.askPass", "pager.describe", "pager.status",
    "diff.external",
    "diff.mine.textconv", "diff.mine.command", "filter.mine.clean", "filter.mine.smudge", "filter.mine.process",
    "filter.a=b.clean",
    "gpg.program", "credential.helper", "core.gitProxy", "uploadpack.packObjectsHook", "merge.mine.driver", "trailer.x.command",
)  # fmt: skip
ALIASES = ("alias.describe", "alias.status", "alias.config")
HOOKS = ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction", "pre-auto-gc")
MODULES = ("random", "pandas", "typer", "sitecustomize", "usercustomize", "yaml")
NOTES = "from pathlib import Path\nimport sys\nprint(__name__, file=sys.stderr)\nPath({ran!r}).touch()\n"
KERNELS = ("psutil", "ipykernel", "nbformat", "comm", "jupyter_client", "plotly", "numpy")


def git(root: Path, *words: str) -> None:
    """Run git in a checkout, without any user's configuration."""
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": "/nonexistent"}
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=root, env=env, check=True, capture_output=True)


def checkout(place: Place) -> Path:
    """Make a checkout, and a program that leaves a note when it is run; return the path of the program."""
    place.root.mkdir()
    git(place.root, "init", "-q")
    place.write("figures.csv", "a\n")
    place.write(".gitattributes", "figures.csv filter=mine diff=mine merge=mine\n")
    git(place.root, "add", ".")
    git(place.root, "commit", "-qm", "first")
    program = place.top / "programs" / "program"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch {place.top}/ran\ncat\n", "utf-8")
    program.chmod(0o755)
    return program


def asked(place: Place) -> Act:
    """The commit is found without running the program of `checkout`."""
    place.write("figures.csv", "b\n")
    return Act(call=lambda: print(commit(place.root)), codes=(0,), lines=0, absent=(place.top / "ran",), within=25)


def setting(place: Place, name: str) -> Act:
    program = checkout(place)
    git(place.root, "config", name, f"!{program}" if name in ALIASES else str(program))
    return asked(place)


def hook(place: Place, name: str) -> Act:
    program = checkout(place)
    hooks = place.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / name).symlink_to(program)
    return asked(place)


def included(place: Place) -> Act:
    """The configuration of git includes a file that names the program; the program is not run."""
    program = checkout(place)
    place.write("more", f'[core]\nfsmonitor = {program}\n[filter "mine"]\nclean = {program}\n')
    git(place.root, "config", "include.path", "../more")
    return asked(place)


def elsewhere(place: Place) -> Act:
    """A file `.git` leads to another folder, whose configuration names the program; the program is not run."""
    program = checkout(place)
    git(place.root, "config", "core.fsmonitor", str(program))
    (place.root / ".git").rename(place.top / "moved")
    place.write(".git", f"gitdir: {place.top}/moved\n")
    return asked(place)


def broken(place: Place, text: str) -> Act:
    """Git cannot read the configuration; this makes no error, and the program is not run."""
    checkout(place)
    place.write(".git/config", text)
    return asked(place)


def module(place: Place, name: str, command: tuple[str, ...]) -> Act:
    """A module in the working folder, with the name of a module that a command needs, is not imported."""
    place.new()
    ran = place.top / "ran"
    place.write(f"{name}.py", NOTES.format(ran=str(ran)))
    return Act(command, codes=(0,), lines=0, absent=(ran,), program=True, within=200)


def modules(place: Place, plain: bool) -> Act:
    """Modules in the working folder, with the names of modules that workers and kernels need, are not imported."""
    place.new()
    ran = place.top / "ran"
    for name in (*MODULES[:3], *KERNELS):
        place.write(f"{name}.py", NOTES.format(ran=str(ran)))
    env = {"WARMKERNELS_PLAIN": "1"} if plain else {}
    return Act(("build", "--jobs", "1"), codes=(0,), lines=0, absent=(ran,), program=True, within=200, env=env)


for name in (*SETTINGS, *ALIASES):
    attack(PROGRAMS, 17, f"git's {name}", setting, name, needs="git")
for name in HOOKS:
    attack(PROGRAMS, 17, f"git's hook {name}", hook, name, needs="git")
attack(PROGRAMS, 17, "what git's configuration includes", included, needs="git")
attack(PROGRAMS, 17, "a checkout that lies elsewhere", elsewhere, needs="git")
for what, text in {"brackets": "[" * 10_000, "nuls": "\0" * 100, "itself": "[include]\npath = config\n"}.items():
    attack(PROGRAMS, 17, f"a configuration of git with {what}", broken, text, needs="git")
for n, name in enumerate(MODULES):
    attack(PROGRAMS, 17, f"{name}.py in the working folder", module, name, (("check",), ("plan",), ("--version",))[n % 3])
attack(PROGRAMS, 17, "modules that workers and kernels need", modules, False)
attack(PROGRAMS, 17, "modules that plain kernels need", modules, True)
