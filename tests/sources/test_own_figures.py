"""docs/your-own-figures.md does what it says, step by step."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from reportlib.workbook.layouts import Column, Layout, Layouts
from reportlib.workbook.tabled import Listing

PAGE = (Path(__file__).parents[2] / "docs" / "your-own-figures.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    return [text for of, text in found if of == kind]


def ran(command: str, folder: Path) -> str:
    words = [sys.executable, "-m", "reportlib", *command.split()[1:]]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_from_a_table_to_a_page_that_can_be_shared(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_text(blocks("csv")[0], "utf-8")
    new, show, share = (block.strip() for block in blocks("sh"))
    told = ran(new, tmp_path)
    assert "3 built, 0 unchanged, 0 failed" in told and "guess: params/sources.yaml:" in told
    assert "params/sources.yaml next" in told and (tmp_path / "jobs" / "outputs" / "index.html").is_file()
    assert ran(show, tmp_path / "jobs").startswith(blocks("")[0])
    ran(share, tmp_path / "jobs")
    pages = [path.read_text("utf-8") for path in sorted((tmp_path / "jobs" / "mail").glob("level-1-*.html"))]
    assert len(pages) == 1 and "640" in pages[0] and "66.5" in pages[0]


def test_the_example_of_a_layout_names_everything_that_there_is() -> None:
    text, listed, query = blocks("yaml")
    assert Listing.model_validate(yaml.safe_load(listed)["units"]).columns["名称"] == "name.zh"
    [layout] = Layouts.model_validate(yaml.safe_load(text)).sources
    [asked] = Layouts.model_validate(yaml.safe_load(query)).sources
    assert asked.query and asked.query.endswith("order by district, year")
    assert layout.header == (3, 4) and layout.columns["D"].scale == 100 and layout.columns["District"].field == "unit"
    for model in (Layout, Column):
        for name in set(model.model_fields) - {"field"}:  # a word alone says it
            assert name in PAGE, f"{name} is not told"
