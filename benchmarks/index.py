"""Measure the index of very many reports: its size, and the time to write, open and search it."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from html import escape
from pathlib import Path
from typing import Annotated

import typer
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.workbooks import ROOT
from reportlib.blocks.sections.glance import Glance, Lead
from reportlib.page.html import Facts
from reportlib.plan.keys import Key
from reportlib.plan.outcome import Outcome
from reportlib.site.index import write_index, write_last
from reportlib.site.listing import read_facts
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit, Units

GOAL = 1.0
"""The seconds within which the index should be open."""
PARKS, QUARTERS = 20, 20
BODY = "<style>" + "/* what a page's style sheet takes */ " * 1000 + "</style></head><body></body></html>"
USABLE = "#find:visible ~ div #read tbody td"
WAITED = """(act) => new Promise(done => { const begun = performance.now(); eval(act); document.body.offsetHeight;
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun))); })"""
"""A JavaScript function that runs some code, and returns the milliseconds until its effect is drawn."""
SEARCH = """const box = document.querySelector('[name=text]'); box.value = 'sldw00042';
    box.dispatchEvent(new Event('input', {bubbles: true}))"""
SORT = "document.querySelector('#read thead button[value=lead2]').click()"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def workbook(reports: int) -> Workbook:
    """The workbook of this repository, with enough units for the wanted number of reports."""
    own = Workbook.load(ROOT)
    top, middle, bottom = own.level_ids[:3]
    units = [Unit(id="all", name={"zh": "示例区", "en": "Example zone"}, level=top)]
    for n in range(reports // QUARTERS - 1):
        level, parent = (middle, "all") if n < PARKS else (bottom, f"unit-{n % PARKS:05}")
        name = {"zh": f"示例单位{n:05}（机械制造）", "en": f"Example unit {n:05} (machinery)"}
        units.append(Unit(id=f"unit-{n:05}", name=name, level=level, parent=parent))
    return replace(own, units=Units(units=tuple(units)))


def put(folder: Path, book: Workbook) -> int:
    """Write the heads of the pages of all reports, and return their number."""
    made = list(_facts(book))
    for n, facts in enumerate(made):
        told = asdict(facts) | {"origins": "published synthetic", "dimensions": _dimensions(book), "known": "56"}
        told["glance"] = str(_glance(n))
        metas = "\n".join(f'<meta name="reportlib:{name}" content="{escape(str(value))}">' for name, value in told.items())
        page = f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{facts.title}</title>\n{metas}\n{BODY}'
        (folder / f"{facts.name}.html").write_text(page, "utf-8")
    return len(made)


def _glance(n: int) -> Glance:
    rate, people = 50 + n * 37 % 500 / 10, 100 + n * 7919 % 30_000
    leads = (
        Lead(name="服务覆盖率", text=f"{rate}%", value=rate, change="↑ 1.2点"),
        Lead(name="在册职工", text=f"{people}人", value=people, change="↓ 0.4%"),
        Lead(name="每万人高技能人才", text=f"每万人{1000 + n % 977}人", value=1000 + n % 977),
    )
    return Glance(leads=leads, tally={"better": n % 5, "similar": 9, "worse": n % 3}, reported=(n % 12, 12), day="2021-01-12")


def _dimensions(book: Workbook) -> str:
    return " ".join(dimension.id for dimension in book.catalogue.dimensions)


def _facts(book: Workbook) -> Iterator[Facts]:
    digest = "0123456789ab"
    key = str(Key(*[digest] * len(fields(Key))))
    for unit in book.units.units:
        name, lang = unit.name["zh"], "zh"
        for n in range(QUARTERS):
            period = f"{2016 + n // 4}Q{n % 4 + 1}"
            what = (f"{unit.level}-{unit.id}-{period}-{lang}", f"{name}产改报告", lang, unit.id, name, unit.level, period)
            yield Facts(*what, unit.level, "final", key, digest, "1", digest, "plotly 7.0.0")


@dataclass(frozen=True)
class Opened:
    """Seconds until something is shown and until rows can be used; seconds of a sort and of a search."""

    painted: float
    usable: float
    sorted: float
    searched: float


def opened(browser: Browser, page: Path) -> Opened:
    """Open an index, sort it by a column, search it by initials, and return the times."""
    tab = browser.new_page()
    begun = time.perf_counter()
    tab.goto(page.as_uri(), wait_until="commit")
    tab.locator(USABLE).first.wait_for()
    usable = time.perf_counter() - begun
    tab.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted, ordered, searched = (float(tab.evaluate(*asked)) / 1000 for asked in ((PAINTED,), (WAITED, SORT), (WAITED, SEARCH)))
    found = tab.locator("#read tbody tr:not(.level) th").all_inner_texts()
    tab.close()
    if not all("00042" in text for text in found):
        raise SystemExit(f"a search by initials found {found[:3]}")
    return Opened(painted, usable, ordered, searched)


def median(runs: list[Opened], name: str) -> float:
    """The median of the time `name` over several runs."""
    return float(statistics.median(getattr(run, name) for run in runs))


def main(
    reports: Annotated[int, typer.Option(help="How many reports there are.")] = 10_000,
    times: Annotated[int, typer.Option(help="How often it is opened.")] = 5,
    chromium: Annotated[str, typer.Option(help="The browser; else the one on the path.")] = "",
) -> None:
    """Write the heads of reports, write their index, and open it."""
    path = chromium or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as given, sync_playwright() as playwright:
        folder, book = Path(given), workbook(reports)
        count = put(folder, book)
        begun = time.perf_counter()
        read_facts(folder)
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        index = write_index(folder, book)
        written = time.perf_counter() - begun
        write_last(folder, [Outcome(facts["name"], "built") for facts in read_facts(folder)[::2]])
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        opened(browser, index)
        runs = [opened(browser, index) for _ in range(times)]
        browser.close()
        size = index.stat().st_size
    table = Table("what", "value", title=f"the index of {count} reports; median of {times} in Chromium, from file://")
    table.add_row("size", f"{size / 1e6:.2f} MB")
    table.add_row("heads read", f"{read:.2f} s")
    table.add_row("written, heads read anew", f"{written:.2f} s")
    table.add_row("first paint", f"{median(runs, 'painted') * 1000:.0f} ms")
    table.add_row(f"open and ready (goal: {GOAL:g} s)", f"{median(runs, 'usable'):.2f} s")
    table.add_row("sorted by a figure and drawn", f"{median(runs, 'sorted') * 1000:.0f} ms")
    table.add_row("searched by initials and drawn", f"{median(runs, 'searched') * 1000:.0f} ms")
    Console().print(table)
    raise typer.Exit(0 if median(runs, "usable") <= GOAL else 1)


if __name__ == "__main__":
    typer.run(main)
