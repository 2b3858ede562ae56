from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from reportlib.analysis import View, view_of
from reportlib.blocks.headline import headline
from reportlib.blocks.sections.tables import by_department
from reportlib.blocks.text import Words, sentences
from reportlib.blocks.text.changes import short_change
from reportlib.blocks.text.coverage import covered
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.cases.small import SHARE, indicator, unit, write


def seen(workbook: Workbook, unit: str, period: str) -> View:
    args = read_observations(workbook), read_targets(workbook)
    return view_of(workbook, *args, unit=workbook.units[unit], period=Period.parse(period))


def test_a_headline_tells_a_missed_target_with_the_change_before_it(small_workbook: Workbook) -> None:
    # 46 visits, after 32 in the year before; the target is 50.
    found = headline(seen(small_workbook, "ash", "2020"), Words("en"))
    assert "Visits, up 43.8% on 2019, missed the target by 4 visits." in [finding.text for finding in found]
    chinese = [finding.text for finding in headline(seen(small_workbook, "ash", "2020"), Words("zh"))]
    assert "到馆比2019年增长43.8%，距目标仍差4人次。" in chinese


def test_a_headline_claims_no_change_where_nothing_came_before(small_workbook: Workbook) -> None:
    text = " ".join(finding.text for finding in headline(seen(small_workbook, "birch", "2020"), Words("en")))
    assert not any(word in text for word in ("up ", "down ", "unchanged"))


NAN = float("nan")


@pytest.mark.parametrize(
    ("units", "returns", "text"),
    [
        ((1, 2), (1, 2), "1 of 2 units reported"),
        ((1, 2), (7, 8), "1 of 2 units reported"),
        ((0, 1), (3, 4), "3 of 4 returns received"),  # its own quarters
        ((2, 2), (8, 8), ""),
        ((NAN, NAN), (NAN, NAN), ""),
    ],
)
def test_incomplete_sums_say_so(
    small_workbook: Workbook, units: tuple[float, float], returns: tuple[float, float], text: str
) -> None:
    row = seen(small_workbook, "ash", "2020").standing_of("visits")
    row = replace(row, k=units[0], n=units[1], returns_in=returns[0], returns_asked=returns[1])
    assert covered(row, Words("en")) == text


@pytest.mark.parametrize(
    ("difference", "growth", "told"), [(-20.0, -0.0004, "→ 0.0%"), (-30.0, -0.0006, "↓ 0.1%"), (7.0, 0.14, "↑ 14.0%")]
)
def test_an_arrow_points_where_the_number_beside_it_does(
    small_workbook: Workbook, difference: float, growth: float, told: str
) -> None:
    row = replace(seen(small_workbook, "ash", "2020").standing_of("visits"), on_year=difference, growth_year=growth)
    assert short_change(row, small_workbook.catalogue["visits"], Words("en"), basis="year") == told


def test_the_rows_of_the_owners_count_indicators_without_a_figure_too(small_workbook: Workbook) -> None:
    # Of all that Ash is asked for, it has only visits of 2019. The rows of the owners add up to the numbers of the page.
    view = seen(small_workbook, "ash", "2019")
    asked = len(view.standing)
    assert len(view.with_figure) == 1 and sentences.tally(view, Words("en")).startswith(f"1 of {asked} indicators have a figure")
    owners = Counter(small_workbook.catalogue[str(name)].owner for name in view.standing.index)
    own = small_workbook.catalogue["visits"].owner
    right = {
        f"1 of {count} indicators have a figure" if owner == own else "No indicator has a figure"
        for owner, count in owners.items()
    }
    texts = [str(row.cells[1]) for row in by_department(view, Words("en")).rows if len(row.cells) == 2][1:]
    assert len(texts) == len(owners) > 1 and {text.split(";")[0] for text in texts} == right


def test_a_tally_says_how_many_targets_wait_for_returns(small_workbook: Workbook) -> None:
    # 46 visits miss a target of 50; if one return is missing, the target is not judged yet.
    view = seen(small_workbook, "ash", "2020")
    assert "of the targets that can be judged (2), 1 met" in sentences.tally(view, Words("en"))
    assert sentences.tally(view, Words("en"), ["visits"]).endswith("the one target that can be judged is not met.")
    lacking = view.standings["indicator"] == "visits"
    rows = view.standings.assign(
        met=view.standings["met"].mask(lacking, None), k=view.standings["k"].mask(lacking, view.standings["n"] - 1)
    )
    waiting = replace(view, standings=rows)
    told = sentences.tally(waiting, Words("en"))
    assert "the one target that can be judged is met; targets not yet judged, as some returns are outstanding: 1." in told
    assert sentences.tally(waiting, Words("zh")).endswith("能够判断的目标1项，已达到；因报送不全暂不判断的目标1项。")


def test_a_tally_names_no_nought(small_workbook: Workbook) -> None:
    # 46 visits after 32 are an improvement. No other indicator worsened, and the page does not say “0 worse”.
    view = seen(small_workbook, "ash", "2020")
    alone = replace(view, standings=view.standings.assign(gap=float("nan")))
    assert "1 improved on 2019 and none worsened" in sentences.tally(alone, Words("en"), ["visits"])
    assert "比2019年有1项改善，无转差项" in sentences.tally(alone, Words("zh"), ["visits"])


def test_that_nothing_differs_names_the_level_and_how_many_differ_at_the_lower_one(tmp_path: Path) -> None:
    # 60 of 100 against 432 of 600 is 12 points less, 2.3 standard errors: over 1.96 (95 %), under 3.09 (99.8 %).
    units = [unit("town", "city"), *(unit(name, "ward", "town") for name in ("north", "south"))]
    units += [unit(f"in-{name}", "school", name) for name in ("north", "south")]
    rows = ["passed,in-north,2024Q4,,60,100,,", "passed,in-south,2024Q4,,432,600,,"]
    write(tmp_path, units=units, indicators=[indicator("passed", {**SHARE, "interval": "proportion"})], rows=rows, reports=[])
    view = seen(Workbook.load(tmp_path), "north", "2024Q4")
    english, chinese = (headline(view, Words(lang))[0].text for lang in ("en", "zh"))
    assert (
        english == "The one indicator judged does not differ from the rest of Town at the 99.8% level (at the 95% level it does)."
    )
    assert chinese == "作判断的1项指标与单位town其余单位的差距未达到99.8%的显著水平，但达到95%的水平。"
