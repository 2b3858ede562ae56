from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportlib import Report
from reportlib.analysis.snapshots.reach import reach_of
from reportlib.build.runner import _rerun
from reportlib.build.settings import Settings
from reportlib.errors import InputError, ParameterError
from reportlib.plan.expansion import Job, Overrides, expand
from reportlib.plan.keys import Figures, Keys
from reportlib.workbook import Workbook
from reportlib.workbook.declared import Parameter, misgiven, parameters, read_value, report_name, settings, spelt
from reportlib.workbook.provenance import inputs

from .test_plan import FIGURES, TODAY, book, names  # noqa: F401 the fixture

PARAMETERS = """unit: str = 'a'
period: str = '2020'
lang: str = 'en'
owner: str = ''  # department
depth: int = 2  # how many levels
share: float = 1.0  # of all
deep: bool = False  # all of them
odd: list = []
"""


@pytest.fixture
def brief(book: Workbook) -> Workbook:  # noqa: F811
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": PARAMETERS}
    text = json.dumps({"metadata": {"reportlib": {"level": "low"}}, "cells": [cell]})
    (book.root / "notebooks" / "brief.ipynb").write_text(text, "utf-8")
    return book


def planned(book: Workbook, *entries: str, **asked: tuple[str, ...]) -> tuple[Job, ...]:  # noqa: F811
    lines = [f"  - {{{entry}, periods: [2020], units: [a], languages: [en]}}\n" for entry in entries]
    (book.root / "params" / "reports.yaml").write_text("reports:\n" + "".join(lines), "utf-8")
    return expand([], workbook=book, reach=reach_of(FIGURES, book), overrides=Overrides(**asked), today=TODAY)


def told(book: Workbook, *entries: str, **asked: tuple[str, ...]) -> list[str]:  # noqa: F811
    with pytest.raises(InputError) as caught:
        planned(book, *entries, **asked)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_not_as_the_template_has_it_is_given_and_named(brief: Workbook) -> None:
    (job,) = planned(brief, "template: brief, with: {share: 0.5, owner: trade-union, depth: 2}")
    assert job.name == "brief-a-2020-en-owner-trade-union-share-0.5"
    assert job.parameters == {"unit": "a", "period": "2020", "lang": "en", "owner": "trade-union", "share": 0.5}


