from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from demo.__main__ import app

ROOT = Path(__file__).parents[2]


def said(workbook: Path, *, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--workbook", str(workbook)])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The params files of the demonstration, and its published figures."""
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "published.csv", tmp_path / "data")
    return tmp_path


@pytest.mark.slow
def test_the_committed_figures_are_made_again_byte_for_byte_with_the_schema_of_their_recipe(copy: Path) -> None:
    schema = Path("params", "schemas", "demo.schema.json")
    (copy / schema).unlink()

    said(copy)

    assert (copy / "data" / "demonstration.csv").read_bytes() == (ROOT / "data" / "demonstration.csv").read_bytes()
    assert (copy / schema).read_bytes() == (ROOT / schema).read_bytes()
    assert not Draft202012Validator(json.loads((copy / schema).read_text("utf-8"))).is_valid({"seed": "many"})


def test_a_wrong_recipe_is_told(copy: Path) -> None:
    path = copy / "params" / "demo.yaml"
    path.write_text(path.read_text("utf-8").replace("  party-recruits:", "  party-recruit:", 1), "utf-8")

    told = said(copy, code=2)

    assert "params/demo.yaml:" in told
    assert "'party-recruit' is not known; did you mean 'party-recruits'?" in told


def test_a_workbook_without_a_recipe_makes_none() -> None:
    assert "makes no demonstration figures" in said(ROOT / "examples" / "skill-grades", code=2)
