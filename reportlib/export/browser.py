"""Find the browser that prints pages: one named by the user, one on the PATH, or playwright's own."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from reportlib.errors import ParameterError, Problem

VARIABLE = "REPORTLIB_BROWSER"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
"""The names that a Chromium may have on the PATH."""


def find_browser(browser: str | None) -> str:
    """The path of the browser that prints.

    Parameters
    ----------
    browser
        A path, or a name on the PATH. If None: the environment variable `VARIABLE`, else one of `PROGRAMS`, else playwright's.

    Raises
    ------
    ParameterError
        When playwright is not installed, or no browser is found.
    """
    problems = [] if find_spec("playwright") else [Problem("--pdf needs playwright: python -m pip install playwright")]
    wanted = browser or os.environ.get(VARIABLE, "")
    program = next(filter(None, map(shutil.which, [wanted] if wanted else PROGRAMS)), None)
    if program is None:
        program = None if wanted or problems else _own()
        problems += [] if program else [Problem(_none(wanted, browser))]
    if problems or program is None:
        raise ParameterError(problems)
    return program


def _none(wanted: str, browser: str | None) -> str:
    if not wanted:
        return f"--pdf found no browser: install chromium, or name one with --browser or {VARIABLE}"
    option = "--browser" if browser else VARIABLE
    return f"{option} '{wanted}' is not a program; name the file of a Chromium, Chrome or Edge"


def _own() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 it comes with the extra `pdf`

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None
