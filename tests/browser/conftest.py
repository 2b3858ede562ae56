"""Pages that are built once and opened in Chromium without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from .. import commands

ROOT = Path(__file__).parents[2]
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
NEEDED = "the browser tests need Chromium and Chinese fonts: apt-get install chromium fonts-noto-cjk"

MATRIX = """
reports:
  - {template: district, periods: [2020], units: [demo-zone], languages: [zh, en]}
  - {template: park, periods: [2020Q4], units: [demo-park-1], languages: [zh, en], status: draft}
  - {template: enterprise, periods: [2020Q4], units: [demo-e001], languages: [zh, en]}
  - {template: joint-meeting, periods: [2020Q4], units: [demo-zone], languages: [zh, en]}
  - {template: collection, periods: [2020Q4], units: [demo-zone], languages: [zh, en]}
"""
"""A report of every template in both languages."""
SINGLES = """
reports:
  - {template: park, periods: [2020Q4], units: [demo-park-1], languages: [en], status: draft}
  - {template: enterprise, periods: [2020Q4], units: [demo-e001], languages: [zh]}
  - {template: park, periods: [2020Q4], units: [zhuhang, demo-park-2], languages: [en]}
"""
"""Reports as single files, each in one language; one folder has all of them."""
PUBLISHED = """\
  - {template: district, periods: [2020], units: [netda], languages: [zh]}
  - {template: park, periods: [2020], units: [zhuhang, shuangyi], languages: [zh]}
  - {template: enterprise, periods: [2020], units: [zhongtian, shangyao-dongying], languages: [zh]}
"""
"""Units of which only published figures are shown."""


def command(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command in a fork of this process, and keep its output."""
    return commands.command(*arguments, cwd=cwd)


def typed(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "reportlib", *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def built(folder: Path, matrix: str, *options: str, run: Callable[..., subprocess.CompletedProcess[str]] = command) -> Path:
    """A folder with the built reports of a list. The first test process that asks for them builds them for all processes."""
    out, done = folder / "out", folder / "done"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not done.exists():
            params = folder / "params.yaml"
            params.write_text(matrix, encoding="utf-8")
            made = run("build", str(params), *options, "--output", str(out))
            assert made.returncode == 0, made.stdout + made.stderr
            done.touch()
    return out


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def pages(shared: Path) -> Path:
    """Pages of every kind of report, with one plotly.js beside them."""
    return built(shared / "pages", MATRIX + PUBLISHED, run=typed)


@pytest.fixture(scope="session")
def singles(shared: Path) -> Path:
    """A report of every template, each as a single file."""
    return built(shared / "singles", SINGLES, "--single-file")


@pytest.fixture(scope="session")
def alone(singles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One single-file report, in a folder without any other file."""
    return shutil.copy(singles / "park-demo-park-2-2020Q4-en.html", tmp_path_factory.mktemp("alone") / "mailed.html")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(NEEDED)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"])
        yield chromium
        chromium.close()


def text_of(pdf: Path) -> str:
    """The text of a PDF, as pdftotext reads it; without pdftotext, the test is skipped."""
    return _poppler("pdftotext", "-layout", str(pdf), "-")


def fonts_of(pdf: Path) -> list[list[str]]:
    """A line of pdffonts for each font, split into words.

    The fifth word from the end says whether the font is embedded, the third from the end whether it maps to text.
    """
    return [line.split() for line in _poppler("pdffonts", str(pdf)).splitlines()[2:]]


def _poppler(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip("the tests of PDFs need poppler: apt-get install poppler-utils")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=True).stdout
