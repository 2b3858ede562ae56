from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reportlib import Report
from reportlib.analysis.methods.fitting import unsteady
from reportlib.analysis.methods.xmr import Signal
from reportlib.blocks import Chart
from reportlib.blocks.charts.icons import ASSURANCE_TONES, of_signal
from reportlib.blocks.pieces import ENVIRONMENT
from reportlib.blocks.text import Words
from reportlib.data import read_observations
from reportlib.errors import NoFiguresError, ParameterError, QueryError
from reportlib.handover import VARIABLE
from reportlib.query import Book
from tests.analysis.made import world

QUARTERS = [f"{year}Q{n}" for year in (2018, 2019, 2020) for n in (1, 2, 3, 4)]
CALM = [10, 12, 11, 12, 10, 11, 12, 10, 11, 12, 11]
FIRMS = "\n".join(f"f{n:02} under p{n % 2 + 1}" for n in range(1, 13))


def series(values: list[object], unit: str = "a", indicator: str = "certs") -> str:
    return "\n".join(f"{indicator} {unit} {quarter} {value}" for quarter, value in zip(QUARTERS, values, strict=False))


def book(folder: Path, rows: str, **changed: object) -> Book:
    return Book(world(folder, rows, **changed).workbook, lang="en")  # type: ignore[arg-type]


def row(chart: Chart, name: str) -> tuple[str, ...]:
    return next(tuple(one) for one in chart.table.itertuples(index=False) if name in one)


