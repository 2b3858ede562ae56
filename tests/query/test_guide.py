"""The examples in docs/questions.md give the answers that the document shows."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_guide_shows_what_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(str(ROOT / "docs" / "questions.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert done.attempted > 6 and done.failed == 0
