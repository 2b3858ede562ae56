"""Open pages in Chromium without a network, on screens of any size, and check them with axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

OF_TEMPLATES = [
    f"{name}-{lang}"
    for lang in ("zh", "en")
    for name in (
        "district-demo-zone-2020",
        "park-demo-park-1-2020Q4",
        "enterprise-demo-e001-2020Q4",
        "joint-meeting-demo-zone-2020Q4",
        "collection-demo-zone-2020Q4",
    )
]
"""A report of each template in both languages; each has five charts or more."""
SINGLES = ["enterprise-demo-e001-2020Q4-zh", "park-demo-park-1-2020Q4-en"]
"""Reports as single files, each in one language; they differ from pages with shared files in where plotly.js is."""
PUBLISHED = [
    "district-netda-2020-zh",
    "park-zhuhang-2020-zh",
    "park-shuangyi-2020-zh",
    "enterprise-zhongtian-2020-zh",
    "enterprise-shangyao-dongying-2020-zh",
]
REPORTS = [*OF_TEMPLATES, *PUBLISHED]
WIDTHS = (360, 1024, 1920)
PATIENCE = 120_000
"""How many milliseconds a page is waited for: other tests run beside this one."""
WITHIN = ("file:", "data:", "blob:")
"""The beginnings of addresses that a page may load: files of its folder, and what is inside the page."""


@contextmanager
def opened(browser: Browser, path: Path, *, width: int = 1280) -> Iterator[tuple[Page, list[str]]]:
    """A page that was opened offline, and a list of its errors and of its requests for anything outside its folder."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    context.set_default_timeout(PATIENCE)
    page, trouble = context.new_page(), list[str]()
    page.on("request", lambda r: None if r.url.startswith(WITHIN) else trouble.append(f"request {r.url}"))
    page.on("requestfailed", lambda r: trouble.append(f"failed {r.url}"))
    page.on("console", lambda m: trouble.append(f"console {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: trouble.append(f"error {e}"))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn], body:not(:has(.plot))", state="attached")
    yield page, trouble
    context.close()


def drawn_whole(page: Page, name: str) -> bool:
    """Whether every chart that the page shows is drawn, in the page's language and without an upload button."""
    unfold(page)
    assert page.locator("figure.drawn").count() == page.locator(".plot").count()
    assert page.locator(".plot").count() >= (5 if name in OF_TEMPLATES else 0)
    assert page.locator("[data-title*='Share'], [data-title*='cloud']").count() == 0
    assert page.locator("html").get_attribute("lang") == ("en" if name.endswith("en") else "zh-CN")
    assert page.locator("h1").count() == 1
    narrow = "[...document.querySelectorAll('.plot')].filter(p => p.querySelector('.main-svg').getBBox().width < 100).length"
    return bool(page.evaluate(narrow) == 0)


def until(page: Page, holds: str, told: object = None) -> None:
    """Wait until a JavaScript function returns true; `told` is its argument.

    Playwright's own waiting evaluates a text each time, which a page's security policy refuses from the second time on.
    """
    page.evaluate(
        f"""async told => {{
            const holds = {holds}, end = performance.now() + {PATIENCE};
            while (!holds(told)) {{
                if (performance.now() > end) throw new Error("not in time: " + holds);
                await new Promise(look => setTimeout(look, 20));
            }}
        }}""",
        told,
    )


def unfold(page: Page) -> None:
    """Open the folded parts, and wait until their charts are drawn."""
    page.locator("details.more").evaluate_all("all => all.forEach(one => one.open = true)")
    until(page, "() => ![...document.querySelectorAll('.more .plot')].some(plot => !plot.querySelector('.main-svg[role=img]'))")


OVERLAPPING = """() => [...document.querySelectorAll(".card")].filter(card => {
    const boxes = [...card.children].map(part => part.getBoundingClientRect()).filter(box => box.height);
    return boxes.some((a, n) => boxes.slice(n + 1).some(b =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
}).map(card => card.id)"""
"""The cards of which two parts lie over each other."""


def too_wide(page: Page) -> list[int | str]:
    """The widths of screens for which a page is too wide, and the cards whose parts overlap."""
    found: list[int | str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [width] if page.evaluate("document.documentElement.scrollWidth") > width else []
        found += page.evaluate(OVERLAPPING)
    return found


@contextmanager
def read(browser: Browser, path: Path) -> Iterator[Page]:
    """A page opened without scripts, so that only its text is there and nothing is drawn."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


DRAWN = """async () => Promise.all([...document.querySelectorAll("figure:has(.plot)")].map(async figure => {
    const plot = figure.querySelector(".plot");
    const texts = [...plot.querySelectorAll("svg text")].filter(text => text.textContent.trim() && text.getBBox().width);
    const mark = texts.find(text => text.textContent === "演示数据");
    const box = mark && mark.getBoundingClientRect(), room = plot.getBoundingClientRect();
    const meets = other => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top;
    return {
        said: document.body.matches(".mostly-synthetic") || figure.querySelector(".seal-synthetic") !== null,
        marked: mark !== undefined,
        inside: mark && box.left >= room.left && box.right <= room.right + 1 && box.bottom <= room.bottom + 1,
        over: mark && texts.filter(text => text !== mark && meets(text.getBoundingClientRect())).map(text => text.textContent),
        saved: decodeURIComponent(await Plotly.toImage(plot, {format: "svg"})).includes("演示数据"),
    };
}))"""


def marked(page: Page) -> bool:
    """Whether every picture of made-up figures says so inside the drawing, without overlapping anything, also when saved."""
    unfold(page)
    found = page.evaluate(DRAWN)
    assert len(found) >= 5
    right = {"said": True, "marked": True, "inside": True, "over": [], "saved": True}
    assert [figure for figure in found if figure != right] == []
    return True


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on colours, and so on the scheme."""
FEW = 3
WITHOUT_REPEATS = """(bodies, few) => {
  const built = row => row.outerHTML.replace(/>[^<]+/g, '>').replace(/ (?!class)[\\w-]+="[^"]*"/g, '');
  for (const body of bodies) {
    const seen = {};
    for (const row of [...body.rows]) {
      const key = built(row);
      seen[key] = (seen[key] || 0) + 1;
      if (seen[key] > few) row.remove();
    }
  }
}"""
"""Removes rows of a table that are built like `few` rows before them, because axe-core would find the same in each."""
AUDIT = "asked => axe.run(document, {...asked, preload: false, resultTypes: ['violations']})"
"""Runs axe-core without `preload`, by which it would fetch the style sheet again; a page's policy refuses that."""
ALL = {"runOnly": {"type": "tag", "values": RULES}}
OF_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
OF_WORDS = ALL | {"rules": {name: {"enabled": False} for name in COLOURS}}


def violations(page: Page, asked: dict[str, object] = ALL) -> list[str]:
    """The rules that axe-core finds broken, each with the element that breaks it."""
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found = page.evaluate(AUDIT, asked)
    assert tuple(map(int, found["testEngine"]["version"].split("."))) >= (4, 12)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]


FITTING = "() => ![...document.querySelectorAll('.plot-box:not([tabindex])')].some(box => box.scrollWidth > box.clientWidth)"
"""Whether no picture is wider than its box, except pictures that can be scrolled."""


def show_all(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Show a page in light or dark colours, unfolded and without animation; of similar rows only a few are kept."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    unfold(page)
    until(page, FITTING)  # pictures follow the screen a moment after it
    page.locator("tbody").evaluate_all(WITHOUT_REPEATS, FEW)
