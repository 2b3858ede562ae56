"""The gap to the rest is compared with that of the year before only if both come from the same units and returns (METHODS 2)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from .pages import Page, made
from .small import SHARE, indicator, report, unit, write

SCHOOLS = {"a1": "a", "b1": "b", "b2": "b", "b3": "b", "b4": "b", "b5": "b"}
SAT = 2000
THEN = {"a1": 1600, "b1": 1000, "b2": 1000, "b3": 1000, "b4": 1000}
"""How many of 2 000 passed: 80 % in A, and 50 % in the rest if B's fifth school is left out."""


def headline(root: Path, lang: str, *, fifth: Mapping[int, int], opens: str = "", then: str = "final") -> str:
    """The headline of ward A in 2023Q1.

    `fifth` is what the fifth school of B sent in each year, `opens` its first period, `then` the status of the figures of 2022.
    """
    passed = {year: THEN | ({"b5": fifth[year]} if year in fifth else {}) for year in (2022, 2023)}
    rows = [
        f"pass,{name},{year}Q1,,{count},{SAT},{then if year == 2022 else 'final'},{year}-04-05"
        for year, sent in passed.items()
        for name, count in sent.items()
    ]
    since = {"b5": {"from": opens}} if opens else {}
    schools = [unit(name, "school", ward, **since.get(name, {})) for name, ward in SCHOOLS.items()]
    units = [unit("c", "city"), unit("a", "ward", "c"), unit("b", "ward", "c"), *schools]
    listed = [report("ward", ["a"], ["2023Q1"], lang)]
    rate = indicator("pass", SHARE, interval="proportion")
    write(root, units=units, indicators=[rate], rows=rows, reports=listed)
    page: Page = next(iter(made(root).values()))
    return page.headline


@pytest.mark.parametrize(
    ("lang", "wider"),
    [
        ("en", "Pass stood 24.0 percentage points above the rest of Unit C, a gap 2.0 points wider than in 2022 Q1"),
        ("zh", "差距比2022年一季度扩大2.0个百分点"),
    ],
)
def test_the_same_schools_on_both_sides_tell_how_the_gap_changed(tmp_path: Path, lang: str, wider: str) -> None:
    # The rest was 5 800 of 10 000 and is 5 600 of 10 000: the gap was 22 points and is 24.
    assert wider.replace("Unit C", "C") in headline(tmp_path / "b", lang, fifth={2022: 1800, 2023: 1600})


@pytest.mark.parametrize(("lang", "said"), [("en", ("wider", "narrower")), ("zh", ("扩大", "缩小"))])
@pytest.mark.parametrize(
    ("fifth", "opens"),
    [({2022: 1800}, ""), ({2023: 200}, ""), ({2023: 200}, "2023Q1")],
    ids=["did not answer now", "did not answer then", "opened since"],
)
def test_other_schools_than_then_tell_no_change(
    tmp_path: Path, lang: str, said: tuple[str, str], fifth: Mapping[int, int], opens: str
) -> None:
    # In both years A has 80 %, and the first four schools of B have 50 %. Only the fifth school would change the gap.
    text = headline(tmp_path / "b", lang, fifth=fifth, opens=opens)
    assert not any(word in text for word in said), text
    assert {"en": "percentage points above the rest", "zh": "高"}[lang] in text


def test_the_change_of_a_gap_is_provisional_if_the_earlier_figures_are(tmp_path: Path) -> None:
    fifth = {2022: 1800, 2023: 1600}
    assert "provisional" in headline(tmp_path / "then", "en", fifth=fifth, then="provisional")
    assert "provisional" not in headline(tmp_path / "final", "en", fifth=fifth)


def test_months_of_unlike_numbers_of_weeks_tell_no_change_of_the_gap(tmp_path: Path) -> None:
    # Every week 20 of 1,000 are hurt in A and 5 in B: 100 and 25 in the 5 weeks of January 2020, 80 and 20 in the 4 of 2021.
    staff, hurt = ({"name": {"zh": name, "en": name}, "kind": kind} for name, kind in (("staff", "stock"), ("hurt", "flow")))
    measured = {"scale": 1000, "direction": "down", "measure": {"zh": "‰", "en": "per 1,000"}, "interval": "events"}
    rate = indicator("hurt", SHARE | measured | {"numerator": hurt, "denominator": staff})
    weeks = [f"2020W{n:02d}" for n in range(1, 54)] + [f"2021W{n:02d}" for n in range(1, 5)]
    rows = [f"hurt,{name},{week},,{count},1000,," for week in weeks for name, count in (("a1", 20), ("b1", 5))]
    wards = [part for name in "ab" for part in (unit(name, "ward", "c"), unit(f"{name}1", "school", name))]
    listed, calendar = [report("ward", ["a"], ["2021-01"])], {"every": "week", "due_days": 3}
    write(tmp_path / "b", units=[unit("c", "city"), *wards], indicators=[rate], rows=rows, reports=listed, calendar=calendar)
    page: Page = next(iter(made(tmp_path / "b").values()))
    assert "above the rest of C" in page.headline
    assert not any(word in page.headline for word in ("wider", "narrower")), page.headline
