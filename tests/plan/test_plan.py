from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis.snapshots.reach import Reach, reach_of, resolve
from reportlib.errors import InputError
from reportlib.plan.expansion import Job, Overrides, expand
from reportlib.workbook import Workbook

TODAY = dt.date(2021, 2, 3)
SETTINGS = """title: {en: T}
issuer: {en: I}
languages: [en]
levels:
  - {id: top, name: {en: Top}}
  - {id: low, name: {en: Low}}
data: [{file: data/figures.csv, origin: reported}]
"""
CATALOGUE = """version: "1"
dimensions: [{id: d, name: {en: D}}]
owners: [{id: o, name: {en: O}}]
indicators:
  - {id: i, name: {en: I}, dimension: d, owner: o, measure: {en: m}, kind: flow, levels: [low], note: {en: n}}
"""
UNITS = """units:
  - {id: all, name: {en: All}, level: top}
  - {id: a, name: {en: A}, level: low, parent: all}
  - {id: b, name: {en: B}, level: low, parent: all, from: 2020Q4}
"""
PARAMETERS = "unit: str = 'a'\nperiod: str = '2020'\nlang: str = 'en'\nstatus: str = 'final'"
CELL = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": PARAMETERS}
PERIODS = ["2019Q1", "2020Q3", "2020Q4", "2020"]
FIGURES = pd.DataFrame(
    {"indicator": "i", "unit": "a", "period": PERIODS, "value": 1.0, "numerator": None, "denominator": None}
    | {"qualifier": "exactly", "status": "final", "origin": "reported", "reported_at": ""}
).astype({"numerator": "float64", "denominator": "float64"})


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    for folder in ("params", "notebooks"):
        (tmp_path / folder).mkdir()
    for name, text in (("workbook", SETTINGS), ("catalogue", CATALOGUE), ("units", UNITS)):
        (tmp_path / "params" / f"{name}.yaml").write_text(text, "utf-8")
    for name, level in (("whole", "top"), ("part", "low")):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(
            json.dumps({"metadata": {"reportlib": {"level": level}}, "cells": [CELL]}), "utf-8"
        )
    return Workbook.load(tmp_path)


def planned(book: Workbook, *entries: str, **asked: tuple[str, ...]) -> tuple[Job, ...]:
    lines = [f"  - {{{entry}, languages: [en]}}\n" for entry in entries]
    (book.root / "params" / "reports.yaml").write_text("reports:\n" + "".join(lines), "utf-8")
    return expand([], workbook=book, reach=reach_of(FIGURES, book), overrides=Overrides(**asked), today=TODAY)


def names(jobs: tuple[Job, ...]) -> list[str]:
    return [job.name for job in jobs]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("latest", ["2020Q3"]),  # of 2020Q4 one of two returns is in
        ("previous", ["2020Q4"]),
        ("last 3", ["2020Q1", "2020Q2", "2020Q3"]),
        (2020, ["2020"]),
        ("2020-11", ["2020-11"]),
    ],
)
def test_a_relative_period_is_told_by_the_data_or_the_calendar(text: str | int, periods: list[str], book: Workbook) -> None:
    found = resolve(text, reach=reach_of(FIGURES, book), base=book.base, today=TODAY)

    assert [str(period) for period in found] == periods


@pytest.mark.parametrize("today", [dt.date(2020, 10, 1), dt.date(2020, 12, 31)])
def test_previous_is_the_last_closed_period_of_any_day_in_the_next(today: dt.date, book: Workbook) -> None:
    assert [str(p) for p in resolve("previous", reach=reach_of(FIGURES, book), base=book.base, today=today)] == ["2020Q3"]


@pytest.mark.parametrize("text", ["newest", "last 0", "last", "2020Q5"])
def test_an_unknown_word_is_no_period(text: str, book: Workbook) -> None:
    with pytest.raises(ValueError, match=r"is not a period: write .* or latest, previous, last 4"):
        resolve(text, reach=reach_of(FIGURES, book), base=book.base, today=TODAY)


def test_the_reach_of_data_is_from_its_first_to_its_last_period_and_the_last_of_the_calendars_kind(book: Workbook) -> None:
    reach = reach_of(FIGURES, book)

    assert isinstance(reach, Reach)
    # of 2020Q4 one of two returns is in, of 2020Q3, before `b` began, the one that is due
    assert (str(reach.first), str(reach.last), str(reach.latest)) == ("2019Q1", "2020Q4", "2020Q3")
    assert reach.why == "1 of 1 returns are in; 2020Q4 has 1 of 2, under 80 %"


def test_children_are_those_of_the_period(book: Workbook) -> None:
    jobs = planned(book, "template: part, periods: [2020Q3, 2020Q4], units: {children: all}")

    assert names(jobs) == ["part-a-2020Q3-en", "part-a-2020Q4-en", "part-b-2020Q4-en"]


@pytest.mark.parametrize("units", ["all", "{level: low}"])
def test_all_and_a_level_are_the_units_that_existed(units: str, book: Workbook) -> None:
    assert names(planned(book, f"template: part, periods: [2020Q3], units: {units}")) == ["part-a-2020Q3-en"]


def test_a_report_listed_twice_is_made_once(book: Workbook) -> None:
    entry = "template: part, periods: [latest, 2020Q3], units: [a, a]"

    assert names(planned(book, entry, entry)) == ["part-a-2020Q3-en"]