class TestSignal:
    def test_a_point_above_the_limits_is_told_with_its_ground(self, tmp_path: Path) -> None:
        # The mean of the twelve points is 142 / 12 = 11.83. The last moving range, 9, is left out. The other ten, each 1 or 2,
        # add up to 13, so their mean is 1.3.
        wb = book(tmp_path, series([*CALM, 20]), certs={"signal": "xmr"})
        chart = wb["certs"].of("a").signal()
        assert chart.title == "certs: \u25b2 above the upper limit, 2020 Q4 (improvement)"
        ranges = [abs(b - a) for a, b in itertools.pairwise(CALM)]
        upper = 142 / 12 + 2.66 * sum(ranges) / len(ranges)
        assert row(chart, "fourth quarter of 2020")[1:] == (
            "20", f"{upper:.0f}", "12", f"{2 * 142 / 12 - upper:.0f}", "\u25b2 above the upper limit (improvement)",
        )  # fmt: skip
        assert [(claim.kind, claim.ground) for claim in chart.claims] == [("signal", "XmR rule outside at 2020Q4")]
        assert "Triangles are signals: \u25b2 improvement." in chart.note
        symbols = chart.plain["data"][-1]["marker"]["symbol"]  # type: ignore[index]
        assert symbols == ["circle"] * 11 + ["triangle-up"]

    def test_a_series_that_drifts_is_judged_by_no_limits(self, tmp_path: Path) -> None:
        # Of 66 pairs of points four fall. The limits are 199/12 -+ 2.66 * 21/11, up to 21.7: two points would lie outside.
        drifting = (10, 13, 12, 15, 14, 17, 16, 19, 18, 20, 22, 23)
        wb = book(tmp_path, series([*drifting]), certs={"signal": "xmr"})
        chart = wb["certs"].of("a").signal()
        assert chart.title == "certs: not judged by limits, as the series drifts"
        assert "The limits do not hold for a series that drifts; no point is judged by them." in chart.note
        assert {row[-1] for row in chart.table.itertuples(index=False)} == {"\u2014"}
        assert chart.icons == [] and "the test of a drift" in chart.claims[0].ground
        found = unsteady(wb.workbook, read_observations(wb.workbook))
        assert "drift" in {one.what for one in found if one.indicator == "certs"}, "check says the same"

    def test_limits_that_are_printed_alike_are_said_once(self, tmp_path: Path) -> None:
        chart = book(tmp_path, series([10] * 12), certs={"signal": "xmr"})["certs"].of("a").signal()
        assert chart.alt.endswith("fourth quarter of 2020 10; both limits 10.")

    def test_seven_that_rise_are_a_signal_of_a_series_that_drifts_too(self, tmp_path: Path) -> None:
        wb = book(tmp_path, series([10, 12, 11, 13, 12, 13, 14, 15, 16, 17, 18, 19]), certs={"signal": "xmr"})
        chart = wb["certs"].of("a").signal()
        assert chart.title.startswith("certs: \u25b2 seven points in a row rising, ")
        assert "no point is judged by them" in chart.note

    def test_less_may_be_good_and_nothing_is_told_of_what_is_calm(self, tmp_path: Path) -> None:
        wb = book(tmp_path, series([*CALM, 20]), certs={"signal": "xmr", "direction": "down"})
        assert wb["certs"].of("a").signal().title.endswith("(concern)")
        calm = wb["certs"].of("a").at(*QUARTERS[:11]).signal()
        assert calm.title == "certs: no signal in the latest 4 points"
        assert calm.subtitle.endswith("provisional limits, of fewer than 12 points")
        assert calm.claims[0].ground == "no XmR rule holds in the latest points, provisional limits"

    def test_a_break_is_printed_and_gives_new_limits(self, tmp_path: Path) -> None:
        broken = [{"from": "2020Q1", "who": "Office", "why": {"en": "counted otherwise"}}]
        wb = book(tmp_path, series([10, 12] * 4 + [30, 32, 30, 32]), certs={"signal": "xmr", "breaks": broken})
        chart = wb["certs"].of("a").signal()
        assert "Limits are recalculated from 2020 Q1: counted otherwise (Office)." in chart.note
        assert row(chart, "fourth quarter of 2019")[3] == "11" and row(chart, "first quarter of 2020")[3] == "31"
        points = chart.plain["data"][-1]
        assert points["y"] == [*[10, 12] * 4, None, 30, 32, 30, 32]  # no line leads across the break
        assert {len(points[name]) for name in ("x", "customdata")} == {len(points["marker"]["color"])} == {13}
        other = [{"from": "2020Q1", "unit": "b", "who": "Office", "why": {"en": "counted otherwise"}}]
        (tmp_path / "two").mkdir()
        wb = book(tmp_path / "two", series([10, 12] * 4 + [30, 32, 30, 32]), certs={"signal": "xmr", "breaks": other})
        assert "anew" not in wb["certs"].of("a").signal().note

    def test_a_figure_that_is_not_exact_is_drawn_and_not_reckoned_with(self, tmp_path: Path) -> None:
        rows = series([10, 12, 10, 12]) + "\ncerts a 2019Q1 90 qualifier=more_than"
        chart = book(tmp_path, rows, certs={"signal": "xmr"})["certs"].of("a").signal()
        assert row(chart, "first quarter of 2018")[3] == "11"
        assert "Inexact or incomplete, and excluded from the limits: 1 (2019 Q1)." in chart.note

    def test_a_target_of_the_very_period_is_kept_or_not(self, tmp_path: Path) -> None:
        for target, told in ((5, "target consistently met"), (12, "target hit and miss"), (40, "target consistently missed")):
            (tmp_path / str(target)).mkdir()
            wb = book(tmp_path / str(target), series([*CALM, 12]), certs={"signal": "xmr"}, targets=f"certs a 2020Q4 {target}")
            chart = wb["certs"].of("a").against("target").signal()
            assert told in chart.subtitle
            assert chart.claims[1].kind == "assurance" and chart.claims[1].object == str(target)
        wb = book(tmp_path, series([*CALM, 12]), certs={"signal": "xmr"}, targets="certs a 2019Q4 5")
        assert "target" not in wb["certs"].of("a").against("target").signal().subtitle

    def test_the_latest_five_years_where_the_catalogue_says_trend(self, tmp_path: Path) -> None:
        rows = "\n".join(f"passed a {2014 + n} {100 + 20 * n}/1000" for n in range(5))
        wb = book(tmp_path, rows, passed={"signal": "trend", "frequency": "year", "direction": "down"})
        chart = wb["passed"].of("a").signal()
        assert chart.title == "passed: increasing and getting worse, 2014 to 2018"
        assert chart.claims[0].kind == "trend" and "9.5495" in chart.claims[0].ground

    def test_where_nothing_is_told_it_says_why(self, tmp_path: Path) -> None:
        wb = book(
            tmp_path,
            series([1, 2, 3]) + "\n" + series(["1/9"] * 8, indicator="passed"),
            passed={"signal": "trend"},
            hurt={"signal": "xmr"},
        )
        assert "the catalogue asks for no signal" in wb["certs"].of("a").signal().why
        assert "fewer than five consecutive years" in wb["passed"].of("a").signal().why
        with pytest.raises(QueryError, match="one unit"):
            wb["passed"].each("firm").signal()
        with pytest.raises(QueryError, match="against\\('target'\\)"):
            wb["passed"].of("a").against("parent").signal()


