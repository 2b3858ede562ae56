"""Signs around figures: flags behind them, as statistical offices write them, and brackets around negative figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reportlib.data import read_observations
from reportlib.errors import WorkbookError
from reportlib.new.workbook import Started, start
from reportlib.workbook import Workbook

from .conftest import Laid

FLAGGED = """\
region,year,staff,turnover (euro)
North,2021,1 234 b,12.3
North,2022,1 300,-
North,2023,1 310 p,(1.5)
South,2021,900,45*
South,2022,910 (e),5.6e
South,2023,1 120 bp,: u
"""


def begun(folder: Path, text: str) -> tuple[Started, dict[tuple[str, str, str], tuple[float | None, str, str]]]:
    """A workbook begun from a table, and the value, status and note of each figure, by indicator, unit and year."""
    (folder / "t.csv").write_text(text, "utf-8")
    made = start(folder / "new", [folder / "t.csv"])
    return made, figures(read_observations(Workbook.load(folder / "new")))


def figures(read: pd.DataFrame) -> dict[tuple[str, str, str], tuple[float | None, str, str]]:
    rows = read[["indicator", "unit", "period", "value", "status", "note"]].to_dict("split")["data"]
    return {(i, u, p): (None if value != value else value, status, note) for i, u, p, value, status, note in rows}


def test_flags_become_statuses_and_notes_and_brackets_a_minus(tmp_path: Path) -> None:
    made, got = begun(tmp_path, FLAGGED)
    assert got == {
        ("staff", "north", "2021"): (1234, "final", "break in series"),
        ("staff", "north", "2022"): (1300, "final", ""),
        ("staff", "north", "2023"): (1310, "provisional", ""),
        ("staff", "south", "2021"): (900, "final", ""),
        ("staff", "south", "2022"): (910, "final", "estimated"),
        ("staff", "south", "2023"): (1120, "provisional", "break in series"),
        ("turnover", "north", "2021"): (12.3, "final", ""),
        ("turnover", "north", "2022"): (None, "not reported", ""),
        ("turnover", "north", "2023"): (-1.5, "final", ""),
        ("turnover", "south", "2021"): (45, "final", "marked with * in the table"),
        ("turnover", "south", "2022"): (5.6, "final", "estimated"),
        ("turnover", "south", "2023"): (None, "not reported", "low reliability"),
    }
    told = "\n".join(made.guesses)
    assert '"b": "break in series": it stands at 2 figures, such as \'1 234 b\'' in told
    assert "\"p\": provisional: it stands at 2 figures, such as '1 310 p'" in told
    assert "brackets: negative: it stands at 1 figure, such as '(1.5)', where others are plain numbers" in told
    assert 'thousands: " ": blanks stand between thousands' in told and "commas" not in told


def test_a_column_without_flags_is_read_beside_one_with_them(tmp_path: Path) -> None:
    # Each column is read by itself: a flag in one says nothing about the figures of another.
    text = "region,year,staff,visits\nNorth,2021,10,500\nNorth,2022,11,510 p\nSouth,2021,20,700\nSouth,2022,21,<5\n"
    _, got = begun(tmp_path, text)
    assert {key: got[key] for key in got if key[1] != "all-units"} == {
        ("staff", "north", "2021"): (10, "final", ""),
        ("staff", "north", "2022"): (11, "final", ""),
        ("staff", "south", "2021"): (20, "final", ""),
        ("staff", "south", "2022"): (21, "final", ""),
        ("visits", "north", "2021"): (500, "final", ""),
        ("visits", "north", "2022"): (510, "provisional", ""),
        ("visits", "south", "2021"): (700, "final", ""),
        ("visits", "south", "2022"): (None, "suppressed", ""),
    }


def test_a_year_all_of_whose_figures_are_provisional_is_read_where_the_flag_is_known(tmp_path: Path) -> None:
    rows = ["region,2022,2023", "North,10,11 p", "South,20 p,22 p", "West,30,33 p"]
    _, got = begun(tmp_path, "\n".join(rows) + "\n")
    values = {(unit, period): (value, status) for (_, unit, period), (value, status, _) in got.items()}
    assert values == {
        ("north", "2022"): (10, "final"),
        ("north", "2023"): (11, "provisional"),
        ("south", "2022"): (20, "provisional"),
        ("south", "2023"): (22, "provisional"),
        ("west", "2022"): (30, "final"),
        ("west", "2023"): (33, "provisional"),
    }


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["(12)", "(15)", "(9)"], "all in brackets: they may be shares, or numbers of a list"),
        (["12 d", "15 d", "9 d"], "all with one sign: it may be what they are counted in"),
        (["12 kg", "15 kg", "9 kg"], "no flag that offices use"),
    ],
)
def test_a_column_without_plain_numbers_is_not_taken_for_figures(tmp_path: Path, cells: list[str], why: str) -> None:
    rows = [f"{name},2023,{n},{cell}" for n, (name, cell) in enumerate(zip(("North", "South", "West"), cells, strict=True), 10)]
    made, got = begun(tmp_path, "\n".join(["region,year,staff,other", *rows]) + "\n")
    assert {indicator for indicator, _, _ in got} == {"staff"}, why
    assert any("'other'" in told for told in made.unread)
    assert not any("flags" in told or "brackets" in told for told in made.guesses)


def test_the_name_of_a_column_is_no_plain_number_of_it(tmp_path: Path) -> None:
    # All figures of 2023 are in brackets. The 2023 in the heading is not taken for a plain number among them.
    made, got = begun(tmp_path, "region,2021,2022,2023\nNorth,9,10,(11)\nSouth,19,20,(22)\n")
    values = {(unit, period): value for (_, unit, period), (value, _, _) in got.items()}
    assert values == {("north", "2021"): 9, ("north", "2022"): 10, ("south", "2021"): 19, ("south", "2022"): 20}
    assert any("'2023'" in told for told in made.unread) and not any("brackets" in told for told in made.guesses)


def flagged(path: Path) -> None:
    path.write_text('城市,年份,人数,状态,备注\n南京,2022,"(1,200)p",,甲\n无锡,2022,33 e,provisional,\n徐州,2022,7,,乙\n', "utf-8")


def test_a_layout_says_what_flags_mean_beside_a_status_and_a_note_of_their_own(laid: Laid) -> None:
    source = (
        "sources:\n  - file: data/t.csv\n    thousands: ','\n    brackets: negative\n    flags: {p: provisional, e: 估计}\n"
        "    columns: {城市: unit, 年份: period, 人数: staff, 状态: status, 备注: note}\n"
    )
    got = figures(read_observations(laid("t.csv", flagged, source)))
    assert sorted(got.values()) == [(-1200, "provisional", "甲"), (7, "final", "乙"), (33, "provisional", "估计")]


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("{c: suppressed}", "a sign behind a figure means provisional, final, or a remark, not 'suppressed'; see `markers`"),
        ("{'1': provisional}", "write the sign that stands behind figures, such as p or '*', not '1'"),
    ],
)
def test_a_flag_that_cannot_be_one_is_refused(laid: Laid, flags: str, told: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        laid("t.csv", flagged, f"sources:\n  - {{file: data/t.csv, flags: {flags}}}\n")
    assert told in str(caught.value)
