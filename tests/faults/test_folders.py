from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportlib import atomic, private
from reportlib.atomic import clear_parts, write_bytes, write_whole
from reportlib.build import building
from reportlib.build.run_log import Log
from reportlib.plan.built_files import BuiltFiles, put
from reportlib.plan.plan import LastPlan, key_of
from reportlib.site import failures
from reportlib.site.index import index_text
from reportlib.site.listing import Listing, odd, read_facts
from reportlib.workbook import Workbook

from ..people import COLLEAGUE, STRANGER, TEAM, done_as, open_folder
from . import crashes
from .conftest import Book, pages_in

PAGE = "good-a-2020-en"


def test_a_link_planted_under_the_name_of_a_part_is_not_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine", "utf-8")
    monkeypatch.setattr(secrets, "token_hex", lambda _: "0123456789abcdef")  # even if it were foreseen
    (tmp_path / ".reportlib-0123456789abcdef.part").symlink_to(precious)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "index.html", "page")
    assert precious.read_text("utf-8") == "mine"


def test_no_two_parts_have_the_same_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[str] = []

    def noted(path: Path, data: bytes, *, mode: int) -> None:
        seen.append(path.name)
        private.write_new(path, data, mode=mode)

    monkeypatch.setattr(atomic, "write_new", noted)
    for _ in range(3):
        write_whole(tmp_path / "index.html", "page")
    assert len(set(seen)) == 3 and all(atomic.PART.fullmatch(name) for name in seen)


