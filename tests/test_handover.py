"""What a build hands to a kernel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import see
from reportlib.errors import ParameterError
from reportlib.handover import VARIABLE, Handover, hand_over, received
from reportlib.observations import read_observations, read_targets
from reportlib.periods import Period
from reportlib.report import Report
from reportlib.workbook import Workbook


@pytest.fixture
def handed(small_workbook: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handover:
    observations, targets = read_observations(small_workbook), read_targets(small_workbook)
    whole = see(small_workbook, observations, targets, period=Period.parse("2020Q4"))
    handover = Handover("town-ash-2020Q4-en", whole.view("ash"), whole.digest("ash"), ())
    hand_over(handover, tmp_path / "view.pickle")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "view.pickle"))
    return handover


def test_a_report_is_written_from_what_was_handed_to_it(handed: Handover, monkeypatch: pytest.MonkeyPatch) -> None:
    by_build = Report("town", unit="ash", period="2020Q4", lang="en")
    monkeypatch.delenv(VARIABLE)
    by_hand = Report("town", unit="ash", period="2020Q4", lang="en", workbook=by_build.workbook.root)
    assert list(by_build.workbook.units.by_id) == ["ash", "north", "whole", "dale", "birch"], (
        "its line, then those ranked with it"
    )
    pd.testing.assert_frame_equal(by_build.view.values, by_hand.view.values)
    pd.testing.assert_frame_equal(by_build.view.standing, by_hand.view.standing)
    parts = ("opening", "overview", "movement", "dimensions", "comparison", "quality", "notes")
    for part in parts:
        assert shown(by_build, part) == shown(by_hand, part), part


def shown(report: Report, part: str) -> list[str]:
    """What a cell would show, as text."""
    return [str(getattr(piece, "html", None) or piece) for piece in getattr(report, part)()]


def test_another_report_takes_nothing_of_it(handed: Handover) -> None:
    assert received("town-ash-2020Q4-en") is not None
    assert received("town-ash-2020Q4-zh") is None


def test_more_is_read_only_where_the_build_knows(handed: Handover, tmp_path: Path) -> None:
    report = Report("town", unit="ash", period="2020Q4", lang="en")
    for read in (lambda: report.whole, lambda: Report("town", unit="birch", period="2020Q4", lang="en")):
        with pytest.raises(ParameterError, match='add "reads": "everything"'):
            read()
    hand_over(replace(handed, everything=True), tmp_path / "view.pickle")
    assert {"ash", "birch", "cedar"} <= set(report.whole.values["unit"])


def test_by_hand_nothing_is_handed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert received("town-ash-2020Q4-en") is None
