from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from scipy.stats import binomtest

from reportlib.analysis import View, view_of
from reportlib.blocks.pieces import fragment
from reportlib.blocks.sections import opening
from reportlib.blocks.sections.notes import notes
from reportlib.blocks.sections.overview import overview
from reportlib.blocks.sections.spine import Spine, spine
from reportlib.blocks.text import Words, verdicts
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.cases.small import SHARE, indicator, unit, write

EN = Words("en")
LENT = {"ash": (45, 100), "birch": (20, 100), "elm": (25, 100), "fir": (30, 100)}
"""Books lent and all books of four towns. The three without ash lent 75 of 300, 25 %; without birch 33.3 %, without fir 30 %."""


class Visible(HTMLParser):
    """The words of a piece of HTML, without its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    def __str__(self) -> str:
        return " ".join(self.words)


@pytest.fixture
def lending(small_folder: Path) -> Callable[..., View]:
    """A function that gives the view of one of four towns; each town lends part of a hundred books."""

    def seen(unit: str = "ash", *, setting: str = "direction: up, interval: proportion") -> View:
        path = small_folder / "params" / "catalogue.yaml"
        text = path.read_text("utf-8").replace("decimals: 1, direction: up, numerator", f"decimals: 1, {setting}, numerator")
        path.write_text(text, "utf-8")
        towns = [f"  - {{id: {name}, name: {{zh: {name}, en: {name}}}, level: town, parent: north}}\n" for name in LENT]
        head = "units:\n  - {id: north, name: {zh: 北区, en: North}, level: realm}\n"
        text = path.with_name("workbook.yaml").read_text("utf-8").replace("cards: [visits]", "cards: [lending]")
        path.with_name("workbook.yaml").write_text(text, "utf-8")
        path.with_name("units.yaml").write_text(head + "".join(towns).replace("level: town", "level: town"), "utf-8")
        path.with_name("targets.csv").write_text("indicator,unit,period,value\nlending,ash,2020Q4,35\n", "utf-8")
        rows = [f"lending,{name},2020Q4,,{part},{whole}\n" for name, (part, whole) in LENT.items()]
        (small_folder / "data" / "returns.csv").write_text(
            "indicator,unit,period,value,numerator,denominator\n" + "".join(rows), "utf-8"
        )
        (small_folder / "data" / "printed.csv").write_text("indicator,unit,period,value\nlending-place,north,2020,2\n", "utf-8")
        workbook = Workbook.load(small_folder)
        args = read_observations(workbook), read_targets(workbook)
        return view_of(workbook, *args, unit=workbook.units[unit], period=Period.parse("2020Q4"))

    return seen


def scale(view: View, name: str = "lending") -> Spine:
    told = spine(view.standing_of(name), view.workbook.catalogue[name])
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("unit", "setting", "sign", "said"),
    [
        ("ash", "direction: up, interval: proportion", "better", "better"),  # 45 against 25
        ("ash", "direction: down, interval: proportion", "worse", "worse"),
        ("ash", "direction: none, interval: proportion", "higher", "higher"),
        ("birch", "direction: up, interval: proportion", "worse", "worse"),  # 20 against 33.3: Newcombe to -3.0
        ("birch", "direction: none, interval: proportion", "lower", "lower"),
        ("fir", "direction: up, interval: proportion", "similar", "similar"),
        ("ash", "direction: up, interval: none, interval_note: {zh: 全数, en: A census.}", "none", "20.0 pts above"),
        ("birch", "direction: up, interval: none, interval_note: {zh: 全数, en: A census.}", "none", "13.3 pts below"),
    ],
)
def test_every_sign_stands_with_its_word(lending: Callable[..., View], unit: str, setting: str, sign: str, said: str) -> None:
    view = lending(unit, setting=setting)
    html = overview(view, EN).html
    cell = re.search(r'<td class="concl">(.*?)</td>', html, re.DOTALL)
    assert cell and f'class="v-{sign}"' in cell[1] and f'<use href="#o-{sign[0]}"' in cell[1]
    assert html.count(f'<symbol id="o-{sign[0]}"') == 1
    assert str(Visible(cell[1])).startswith(said)
    card = opening.card_pieces(view, EN)
    assert card is not None and f'class="v-{sign}"' in card.html and said in str(Visible(card.html))


@pytest.mark.parametrize(("way", "side"), [("up", 1), ("down", -1)])
def test_the_good_side_is_on_the_right(lending: Callable[..., View], way: str, side: int) -> None:
    # 45 of 100 against 25 of 100, with peers at 20, 25 and 30. The farthest mark is 47 % from the middle, the others in
    # proportion.
    told = scale(lending(setting=f"direction: {way}, interval: proportion"))
    assert told.at == pytest.approx(50 + side * 47)
    assert told.target == pytest.approx(50 + side * 47 * (35 - 25) / 20)
    assert told.peers == pytest.approx((50 - 47 * 5 / 20, 50 + 47 * 5 / 20))
    assert told.half == pytest.approx((50 - 47 * 2.5 / 20, 50 + 47 * 2.5 / 20))


def test_without_a_good_side_more_is_on_the_right_and_no_peers_are_drawn(lending: Callable[..., View]) -> None:
    # Units are not ranked by this indicator. The farthest mark is the upper end of the interval of 45 of 100.
    told = scale(lending(setting="direction: none, interval: proportion"))
    high = 100 * binomtest(45, 100).proportion_ci(method="wilson").high
    assert told.at == pytest.approx(50 + 47 * 20 / (high - 25)) and told.peers is None


def test_the_interval_is_drawn_and_stays_within_the_picture(lending: Callable[..., View]) -> None:
    told = scale(lending())
    assert told.interval is not None
    left, right = told.interval
    low = 100 * binomtest(45, 100).proportion_ci(method="wilson").low
    assert left == pytest.approx(50 + 47 * (low - 25) / 20)
    assert right == 100


def test_counts_have_no_scale(lending: Callable[..., View]) -> None:
    view = lending()
    row = view.standing_of("lending")
    assert spine(row, view.workbook.catalogue["visits"].model_copy(update={"kind": "flow"})) is not None, "it was compared"
    assert spine(view.standing_of("visits"), view.workbook.catalogue["visits"]) is None


def test_the_count_of_verdicts_opens_the_page_and_each_section(lending: Callable[..., View]) -> None:
    view = lending()
    told = verdicts.counted(view, EN, view.with_figure.index)
    assert [(said.sign, said.count) for said in told] == [("better", 1)]
    masthead = opening.masthead(view, EN, title={"en": "report"}, status="final", headline=[], tally="1 of 2.")
    assert "Against the rest of the realm, comparable indicators (1): 1 better ; 1 of 2." in str(Visible(masthead.html))
    assert masthead.html.count('class="vm c-better"') == 1
    section = fragment("section", EN, number="", title="Reading", lead="", counts=told)
    assert str(Visible(str(section))) == "Reading 1 better" and section.count('class="vm c-better"') == 1


def test_the_title_names_what_is_worse(lending: Callable[..., View]) -> None:
    assert verdicts.title(lending("ash"), EN, ["lending"]) == "Better than the rest of the realm on 1, worse on none"
    assert verdicts.title(lending("birch"), EN, ["lending"]) == "Worse than the rest of the realm on 1, better on none: Lending"
    assert verdicts.title(lending("fir"), EN, ["lending"]) == "No clear difference from the rest of the realm"
    assert verdicts.title(lending("north"), EN, ["lending"]) == ""


def test_a_unit_with_none_above_is_told_no_verdict(lending: Callable[..., View]) -> None:
    html = overview(lending("north"), EN).html
    assert "concl" not in html and 'class="spine"' not in html and "v-" not in html


def test_the_numbers_behind_the_marks_are_a_key_away(lending: Callable[..., View]) -> None:
    html = overview(lending(), EN).html
    table = html[html.index("<details") :]
    assert str(Visible(table)).endswith("Lending 20.0% 22.5% 25.0% 27.5% 30.0%")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("direction: up, interval: proportion", "95% interval of a proportion (Wilson)"),
        ("direction: up", "exact Poisson limits under 10"),
        (
            "direction: up, interval: none, interval_note: {zh: 全数, en: A census.}",
            "No interval is calculated; only the difference is shown. A census.",
        ),
    ],
)
def test_the_notes_say_how_intervals_are_reckoned_or_why_there_is_none(
    lending: Callable[..., View], setting: str, said: str
) -> None:
    told = str(Visible(notes(lending(setting=setting), EN, ["lending"]).html))
    assert said in told


@pytest.mark.parametrize(
    ("own", "rest", "en", "zh"),
    [
        ((104, 100_000), (477, 500_000), "worse, 0.009 pts above", "不及，高0.009百分点"),  # 0.1040 beside 0.0954
        ((104, 100_000), (600, 500_000), "better", "优于"),  # 0.10 beside 0.12
        ((104, 100_000), (519, 500_000), "similar", "相近"),  # 0.1040 beside 0.1038
    ],
)
def test_a_verdict_on_figures_printed_alike_says_how_far_they_are_apart(
    tmp_path: Path, own: tuple[int, int], rest: tuple[int, int], en: str, zh: str
) -> None:
    # The verdicts are set by hand, because only the words are tested.
    share = indicator("passed", {**SHARE, "decimals": 2, "direction": "down", "interval": "proportion"})
    units = [unit("town", "city"), *(unit(name, "ward", "town") for name in ("north", "south"))]
    units += [unit(f"in-{name}", "school", name) for name in ("north", "south")]
    rows = [f"passed,in-{name},2024Q4,,{a},{b},," for name, (a, b) in (("north", own), ("south", rest))]
    workbook = Workbook.load(write(tmp_path, units=units, indicators=[share], rows=rows, reports=[]))
    args = read_observations(workbook), read_targets(workbook)
    view = view_of(workbook, *args, unit=workbook.units["north"], period=Period.parse("2024Q4"))
    row = replace(view.standing_of("passed"), verdict=en.partition(",")[0])
    told = [verdicts.verdict_text(row, workbook.catalogue["passed"], words) for words in (EN, Words("zh"))]
    assert [one.text for one in told if one] == [en, zh]
