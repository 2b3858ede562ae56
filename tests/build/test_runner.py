"""A plan is run by real kernels: due reports are made, failing reports are named, reports up to date are left alone."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reportlib.atomic import clear_parts, write_whole
from reportlib.build import building
from reportlib.build.runner import facts_of, run
from reportlib.build.settings import Settings
from reportlib.page.html import Facts
from reportlib.plan.expansion import Overrides
from reportlib.plan.outcome import Outcome
from reportlib.plan.plan import Plan, Planned, Request, make_plan
from reportlib.workbook import Workbook

from ..commands import called

SETTINGS = """title: {en: T}
issuer: {en: I}
languages: [en]
levels: [{id: top, name: {en: Top}}]
data: [{file: data/figures.csv, origin: reported}]
"""
CATALOGUE = """version: "1"
dimensions: [{id: d, name: {en: D}}]
owners: [{id: o, name: {en: O}}]
indicators:
  - {id: i, name: {en: I}, dimension: d, owner: o, measure: {en: m}, kind: flow, levels: [top], note: {en: n}}
"""
PARAMETERS = 'unit: str = "a"  # unit\nperiod: str = "2020"  # period\nlang: str = "en"  # language'
CELLS = {
    "good": "print('made for', unit)",
    "raises": "raise KeyError('no such figure')",
    "leaves": "import sys\nsys.exit(0)",
}
REPORTS = "reports:\n" + "".join(f"  - {{template: {name}, periods: [2020], units: [a], languages: [en]}}\n" for name in CELLS)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    root = tmp_path_factory.mktemp("tiny")
    for folder in ("params", "data", "notebooks"):
        (root / folder).mkdir()
    units = "units:\n  - {id: a, name: {en: A}, level: top}\n"
    for name, text in (("workbook", SETTINGS), ("catalogue", CATALOGUE), ("units", units), ("reports", REPORTS)):
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    (root / "data" / "figures.csv").write_text("indicator,unit,period,value\ni,a,2020,1\n", "utf-8")
    for name, source in CELLS.items():
        parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        metadata = {"language_info": {"name": "python"}, "reportlib": {"level": "top", "title": {"en": "report"}}}
        cells = [new_markdown_cell("# A report"), parameters, new_code_cell(source), new_code_cell("print('after')")]
        nbformat.write(new_notebook(cells=cells, metadata=metadata), root / "notebooks" / f"{name}.ipynb")
    return Workbook.load(root)


def made(book: Workbook, output: Path, *names: str, force: bool = False) -> dict[str, Outcome]:
    request = Request(overrides=Overrides.of(None, None, None, None, list(names)), output=output, force=force)
    plan = make_plan(book, request, today=dt.date(2021, 1, 31))
    settings = Settings(jobs=2, rerun=("--output", str(output)))
    return {outcome.name.split("-")[0]: outcome for outcome in called(lambda: list(run(plan, settings)))}


@pytest.mark.slow
def test_what_raises_is_told_by_name_and_keeps_its_notebook(book: Workbook, tmp_path: Path) -> None:
    outcomes = made(book, tmp_path, *CELLS)

    states = {name: outcome.state for name, outcome in outcomes.items()}
    assert states == {"good": "built", "raises": "failed", "leaves": "failed"}
    assert outcomes["leaves"].error == "SystemExit: the notebook was left before its end"
    assert "made for a" in (tmp_path / "good-a-2020-en.html").read_text("utf-8")
    raised = outcomes["raises"]
    assert (raised.cell, raised.error, raised.attempts) == (3, "KeyError: 'no such figure'", 1)
    assert "raise KeyError('no such figure')" in raised.traceback
    assert raised.rerun == f"python -m reportlib build --template raises --unit a --period 2020 --lang en --output {tmp_path}"
    kept = nbformat.read(tmp_path / "failed" / "raises-a-2020-en.ipynb", as_version=4)
    assert any("no such figure" in str(cell.get("outputs")) for cell in kept.cells)
    assert [path.name for path in tmp_path.glob("*.html")] == ["good-a-2020-en.html"]


@pytest.mark.slow
def test_what_cannot_be_written_is_told_by_name_and_not_tried_again(book: Workbook, tmp_path: Path) -> None:
    (tmp_path / "failed" / "raises-a-2020-en.ipynb").mkdir(parents=True)  # where a file is wanted
    outcomes = made(book, tmp_path, "good", "raises")
    assert outcomes["good"].state == "built"
    assert "is a folder; move it away" in outcomes["raises"].error and outcomes["raises"].attempts == 1


@pytest.mark.slow
def test_what_is_up_to_date_is_not_made_again_unless_forced(book: Workbook, tmp_path: Path) -> None:
    page = tmp_path / "good-a-2020-en.html"

    assert made(book, tmp_path, "good")["good"].state == "built"
    first = page.read_bytes()
    assert made(book, tmp_path, "good")["good"].state == "unchanged"
    assert made(book, tmp_path, "good", force=True)["good"].state == "built"
    assert page.read_bytes() == first


@pytest.mark.slow
def test_what_cannot_be_made_ready_is_told_by_name_and_the_others_are_made(
    book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def facts(report: Planned, plan: Plan) -> Facts:
        if report.job.template.name == "raises":
            raise LookupError("no title of 'bad\udcff'")
        return facts_of(report, plan)

    monkeypatch.setattr("reportlib.build.runner.facts_of", facts)
    request = Request(overrides=Overrides.of(None, None, None, None, ["good", "raises"]), output=tmp_path)
    plan = make_plan(book, request, today=dt.date(2021, 1, 31))

    outcomes = called(lambda: building.build(plan, Settings(jobs=1), say=print, follow=lambda outcomes, _: outcomes))

    failed, built = sorted(outcomes, key=lambda outcome: outcome.state == "built")
    assert (built.name, built.state) == ("good-a-2020-en", "built")
    assert (failed.name, failed.state) == ("raises-a-2020-en", "failed")
    assert failed.error == "it could not be made ready: LookupError: no title of 'bad\\udcff'"
    assert failed.rerun == "python -m reportlib build --template raises --unit a --period 2020 --lang en"
    assert "raises-a-2020-en" in (tmp_path / "index.html").read_text("utf-8")


def test_a_notebook_whose_name_is_no_text_ends_no_plan(book: Workbook, tmp_path: Path) -> None:
    root = shutil.copytree(book.root, tmp_path / "book")
    odd = root / "notebooks" / os.fsdecode(b"notes\xff.ipynb")
    odd.write_text('{"metadata": {}, "cells": []}', "utf-8")

    plan = make_plan(Workbook.load(root), Request(output=tmp_path), today=dt.date(2021, 1, 31))

    assert len(plan.reports) == len(CELLS)


def test_a_run_clears_what_a_killed_one_left_even_where_nothing_is_due(book: Workbook, tmp_path: Path) -> None:
    plan = make_plan(book, Request(output=tmp_path), today=dt.date(2021, 1, 31))
    left = [tmp_path / ".reportlib-0123456789abcdef.part", tmp_path / ".reportlib" / ".reportlib-00000000deadbeef.part"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    outcomes = list(run(replace(plan, reports=tuple(replace(report, reasons=()) for report in plan.reports)), Settings(jobs=1)))

    assert {outcome.state for outcome in outcomes} == {"unchanged"}
    assert not any(path.exists() for path in left)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "page.html"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half \ud800")

    assert path.read_text("utf-8") == "old"
    clear_parts(tmp_path)
    assert [found.name for found in path.parent.iterdir()] == ["page.html"]
