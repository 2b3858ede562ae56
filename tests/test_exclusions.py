from __future__ import annotations

import csv
import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reportlib.data import read_observations
from reportlib.periods import Period
from reportlib.workbook import Workbook

EXAMPLE = Path(__file__).parents[1] / "examples" / "exclusions"
BUILDS = (
    "--unit england --unit la-derby --unit la-city-of-london",
    "--unit la-bedfordshire --period 2008/09",
    "--unit la-bedford --unit east-of-england --period 2009/10",
)
Rows = dict[tuple[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def raw() -> Rows:
    """The rows of the source, by year and name."""
    with (EXAMPLE / "source" / "exclusions-england.csv").open(encoding="utf-8", newline="") as stream:
        return {(row["year"], row["name"]): row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exclusions")
    for options in BUILDS:
        command = [sys.executable, "-m", "reportlib", "build", *options.split(), "--lang", "en", "--output", str(folder)]
        done = subprocess.run(command, cwd=EXAMPLE, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def text(pages: Path) -> Callable[[str], str]:
    """A function that gives the text of a page in one line."""

    def said(name: str) -> str:
        if name.endswith(".json"):
            return (pages / name).read_text("utf-8")
        page = re.sub(r"<(script|style).*?</\1>", " ", (pages / f"{name}.html").read_text("utf-8"), flags=re.DOTALL)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", page)).translate({0x2068: "", 0x2069: ""}))

    return said


def rounded(number: Decimal | int, places: int) -> str:
    """A number rounded to some decimals, halves away from zero, with commas."""
    return f"{Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def growth(raw: Rows, name: str, column: str, year: str, before: str) -> str:
    """The size of the change of a count from one year to another, in per cent."""
    now, then = (Decimal(raw[when, name][column]) for when in (year, before))
    return rounded(100 * abs(now - then) / then, 1)


def rate(row: dict[str, str], column: str) -> Decimal:
    """A count in per cent of pupils."""
    return 100 * Decimal(row[column]) / Decimal(row["pupils"])


def points(raw: Rows, name: str, column: str, year: str, before: str) -> str:
    """The size of the change of a rate, in points."""
    return rounded(abs(rate(raw[year, name], column) - rate(raw[before, name], column)), 2)


def place(raw: Rows, name: str, column: str, year: str, *, level: str = "authority") -> str:
    """The place of an authority's or region's rate among all that have one, the lowest first."""
    rows = {row["name"]: row for (when, _), row in raw.items() if when == year and row["level"] == level}
    known = {other: rate(row, column) for other, row in rows.items() if row[column] != "x" and row["pupils"] != "0"}
    joint = "joint " if list(known.values()).count(known[name]) > 1 else ""
    number = 1 + sum(other < known[name] for other in known.values())
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    end = {1: "lowest", len(known): "highest"}.get(number, f"{number}{ending} lowest")
    return f"{joint}{end} of {len(known)}"


@pytest.mark.slow
def test_the_nation_is_compared_with_the_academic_year_before(raw: Rows, text: Callable[[str], str]) -> None:
    page, now, before = text("nation-england-2016_17-en"), "2016/17", "2015/16"
    fixed, permanent = (int(raw[now, "England"][name]) for name in ("fixed", "permanent"))
    wanted = f"Rate of fixed-period exclusion {raw[now, 'England']['fixed_rate']}% ↑"
    assert f"{wanted} {points(raw, 'England', 'fixed', now, before)} pts on {before}" in page
    assert f"{fixed:,}exclusions ↑ {growth(raw, 'England', 'fixed', now, before)}% on {before}" in page
    assert f"{permanent:,}exclusions ↑ {growth(raw, 'England', 'permanent', now, before)}% on {before}" in page
    assert (fixed, growth(raw, "England", "fixed", now, before)) == (381_865, "12.5")


def chi_square(raw: Rows, name: str, column: str, years: list[str]) -> float:
    """Armitage's chi-square for a trend in the proportions of successive years, written out."""
    x, n = ([float(raw[year, name][each]) for year in years] for each in (column, "pupils"))
    p, t = sum(x) / sum(n), range(len(years))
    slope = sum(at * (cases - p * of) for at, cases, of in zip(t, x, n, strict=True))
    nt, ntt = sum(at * of for at, of in zip(t, n, strict=True)), sum(at**2 * of for at, of in zip(t, n, strict=True))
    return slope**2 / (p * (1 - p) * (ntt - nt**2 / sum(n)))


@pytest.mark.slow
def test_a_trend_that_gets_worse_heads_a_page_without_targets_and_peers(raw: Rows, text: Callable[[str], str]) -> None:
    years = ["2012/13", "2013/14", "2014/15", "2015/16", "2016/17"]
    column = "pupils_with_fixed"
    shares = [rate(raw[year, "England"], column) for year in years]
    assert chi_square(raw, "England", column, years) > 9.5495
    assert all(now > then for then, now in pairwise(shares[1:]))
    page = text("nation-england-2016_17-en")
    assert "fixed-period exclusion shows a rising trend over the five years from 2012/13 to 2016/17." in page
    assert "No judgement" not in page
    assert "No judgement against a target or other units" in text("nation-england-2008_09-en")


@pytest.mark.slow
def test_an_earlier_year_is_compared_with_its_own_year_before(raw: Rows, text: Callable[[str], str]) -> None:
    page = text("nation-england-2008_09-en")
    fallen = growth(raw, "England", "fixed", "2008/09", "2007/08")
    assert f"{int(raw['2008/09', 'England']['fixed']):,}exclusions ↓ {fallen}% on 2007/08" in page


@pytest.mark.slow
def test_an_authority_is_ranked_and_set_beside_the_rest_of_its_region(raw: Rows, text: Callable[[str], str]) -> None:
    page, own, region = text("authority-la-derby-2016_17-en"), raw["2016/17", "Derby"], raw["2016/17", "East Midlands"]
    assert place(raw, "Derby", "permanent", "2016/17") in page
    assert place(raw, "Derby", "fixed", "2016/17") in page
    assert place(raw, "Derby", "permanent", "2016/17").endswith("of 149")  # three are suppressed
    for name in ("permanent", "fixed"):
        rest = [Decimal(region[column]) - Decimal(own[column]) for column in (name, "pupils")]
        assert f"the rest of the region{rounded(100 * rest[0] / rest[1], 2)}%" in page
        share = rounded(100 * Decimal(own[name]) / Decimal(region[name]), 1)
        assert f"Share of the region{share}%" in page


@pytest.mark.slow
def test_what_is_suppressed_is_never_told_nor_drawn_as_nought(raw: Rows, text: Callable[[str], str]) -> None:
    assert raw["2014/15", "City of London"]["permanent"] == "x"
    page = text("authority-la-city-of-london-2014_15-en")
    assert "4 of 6 indicators have a figure" in page
    facts = json.loads(text("authority-la-city-of-london-2014_15-en.json"))
    columns = [column["name"] for column in facts["tableSchema"]["columns"]]
    rows = [dict(zip(columns, row, strict=True)) for row in facts["rows"]]
    told = {row["indicator"]: row["value"] for row in rows if (row["unit"], row["period"]) == ("la-city-of-london", "2014_15@9")}
    assert told["fixed-rate"] == 0 and told.get("permanent-rate") is told.get("permanent-exclusions") is None
    assert "Permanent exclusions0 exclusions2013/14" in page and "Permanent exclusionssuppressed2014/15" in page
    assert "Rate of permanent exclusionsuppressed2014/15" in page


@pytest.mark.slow
def test_an_authority_of_which_a_figure_is_suppressed_is_ranked_by_the_others(raw: Rows, text: Callable[[str], str]) -> None:
    page, now, then = (
        text("authority-la-city-of-london-2016_17-en"),
        *(raw[year, "City of London"] for year in ("2016/17", "2015/16")),
    )
    assert now["pupils_with_fixed"] == "x" and "5 of 6 indicators have a figure" in page
    assert "Pupils with one or more fixed-period exclusionssuppressed2016/17" in page
    fallen = int(then["fixed"]) - int(now["fixed"])
    assert f"{now['fixed']}exclusions ↓ {fallen} on 2015/16" in page  # too few to be told in per cent
    assert (now["fixed"], fallen, rounded(rate(now, "fixed"), 2)) == ("3", 4, "1.09")
    for column, wanted in (("fixed", "2nd lowest of 152"), ("permanent", "joint lowest of 149")):
        assert place(raw, "City of London", column, "2016/17") == wanted and wanted in page


@pytest.mark.slow
def test_regions_are_ranked_among_regions_and_new_authorities_from_their_first_year(
    raw: Rows, text: Callable[[str], str]
) -> None:
    region, bedford = text("region-east-of-england-2009_10-en"), text("authority-la-bedford-2009_10-en")
    for column in ("fixed", "permanent"):
        assert place(raw, "East of England", column, "2009/10", level="region") in region
        assert place(raw, "Bedford", column, "2009/10") in bedford
    assert place(raw, "East of England", "fixed", "2009/10", level="region") == "5th lowest of 10"
    part = 100 * Decimal(raw["2009/10", "Bedford"]["fixed"]) / Decimal(raw["2009/10", "East of England"]["fixed"])
    assert f"Share of the region{rounded(part, 1)}%" in bedford


@pytest.mark.slow
def test_the_last_year_before_a_split_has_the_exclusions_of_both_parts(raw: Rows, text: Callable[[str], str]) -> None:
    page, parts = text("authority-la-bedfordshire-2008_09-en"), ("Bedford", "Central Bedfordshire")
    fixed = sum(int(raw["2008/09", name]["fixed"]) for name in parts)
    pupils = int(raw["2008/09", "Bedfordshire (Pre LGR 2009)"]["pupils"])
    assert (fixed, pupils) == (2_217, 62_884)
    assert f"{fixed:,}exclusions" in page
    assert f"Rate of fixed-period exclusion {rounded(Decimal(100 * fixed) / pupils, 2)}%" in page


@pytest.mark.slow
def test_the_first_year_after_a_split_says_who_took_whose_place(raw: Rows, text: Callable[[str], str]) -> None:
    page, region = text("authority-la-bedford-2009_10-en"), text("region-east-of-england-2009_10-en")
    assert "in place of a part of Bedfordshire since 2009/10" in page
    assert "Bedford, Central Bedfordshire in place of Bedfordshire since 2009/10" in region
    # without a change: nobody knows its part of 2008/09
    assert f"{int(raw['2009/10', 'Bedford']['fixed']):,}exclusions nothing a year before to compare with" in page
    lower = growth(raw, "East of England", "fixed", "2009/10", "2008/09")
    assert f"{int(raw['2009/10', 'East of England']['fixed']):,}exclusions ↓ {lower}% on 2008/09" in region


SPLIT = {
    "Bedfordshire (Pre LGR 2009)": ("Bedford", "Central Bedfordshire"),
    "Cheshire (Pre LGR 2009)": ("Cheshire East", "Cheshire West and Chester"),
}
"""The authorities that were split after 2008/09, and what they were split into."""
COUNTS = {"pupils": "pupils", "permanent": "permanent-exclusions", "fixed": "fixed-exclusions"}
RATES = {"permanent": "permanent-rate", "fixed": "fixed-rate", "pupils_with_fixed": "excluded-pupils-rate"}
Figure = tuple[float | None, float | None, str]


def figures_of(row: dict[str, str]) -> dict[str, Figure]:
    """Numerator, denominator (None for a count) and status of each indicator in one row of the table."""
    told = {
        name: (None if row[name] == "x" else float(row[name]), "suppressed" if row[name] == "x" else "final")
        for name in row
        if name in {**COUNTS, **RATES}
    }
    counts: dict[str, Figure] = {COUNTS[name]: (told[name][0], None, told[name][1]) for name in COUNTS}
    rates: dict[str, Figure] = {
        RATES[name]: (told[name][0], float(row["pupils"]) if told[name][0] is not None else None, told[name][1]) for name in RATES
    }
    return counts | rates


def test_every_figure_is_the_one_of_the_table_as_it_came(raw: Rows) -> None:
    # The table is read by plain Python. In the last year before a split, the old authority has the exclusions of the new ones.
    expected: dict[tuple[str, str, str], Figure] = {}
    for (year, name), row in raw.items():
        if not name or (year == "2008/09" and any(name in new for new in SPLIT.values())):
            continue
        if year == "2008/09" and name in SPLIT:
            parts = [row, *(raw[year, new] for new in SPLIT[name])]
            row = row | {column: str(sum(int(part[column]) for part in parts)) for column in {**COUNTS, **RATES}}
        expected |= {(name, year, indicator): figure for indicator, figure in figures_of(row).items()}
    workbook = Workbook.load(EXAMPLE)
    read = read_observations(workbook)
    read = read.assign(year=[workbook.years.write(Period.parse(text)).replace("_", "/") for text in read["period"]])
    names = {unit.id: unit.name["en"] for unit in workbook.units.units} | {
        "la-bedfordshire": "Bedfordshire (Pre LGR 2009)",
        "la-cheshire": "Cheshire (Pre LGR 2009)",
    }
    got: dict[tuple[str, str, str], Figure] = {}
    for row in read.to_dict("records"):
        ratio = row["indicator"] in RATES.values()
        top, below = (row["numerator"], row["denominator"]) if ratio else (row["value"], None)
        figure = (None, None) if row["status"] == "suppressed" else (top, below)
        got[names[row["unit"]], row["year"], row["indicator"]] = (*figure, row["status"])
    assert len(got) == len(read) == 10_722 and got == expected
    printed = read[read["value"].notna() & read["numerator"].notna() & ~read["unit"].isin(["la-bedfordshire", "la-cheshire"])]
    columns = {indicator: f"{column}_rate" for column, indicator in RATES.items()}
    for row in printed.to_dict("records"):  # what the source prints, which is not what its rounded parts make
        own = raw[row["year"], names[row["unit"]]][columns[row["indicator"]]]
        assert float(own) == row["value"] != round(100 * row["numerator"] / row["denominator"], 2)
    assert len(printed) == 7


@pytest.mark.slow
def test_a_published_rate_that_is_given_by_its_parts_is_told_with_its_value(raw: Rows, text: Callable[[str], str]) -> None:
    page = text("authority-la-derby-2016_17-en")
    for (year, name), row in raw.items():
        if name == "Derby":
            made = 100 * Decimal(row["pupils_with_fixed"]) / Decimal(row["pupils"])
            assert f"Pupils with one or more fixed-period exclusions{rounded(made, 2)}%{year}Department" in page


YEARS = ("2012/13", "2013/14", "2014/15", "2015/16", "2016/17")
TIME = (-2, -1, 0, 1, 2)


def test_a_long_list_of_published_figures_is_folded_under_their_number(pages: Path) -> None:
    # All figures are on the page, those of eleven years among them, in a folded part that opens without scripts.
    page = BeautifulSoup((pages / "nation-england-2016_17-en.html").read_text("utf-8"), "html.parser")
    [fold] = page.select("details.listed")
    rows = [row.get_text(" ") for row in fold.select("tbody tr")]
    assert not fold.has_attr("open") and fold.summary and fold.summary.get_text() == f"All figures ({len(rows)})"
    years = {f"{year}/{(year + 1) % 100:02d}" for year in range(2006, 2017)}
    assert len(rows) > 30 and all(any(year in row for row in rows) for year in years)


def slope(values: list[float], weights: list[float]) -> tuple[float, float]:
    """The slope of a weighted regression on the years, and its variance."""
    whole = sum(weights)
    middle = sum(w * t for w, t in zip(weights, TIME, strict=True)) / whole
    width = sum(w * (t - middle) ** 2 for w, t in zip(weights, TIME, strict=True))
    return sum(w * (t - middle) * y for w, t, y in zip(weights, TIME, values, strict=True)) / width, 1 / width


def trend(values: list[float], weights: list[float], scale: float = 1.0) -> tuple[str, float]:
    """The direction of a trend over five years (“none” if it depends on one year or chi-square is too small), and chi-square."""
    steady, variance = slope(values, weights)
    left = [slope(values, [0.0 if n == out else w for n, w in enumerate(weights)])[0] for out in range(5)]
    chi_square = steady**2 / variance / scale
    one_way = all(one > 0 for one in (steady, *left)) or all(one < 0 for one in (steady, *left))
    return ("none" if chi_square <= 9.5495 or not one_way else "up" if steady > 0 else "down"), chi_square


def of_events(raw: Rows, name: str) -> tuple[str, float]:
    """Direction and chi-square of the trend in the rate of permanent exclusions (all counts above nine), by Byar's limits."""
    found = [(float(raw[year, name]["permanent"]), float(raw[year, name]["pupils"])) for year in YEARS]
    z = 1.959963984540054
    low = [x * (1 - 1 / (9 * x) - z / (3 * x**0.5)) ** 3 for x, _ in found]
    high = [(x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * (x + 1) ** 0.5)) ** 3 for x, _ in found]
    weights = [(3.92 * n / (100 * (b - a))) ** 2 for a, b, (_, n) in zip(low, high, found, strict=True)]
    return trend([100 * x / n for x, n in found], weights)


def of_shares(raw: Rows, name: str) -> tuple[str, float]:
    """Direction and chi-square of the trend in the share of pupils with a fixed-period exclusion."""
    found = [(float(raw[year, name]["pupils_with_fixed"]), float(raw[year, name]["pupils"])) for year in YEARS]
    share = sum(x for x, _ in found) / sum(n for _, n in found)
    return trend([x / n for x, n in found], [n for _, n in found], share * (1 - share))


TOLD = {"up": "increasing and getting worse", "none": "no clear trend", "down": "decreasing and getting better"}


@pytest.mark.parametrize("name", ["England", "Derby"])
def test_the_trend_of_the_latest_five_years_is_told_apart_from_its_direction(
    text: Callable[[str], str], raw: Rows, name: str
) -> None:
    page = "nation-england-2016_17-en" if name == "England" else "authority-la-derby-2016_17-en"
    claims = {
        claim["text"].partition(":")[0]: claim for claim in json.loads(text(f"{page}.json"))["claims"] if claim["kind"] == "trend"
    }
    expected = {
        "Rate of permanent exclusion": of_events(raw, name),
        "Pupils with one or more fixed-period exclusions": of_shares(raw, name),
    }
    assert claims.keys() == expected.keys()
    for indicator, (found, chi_square) in expected.items():
        assert claims[indicator]["text"] == f"{indicator}: {TOLD[found]}, 2012/13 to 2016/17"
        assert claims[indicator]["text"] in text(page)
        assert float(claims[indicator]["ground"].split()[1]) == pytest.approx(chi_square, rel=1e-3)
