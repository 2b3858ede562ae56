"""Figures kept by a build equal newly rolled-up ones, and the next build uses them unless an input has changed."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis.snapshots.stored import StoredWhole
from reportlib.analysis.snapshots.view import TABLES
from reportlib.build.runner import handover_of
from reportlib.handover import Handover
from reportlib.handover.contents import encode
from reportlib.plan import keys
from reportlib.plan.plan import Plan, Request, make_plan
from reportlib.workbook import Workbook

from ..build.changes import METHODS, PERIODS, Given, with_towns

TODAY = dt.date(2021, 6, 1)


def planned(folder: Path) -> Plan:
    return make_plan(Workbook.load(folder), Request(output=folder / "outputs", force=True), today=TODAY)


def handovers(plan: Plan) -> dict[str, Handover]:
    return {report.job.name: handover_of(report, plan) for report in plan.reports}


@pytest.fixture
def folder(small_folder: Path) -> Path:
    """The small workbook with more towns, after a build that kept its figures."""
    given = with_towns(Given.read(small_folder))
    next(i for i in given.files["params/catalogue.yaml"]["indicators"] if i["kind"] == "ratio")["interval"] = "proportion"
    given.files["params/reports.yaml"] = {
        "reports": [{"template": level, "periods": PERIODS, "units": {"level": level}, "languages": ["en"]} for level in METHODS]
    }
    given.returns.append(given.returns[-1] | {"value": "-3", "numerator": "", "denominator": "", "reported_at": "2021-03-01"})
    given.write(small_folder)
    plan = planned(small_folder)
    handovers(plan)
    plan.remember([])
    plan.keep_figures()
    return small_folder


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which each reading of data files adds an entry."""
    read: list[str] = []
    given: Callable[[Workbook], pd.DataFrame] = keys.read_coded
    monkeypatch.setattr(keys, "read_coded", lambda workbook: (read.append("read"), given(workbook))[1])
    return read


def place(folder: Path) -> Path:
    (made,) = (folder / "outputs" / ".reportlib" / "figures").iterdir()
    return made


def test_the_next_build_hands_over_the_same_and_reads_nothing(folder: Path, unread: list[str]) -> None:
    plan = planned(folder)
    kept = handovers(plan)
    assert unread == [] and all(isinstance(plan.figures.whole(r.job), StoredWhole) for r in plan.reports)
    rolled_up = handovers(replace(plan, figures=keys.Figures(plan.workbook)))
    assert unread == ["read"]
    assert kept.keys() == rolled_up.keys() and len(kept) > 5
    for name, handed in kept.items():
        other = rolled_up[name]
        for table in TABLES:
            pd.testing.assert_frame_equal(getattr(handed.view, table), getattr(other.view, table), check_exact=True)
        assert replace(handed, view=replace(handed.view, **dict.fromkeys(TABLES))) == replace(
            other, view=replace(other.view, **dict.fromkeys(TABLES))
        )
        assert encode(handed) == encode(other)
    assert any(handed.view.findings for handed in kept.values()) and any(len(handed.view.below) for handed in kept.values())


def test_reports_that_were_not_listed_then_have_the_keys_that_they_would_have(folder: Path, unread: list[str]) -> None:
    kept = planned(folder)
    fresh = replace(kept.figures, stored_tables=None)
    of_kept, of_fresh = (
        keys.Keys(figures, _inputs(kept), kept.request.output, False, TODAY).of([r.job for r in kept.reports])
        for figures in (kept.figures, fresh)
    )
    assert of_kept == of_fresh and unread == ["read"]


def _inputs(plan: Plan) -> keys.provenance.Inputs:
    return keys.provenance.inputs(plan.workbook)


def test_figures_lie_in_a_folder_of_this_user_alone(folder: Path) -> None:
    assert [stat.S_IMODE(path.stat().st_mode) for path in (place(folder), place(folder).parent)] == [0o700, 0o700]
    assert {stat.S_IMODE(path.stat().st_mode) for path in place(folder).iterdir()} == {0o600}


def test_figures_of_other_data_are_not_used_and_not_left(folder: Path, unread: list[str]) -> None:
    before = place(folder)
    returns = folder / "data" / "returns.csv"
    returns.write_text(returns.read_text("utf-8").replace("visits,ash,2020Q4,13", "visits,ash,2020Q4,14"), "utf-8")
    plan = planned(folder)
    handovers(plan)
    assert plan.figures.stored_tables is None and unread == ["read"]
    plan.keep_figures()
    assert place(folder) != before


def test_what_changes_while_a_build_runs_is_not_kept_as_what_it_was_made_from(folder: Path) -> None:
    before, plan = place(folder), planned(folder)
    plan = replace(plan, figures=keys.Figures(plan.workbook))
    handovers(plan)
    with (folder / "data" / "returns.csv").open("a", encoding="utf-8") as returns:
        returns.write("visits,ash,2018Q4,3,,,final,2021-01-05\n")
    plan.keep_figures()
    assert place(folder) == before


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def gone(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def other(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [half, other, gone, emptied])
@pytest.mark.parametrize("part", ["values", "rows", "digests"])
def test_what_is_damaged_is_rolled_up_again(folder: Path, unread: list[str], harm: Callable[[Path], None], part: str) -> None:
    told = {name: encode(one) for name, one in handovers(planned(folder)).items()}
    for path in place(folder).glob(f"* {part}"):
        harm(path)
    again = {name: encode(one) for name, one in handovers(planned(folder)).items()}
    assert unread == ["read"] and again == told


def test_figures_in_a_folder_that_others_may_write_to_are_not_used(folder: Path, unread: list[str]) -> None:
    place(folder).chmod(0o777)
    assert planned(folder).figures.stored_tables is None
    handovers(planned(folder))
    assert unread == ["read"]


def test_a_linked_file_is_not_used(folder: Path, unread: list[str], tmp_path: Path) -> None:
    path = next(place(folder).glob("* values"))
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    handovers(planned(folder))
    assert unread == ["read"]
