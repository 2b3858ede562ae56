from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLateError

from .looking import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/\S+\?token=\w+")
THEMES = Path("@jupyterlab", "apputils-extension", "themes.jupyterlab-settings")
LONGEST = 300_000
MEASURED = """() => {
  const table = document.querySelector(".spine-t"), style = cell => getComputedStyle(cell);
  const row = table.querySelector("tr[id]:has([class^=v-])");
  return {
    heads: [...table.querySelectorAll("thead th")].map(cell => [cell.textContent.trim(), style(cell).textAlign]),
    cells: [...row.querySelectorAll("th, td")].map(cell => [style(cell).textAlign, style(cell).paddingTop]),
    rows: [...table.querySelectorAll("tr[id]")].map(each => each.getBoundingClientRect().height),
    ground: style(table).backgroundColor,
    ink: style(row.querySelector("th")).color,
    bullets: style(document.querySelector("ul.key")).listStyleType,
  };
}"""
"""The overview as it is laid out."""
RUN = """cells => [...document.querySelectorAll(".jp-InputArea-prompt")]
  .filter(one => /^\\[\\d+\\]:$/.test(one.textContent)).length >= cells"""
"""Whether so many cells have been run."""
BEGUN = """() => [...document.querySelectorAll(".jp-InputArea-prompt")].some(one => /\\d|\\*/.test(one.textContent))"""
"""Whether any cell has been run, or is waiting to be run."""
HEEDED = 20_000
"""Milliseconds after which a command that did nothing is given again."""


@contextmanager
def lab(workbook: Path, settings: Path) -> Iterator[str]:
    """A context in which JupyterLab serves a workbook; gives the address of its first notebook."""
    words = [
        "lab",
        "--workbook",
        str(workbook),
        "--no-browser",
        "--allow-root",
        "--port=0",
        f"--LabApp.user_settings_dir={settings}",
    ]
    command = [sys.executable, "-m", "reportlib", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        assert server.stderr
        yield next(found for line in server.stderr if (found := ADDRESS.search(line)))[0]
        Thread(target=server.stderr.read, daemon=True).start()
        server.terminate()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(scope="module")
def address(settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of JupyterLab in a copy of the project's workbook; JupyterLab saves the notebooks that it opens."""
    copy = tmp_path_factory.mktemp("workbook")
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, copy / name)
    with lab(copy, settings) as found:
        yield found


def run(browser: Browser, address: str, notebook: str, *, cells: int) -> Page:
    """A notebook in JupyterLab after all cells have run; the window is high enough to show all outputs."""
    page = browser.new_page(viewport={"width": 1600, "height": 14_000})
    page.set_default_timeout(LONGEST)
    page.goto(address.replace("explore.ipynb", notebook) + "&reset")
    page.locator(".jp-Notebook .jp-Cell").nth(2).wait_for()
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    begin(page)
    try:
        page.wait_for_function(RUN, arg=cells)
    except TooLateError:
        prompts = page.locator(".jp-InputArea-prompt").all_inner_texts()
        raise AssertionError((prompts, page.locator(".jp-RenderedText").all_inner_texts())) from None
    return page


def begin(page: Page) -> None:
    """Run all cells, and try again if a JupyterLab that has just started ignores the command."""
    for _ in range(LONGEST // HEEDED):
        page.get_by_text("Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        with suppress(TooLateError):
            page.wait_for_function(BEGUN, timeout=HEEDED)
            return
    raise AssertionError("JupyterLab does not heed the command")


def themed(settings: Path, theme: str) -> None:
    path = settings / THEMES
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"theme": theme}), "utf-8")


def middle(page: Page, selector: str) -> tuple[int, ...]:
    """The colour of the middle of an element, as the browser draws it."""
    drawn = Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("RGB")
    found: tuple[int, ...] = drawn.getpixel((drawn.width // 2, drawn.height // 2))
    return found


def light(colour: tuple[int, ...]) -> bool:
    return sum(colour) > 3 * 128


@pytest.fixture(scope="module")
def right(browser: Browser, pages: Path) -> dict[str, Any]:
    """The measurements (`MEASURED`) of the overview on a built page."""
    with opened(browser, pages / "park-demo-park-1-2020Q4-zh.html", width=1280) as (page, _):
        return dict(page.evaluate(MEASURED))


@pytest.mark.parametrize(("theme", "is_light"), [("JupyterLab Light", True), ("JupyterLab Dark", False)])
def test_a_template_run_in_jupyterlab_looks_as_its_page_does(
    browser: Browser, right: dict[str, Any], address: str, settings: Path, theme: str, is_light: bool
) -> None:
    themed(settings, theme)
    page = run(browser, address, "park.ipynb", cells=9)
    found: dict[str, Any] = page.evaluate(MEASURED)

    assert found["heads"] == right["heads"] and found["cells"] == right["cells"]
    assert max(found["rows"]) < 1.5 * max(right["rows"]) and found["bullets"] == right["bullets"] == "none"
    numbers = [int(number) for number in re.findall(r"\d+", found["ink"])[:3]]
    assert light(tuple(numbers)) is not is_light, "the ink is dark on a light ground, light on a dark one"
    assert light(middle(page, ".spine-t + * .vm, .key .c-similar")) is is_light, "a ring is hollow"
    assert page.locator(".js-plotly-plot").count() > 10
    page.close()


def test_the_notebook_to_explore_runs_and_draws(browser: Browser, address: str, settings: Path) -> None:
    themed(settings, "JupyterLab Light")
    code = sum(
        cell["cell_type"] == "code" for cell in json.loads((ROOT / "notebooks" / "explore.ipynb").read_text("utf-8"))["cells"]
    )
    page = run(browser, address, "explore.ipynb", cells=code)
    assert page.locator(".jp-OutputArea-output[data-mime-type*=stderr], .jp-RenderedText[data-mime-type*=error]").count() == 0
    assert page.locator(".js-plotly-plot").count() >= 10
    titles = page.locator(".js-plotly-plot .gtitle").all_text_contents()
    assert any("服务覆盖率三年走势" in title for title in titles), titles
    heights = page.locator(".reportlib .data tbody tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height)"
    )
    assert heights and max(heights) < 70
    page.close()
