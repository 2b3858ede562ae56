"""Standard sections as lists of parts: a template chooses, leaves out or reorders parts; a wrong name is an error of one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.blocks import Chart
from reportlib.blocks.pieces import Piece, Pieces
from reportlib.errors import ParameterError
from reportlib.report import Report

ROOT = Path(__file__).parents[2]


@pytest.fixture
def report(small_folder: Path) -> Report:
    """A report on the top unit of the small workbook; three towns and two regions have figures."""
    return Report("realm", unit="whole", period="2020Q4", lang="en", workbook=small_folder)


@pytest.fixture
def town(small_folder: Path) -> Report:
    return Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder)


def headings(pieces: Pieces) -> list[str]:
    return [part.facts["id"] for part in pieces if isinstance(part, Piece) and part.role == "section"]


def shown(pieces: Pieces) -> list[object]:
    """The blocks except headings: the title of a chart, the HTML of any other block."""
    below = [part for part in pieces if not (isinstance(part, Piece) and part.role == "section")]
    return [part.plain["layout"]["meta"]["reportlib"]["title"] if isinstance(part, Chart) else part.html for part in below]


def rows(report: Report, **given: object) -> list[str]:
    (table,) = [part for part in report.overview(**given) if isinstance(part, Piece) and "indicators" in part.facts]  # type: ignore[arg-type]
    return list(table.facts["indicators"])


def test_without_a_choice_all_parts_stand_in_their_order(report: Report) -> None:
    assert headings(report.dimensions()) == ["reading", "housing"]
    assert rows(report)[:2] == ["visits", "homes"]


def test_dimensions_are_chosen_left_out_and_put_first(report: Report) -> None:
    assert headings(report.dimensions(only="housing")) == ["housing"]
    assert headings(report.dimensions(only=["housing", "reading"])) == ["reading", "housing"]
    assert headings(report.dimensions(without=["reading"])) == ["housing"]
    assert headings(report.dimensions(order=["housing"])) == ["housing", "reading"]


def test_chosen_dimensions_are_numbered_anew(report: Report) -> None:
    first = report.dimensions()[0]
    alone = report.dimensions(only="housing")[0]
    assert isinstance(first, Piece) and isinstance(alone, Piece)
    number = first.html.split('class="sec-no')[1][:40] if 'class="sec-no' in first.html else ""
    assert number in alone.html


def test_the_overview_takes_indicators_and_dimensions(report: Report) -> None:
    known = rows(report)
    assert rows(report, only="homes") == ["homes"]
    assert set(rows(report, only="reading")) == set(known) - {"homes"}
    assert rows(report, without="reading") == ["homes"]
    assert rows(report, order="homes") == ["homes", *(name for name in known if name != "homes")]


def test_what_a_section_has_nothing_to_show_of_is_no_mistake(report: Report) -> None:
    # No town reported fines: the section is left out and no error is raised.
    assert report.overview(only="fines") == []
    assert report.movement(only="fines") == []


def test_comparison_gives_its_parts_one_by_one() -> None:
    # A park of this repository: its many enterprises are in one table, followed by a funnel of the leading rate.
    report = Report("park", unit="demo-park-1", period="2020Q4", lang="en", workbook=ROOT)
    lead = report.view.rates[0]
    whole, names = shown(report.comparison()), ["units", lead]
    assert len(whole) == len(names) == 2
    assert [one for name in names for one in shown(report.comparison(only=name))] == whole
    assert shown(report.comparison(without="units")) == whole[1:]
    assert shown(report.comparison(order=lead)) == whole[::-1]
    (alone,) = [part for part in report.comparison(only=lead) if isinstance(part, Chart)]
    assert alone.plain["layout"]["meta"]["reportlib"]["size"] == "full", "it stands alone"


def test_owners_and_lists_of_returns_are_chosen(report: Report) -> None:
    assert headings(report.departments(only="clerk")) == ["departments", "clerk"]
    assert "outstanding" not in headings(report.collection(without=["missing", "late"]))
    assert headings(report.collection(only="missing")) == ["outstanding"]


def test_notes_are_of_the_indicators_that_are_chosen(report: Report) -> None:
    table = next(part for part in report.notes(only="housing") if isinstance(part, Piece) and "indicators" in part.facts)
    assert table.facts["indicators"] == ["homes"]


@pytest.mark.parametrize("section", ["overview", "movement", "dimensions", "comparison", "departments", "collection", "notes"])
@pytest.mark.parametrize("option", ["only", "without", "order"])
def test_a_name_that_there_is_not_is_told_with_the_nearest(town: Report, section: str, option: str) -> None:
    with pytest.raises(ParameterError) as caught:
        getattr(town, section)(**{option: ["hoems", "libary"]})
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{section}: {option} names 'hoems'; ")


def test_the_nearest_name_is_offered(report: Report) -> None:
    with pytest.raises(ParameterError, match="did you mean 'housing'"):
        report.dimensions(only="housin")


def test_the_calls_that_the_how_to_shows_can_be_made() -> None:
    text = (ROOT / "docs" / "how-to.md").read_text("utf-8")
    (block,) = [part for part in text.split("```python\n") if part.startswith("report.overview(only=")]
    report = Report("park", unit="demo-park-1", period="2020Q4", lang="en", workbook=ROOT)
    calls = block.partition("```")[0].splitlines()
    assert len(calls) == 5
    assert all(eval(call, {"report": report}) for call in calls)
