"""Demonstration figures meet every published total, are never those of a real unit, and have the same bytes each time.

The sums are computed here from the CSV files alone, not by the code under test.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from demo.calibration import apportion
from demo.demonstration import COLUMNS, Recipe, generate, write
from reportlib.errors import DataError, WorkbookError
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Units

ROOT = Path(__file__).parents[2]
YEARS = [f"{year}Q{quarter}" for year in (2019, 2020) for quarter in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return Workbook.load(ROOT)


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "published.csv", dtype={"period": str})


@pytest.fixture(scope="module")
def made(workbook: Workbook, published: pd.DataFrame) -> pd.DataFrame:
    return generate(workbook, published, Recipe.load(workbook))


def rows(indicator: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "demonstration.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["indicator"] == indicator]


def total(indicator: str, periods: list[str], column: str = "value") -> int:
    return sum(int(row[column]) for row in rows(indicator) if row["period"] in periods)


# the committed figures


@pytest.mark.parametrize(
    ("indicator", "periods", "published"),
    [
        ("apprentice-trainees", YEARS, 467),
        ("apprentice-classes", YEARS, 14),
        ("enterprises-subsidised", ["2019-2020"], 90),
        ("moral-lectures", YEARS[4:], 12),
        ("theory-lecturers", ["2020Q4"], 68),
        ("joint-departments", ["2020Q4"], 9),
    ],
)
def test_exact_totals_are_met_exactly(indicator: str, periods: list[str], published: int) -> None:
    assert total(indicator, periods) == published


def test_more_than_is_strictly_beyond_but_not_far() -> None:
    assert 1200 < total("new-highly-skilled", YEARS) <= 1200 * 1.04
    assert 120_000 < total("industrial-workers", ["2020Q4"]) <= 120_000 * 1.04


def test_just_under_is_strictly_below_but_not_far() -> None:
    assert 2_650_000 * 0.96 <= total("skill-rewards", YEARS) < 2_650_000


def test_published_ratio_comes_out_exactly_from_whole_parts() -> None:
    parts = [total("highly-skilled-rate", ["2020Q4"], part) for part in ("numerator", "denominator")]
    assert Fraction(*parts) * 10_000 == 1609


def test_workforce_behind_the_ratio_is_not_the_industrial_workers() -> None:
    assert total("highly-skilled-rate", ["2020Q4"], "denominator") > total("industrial-workers", ["2020Q4"]) * 1.2


def test_trainees_are_found_only_where_a_class_opened() -> None:
    classes = {(row["unit"], row["period"]): int(row["value"]) for row in rows("apprentice-classes")}
    assert all((int(row["value"]) > 0) == (classes[row["unit"], row["period"]] > 0) for row in rows("apprentice-trainees"))


def test_distinct_counts_lie_between_their_largest_part_and_their_sum() -> None:
    by_unit: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows("enterprises-subsidised"):
        by_unit[row["unit"]][row["period"]] = int(row["value"])
    for values in by_unit.values():
        for year in ("2019", "2020"):
            quarters = [value for period, value in values.items() if period.startswith(year + "Q")]
            assert max(quarters) <= values[year] <= sum(quarters)
            assert values[year] <= values["2019-2020"] <= values["2019"] + values["2020"]


def test_balance_carries_on_from_period_to_period() -> None:
    earned, redeemed, left = (
        {(row["unit"], row["period"]): int(row["value"]) for row in rows(f"innovation-points-{name}")}
        for name in ("earned", "redeemed", "outstanding")
    )
    kept = sorted(left)
    for before, after in pairwise(kept):
        if before[0] == after[0]:
            assert left[after] == left[before] + earned[after] - redeemed[after]


def test_committed_file_is_what_the_recipe_makes(made: pd.DataFrame, tmp_path: Path) -> None:
    write(made, tmp_path / "made.csv")
    assert (tmp_path / "made.csv").read_bytes() == (ROOT / "data" / "demonstration.csv").read_bytes()
    assert (tmp_path / "made.csv").stat().st_size < 4_000_000


def test_another_seed_makes_other_figures_that_meet_the_totals_too(
    workbook: Workbook, published: pd.DataFrame, made: pd.DataFrame
) -> None:
    other = generate(workbook, published, Recipe.load(workbook).model_copy(update={"seed": 7}))
    assert not other.equals(made)
    named = other[other["period"].isin(YEARS)].groupby("indicator")["value"].sum()
    assert named["apprentice-trainees"] == 467
    assert named["apprentice-classes"] == 14
    assert named["new-highly-skilled"] > 1200
    rate = other[(other["indicator"] == "highly-skilled-rate") & (other["period"] == "2020Q4")]
    parts = rate[["numerator", "denominator"]].sum()
    assert parts["numerator"] * 10_000 == 1609 * parts["denominator"]


def test_nothing_is_made_up_for_a_real_unit(workbook: Workbook, made: pd.DataFrame) -> None:
    for name in made["unit"].unique():
        unit = workbook.units[name]
        assert unit.synthetic
        assert not unit.published_only
        for period in Recipe.load(workbook).periods():
            assert all(above.synthetic for above in workbook.units.ancestors(name, period=period))


def test_rows_stand_on_the_levels_that_report_and_in_the_time_a_unit_existed(workbook: Workbook, made: pd.DataFrame) -> None:
    for indicator, unit in made[["indicator", "unit"]].drop_duplicates().itertuples(index=False):
        assert workbook.units[unit].level in workbook.catalogue[indicator].levels
    for unit, period in made[["unit", "period"]].drop_duplicates().itertuples(index=False):
        assert workbook.units[unit].exists(Period.parse(period))


def test_figures_are_possible(made: pd.DataFrame, workbook: Workbook) -> None:
    assert not (made[["value", "numerator", "denominator"]] < 0).any(axis=None)
    shares = made[made["indicator"].map(lambda name: workbook.catalogue[name].scale > 1)]
    assert (shares["numerator"] <= shares["denominator"]).all()
    counts = made[made["indicator"].map(lambda name: workbook.catalogue[name].kind in ("flow", "stock", "distinct"))]
    assert (counts["value"] % 1 == 0).all()
    assert made["value"].isna().equals(made["indicator"].map(lambda name: workbook.catalogue[name].kind == "ratio"))


def test_sorted_and_unique(made: pd.DataFrame) -> None:
    assert list(made.columns) == COLUMNS
    key = COLUMNS[:3]
    assert_frame_equal(made[key], made[key].sort_values(key, ignore_index=True))
    assert not made.duplicated(key).any()


def test_some_returns_are_missing_and_some_late(workbook: Workbook, made: pd.DataFrame) -> None:
    returns = made[made["period"].str.contains("Q")].drop_duplicates(["unit", "period"])
    expected = sum(u.exists(Period.parse(p)) for u in workbook.units.units if u.synthetic for p in returns["period"].unique())
    assert 0.005 < 1 - len(returns) / expected < 0.05
    due = returns["period"].map(lambda p: pd.Timestamp(Period.parse(p).end) + pd.Timedelta(days=15))
    assert 0.02 < (pd.to_datetime(returns["reported_at"]) > due).mean() < 0.12
    assert set(made.loc[made["status"] == "provisional", "period"]) == {"2020Q4"}


def test_pilots_improve_faster(workbook: Workbook, made: pd.DataFrame) -> None:
    pilots = {unit.id for unit in workbook.units.units if unit.pilot}
    rows = made[(made["indicator"] == "service-coverage") & made["period"].isin(["2018Q4", "2020Q4"])]
    sums = rows.groupby([rows["unit"].isin(pilots), "period"])[["numerator", "denominator"]].sum()
    share = (sums["numerator"] / sums["denominator"]).unstack("period")
    gain = share["2020Q4"] - share["2018Q4"]
    assert gain[True] > gain[False] > 0


# another workbook, of which the generator knows as little


@pytest.fixture
def other(tmp_path: Path) -> Workbook:
    for name, text in OTHER.items():
        (tmp_path / "params").mkdir(exist_ok=True)
        (tmp_path / "params" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Workbook.load(tmp_path)


COUNTS = "".join(
    f"  - {{id: {name}, {rest}, name: {{en: N}}, dimension: all, owner: keeper, measure: {{en: m}}, "
    "levels: [hive], note: {en: n}}\n"
    for name, rest in {
        "honey-jars": "kind: flow",
        "bees-alive": "kind: stock",
        "visitor-heads": "kind: distinct",
        "kilo-weight": "kind: flow, decimals: 2",
        "mood-score": "kind: score",
    }.items()
)
OTHER = {
    "workbook": """
