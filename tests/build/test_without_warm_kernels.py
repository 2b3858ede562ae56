from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HIDDEN = """
import importlib.util, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "warmkernels":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "warmkernels" else find_spec(name, package)
sys.meta_path.insert(0, Hidden())
"""
"""Hides the package from every process that finds this as `sitecustomize`."""


def build(output: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ("build", "--workbook", "examples/skill-grades", "--template", "province", "--unit", "anhui", "--lang", "en")
    command = [sys.executable, "-m", "reportlib", *words, "--output", str(output)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_report_is_the_same_without_the_package(tmp_path: Path) -> None:

    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(HIDDEN, "utf-8")
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}

    warm = build(tmp_path / "warm", env)
    plain = build(tmp_path / "plain", env | {"PYTHONPATH": str(hidden)})

    assert (warm.returncode, plain.returncode) == (0, 0), warm.stderr + plain.stderr
    assert "the package 'warmkernels' is not installed" in plain.stdout + plain.stderr
    pages = [next((tmp_path / name).glob("province-anhui-*.html")).read_bytes() for name in ("warm", "plain")]
    assert pages[0] == pages[1]
