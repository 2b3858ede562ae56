"""Measure the size of a page made by reportlib and by nbconvert from one notebook, and the time until each draws a chart.

The pages are opened by turns in one browser without a network. The time runs from the start of the navigation to the first
drawing, and is measured inside the page.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from reportlib.page.assets import shared_files
from reportlib.page.html import Facts, render

ROOT = Path(__file__).parents[1]
ASKED = {"unit": "demo-park-1", "period": "2020Q4", "lang": "zh"}
_WATCH = """
window.first = new Promise(told => new MutationObserver((_, watch) => {
  if (!document.querySelector(".main-svg .trace, .main-svg .plot path, .main-svg .points path")) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => told(performance.now())));
}).observe(document, {childList: true, subtree: true}));
"""


def make(folder: Path) -> Mapping[str, Path]:
    """Write a park's page in three ways: ours with plotly.js beside it, ours as a single file, nbconvert's. Return all paths."""
    ours = _executed(folder / "ours.ipynb", {})
    notebook = nbformat.read(ours, as_version=4)  # type: ignore[no-untyped-call]
    pages = {"ours, plotly.js beside it": folder / "beside.html", "ours, in a single file": folder / "inside.html"}
    for path in pages.values():
        path.write_text(render(notebook, Facts.of(notebook), plotlyjs=path.stem), encoding="utf-8")  # type: ignore[arg-type]
    for name, data in shared_files().contents.items():
        (folder / name).write_bytes(data)
    stock = _executed(folder / "stock.ipynb", {"PLOTLY_RENDERER": "notebook"})
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", str(stock)], check=True, capture_output=True)
    return pages | {"stock nbconvert, plotly's notebook renderer": stock.with_suffix(".html")}


def _executed(path: Path, environment: Mapping[str, str]) -> Path:
    parameters = [text for name, value in ASKED.items() for text in ("-r", name, value)]
    command = [sys.executable, "-m", "papermill", "notebooks/park.ipynb", str(path), *parameters, "--no-progress-bar"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True)
    return path


def first_chart(browser: Browser, page: Path) -> float:
    """Milliseconds until the first chart is drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    context.set_default_timeout(300_000)
    tab = context.new_page()
    tab.add_init_script(_WATCH)
    tab.goto(page.as_uri(), wait_until="commit")
    told = float(tab.evaluate("window.first"))
    context.close()
    return told


def main(times: Annotated[int, typer.Option(min=1, help="How often each page is opened.")] = 10) -> None:
    """Open a park's pages by turns, and print their sizes and the times to the first chart."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = make(Path(folder))
        took: dict[str, list[float]] = {name: [] for name in pages}
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(times):
            for name, page in pages.items():
                took[name].append(first_chart(browser, page))
        browser.close()
        table = Table("page of demo-park-1, 2020Q4", "kB", f"first chart, ms (median of {times})")
        for name, page in pages.items():
            table.add_row(name, f"{page.stat().st_size / 1000:,.0f}", f"{statistics.median(took[name]):,.0f}")
    Console(highlight=False, width=120).print(table)


if __name__ == "__main__":
    typer.run(main)