title: {en: Bees}
issuer: {en: Keepers}
languages: [en]
levels: [{id: valley, name: {en: Valley}}, {id: hamlet, name: {en: Hamlet}}, {id: hive, name: {en: Hive}}]
calendar: {every: month, due_days: 5}
data: [{file: data/x.csv, origin: synthetic}]
demonstration: params/made.yaml
""",
    "catalogue": """
version: "1"
dimensions: [{id: all, name: {en: All}}]
owners: [{id: keeper, name: {en: Keeper}}]
indicators:
COUNTS  - id: full-share
    name: {en: Full}
    dimension: all
    owner: keeper
    measure: {en: "%"}
    kind: ratio
    scale: 100
    numerator: {name: {en: full}, kind: flow}
    denominator: {name: {en: combs}, kind: stock}
    levels: [hive]
    note: {en: n}
""".replace("COUNTS", COUNTS),
    "units": """
units:
  - {id: dale, name: {en: Dale}, level: valley}
  - {id: real-ham, name: {en: Real}, level: hamlet, parent: dale, published_only: true}
  - {id: made-ham, name: {en: Made}, level: hamlet, parent: dale}
  - {id: next-ham, name: {en: Next}, level: hamlet, parent: dale, synthetic: true}
  - {id: hive-a, name: {en: A}, level: hive, parent: made-ham, synthetic: true}
  - {id: hive-b, name: {en: B}, level: hive, parent: made-ham, synthetic: true, from: 2021-03}
  - id: hive-c
    name: {en: C}
    level: hive
    synthetic: true
    parent: [{id: made-ham, to: 2021-06}, {id: next-ham, from: 2021-07}]
  - {id: hive-d, name: {en: D}, level: hive, parent: next-ham, synthetic: true, to: 2021-09}
