from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import reportlib.blocks
from reportlib.blocks.pieces import Listed, listed
from reportlib.blocks.text import Words

STYLE = Path(reportlib.blocks.__file__).parent / "templates" / "report.css"
WORDS = Words("en")


def page_of(body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><style>{STYLE.read_text('utf-8')}</style><main>{body}</main>"


def test_a_folded_list_of_figures_is_not_printed_and_paper_says_where_it_is(browser: Browser) -> None:
    rows = [Listed([f"Figure {n}", "1"]) for n in range(30)]
    columns = [("Indicator", False), ("Figure", True)]
    piece = listed(WORDS, title="Published figures: 30", columns=columns, rows=rows, facts={}, fold="All figures (30)")
    page = browser.new_page()
    page.set_content(page_of(piece.html))
    told = page.get_by_text("All of these figures are on the page and in its spreadsheet.")
    assert page.get_by_text("All figures (30)").is_visible() and not told.is_visible()
    page.emulate_media(media="print")
    assert told.is_visible() and not page.get_by_text("All figures (30)").is_visible()
    assert not page.get_by_text("Figure 7", exact=True).is_visible()
    page.close()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the sheets")
def test_a_head_stands_on_the_sheet_of_what_follows(browser: Browser) -> None:
    # The section begins at eight heights of a sheet; its head is always on the sheet of its first table.
    table = "<div class='fig full'><h3>Table title</h3><table class=data><tr><td>row</td></tr></table></div>"
    halves = "".join("<figure class='fig half'><h3>Half</h3><div style='height:300px'></div></figure>" for _ in range(2))
    section = f"<section><div class=sec-head><h2>Section head</h2></div><div class=grid-12>{table}{halves}</div></section>"
    page = browser.new_page()
    for room in range(700, 1000, 40):
        page.set_content(page_of(f"<div style='height:{room}px'></div>{section}"))
        sheets = _texts(page.pdf(prefer_css_page_size=True))
        head, first = ([n for n, text in enumerate(sheets) if words in text] for words in ("Section head", "Table title"))
        assert head == first != [], room
    page.close()


def _texts(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\f")
