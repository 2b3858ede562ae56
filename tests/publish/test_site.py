"""The index of a folder of reports."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from html import escape
from pathlib import Path

import pytest

from reportlib.publish.html import Facts
from reportlib.publish.outcome import Outcome
from reportlib.publish.site import read_facts, write_index
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[2]
HOSTILE = "\"><script>alert('x')</script>"
FACTS = Facts(
    name="",
    title="T",
    lang="zh",
    unit="netda",
    unit_name="N",
    level="district",
    period="2020",
    template="district",
    status="final",
    key="k",
    data_hash="d",
    catalogue_version="1",
    code_hash="c",
)


def put(folder: Path, facts: Facts) -> None:
    told = asdict(facts) | {"origins": "published"}
    head = "".join(f'<meta name="reportlib:{name}" content="{escape(str(value))}">' for name, value in told.items())
    (folder / f"{facts.name}.html").write_text(f"<html><head>{head}</head></html>", "utf-8")


@pytest.fixture(scope="module")
def book() -> Workbook:
    return Workbook.load(ROOT)


def test_reports_are_listed_by_period_then_level_then_unit(book: Workbook, tmp_path: Path) -> None:
    for n, (period, level, unit) in enumerate(
        [("2020", "park", "shuangyi"), ("2019", "district", "netda"), ("2020", "park", "zhuhang"), ("2020", "district", "netda")]
    ):
        put(tmp_path, replace(FACTS, name=f"r{n}", period=period, level=level, unit=unit))

    text = write_index(tmp_path, book).read_text("utf-8")

    assert re.findall(r'href="(r\d)\.html"', text) == ["r3", "r2", "r0", "r1"]


def test_pages_that_are_not_reports_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>", "utf-8")
    put(tmp_path, replace(FACTS, name="r"))

    assert [facts["file"] for facts in read_facts(tmp_path)] == ["r.html"]


def test_hostile_names_are_escaped(book: Workbook, tmp_path: Path) -> None:
    put(tmp_path, replace(FACTS, name="r", title=HOSTILE, unit=HOSTILE, unit_name=HOSTILE, level=HOSTILE))
    failed = Outcome(HOSTILE, "failed", cell=2, error=HOSTILE, rerun=HOSTILE)

    text = write_index(tmp_path, book, [failed]).read_text("utf-8")

    assert HOSTILE not in text and "<script>alert" not in text
    assert "alert(" in text


def test_a_report_that_failed_shows_its_cell_its_error_and_the_command_that_reruns_it(book: Workbook, tmp_path: Path) -> None:
    failed = Outcome("park-a-2020-zh", "failed", cell=7, error="KeyError: 'x'", rerun="python -m reportlib build --unit a")

    text = write_index(tmp_path, book, [failed, Outcome("fine", "built")]).read_text("utf-8")

    assert "park-a-2020-zh" in text and "7" in text and escape("KeyError: 'x'", quote=False) in text.replace("&#39;", "'")
    assert "<code>python -m reportlib build --unit a</code>" in text
    assert 'href="failed/park-a-2020-zh.ipynb"' in text
    assert "fine" not in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
