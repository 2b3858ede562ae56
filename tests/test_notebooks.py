"""The templates stay short, plain and without outputs, and run as they are."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from reportlib.plan.parameters import read_template

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("examples/*/notebooks/*.ipynb")])
TEMPLATES = [path for path in NOTEBOOKS if read_template(path).level]
BANNED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.comprehension)
each = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())


def code_cells(path: Path) -> list[NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]


@each
def test_a_template_has_at_most_a_dozen_short_cells(path: Path) -> None:
    cells = code_cells(path)

    assert len(cells) <= 12
    for cell in cells:
        limit = 12 if "parameters" in cell.metadata.get("tags", ()) else 3
        assert len(lines(cell.source)) <= limit, cell.source


@each
def test_a_template_holds_no_logic(path: Path) -> None:
    for cell in code_cells(path):
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not [node for node in nodes if isinstance(node, BANNED)]
        named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        named += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        assert {name.split(".")[0] for name in named} <= {"reportlib"}


@each
def test_parameters_are_typed_and_explained(path: Path) -> None:
    parameters = read_template(path).parameters

    assert {"unit", "period", "lang", "status"} <= {parameter.name for parameter in parameters}
    assert all(parameter.type in {"str", "int", "float", "bool"} and len(parameter.help) > 5 for parameter in parameters)
    (cell,) = (cell for cell in code_cells(path) if "parameters" in cell.metadata.get("tags", ()))
    assert len(lines(cell.source)) == len(parameters)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_outputs_are_stripped(path: Path) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(path))


def papermill(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "papermill", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("path", TEMPLATES[-1:], ids=lambda path: path.stem)
def test_papermill_explains_each_parameter(path: Path) -> None:
    said = " ".join(papermill("--help-notebook", str(path)).split())

    for parameter in read_template(path).parameters:
        assert f"{parameter.name}: {parameter.type} (default" in said
        assert " ".join(parameter.help.split()) in said


@pytest.mark.slow
def test_plain_papermill_runs_a_template_as_it_stands(tmp_path: Path) -> None:
    papermill(
        "notebooks/park.ipynb", str(tmp_path / "out.ipynb"), "-p", "unit", "zhuhang", "-p", "period", "2020", "--no-progress-bar"
    )

    text = (tmp_path / "out.ipynb").read_text("utf-8")
    assert "竹行街道" in text