""",
    "made": "{seed: 3, first: 2021-01, last: 2021-12, returns: {missing: 0.05}}\n",
}


def figures(*lines: tuple[str, str, str, float, str]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["indicator", "unit", "period", "value", "qualifier"])


def test_other_workbook_meets_its_totals(other: Workbook) -> None:
    published = figures(
        ("honey-jars", "dale", "2021", 1000, "exactly"),
        ("honey-jars", "dale", "2021Q1", 150, "exactly"),
        ("honey-jars", "real-ham", "2021", 300, "exactly"),
        ("bees-alive", "dale", "2021", 5000, "at most"),
        ("visitor-heads", "dale", "2021", 77, "exactly"),
        ("kilo-weight", "dale", "2021H1", 12.34, "exactly"),
        ("full-share", "dale", "2021", 61.7, "exactly"),
    )
    table = generate(other, published, Recipe.load(other)).set_index("indicator")
    jars = table.loc["honey-jars"]
    assert jars["value"].sum() == 700
    assert jars.loc[jars["period"].isin(["2021-01", "2021-02", "2021-03"]), "value"].sum() == 150
    bees = table.loc["bees-alive"]
    assert 4800 <= bees.loc[bees["period"] == "2021-12", "value"].sum() < 5000
    heads = table.loc["visitor-heads"]
    assert heads.loc[heads["period"] == "2021", "value"].sum() == 77
    weights = table.loc["kilo-weight"]
    half = weights.loc[weights["period"] <= "2021-06", "value"]
    assert sum(Fraction(str(value)) for value in half) == Fraction("12.34")
    share = table.loc["full-share"]
    under = share.loc[share["period"] == "2021-12", "denominator"].sum()
    assert Fraction(int(share["numerator"].sum()), int(under)) * 100 == Fraction("61.7")


def test_narrow_total_is_kept_within_the_wide_one_and_counts_who_stood_there_then(other: Workbook) -> None:
    published = figures(("honey-jars", "dale", "2021", 900, "more than"), ("honey-jars", "made-ham", "2021", 400, "exactly"))
    table = generate(other, published, Recipe.load(other))
    jars = table[table["indicator"] == "honey-jars"]
    there = jars["unit"].isin(["hive-a", "hive-b"]) | ((jars["unit"] == "hive-c") & (jars["period"] <= "2021-06"))
    assert jars.loc[there, "value"].sum() == 400
    assert 900 < jars["value"].sum() <= 930


TWINS = """\
  - {id: glen, name: {en: Glen}, level: valley, synthetic: true}
  - {id: glen-ham, name: {en: In}, level: hamlet, parent: glen, synthetic: true}
  - {id: hive-y, name: {en: Y}, level: hive, parent: glen-ham, synthetic: true}
  - {id: hive-z, name: {en: Z}, level: hive, parent: glen-ham, synthetic: true}
