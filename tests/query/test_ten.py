"""Ten questions on the demonstration, each one line of code; the values are computed from the CSV and YAML files alone."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
import pytest
import yaml

from reportlib import open_workbook
from reportlib.query import Book

ROOT = Path(__file__).parents[2]
PERIOD = "2020Q4"


@pytest.fixture(scope="module")
def wb() -> Book:
    return open_workbook(ROOT, lang="en")


@pytest.fixture(scope="module")
def sent() -> pd.DataFrame:
    """Every figure that was sent, with the unit's park in the quarter, and whether the unit was a pilot then."""
    rows = pd.read_csv(ROOT / "data" / "demonstration.csv").drop_duplicates(["indicator", "unit", "period"], keep="last")
    units = {unit["id"]: unit for unit in yaml.safe_load((ROOT / "params" / "units.yaml").read_text("utf-8"))["units"]}
    pairs = rows[["unit", "period"]].drop_duplicates()
    parks = [park(units[unit], period) for unit, period in pairs.to_numpy()]
    since = {name: str(unit.get("pilot") or "9999") for name, unit in units.items()} | {"": "9999"}
    pilots = [min(since[unit], since[above]) <= period for (unit, period), above in zip(pairs.to_numpy(), parks, strict=True)]
    groups = [units[unit].get("peer_group", "") for unit in pairs["unit"]]
    return rows.merge(pairs.assign(park=parks, pilot=pilots, group=groups), on=["unit", "period"])


def park(unit: dict[str, Any], period: str) -> str:
    parent = unit.get("parent") or ""
    if isinstance(parent, str):
        return parent
    return next((p["id"] for p in parent if str(p.get("from") or "") <= period <= str(p.get("to") or "9999")), "")


def ratio(rows: pd.DataFrame, scale: float) -> float:
    return float(scale * rows["numerator"].sum() / rows["denominator"].sum())


def of(sent: pd.DataFrame, indicator: str, period: str) -> pd.DataFrame:
    return sent[(sent["indicator"] == indicator) & (sent["period"] == period)]


def test_a_trend_of_parks_against_the_zone(wb: Book, sent: pd.DataFrame) -> None:
    chart = wb["service-coverage"].of("demo-park-1", "demo-park-2").against("parent").trend()

    rows = of(sent, "service-coverage", PERIOD)
    wanted = {name: ratio(rows[rows["park"] == name], 100) for name in ("demo-park-1", "demo-park-2")} | {
        "demo-zone": ratio(rows, 100)
    }
    found = {fact.unit: fact.value for fact in chart.facts if fact.period == PERIOD}
    assert found == {name: pytest.approx(value) for name, value in wanted.items()}
    last = chart.table.iloc[-1]
    assert last["Demo Technology Park"] == f"{wanted['demo-park-2']:.1f}%" and last["Demo Development Zone"].startswith(
        f"{wanted['demo-zone']:.1f}%"
    )


def test_the_ten_largest_rises_of_a_score(wb: Book, sent: pd.DataFrame) -> None:
    answer = wb["engagement-score"].each("enterprise").change(2019, 2020).top(10)

    rows = sent[(sent["indicator"] == "engagement-score") & sent["value"].notna() & sent["denominator"].notna()]
    rows = rows.assign(year=rows["period"].str[:4], weighted=rows["value"] * rows["denominator"])
    whole = rows.pivot_table(index="unit", columns="period", values="weighted", aggfunc="sum")
    years = rows.groupby(["unit", "year"])[["weighted", "denominator"]].sum()
    scores = (years["weighted"] / years["denominator"]).unstack("year")
    quarters = [f"{year}Q{n}" for year in (2019, 2020) for n in (1, 2, 3, 4)]
    complete = whole[quarters].notna().all(axis=1)
    changes = (scores["2020"] - scores["2019"])[complete].sort_values(ascending=False)
    found = answer.values().set_index("unit")["change"]
    assert list(found.index) == list(changes.index[:10]) and found.to_numpy() == pytest.approx(changes.iloc[:10].to_numpy())
    assert len(answer.chart().table) == 10 and next(iter(answer.chart().table["Change"])) == f"+{changes.iloc[0]:.1f}"


def test_the_spread_of_a_rate_in_each_trade(wb: Book, sent: pd.DataFrame) -> None:
    chart = wb["highly-skilled-rate"].each("enterprise").at(PERIOD).by("peer_group").spread()

    rows = of(sent, "highly-skilled-rate", PERIOD).dropna(subset=["numerator"])
    rates = (10_000 * rows["numerator"] / rows["denominator"]).groupby(rows["group"]).apply(list)
    named = wb.workbook.units.peer_groups
    medians = {named[group][wb.words.lang]: f"{median(values):,.0f}" for group, values in rates.items()}
    table = chart.table[chart.table["Unit"].str.startswith("Median of")]
    assert dict(zip(table["Group"], table.iloc[:, 2], strict=True)) == medians and len(medians) == 12
    assert len(chart.table) == len(medians) + len(rows)


