from __future__ import annotations

import datetime as dt
import os
import pickle
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import whole_of
from reportlib.data import read_observations, read_targets
from reportlib.errors import HandoverError
from reportlib.handover import VARIABLE, Handover, hand_over, query_source, received
from reportlib.handover.contents import TABLES
from reportlib.periods import Period
from reportlib.report import Report
from reportlib.workbook import Workbook


@pytest.fixture
def handed(small_workbook: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handover:
    observations, targets = read_observations(small_workbook), read_targets(small_workbook)
    whole = whole_of(small_workbook, observations, targets, period=Period.parse("2020Q4"))
    handover = Handover("town-ash-2020Q4-en", whole.view("ash"), whole.digest("ash"), ())
    monkeypatch.setenv(VARIABLE, hand_over(handover, tmp_path / "view"))
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
    return [str(getattr(piece, "html", None) or piece) for piece in getattr(report, part)()]


def test_another_report_takes_nothing_of_it(handed: Handover) -> None:
    assert received("town-ash-2020Q4-en") is not None
    assert received("town-ash-2020Q4-zh") is None


def test_by_hand_nothing_is_handed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert received("town-ash-2020Q4-en") is None


def test_all_of_it_comes_back(handed: Handover) -> None:
    back = received("town-ash-2020Q4-en")
    assert back is not None
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(back.view, name), getattr(handed.view, name), check_exact=True)
    assert replace(back.view, **dict.fromkeys(TABLES)) == replace(handed.view, **dict.fromkeys(TABLES))
    assert back.corrections == handed.corrections


@pytest.mark.parametrize("values", [[1, "a"], [b"bytes"], [{"a": 1}], [dt.date(2020, 1, 1)]], ids=str)
def test_what_is_no_data_is_refused_when_it_is_written(handed: Handover, tmp_path: Path, values: list[object]) -> None:
    odd = pd.DataFrame({"odd": pd.Series(values, dtype="object")})
    with pytest.raises(TypeError, match=r"'odd' holds .* which is not handed over"):
        hand_over(replace(handed, view=replace(handed.view, targets=odd)), tmp_path / "odd")
    assert not (tmp_path / "odd").exists()


def test_only_its_writer_can_read_it(handed: Handover, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "view").stat().st_mode) == 0o600
    (tmp_path / "other").touch()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for planted in ("other", "link"):
        with pytest.raises(FileExistsError):
            hand_over(handed, tmp_path / planted)
    assert not (tmp_path / "elsewhere").exists()


class Runs:
    """An object that creates a file when it is unpickled."""

    def __init__(self, note: Path) -> None:
        self.note = note

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.note,)


def other_bytes(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


SPOILT: dict[str, Callable[[Path], object]] = {
    "a byte": other_bytes,
    "nothing": lambda path: path.write_bytes(b""),
    "a pickle": lambda path: path.write_bytes(pickle.dumps(Runs(path.with_name("ran")))),
    "gone": Path.unlink,
    "a link": lambda path: path.rename(path.with_name("real")) and path.symlink_to(path.with_name("real")),
    "a folder": lambda path: path.unlink() or path.mkdir(),
    "a pipe": lambda path: path.unlink() or os.mkfifo(path),
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_is_not_what_was_written_is_refused_in_one_line(handed: Handover, tmp_path: Path, how: str) -> None:
    SPOILT[how](tmp_path / "view")
    for read in (lambda: received(handed.name), lambda: Report("town", unit="ash", period="2020Q4", lang="en"), query_source):
        with pytest.raises(HandoverError, match=r"are not those that the build wrote.*; build again") as told:
            read()
        assert "\n" not in str(told.value)
    assert not (tmp_path / "ran").exists()
