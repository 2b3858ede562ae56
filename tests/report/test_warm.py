"""After warming up, a report imports nothing more; warming up leaves nothing but filled caches."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys, threading
import plotly.io as pio
from reportlib import Report
from reportlib.report import warm
from reportlib.blocks.pieces import ENVIRONMENT

def look():
    configs = {name: str(getattr(pio.renderers[name], "config", None)) for name in pio.renderers}
    return pio.templates.default, configs

found = look()
warm.up()
assert look() == found
assert threading.active_count() == 1
loaded, templates = set(sys.modules), len(ENVIRONMENT.cache)
report = Report("town", unit="ash", period="2020Q4", lang="en", workbook=sys.argv[1])
report.view  # reads the workbook, which is not the warming up's business
for piece in [*report.opening(), *report.overview(), *report.movement(), *report.dimensions(), *report.comparison()]:
    getattr(piece, "plain", piece)
report.quality(), report.notes()
new = sorted(name for name in set(sys.modules) - loaded if name.split(".")[0] in ("plotly", "jinja2", "mistune", "reportlib"))
assert not new, new
assert len(ENVIRONMENT.cache) == templates
print("warm")
"""


@pytest.mark.slow
def test_a_report_after_it_loads_nothing_more(small_folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(small_folder)], capture_output=True, text=True, check=False)
    assert done.stdout == "warm\n", done.stderr
