"""A build asks git for the commit of a workbook, and runs nothing that the workbook's git configuration names."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reportlib.build.commit import commit

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
SETTINGS = (
    ("core.fsmonitor", "{program}"),
    ("core.hooksPath", "{folder}"),
    ("core.pager", "{program}"),
    ("core.sshCommand", "{program}"),
    ("pager.describe", "{program}"),
    ("pager.status", "{program}"),
    ("diff.external", "{program}"),
    ("diff.mine.textconv", "{program}"),
    ("diff.mine.command", "{program}"),
    ("filter.mine.clean", "{program}"),
    ("filter.mine.smudge", "{program}"),
    ("filter.mine.process", "{program}"),
    ("filter.mine.required", "true"),
    ("filter.a=b.c.clean", "{program}"),
    ("alias.describe", "!{program}"),
    ("alias.status", "!{program}"),
    ("gpg.program", "{program}"),
    ("log.showSignature", "true"),
)


def git(root: Path, *words: str) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], cwd=root, env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    root.mkdir()
    git(root, "init", "-q")
    for name in ("figures.csv", "other.csv"):
        (root / name).write_text("a\n", "utf-8")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    return root


def test_the_commit_is_told_with_a_plus_where_something_was_changed(checkout: Path) -> None:
    first = git(checkout, "rev-parse", "--short=12", "HEAD")
    assert commit(checkout) == first

    os.utime(checkout / "figures.csv", (0, 0))
    (checkout / "new.csv").write_text("not yet added", "utf-8")
    assert commit(checkout) == first

    (checkout / "figures.csv").write_text("b\n", "utf-8")
    assert commit(checkout) == f"{first}+"

    git(checkout, "tag", "-am", "one", "v1")
    assert commit(checkout) == "v1+"


def test_there_is_none_outside_git(tmp_path: Path) -> None:
    assert commit(tmp_path) is None


@pytest.mark.skipif("sys.platform == 'win32'", reason="the program is a shell script")
@pytest.mark.parametrize("attributes", [".gitattributes", ".git/info/attributes"])
def test_what_a_workbook_tells_git_to_run_is_not_run(checkout: Path, tmp_path: Path, attributes: str) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("program", "post-index-change", "fsmonitor-watchman", "query-watchman"):
        (folder / name).write_text(f"#!/bin/sh\ntouch {folder}/ran\ncat\n", "utf-8")
        (folder / name).chmod(0o755)
    first = git(checkout, "rev-parse", "--short=12", "HEAD")
    for name, value in SETTINGS:
        git(checkout, "config", name, value.format(program=folder / "program", folder=folder))
    (checkout / attributes).parent.mkdir(exist_ok=True)
    (checkout / attributes).write_text("figures.csv filter=mine diff=mine\nother.csv filter=a=b.c\n", "utf-8")
    for name in ("figures.csv", "other.csv"):
        (checkout / name).write_text("b\n", "utf-8")  # as long as it was: only reading it tells

    assert (commit(checkout), (folder / "ran").exists()) == (f"{first}+", False)


@pytest.mark.skipif("sys.platform == 'win32'", reason="the program is a shell script")
def test_what_is_missing_is_not_fetched(checkout: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", "utf-8")
    program.chmod(0o755)
    git(checkout, "config", "extensions.partialClone", "origin")
    git(checkout, "config", "remote.origin.url", f"ext::{program}")
    git(checkout, "config", "remote.origin.promisor", "true")
    git(checkout, "config", "protocol.ext.allow", "always")
    tree = git(checkout, "rev-parse", "HEAD^{tree}")
    (checkout / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    (checkout / "figures.csv").write_text("b\n", "utf-8")

    commit(checkout)

    assert not (tmp_path / "ran").exists()
