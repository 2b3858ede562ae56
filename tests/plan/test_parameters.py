from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportlib.analysis.snapshots.reach import Reach
from reportlib.errors import WorkbookError
from reportlib.periods import Period
from reportlib.plan.parameters import Parameter, Template, check_parameters, read_template, templates
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[2]
REACH = Reach(Period.parse("2018Q1"), Period.parse("2020Q4"), Period.parse("2020Q4"))
GOOD = {"unit": "zhuhang", "period": "2020Q4", "lang": "zh"}


def notebook(folder: Path, source: str, metadata: dict[str, Any] | None = None) -> Path:
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    path = folder / "t.ipynb"
    path.write_text(json.dumps({"metadata": metadata or {}, "cells": [cell]}), "utf-8")
    return path


@pytest.fixture(scope="module")
def book() -> Workbook:
    return Workbook.load(ROOT)


@pytest.fixture(scope="module")
def park(book: Workbook) -> Template:
    return templates(book)[0]["park"]


def test_a_parameter_is_a_typed_line_with_a_comment(tmp_path: Path) -> None:
    source = 'unit: str = "a"  # which unit\nshare: float = 0.5\nwords = 3\n'
    template = read_template(notebook(tmp_path, source, {"reportlib": {"level": "low", "title": {"en": "T"}}}))

    assert template.parameters == (Parameter("unit", "str", "a", "which unit"), Parameter("share", "float", 0.5, ""))
    assert (template.name, template.level, template.title) == ("t", "low", {"en": "T"})


@pytest.mark.parametrize("level", [None, {}, [], 0])
def test_a_level_that_is_none_is_told_with_the_notebook(level: object, tmp_path: Path) -> None:
    path = notebook(tmp_path, 'unit: str = "a"', {"reportlib": {"level": level, "title": {"en": "T"}}})
    with pytest.raises(WorkbookError, match=r"notebooks/t\.ipynb: its metadata \(reportlib\.level\) says .*; name a level"):
        read_template(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a notebook"),
        ("[]", "not a notebook"),
        ('{"cells": 3, "metadata": {}}', "not a notebook"),
        ('{"cells": [3], "metadata": {}}', "not a notebook"),
        ('{"cells": [], "metadata": ' + "[" * 100_000, "not a notebook"),
        ('{"cells": [], "metadata": {"reportlib": ' + "[" * 60 + "]" * 60 + "}}", "not a notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_told(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "t.ipynb"
    path.write_text(text, "utf-8")

    with pytest.raises(WorkbookError, match=f"notebooks/t.ipynb: {says}"):
        read_template(path)


def test_a_computed_default_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"'unit' is set to here\(\) \(line 2 of the cell\); write a plain value"):
        read_template(notebook(tmp_path, "period: str = '2020'\nunit: str = here()"))


def test_a_notebook_that_names_no_level_is_no_template(book: Workbook) -> None:
    found, problems = templates(book)

    assert not problems
    listed = {"district", "park", "enterprise", "joint-meeting", "collection", "pilots", "fairness"}
    assert set(found) == listed | {"department", "compared", "indicator"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"unti": "x"}, "parameter 'unti' is not one of 'park'; did you mean 'unit'?"),
        ({"status": 3}, "parameter 'status' takes str, not 3 (int)"),
        ({"period": True}, "parameter 'period' takes str, not True (bool)"),
        ({"unit": "zhuhan"}, "unit 'zhuhan' is not known; did you mean 'zhuhang'?"),
        ({"unit": "zhongtian"}, "unit 'zhongtian' is on level 'enterprise', but template 'park' is for level 'park'"),
        ({"lang": "fr"}, "language 'fr' is not one of this workbook; languages: zh, en (2)"),
        ({"period": "2020Q7"}, "period: '2020Q7' is not a period: write 2020"),
        ({"period": "2021Q1"}, "period 2021Q1 is not covered by the data, which reaches from 2018Q1 to 2020Q4"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(given: dict[str, Any], says: str, park: Template, book: Workbook) -> None:
    messages = check_parameters(park, GOOD | given, workbook=book, reach=REACH)

    assert messages[0].startswith(says)


@pytest.mark.parametrize("period", [2020, "2020", "2020H1", "2020YTD09", "2019-2020"])
def test_good_parameters_are_good(period: str | int, park: Template, book: Workbook) -> None:
    assert check_parameters(park, GOOD | {"period": period}, workbook=book, reach=REACH) == []


def test_a_period_before_a_unit_existed_is_told(book: Workbook) -> None:
    late = next(u for u in book.units.units if u.start and u.level == "enterprise")
    assert late.start
    given = {"unit": late.id, "period": str(late.start.shift(-1)), "lang": "zh"}

    (message,) = check_parameters(templates(book)[0]["enterprise"], given, workbook=book, reach=REACH)

    assert message.startswith(f"unit '{late.id}' did not exist in {given['period']}; it existed from {late.start}")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("unit: str = " + "(" * 1000, "is not Python: too many nested parentheses"),
        ("unit: int = " + "-" * 100_000 + "1", "is nested too deep to be read"),
        ("unit: int = " + "+".join("1" * 100_000), "is nested too deep to be read"),
        ("unit: dict = {[]: 1}", "'unit' is set to {[]: 1}"),
    ],
    ids=["brackets", "signs", "sum", "unhashable"],
)
def test_a_parameters_cell_that_cannot_be_read_is_told(source: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_template(notebook(tmp_path, source))

    assert says in str(caught.value)


@pytest.mark.parametrize("title", [None, 3, "Report", ["Report"], {"en": 3}, {"en": None}, {"en": {"zh": "x"}}])
def test_a_title_of_another_type_is_told(small_folder: Path, title: object) -> None:
    (small_folder / "notebooks").mkdir()
    needed = 'unit: str = ""\nperiod: str = "2020"\nlang: str = "en"'
    notebook(small_folder / "notebooks", needed, {"reportlib": {"level": "town", "title": title}})
    known, [problem] = templates(Workbook.load(small_folder))

    assert not known and "reportlib.title" in str(problem) and json.dumps(title) in str(problem)


def test_what_an_editor_leaves_beside_a_template_is_none(small_notebooks: Path) -> None:
    good = (small_notebooks / "town.ipynb").read_text("utf-8")
    for name in (".town.ipynb", "~town.ipynb", "#town.ipynb"):
        (small_notebooks / name).write_text(good, "utf-8")
    (small_notebooks / ".#town.ipynb").symlink_to("someone@somewhere.1234:1")
    (small_notebooks / ".ipynb_checkpoints").mkdir()

    found, problems = templates(Workbook.load(small_notebooks.parent))
    assert not problems or all("notebooks/town.ipynb" in str(problem) for problem in problems)
    assert set(found) <= {"town"}
