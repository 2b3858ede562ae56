"""Take the pictures of docs/images, one for each template: the page on a light screen, a dark one and a phone.

Run it in this repository's folder, in the developer's environment: `python docs/pictures.py`, or with names of templates.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer
from playwright.sync_api import Browser, sync_playwright

from reportlib.export.browser import find_browser

ROOT = Path(__file__).parents[1]
IMAGES = Path(__file__).with_name("images")
REPORTS = {
    "district": ("demo-zone", "2020", "zh"),
    "park": ("demo-park-1", "2020Q4", "zh"),
    "enterprise": ("demo-e001", "2020Q4", "en"),
    "joint-meeting": ("demo-zone", "2020Q4", "zh"),
    "collection": ("demo-zone", "2020Q4", "zh"),
}
"""The report that stands for each template: unit, period, language."""
SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (1280, "dark"), (390, "light"))
HIGH, SCALE, QUALITY = 1640, 0.5, 72
SHEET = "<body style='margin:0;display:flex;gap:16px;background:#8a867d'>{}</body>"


def built(template: str, folder: Path) -> Path:
    """Build a template's report."""
    unit, period, lang = REPORTS[template]
    options = ["--template", template, "--unit", unit, "--period", period, "--lang", lang, "--output", str(folder)]
    subprocess.run([sys.executable, "-m", "reportlib", "build", *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return folder / f"{template}-{unit}-{period}-{lang}.html"


def seen(browser: Browser, page: Path, width: int, scheme: Literal["light", "dark"]) -> bytes:
    """Pictures of the top of a page, on each kind of screen."""
    context = browser.new_context(viewport={"width": width, "height": HIGH}, color_scheme=scheme, offline=True)
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.locator("html[data-drawn]").wait_for(timeout=120_000)
    picture = tab.screenshot(animations="disabled")
    context.close()
    return picture


def sheet(browser: Browser, pictures: list[bytes]) -> bytes:
    """Pictures side by side, scaled by a factor."""
    images = [f"<img height={HIGH * SCALE} src=data:image/png;base64,{base64.b64encode(png).decode()}>" for png in pictures]
    tab = browser.new_page(viewport={"width": 100, "height": 100})
    tab.set_content(SHEET.format("".join(images)))
    wide = sum(width for width, _ in SCREENS) * SCALE + 16 * (len(SCREENS) - 1)
    tab.set_viewport_size({"width": int(wide), "height": int(HIGH * SCALE)})
    taken = tab.screenshot(type="jpeg", quality=QUALITY)
    tab.close()
    return taken


def main(
    templates: Annotated[list[str] | None, typer.Argument(help="Which templates; else all.")] = None,
    output: Annotated[Path, typer.Option(help="Where to.")] = IMAGES,
) -> None:
    """Build one report of each template, and write one picture of it."""
    program = find_browser(None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for template in templates or REPORTS:
            page = built(template, Path(folder))
            pictures = [seen(browser, page, width, scheme) for width, scheme in SCREENS]
            (output / f"{template}.jpg").write_bytes(sheet(browser, pictures))
            print(output / f"{template}.jpg")
        browser.close()


if __name__ == "__main__":
    typer.run(main)
