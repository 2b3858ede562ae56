"""What README and docs tell people to type is what the commands take."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml

from reportlib.cli import app
from reportlib.matrix import Matrix
from reportlib.publish import reference
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "how-to.md", ROOT / "docs" / "tutorial.md"]


def commands() -> list[str]:
    """Every command line of this package in the documents."""
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


def test_the_example_of_a_reports_file_is_one() -> None:
    text = (ROOT / "docs" / "how-to.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)]
    merged = {key: value for block in blocks for key, value in block.items()}
    assert Matrix.model_validate(merged).reports[0].template == "park"


def test_the_catalogue_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "catalogue.md").read_text("utf-8") == reference.markdown(Workbook.load(ROOT), lang="en")


def test_the_pins_name_no_index_and_end_in_the_project() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        assert lines[-1] == "-e ."
        assert all(line.startswith("#") or re.match(r"[\w.-]+(\[[\w,]+\])?==", line) for line in lines[:-1])