def test_options_stand_in_place_of_what_the_file_says(book: Workbook) -> None:
    entries = ("template: whole, periods: [2020], units: all", "template: part, periods: [2020], units: [a]")

    assert names(planned(book, *entries, units=("b",))) == ["part-b-2020-en"]
    assert names(planned(book, *entries, levels=("low",))) == ["part-a-2020-en", "part-b-2020-en"]
    assert names(planned(book, *entries, periods=("last 2",), templates=("whole",))) == [
        "whole-all-2020Q2-en",
        "whole-all-2020Q3-en",
    ]


def test_a_draft_rerun_alone_is_still_a_draft(book: Workbook) -> None:
    final, draft = "template: part, periods: [2020], units: [a]", "template: part, periods: [2020Q4], units: [b], status: draft"

    (job,) = planned(book, final, draft, templates=("part",), units=("b",), periods=("2020Q4",), languages=("en",))

    assert (job.name, job.status) == ("part-b-2020Q4-en", "draft")
    assert job.parameters == {"unit": "b", "period": "2020Q4", "lang": "en", "status": "draft"}


def test_a_file_may_say_one_report_as_papermill_does(book: Workbook, tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("template: part\nunit: a\nperiod: 2020\nlang: en\n", "utf-8")

    jobs = expand([path], workbook=book, reach=reach_of(FIGURES, book), overrides=Overrides(), today=TODAY)

    assert names(jobs) == ["part-a-2020-en"]


def test_every_problem_is_told_at_once_each_with_its_line(book: Workbook) -> None:
    with pytest.raises(InputError) as caught:
        planned(
            book,
            "template: prt, periods: [2020], units: all",
            "template: part, periods: [2020Q9, 2031], units: [a]",
            "template: part, periods: [2020], units: [c]",
            "template: part, periods: [2020Q3], units: [b]",
        )

    said = str(caught.value).splitlines()
    starts = [
        "template 'prt'",
        "'2020Q9' is not a period",
        "period 2031 is not covered",
        "unit 'c' is not known",
        "unit 'b' did not exist",
    ]
    places = [2, 3, 3, 4, 5]
    assert len(said) == len(starts)
    for line, start, place in zip(said, starts, places, strict=True):
        assert line.startswith(f"params/reports.yaml:{place}: {start}")


def test_a_draft_of_unreadable_data_is_planned_without_asking_how_far_they_reach(book: Workbook) -> None:
    (book.root / "params" / "reports.yaml").write_text(
        "reports:\n  - {template: part, periods: [latest, 2031], units: [a], languages: [en]}\n", "utf-8"
    )

    jobs = expand([], workbook=book, reach=None, overrides=Overrides(), today=TODAY)

    assert names(jobs) == ["part-a-2031-en"]


def template(root: Path, name: str, level: str = "low", **facts: object) -> None:
    metadata = {"reportlib": {"level": level, **facts}}
    (root / "notebooks" / f"{name}.ipynb").write_text(json.dumps({"metadata": metadata, "cells": [CELL]}), "utf-8")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("part 2", "the name 'part 2' of a template holds ' '; an id is letters, digits"),
        ("Aux", "the name 'Aux' of a template is a name that some file systems keep for themselves"),
        ("-part", "the name '-part' of a template begins with '-'"),
        ("part.", "the name 'part.' of a template ends with '.'"),
        ("PART", "the name 'part' is that of notebooks/PART.ipynb in another spelling; names are unique without regard to case"),
        ("p" * 61, "takes 61 bytes in UTF-8"),
    ],
)
def test_a_template_whose_name_cannot_stand_in_that_of_a_report_is_told(name: str, says: str, book: Workbook) -> None:
    template(book.root, name)
    with pytest.raises(InputError) as caught:
        planned(book, "template: whole, periods: [2020], units: [all]")

    (found,) = caught.value.problems
    assert says in found.message and found.file.startswith("notebooks/") and "call the file" in found.mend


def test_a_notebook_that_is_no_template_may_have_any_name(book: Workbook) -> None:
    template(book.root, "my notes (2)", level="")

    assert [job.name for job in planned(book, "template: whole, periods: [2020], units: [all]")] == ["whole-all-2020-en"]


@pytest.mark.parametrize("title", ["report", ["report"], {"en": 3}, {"en": "half \ud800"}])
def test_a_title_that_is_no_text_by_language_is_told(title: object, book: Workbook) -> None:
    template(book.root, "odd", title=title)

    with pytest.raises(InputError, match=r"notebooks/odd.ipynb: its metadata \(reportlib.title\) says .* no text by language"):
        planned(book, "template: whole, periods: [2020], units: [all]")


def test_two_reports_of_one_name_are_told_whose_parts_are_joined_otherwise(book: Workbook) -> None:
    path = book.root / "params" / "units.yaml"
    path.write_text(UNITS + "  - {id: x-a, name: {en: X}, level: low, parent: all}\n", "utf-8")
    template(book.root, "part-x")

    with pytest.raises(InputError) as caught:
        planned(
            Workbook.load(book.root),
            "template: part, periods: [2020], units: [x-a]",
            "template: part-x, periods: [2020], units: [a, b]",
        )

    (found,) = caught.value.problems
    assert str(found) == (
        "params/reports.yaml:3: 'part-x-a-2020-en' would be the name of two reports: of template 'part', unit 'x-a', "
        "period 2020; and of template 'part-x', unit 'a', period 2020. Rename a template or a unit"
    )
