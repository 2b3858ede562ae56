"""Made-up worlds are valid and irregular in every way, and the oracle's figures of them agree with each other."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from reportlib.workbook import Workbook
from tests.oracle.catalogues import KINDS
from tests.oracle.periods import kind_of
from tests.oracle.standings import standings
from tests.oracle.workbook import Book, read
from tests.oracle.worlds import FEATURES, World, make, worlds

SLOWLY = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def opened(world: World) -> tuple[Book, Workbook]:
    """A world read by the oracle, and its params read by the package."""
    with tempfile.TemporaryDirectory() as folder:
        world.write(Path(folder))
        return read(Path(folder)), Workbook.load(Path(folder))


@SLOWLY
@given(worlds())
def test_every_unit_has_one_parent_that_exists_at_all_times(world: World) -> None:
    book, workbook = opened(world)
    tops = {unit.id for unit in workbook.units.units if unit.level == workbook.level_ids[0]}
    months = range(min(book.period(p).first for p in world.periods), max(book.period(p).last for p in world.periods) + 1)
    for unit in (unit for unit in book.units.values() if unit.id not in tops):
        for month in (month for month in months if unit.life.first <= month <= unit.life.last):
            held = [name for name, span in unit.parents if span.first <= month <= span.last]
            assert len(held) == 1 and book.units[held[0]].life.first <= month <= book.units[held[0]].life.last


@SLOWLY
@given(worlds())
def test_no_figure_comes_from_a_unit_that_did_not_exist(world: World) -> None:
    book, _ = opened(world)
    assert all(book.units[row.unit].life.overlaps(row.period) for row in book.rows)


@SLOWLY
@given(worlds())
def test_what_the_oracle_says_is_possible(world: World) -> None:
    book, _ = opened(world)
    for said in (row for period in world.periods for row in standings(book, period)):
        _possible(said)


def _possible(said: dict[str, Any]) -> None:
    assert 0 <= said["k"] <= said["n"] and 0 <= said["returns_in"] <= said["returns_asked"]
    assert said["share"] is None or 0 <= said["share"] <= 1
    assert said["rank"] is None or 1 <= said["rank"] <= said["of"] >= 3
    assert said["value"] is None or not said["absences"]
    assert said["value"] is not None or said["absences"] is None or said["absences"]
    assert said["value"] is not None or said["on_year"] is said["share"] is said["rank"] is said["verdict"] is None


PLAIN = frozenset(FEATURES) - {
    "moves",
    "openings",
    "closures",
    "successions",
    "gaps",
    "provisional",
    "peer groups",
    "two roots",
    "suppressed",
}


@SLOWLY
@given(worlds(without=PLAIN))
def test_the_tops_hold_every_flow_that_was_sent(world: World) -> None:
    # Units open, close and move, but no figure is lost and none is counted twice.
    book, workbook = opened(world)
    sent: Counter[tuple[str, str]] = Counter()
    longer = [p for p in world.periods if "W" not in p and kind_of(p) in ("quarter", "year", "span", "ytd")]
    for line in csv.DictReader(world.files["data/reported.csv"].splitlines()):
        for period in (p for p in longer if line["value"]):
            if book.period(period).holds(book.period(line["period"])):
                sent[line["indicator"], period] += Fraction(line["value"])  # type: ignore[assignment]
    tops = [unit.id for unit in workbook.units.units if unit.level == workbook.level_ids[0]]
    flows = [indicator.id for indicator in book.indicators.values() if indicator.kind == "flow"]
    for (indicator, period), total in sent.items():
        if indicator in flows:
            rows = [row for row in standings(book, period) if row["unit"] in tops and row["indicator"] == indicator]
            assert sum(row["value"] or 0 for row in rows) == total


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_changes_a_world(feature: str) -> None:
    def made(features: frozenset[str]) -> World:
        return make("quarter", 3, 8, ["flow", "passed", "place", "stock"], features, Random(5))

    besides = frozenset({"running totals"} if feature == "falls" else ())
    assert made(besides | {feature}).files != made(besides).files


def test_worlds_have_every_kind_of_indicator_and_of_answer() -> None:
    troubled, calm = (make("quarter", 3, 12, sorted(KINDS), frozenset(on), Random(1)) for on in (FEATURES, ()))
    periods = ("2023Q4", "2024", "2024YTD09", "2023-2024")
    said = [row for world in (troubled, calm) for period in periods for row in standings(opened(world)[0], period)]
    assert {row["indicator"] for row in said if row["value"] is not None} == set(KINDS)
    assert {row["status"] for row in said if "status" in row} == {"final", "provisional"}
    assert {row["verdict"] for row in said} == {None, "similar", "better", "worse", "higher", "lower"}
    assert {name for row in said for name in row["absences"] or ()} >= {"suppressed", "not reported", "not asked"}
    for name in ("on_year", "growth_year", "joined_change", "share", "rank"):
        assert any(row[name] for row in said), name
