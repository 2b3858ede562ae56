"""Print a page as PDF with Chromium: charts as wide as the paper, the page's title at the foot of every sheet.

The same page gives the same bytes with the same Chromium and the same fonts.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from html import unescape
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, Playwright, Route, sync_playwright

from reportlib.kernels import passing_folder
from reportlib.page.assets import shared_files
from reportlib.surroundings import surroundings

ORIGIN = "https://report.invalid/"
"""The address of a page while it is printed: it does not exist, and is the same on every machine."""
WIDTH, HEIGHT = 680, 1_000
"""The size of the window in pixels: as wide as the text on A4 (180 mm); the height is arbitrary."""
FOOT = 90
"""The most characters of a page's title that are printed at the foot of each sheet."""
_ARGUMENTS = ["--disable-background-networking"]
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_CLOCK = re.compile(rb"/(CreationDate|ModDate) ?\(D:[^)]*\)")
_NODE = re.compile(rb"node\d{8}")
_NEVER = b"D:20000101000000+00'00'"


class Printer:
    """One Chromium that prints one page after another.

    It runs in a separate thread: playwright leaves an event loop in its thread, where no notebook could run any more.

    Parameters
    ----------
    program
        The path of the browser.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._running: Browser | None = None

    def print(self, page: str, *, folder: Path, seconds: float) -> bytes:
        """A page as PDF.

        Parameters
        ----------
        folder
            The folder of the shared files; the page may load no others.
        seconds
            How long the page may take to draw.
        """
        return without_clock(self._thread.submit(self._print, page, folder, seconds).result())

    def _print(self, html: str, folder: Path, seconds: float) -> bytes:
        context = self._browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        try:
            context.set_default_timeout(1000 * seconds)
            page = context.new_page()
            page.emulate_media(media="print", color_scheme="light")
            page.route("**/*", lambda route: _answer(route, html, folder))
            page.goto(ORIGIN)
            page.evaluate(files("reportlib.page").joinpath("templates/print.js").read_text("utf-8"), foot(html))
            return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
        finally:
            context.close()

    @property
    def _browser(self) -> Browser:
        if self._running is None or not self._running.is_connected():
            _out_of_hearing()
            self._running = _driver().chromium.launch(
                executable_path=self._program,
                args=_ARGUMENTS,
                env={**os.environ, **_passing()},
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        return self._running


@lru_cache(maxsize=1)
def printer(program: str) -> Printer:
    """The printer of this process for a browser."""
    return Printer(program)


def _driver() -> Playwright:
    """Start playwright's driver, which ends when this process ends, and then ends the browser.

    The browser's profile is in a temporary folder, which can be set only in the environment.
    """
    with surroundings(_passing()):  # no other process starts meanwhile: the thread that prints waits
        return sync_playwright().start()


def _out_of_hearing() -> None:
    """Leave the terminal's process group: the first Ctrl-C lets reports finish, and must not end the browser."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)


def _passing() -> dict[str, str]:
    """The environment variable for the browser's temporary files; empty without a server of kernels.

    The server removes their folder, even if the browser is killed.
    """
    folder = passing_folder()
    if folder is None or not folder.parent.is_dir():
        return {}
    folder.mkdir(mode=0o700, exist_ok=True)
    return {"TMPDIR": str(folder)}


def _answer(route: Route, html: str, folder: Path) -> None:
    """Answer a request of the page that is printed: it may load itself and the shared files, nothing else."""
    name = route.request.url.removeprefix(ORIGIN)
    if route.request.url == ORIGIN:
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif name in shared_files().names:
        route.fulfill(path=folder / name, content_type=f"text/{'css' if name.endswith('.css') else 'javascript'}; charset=utf-8")
    else:
        route.abort()


def foot(html: str) -> str:
    """A page's title, shortened and escaped for a CSS string."""
    title = unescape(match[1]) if (match := _TITLE.search(html)) else ""
    short = title if len(title) <= FOOT else title[: FOOT - 1] + "\u2026"
    return "".join(character if character.isalnum() else f"\\{ord(character):x} " for character in short)


def without_clock(pdf: bytes) -> bytes:
    """A PDF without the time of printing and without traces of pages printed before.

    Chromium numbers parts of pages on from one PDF to the next; here they are numbered from 1. The length of the file stays the
    same, because a PDF contains byte offsets.
    """
    numbers = {name: b"node%08d" % n for n, name in enumerate(sorted(set(_NODE.findall(pdf))), 1)}
    return _NODE.sub(lambda match: numbers[match[0]], _CLOCK.sub(_fixed, pdf))


def _fixed(match: re.Match[bytes]) -> bytes:
    start, clock = match[0].split(b"(", 1)
    return start + b"(" + _NEVER[: len(clock) - 1].ljust(len(clock) - 1) + b")"
