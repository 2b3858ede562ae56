from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportlib.plan.naming import ReportNames
from reportlib.workbook import Workbook, provenance

from ..commands import command
from .conftest import Book, make_book

LEFT = (".units.yaml.swp", ".hidden.yaml", "~lock.yaml", "#units.yaml#", "units.yaml~", ".hidden.ipynb", ".hidden.md")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wb{unit}", "wb{", "wb{nobody}", "wb{0}", "wb}{{"])
def test_braces_in_the_path_mean_nothing(tmp_path: Path, name: str) -> None:
    book = make_book(tmp_path / name)
    (tmp_path / name.replace("{unit}", "a").replace("{{", "{")).mkdir(exist_ok=True)
    if name == "wb{unit}":
        shutil.rmtree(tmp_path / "wba")
        make_book(tmp_path / "wba").template("good", "print('of another workbook')")
    done = command("build", cwd=book.root)

    assert done.returncode == 0, done.stderr
    assert "made for a" in (book.root / "outputs" / "good-a-2020-en.html").read_text("utf-8")


@pytest.mark.slow
def test_commentary_that_is_not_utf8_is_told_with_its_line(book: Book) -> None:
    folder = book.root / "params" / "commentary"
    folder.mkdir()
    (folder / "good-a-2020-en.md").write_bytes("fine\n中文".encode("gbk"))
    done = command("check", cwd=book.root)

    assert done.returncode == 2
    assert "params/commentary/good-a-2020-en.md:2: not UTF-8 text; save the file as UTF-8" in done.stderr.splitlines()


@pytest.mark.slow
def test_what_editors_leave_is_no_part_of_a_workbook(book: Book) -> None:
    folder = book.root / "params" / "commentary"
    folder.mkdir()
    before = command("plan", cwd=book.root).stdout
    for place in (folder, book.root / "params", book.root / "notebooks"):
        for name in (".#units.yaml", ".#good-a-2020-en.md", ".#good.ipynb"):
            (place / name).symlink_to("someone@somewhere.1234:1")
        for name in LEFT:
            (place / name).write_bytes(b"\xff not yaml: [")
    (book.root / "params" / ".cache").mkdir()
    (book.root / "params" / ".cache" / "left.yaml").write_text("x", "utf-8")
    checked, planned = command("check", cwd=book.root), command("plan", cwd=book.root)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert (planned.returncode, planned.stdout) == (0, before)


COPIES = (
    "units copy.yaml",
    "units copy 2.yaml",
    "units - Copy (2).yaml",
    "Copy of units.yaml",
    "units.yaml.bak",
    "units.bak.yaml",
    "units (1).yaml",
    "units(1).yaml",
    "units.yaml~",
    "units 副本.yaml",
    "副本units.yaml",
    "units - 副本 (2).yaml",
    "commentary/town-ash-2020-en copy.md",
    "commentary/town-ash-2020-en 副本.md",
    "commentary/town-ash-2020-en (1).md",
)


@pytest.mark.parametrize("name", COPIES)
def test_a_backup_copy_in_params_does_not_count_and_is_not_read(small_notebooks: Path, name: str) -> None:
    root = small_notebooks.parent
    book = Workbook.load(root)
    before = provenance.inputs(book), ReportNames(book, (), (), ())
    (root / "params" / "commentary").mkdir()
    (root / "params" / name).write_bytes(b"\xff: [")
    assert provenance.inputs(Workbook.load(root)) == before[0]
    assert list(before[1].check_commentary()) == []


@pytest.mark.parametrize("name", ["copy-2020-en.md", "old.yaml", "backup.yaml", "copies of it.md", "town-ash-2020(b).md"])
def test_what_is_called_like_a_copy_and_is_none_counts(small_notebooks: Path, name: str) -> None:
    root = small_notebooks.parent
    before = provenance.inputs(Workbook.load(root))
    (root / "params" / name).write_text("a: 1", "utf-8")
    assert provenance.inputs(Workbook.load(root)) != before
