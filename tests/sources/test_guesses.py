from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.guesses import CASES, Case, judged

WRONG = {"skill grades": 4, "exclusions": 15}
"""How many guesses are wrong: ten directions, two measures, the kind of one count, and kind and roll-up of three ratios."""


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_so_many_guesses_are_wrong(case: Case, tmp_path: Path) -> None:
    found = judged(case, tmp_path)
    assert case.missing in found.refused and bool(case.missing) == bool(found.refused)
    assert len(found.wrong) == WRONG.get(case.name, 0), found.wrong
    assert found.judged >= 7 or case.missing


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_report_comes_out_or_the_missing_decision_is_named(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / f"t.{case.ending}")
    words = [sys.executable, "-m", "reportlib", "new", "made", "--from", f"t.{case.ending}"]
    words += ["--period", case.period] if case.period else []
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    if case.missing:
        assert done.returncode == 2 and case.missing in done.stderr
        return
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 unchanged, 0 failed" in done.stdout
    pages = (tmp_path / "made" / "outputs").glob("level-*.html")
    assert sum(bool(json.loads(page.with_suffix(".json").read_bytes())["rows"]) for page in pages) >= 2
