"""A workbook may lie in a folder of any name, hold what editors leave, and commentary that nobody can read is told at check."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Book, Build, make_book, outside

LEFT = (".units.yaml.swp", ".hidden.yaml", "~lock.yaml", "#units.yaml#", "units.yaml~", ".hidden.ipynb", ".hidden.md")


def asked(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportlib", *words]
    return subprocess.run(command, cwd=root, env=outside(), capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wb{unit}", "wb{", "wb{nobody}", "wb{0}", "wb}{{"])
def test_braces_in_the_path_mean_nothing(tmp_path: Path, start: Callable[..., Build], name: str) -> None:
    book = make_book(tmp_path / name)
    (tmp_path / name.replace("{unit}", "a").replace("{{", "{")).mkdir(exist_ok=True)
    if name == "wb{unit}":
        shutil.rmtree(tmp_path / "wba")
        make_book(tmp_path / "wba").template("good", "print('of another workbook')")
    done = start(book).finish()

    assert done.code == 0 and "made for a" in done.page("good-a-2020-en"), done.err


@pytest.mark.slow
def test_commentary_that_is_not_utf8_is_told_with_its_line(book: Book) -> None:
    folder = book.root / "params" / "commentary"
    folder.mkdir()
    (folder / "good-a-2020-en.md").write_bytes("fine\n中文".encode("gbk"))
    done = asked(book.root, "check")

    assert done.returncode == 2
    assert "params/commentary/good-a-2020-en.md:2: not UTF-8 text; save the file as UTF-8" in done.stderr.splitlines()


@pytest.mark.slow
def test_what_editors_leave_is_no_part_of_a_workbook(book: Book) -> None:
    folder = book.root / "params" / "commentary"
    folder.mkdir()
    before = asked(book.root, "plan").stdout
    for place in (folder, book.root / "params", book.root / "notebooks"):
        for name in (".#units.yaml", ".#good-a-2020-en.md", ".#good.ipynb"):
            (place / name).symlink_to("someone@somewhere.1234:1")
        for name in LEFT:
            (place / name).write_bytes(b"\xff not yaml: [")
    (book.root / "params" / ".cache").mkdir()
    (book.root / "params" / ".cache" / "left.yaml").write_text("x", "utf-8")
    checked, planned = asked(book.root, "check"), asked(book.root, "plan")

    assert (checked.returncode, checked.stderr) == (0, "")
    assert (planned.returncode, planned.stdout) == (0, before)