def test_two_rates_of_the_same_units(wb: Book, sent: pd.DataFrame) -> None:
    chart = wb["training-coverage"].each("enterprise").at(PERIOD).relate("highly-skilled-rate", size="staff-on-roll")

    both = set.intersection(
        *(
            set(of(sent, name, PERIOD).dropna(subset=[column])["unit"])
            for name, column in (
                ("training-coverage", "numerator"),
                ("highly-skilled-rate", "numerator"),
                ("staff-on-roll", "value"),
            )
        )
    )
    assert len(chart.table) == len(both) > 200 and f"{len(both)} of" in chart.subtitle


def test_pilots_and_others_over_time(wb: Book, sent: pd.DataFrame) -> None:
    chart = wb["highly-skilled-rate"].each("enterprise").by("pilot").trend()

    for period in ("2018Q4", "2019Q3", PERIOD):
        rows = of(sent, "highly-skilled-rate", period)
        wanted = {str(pilot): ratio(group, 10_000) for pilot, group in rows.groupby("pilot")}
        found = {fact.group: fact.value for fact in chart.facts if fact.period == period}
        assert found == {pilot: pytest.approx(value) for pilot, value in wanted.items()}


def test_what_moved_a_count_of_the_zone(wb: Book, sent: pd.DataFrame) -> None:
    chart = wb["new-highly-skilled"].of("demo-zone").at(2020).contribution()

    rows = sent[sent["indicator"] == "new-highly-skilled"].assign(year=lambda table: table["period"].str[:4])
    rows = rows.assign(quarter=rows["period"].str[4:]).dropna(subset=["value"])
    both = rows[rows["year"].isin(["2019", "2020"])]
    paired = both[both.groupby(["unit", "quarter"])["year"].transform("nunique") == 2]
    by_park = (
        paired.assign(signed=paired["value"].where(paired["year"] == "2020", -paired["value"])).groupby("park")["signed"].sum()
    )
    pushes = chart.data.dropna(subset=["push"]).set_index("unit")["push"] if "push" in chart.data else pd.Series(dtype=float)
    assert not chart.why and pushes.sum() == pytest.approx(
        float(chart.table.iloc[-1, 1].replace(",", "")) - float(chart.table.iloc[0, 1].replace(",", ""))
    )
    joined = both[both.groupby(["unit", "quarter"])["year"].transform("nunique") == 1]
    assert abs(pushes.sum() - by_park.sum()) <= joined["value"].sum(), (
        "what is not of the same units comes from those that joined or left"
    )


def test_two_units_side_by_side(wb: Book, sent: pd.DataFrame) -> None:
    table = wb.of("demo-e001", "demo-e003").at(PERIOD).table()

    value = of(sent, "staff-on-roll", PERIOD).set_index("unit")["value"]
    row = table.values().set_index("Indicator").loc["Staff on the roll (people)"]
    assert list(row) == [value["demo-e001"], value["demo-e003"]]


def test_who_sent_nothing_twice(wb: Book, sent: pd.DataFrame) -> None:
    found = wb.missing(last=2)

    came = {period: set(sent.loc[sent["period"] == period, "unit"]) for period in ("2020Q3", PERIOD)}
    units = {unit["id"]: unit for unit in yaml.safe_load((ROOT / "params" / "units.yaml").read_text("utf-8"))["units"]}
    asked = {
        name for name, unit in units.items() if unit.get("synthetic") and unit["level"] == "enterprise" and not unit.get("to")
    }
    assert set(found["unit"]) & asked == asked - came["2020Q3"] - came[PERIOD]


def test_a_department_s_indicators_small(wb: Book) -> None:
    chart = wb.where(owner="trade-union").of("demo-zone").multiples()

    owned = [
        i
        for i in yaml.safe_load((ROOT / "params" / "catalogue.yaml").read_text("utf-8"))["indicators"]
        if i["owner"] == "trade-union"
    ]
    assert [row.split(" (")[0] for row in chart.table["Indicator"]] == [i["name"]["en"] for i in owned]


def test_a_tidy_frame_of_parks(wb: Book, sent: pd.DataFrame) -> None:
    found = wb["service-coverage"].each("park").values().set_index("unit")

    rows = of(sent, "service-coverage", PERIOD)
    for name in ("demo-park-1", "demo-park-2", "demo-park-3", "demo-park-4"):
        given = rows[rows["park"] == name].dropna(subset=["numerator"])
        assert found.loc[name, "value"] == pytest.approx(ratio(given, 100)) and found.loc[name, "k"] == len(given)
        assert found.loc[name, "unit_name"].startswith("Demo") and found.loc[name, "parent"] == "demo-zone"


def test_percentages_of_one_unit_are_rows_of_one_picture(wb: Book, sent: pd.DataFrame) -> None:
    chart = wb["service-coverage", "training-coverage"].of("demo-e001").change("2019Q4", PERIOD).chart()

    def said(name: str, period: str) -> str:
        rows = of(sent, name, period).query("unit == 'demo-e001'")
        assert rows["denominator"].sum() < 100  # so few that the page says it
        return f"{ratio(rows, 100):.1f}% (of {rows['denominator'].sum():.0f})"

    wanted = sorted(
        tuple(said(name, period) for period in ("2019Q4", PERIOD)) for name in ("service-coverage", "training-coverage")
    )
    assert sorted(tuple(row) for row in chart.table.iloc[:, 1:3].to_numpy()) == wanted
    assert chart.title == "Percentages, 2019 Q4 and 2020 Q4" and chart.subtitle.startswith("Demo Enterprise E001")
