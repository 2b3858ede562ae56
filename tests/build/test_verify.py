"""`verify` makes a page again: it is the same, or every difference is listed."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from reportlib.build import verify as verifying
from reportlib.errors import ParameterError
from reportlib.plan.expansion import Job
from reportlib.plan.parameters import Template
from reportlib.workbook import Workbook

from ..commands import command

pytestmark = pytest.mark.slow
PARAMETERS = 'unit: str = ""  # the unit\nperiod: str = "2020"  # the period\nlang: str = "en"  # the language'
REPORTS = """\
reports:
  - {template: region, periods: [2020], units: [north], languages: [en]}
  - {template: town, periods: [2020], units: [ash], languages: [en]}
  - {template: town, periods: [2020Q3, 2020Q4], units: [ash, birch], languages: [en]}
"""
ASH = "town-ash-2020-en"
FORGED = ("unit_name", "data_hash", "level", "levels")
DAYS = [dt.date.today() + dt.timedelta(days) for days in (-1, 0, 1)]
CLOCK = re.compile("|".join(day.strftime(form) for day in DAYS for form in ("%Y-?%m-?%d", "%d %b %Y", "%b %d,? %Y")).encode())
"""Today's date anywhere on earth, as programs write it. Two builds on one day would agree on it, so pages are searched for it."""


