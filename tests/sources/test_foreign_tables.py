"""`reportlib new` on tables of other offices: every figure, unit and period is compared with what the table was made from."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from reportlib.data import read_observations
from reportlib.errors import InputError
from reportlib.new.workbook import Started, start
from reportlib.sources import Csv
from reportlib.workbook import Workbook

Figures = dict[tuple[str, str, str], float]


def begun(folder: Path, path: Path) -> tuple[Started, Workbook, Figures]:
    """A workbook made from a table, and its figures by indicator name, unit name and period."""
    made = start(folder / "new", [path])
    book = Workbook.load(folder / "new")
    read = read_observations(book)
    indicators = {one.id: next(iter(one.name.values())) for one in book.catalogue.indicators}
    keys = zip(read["indicator"].map(indicators), read["unit"], read["period"], strict=True)
    assert not read.duplicated(["indicator", "unit", "period"]).any()
    return made, book, {key: value for key, value in zip(keys, read["value"], strict=True) if value == value}


def named(book: Workbook, unit: str) -> str:
    return next(iter(book.units[unit].name.values()))


def above(book: Workbook) -> dict[str, str]:
    """The name of each unit's parent, by the unit's name; empty for the top unit."""
    return {named(book, u.id): named(book, u.parent) if isinstance(u.parent, str) else "" for u in book.units.units}


def by_name(book: Workbook, got: Figures) -> Figures:
    return {(indicator, named(book, unit), period): value for (indicator, unit, period), value in got.items()}


def written(path: Path, rows: Iterable[Sequence[object]], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=separator).writerows(rows)
    return path


def test_quarters_below_a_title_that_names_the_year(tmp_path: Path) -> None:
    # A return as offices send it: its sender, numbered rows, merged quarters, formulas in the row of totals, and a note.
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["H2"] = "2023年各街道职业技能培训情况", "填报单位：区人社局", "单位：人次、万元"
    sheet.merge_cells("A1:H1")
    sheet["A3"], sheet["B3"], sheet["C3"], sheet["E3"], sheet["G3"] = "序号", "街道", "一季度", "二季度", "三季度"
    for cells in ("C3:D3", "E3:F3", "G3:H3", "A3:A4", "B3:B4"):
        sheet.merge_cells(cells)
    for column in range(3, 9):
        sheet.cell(4, column).value = "补贴金额" if column % 2 == 0 else "培训人次"
    places = ("东门街道", "西湖街道", "南山街道")
    figures = {place: [100 * n + q for q in (1, 0.5, 2, 1.5, 3, 2.5)] for n, place in enumerate(places, 1)}
    for n, place in enumerate(places, 1):
        sheet.append([n, place, *figures[place]])
    sheet["C6"] = "—"
    sheet.append(["合计", None, *(f"=SUM({letter}5:{letter}7)" for letter in "CDEFGH")])
    sheet.append(["注：南山街道自3月起单列。"])
    book.save(tmp_path / "t.xlsx")
    _, read, got = begun(tmp_path, tmp_path / "t.xlsx")
    expected = {
        ("补贴金额" if n % 2 else "培训人次", place, f"2023Q{n // 2 + 1}"): value
        for place, row in figures.items()
        for n, value in enumerate(row)
    }
    del expected["培训人次", "西湖街道", "2023Q1"]
    assert by_name(read, got) == expected
    assert {next(iter(i.name.values())): next(iter(i.measure.values())) for i in read.catalogue.indicators} == {
        "培训人次": "人次",
        "补贴金额": "万元",
    }


def test_a_column_of_years_and_a_month_a_column(tmp_path: Path) -> None:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    rows = [["Station", "Year", *months]]
    years = ((name, year) for name in "AB" for year in (2022, 2023))
    rows += [[name, year, *(100 * n + 7 * m for m in range(12))] for n, (name, year) in enumerate(years)]
    _, read, got = begun(tmp_path, written(tmp_path / "calls.csv", rows))
    assert by_name(read, got) == {
        ("calls", str(name), f"{year}-{m:02d}"): value for name, year, *values in rows[1:] for m, value in enumerate(values, 1)
    }


@pytest.mark.parametrize("way", ["dates", "Jan-24", "Jan 2024", "January 2024"])
def test_months_in_the_names_of_columns(tmp_path: Path, way: str) -> None:
    days = [dt.datetime(2024, month, 1) for month in range(1, 7)]
    form = {"Jan-24": "%b-%y", "Jan 2024": "%b %Y", "January 2024": "%B %Y"}
    book = openpyxl.Workbook()
    book.active.append(["Branch", *(day if way == "dates" else day.strftime(form[way]) for day in days)])
    for n, place in enumerate(("Leeds", "York", "Hull")):
        book.active.append([place, *(100 * n + month for month in range(1, 7))])
    book.save(tmp_path / "sales.xlsx")
    _, read, got = begun(tmp_path, tmp_path / "sales.xlsx")
    places = enumerate(("Leeds", "York", "Hull"))
    assert by_name(read, got) == {("sales", p, f"2024-{m:02d}"): 100 * n + m for n, p in places for m in range(1, 7)}


def test_decimal_commas_blanks_between_thousands_and_larger_areas_in_a_column(tmp_path: Path) -> None:
    rows = [["Région", "Département", "Effectifs 2021", "Effectifs 2022", "Taux de chômage 2021", "Taux de chômage 2022"]]
    places = [("Bretagne", "Finistère"), ("Bretagne", "Morbihan"), ("Normandie", "Calvados"), ("Normandie", "Orne")]
    rows += [[*p, f"{n}0\u202f123", f"{n}1 456", f"{n},5", f"{n},75"] for n, p in enumerate(places, 1)]
    path = written(tmp_path / "t.csv", rows, encoding="utf-8-sig", separator="\t")
    _, read, got = begun(tmp_path, path)
    expected = {}
    for n, (_, place) in enumerate(places, 1):
        expected |= {("Effectifs", place, "2021"): n * 10_000 + 123, ("Effectifs", place, "2022"): n * 10_000 + 1456}
        expected |= {("Taux de chômage", place, "2021"): n + 0.5, ("Taux de chômage", place, "2022"): n + 0.75}
    assert by_name(read, got) == expected
    parents = above(read)
    top = parents["Bretagne"]
    assert parents == {top: "", "Bretagne": top, "Normandie": top} | {place: area for area, place in places}
    assert [next(iter(level.name.values())) for level in read.settings.levels][1:] == ["Région", "Département"]


def test_points_between_thousands_in_an_encoding_of_western_europe(tmp_path: Path) -> None:
    lines = ["Statistik der Arbeitslosen;;", ";;", "Kreis;2022;2023", "Göppingen;4.512;12.003", "Tübingen;3.001;2.999"]
    path = tmp_path / "t.csv"
    path.write_bytes("\r\n".join([*lines, "Quelle: eigene Erhebung, München;;"]).encode("cp1252"))
    _, read, got = begun(tmp_path, path)
    figures = {("Göppingen", "2022"): 4512, ("Göppingen", "2023"): 12003, ("Tübingen", "2022"): 3001, ("Tübingen", "2023"): 2999}
    assert by_name(read, got) == {("t", *key): value for key, value in figures.items()}
    assert Csv(path, "t.csv").remarks()[0] == "its text is Windows-1252 (Western European)"


@pytest.mark.parametrize("text", ["Привет мир город", "Тула и Омск", "Значение", "日本語の文字コード", "Ελληνικά κείμενο"])
def test_other_encodings_are_not_taken_for_that_of_western_europe(tmp_path: Path, text: str) -> None:
    encoding = {"П": "cp1251", "Т": "cp1251", "З": "cp1251", "日": "shift_jis", "Ε": "cp1253"}[text[0]]
    path = tmp_path / "t.csv"
    path.write_bytes(f"name,2022\n{text},5\n".encode(encoding))
    with pytest.raises(InputError, match="not UTF-8 text; save it as 'CSV UTF-8'"):
        Csv(path, "t.csv").read()


def test_a_list_of_indicators_with_their_measures_and_no_units(tmp_path: Path) -> None:
    listed = [("Complaints received", "number", 120), ("Calls answered", "%", 88.5), ("Handling time", "minutes", 6.25)]
    rows = [["Indicator", "Unit", "Jan 2024", "Feb 2024", "Mar 2024"], *([n, u, v, v + 1, v + 2] for n, u, v in listed)]
    _, read, got = begun(tmp_path, written(tmp_path / "kpi.csv", rows))
    [unit] = read.units.units
    assert got == {(name, unit.id, f"2024-{m:02d}"): value + m - 1 for name, _, value in listed for m in (1, 2, 3)}
    measures = {next(iter(i.name.values())): next(iter(i.measure.values())) for i in read.catalogue.indicators}
    assert measures == {"Complaints received": "complaints", "Calls answered": "%", "Handling time": "minutes"}


def test_levels_parents_codes_and_a_rate_of_two_columns(tmp_path: Path) -> None:
    # The parent of the regions has no row of its own. The rate is read as its two parts, so that it can be added up.
    names = ["Code", "Area name", "Area type", "Parent", "Time period", "Smokers", "Adults", "Prevalence (%)"]
    rows: list[list[object]] = [names]
    parts: dict[tuple[str, str], tuple[int, int]] = {}
    for q in ("2022 Q1", "2022 Q2"):
        for r, region in enumerate(("North", "South")):
            towns = {f"{region} town {n}": (100 * n + 7 * r, 1000 * n + 13) for n in (1, 2, 3)}
            towns[region] = (sum(a for a, _ in towns.values()), sum(b for _, b in towns.values()))
            for n, (name, (a, b)) in enumerate(towns.items()):
                kind, parent = ("Region", "England") if name == region else ("Authority", region)
                rows.append([f"E{r}{n}", name, kind, parent, q, a, b, f"{100 * a / b:.1f}"])
                parts[name, q.replace(" ", "")] = (a, b)
    _, read, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(read, got) == {
        (name, unit, q): float(pair[n]) for (unit, q), pair in parts.items() for n, name in enumerate(("Smokers", "Adults"))
    }
    seen = read_observations(read).query("indicator == 'prevalence'")
    pairs = seen[["unit", "period", "numerator", "denominator"]].to_numpy()
    assert {(named(read, u), p): (a, b) for u, p, a, b in pairs} == parts
    rate = read.catalogue["prevalence"]
    assert (rate.kind, rate.scale, dict(rate.measure)) == ("ratio", 100, {"en": "%"})
    assert above(read) == {"England": "", "North": "England", "South": "England"} | {
        f"{region} town {n}": region for region in ("North", "South") for n in (1, 2, 3)
    }
    assert [next(iter(level.name.values())) for level in read.settings.levels][1:] == ["Region", "Authority"]


def test_two_units_that_are_called_alike_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    # A table of values, counts, denominators and limits of intervals side by side, indicators in rows, and years as 2019/20.
    rows: list[list[object]] = [
        ["Area Code", "Area Name", "Time period", "Indicator Name", "Value", "Count", "Denominator", "Lower CI 95.0 limit"]
    ]
    expected = {}
    for year in ("2019/20", "2020/21"):
        for n in range(4):
            for k, indicator in enumerate(("Smoking", "Breastfeeding")):
                a, b = 50 + 3 * n + k, 600 + 7 * n
                rows.append([f"E{n}", "Newport" if n in (1, 2) else f"Town {n}", year, indicator, f"{100 * a / b:.2f}", a, b, 1])
                expected[indicator, f"e{n}", year.replace("/", "_")] = (a, b)
    made, read, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    seen = read_observations(read)
    names = {one.id: next(iter(one.name.values())) for one in read.catalogue.indicators}
    got = {
        (names[i], u, p.partition("@")[0]): (a, b)
        for i, u, p, a, b in seen[["indicator", "unit", "period", "numerator", "denominator"]].to_numpy()
    }
    assert {(i, named(read, u)) for i, u, _ in got} >= {("Smoking", "Newport")}
    ids = dict(zip((f"e{n}" for n in range(4)), [u.id for u in read.units.units if isinstance(u.parent, str)], strict=True))
    assert got == {(i, ids[u], p): pair for (i, u, p), pair in expected.items()}
    assert {one.kind for one in read.catalogue.indicators} == {"ratio"} and read.settings.calendar.year_starts == 4
    assert any("Lower CI 95.0 limit" in line and "limit of an interval" in line for line in made.unread)


def test_running_totals_in_the_names_of_columns(tmp_path: Path) -> None:
    rows = [["企业名称", "2023年1-3月营业收入（万元）", "2023年1—6月营业收入（万元）"], ["甲公司", 100, 250], ["乙公司", 90, 190]]
    _, read, got = begun(tmp_path, written(tmp_path / "t.csv", rows, encoding="gb18030"))
    [name] = {indicator for indicator, _, _ in got}
    assert name == "营业收入" and {(named(read, u), p): v for (_, u, p), v in got.items()} == {
        ("甲公司", "2023YTD03"): 100,
        ("甲公司", "2023YTD06"): 250,
        ("乙公司", "2023YTD03"): 90,
        ("乙公司", "2023YTD06"): 190,
    }


def test_a_cell_that_holds_more_than_a_number_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"t.csv:2: .*'3.1 p' holds more than a number: write the rest in a column of its own"):
        start(tmp_path / "new", [written(tmp_path / "t.csv", [["geo", "2021", "2022"], ["DE", "3.1 p", "3.2 p"]])])


def test_measures_in_the_names_of_indicators_in_rows(tmp_path: Path) -> None:
    # A table as a yearbook prints it. Figures in ten thousands (万人) keep that measure.
    listed = [("年末总人口", "万人", 141_175), ("国内生产总值", "亿元", 1_210_207.2), ("城镇登记失业率", "%", 5.5)]
    rows: list[list[object]] = [["数据库：年度数据"], ["指标", "2022年", "2021年"]]
    rows += [[f"{name}({measure})", value, value / 2] for name, measure, value in listed]
    _, read, got = begun(tmp_path, written(tmp_path / "t.csv", [*rows, ["数据来源：国家统计局"]], encoding="gb18030"))
    assert {(name, period): value for (name, _, period), value in got.items()} == {
        (name, year): part for name, _, value in listed for year, part in (("2022", value), ("2021", value / 2))
    }
    measures = {next(iter(i.name.values())): next(iter(i.measure.values())) for i in read.catalogue.indicators}
    assert measures == {name: measure for name, measure, _ in listed}


def test_lines_above_apart_from_the_names_codes_of_indicators_and_notes_in_brackets(tmp_path: Path) -> None:
    # A table as a data bank or a statistical office writes it, with `[p]` after a year and `[x]` in place of a figure.
    rows: list[list[object]] = [["Data Source", "Indicators of development"], [], ["Last updated", "2024-01-01"], []]
    rows += [["Country Name", "Country Code", "Indicator Name", "Indicator Code", "2021", "2022 [p]"]]
    rows += [
        ["Kenya", "KEN", "Access (% of population)", "EG.ACCS", 70.5, "[x]"],
        ["Peru", "PER", "Access (% of population)", "EG.ACCS", 95, 96],
    ]
    rows += [["Kenya", "KEN", "Schools", "SE.SCH", 100, 110], ["Peru", "PER", "Schools", "SE.SCH", 50, "[c]"]]
    made, read, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(read, got) == {
        ("Access", "Kenya", "2021"): 70.5,
        ("Access", "Peru", "2021"): 95,
        ("Access", "Peru", "2022"): 96,
        ("Schools", "Kenya", "2021"): 100,
        ("Schools", "Kenya", "2022"): 110,
        ("Schools", "Peru", "2021"): 50,
    }
    statuses = read_observations(read)["status"].value_counts()
    assert (statuses["not reported"], statuses["suppressed"]) == (1, 1)
    assert [line.partition("'")[2].partition("'")[0] for line in made.unread] == ["Country Code", "Indicator Code"]


def test_financial_years_and_measures_behind_them(tmp_path: Path) -> None:
    rows = [["Department", "Budget 2023-24 (£m)", "Outturn 2023-24 (£m)", "Budget 2024-25 (£m)", "Outturn 2024-25 (£m)"]]
    rows += [["Health", "1,234.5", "1,240.1", "1,300.0", "1,310.5"], ["Transport", "234.5", "230.0", "250.1", "-"]]
    _, read, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert by_name(read, got) == {
        ("Budget", "Health", "2023_24@4"): 1234.5,
        ("Outturn", "Health", "2023_24@4"): 1240.1,
        ("Budget", "Health", "2024_25@4"): 1300,
        ("Outturn", "Health", "2024_25@4"): 1310.5,
        ("Budget", "Transport", "2023_24@4"): 234.5,
        ("Outturn", "Transport", "2023_24@4"): 230,
        ("Budget", "Transport", "2024_25@4"): 250.1,
    }
    assert {next(iter(i.measure.values())) for i in read.catalogue.indicators} == {"£m"}


@pytest.mark.parametrize("last", ["2024 (Jan-Jun)", "2024 plan", "2024 forecast"])
def test_a_part_of_a_year_or_a_plan_is_not_taken_for_the_year(tmp_path: Path, last: str) -> None:
    rows: list[list[object]] = [["District", "2022", "2023", last], ["North", 300, 320, 159], ["South", 200, 210, 90]]
    made, _read, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {period for _, _, period in got} == {"2022", "2023"} and any(f"'{last}'" in line for line in made.unread)


def test_half_a_year_beside_whole_ones_is_read_as_half_a_year(tmp_path: Path) -> None:
    rows: list[list[object]] = [["区县", "2022年", "2023年", "2024年1-6月"], ["甲区", 300, 320, 159], ["乙县", 200, 210, 90]]
    _, _read, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert {period for _, _, period in got} == {"2022", "2023", "2024YTD06"}


@pytest.mark.parametrize("name", ["All schools", "Borough", "各校合计"])
def test_a_row_that_adds_up_all_others_is_the_whole_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    # The figures of this row are not added to those of the others. That shares do not add up is no evidence against it.
    rows: list[list[object]] = [["School", "Year", "Pupils", "Share of girls (%)"]]
    for year in (2021, 2022):
        each = {f"S{n}": 100 + 10 * n + year - 2021 for n in range(1, 5)}
        rows += [[name, year, sum(each.values()), 50.5], *([school, year, count, 50] for school, count in each.items())]
    _, read, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert above(read) == {name: ""} | dict.fromkeys(("S1", "S2", "S3", "S4"), name)
    assert read.catalogue["pupils"].kind == "stock" and read.catalogue["share-of-girls"].kind == "rate"


def test_averages_are_not_added_up_and_words_within_words_say_nothing(tmp_path: Path) -> None:
    # A word inside another one (share in Shareholders) means nothing. A direction is guessed only if no other word reverses it.
    kinds = {
        "Average wage (yuan)": "rate",
        "Price index (2020=100)": "rate",
        "Complaints per 100 customers": "rate",
        "Electricity generated (MWh)": "flow",
        "Shareholders": "flow",
        "Loans outstanding (yuan)": "stock",
    }
    ways = {"Accidents": "down", "Accident-free days": "none", "Low-income households": "none", "Profit (yuan)": "up"}
    rows = [["Town", "Year", *kinds, *ways], *([town, 2022, *range(7 + n, 17 + n)] for n, town in enumerate("ABC"))]
    _, read, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    found = {next(iter(one.name.values())): one for one in read.catalogue.indicators}
    assert {name: found[name.partition(" (")[0]].kind for name in kinds} == kinds
    assert {name: found[name.partition(" (")[0]].direction for name in ways} == ways
    assert set(found["Shareholders"].levels) == {"level-2"}, "the towns report; no return is due from the unit above them"


def test_a_number_is_no_measure(tmp_path: Path) -> None:
    # “Number” is not a unit of measure. The word for what is counted is, and if there is none, the guess says so.
    measures = {
        "Deaths (number)": "deaths",
        "Road accidents (no.)": "road accidents",
        "Pupils aged 11 (Count)": "pupils",
        "Children helped (number)": "（计量单位待填）",
        "企业（个数）": "个",
        "培训（人次数）": "人次",
        "存单（数量）": "（计量单位待填）",
        "Output (tonnes)": "tonnes",
    }
    rows = [["Town", "Year", *measures], *([town, 2022, *range(7 + n, 15 + n)] for n, town in enumerate("ABC"))]
    _, read, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert [one.measure["zh"] for one in read.catalogue.indicators] == list(measures.values())
    assert read.catalogue.indicators[0].name["zh"] == "Deaths"


@pytest.mark.parametrize("name", ["On time (%)", "C"])
def test_a_rate_is_the_ratio_of_two_counts_and_no_count_is_the_ratio_of_a_count_and_the_rate(tmp_path: Path, name: str) -> None:
    # 100 x 470 / 93.1 is 505 to the unit too, so cases are also “a ratio” of those done on time and the rate.
    cases = [(505 + 7 * n, 470 + 6 * n) for n in range(8)]
    rows = [
        ["Office", "Year", "A", "B", name],
        *(["Main office", 2016 + n, a, b, f"{100 * b / a:.1f}"] for n, (a, b) in enumerate(cases)),
    ]
    _, read, got = begun(tmp_path, written(tmp_path / "t.csv", rows))
    by_indicator = {one.name["en"]: one for one in read.catalogue.indicators}
    assert [by_indicator["A"].kind, by_indicator["B"].kind] == ["flow", "flow"]
    rate = by_indicator[name.removesuffix(" (%)")]
    assert rate.kind == "ratio" and (rate.numerator.name["en"], rate.denominator.name["en"]) == ("B", "A")  # type: ignore[union-attr]
    assert {value for (indicator, _, _), value in got.items() if indicator == "A"} == {a for a, _ in cases}


def test_a_line_above_says_what_counts_count_and_not_what_scores_are_measured_in(tmp_path: Path) -> None:
    rows = [
        ["办件情况表"],
        ["单位：件"],
        ["窗口", "年份", "受理量", "满意度评分"],
        *([w, 2022, 400 + n, 4.2 + n / 10] for n, w in enumerate("甲乙丙")),
    ]
    _, read, _ = begun(tmp_path, written(tmp_path / "t.csv", rows))
    assert [one.measure["zh"] for one in read.catalogue.indicators] == ["件", "（计量单位待填）"]
