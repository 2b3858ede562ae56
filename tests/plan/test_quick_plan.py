"""A plan imports nothing that only drawing needs, because that would take most of the time of a small plan."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = {"plotly", "IPython", "jinja2", "scipy", "nbconvert", "papermill", "ipykernel", "reportlib.blocks.charts"}
PLAN = f"""
import json, sys
from reportlib.cli import app
app(["plan", "--workbook", sys.argv[1], "--output", sys.argv[2]], standalone_mode=False)
print(json.dumps(sorted({HEAVY!r} & set(sys.modules))))
"""


def test_a_plan_loads_no_charts_and_no_statistics(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PLAN, str(ROOT), str(tmp_path / "new")]
    *reports, loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert any(line.endswith(": new") for line in reports)
    assert json.loads(loaded) == []
