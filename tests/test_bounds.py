"""Numbers, years and settings at and beyond their limits give right results or a message that names them, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportlib.cli import app
from reportlib.errors import WorkbookError
from reportlib.workbook import Workbook

from .conftest import RETURNS

HEADER = RETURNS.splitlines()[0]


@pytest.fixture
def book(small_notebooks: Path) -> Path:
    """The small workbook with a template and few figures."""
    notebook = small_notebooks / "town.ipynb"
    facts = '"metadata": {"reportlib": {"level": "town", "title": {"zh": "a", "en": "a"}}, "kernelspec"'
    notebook.write_text(notebook.read_text("utf-8").replace('"metadata": {"kernelspec"', facts), "utf-8")
    root = small_notebooks.parent
    (root / "data" / "printed.csv").write_text("indicator,unit,period,value\n", "utf-8")
    (root / "params" / "targets.csv").write_text("indicator,unit,period,value\n", "utf-8")
    return root


def checked(root: Path, *rows: str, periods: str) -> tuple[int, str]:
    (root / "data" / "returns.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    (root / "params" / "reports.yaml").write_text(
        f"reports:\n  - {{template: town, periods: [{periods}], units: [ash], languages: [en]}}\n", "utf-8"
    )
    done = CliRunner().invoke(app, ["check", "--workbook", str(root)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize("period", ["1900", "2200", "1900Q1", "2200Q4", "1900-2200", "2200-12", "1900YTD01"])
def test_the_first_and_the_last_years_are_read_and_compared(book: Path, period: str) -> None:
    code, said = checked(book, f"visits,ash,{period},9999999999999998,,,,", periods=period)
    assert code in (0, 1) and "1 observations" in said, said


@pytest.mark.parametrize("period", ["0000", "1899Q4", "2201", "0001-9999", "9999-12"])
def test_years_that_no_calendar_reaches_are_refused_wherever_they_stand(book: Path, period: str) -> None:
    code, said = checked(book, f"visits,ash,{period},5,,,,", periods=f"'{period}'")
    assert code == 2
    assert f"data/returns.csv:2: period: '{period}' is not a period" in said
    assert f"params/reports.yaml:2: '{period}' is not a period" in said


@pytest.mark.parametrize("asked", ["last 401", "last 99999999999", f"last {'9' * 5000}"])
def test_more_periods_than_there_can_be_are_refused(book: Path, asked: str) -> None:
    code, said = checked(book, "visits,ash,2020Q1,5,,,,", periods=asked)
    assert code == 2 and "asks for more than 400 periods; write last 400, or fewer" in said


def test_as_many_periods_as_there_are_end(book: Path) -> None:
    code, said = checked(book, "visits,ash,2020Q1,5,,,,2020-04-01", "visits,ash,2020Q2,5,,,,2020-07-01", periods="last 400")
    assert code in (0, 1) and "2 reports" in said, said


EDITS = (
    ("workbook", "due_days: 10", "due_days: 100000", "due_days"),
    ("workbook", "due_days: 10", "due_days: .inf", "due_days"),
    ("catalogue", "kind: ratio, scale: 100", "kind: ratio, scale: 1.0e+300", "scale"),
    ("catalogue", "kind: ratio, scale: 100", "kind: ratio, scale: .inf", "scale"),
    ("catalogue", "kind: ratio, scale: 100", "kind: ratio, scale: .nan", "scale"),
    ("catalogue", "kind: score, decimals: 1", "kind: score, decimals: 400", "decimals"),
    ("catalogue", "kind: score, decimals: 1", "kind: score, min_gap: .inf", "min_gap"),
    ("catalogue", "kind: flow, direction: up", "kind: flow, min_base: .inf", "min_base"),
    ("catalogue", "kind: distinct, people: true", "kind: distinct, threshold: 99999999999", "threshold"),
)


@pytest.mark.parametrize(("name", "old", "new", "says"), EDITS)
def test_settings_beyond_their_bounds_are_refused(small_folder: Path, name: str, old: str, new: str, says: str) -> None:
    path = small_folder / "params" / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(small_folder)

    assert any(says in str(problem) and problem.line for problem in caught.value.problems)


@pytest.mark.parametrize("seconds", ["0", "-1", "604801", "nan", "1e9"])
def test_a_time_limit_that_is_none_is_refused(small_folder: Path, seconds: str) -> None:
    done = CliRunner().invoke(app, ["build", "--timeout", seconds, "--workbook", str(small_folder)])
    assert done.exit_code == 2 and "--timeout" in done.output
