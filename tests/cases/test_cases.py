"""The small workbooks in this folder; each has a difficulty that once made a page say something false."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .pages import Edits, Page, copied, made, said

ROOT = Path(__file__).parents[2]
KEYS: dict[str, Edits] = {
    "negative": {"params/catalogue.yaml": [("direction: up,", "direction: up, negative: true,")]},
    "over-and-nought": {"params/catalogue.yaml": [("direction: up,", "direction: up, may_exceed: true,")]},
}
"""The keys of the catalogue that a case needs."""
Built = Callable[..., dict[str, Page]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that gives the folder of a case (a small workbook) with its templates; all tests share it."""
    folders: dict[str, Path] = {}

    def folder(case: str) -> Path:
        if case not in folders:
            folders[case] = copied(case, tmp_path_factory.mktemp(case) / "book", KEYS.get(case))
        return folders[case]

    return folder


@pytest.fixture(scope="module")
def built(book: Callable[[str], Path]) -> Built:
    """A function that gives the pages of a case by name, of the listed periods or of another one; each page is made only once."""
    found: dict[tuple[str, str | None], dict[str, Page]] = {}

    def pages(case: str, period: str | None = None) -> dict[str, Page]:
        if (case, period) not in found:
            found[case, period] = made(book(case), period=period)
        return found[case, period]

    return pages


