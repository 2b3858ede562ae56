from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from reportlib import Report
from reportlib.blocks import Chart, standard
from reportlib.blocks.own.frame import decimals, table_of
from reportlib.blocks.pieces import Piece, Pieces
from reportlib.blocks.text import Words
from reportlib.errors import ParameterError
from reportlib.periods import Period


@pytest.fixture
def report(small_folder: Path) -> Report:
    return Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder)


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("{n} people", {"n": 1234567}, "<p>1,234,567 people</p>"),
        ("by {d}", {"d": -0.5}, "<p>by \u22120.5</p>"),
        ("{p:.1f} %", {"p": 45.678}, "<p>45.7 %</p>"),
        ("{n}", {"n": np.int64(3)}, "<p>3</p>"),
        ("in {t}", {"t": Period.parse("2020Q4")}, "<p>in fourth quarter of 2020</p>"),
        ("on {t}", {"t": dt.date(2020, 1, 2)}, "<p>on 2020-01-02</p>"),
        ("{u}", {"u": {"en": "Ash & co", "zh": "x"}}, "<p>Ash &amp; co</p>"),
        ("<b>{{x}}</b>\n\n second", {}, "<p>&lt;b&gt;{x}&lt;/b&gt;</p><p>second</p>"),
        ({"zh": "-", "en": "{n} one"}, {"n": True}, "<p>yes one</p>"),
    ],
)
def test_values_stand_in_a_text_as_a_reader_writes_them(
    text: object, values: dict[str, object], shown: str, report: Report
) -> None:
    assert shown in report.text(text, **values).html  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "values", "says"),
    [
        ("{n}", {}, "{n} has no value; write n=… behind the text"),
        ("{people}", {"peple": 3}, "did you mean 'peple'?"),
        ("so", {"n": 3}, "n is not used in the text"),
        ("{}", {}, "names no value"),
        ("{n.real}", {"n": 3}, "{n.real} names no value"),
        ("a } b", {}, "the braces of the text do not fit"),
        ("{n:.1q}", {"n": 3.0}, "{n:.1q} cannot be written"),
        ("{n}", {"n": float("nan")}, "n is not a number (nan)"),
        ("{n}", {"n": [1]}, "n is a list, which is no value to write"),
        ("{n}", {"n": None}, "n is a NoneType"),
        ("", {}, "text is missing"),
        ({"zh": "x"}, {}, "text has none in 'en'"),
    ],
)
def test_what_does_not_fit_is_told(text: object, values: dict[str, object], says: str, report: Report) -> None:
    with pytest.raises(ParameterError) as caught:
        report.text(text, **values)  # type: ignore[arg-type]
    assert any(says in str(problem) and str(problem).startswith("report.text: ") for problem in caught.value.problems)


def test_a_section_holds_what_it_is_given_under_a_heading_of_the_contents(report: Report) -> None:
    trend = standard.trend(report.view, report.words, "visits")
    made = report.section({"zh": "-", "en": "In focus"}, trend, "Plain.\n\nTwo.", report.overview(), lead="Why.")

    heading = made[0]
    assert isinstance(made, Pieces) and isinstance(heading, Piece) and heading.role == "section"
    assert heading.facts == {"id": "own-In-focus", "title": "In focus"} and "Why." in heading.html
    assert [part for part in made if isinstance(part, Chart)] == [trend]
    assert "<p>Plain.</p><p>Two.</p>" in "".join(part.html for part in made if isinstance(part, Piece))
    assert len(made) == 1 + 1 + 1 + len(report.overview())


def test_a_section_may_be_a_heading_for_what_follows(report: Report) -> None:
    assert len(report.section("Next")) == 1


@pytest.mark.parametrize(
    ("block", "says"),
    [(None, "block 1 is None: there is nothing to show"), (3, "block 1 is a int; give pieces, figures, tables or texts")],
)
def test_nothing_in_a_section_is_lost_without_a_word(block: object, says: str, report: Report) -> None:
    with pytest.raises(ParameterError, match=says):
        report.section("X", block)
    with pytest.raises(ParameterError, match=r"report\.section: title is missing"):
        report.section("")


def test_a_table_s_first_column_names_its_rows_and_numbers_keep_what_they_are() -> None:
    frame = pd.DataFrame({"n": [1200, 5], "share": [0.333333333, np.nan], "day": pd.to_datetime(["2020-01-02", "2020-03-04"])})
    frame.index = pd.Index([2019, 2020], name="year")
    told = table_of(frame, Words("en")).record
    assert told["columns"] == ["year", "n", "share", "day"]
    assert told["rows"] == [["2019", "1,200", "0.3333", "2020-01-02"], ["2020", "5", "\u2014", "2020-03-04"]]
    assert told["stored"] == [[None, None, 0.333333333, None], [None, None, None, None]]


@pytest.mark.parametrize(("values", "places"), [([0.1, 0.25], 2), ([1e6 / 3], 1), ([0.0], 0), ([float("inf"), 1.5], 1)])
def test_numbers_are_written_with_what_they_have(values: list[float], places: int) -> None:
    assert decimals(values) == places


def test_a_figure_that_is_chosen_is_said_with_its_measure_and_what_limits_it(report: Report, small_folder: Path) -> None:
    def said(report: Report, indicator: str, *periods: int) -> str:
        chosen = report[indicator].at(*periods) if periods else report[indicator]
        return BeautifulSoup(report.text("So: {n}.", n=chosen).html, "html.parser").get_text().strip()

    assert said(report, "visits") == "So: 13 visits."
    assert said(report, "visits", 2020) == "So: 46 visits."
    region = Report("region", unit="north", period="2020Q4", lang="zh", workbook=small_folder)
    assert said(region, "visits").startswith("So: 34人次") and "初步" in said(region, "visits")
    dale = Report("town", unit="dale", period="2020Q4", lang="en", workbook=small_folder)
    assert "not reported" in said(dale, "homes")


def test_what_chooses_more_than_one_figure_is_told(report: Report) -> None:
    with pytest.raises(ParameterError, match="2 are chosen: choose one unit and one period"):
        report.text("{n}", n=report["visits"].at("2020Q3", "2020Q4"))


def test_a_block_that_was_asked_for_stands_in_a_section(report: Report) -> None:
    made = report.section("Visits", report["visits"].trend(), report["visits"].over().table())
    assert len(made) == 3 and all(hasattr(part, "facts") for part in made)
