"""A unit that sent a return is not listed as “not reported”, even if no figure can be computed from the return."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from .made import world

FOUR = "a under p1\nb under p1\nc under p1\nd under p1"
WEEKS = [f"2023W{n}" for n in range(40, 49)]
"""The Thursdays of the weeks 40 to 43 of 2023 are in October, those of the weeks 44 to 48 in November."""


def test_a_running_total_that_falls_leaves_its_unit_out_of_those_that_did_not_report(tmp_path: Path) -> None:
    # a, b and c have figures. d sent a total of 50 for the first quarter, and a smaller one, 40, for the first half-year.
    rows = "certs a 2020Q2 10\ncerts b 2020Q2 20\ncerts c 2020Q2 30\ncerts d 2020YTD03 50\ncerts d 2020YTD06 40"
    made = world(tmp_path, rows, firms=FOUR, certs={"ranked": True})
    standing = made.standing("a", "2020Q2")
    assert (standing.rank, standing.of, standing.missing) == (3, 3, 0)
    row = made.view("d", "2020Q2").standing.loc["certs"]
    assert math.isnan(row["value"]) and row["absence"] == "not applicable"
    assert made.standing("a", "2020Q1").absence == "not reported"


def test_a_running_total_without_the_one_before_it_was_sent_too(tmp_path: Path) -> None:
    rows = "certs a 2020Q1 2020Q2 10\ncerts b 2020Q1 2020Q2 20\ncerts c 2020Q1 2020Q2 30\ncerts d 2020YTD06 40"
    made = world(tmp_path, rows, firms=FOUR, certs={"ranked": True})
    absences = {period: made.view("d", period).standing.loc["certs", "absence"] for period in ("2020Q1", "2020Q2")}
    assert absences == {"2020Q1": "not reported", "2020Q2": "not applicable"}
    assert [made.standing("a", period).missing for period in ("2020Q1", "2020Q2")] == [1, 0]


def test_per_week_nothing_is_told_of_a_unit_that_owed_nothing_in_a_week_of_both_months(tmp_path: Path) -> None:
    # a and b have 10 in each week, but a owed nothing in the first week of either month. So a has 3 weeks in October and 4 in
    # November.
    owed = "\n".join(f"certs a {week} 10" for week in WEEKS if week not in ("2023W40", "2023W44"))
    free = "certs a 2023W40 2023W44 _ status=not_applicable"
    rows = f"{owed}\n{free}\n" + "\n".join(f"certs b {week} 10" for week in WEEKS)
    made = world(tmp_path, rows, firms="a under p1\nb under p1", every="week")
    told = {unit: made.standing(unit, "2023-11").changed("previous") for unit in ("a", "b", "p1")}
    assert [made.figure("certs", "a", month) for month in ("2023-10", "2023-11")] == [30, 40]
    assert not told["a"].has_change and told["b"].difference == 0
    assert told["p1"].difference == 0 and (told["p1"].pairs, told["p1"].of_pairs) == (1, 2)


def test_a_unit_that_opened_amid_a_month_is_told_as_before(tmp_path: Path) -> None:
    # c has 10 a week from week 42 on: two of the four weeks of October, and all of November.
    rows = "\n".join(f"certs b {week} 10" for week in WEEKS) + "\n" + "\n".join(f"certs c {week} 10" for week in WEEKS[2:])
    made = world(tmp_path, rows, firms="b under p1\nc under p1 from=2023W42", every="week")
    told = made.standing("p1", "2023-11").changed("previous")
    assert pd.notna(told.difference) and told.movers == 1
