"""A report reads only its own rows and the rows that it compares them with."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import Whole, whole_of
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

Q4 = Period.parse("2020Q4")
TOWNS = [f"t{n:02}" for n in range(12)]


@pytest.fixture
def many_towns(small_folder: Path) -> Path:
    """The small workbook with twelve towns below one region, which report visits of 100, 110, 120 and so on."""
    head = [
        "{id: whole, name: {zh: 全部, en: Whole}, level: realm}",
        "{id: north, name: {zh: 北, en: N}, level: region, parent: whole}",
    ]
    units = [*head, *(f"{{id: {town}, name: {{zh: {town}, en: {town}}}, level: town, parent: north}}" for town in TOWNS)]
    (small_folder / "params" / "units.yaml").write_text("units:\n" + "".join(f"  - {unit}\n" for unit in units), "utf-8")
    (small_folder / "params" / "targets.csv").write_text("indicator,unit,period,value\nvisits,t03,2020Q4,105\n", "utf-8")
    (small_folder / "data" / "printed.csv").write_text("indicator,unit,period,value\nlending-place,whole,2020,2\n", "utf-8")
    tell(small_folder, {})
    return small_folder


def tell(folder: Path, other: dict[str, int], *, more: str = "") -> None:
    """Write visits of 100, 110, 120 and so on for the towns; `other` replaces the figure of a town, `more` adds rows."""
    rows = [f"visits,{town},2020Q4,{other.get(town, 100 + 10 * n)},,\n" for n, town in enumerate(TOWNS)]
    (folder / "data" / "returns.csv").write_text(
        "indicator,unit,period,value,numerator,denominator\n" + "".join(rows) + more, "utf-8"
    )


def lent(other: dict[str, int]) -> str:
    """Rows of lending: of 1,000 books each, the towns lent 100, 110, 120 and so on; `other` replaces the number of a town."""
    return "".join(f"lending,{town},2020Q4,,{other.get(town, 100 + 10 * n)},1000\n" for n, town in enumerate(TOWNS))


def digests(folder: Path) -> dict[str, tuple[str, str]]:
    whole = of_folder(folder)
    return {unit.id: whole.digests(whole.cut(unit.id)) for unit in whole.workbook.units.units}


def of_folder(folder: Path) -> Whole:
    workbook = Workbook.load(folder)
    return whole_of(workbook, read_observations(workbook), read_targets(workbook), period=Q4)


def changed(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]], part: int) -> set[str]:
    return {unit for unit in before if before[unit][part] != after[unit][part]}


def test_a_change_of_one_town_is_its_own_and_beside_that_of_those_seen_with_it(many_towns: Path) -> None:
    before = digests(many_towns)
    tell(many_towns, {"t11": 260})
    after = digests(many_towns)
    assert changed(before, after, 0) == {"t11", "north", "whole"}
    assert changed(before, after, 1) >= set(TOWNS) - {"t11"}, "their highest peer and their parent's total moved"


def test_what_moves_no_total_no_rank_and_no_spread_concerns_only_those_that_moved(many_towns: Path) -> None:
    # Lending is not ranked here. t04 rises by as much as t06 falls, so the total stays. A town's page shows the quartiles of the
    # eleven other towns. They lie at the places 0, 2.5, 5, 7.5 and 10, counted from 0, so they depend on the towns at 0, 2, 3, 5,
    # 7, 8 and 10. For t11, t04 and t06 have the places 4 and 6, and nothing changes. For t00 they have the places 3 and 5, and
    # its quartiles change.
    path = many_towns / "params" / "catalogue.yaml"
    path.write_text(path.read_text("utf-8").replace("decimals: 1, direction: up,", "decimals: 1, direction: none,"), "utf-8")
    tell(many_towns, {}, more=lent({}))
    before = digests(many_towns)
    tell(many_towns, {}, more=lent({"t04": 141, "t06": 159}))
    after = digests(many_towns)
    assert changed(before, after, 0) == {"t04", "t06"}
    assert "t11" not in changed(before, after, 1)
    assert "t00" in changed(before, after, 1), "without t00, the town at place 6 of all is the median of the others"


def test_the_order_of_rows_and_figures_of_later_periods_change_nothing(many_towns: Path) -> None:
    before = digests(many_towns)
    tell(many_towns, {}, more="visits,t05,2021Q1,7,,\n")
    path = many_towns / "data" / "returns.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    assert digests(many_towns) == before


def test_a_view_names_the_units_it_needs_and_holds_the_rows_it_needs(many_towns: Path) -> None:
    whole = of_folder(many_towns)
    view = whole.view("t03")
    assert set(view.values["unit"]) == {"t03"}, "a count of the unit above is in `standings`, not as a line"
    assert [u.id for u in view.workbook.units.units] == ["t03", "north", "whole"]
    assert view.standing.loc["visits", ["value", "target", "parent_value"]].tolist() == [130, 105, 1860]
    assert pd.isna(view.standing.loc["visits", "rank"]), "a count, by which nobody is ranked"
    above = whole.view("north")
    assert set(above.values["unit"]) == {"north", *TOWNS} and len(above.children) == 12
    assert above.at("visits", above.children)["value"].sum() == 1860


def test_a_view_names_the_peers_that_it_shows_a_unit_among(many_towns: Path) -> None:
    # Lending rises with the number of the town, so eight of the twelve are above t03.
    tell(many_towns, {}, more=lent({}))
    view = of_folder(many_towns).view("t03")
    assert view.standing.loc["lending", ["rank", "of"]].tolist() == [9, 12]
    assert [u.id for u in view.workbook.units.units] == ["t03", "north", "whole", *(t for t in TOWNS[::-1] if t != "t03")]


def test_sums_of_the_same_figures_in_another_order_are_the_same_figure(many_towns: Path) -> None:
    tell(many_towns, {}, more="mood,t00,2020Q3,1\n")
    figures = [0.1, 0.2, 0.3]
    values = []
    for order in (figures, figures[::-1]):
        text = "indicator,unit,period,value,denominator\n"
        text += "".join(f"mood,t0{n},2020Q4,{value},1\n" for n, value in enumerate(order))
        (many_towns / "data" / "returns.csv").write_text(text, "utf-8")
        table = of_folder(many_towns).values
        rows = table[(table["unit"] == "north") & (table["indicator"] == "mood") & (table["period"] == str(Q4))]
        values.append(rows["value"].item())
    assert sum(figures) != sum(figures[::-1]), "in floating point they are not"
    assert values[0] == values[1] and pd.notna(values[0])


def test_a_return_that_is_provisional_changes_what_the_units_above_are_made_of(many_towns: Path) -> None:
    # A sum with few provisional returns is final, but its page says how many of them are provisional.
    before = digests(many_towns)
    returns = many_towns / "data" / "returns.csv"
    first, *lines = returns.read_text("utf-8").splitlines()
    rows = [f"{line},{'provisional' if line.startswith('visits,t04') else 'final'}" for line in lines]
    returns.write_text("\n".join([f"{first},status", *rows]) + "\n", "utf-8")
    after, whole = digests(many_towns), of_folder(many_towns)
    assert set(whole.values.loc[whole.values["unit"] == "north", "status"]) == {"final"}
    assert {"whole", "north"} <= changed(before, after, 0) | changed(before, after, 1)