@pytest.mark.slow
def test_the_pages_read_here_are_those_that_the_command_builds(book: Callable[[str], Path], built: Built, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reportlib", "build", "--workbook", str(book("move")), "--output", str(tmp_path), "--xlsx"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    page = built("move")["park-p2-2024-en"]
    assert (tmp_path / "park-p2-2024-en.html").read_text("utf-8") == page.html
    assert (tmp_path / "park-p2-2024-en.xlsx").read_bytes() == page.sheet


# one firm of ten


def test_latest_is_the_last_period_for_which_enough_returns_are_in(book: Callable[[str], Path]) -> None:
    for command, code in (("check", 0), ("plan", 0)):
        told = said(book("one-of-ten"), command, code=code)
        assert "latest: 2024Q4" in told and "1 of 10" in told and "2025Q1" in told, told
    assert "zone-z-2024Q4-en: new" in told and "2025Q1-en" not in told


def test_a_page_that_one_firm_of_ten_has_reported_for_says_so_first(built: Built) -> None:
    page = built("one-of-ten", "2025Q1")["zone-z-2025Q1-en"]
    assert "1 of 10 units" in page.headline.split(".")[0]
    assert "Certificates: 10 people (1 of 10 units reported), unchanged on 2024 Q1, like for like" in page.told
    assert "1 of 10 units reported" in page.card("certs") and "→ 0.0%" in page.card("certs")
    assert page.row("certs")[1:3] == ["10 people R 1/10 reported", "on 2024 Q1 → 0.0% of 1/10 units"]
    assert "10.0% of returns in" in page.quality and "1 of 10 returns received" in page.quality


@pytest.mark.parametrize("unit", ["zone-z", "park-p1", "park-p2"])
def test_nothing_is_judged_on_one_firm_of_ten(built: Built, unit: str) -> None:
    page = built("one-of-ten", "2025Q1")[f"{unit}-2025Q1-en"]
    assert "1/2 reported" not in page.text and "1 of 2 units reported" not in page.text
    for false in ("down 90", "90.0%", "↓", "improved", "similar", "worse", "better"):
        assert false not in page.claims, false


def test_a_park_without_a_return_names_the_latest_figures_by_their_period(built: Built) -> None:
    page = built("one-of-ten", "2025Q1")["park-p1-2025Q1-en"]
    assert page.headline.startswith("Park One has not reported for the first quarter of 2025.")
    assert "Certificates 50 people (2024 Q4)" in page.headline
    assert not page.figures and not page.pieces.select(".card")


def test_a_page_of_published_nothing_explains_no_published_seal(built: Built) -> None:
    for pages in (built("one-of-ten", "2025Q1"), built("running-totals"), built("better-rank")):
        for page in pages.values():
            assert "from a published report" not in page.text, page.name


def test_with_all_ten_in_a_park_is_held_to_the_rest_of_the_zone(built: Built) -> None:
    page = built("one-of-ten")["park-p2-2024Q4-en"]
    assert "the rest of Zone 50.0%" in page.card("rate") and "similar" in page.card("rate")
    assert page.units["Firm 9"]["rate"].startswith("75.0")


# a park that closes before its firm


def test_a_firm_that_outlives_its_park_is_refused_with_its_line(book: Callable[[str], Path]) -> None:
    for command in ("check", "build"):
        told = said(book("closed-parent"), command, code=2)
        assert "params/units.yaml:5: unit 'f1' outlives its parent 'p1'" in told and "from 2024Q3" in told
        assert "nothing wrong" not in told
    assert not (book("closed-parent") / "outputs").exists()


def test_the_year_is_whole_once_the_park_stays_open(tmp_path: Path) -> None:
    root = copied("closed-parent", tmp_path / "book", {"params/units.yaml": [(", to: 2024Q2", "")]})
    page = made(root, period="2024")["zone-z-2024-en"]
    assert "Certificates: 440 people" in page.told
    assert page.table("small_multiples")["Certificates"] == ["110"] * 4
    assert page.units["Park One"]["staff"] == "1,000"


# values that disagree with their parts


def test_a_value_that_is_not_that_of_its_parts_is_refused_with_its_line(book: Callable[[str], Path]) -> None:
    for command in ("check", "build"):
        told = said(book("contradicting-parts"), command, code=2)
        assert "data/d.csv:2: value '50' is not that of its parts: 20/100 is 20" in told
        assert "data/d.csv:3: value '0.2'" in told and "0.2 looks like 20 % written as a fraction" in told
        assert "data/d.csv:4" not in told


# months of one firm, quarters of another


def test_months_are_added_up_to_the_quarters_of_the_calendar(built: Built) -> None:
    quarter, year = built("months-in-quarters")["zone-z-2024Q4-en"], built("months-in-quarters")["zone-z-2024-en"]
    assert "Certificates: 40 people" in quarter.told and "Staff: 200 people" in quarter.told
    assert "Certificates: 160 people" in year.told and "Staff: 200 people" in year.told
    assert year.table("trend", "Certificates") == {f"2024 Q{n}": ["40"] for n in (1, 2, 3, 4)}
    assert "8 of 8 returns received" in year.quality


def test_a_firm_that_sends_months_has_returned_its_quarters(built: Built) -> None:
    page = built("months-in-quarters", "2024")["firm-a-2024-en"]
    assert "Certificates: 120 people" in page.told and "Staff: 100 people" in page.told
    assert "4 of 4 returns received" in page.quality and "0.0% of returns in" not in page.quality.replace("100.0%", "")


# a firm that moves to another park


def test_each_park_has_what_the_firm_gave_while_it_stood_there(built: Built) -> None:
    pages = built("move")
    one, two = pages["park-p1-2024-en"], pages["park-p2-2024-en"]
    assert "Certificates: 340 people" in one.told and "Certificates: 140 people" in two.told
    assert {name: row["certs"] for name, row in one.units.items()} == {"Firm A (January–September)": "300", "Firm C": "40"}
    assert {name: row["certs"] for name, row in two.units.items()} == {"Firm A (October–December)": "100", "Firm B": "40"}


def test_what_a_park_gained_is_told_to_be_the_firm_that_came(built: Built) -> None:
    two = built("move")["park-p2-2024-en"]
    assert "up 100 people on 2023, all of it from Firm A from Park One" in two.told
    assert "improved" not in two.standfirst
    assert "↑ 100" in two.card("certs")
    rows = two.table("waterfall", "Certificates")
    assert rows == {"2023": ["40"], "Firm A (joined from Park One)": ["+100"], "Firm B": ["0"], "2024": ["140"]}


def test_the_firm_that_moved_is_the_part_of_its_park_that_it_gave_there(built: Built) -> None:
    page = built("move")["firm-a-2024-en"]
    assert "Certificates: 400 people, unchanged on 2023" in page.told
    assert "71.4%" in page.card("certs") and "71.4%" in page.row("certs")[-1]


def test_title_and_table_of_the_zone_tell_the_same_park(built: Built) -> None:
    page = built("move")["zone-z-2024-en"]
    assert "Certificates: 480 people, unchanged on 2023" in page.told
    assert {name: row["certs"] for name, row in page.units.items()} == {"Park One": "340", "Park Two": "140"}


def test_nothing_false_is_left_of_the_move(built: Built) -> None:
    for page in built("move").values():
        for false in ("285.7", "83.3", "250.0%", "1,000.0%"):
            assert false not in page.text, (page.name, false)
    assert not re.search(r"\b400\b", built("move")["park-p2-2024-en"].text)


# two firms that become one


def test_a_firm_that_lived_through_half_a_year_is_not_compared_with_a_whole_one(built: Built) -> None:
    pages = built("merge")
    born, grown, ended = (pages[f"firm-{name}-en"] for name in ("c-2024", "c-2025", "a-2024"))
    assert "200 people" in born.told and "July–December" in born.told
    assert "100 people" in ended.told and "January–June" in ended.told
    assert "400 people" in grown.told and "July" not in grown.told
    for page in (born, grown, ended):
        assert "nothing a year before to compare with" in page.card("certs")
        for false in ("100.0% on", "50.0% on", "up ", "down ", "worse", "↑", "↓"):
            assert false not in page.told + page.standfirst + page.card("certs") + " ".join(page.row("certs")), false


def test_the_park_of_a_merger_stands_still_and_names_its_parts_by_their_months(built: Built) -> None:
    page = built("merge")["park-p1-2024-en"]
    assert "800 people, unchanged on 2023" in page.told
    assert {name: row["certs"] for name, row in page.units.items()} == {
        "Firm D": "400",
        "Merged AB (July–December)": "200",
        "Firm A (January–June)": "100",
        "Firm B (January–June)": "100",
    }
    assert "800 people, unchanged on 2024" in built("merge")["park-p1-2025-en"].told


# a better rank


@pytest.mark.parametrize(
    ("lang", "right", "false"),
    [
        ("en", ["up 3 places", "2 improved on 2023 and none worsened"], ["down no.", "↓", "1 worsened"]),
        ("zh", ["上升3位"], ["降低", "下降", "↓"]),
    ],
)
def test_a_better_place_is_so_many_places_up(built: Built, lang: str, right: list[str], false: list[str]) -> None:
    page = built("better-rank")[f"zone-z-2024-{lang}"]
    assert all(text in page.told + page.standfirst for text in right)
    assert ("↑ 3 places" if lang == "en" else "↑ 3位") in page.card("place")
    assert not any(text in page.text for text in false)


# running totals, January missing


@pytest.mark.parametrize(
    ("period", "people"), [("2024-06", 11), ("2024Q1", 33), ("2024Q2", 33), ("2024H1", 66), ("2024", 132), ("2024YTD12", 132)]
)
def test_a_running_total_is_the_figure_of_its_months(built: Built, period: str, people: int) -> None:
    page = built("running-totals")[f"zone-z-{period}-en"]
    assert f"Certificates: {people} people" in page.told
    assert "reported" not in page.told  # the figure is complete
    assert "its parts give" not in page.text


@pytest.mark.parametrize(("period", "share", "returns"), [("2024", "91.7%", "22 of 24"), ("2024Q1", "66.7%", "4 of 6")])
def test_a_running_total_counts_as_the_return_of_its_last_month(built: Built, period: str, share: str, returns: str) -> None:
    quality = built("running-totals")[f"zone-z-{period}-en"].quality
    assert f"{share} of returns in" in quality and f"{returns} returns received" in quality and "2 outstanding" in quality


def test_running_totals_are_nothing_odd(tmp_path: Path) -> None:
    listed = "periods: [2024-06, 2024Q1, 2024Q2, 2024H1, 2024, 2024YTD12]"
    root = copied("running-totals", tmp_path / "book", {"params/reports.yaml": [(listed, "periods: [2024]")]})
    assert "its parts give" not in said(root, "check", code=0)


# a correction


def test_a_correction_is_told_the_right_way_round_and_is_not_late(built: Built) -> None:
    firm, zone = (built("correction")[f"{unit}-2024Q1-en"] for unit in ("firm-a", "zone-z"))
    assert "Certificates: 7 people" in firm.told and "Staff: 51 people" in firm.told
    assert "Certificates: 12 people" in zone.told and "Staff: 121 people" in zone.told
    assert "the return was received on time" in firm.quality and "2 of 2 returns received." in zone.quality
    for page in (firm, zone):
        assert "Certificates, first quarter of 2024: corrected on 20 May 2024, 5 before, 7 now" in page.quality
        assert not re.search(r"\blate\b", page.quality)
        assert "not used" not in page.text and "doubled" not in page.text and "two figures" not in page.text


def test_check_tells_a_correction_as_a_note(book: Callable[[str], Path]) -> None:
    told = said(book("correction"), "check", code=0)
    assert (
        "data/d.csv:6: Firm A (a), Certificates (certs), first quarter of 2024: corrected on 20 May 2024, 5 before, 7 now" in told
    )


# one day, written in two ways


def test_one_day_written_in_two_ways_is_on_time_twice(built: Built) -> None:
    quality = built("dates")["zone-z-2024Q1-en"].quality
    assert "2 of 2 returns received." in quality and "late" not in quality


# amounts of both signs


def test_amounts_of_both_signs_have_no_shares(built: Built) -> None:
    for name in ("park-p1-2024Q2-en", "park-p1-2024-en"):
        page = built("negative")[name]
        assert any(row["profit"].startswith("−") for row in page.units.values())
        assert "of Zone" not in page.card("profit") and "605" not in page.text
    for unit in ("a", "b"):
        page = built("negative")[f"firm-{unit}-2024Q2-en"]
        assert "375" not in page.claims and "of Park One" not in page.claims


def test_a_change_over_nought_is_told_as_an_amount(built: Built) -> None:
    page = built("negative")["firm-b-2024Q2-en"]
    assert "down 240 people on 2023 Q2" in page.told and "↓ 240" in page.card("profit")
    assert "%" not in page.told + page.card("profit")
    assert "115 people, up 230 people on 2023" in built("negative")["park-p1-2024-en"].told


def test_negative_amounts_are_nothing_odd_where_the_catalogue_allows_them(book: Callable[[str], Path], built: Built) -> None:
    assert "nothing wrong" in said(book("negative"), "check", code=0)
    assert "No anomalies found" in built("negative")["park-p1-2024-en"].quality


# more than planned, and nothing planned


def test_more_than_planned_stands(built: Built) -> None:
    for name in ("park-p1", "firm-a"):
        page = built("over-and-nought")[f"{name}-2024Q1-en"]
        assert "Plan completed: 120.0%" in page.told
        assert "larger than the whole" not in page.text and "127.0" not in page.text
    row = built("over-and-nought")["park-p1-2024Q1-en"].annexed[0]
    assert (row["Value"], row["Numerator"], row["Denominator"]) == (1.2, 120, 100)


def test_what_stands_over_nothing_is_left_out_and_named(built: Built, book: Callable[[str], Path]) -> None:
    left_out = "Firm C, Plan completed, first quarter of 2024: 7 over 0 has no value, and 7 is left out of totals"
    assert left_out in built("over-and-nought")["park-p1-2024Q1-en"].quality
    told = said(book("over-and-nought"), "check", code=1)
    assert "data/d.csv:4" in told and "data/d.csv:3" not in told


@pytest.mark.parametrize("unit", ["b", "c"])
def test_nothing_to_divide_by_is_no_failing(built: Built, unit: str) -> None:
    page = built("over-and-nought")[f"firm-{unit}-2024Q1-en"]
    assert "nothing to divide by" in page.headline
    for false in ("not reported", "not asked", "has not reported", "published"):
        assert false not in page.told + page.standfirst, false
    assert "the return was received" in page.quality


# a target of an indicator without a direction


@pytest.mark.parametrize(
    ("unit", "target", "apart"),
    [("park-p1", 500, "100 people above"), ("firm-a", 90, "10 people above"), ("firm-b", 250, "50 people below")],
)
def test_a_target_without_a_good_side_is_a_distance(built: Built, unit: str, target: int, apart: str) -> None:
    page = built("neutral")[f"{unit}-2024Q1-en"]
    assert f"Target {target} {apart}" in page.card("staff")
    assert page.row("staff")[1].endswith(f"Target {target} {apart}")
    for false in ("met", "short", "missed"):
        assert false not in f" {page.told} {page.standfirst} {page.card('staff')} ".split(), false


# rounding


@pytest.mark.parametrize(
    ("unit", "amounts"), [("a", ("3 people", "0.3 CNY 10k", "13%")), ("b", ("4 people", "0.4 CNY 10k", "38%"))]
)
def test_a_half_is_rounded_away_from_nought(built: Built, unit: str, amounts: tuple[str, ...]) -> None:
    page = built("rounding")[f"firm-{unit}-2024Q1-en"]
    assert all(amount in page.told for amount in amounts)
    numbers = [page.row(name)[1].split()[0] for name in ("certs", "money", "rate")]
    assert numbers == [amount.split()[0].rstrip("%") for amount in amounts]


def test_the_sheet_holds_what_was_sent_and_a_format(built: Built) -> None:
    book = built("rounding")["firm-a-2024Q1-en"].book
    held = {sheet.title: {(cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row} for sheet in book}
    for title in ("Overview", "All figures", "The page"):
        assert {(2.5, "#,##0"), (0.25, "#,##0.0"), (0.125, "0%")} <= held[title], title


def test_a_download_holds_what_was_sent(built: Built) -> None:
    page = built("rounding")["park-p1-2024Q1-en"]
    assert [row["certs"] for row in page.units.values()] == ["3", "4"]
    held = {cell.value for row in page.book["The page"].iter_rows() for cell in row}
    assert {2.5, 3.5} <= held


# ids


def test_an_id_that_is_no_name_of_a_file_is_refused_with_its_line(book: Callable[[str], Path]) -> None:
    for command in ("check", "build"):
        told = said(book("bad-ids"), command, code=2)
        assert "params/units.yaml:4: the id 'x/y' of a unit" in told and "Traceback" not in told


def test_a_promised_indicator_is_found_whatever_its_letters(tmp_path: Path) -> None:
    root = copied("mixed-case-id", tmp_path / "book", promises={"indicators": ["Uvn6LCg7dVU"]})
    assert "Certificates: 2 people" in made(root)["firm-a-2024Q1-en"].told