class TestFunnel:
    ROWS = "\n".join(f"passed f{n:02} 2020Q4 {50 if n < 12 else 80}/100" for n in range(1, 13))

    def test_the_unit_beyond_the_limits_is_told(self, tmp_path: Path) -> None:
        # All units together have 630 of 1,200, 52.5 %. A unit of 100 has a standard error of 4.99 points. 1.96 of these are 9.8
        # points, 3.09 are 15.4 points, so 80 % lies outside both limits.
        wb = book(tmp_path, self.ROWS, firms=FIRMS, passed={"decimals": 1})
        chart = wb["passed"].each("firm").at("2020Q4").funnel()
        assert chart.title == "passed: of 12 (firm), 1 better beyond chance"
        assert chart.table.iloc[0].tolist() == ["f12", "80.0%", "100", "42.7%", "62.3%", "better (99.8%)"]
        assert chart.claims[0].ground == "outside the 95 % limits around 52.5 of 12 units"
        dots = chart.plain["data"][-1] if chart.plain else {}
        assert dots["hovertemplate"] == "%{text}  <b>%{y:,.1f}%</b><br>of %{x:,.0f}%{customdata}<extra></extra>"
        assert dots["text"][-1] == "f12" and dots["customdata"] == [""] * 11 + ["<br>▲ better (99.8%)"]
        wide = wb["passed"].each("firm").at("2020Q4").funnel(overdispersed=True)
        assert "The limits allow for overdispersion" in wide.note
        sized = wb["passed"].each("firm").at("2020Q4")
        with pytest.raises(QueryError, match="the size of a dot shows a count"):
            sized.funnel(size="mood")

    def test_the_axis_has_room_beside_the_smallest_and_the_largest_unit(self, tmp_path: Path) -> None:
        # From 100 to 1,968,300 there are 4.3 powers of ten. A dot of 10 pixels takes a fortieth of a narrow picture's width.
        rows = "\n".join(f"passed f{n:02} 2020Q4 {50 * 3**n}/{100 * 3**n}" for n in range(10))
        wb = book(tmp_path, rows.replace("f00", "f10"), firms=FIRMS)
        plain = wb["passed"].each("firm").at("2020Q4").funnel().plain
        assert plain is not None
        low, high = plain["layout"]["xaxis"]["range"]
        room = (high - low) / 40
        assert low + room < math.log10(100) and math.log10(1_968_300) < high - room

    def test_under_ten_units_and_without_an_interval_there_is_none(self, tmp_path: Path) -> None:
        wb = book(tmp_path, self.ROWS + "\nmood f01 2020Q4 5", firms=FIRMS)
        few = wb["passed"].of(*(f"f{n:02}" for n in range(1, 10))).at("2020Q4").funnel()
        assert "fewer than ten units" in few.why
        with pytest.raises(QueryError, match="a ratio with an interval"):
            wb["mood"].each("firm").at("2020Q4").funnel()

    def test_a_caterpillar_says_from_how_many_the_first_is_not_told_apart(self, tmp_path: Path) -> None:
        rows = "passed f01 2020Q4 90/100\npassed f02 2020Q4 85/100\npassed f03 2020Q4 40/100"
        chart = book(tmp_path, rows, firms=FIRMS)["passed"].each("firm").at("2020Q4").caterpillar()
        assert chart.title == "passed: f01 is highest, not distinguishable from 1 of 2 others"
        assert chart.table["Not distinguishable from"].tolist() == ["1", "1", "0"]

    def test_a_firm_without_all_its_quarters_is_not_called_inexact(self, tmp_path: Path) -> None:
        # F04 has sent one quarter of the two that others sent, so its figure of the half-year is that of a part.
        sent = {"f01": 90, "f02": 85, "f03": 40}
        rows = [f"passed {firm} 2020{quarter} {count}/100" for firm, count in sent.items() for quarter in ("Q3", "Q4")]
        parts = {name: {"name": {"en": name}, "kind": "flow"} for name in ("numerator", "denominator")}
        wb = book(tmp_path, "\n".join([*rows, "passed f04 2020Q3 50/100"]), firms=FIRMS, passed=parts)
        note = wb["passed"].each("firm").at("2020H2").caterpillar().note
        assert "With returns missing or suppressed, and not drawn: 1 (f04)." in note and "Not exact" not in note

    def test_where_less_is_good_the_first_is_the_lowest_in_every_picture(self, tmp_path: Path) -> None:
        rows = "passed f01 2020Q4 90/100\npassed f02 2020Q4 85/100\npassed f03 2020Q4 40/100"
        firms = book(tmp_path, rows, firms=FIRMS, passed={"direction": "down"})["passed"].each("firm").at("2020Q4")
        titles = [firms.caterpillar().title, firms.rank().chart().title]
        assert titles == ["passed: f03 is lowest, and differs from all 2 others beyond chance", "passed: f03 is lowest, at 40%"]


