"""A report opened by hand, in a process of its own like a notebook's kernel."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPENS = """
import sys
from reportlib import Report
report = Report("enterprise", unit="demo-e001", period="2020Q4", lang="en")
print(report.name, "rfc3987_syntax.syntax_helpers" in sys.modules)
"""


@pytest.mark.skipif(not find_spec("rfc3987_syntax"), reason="the module is not installed that takes so long")
def test_opening_it_loads_no_grammars_of_addresses() -> None:
    done = subprocess.run([sys.executable, "-c", OPENS], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["enterprise-demo-e001-2020Q4-en", "False"]
