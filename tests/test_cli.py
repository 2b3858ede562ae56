from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner, Result

import reportlib
from reportlib.cli import app
from reportlib.workbook.schemas import MODELS

from .commands import command

ROOT = Path(__file__).parents[1]
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
  - {id: i, name: {en: Things made}, dimension: d, owner: o, measure: {en: m}, kind: flow, levels: [top], note: {en: n}}
"""
REPORTS = "reports:\n  - {template: good, periods: [2020], units: all, languages: [en]}\n"


def said(*arguments: str | Path, code: int = 0) -> str:
    result: Result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def ran(*arguments: str | Path, code: int = 0) -> str:
    done = command(*map(str, arguments), cwd=Path.cwd())
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    for folder in ("params", "data", "notebooks"):
        (root / folder).mkdir(parents=True)
    units = "units:\n  - {id: a, name: {en: A}, level: top}\n"
    files = {"workbook": SETTINGS, "catalogue": CATALOGUE, "units": units, "reports": REPORTS}
    for name, text in files.items():
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    (root / "data" / "figures.csv").write_text("indicator,unit,period,value\ni,a,2020,1\n", "utf-8")
    for name, source in (("good", "print('made for', unit)"), ("bad", "1 / 0")):
        cell = new_code_cell('unit: str = "a"\nperiod: str = "2020"\nlang: str = "en"', metadata={"tags": ["parameters"]})
        metadata = {"language_info": {"name": "python"}, "reportlib": {"level": "top", "title": {"en": "report"}}}
        nbformat.write(new_notebook(cells=[cell, new_code_cell(source)], metadata=metadata), root / "notebooks" / f"{name}.ipynb")
    return root


def test_the_version_is_told() -> None:
    assert said("--version").strip() == f"reportlib {reportlib.__version__}"


def test_the_catalogue_is_printed_or_written(tiny: Path, tmp_path: Path) -> None:
    printed = said("catalogue", "--workbook", tiny)

    assert "### Things made (`i`)" in printed
    said("catalogue", "--workbook", tiny, "--output", tmp_path / "new" / "reference.md")
    assert (tmp_path / "new" / "reference.md").read_text("utf-8") == printed
    assert "--lang 'zh' is not known; choices: en (1)" in said("catalogue", "--workbook", tiny, "--lang", "zh", code=2)


def test_schemas_are_written_into_the_workbook(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny / "data")

    assert len(said("schema").splitlines()) == len(MODELS)
    assert {path.name for path in (tiny / "params" / "schemas").iterdir()} == {f"{name}.schema.json" for name in MODELS}


@pytest.mark.slow
def test_a_build_runs_from_a_folder_inside_the_workbook_and_tells_how_it_went(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny / "data")

    first, second = ran("build", "--jobs", "1"), ran("build", "--jobs", "1")

    assert "1/1 built good-a-2020-en" in first and "1 built, 0 unchanged, 0 failed" in first
    assert "0 built, 1 unchanged, 0 failed" in second
    assert "good-a-2020-en.html" in (tiny / "outputs" / "index.html").read_text("utf-8")
    runs = list((tiny / "outputs" / "runs").iterdir())
    assert len(runs) == 1, "a build that has nothing to do writes nothing"
    run = json.loads((runs[0] / "run.json").read_text("utf-8"))
    assert [(report["state"], report["attempts"]) for report in run["reports"]] == [("built", 1)]
    assert "built good-a-2020-en in" in (runs[0] / "build.log").read_text("utf-8")


@pytest.mark.slow
def test_a_report_that_fails_leaves_1_with_its_cell_and_the_command_that_reruns_it(tiny: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.yaml"
    more.write_text(REPORTS + REPORTS.partition("\n")[2].replace("good", "bad"), "utf-8")

    told = ran("build", more, "--workbook", tiny, "--output", tmp_path / "out", "--single-file", code=1)

    assert "1 built, 0 unchanged, 1 failed" in told
    assert "failed: bad-a-2020-en, cell 2: ZeroDivisionError: division by zero" in told
    assert f"again: python -m reportlib build --template bad --unit a --period 2020 --lang en {more}" in told
    kept = {".reportlib", "failed", "good-a-2020-en.html", "index.html", "reports.js", "runs"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == kept


@pytest.mark.slow
def test_a_plan_says_what_is_due_and_why_and_makes_nothing(tiny: Path) -> None:
    assert "good-a-2020-en: new\n1 due, 0 up to date" in said("plan", "--workbook", tiny)
    assert not (tiny / "outputs").exists()
    ran("build", "--workbook", tiny, "--jobs", "1")

    assert said("plan", "--workbook", tiny).startswith("0 due, 1 up to date\n")
    figures = tiny / "data" / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace("2020,1", "2020,2"), "utf-8")
    assert "good-a-2020-en: own figures\n1 due" in said("plan", "--workbook", tiny)
    assert "good-a-2020-en: forced\n" in said("plan", "--workbook", tiny, "--force")


def test_bad_input_leaves_2_and_writes_nothing(tiny: Path) -> None:
    assert "--unit 'b' is not known" in said("build", "--workbook", tiny, "--unit", "b", code=2)
    assert not (tiny / "outputs").exists()


@pytest.mark.slow
def test_a_report_that_failed_is_built_again_with_the_copies_that_were_asked_for(tiny: Path, tmp_path: Path) -> None:
    (tiny / "params" / "reports.yaml").write_text(REPORTS.replace("good", "bad"), "utf-8")
    told = ran("build", "--workbook", tiny, "--output", tmp_path / "out", "--xlsx", code=1)

    again = next(line for line in told.splitlines() if "again: " in line)
    assert again.endswith(f"--workbook {tiny} --output {tmp_path / 'out'} --xlsx")


def test_a_browser_that_is_not_there_is_told_before_anything_is_read(tiny: Path) -> None:
    (tiny / "data" / "figures.csv").unlink()
    told = said("build", "--workbook", tiny, "--pdf", "--browser", tiny / "none", code=2)

    assert f"--browser '{tiny / 'none'}' is not a program" in told


@pytest.mark.parametrize(
    ("zone", "previous"), [("Pacific/Kiritimati", "2020Q4"), ("Pacific/Pago_Pago", "2020Q3")], ids=lambda text: str(text)
)
def test_previous_is_what_the_time_zone_of_the_calendar_says(
    zone: str, previous: str, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["reportlib.cli.app"], "now", lambda: dt.datetime(2020, 12, 31, 10, 30, tzinfo=dt.UTC))
    settings = tiny / "params" / "workbook.yaml"
    settings.write_text(settings.read_text("utf-8") + f"calendar: {{timezone: {zone}}}\n", "utf-8")
    (tiny / "data" / "figures.csv").write_text("indicator,unit,period,value\ni,a,2020Q3,1\ni,a,2021Q1,1\n", "utf-8")

    assert f"good-a-{previous}-en: new" in said("plan", "--workbook", tiny, "--period", "previous")