class TestLorenz:
    def test_gini_beside_the_year_before(self, tmp_path: Path) -> None:
        # 10, 20 and 40 a head for 50, 50 and 100 workers: Gini 6.875 / 27.5 = 0.25. In the year before all were equal: 0.
        now = "passed a 2020Q4 500/50\npassed b 2020Q4 1000/50\npassed c 2020Q4 4000/100"
        then = "passed a 2019Q4 500/50\npassed b 2019Q4 500/50\npassed c 2019Q4 1000/100"
        money = {"interval": "none", "interval_note": {"en": "money"}, "measure": {"en": "yuan"}, "scale": 1}
        wb = book(tmp_path, f"{now}\n{then}", passed=money)
        chart = wb["passed"].each("firm").at("2020Q4").lorenz()
        assert chart.title == "passed: Gini 0.250, after 0.000 in 2019 Q4: less even"
        assert "90:10 ratio 4.0" in chart.subtitle and "Only 3 units" in chart.note
        assert chart.table.iloc[-1].tolist() == ["c", "40", "100", "50.0%", "72.7%"]
        with pytest.raises(QueryError, match="takes a ratio"):
            book(tmp_path, series([1, 2]))["certs"].each("firm").at("2018Q1").lorenz()


class TestDepth:
    def test_it_is_of_those_reached_and_of_units_that_give_both(self, tmp_path: Path) -> None:
        # In p1, a and b paid 900 to 5 + 25 workers, 30 each. In p2, c paid 100 to 2 workers, 50 each. d, in p2, has only one of
        # the two figures and is left out.
        rows = "certs a 2020Q4 500\ncerts b 2020Q4 400\ncerts c 2020Q4 100\ncerts d 2020Q4 7\n"
        rows += "passed a 2020Q4 5/20\npassed b 2020Q4 25/30\npassed c 2020Q4 2/9"
        wb = book(tmp_path, rows, firms="a under p1\nb under p1\nc under p2\nd under p2")
        table = wb["certs"].each("firm").at("2020Q4").depth("passed")
        assert [tuple(one) for one in table.table.itertuples(index=False)] == [
            ("p1", "2/2", "30"), ("p2", "1/2", "50"), ("All together", "3/4", "31"),
        ]  # fmt: skip
        assert table.claims[0].ground == "sum of benefits over sum of workers reached, of 3 units that give both"
        with pytest.raises(QueryError, match="takes ratios and counts"):
            wb["certs"].each("firm").at("2020Q4").depth("mood")
        assert "No unit reports both" in wb["certs"].of("d").at("2020Q4").depth("passed").why

    def test_of_a_ratio_it_is_in_the_measure_of_the_ratio(self, tmp_path: Path) -> None:
        # 30 of 900 are 3.3 in a hundred, 2 of 100 are 2, and 32 of 1,000 are 3.2.
        rows = "certs a 2020Q4 500\ncerts b 2020Q4 400\ncerts c 2020Q4 100\n"
        rows += "passed a 2020Q4 5/20\npassed b 2020Q4 25/30\npassed c 2020Q4 2/9"
        wb = book(tmp_path, rows, firms="a under p1\nb under p1\nc under p2", passed={"decimals": 1})
        table = wb["passed"].each("firm").at("2020Q4").depth("certs").table
        assert table.iloc[:, 2].tolist() == ["3.3%", "2.0%", "3.2%"]


