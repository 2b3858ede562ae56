"""docs/wording.md is what docs/wording.py makes from the text catalogue."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_table_of_patterns_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("wording", DOCS / "wording.py")
    assert spec and spec.loader
    wording = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(wording)
    assert (DOCS / "wording.md").read_text("utf-8") == wording.markdown(), "run python docs/wording.py"