def template(level: str) -> str:
    made = f'from reportlib import Report\n\nreport = Report("{level}", unit=unit, period=period, lang=lang)'
    cells = [new_code_cell(PARAMETERS, id="p", metadata={"tags": ["parameters"]}), new_code_cell(made, id="r")]
    cells += [new_code_cell(f"report.{method}()", id=method) for method in ("opening", "overview", "notes")]
    facts = {"level": level, "title": {"zh": "报告", "en": "report"}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(new_notebook(cells=cells, metadata={"kernelspec": kernel, "reportlib": facts}))


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return command(*words, "--workbook", str(folder), cwd=folder)


def typed(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "reportlib", *words, "--workbook", str(folder)]
    return subprocess.run(program, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def unpacked(content: bytes) -> bytes:
    """The bytes of a file; for a spreadsheet, the unpacked bytes of the files in it."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        stamps = "".join(str(part.date_time) for part in parts.infolist())
        assert str(dt.date.today().year) not in stamps
        return b"\n".join(parts.read(part) for part in parts.infolist())


@pytest.fixture
def folder(small_folder: Path) -> Path:
    """The small workbook with templates, and a list of reports whose pages link to each other."""
    (small_folder / "notebooks").mkdir()
    for level in ("region", "town"):
        (small_folder / "notebooks" / f"{level}.ipynb").write_text(template(level), "utf-8")
    (small_folder / "params" / "reports.yaml").write_text(REPORTS, "utf-8")
    return small_folder


@pytest.fixture
def book(folder: Path) -> Path:
    """The small workbook after a build."""
    done = run(folder, "build", "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def said(page: Path, folder: Path) -> list[str]:
    return verifying.verify(page, Workbook.load(folder))


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), "utf-8")


def test_pages_of_one_build_verify_change_and_are_told_apart(book: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    # One build is used for all: a page that is unchanged, one that was altered, and one whose inputs changed.
    mailed = tmp_path_factory.mktemp("mail") / "from a colleague.html"
    shutil.copy(book / "outputs" / "town-birch-2020Q4-en.html", mailed)
    assert 'href="town-birch-2020Q3-en.html" rel="prev"' in mailed.read_text("utf-8")

    same = run(book, "verify", str(mailed))
    assert (same.returncode, same.stderr) == (0, ""), same.stdout
    assert same.stdout.startswith("identical")

    rewrite(mailed, "Birch: report</h1>", "Birch: rapport</h1>")
    touched = run(book, "verify", str(mailed))
    assert touched.returncode == 1
    assert touched.stdout.startswith("content: first differs at line") and "rapport" in touched.stdout

    page = book / "outputs" / f"{ASH}.html"
    rewrite(page, re.findall(r"pandas [\d.]+", page.read_text("utf-8"))[0], "pandas 0.1.2")
    rewrite(book / "data" / "returns.csv", "visits,ash,2020Q4,13,", "visits,ash,2020Q4,14,")
    rewrite(book / "params" / "catalogue.yaml", 'version: "1"', 'version: "2"')
    moved = said(page, book)
    kinds = [line.partition(":")[0] for line in moved]
    assert kinds == ["packages", "catalogue", "data", "content"]
    assert re.match(r"packages: pandas 0\.1\.2 → \d", moved[0]) and moved[1] == "catalogue: version 1 → 2"
    assert "its own figures" in moved[2] and re.search(r"[0-9a-f]{12} → [0-9a-f]{12}", moved[2])


def test_a_page_that_stands_alone_links_to_none_and_verifies(folder: Path) -> None:
    done = run(folder, "build", "--unit", "ash", "--period", "2020", "--single-file", "--output", str(folder / "mail"))
    assert done.returncode == 0, done.stdout + done.stderr
    page = folder / "mail" / f"{ASH}.html"
    assert '<nav class="near"' not in page.read_text("utf-8")
    assert said(page, folder) == []


def test_forged_facts_of_the_head_and_a_status_that_is_not_the_list_s_are_named(folder: Path) -> None:
    done = run(folder, "build", "--template", "town", "--period", "2020")
    assert done.returncode == 0, done.stdout + done.stderr
    page = folder / "outputs" / f"{ASH}.html"
    whole = page.read_text("utf-8")
    rewrite(page, '"reportlib:unit_name" content="Ash"', '"reportlib:unit_name" content="Oak"')
    rewrite(page, '"reportlib:data_hash" content="', '"reportlib:data_hash" content="0')
    rewrite(page, '<meta name="reportlib:level"', '<meta name="reportlib:levels"')

    forged = said(page, folder)

    assert forged[0] == "head: unit_name is 'Oak'; made again 'Ash'"
    assert {line.partition(" is ")[0] for line in forged[:-1]} == {f"head: {name}" for name in FORGED}
    assert "head: level is not there; made again 'town'" in forged and forged[-1].startswith("content: ")

    page.write_text(whole, "utf-8")
    rewrite(folder / "params" / "reports.yaml", "units: [ash], languages: [en]}", "units: [ash], languages: [en], status: draft}")
    assert said(page, folder) == ["status: the page says 'final', params/reports.yaml lists it as 'draft'"]


@pytest.mark.parametrize("kind", ["large", "folder", "pipe"])
def test_what_no_page_can_be_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    page = folder / "page.html"
    monkeypatch.setattr(verifying, "MAX_PAGE_BYTES", 64)
    make = {"large": lambda: page.write_text("x" * 65), "folder": page.mkdir, "pipe": lambda: os.mkfifo(page)}
    make[kind]()
    with pytest.raises(ParameterError, match="name the file of a report") as caught:
        said(page, folder)
    assert ("MB" in str(caught.value)) == (kind == "large") and len(str(caught.value).splitlines()) == 1


def test_a_page_of_beginnings_without_ends_is_looked_through_once(folder: Path) -> None:
    text = '<nav class="near" <section' * 40_000
    page = verifying.Page(text.encode(), {}, Workbook.load(folder), None)
    assert not verifying._SECTION_ID.findall(page.text)
    assert not page.related(Job(Template("town", folder, "town", {}, ()), "ash", "2020", "en"))


GONE: dict[str, tuple[Callable[[Path], object], str]] = {
    "template": (lambda f: (f / "notebooks" / "town.ipynb").unlink(), "template 'town' is no longer"),
    "unit": (lambda f: rewrite(f / "params" / "units.yaml", "id: ash,", "id: ashen,"), "unit 'ash' is not known"),
    "data": (lambda f: (f / "data" / "printed.csv").unlink(), "data/printed.csv"),
}


@pytest.mark.parametrize("what", GONE)
def test_inputs_that_are_gone_are_named(folder: Path, what: str) -> None:
    page = folder / "page.html"
    facts = {"name": ASH, "template": "town", "unit": "ash", "period": "2020", "lang": "en", "status": "final", "key": "k"}
    page.write_text("".join(f'<meta name="reportlib:{name}" content="{text}">' for name, text in facts.items()), "utf-8")
    spoil, told = GONE[what]
    spoil(folder)
    if what == "unit":  # the figures name it still, which would be told in its stead
        for name in ("data/returns.csv", "params/targets.csv"):
            rewrite(folder / name, ",ash,", ",ashen,")

    found = said(page, folder)

    assert any(line.startswith("inputs: ") and told in line for line in found), found


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("<title>A page</title>", "is not a report"),
        (
            "".join(
                f'<meta name="reportlib:{name}" content="x">'
                for name in ("name", "template", "unit", "period", "lang", "status", "key")
            ),
            "not a report of this workbook",
        ),
    ],
)
def test_what_is_no_report_of_the_workbook_is_refused(folder: Path, head: str, told: str) -> None:
    (folder / "page.html").write_text(head, "utf-8")
    with pytest.raises(ParameterError, match=told):
        said(folder / "page.html", folder)


def test_the_command_leaves_with_2_where_there_is_nothing_to_verify(folder: Path) -> None:
    done = typed(folder, "verify", str(folder / "none.html"))
    assert done.returncode == 2 and "cannot be read" in done.stderr and "Traceback" not in done.stderr


def test_two_folders_users_time_zones_and_days_make_the_same_bytes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # The builds run one after the other, in time zones in which the date is never the same.
    other = tmp_path_factory.mktemp("elsewhere") / "工作簿 two"
    shutil.copytree(folder, other)
    here = {"USER": "ann", "LOGNAME": "ann", "TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8"}
    there = {"USER": "bo", "LOGNAME": "bo", "TZ": "Etc/GMT+12", "LANG": "C", "HOME": str(other.parent), "PYTHONHASHSEED": "7"}
    for place, environment in ((folder, here), (other, there)):
        done = typed(place, "build", "--xlsx", "--pdf", "--jobs", "2" if place == folder else "1", **environment)
        assert done.returncode == 0, done.stdout + done.stderr

    def made(place: Path) -> dict[str, bytes]:
        left = (path for path in (place / "outputs").rglob("*") if path.is_file() and ".reportlib" not in path.parts)
        files = {path.relative_to(place / "outputs").as_posix(): path.read_bytes() for path in left}
        return {name: text for name, text in files.items() if not re.match(r"runs/.*/(build\.log|run\.json)$", name)}

    one, two = made(folder), made(other)
    assert {"index.html", *(f"{ASH}.{copy}" for copy in ("html", "xlsx", "pdf")), "town-birch-2020Q3-en.html"} <= one.keys()
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert [name for name, content in one.items() if CLOCK.search(unpacked(content))] == []
