"""Figures rolled up in one session are used by the next, as long as none of their inputs has changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pandas as pd
import pytest

from reportlib.handover import kept
from reportlib.query import open_workbook
from reportlib.report import Report


def visits(root: Path) -> dict[str, float]:
    found = open_workbook(root, lang="en")["visits"].each("town").at("2020Q4").values()
    return found.set_index("unit")["value"].dropna().to_dict()


def counted(root: Path, value: int) -> None:
    """Change the figure of one town."""
    path = root / "data" / "returns.csv"
    row = f"visits,ash,2020Q4,{value},,,final,2021-01-05\n"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row if "visits,ash,2020Q4" in line else line for line in lines), "utf-8")


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which each reading of data files adds an entry."""
    read: list[str] = []

    def reading(workbook: object) -> pd.DataFrame:
        read.append("read")
        return given(workbook)  # type: ignore[arg-type]

    given = kept.read_coded
    monkeypatch.setattr(kept, "read_coded", reading)
    return read


def test_the_next_session_reads_no_file_and_has_the_same_figures(small_folder: Path, unread: list[str]) -> None:
    first = visits(small_folder)
    assert (first, unread) == ({"ash": 13, "birch": 21, "dale": 10}, ["read"])
    assert (visits(small_folder), unread) == (first, ["read"])
    report = Report("town", unit="ash", period="2020Q4", lang="en", workbook=small_folder)
    assert report["visits"].values()["value"].tolist() == [13]
    assert unread == ["read"]


def test_what_has_changed_is_read_anew(small_folder: Path) -> None:
    assert visits(small_folder)["ash"] == 13
    counted(small_folder, 14)
    assert visits(small_folder)["ash"] == 14
    units = small_folder / "params" / "units.yaml"
    units.write_text(units.read_text("utf-8").replace("id: birch", "id: beech"), "utf-8")
    returns = small_folder / "data" / "returns.csv"
    returns.write_text(returns.read_text("utf-8").replace(",birch,", ",beech,"), "utf-8")
    assert visits(small_folder).keys() == {"ash", "beech", "dale"}
    (place,) = (small_folder / kept.FIGURES_FOLDER).iterdir()
    assert place.is_dir(), "of what the figures were made from before nothing is left"


def test_a_file_that_changes_while_a_workbook_is_open_spoils_nothing(small_folder: Path) -> None:
    # Figures read after the file changed are not kept under the fingerprint of the old file.
    book = open_workbook(small_folder, lang="en")
    counted(small_folder, 14)
    assert book["visits"].of("ash").at("2020Q4").values()["value"].tolist() == [14]
    counted(small_folder, 13)
    assert visits(small_folder)["ash"] == 13


def test_figures_lie_in_a_folder_of_this_user_alone(small_folder: Path) -> None:
    visits(small_folder)
    place = small_folder / kept.FIGURES_FOLDER
    (made,) = place.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (place, made)] == [0o700, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()} == {0o600}


def test_figures_in_a_folder_that_others_may_write_to_are_not_used(small_folder: Path, unread: list[str]) -> None:
    visits(small_folder)
    (made,) = (small_folder / kept.FIGURES_FOLDER).iterdir()
    made.chmod(0o777)
    assert visits(small_folder)["ash"] == 13
    assert unread == ["read", "read"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_another_user_s_folder_is_left_alone(small_folder: Path) -> None:
    place = small_folder / kept.FIGURES_FOLDER
    place.mkdir(parents=True)
    os.chown(place, 12345, 12345)
    assert visits(small_folder)["ash"] == 13
    assert list(place.iterdir()) == []


def test_a_workbook_that_cannot_be_written_to_can_be_asked(small_folder: Path) -> None:
    (small_folder / "outputs").write_text("in the way", "utf-8")
    assert visits(small_folder)["ash"] == 13


def test_half_a_file_is_made_again(small_folder: Path) -> None:
    first = visits(small_folder)
    (made,) = (small_folder / kept.FIGURES_FOLDER).iterdir()
    for path in made.glob("figures*"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert visits(small_folder) == first
