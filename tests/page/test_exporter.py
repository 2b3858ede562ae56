"""A notebook that was run by hand becomes, by nbconvert's own command, the page that a build makes of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASKED = {"unit": "zhuhang", "period": "2020", "lang": "en"}


def run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.rare
def test_nbconvert_s_command_gives_the_page_of_a_build(tmp_path: Path) -> None:
    executed, out = tmp_path / "by-hand.ipynb", tmp_path / "out"
    parameters = [text for name, value in ASKED.items() for text in ("-r", name, value)]
    run("papermill", "notebooks/park.ipynb", str(executed), *parameters, "--no-progress-bar")
    run("nbconvert", "--to", "report_html", str(executed), "--output-dir", str(tmp_path))
    options = [text for name, value in ASKED.items() for text in (f"--{name}", value)]
    run("reportlib", "build", "--template", "park", *options, "--single-file", "--output", str(out))

    built = (out / "park-zhuhang-2020-en.html").read_text("utf-8")
    without_key = re.sub(r'(<meta name="reportlib:key" content=")[^"]*', r"\1", built)
    assert (tmp_path / "by-hand.html").read_text("utf-8") == without_key != built