def _soup(piece: object) -> BeautifulSoup:
    return BeautifulSoup(str(piece), "html.parser")


@pytest.mark.parametrize(
    ("told", "icons"),
    [
        (Signal(), [("variation", "common", "similar", "common cause", "正常波动")]),
        (
            Signal(rule="shift", side=-1, meaning="improvement", assurance="met"),
            [
                ("variation", "down", "better", "special cause, improvement: lower", "异常波动，向好（偏低）"),
                ("assurance", "met", "better", "target consistently met", "稳定达到目标"),
            ],
        ),
        (
            Signal(rule="near", side=1, meaning="concern", assurance="missed", provisional=True),
            [
                (
                    "variation",
                    "up",
                    "worse",
                    "special cause, concern: higher (provisional limits)",
                    "异常波动，需关注（偏高）（控制限为暂定）",
                ),
                (
                    "assurance",
                    "missed",
                    "worse",
                    "target consistently missed (provisional limits)",
                    "稳定未达目标（控制限为暂定）",
                ),
            ],
        ),
        (
            Signal(rule="outside", side=1, meaning="higher", assurance="mixed"),
            [
                ("variation", "up", "similar", "special cause: higher", "异常波动（偏高）"),
                ("assurance", "mixed", "similar", "target hit and miss", "达标不稳定"),
            ],
        ),
    ],
)
def test_an_icon_has_a_shape_and_a_word_beside_its_colour(told: Signal, icons: list[tuple[str, ...]]) -> None:
    for lang, at in (("en", 3), ("zh", 4)):
        found = [(one["of"], one["shape"], one["tone"], one["text"]) for one in of_signal(told, Words(lang))]
        assert found == [(*one[:3], one[at]) for one in icons]


def test_no_two_icons_look_alike() -> None:
    # Each kind of variation, target and trend has a drawing of its own, which differs also without colour.
    macros = ENVIRONMENT.get_template("macros.html.j2").module
    told = [
        *(("variation", shape, tone) for shape in ("up", "down") for tone in ("better", "worse", "similar")),
        ("variation", "common", "similar"),
        *(("assurance", shape, tone) for shape, tone in ASSURANCE_TONES.items()),
        ("trend", "level", "similar"),
    ]
    drawn = [str(macros.icon({"of": of, "shape": shape, "tone": tone})) for of, shape, tone in told]  # type: ignore[attr-defined]
    bare = [re.sub(r' (class|data-icon)="[^"]*"', "", one) for one in drawn]
    assert len(set(bare)) == len(told) and all("<path" in one for one in bare)


