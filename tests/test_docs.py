"""The commands in README and docs can be typed as they are."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from reportlib.cli import app
from reportlib.export import reference
from reportlib.workbook import Workbook
from reportlib.workbook.checks import changes as change_checks
from reportlib.workbook.documents import Document
from reportlib.workbook.schedule import Matrix
from reportlib.workbook.units import Units

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("how-to", "tutorial", "methods", "data-file", "questions", "your-own-figures")),
]


def commands() -> list[str]:
    found = []
    for page in PAGES:
        found += re.findall(r"(?:python -m reportlib|`reportlib) ([a-z][^`\n|&]*)", page.read_text("utf-8"))
    return sorted({command.strip().replace("\n", " ") for command in found if not command.startswith("stands")})


@pytest.mark.parametrize("command", commands())
def test_a_command_in_the_documents_can_be_typed(command: str) -> None:
    words = shlex.split(command)
    group = typer.main.get_command(app)
    subcommand = group.commands[words[0]]  # type: ignore[attr-defined]
    subcommand.make_context(words[0], words[1:]).close()


def yaml_in_how_to() -> dict[str, Any]:
    text = (ROOT / "docs" / "how-to.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)]
    return {key: value for block in blocks for key, value in block.items()}


def test_the_example_of_a_reports_file_is_one() -> None:
    told = {key: value for key, value in yaml_in_how_to().items() if key != "units"}
    assert Matrix.model_validate(told).reports[0].template == "park"


def test_the_example_of_units_that_change_is_one(tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text(yaml.safe_dump({"units": yaml_in_how_to()["units"]}, allow_unicode=True), "utf-8")
    document = Document(tmp_path / "units.yaml", name="units.yaml")
    units = document.parse(Units)
    assert list(change_checks.check(units, document, languages=("zh", "en"))) == []
    assert [unit.id for unit in units.successors["elm"]] == ["elm-1", "elm-2"]


def test_the_catalogue_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "catalogue.md").read_text("utf-8") == reference.markdown(Workbook.load(ROOT), lang="en")


def test_the_pins_name_no_index_and_end_in_the_project() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        assert lines[-1] == "-e ."
        assert all(line.startswith("#") or re.match(r"[\w.-]+(\[[\w,]+\])?==", line) for line in lines[:-1])


def test_every_section_of_the_methods_that_is_cited_is_there() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", (ROOT / "docs" / "methods.md").read_text("utf-8"), flags=re.MULTILINE))
    cited: dict[str, set[str]] = {}
    for path in [*(ROOT / "reportlib").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        for numbers in re.findall(r"\bMETHODS (\d+(?:(?:,| and|, and) \d+)*)", path.read_text("utf-8")):
            for number in re.findall(r"\d+", numbers):
                cited.setdefault(number, set()).add(path.relative_to(ROOT).as_posix())
    assert "reportlib/analysis/methods/intervals.py" in cited["3"], "the pattern finds no citations"
    assert {number: files for number, files in cited.items() if number not in sections} == {}


def test_links_between_the_documents_lead_somewhere() -> None:
    pages = {path: path.read_text("utf-8") for path in [*PAGES, ROOT / "docs" / "design.md", ROOT / "docs" / "catalogue.md"]}
    for path, text in pages.items():
        for link in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", text):
            if "://" in link:
                continue
            file, _, heading = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), f"{path.name}: {link}"
            if heading:
                found = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), flags=re.MULTILINE)
                assert heading in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in found}, link


def test_what_is_checked_before_a_commit_is_the_first_minute_of_ci() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    first = (ROOT / ".ci" / "run").read_text("utf-8").partition("log=")[0]
    assert [hook["entry"] for hook in hooks] == re.findall(r"^\.venv/bin/.*$", first, flags=re.MULTILINE)


def test_every_tool_and_marker_that_contributors_are_told_of_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    markers = {marker.partition(":")[0] for marker in project["tool"]["pytest"]["ini_options"]["markers"]}
    asked = set(re.findall(r"pytest -m (\w+)", text))
    assert {"fast", "rare"} <= asked <= markers
    paths = re.findall(r"`((?:tests|params|notebooks|docs|\.ci|\.pre-commit)[\w./-]*)`", text)
    assert len(paths) > 5 and [path for path in paths if not (ROOT / path).exists()] == []
    assert [path for path in re.findall(r"pytest -n 0 (\S+?)`", text) if not (ROOT / path).is_file()] == []


def test_what_has_no_marker_is_fast(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("fast")


@pytest.mark.slow
def test_what_is_marked_slow_is_not(request: pytest.FixtureRequest) -> None:
    assert not request.node.get_closest_marker("fast")


@pytest.mark.slow
@pytest.mark.rare
@pytest.mark.browser
def test_the_pictures_of_the_templates_are_made_by_a_command(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "docs" / "pictures.py"), "enterprise", "--output", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    made = (tmp_path / "enterprise.jpg").read_bytes()
    assert made.startswith(b"\xff\xd8") and 20_000 < len(made) < 400_000


def test_every_picture_shown_is_there_and_small() -> None:
    named = {path for page in [*PAGES, ROOT / "docs" / "design.md"] for path in _pictures(page)}
    assert named == set((ROOT / "docs" / "images").iterdir())
    assert sum(path.stat().st_size for path in named) < 1_500_000


def _pictures(page: Path) -> list[Path]:
    return [page.parent / place for place in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text("utf-8"))]