def test_what_fails_leaves_no_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OSError):
        write_bytes(tmp_path / "page.html", b"data")
    with pytest.raises(OSError):
        write_bytes(tmp_path / ("n" * 300), b"data")
    monkeypatch.setattr(os, "fdopen", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_bytes(tmp_path / "other.html", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def full_disk(*_: object, **__: object) -> object:
    raise OSError(28, "No space left on device")


def test_only_parts_of_ours_are_cleared(tmp_path: Path) -> None:
    theirs = [".movie.part", ".reportlib-notes.part", "failed/.x.part", "deep/.reportlib-0123456789abcdef.part"]
    for name in [*theirs, ".reportlib-0123456789abcdef.part", "failed/.reportlib-0123456789abcdef.part"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    clear_parts(tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(theirs)


def test_new_files_and_folders_are_as_open_as_a_shared_folder_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "failed" / "page", "text")
        write_whole(tmp_path / "page", "text")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("failed", "failed/page", "page")]
    assert modes == [0o2775, 0o664, 0o664]


def test_new_files_in_a_folder_of_ones_own_follow_the_umask(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "page", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "page").stat().st_mode) == 0o600


@pytest.mark.parametrize("place", [".", "data", "params", "notebooks", "data/deep", "theirs", "theirs/index.html"])
def test_a_folder_that_is_not_for_reports_is_refused(book: Book, place: str) -> None:
    (book.root / "theirs").mkdir()
    (book.root / "theirs" / "index.html").write_text("mine", "utf-8")
    before = {path: path.read_bytes() for path in book.root.rglob("*") if path.is_file()}
    done = crashes.build(book.root, "--output", place)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1 and done.err.startswith("--output ")
    assert {path: path.read_bytes() for path in book.root.rglob("*") if path.is_file()} == before


def test_nothing_that_no_build_made_is_overwritten_or_removed(book: Book) -> None:
    book.lists("good", units=("a", "b"))
    out = book.root / "theirs"
    theirs = [
        "notes.html",
        "failed/notes.html",
        ".movie.part",
        f"{PAGE}.xlsx",
        f"{PAGE}.pdf",
        "good-b-2020-en.html",
        "outputs.txt",
    ]
    for name in theirs:
        (out / name).parent.mkdir(exist_ok=True, parents=True)
        (out / name).write_text("mine", "utf-8")
    done = crashes.build(book.root, "--output", "theirs", "--into")
    assert done.code == 1
    assert "'good-b-2020-en.html' was not made by a build; move it away" in done.err
    assert (out / f"{PAGE}.html").is_file() and (out / "index.html").is_file()
    (book.root / "data" / "figures.csv").write_text("indicator,unit,period,value\ni,a,2020,9\n", "utf-8")
    copied = crashes.build(book.root, "--output", "theirs", "--xlsx", "--force", "--unit", "a")
    assert f"'{PAGE}.xlsx' was not made by a build" in copied.err
    assert all((out / name).read_text("utf-8") == "mine" for name in theirs)


def test_an_index_that_is_somebody_elses_is_told_before_any_work(book: Book) -> None:
    out = book.root / "theirs"
    out.mkdir()
    (out / "index.html").write_text("mine", "utf-8")
    done = crashes.build(book.root, "--output", "theirs", "--into")
    assert done.code == 2
    assert "'index.html' was not made by a build; move it away" in done.err and len(done.err.splitlines()) == 1
    assert not (out / f"{PAGE}.html").exists()
    assert (out / "index.html").read_text("utf-8") == "mine"


def test_a_copy_that_somebody_went_on_working_in_is_kept(book: Book) -> None:
    crashes.build(book.root, "--xlsx")
    copy = book.root / "outputs" / f"{PAGE}.xlsx"
    copy.write_bytes(copy.read_bytes() + b"my notes")
    book.template("good", "print('otherwise', unit)")
    done = crashes.build(book.root, "--xlsx")
    assert done.code == 1 and f"'{PAGE}.xlsx' was changed since a build made it" in done.err
    assert copy.read_bytes().endswith(b"my notes")
    assert crashes.build(book.root, "--xlsx", "--force").code == 0
    assert not copy.read_bytes().endswith(b"my notes")


def cut(page: Path) -> None:
    data = page.read_bytes()
    page.write_bytes(data[: len(data) // 2])


def within(page: Path) -> None:
    """Replace some bytes of a page by others, without changing its length."""
    data = page.read_bytes()
    page.write_bytes(data[:-100] + b"x" * 50 + data[-50:])


def unlisted(page: Path) -> None:
    (page.parent / ".reportlib" / "made.jsonl").write_text("half a li", "utf-8")
    cut(page)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut": cut,
    "within": within,
    "unlisted": unlisted,
    "empty": lambda page: page.write_bytes(b""),
    "binary": lambda page: page.write_bytes(b"\xff\xfe\x00" * 999),
    "GBK": lambda page: page.write_bytes("报告".encode("gbk") * 99),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_page_is_made_again(book: Book, how: str) -> None:
    assert crashes.build(book.root).code == 0
    good, written = pages_in(book.root / "outputs"), f"os.rename {PAGE}.html"
    DAMAGE[how](book.root / "outputs" / f"{PAGE}.html")
    done = crashes.build(book.root)
    assert (done.code, written in done.points, done.pages() == good) == (0, True, True)
    assert written not in crashes.build(book.root).points


def linked(page: Path) -> None:
    page.symlink_to(page.parent / "nowhere")


def headed(page: Path) -> None:
    page.write_text('<meta name="reportlib:period" content="soon">', "utf-8")


def odd_pages(output: Path) -> None:
    (output / "x1.html").mkdir()
    linked(output / "x2.html")
    os.mkfifo(output / "x3.html")
    headed(output / "x4.html")


def other_bytes(output: Path) -> None:
    for name in (".reportlib/failed.json", ".reportlib/last-build.js", ".reportlib/plan.json", "index.html"):
        (output / name).write_bytes("目录".encode("gbk"))


def other_shapes(output: Path) -> None:
    (output / ".reportlib" / "failed.json").write_text('[{"name": 1}, 2, null]', "utf-8")
    (output / ".reportlib" / "plan.json").write_text('{"inputs": 1, "reach": 2}', "utf-8")
    (output / ".reportlib" / "made.jsonl").write_bytes(b"\xff\n[1]\n{}\n[[],2]\n")


KEPT_FILES = ("failed.json", "plan.json")
FAILED = {"name": "a", "title": "t", "lang": "en", "unit": "a", "unit_name": "A", "level": "l", "period": "2020", "template": "t"}
FAILED |= {"status": "final", "error": "e", "traceback": "", "rerun": ""}
ODD = {
    "period": {"period": "soon"},
    "folder": {"name": "../../a"},
    "long name": {"name": "n" * 300},
    "nothing in a name": {"name": "a\0"},
    "half a character": {"title": "\ud800"},
    "number": {"title": 1},
    "list": {"traceback": [[]]},
    "cell": {"cell": "x"},
    "unknown": {"colour": "red"},
}


@pytest.mark.parametrize("how", ODD)
def test_a_report_that_failed_and_is_not_told_whole_costs_no_other(tmp_path: Path, how: str) -> None:
    kept = tmp_path / ".reportlib" / "failed.json"
    kept.parent.mkdir()
    whole = FAILED | {"cell": 1}
    kept.write_text(json.dumps([whole | ODD[how], whole]), "utf-8")
    assert [failed.name for failed in failures._kept_failures(tmp_path)] == ["a"]
    assert list(failures.odd_kept(tmp_path)) == [(kept, "it is not what a build writes")]
    kept.write_text(json.dumps([whole]), "utf-8")
    assert list(failures.odd_kept(tmp_path)) == []


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[" * 60 + "]" * 60, "1", '"x"', "null", '{"reach": 1}', '{"inputs": {}}', "\ud7ff"]
)
def test_what_a_build_kept_in_another_shape_is_named_and_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / ".reportlib").mkdir()
    for name in KEPT_FILES:
        (tmp_path / ".reportlib" / name).write_text(text, "utf-8")
    assert failures._kept_failures(tmp_path) == [] and LastPlan.recall(tmp_path, {}) is None
    assert [path.name for path, _ in failures.odd_kept(tmp_path)] == list(KEPT_FILES)


def test_halves_of_characters_are_not_remembered(tmp_path: Path) -> None:
    (tmp_path / ".reportlib").mkdir()
    told = {"inputs": {}, "reach": ["2020", "2020", "2020", "\ud800"], "keys": {}}
    (tmp_path / ".reportlib" / "plan.json").write_text(json.dumps(told), "utf-8")
    assert LastPlan.recall(tmp_path, {}) is None


def test_a_page_that_nobody_may_read_is_passed_over_and_named(theirs: Path, small_workbook: Workbook) -> None:
    for name in ("x.html", f"{PAGE}.xlsx"):
        (theirs / name).write_text("mine", "utf-8")
        (theirs / name).chmod(0)
    put(theirs, f"{PAGE}.html", b"page")
    (theirs / ".reportlib" / "made.jsonl").chmod(0o644)
    (theirs / f"{PAGE}.html").chmod(0)
    os.chown(theirs / ".reportlib", STRANGER, TEAM)

    def passed_over() -> None:
        assert list(odd(theirs)) == [(name, "Permission denied") for name in (f"{PAGE}.html", "x.html")]
        assert key_of(theirs / f"{PAGE}.html") is None and not BuiltFiles.read(theirs).intact(f"{PAGE}.html")
        assert (
            BuiltFiles.read(theirs).foreign("x.html")
            == BuiltFiles.read(theirs).foreign(f"{PAGE}.xlsx")
            == "was not made by a build"
        )
        assert read_facts(theirs) == []
        text = index_text(Listing.of(theirs, small_workbook, ()))
        assert "x.html" not in text

    assert done_as(STRANGER, passed_over) == ""


def deep(output: Path) -> None:
    for name in ("failed.json", "plan.json"):
        (output / ".reportlib" / name).write_text("[" * 100_000 + "]" * 100_000, "utf-8")


@pytest.mark.parametrize("spoil", [odd_pages, other_bytes, other_shapes, deep])
def test_odd_things_end_no_build(book: Book, spoil: Callable[[Path], None]) -> None:
    crashes.build(book.root)
    spoil(book.root / "outputs")
    book.lists("good", units=("a", "b"))
    done = crashes.build(book.root)
    assert done.code == 0, done.err
    if spoil is odd_pages:
        kinds = {"x1": "a folder", "x2": "a link", "x3": "a pipe or a device", "x4": "its head is not that of a report"}
        assert all(f"{name}.html: {kind}" in done.out for name, kind in kinds.items())
    else:
        assert all(f"passed over: {book.root / 'outputs' / '.reportlib' / name}" in done.out for name in KEPT_FILES)
    assert all(f"good-{unit}-2020-en" in done.index for unit in "ab")
    assert "Traceback" not in done.err + done.out


def test_a_page_whose_place_is_taken_fails_by_name(book: Book) -> None:
    output = book.root / "outputs"
    output.mkdir()
    (output / "good-a-2020-en.html").mkdir()
    (output / "good-b-2020-en.html").symlink_to(book.root / "params" / "units.yaml")
    os.mkfifo(output / "good-c-2020-en.html")
    units = (book.root / "params" / "units.yaml").read_bytes()
    book.lists("good", units=("a", "b", "c", "d"))
    done = crashes.build(book.root)
    assert done.code == 1
    for unit, kind in (("a", "a folder"), ("b", "a link"), ("c", "a pipe or a device")):
        assert f"'good-{unit}-2020-en.html' is {kind}; move it away" in done.err
    assert (book.root / "params" / "units.yaml").read_bytes() == units
    assert "made for d" in done.page("good-d-2020-en")


def test_half_a_line_of_the_list_costs_no_other(tmp_path: Path) -> None:
    put(tmp_path, "a.html", b"one</html>")
    with (tmp_path / ".reportlib" / "made.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('["b.ht')
    put(tmp_path, "c.html", b"three</html>")
    made = BuiltFiles.read(tmp_path)
    assert set(made.stamps) == {"a.html", "c.html"}
    assert made.intact("a.html") and made.intact("c.html")
    made.rewrite()
    assert [json.loads(line)[0] for line in (tmp_path / ".reportlib/made.jsonl").read_text().split("\n") if line] == [
        "a.html",
        "c.html",
    ]


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A folder for reports that belongs to another user."""
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    top = open_folder()
    output = top / "out"
    output.mkdir()
    os.chown(output, STRANGER, TEAM)
    yield output
    shutil.rmtree(top, ignore_errors=True)


def written(output: Path) -> None:
    """Write every kind of file that a build writes, by the functions that a build uses."""
    with building._locked(output), Log.begin(output, dt.datetime.now(dt.UTC)) as log:
        write_whole(output / ".reportlib" / "unfinished", "")
        for name in ("index.html", f"{PAGE}.html", f"failed/{PAGE}.ipynb"):
            put(output, name, os.urandom(8))
        write_whole(output / ".reportlib" / "plan.json", "{}")
        write_whole(log.folder / "run.json", "{}")
        (output / "failed" / f"{PAGE}.ipynb").unlink()
        BuiltFiles.read(output).rewrite()


def test_two_people_of_a_group_share_a_folder(theirs: Path) -> None:
    theirs.chmod(0o2775)
    for user in (STRANGER, COLLEAGUE, STRANGER):
        assert done_as(user, lambda: written(theirs)) == ""
    open_to_all = [path for path in theirs.rglob("*") if path.stat().st_gid != TEAM]
    assert open_to_all == []


def test_whose_folder_it_is_is_said_in_one_line(theirs: Path) -> None:
    theirs.chmod(0o755)
    assert done_as(STRANGER, lambda: written(theirs)) == ""
    said = done_as(COLLEAGUE, lambda: written(theirs))
    assert said.startswith(f"ParameterError: '{theirs}' belongs to ") and "\n" not in said
    assert "you may not write to it; name another folder with --output, or ask for a shared one" in said


def test_a_lock_that_is_not_shared_is_said_in_one_line(theirs: Path) -> None:
    theirs.chmod(0o2775)
    assert done_as(STRANGER, lambda: written(theirs)) == ""
    (theirs / ".reportlib" / "lock").chmod(0o644)  # as builds of before left it
    said = done_as(COLLEAGUE, lambda: written(theirs))
    assert said.startswith(f"ParameterError: '{theirs}/.reportlib/lock' belongs to ") and "chmod -R g+rwX" in said


def test_in_a_sticky_folder_whose_file_is_in_the_way_is_said_in_one_line(theirs: Path) -> None:
    theirs.chmod(0o3775)
    assert done_as(STRANGER, lambda: written(theirs)) == ""
    said = done_as(COLLEAGUE, lambda: written(theirs))
    assert "\n" not in said and "' belongs to " in said
    assert f"the folder is sticky: nobody else may replace it; chmod -t '{theirs}" in said
    for folder in (theirs, theirs / ".reportlib", theirs / "failed", theirs / "runs"):
        folder.chmod(0o2775)
    assert done_as(COLLEAGUE, lambda: written(theirs)) == ""