class TestSection:
    def test_a_report_shows_what_its_catalogue_asks_for(self, tmp_path: Path) -> None:
        rows = (
            series([*CALM, 20])
            + "\n"
            + series([5, 6, 6, 5, 6, 5, 5, 6, 6, 5, 5, 6], indicator="staff")
            + "\n"
            + series([1], indicator="people")
        )
        asked = {name: {"signal": "xmr"} for name in ("certs", "staff", "people")}
        root = world(tmp_path, rows, **asked, targets="certs a 2020Q4 12").root  # type: ignore[arg-type]
        report = Report("", unit="a", period="2020Q4", lang="en", workbook=root)
        head, table, *charts = report.signals()
        assert "Signal or noise" in str(head)
        assert [chart.title.split(":")[0] for chart in charts] == ["certs", "staff"]  # of `people` nothing can be drawn
        rows_told = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in _soup(table).find_all("tr")]
        assert rows_told == [
            ["Indicator", "Over time", "Target"],
            ["certs", "special cause, improvement: higher", "target hit and miss"],
            ["staff", "common cause", "\u2014"],
        ]
        assert "Indicators with a signal or a trend: 1 of 2" in str(table)
        drawn = [(svg["data-icon"], svg["class"][-1]) for svg in _soup(table).find_all("svg")]
        assert drawn == [("variation-up", "c-better"), ("assurance-mixed", "c-similar"), ("variation-common", "c-similar")]
        assert [chart.title.split(":")[0] for chart in report.signals(only="staff")[1:]] == ["staff"]
        assert report.signals(only="people") == []
        with pytest.raises(ParameterError, match="only names 'stff'"):
            report.signals(only="stff")


