"""What stands beside a figure: its target in the same form, the benchmark of its strip, and why other figures are missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .pages import Page, made
from .small import FLOW, SHARE, indicator, report, unit, write

CITY = [unit("c", "city"), unit("n", "ward", "c"), unit("s", "ward", "c")]
SCHOOLS = [unit(f"k{n}", "school", "n" if n < 3 else "s") for n in range(5)]


def both(level: str, name: str, period: str) -> list[dict[str, object]]:
    return [report(level, [name], [period], lang) for lang in ("en", "zh")]


@pytest.mark.parametrize(
    ("lang", "figure", "target", "far"),
    [("en", "2.96 million", "3 million", "37,280"), ("zh", "296万", "300万", "3.73万")],  # 3,000,000 - 2,962,720 = 37,280
)
def test_a_target_is_shortened_like_the_figure_beside_it(tmp_path: Path, lang: str, figure: str, target: str, far: str) -> None:
    book = write(
        tmp_path,
        units=[*CITY, *SCHOOLS],
        indicators=[indicator("visits", FLOW)],
        rows=["visits,k0,2024,2962720,,,,"],
        targets=["visits,k0,2024,3000000"],
        cards=["visits"],
        calendar={"every": "year"},
        reports=both("school", "k0", "2024"),
    )
    page = made(book)[f"school-k0-2024-{lang}"]
    for place in (page.card("visits"), " ".join(page.row("visits")), page.part(".acts")):
        assert all(text in place for text in (figure, target, far)), place
        assert "3,000,000" not in place
    assert 3_000_000 in [cell for row in page.book.worksheets[3].iter_rows(values_only=True) for cell in row]


MISSING = {
    "en": "Without a figure in this period: Fairs (not reported); 1 more (nothing to divide by); 2 more (not asked).",
    "zh": "本期无数据的指标：指标fairs（未报）；1项（无分母）；2项（未要求填报）。",
}


@pytest.mark.parametrize("lang", MISSING)
def test_a_page_says_why_its_unit_lacks_figures_and_names_what_was_not_reported(tmp_path: Path, lang: str) -> None:
    names = ("visits", "fairs", "polls", "trips")
    counts = [indicator(name, FLOW, **({"frequency": "year"} if name in ("polls", "trips") else {})) for name in names]
    rows = ["visits,k0,2024Q1,5,,,,", "fairs,k1,2024Q1,5,,,,", "passed,k0,2024Q1,,0,0,nothing to divide by,"]
    rows += ["polls,k0,2023,5,,,,", "trips,k0,2023,5,,,,"]
    book = write(
        tmp_path,
        units=[*CITY, *SCHOOLS[:2]],
        indicators=[*counts, indicator("passed", SHARE)],
        rows=rows,
        reports=both("school", "k0", "2024Q1"),
    )
    assert MISSING[lang] in made(book)[f"school-k0-2024Q1-{lang}"].text


@pytest.fixture
def compared(tmp_path: Path) -> dict[str, Page]:
    """Five schools. As k0 moved to the other ward in July, it is compared with its peers and not with the rest of a ward."""
    moved = unit("k0", "school", [{"id": "n", "to": "2024Q2"}, {"id": "s", "from": "2024Q3"}])
    quarters = [f"2024Q{n}" for n in (1, 2, 3, 4)]
    rows = [f"passed,k{n},{q},,{50 + n * 5},100,," for n in range(5) for q in quarters]
    rows += [f"visits,k{n},{q},{10 * (n + 1)},,,," for n in range(5) for q in quarters]
    listed = [report("school", ["k0", "k1"], ["2024"], lang) for lang in ("en", "zh")]
    listed += [report("ward", ["n", "s"], ["2024", "2024Q4"])]
    return made(
        write(
            tmp_path,
            units=[*CITY, moved, *SCHOOLS[1:]],
            indicators=[indicator("visits", FLOW), indicator("passed", SHARE)],
            rows=rows,
            reports=listed,
        )
    )


def test_the_head_of_the_strips_names_what_stands_in_their_middle(compared: dict[str, Page]) -> None:
    heads = {name: page.part(".spine-h") for name, page in compared.items() if name.startswith("school")}
    assert heads == {
        "school-k0-2024-en": "worse median peer better",
        "school-k0-2024-zh": "较差 同类中位数 较好",
        "school-k1-2024-en": "worse the rest of N better",
        "school-k1-2024-zh": "不及 单位n其余单位 优于",
    }


@pytest.mark.parametrize(
    ("ward", "rows"),
    [
        ("n", {"K0 (January–June)": ["20", "—"], "K1": ["80", "55.0"], "K2": ["120", "60.0"]}),
        ("s", {"K0 (July–December)": ["20", "—"], "K3": ["160", "65.0"], "K4": ["200", "70.0"]}),
    ],
)
def test_a_rate_of_the_whole_year_is_not_put_beside_counts_of_a_part_of_it(
    compared: dict[str, Page], ward: str, rows: dict[str, list[str]]
) -> None:
    page = compared[f"ward-{ward}-2024-en"]
    found = {name: [cells["visits"], re.sub("[●◆]", "", cells["passed"])] for name, cells in page.units.items()}
    assert found == rows
    assert "its rates, which would be of the whole period, are left out." in page.text


def test_a_rate_of_a_quarter_after_the_move_stays(compared: dict[str, Page]) -> None:
    page = compared["ward-s-2024Q4-en"]
    assert page.units["K0"]["passed"].startswith("50.0")
    assert "are left out" not in page.text


SCORE = {"kind": "score", "direction": "up", "measure": {"zh": "分", "en": "points"}}


@pytest.mark.parametrize(
    ("made_of", "rows", "told"),
    [
        (SCORE, ["tested,k0,2024,80,,30,,", "tested,k1,2024,60,,,,"], "60 is given without the number who answered"),
        (SCORE, ["tested,k0,2024,80,,30,,", "tested,k1,2024,60,,0,,"], "60 is given with nobody who answered"),
        (SHARE, ["tested,k0,2024,,8,10,,", "tested,k1,2024,60,,,,"], "60.0% is given without numerator and denominator"),
    ],
)
def test_a_page_says_whose_figure_is_in_no_total(tmp_path: Path, made_of: dict[str, object], rows: list[str], told: str) -> None:
    book = write(
        tmp_path,
        units=[*CITY, *SCHOOLS[:2]],
        indicators=[indicator("tested", made_of)],
        rows=rows,
        cards=["tested"],
        calendar={"every": "year"},
        reports=[report("ward", ["n"], ["2024"])],
    )
    page = made(book)["ward-n-2024-en"]
    assert page.card("tested").startswith("Tested R 80")  # that of k0 alone
    assert f"K1, Tested, 2024: {told}, and is left out of totals" in page.quality


def test_nothing_is_left_out_of_a_total_that_is_not_made(tmp_path: Path) -> None:
    rows = ["tested,k0,2024,80,,,,", "tested,k1,2024,60,,,,"]
    book = write(
        tmp_path,
        units=[*CITY, *SCHOOLS[:2]],
        indicators=[indicator("tested", SCORE)],
        rows=rows,
        calendar={"every": "year"},
        reports=[report("ward", ["n"], ["2024"])],
    )
    assert "No anomalies found" in made(book)["ward-n-2024-en"].quality


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "not counted here; not all of these were reported: Polls."),
        ("zh", "按其他周期采集的指标不计在内；其中未报齐的有：指标polls。"),
    ],
)
def test_what_is_collected_by_the_year_is_no_return_of_a_quarter_and_said_to_be_missing(
    tmp_path: Path, lang: str, told: str
) -> None:
    rows = [f"visits,k{n},2024Q{q},5,,,," for n in (0, 1) for q in (1, 2, 3, 4)]
    book = write(
        tmp_path,
        units=[*CITY, *SCHOOLS[:2]],
        indicators=[indicator("visits", FLOW), indicator("polls", FLOW, frequency="year")],
        rows=[*rows, "polls,k0,2024,5,,,,"],  # k1 sent none
        reports=[*both("ward", "n", "2024"), *both("ward", "n", "2024Q4")],
    )
    pages = made(book)
    assert told in pages[f"ward-n-2024-{lang}"].quality
    assert told not in pages[f"ward-n-2024Q4-{lang}"].quality
