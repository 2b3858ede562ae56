from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import rollup
from reportlib.analysis.snapshots.reach import reach_of
from reportlib.data import read_observations
from reportlib.periods import Period
from reportlib.plan.expansion import Job, Overrides, expand
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "skill-grades"
PARK = "demo-park-3"
# every figure of the article: indicator, unit, value as printed, its qualifier, the period read from the text
ARTICLE = [
    ("industrial-workers", "netda", 120000, "more than", "2020"),
    ("joint-departments", "netda", 9, "exactly", "2020"),
    ("skill-rewards", "netda", 2650000, "just under", "2019-2020"),
    ("enterprises-subsidised", "netda", 90, "exactly", "2019-2020"),
    ("new-highly-skilled", "netda", 1200, "more than", "2019-2020"),
    ("apprentice-classes", "netda", 14, "exactly", "2019-2020"),
    ("apprentice-trainees", "netda", 467, "exactly", "2019-2020"),
    ("highly-skilled-rate", "netda", 1609, "exactly", "2020"),
    ("highly-skilled-city-rank", "netda", 1, "exactly", "2020"),
    ("theory-lecturers", "netda", 68, "exactly", "2020"),
    ("moral-lectures", "netda", 12, "exactly", "2020"),
    ("measures-adopted", "zhuhang", 12, "exactly", "2020"),
    ("hardship-workers-visited", "zhuhang", 130, "more than", "2020"),
    ("hardship-cards", "zhuhang", 5, "exactly", "2020"),
    ("children-helped", "zhuhang", 81, "exactly", "2020"),
    ("resident-enterprises", "shuangyi", 200, "more than", "2020"),
    ("staff-on-roll", "shuangyi", 2000, "more than", "2020"),
    ("factory-buildings", "shuangyi", 14, "exactly", "2020"),
    ("innovation-payout", "zhongtian", 8000000, "more than", "2020"),
    ("reform-platforms", "zhongtian", 5, "exactly", "2020"),
    ("engagement-score", "shangyao-dongying", 38, "exactly", "2013"),
    ("engagement-score", "shangyao-dongying", 85, "exactly", "2020"),
    ("reform-initiatives", "shangyao-dongying", 6, "exactly", "2020"),
]


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
    """The sum of a column of the data file, over the rows of all units that were below the park in their periods."""
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


@pytest.fixture(scope="module")
def listed(workbook: Workbook, observations: pd.DataFrame) -> tuple[Job, ...]:
    reach = reach_of(observations, workbook)
    return expand([], workbook=workbook, reach=reach, overrides=Overrides(), today=dt.date(2021, 3, 1))


def test_every_figure_of_the_article_is_published_under_its_unit_and_has_a_page(listed: tuple[Job, ...]) -> None:
    published = [
        (r["indicator"], r["unit"], float(r["value"]), r["qualifier"], r["period"]) for r in rows(ROOT / "data" / "published.csv")
    ]
    assert sorted(published) == sorted(ARTICLE)
    paged = {job.unit for job in listed if job.template.name in ("district", "park", "enterprise")}
    assert {unit for _, unit, *_ in ARTICLE} <= paged


def test_what_is_made_up_stands_under_made_up_names(workbook: Workbook, listed: tuple[Job, ...]) -> None:
    units = workbook.units
    assert all(unit.synthetic != unit.published_only for unit in units.units)
    for unit in units.units:
        assert all(units[parent.id].synthetic == unit.synthetic for parent in unit.parents)
    assert all(units[row["unit"]].synthetic for row in rows(ROOT / "params" / "targets.csv"))
    assert {units[job.unit].synthetic for job in listed if job.template.name in ("joint-meeting", "collection")} == {True}
    assert not any(name in issuer for name in units["netda"].name.values() for issuer in workbook.settings.issuer.values())


def test_a_made_up_department_stands_in_for_every_real_one(workbook: Workbook) -> None:
    real = {name for owner in workbook.catalogue.owners for name in owner.name.values()}
    for owner in workbook.catalogue.owners:
        assert owner.name_for(synthetic=False) == owner.name
        assert owner.role == "unit" or not real & set(owner.name_for(synthetic=True).values())


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