class TestPilots:
    PILOTS = "\n".join(f"f{n:02} under p1{' pilot=2020Q1' if n <= 6 else ''}" for n in range(1, 13))

    def rows(self, gain: int) -> str:
        """Rows in which each firm rises by its own number over the year, and each pilot by `gain` more."""
        lines = []
        for n in range(1, 13):
            end = 30 + n + (gain if n <= 6 else 0)
            lines += [f"passed f{n:02} {quarter} 30/100" for quarter in QUARTERS[:8]]
            lines += [f"passed f{n:02} {quarter} {end}/100" for quarter in QUARTERS[8:]]
        return "\n".join(lines)

    def test_the_difference_of_the_changes_with_its_interval(self, tmp_path: Path) -> None:
        # Pilots rise by 1 to 6 points and 20 more, 23.5 on average; the others by 7 to 12, 9.5 on average: 14 points more. The
        # variance of the changes is 3.5 on both sides.
        wb = book(tmp_path, self.rows(20), firms=self.PILOTS, passed={"decimals": 1})
        chart = wb["passed"].each("firm").at("2020Q4").pilots()
        reach = 2.228138852 * (3.5 / 6 * 2) ** 0.5  # Student's t of ten degrees of freedom
        assert chart.title == (
            f"passed: pilots rose by 14.0 percentage points more than the rest (95%: +{14 - reach:.1f} to +{14 + reach:.1f})"
        )
        assert chart.table.iloc[0].tolist() == ["Pilots from 2020 Q1", "2019 Q4", "6", "+23.5", "+9.5", "+14.0"]
        assert "This assumes that both groups would otherwise have followed the same trend" in chart.note
        assert not any(
            word in (chart.title + chart.note + chart.alt).casefold() for word in ("because", "effect", "caused", "due to")
        )

    @pytest.mark.parametrize(("since", "told"), [("2019Q1", "14.0 percentage points more"), ("2020Q1", ""), ("2020Q3", "")])
    def test_there_is_no_estimate_across_a_break(self, tmp_path: Path, since: str, told: str) -> None:
        # The pilots began in 2020Q1. A break after 2019Q4 leaves no earlier figure with which a later one can be compared.
        recount = [{"from": since, "who": "office", "why": {"en": "A new count."}}]
        wb = book(tmp_path, self.rows(20), firms=self.PILOTS, passed={"decimals": 1, "breaks": recount})
        chart = wb["passed"].each("firm").at("2020Q4").pilots()
        assert told in chart.title
        assert chart.why == (
            "" if told else "passed: there are no comparable figures from before the pilots began, so no change is compared."
        )

    def test_no_clear_difference_is_called_so(self, tmp_path: Path) -> None:
        chart = (
            book(tmp_path, self.rows(6), firms=self.PILOTS, passed={"decimals": 1})["passed"].each("firm").at("2020Q4").pilots()
        )
        assert "the change in pilots is the same as that in the rest" in chart.title

    def test_a_difference_that_is_not_clear_has_its_measure_and_side(self, tmp_path: Path) -> None:
        # Pilots rise by 7 points more, but their own numbers are 6 lower than those of the others. 1 point remains, with an
        # interval of 2.4 points to either side.
        wb = book(tmp_path, self.rows(7), firms=self.PILOTS, passed={"decimals": 1})
        title = wb["passed"].each("firm").at("2020Q4").pilots().title
        told = "passed: no clear difference; the change in pilots is 1.0 percentage points above that in the rest"
        assert title == f"{told} (95%: −1.4 to +3.4)"

    def test_who_is_missing_is_counted_and_few_are_none(self, tmp_path: Path) -> None:
        rows = "\n".join(
            line for line in self.rows(20).split("\n") if not line.startswith(("passed f01 2019Q4", "passed f12 2020Q4"))
        )
        wb = book(tmp_path, rows, firms=self.PILOTS)
        chart = wb["passed"].each("firm").at("2020Q4").pilots()
        assert "Excluded for lack of data: pilots 1, others 1." in chart.note
        few = wb["passed"].of("f03", "f04", "f05", "f06", "f07", "f08", "f09").at("2020Q4").pilots()
        assert few.why.startswith("passed: 4 pilots and 3 others have the figures")
        assert "none of these units was a pilot" in wb["passed"].each("firm").at("2019Q4").pilots().why
        with pytest.raises(QueryError, match="large units change most"):
            wb["certs"].each("firm").at("2020Q4").pilots()

    @pytest.mark.parametrize(
        ("ask", "told"),
        [
            (lambda r: r["certs"].each("firm").pilots(), "certs: it grows with the size of a unit, so pilots are not"),
            (lambda r: r["place"].each("firm").pilots(), "place: it is a published rank, so pilots are not compared"),
            (lambda r: r["certs"].each("firm").rank().chart(), "certs: it grows with the size of a unit, so units are not"),
            (lambda r: r["staff"].each("firm").rank().chart(), "staff: neither side is better, so units are not ranked"),
            (lambda r: r["certs"].each("firm").funnel(), "certs: no interval applies, so differences are not judged"),
            (lambda r: r["mood"].each("firm").lorenz(), "mood: it is no ratio, so its distribution is not measured"),
            (lambda r: r["mood"].composition(), "mood: it does not add up over units, so no parts are shown"),
            (lambda r: r["place"].each("firm").by("parent").trend(), "place: it does not add up over units, so no groups"),
            (lambda r: r["hurt"].each("firm").spread(), "hurt: too few figures, periods or units to show."),
        ],
    )
    def test_a_page_goes_on_without_what_its_indicator_does_not_allow(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Report], Chart], told: str
    ) -> None:
        rows = "\n".join([self.rows(6), "certs f01 2020Q4 5\ncerts f02 2020Q4 6\nplace f01 2020Q4 1\nstaff f01 2020Q4 9"])
        levels = {"hurt": {"levels": ["zone"]}}
        root = world(tmp_path, rows + "\nmood f01 2020Q4 7=7/1", firms=self.PILOTS, **levels).root
        report = Report("any", unit="z", period="2020Q4", lang="en", workbook=root)
        assert ask(report).why and not ask(report).why.startswith(told), "an analyst is told what to write"
        monkeypatch.setenv(VARIABLE, "a build")
        assert ask(report).why.startswith(told)