def test_a_list_is_a_report_for_each_value_and_lists_are_combined(brief: Workbook) -> None:
    jobs = planned(brief, "template: brief, with: {owner: [x, y], deep: [false, true]}")
    assert names(jobs) == [
        "brief-a-2020-en-owner-x",
        "brief-a-2020-en-owner-x-deep-true",
        "brief-a-2020-en-owner-y",
        "brief-a-2020-en-owner-y-deep-true",
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{ownr: x}", "params/reports.yaml:2: parameter 'ownr' is not one of 'brief'; did you mean 'owner'?"),
        ("{depth: x}", "params/reports.yaml:2: parameter 'depth' takes int, not 'x' (str)"),
        ("{depth: true}", "parameter 'depth' takes int, not True (bool)"),
        ("{depth: 1.5}", "parameter 'depth' takes int, not 1.5 (float)"),
        ("{share: .nan}", "parameter 'share' takes float, not nan (float)"),
        ("{owner: 3}", "parameter 'owner' takes str, not 3 (int)"),
        ("{deep: 1}", "parameter 'deep' takes bool, not 1 (int)"),
        ("{unit: a}", "parameter 'unit' is set elsewhere; write units: […] instead"),
        ("{lang: en}", "write languages: […] instead"),
        ("{status: draft}", "write status: draft instead"),
        ("{odd: [1]}", "parameter 'odd' is declared as list; the types that can be set are str, int, float, bool"),
        ("{owner: {x: y}}", "'owner' is {'x': 'y'}; write a text, a number, true or false, or a list of these"),
        ("{owner: []}", "'owner' is []; write a text"),
        ("{owner: }", "'owner' is None; write a text"),
        ("[owner]", "write name: value pairs, such as {depth: 2}, not ['owner']"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(given: str, says: str, brief: Workbook) -> None:
    (line,) = told(brief, f"template: brief, with: {given}")
    assert says in line and line.startswith("params/reports.yaml:2: ")


def test_options_stand_in_place_of_the_list_and_choose_the_templates_that_take_them(brief: Workbook) -> None:
    entries = ("template: part", "template: brief, with: {owner: x, depth: 3}")
    assert names(planned(brief, *entries, settings=("owner=y", "owner=z"))) == [
        "brief-a-2020-en-owner-y-depth-3",
        "brief-a-2020-en-owner-z-depth-3",
    ]
    (job,) = planned(brief, *entries, settings=("depth=2", "deep=TRUE", "share=2", "owner="))
    assert (job.name, job.parameters["share"]) == ("brief-a-2020-en-share-2.0-deep-true", 2.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ownr=x", "--set 'ownr=x': parameter 'ownr' is not one of any template; did you mean 'owner'?"),
        ("owner", "--set 'owner' says no value; write NAME=VALUE"),
        ("unit=a", "--set 'unit=a': parameter 'unit' has an option of its own; write --unit instead"),
        ("depth=x", "--set: parameter 'depth' takes int, not 'x'; write a whole number"),
        ("deep=perhaps", "--set: parameter 'deep' takes bool, not 'perhaps'; write true or false"),
        ("share=inf", "--set: parameter 'share' takes float, not 'inf'; write a number"),
    ],
)
def test_an_option_that_is_wrong_is_one_line(text: str, says: str, brief: Workbook) -> None:
    (line,) = told(brief, "template: brief", settings=(text,))
    assert line.startswith(says)


def test_reports_whose_names_a_file_system_takes_for_one_are_told(brief: Workbook) -> None:
    (line,) = told(brief, "template: brief, with: {owner: [Union, union]}")
    assert "would be the name of two reports: of template 'brief', unit 'a', period 2020, owner 'Union'; and of" in line


def test_a_name_is_one_that_every_file_system_takes(brief: Workbook) -> None:
    jobs = planned(brief, "template: brief, with: {owner: [a/b, a b, -x, con, " + "x" * 300 + "]}")
    ends = [job.name.removeprefix("brief-a-2020-en-owner-") for job in jobs]
    assert len(set(ends)) == 5
    for end in ends:
        assert len(end.encode()) <= 49 and not set(end) & set("/\\ :") and end not in ("con", "-x")


def test_commentary_and_corrections_know_such_names(brief: Workbook) -> None:
    folder = brief.root / "params" / "commentary"
    folder.mkdir()
    (folder / "brief-a-2020-en-owner-x-y.md").write_text("so", "utf-8")
    assert planned(brief, "template: brief")
    (folder / "brief-a-2020-en-ownr-x.md").write_text("so", "utf-8")
    (line,) = told(brief, "template: brief")
    assert "'brief-a-2020-en-ownr-x' is no report" in line


def test_the_command_that_makes_one_again_says_all_of_them(brief: Workbook) -> None:
    (job,) = planned(brief, "template: brief, with: {owner: two words, deep: true}")
    said = _rerun(job, Settings(jobs=1))
    assert "--set 'owner=two words' --set depth=2 --set share=1.0 --set deep=true" in said


def test_a_value_is_a_part_of_the_key_where_it_is_not_the_template_s(brief: Workbook) -> None:
    (brief.root / "data").mkdir(exist_ok=True)
    columns = ["indicator", "unit", "period", "value"]
    pd.DataFrame([["i", "a", "2020Q4", 1]], columns=columns).to_csv(brief.root / "data" / "figures.csv", index=False)
    jobs = planned(brief, "template: brief, with: {depth: [2, 3]}", "template: brief")
    assert names(jobs) == ["brief-a-2020-en", "brief-a-2020-en-depth-3"]
    keys = Keys(Figures(brief), inputs(brief), None, single_file=False, today=TODAY).of(jobs)
    assert keys["brief-a-2020-en"].differs(keys["brief-a-2020-en-depth-3"]) == ("parameters",)


def test_one_report_as_papermill_says_it_may_have_them(brief: Workbook, tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("template: brief\nunit: a\nperiod: 2020\nlang: en\nwith: {owner: x}\n", "utf-8")
    jobs = expand([path], workbook=brief, reach=None, overrides=Overrides(), today=TODAY)
    assert names(jobs) == ["brief-a-2020-en-owner-x"]


def declare(folder: Path) -> None:
    (folder / "notebooks").mkdir()
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": PARAMETERS}
    (folder / "notebooks" / "town.ipynb").write_text(json.dumps({"metadata": {}, "cells": [cell]}), "utf-8")


def test_a_report_run_by_hand_has_the_name_that_a_build_gives_it(small_folder: Path) -> None:
    declare(small_folder)
    given: dict[str, Any] = {"unit": "ash", "period": "2020", "lang": "en", "workbook": small_folder}
    assert Report("town", **given).name == "town-ash-2020-en"
    assert Report("town", **given, owner="", depth=2).name == "town-ash-2020-en"
    report = Report("town", **given, deep=True, owner="x")
    assert report.name == "town-ash-2020-en-owner-x-deep-true"
    (masthead,) = (piece for piece in report.opening() if getattr(piece, "role", "") == "masthead")
    facts = masthead.facts["page"]  # type: ignore[union-attr]
    assert facts["title"].endswith(" (x, deep yes)") and json.loads(facts["settings"]) == {"owner": "x", "deep": True}


@pytest.mark.parametrize(
    ("given", "says"),
    [({"ownr": "x"}, "did you mean 'owner'?"), ({"depth": "2"}, "parameter 'depth' takes int, not '2' (str)")],
)
def test_a_report_run_by_hand_checks_what_it_is_given(given: dict[str, Any], says: str, small_folder: Path) -> None:
    declare(small_folder)
    with pytest.raises(ParameterError) as caught:
        Report("town", unit="ash", period="2020", lang="en", workbook=small_folder, **given)
    assert says in str(caught.value)


def test_what_is_declared_is_typed_in_one_place() -> None:
    declared = parameters(PARAMETERS, "notebooks/x.ipynb")
    assert settings(declared, {"share": 1, "depth": 3}) == (("depth", 3),)
    assert misgiven("x", declared, "share", 2, fields={}) == ""
    assert read_value(Parameter("n", "int", 0, ""), " 7 ") == 7
    assert report_name("t", "u", "2020", "en", (("share", 0.25),)) == "t-u-2020-en-share-0.25"
    assert spelt(-3).startswith("3-"), "no name begins with a dash, and -3 is not 3"
