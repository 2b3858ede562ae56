"""No page links to a report that failed and has no page. When the report is made later, related pages link to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ..commands import command

pytestmark = pytest.mark.slow
REPORTS = """\
reports:
  - {template: realm, periods: [2020Q4], units: [whole], languages: [en]}
  - {template: region, periods: [2020Q4], units: [north, south], languages: [en]}
  - {template: town, periods: [2020Q3, 2020Q4], units: [ash], languages: [en]}
"""
RAISES = {"region": "if unit == 'north':\n    raise LookupError('no figures of the north')", "town": "assert period != '2020Q3'"}


@pytest.fixture
def folder(small_folder: Path, small_notebooks: Path) -> Path:
    """A workbook in which two reports cannot be made: that of the region north, and that of the town ash for 2020Q3."""
    (small_folder / "params" / "reports.yaml").write_text(REPORTS, "utf-8")
    notebook = json.loads((small_notebooks / "town.ipynb").read_text("utf-8"))
    for level in ("realm", "region", "town"):
        write(small_notebooks / f"{level}.ipynb", notebook, level, RAISES.get(level, ""))
    return small_folder


def write(path: Path, notebook: dict[str, object], level: str, source: str) -> None:
    made = json.loads(json.dumps(notebook))
    made["metadata"]["reportlib"] = {"level": level, "title": {"zh": "报告", "en": "report"}}
    made["cells"][-1]["source"] = f"{made['cells'][-1]['source']}\n{source}".splitlines(keepends=True)
    path.write_text(json.dumps(made), "utf-8")


def build(folder: Path, *words: str, code: int = 0) -> str:
    done = command("build", "--jobs", "1", *words, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def links(folder: Path, name: str) -> set[str]:
    soup = BeautifulSoup((folder / "outputs" / f"{name}.html").read_text("utf-8"), "html.parser")
    names = {str(link["href"]).partition("#")[0] for link in soup.select("a[href]")}
    return {name.removesuffix(".html") for name in names if name.endswith(".html")} - {"index"}


def test_no_link_leads_to_a_report_that_failed(folder: Path) -> None:
    said = build(folder, code=1)
    pages = {path.stem for path in (folder / "outputs").glob("*.html")}
    assert pages == {"index", "realm-whole-2020Q4-en", "region-south-2020Q4-en", "town-ash-2020Q4-en"}
    assert links(folder, "realm-whole-2020Q4-en") == {"region-south-2020Q4-en"}
    assert links(folder, "town-ash-2020Q4-en") == {"realm-whole-2020Q4-en"}
    assert "3 built, 0 unchanged, 2 failed" in said
    listed = (folder / "outputs" / "reports.js").read_text("utf-8")
    rows = json.loads(re.match(r"var reportlibReports = (.*);\n", listed)[1])["rows"]  # type: ignore[index]
    assert len(rows) == 3

    again = build(folder, code=1)
    assert "0 built, 3 unchanged, 2 failed" in again, "nothing but what failed is tried again"
    verified = command("verify", "outputs/town-ash-2020Q4-en.html", cwd=folder)
    assert verified.returncode == 0 and "identical" in verified.stdout, verified.stdout


def test_what_is_made_at_last_is_linked_to_in_the_same_build(folder: Path) -> None:
    build(folder, code=1)
    notebook = folder / "notebooks" / "region.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("unit == 'north'", "False"), "utf-8")
    build(folder, code=1)
    assert links(folder, "realm-whole-2020Q4-en") == {"region-south-2020Q4-en", "region-north-2020Q4-en"}
    assert links(folder, "town-ash-2020Q4-en") == {"realm-whole-2020Q4-en", "region-north-2020Q4-en"}
    assert links(folder, "region-north-2020Q4-en") == {"realm-whole-2020Q4-en", "town-ash-2020Q4-en"}
    assert "0 built, 4 unchanged, 1 failed" in build(folder, code=1)


def test_an_older_page_of_a_report_that_fails_is_linked_to_still(folder: Path) -> None:
    notebook = folder / "notebooks" / "region.ipynb"
    spoilt = notebook.read_text("utf-8")
    notebook.write_text(spoilt.replace("unit == 'north'", "False"), "utf-8")
    build(folder, code=1)
    notebook.write_text(spoilt, "utf-8")
    build(folder, code=1)
    assert links(folder, "town-ash-2020Q4-en") == {"realm-whole-2020Q4-en", "region-north-2020Q4-en"}