class TestProgress:
    def test_growth_against_the_growth_needed(self, tmp_path: Path) -> None:
        # From 100 to 121 in two years is a growth of 10 % a year. From 100 to 200 in eight years takes 9.05 % a year.
        rows = "certs a 2018 100\ncerts a 2019 110\ncerts a 2020 121"
        changed = {"certs": {"frequency": "year"}}
        wb = book(tmp_path, rows, targets="certs a 2026 200\ncerts a 2019 90", every="year", **changed)
        chart = wb["certs"].of("a").progress()
        assert chart.title == "certs: \u25b2 on track (2026 target 200)"
        assert chart.note.startswith("Growth so far 10.0% a year; 9.1% a year needed.")
        assert chart.claims[0].object == "2026"
        earlier = wb["certs"].of("a").at(2019).progress()
        assert earlier.title == "certs: \u2713 target met (2019 target 90)"

    def test_the_growth_begins_at_the_last_break(self, tmp_path: Path) -> None:
        # 100 became 121 in two years, 10 % a year; the 50 of the year before the break is not one of them.
        rows = "certs a 2017 50\ncerts a 2018 100\ncerts a 2019 110\ncerts a 2020 121"
        recount = [{"from": "2018", "who": "office", "why": {"en": "A new count."}}]
        wb = book(tmp_path, rows, targets="certs a 2026 200", every="year", certs={"frequency": "year", "breaks": recount})
        chart = wb["certs"].of("a").progress()
        assert chart.note.startswith("Growth so far 10.0% a year; 9.1% a year needed.")
        assert "2017" not in chart.table.to_string()

    def test_a_year_of_a_flow_has_no_target_of_a_quarter(self, tmp_path: Path) -> None:
        # The 80 of the year are not compared with the target for its last quarter, 30.
        wb = book(tmp_path, series([20] * 12), targets="certs a 2020Q4 30")
        why = "has no target for this period or a later one of this length"
        assert why in wb["certs"].of("a").at(2020).progress().why
        assert (
            wb["certs"].of("a").at("2020Q4").progress().title == "certs: \u2717 target missed (fourth quarter of 2020 target 30)"
        )
        (tmp_path / "year").mkdir()
        yearly = book(tmp_path / "year", series([20] * 12), targets="certs a 2020 100")
        assert why in yearly["certs"].of("a").at("2020Q4").progress().why

    def test_a_figure_that_lacks_a_return_is_not_held_to_the_target(self, tmp_path: Path) -> None:
        # Four of five firms have 10 each; with the fifth, the target of 50 may be met.
        rows = "\n".join(series([10] * (11 if unit == "e" else 12), unit) for unit in "abcde")
        firms = "\n".join(f"{unit} under p1" for unit in "abcde")
        wb = book(tmp_path, rows, firms=firms, targets="certs p1 2020Q4 50")
        chart = wb["certs"].of("p1").at("2020Q4").progress()
        assert chart.why == "certs: not judged by the target, as a return for 2020 Q4 is missing or suppressed."

    def test_without_a_target_or_a_rate_it_says_why(self, tmp_path: Path) -> None:
        wb = book(tmp_path, "certs a 2018 0\ncerts a 2019 5", targets="certs a 2026 200", every="year")
        assert "the first figure is 0" in wb["certs"].of("a").progress().why
        wb = book(tmp_path, "certs a 2018 3\ncerts a 2019 5", targets="certs a 2018 200", every="year")
        assert "has no target for this period or a later one" in wb["certs"].of("a").progress().why
        with pytest.raises((QueryError, NoFiguresError)):
            wb["certs"].each("firm").progress()
