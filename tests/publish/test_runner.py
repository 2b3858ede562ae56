"""Reports are made by real kernels; one that fails is told by name, keeps its notebook, and stops no other."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reportlib.publish.parameters import read_template
from reportlib.publish.plan import Job
from reportlib.publish.runner import Outcome, Settings, run, write_whole
from reportlib.workbook import Workbook

SETTINGS = """title: {en: T}
issuer: {en: I}
languages: [en]
levels: [{id: top, name: {en: Top}}]
data: [{file: data/figures.csv, origin: reported}]
"""
CATALOGUE = """version: "1"
dimensions: [{id: d, name: {en: D}}]
owners: [{id: o, name: {en: O}}]
indicators:
  - {id: i, name: {en: I}, dimension: d, owner: o, measure: {en: m}, kind: flow, levels: [top], note: {en: n}}
"""
PARAMETERS = 'unit: str = "a"  # unit\nperiod: str = "2020"  # period\nlang: str = "en"  # language'
CELLS = {
    "good": "print('made for', unit)",
    "raises": "raise KeyError('no such figure')",
    "exits": "import os\nos._exit(3)",
    "kills": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    root = tmp_path_factory.mktemp("tiny")
    for folder in ("params", "data", "notebooks"):
        (root / folder).mkdir()
    units = "units:\n  - {id: a, name: {en: A}, level: top}\n"
    for name, text in (("workbook", SETTINGS), ("catalogue", CATALOGUE), ("units", units)):
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    (root / "data" / "figures.csv").write_text("indicator,unit,period,value\ni,a,2020,1\n", "utf-8")
    for name, source in CELLS.items():
        parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        metadata = {"language_info": {"name": "python"}, "reportlib": {"level": "top", "title": {"en": "report"}}}
        cells = [new_markdown_cell("# A report"), parameters, new_code_cell(source), new_code_cell("print('after')")]
        nbformat.write(new_notebook(cells=cells, metadata=metadata), root / "notebooks" / f"{name}.ipynb")
    return Workbook.load(root)


def made(book: Workbook, output: Path, *names: str, force: bool = False, jobs: int = 2) -> dict[str, Outcome]:
    plan = [Job(read_template(book.root / "notebooks" / f"{name}.ipynb"), "a", "2020", "en") for name in names]
    settings = Settings(output=output, jobs=jobs, force=force, rerun=("--output", str(output)))
    return {outcome.name.split("-")[0]: outcome for outcome in run(plan, book, settings)}


@pytest.mark.slow
@pytest.mark.skipif("sys.platform == 'win32'", reason="a kernel cannot kill its worker there")
def test_reports_that_fail_are_told_by_name_and_stop_no_other(book: Workbook, tmp_path: Path) -> None:
    outcomes = made(book, tmp_path, *CELLS)

    assert {name: outcome.state for name, outcome in outcomes.items()} == {
        "good": "built",
        "raises": "failed",
        "exits": "failed",
        "kills": "failed",
    }
    assert "made for a" in (tmp_path / "good-a-2020-en.html").read_text("utf-8")
    raised = outcomes["raises"]
    assert (raised.cell, raised.error) == (3, "KeyError: 'no such figure'")
    assert raised.rerun.startswith("python -m reportlib build --template raises --unit a --period 2020 --lang en --output ")
    assert (outcomes["exits"].cell, "Kernel died" in outcomes["exits"].error) == (3, True)
    assert "worker process died" in outcomes["kills"].error
    kept = nbformat.read(tmp_path / "failed" / "raises-a-2020-en.ipynb", as_version=4)
    assert any("no such figure" in str(cell.get("outputs")) for cell in kept.cells)
    assert (tmp_path / "failed" / "exits-a-2020-en.ipynb").is_file()
    assert not list(tmp_path.rglob("*.part"))
    assert [path.name for path in tmp_path.glob("*.html")] == ["good-a-2020-en.html"]


@pytest.mark.slow
def test_what_is_up_to_date_is_not_made_again_unless_forced(book: Workbook, tmp_path: Path) -> None:
    page = tmp_path / "good-a-2020-en.html"

    assert made(book, tmp_path, "good")["good"].state == "built"
    first = page.read_bytes()
    page.write_bytes(first + b"<!-- by hand -->")
    assert made(book, tmp_path, "good")["good"].state == "unchanged"
    assert page.read_bytes() == first + b"<!-- by hand -->"
    assert made(book, tmp_path, "good", force=True)["good"].state == "built"
    assert page.read_bytes() == first


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "page.html"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \ud800")

    assert path.read_text("utf-8") == "old"
