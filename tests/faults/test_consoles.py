"""A build goes on whatever happens to its console, and an error of the system is reported in one line."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from .conftest import Book, outside

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="needs /dev/full and a shell")]

PYTHON = shlex.quote(sys.executable)
REDIRECTED = {
    "closed": "<&- >&- 2>&-",
    "full": ">/dev/full 2>/dev/full",
    "head": "| head -1 >/dev/null; exit ${PIPESTATUS[0]}",
}


def shell(book: Book, redirected: str, options: str = "", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a build in a shell; `redirected` is the part of the command line that redirects its output."""
    line = f"{PYTHON} -m reportlib build --force {options} {redirected}"
    return subprocess.run(["bash", "-c", line], cwd=book.root, env=outside() | env, capture_output=True, check=False, timeout=240)


@pytest.mark.parametrize("how", REDIRECTED)
def test_a_console_that_cannot_be_written_to_ends_no_build(book: Book, how: str) -> None:
    book.lists("good", units=("a", "b"))
    done = shell(book, REDIRECTED[how], "--jobs 1")
    assert done.returncode == 0, done.stderr
    assert "good-b-2020-en" in (book.root / "outputs" / "index.html").read_text("utf-8")
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_what_a_terminal_has_no_sign_for_and_its_controls_are_spelt_out(book: Book, encoding: str) -> None:
    book.template("bad", "raise ValueError('\\x1b[2J\\u20ac\\U0001f600 \\u62a5')")
    book.lists("bad")
    done = shell(book, "", PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr and b"\\x1b[2J" in done.stderr and b"\\U0001f600" in done.stderr
    assert b"Traceback" not in done.stderr


def test_what_the_system_refuses_is_one_line(book: Book) -> None:
    (book.root / "gone").mkdir()
    gone = f"cd gone && rmdir ../gone && {PYTHON} -m reportlib check; exit $?"
    for line in (f"{PYTHON} -m reportlib build --output {'n' * 300}", f"{PYTHON} -m reportlib build --output /proc/none", gone):
        env = outside()
        done = subprocess.run(
            ["bash", "-c", line], cwd=book.root, env=env, capture_output=True, check=False, timeout=100, text=True
        )
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
        assert "; " in done.stderr
