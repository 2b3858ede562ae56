from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from ..browser.own import CELLS, PARAMETERS, REPORT, template, workbook
from ..commands import command

pytestmark = pytest.mark.slow


def run(book: Path, *words: str, code: int = 0, program: str = "") -> str:
    """The output of a reportlib command, or of another Python program, after a check of its exit code."""
    other = [sys.executable, "-m", program, *words]
    done = subprocess.run(other, cwd=book, capture_output=True, text=True, check=False) if program else command(*words, cwd=book)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("own-builds"))


@pytest.fixture(scope="module")
def built(book: Path) -> Path:
    (book / "own.yaml").write_text(
        "reports:\n"
        "  - {template: own, periods: [2004], units: [china], languages: [en], with: {topic: [all, trade union], depth: 1}}\n",
        "utf-8",
    )
    (book / "params" / "reports.yaml").write_text((book / "own.yaml").read_text("utf-8"), "utf-8")
    run(book, "build", "--jobs", "1", "--xlsx")
    return book / "outputs"


def named(built: Path) -> Path:
    (page,) = built.glob("own-china-2004-en-topic-trade-union-*.html")
    return page


def test_each_value_has_its_page_its_title_and_its_line_in_the_index(built: Path) -> None:
    plain, other = (built / "own-china-2004-en.html").read_text("utf-8"), named(built).read_text("utf-8")
    assert "1,234,567 people, on all." in plain and "1,234,567 people, on trade union." in other
    assert "<title>China: report of one&#39;s own (trade union)" in other and "(trade union)" not in plain
    assert 'content="{&#34;topic&#34;: &#34;trade union&#34;}"' in other and "reportlib:settings" not in plain
    assert named(built).stem in (built / "index.html").read_text("utf-8")


def test_a_page_with_parameters_of_its_own_can_be_proved_and_is_up_to_date(built: Path, book: Path) -> None:
    assert "identical" in run(book, "verify", str(named(built)))
    assert run(book, "plan", "--xlsx").startswith("0 due, 2 up to date")
    told = run(book, "plan", "--set", "topic=trade union", "--set", "depth=2")
    assert "-depth-2: new" in told and told.splitlines()[1] == "1 due, 0 up to date"


def test_papermill_gives_the_same_page(built: Path, book: Path, tmp_path: Path) -> None:
    executed, told = tmp_path / "x.ipynb", ("-p", "unit", "china", "-p", "lang", "en", "-p", "topic", "trade union")
    run(book, "notebooks/own.ipynb", str(executed), *told, "--no-progress-bar", program="papermill")
    run(book, "--to", "report_html", str(executed), "--output-dir", str(tmp_path), program="nbconvert")
    run(book, "build", "--set", "topic=trade union", "--single-file", "--output", str(tmp_path / "out"))
    (page,) = (tmp_path / "out").glob("own-*.html")
    mine, theirs = ((path.read_text("utf-8")) for path in (tmp_path / "x.html", page))
    key = theirs.partition('reportlib:key" content="')[2].partition('"')[0]
    assert mine == theirs.replace(key, "")


def test_papermill_explains_parameters_of_its_own(book: Path) -> None:
    said = " ".join(run(book, "--help-notebook", "notebooks/own.ipynb", program="papermill").split())
    assert 'topic: str (default "all") what the report is about' in said and "depth: int (default 1) how far it goes" in said


def test_commentary_on_a_report_with_parameters_stands_on_it_alone(built: Path, book: Path) -> None:
    commentary = book / "params" / "commentary"
    commentary.mkdir()
    (commentary / f"{named(built).stem}.md").write_text("Said of this one.", "utf-8")
    run(book, "build", "--jobs", "1", "--xlsx")
    assert "Said of this one." in named(built).read_text("utf-8")
    assert "Said of this one." not in (built / "own-china-2004-en.html").read_text("utf-8")


LOSSES = {
    "none": ("from reportlib.blocks import standard\nstandard.movement(report.view, report.words)", "ends in standard.movement("),
    "unset": ("figure = None\nfigure", "ends in figure, which is None"),
    "widget": ("import plotly.graph_objects as go\ngo.FigureWidget(go.Bar(y=[1]))", "shows the widget FigureWidget"),
    "text": ("list(report.overview())[:1]", "shows only Python's text [Piece(role='section'"),
    "untitled": (
        "import plotly.express as px\nreport.figure(px.bar(y=[1]), alt='x')",
        "ParameterError: report.figure: title is missing",
    ),
    "forgets": ("report.opening();", "pass it the template's own parameters too, such as owner=owner"),
}


def test_what_would_be_lost_fails_by_its_cell_and_what_can_be_shown_does_not(tmp_path: Path) -> None:
    book = workbook(tmp_path)
    for name, (source, _) in LOSSES.items():
        given = REPORT.replace('"own"', f'"{name}"').replace(
            ", topic=topic, depth=depth", "" if name == "forgets" else ", topic=topic"
        )
        template(
            book,
            name,
            CELLS[0],
            new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            new_code_cell(given),
            new_code_cell("report.opening()[:3]"),
            new_code_cell(source),
        )
    lists = [
        f"  - {{template: {name}, periods: [2004], units: [china], languages: [en], with: {{topic: x}}}}\n" for name in LOSSES
    ]
    (book / "params" / "reports.yaml").write_text("reports:\n" + "".join(lists), "utf-8")
    run(book, "build", "--jobs", "1", code=1)
    (record,) = (book / "outputs" / "runs").glob("*/run.json")
    outcomes = {report["name"].partition("-")[0]: report for report in json.loads(record.read_text("utf-8"))["reports"]}
    for name, (_, says) in LOSSES.items():
        assert outcomes[name]["cell"] == (3 if name == "forgets" else 5), outcomes[name]["error"]
        assert says in outcomes[name]["error"] and "\n" not in outcomes[name]["error"]
        assert "--set topic=x --set depth=1" in outcomes[name]["rerun"]
