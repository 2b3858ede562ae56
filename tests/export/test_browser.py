from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from reportlib.errors import ParameterError
from reportlib.export import browser
from reportlib.export.browser import VARIABLE, find_browser


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    return path


def test_the_one_named_comes_before_the_variable_and_the_path(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_browser(str(program)) == str(program)
    monkeypatch.setenv(VARIABLE, str(program))
    assert find_browser(None) == str(program)
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_browser(None) == str(program)


def test_one_that_is_not_there_is_told_by_where_it_was_named(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ParameterError, match="--browser '/no/such' is not a program; name the file of a Chromium"):
        find_browser("/no/such")
    monkeypatch.setenv(VARIABLE, "/no/such")
    with pytest.raises(ParameterError, match=f"{VARIABLE} '/no/such' is not a program"):
        find_browser(None)


def test_without_any_it_is_said_how_to_get_one(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_own", lambda: None)
    with pytest.raises(ParameterError, match="--pdf found no browser: install chromium, or name one with --browser"):
        find_browser(None)


def test_without_playwright_it_is_said_how_to_install_it(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_spec", lambda name: None if name == "playwright" else importlib.util.find_spec(name))
    with pytest.raises(ParameterError, match="--pdf needs playwright: python -m pip install playwright") as told:
        find_browser("/no/such")
    assert len(told.value.problems) == 2
