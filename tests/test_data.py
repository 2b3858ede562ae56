"""The committed data: all that was published is there, and its totals are those of the CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import rollup
from reportlib.observations import read_observations
from reportlib.periods import Period
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "skill-grades"
PARK = "demo-park-3"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return Workbook.load(ROOT)


@pytest.fixture(scope="module")
def observations(workbook: Workbook) -> pd.DataFrame:
    return read_observations(workbook)


@pytest.fixture(scope="module")
def values(workbook: Workbook, observations: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    wanted = observations[observations["indicator"].isin(["highly-skilled-rate", "industrial-workers", "apprentice-trainees"])]
    table = rollup(wanted, workbook, [Period.parse("2020")])[0]
    return {tuple(row[:3]): row[3] for row in table[["indicator", "unit", "period", "value"]].to_numpy().tolist()}


def summed(workbook: Workbook, indicator: str, periods: list[str], column: str = "value") -> int:
    """The rows of the units under the park, added as they stand in the file."""
    total = 0
    for row in rows(ROOT / "data" / "demonstration.csv"):
        if row["indicator"] == indicator and row["period"] in periods:
            under = workbook.units[row["unit"]].parent_in(Period.parse(row["period"]))
            total += int(row[column] or 0) if under == PARK else 0
    return total


def test_every_published_row_is_read(observations: pd.DataFrame) -> None:
    published = observations[observations["origin"] == "published"]
    read = published[["indicator", "unit", "period", "value", "qualifier"]].to_numpy().tolist()
    file = rows(ROOT / "data" / "published.csv")
    assert read == [[r["indicator"], r["unit"], r["period"], float(r["value"]), r["qualifier"]] for r in file]


def test_nothing_synthetic_stands_under_a_real_name(workbook: Workbook, observations: pd.DataFrame) -> None:
    real = {unit.id for unit in workbook.units.units if unit.published_only or not unit.synthetic}
    assert set(observations.loc[observations["unit"].isin(real), "origin"]) == {"published"}


def test_stock_of_a_park_is_the_sum_at_the_end(workbook: Workbook, values: dict[tuple[str, str, str], float]) -> None:
    assert values["industrial-workers", PARK, "2020Q4"] == summed(workbook, "industrial-workers", ["2020Q4"]) > 0


def test_flow_of_a_unit_over_the_year_is_the_sum_of_its_quarters(values: dict[tuple[str, str, str], float]) -> None:
    told = {
        (r["unit"], r["period"]): int(r["value"])
        for r in rows(ROOT / "data" / "demonstration.csv")
        if r["indicator"] == "apprentice-trainees"
    }
    quarters = [f"2020Q{n}" for n in (1, 2, 3, 4)]
    whole = [unit for unit in {unit for unit, _ in told} if all((unit, q) in told for q in quarters)]
    assert whole
    assert {unit: values["apprentice-trainees", unit, "2020"] for unit in whole} == {
        u: sum(told[u, q] for q in quarters) for u in whole
    }


def test_ratio_of_a_park_divides_the_sums(workbook: Workbook, values: dict[tuple[str, str, str], float]) -> None:
    above, below = (summed(workbook, "highly-skilled-rate", ["2020Q4"], part) for part in ("numerator", "denominator"))
    assert values["highly-skilled-rate", PARK, "2020Q4"] == pytest.approx(10_000 * above / below)


def test_nation_has_391_7_per_10_000_from_its_parts() -> None:
    told = {
        (r["indicator"], r["unit"]): float(r["value"] or 0)
        for r in rows(EXAMPLE / "data" / "skill-grades-2004.csv")
        if r["value"]
    }
    share = 10_000 * told["highly-skilled-people", "china"] / told["people-employed", "china"]
    assert round(share, 1) == 391.7
    table = rollup(read_observations(book := Workbook.load(EXAMPLE)), book, [])[0]
    nation = table[(table["indicator"] == "highly-skilled-per-10000") & (table["unit"] == "china")]
    assert nation["value"].round(1).tolist() == [391.7]