"""


def test_a_unit_shaped_to_another_meets_its_published_totals_without_standing_under_it(other: Workbook) -> None:
    params = other.root / "params"
    (params / "units.yaml").write_text(OTHER["units"] + TWINS, encoding="utf-8")
    many = OTHER["workbook"].replace("name: {en: Valley}}", "name: {en: Valley}, roots: many}")
    (params / "workbook.yaml").write_text(many, encoding="utf-8")
    (params / "made.yaml").write_text(OTHER["made"].replace("seed: 3", "seed: 3, shaped_to: {glen: dale}"), encoding="utf-8")
    catalogue = (params / "catalogue.yaml").read_text("utf-8")
    own = next(line for line in catalogue.splitlines() if "id: bees-alive" in line)
    (params / "catalogue.yaml").write_text(catalogue.replace(own, own.replace("[hive]", "[valley, hive]")), encoding="utf-8")
    published = figures(
        ("honey-jars", "dale", "2021", 1000, "exactly"),
        ("honey-jars", "real-ham", "2021", 300, "exactly"),
        ("bees-alive", "dale", "2021", 5000, "exactly"),
    )
    book = Workbook.load(other.root)
    table = generate(book, published, Recipe.load(book))
    jars = table[(table["indicator"] == "honey-jars") & table["unit"].isin(["hive-y", "hive-z"])]
    assert jars["value"].sum() == 1000
    bees = table[(table["indicator"] == "bees-alive") & (table["period"] == "2021-12")].set_index("unit")["value"]
    assert bees["glen"] == 5000
    assert set(table["unit"]) == {"hive-a", "hive-b", "hive-c", "hive-d", "glen", "hive-y", "hive-z"}


def test_only_a_synthetic_unit_is_shaped_and_only_to_a_real_one(other: Workbook) -> None:
    text = "seed: 3\nfirst: 2021-01\nlast: 2021-12\nshaped_to:\n  hive-a: hive-b\n  dale: real-ham\n"
    (other.root / "params" / "made.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError) as caught:
        Recipe.load(other)
    messages = [str(problem) for problem in caught.value.problems]
    assert len(messages) == 2
    assert any("made.yaml:5" in line and "'hive-b'" in line for line in messages)
    assert any("made.yaml:6" in line and "'dale'" in line for line in messages)


def test_a_total_that_cannot_be_met_is_named(other: Workbook) -> None:
    published = figures(("honey-jars", "dale", "2021", 100, "exactly"), ("honey-jars", "real-ham", "2021", 300, "exactly"))
    with pytest.raises(DataError, match="'honey-jars' cannot be met: 100 for unit 'dale' in 2021"):
        generate(other, published, Recipe.load(other))
    with pytest.raises(DataError, match="no multiple of 1"):
        generate(other, figures(("honey-jars", "dale", "2021", 10.5, "exactly")), Recipe.load(other))


def test_recipe_says_everything_that_is_wrong(other: Workbook) -> None:
    text = "seed: 3\nfirst: 2021\nlast: 2021-12\nshapes:\n  honey-jar: {}\n  bees-alive: {per: hny-jars}\nsizes: {hamlt: {}}\n"
    (other.root / "params" / "made.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError) as caught:
        Recipe.load(other)
    messages = [str(problem) for problem in caught.value.problems]
    assert len(messages) == 4
    assert any("made.yaml:5" in line and "did you mean 'honey-jars'" in line for line in messages)
    assert any("made.yaml:2" in line and "month" in line for line in messages)


# apportionment


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40), st.integers(0, 10**9))
def test_parts_add_up_and_keep_proportions(weights: list[int], whole: int) -> None:
    parts = apportion(np.array(weights, dtype=np.int64), whole)
    assert parts.sum() == whole
    assert (parts >= 0).all()
    if any(weights):
        for weight, part in zip(weights, parts, strict=True):
            assert abs(Fraction(weight * whole, sum(weights)) - int(part)) < 1


@given(st.data())
def test_parts_stay_under_their_caps(data: st.DataObject) -> None:
    caps = data.draw(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
    weights = data.draw(st.lists(st.integers(0, 1000), min_size=len(caps), max_size=len(caps)))
    whole = data.draw(st.integers(0, sum(caps)))
    parts = apportion(np.array(weights, dtype=np.int64), whole, caps=np.array(caps, dtype=np.int64))
    assert parts.sum() == whole
    assert (parts <= np.array(caps)).all()
    with pytest.raises(ValueError, match="cannot be split"):
        apportion(np.array(weights, dtype=np.int64), sum(caps) + 1, caps=np.array(caps, dtype=np.int64))


def six_regions() -> Workbook:
    """The nation and six regions of an example workbook; the regions are marked as made up."""
    book = Workbook.load(ROOT / "examples" / "skill-grades")
    few = tuple(unit.model_copy(update={"synthetic": unit.parent is not None}) for unit in book.units.units[:7])
    return Workbook(book.root, book.settings, book.catalogue, Units(units=few))


REGIONS = six_regions()
WORDS = ["exactly", "more than", "at least", "just under", "at most"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5000), st.sampled_from(WORDS))
def test_any_seed_and_total_is_met(seed: int, whole: int, qualifier: str) -> None:
    published = figures(("people-employed", "china", "2004", whole, qualifier))
    table = generate(REGIONS, published, Recipe.model_validate({"seed": seed, "first": 2003, "last": 2004}))
    found = table.loc[(table["indicator"] == "people-employed") & (table["period"] == "2004"), "value"].sum()
    side = {"more than": 1, "at least": 1, "just under": -1, "at most": -1}.get(qualifier, 0)
    assert np.sign(found - whole) == side
