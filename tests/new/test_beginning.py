from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner, Result

from reportlib.cli import app
from reportlib.plan.parameters import read_template
from reportlib.workbook import Workbook

from ..commands import command

ROOT = Path(__file__).parents[2]


@pytest.fixture
def grades(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(ROOT / "examples" / "skill-grades", tmp_path / "grades", ignore=shutil.ignore_patterns("outputs"))
    )


def said(*arguments: str | Path, code: int = 0) -> str:
    result: Result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_a_small_template_is_whole_and_says_what_may_stand_in_it(grades: Path) -> None:
    path = Path(said("new", "template", "brief", "--workbook", grades).strip())
    template, notebook = read_template(path), nbformat.read(path, as_version=4)
    nbformat.validate(notebook)

    assert path == grades / "notebooks" / "brief.ipynb" and template.level == "nation"
    assert template.title == {"zh": "\u62a5\u544a", "en": "report"}
    defaults = {parameter.name: parameter.default for parameter in template.parameters}
    assert defaults == {"unit": "china", "period": "2004", "lang": "zh", "status": "final"}
    assert all(parameter.help for parameter in template.parameters)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert "reportlib build --template brief" in texts[0] and "report.section" in texts[1]
    assert notebook.cells[4].metadata.tags == ["private"], "what it explains is not for readers"
    comments = {cell.source.splitlines()[-1]: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    quality = comments["report.quality()"].lower()
    assert "how many returns" in quality and "who" not in quality, "the section counts returns, and names no sender"
    assert "what to act on" in comments["report.opening()"]


def test_a_level_may_be_named(grades: Path) -> None:
    said("new", "template", "brief", "--level", "province", "--workbook", grades)
    template = read_template(grades / "notebooks" / "brief.ipynb")
    assert (template.level, template.parameters[0].default) == ("province", "beijing")


def test_a_copy_calls_itself_by_its_new_name_and_shows_nothing_yet(grades: Path) -> None:
    source = grades / "notebooks" / "province.ipynb"
    run = json.loads(source.read_text("utf-8"))
    run["cells"][2] |= {"execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    source.write_text(json.dumps(run), "utf-8")
    said("new", "template", "mine", "--from", "province", "--workbook", grades)

    before, after = (json.loads((grades / "notebooks" / f"{name}.ipynb").read_text("utf-8")) for name in ("province", "mine"))
    assert after["metadata"] == before["metadata"]
    assert 'Report("mine", unit=unit' in "".join(after["cells"][2]["source"])
    assert after["cells"][2]["outputs"] == [] and after["cells"][2]["execution_count"] is None
    assert [cell["cell_type"] for cell in after["cells"]] == [cell["cell_type"] for cell in before["cells"]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["province"], "notebooks/province.ipynb is there already, and is left as it is"),
        (["PROVINCE"], "notebooks/province.ipynb is there already"),
        (["a/b"], "the name 'a/b' of a template holds '/'"),
        (["x", "--from", "provnce"], "--from 'provnce' is no template; did you mean 'province'?"),
        (["x", "--level", "natoin"], "--level 'natoin' is not known; did you mean 'nation'?"),
        (["x", "--from", "province", "--level", "nation"], "is for level 'province'"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(words: list[str], says: str, grades: Path) -> None:
    before = {path: path.read_bytes() for path in (grades / "notebooks").iterdir()}
    told = said("new", "template", *words, "--workbook", grades, code=2)
    assert says in told and len(told.strip().splitlines()) == 1
    assert {path: path.read_bytes() for path in (grades / "notebooks").iterdir()} == before


def test_a_template_in_no_list_is_made_of_every_unit_in_the_latest_period(grades: Path) -> None:
    said("new", "template", "mine", "--from", "province", "--workbook", grades)
    told = said("plan", "--template", "mine", "--workbook", grades)
    units = [unit.id for unit in Workbook.load(grades).units.on_level("province")]
    listed = re.findall(r"^mine-(\S+)-2004-(zh|en): new$", told, flags=re.MULTILINE)
    assert sorted(listed) == sorted((unit, lang) for unit in units for lang in ("zh", "en")) and len(units) > 20

    options = ["--unit", "beijing", "--lang", "en", "--period", "2004"]
    assert said("plan", "--template", "mine", *options, "--workbook", grades).startswith("mine-beijing-2004-en: new\n1 due")
    assert "mine-" not in said("plan", "--workbook", grades), "a bare build makes what is listed"
    assert "no report was left to build" in said("plan", "--template", "mine", "--unit", "china", "--workbook", grades, code=2)
    wrong = said("plan", "--template", "mine", "--period", "1999", "--workbook", grades, code=2)
    assert "--period: period 1999 is not covered" in wrong


@pytest.mark.slow
def test_a_new_template_is_built_at_once(grades: Path) -> None:
    said("new", "template", "brief", "--workbook", grades)
    done = command("build", "--template", "brief", "--lang", "en", "--jobs", "1", cwd=grades)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (grades / "outputs" / "brief-china-2004-en.html").read_text("utf-8")
    assert "Say here what the report is for" not in page and "Markdown from here on" not in page
    assert "<h1>China: report</h1>" in page
