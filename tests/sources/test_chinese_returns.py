"""`reportlib new` on returns and yearbook tables of Chinese offices in .xlsx: what is read is what the tables were made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from reportlib.data import read_observations
from reportlib.data.guessing.periods.titles import said_by
from reportlib.errors import DataError, InputError
from reportlib.new.workbook import start
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator
from tests.sources.conftest import Laid
from tests.sources.test_foreign_tables import above, begun, by_name, named

Rows = Sequence[Sequence[object]]
PLACES = ("东城区", "西城镇", "南湖街道", "北山镇")


def saved(path: Path, sheets: Mapping[str, Rows], *, merged: Iterable[str] = ()) -> Path:
    """An .xlsx file with these sheets; `merged` are ranges of merged cells on every sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("above_it", "names", "period"),
    [
        (["2022年第一季度职业技能培训情况"], ["一季度", "培训"], "2022Q1"),
        (["劳动关系月报"], ["3月", "2023年劳动关系"], "2023-03"),
        (["2023年5月", "填报日期：2024年1月5日"], [], "2023-05"),
        (["2023年1—9月"], ["Sheet1"], "2023YTD09"),
        (["2023年1月至6月"], [], "2023YTD06"),
        (["2023年上半年"], [], "2023H1"),
        (["（2023年末）"], [], "2023"),
        (["截至2023年12月31日"], [], "2023"),
        (["2023年12月末"], [], "2023"),
        (["2023年5月末"], [], "2023-05"),
        (["t"], ["202305报表"], "2023-05"),
        (["2023年第12周监测周报"], [], "2023W12"),
        (["居民消费价格指数（2015年=100）", "2023年5月"], [], "2023-05"),
        (["Returns for March 2023"], [], "2023-03"),
        (["Year ending March 2023"], [], "2023"),
        (["2021-2022年"], [], ""),
        (["2023年3月、2023年4月"], [], ""),
    ],
)
def test_the_period_of_a_title_or_a_name_is_as_fine_as_they_say(above_it: list[str], names: list[str], period: str) -> None:
    assert said_by(above_it, names).period == period


def test_a_title_with_two_months_is_refused_with_both(tmp_path: Path) -> None:
    path = saved(tmp_path / "t.xlsx", {"表": [["2023年3月、2023年4月"], ["地区", "人数"], ["甲县", 11], ["乙县", 12]]})
    with pytest.raises(InputError, match="several periods \\(2023-03, 2023-04\\); say with --period"):
        start(tmp_path / "new", [path])


def test_a_line_with_date_and_measure_is_no_row_of_names(tmp_path: Path) -> None:
    rows = [["月报表"], ["2023年5月", None, "单位：人"], ["地区", "新增就业", None], [None, "男", "女"]]
    rows += [[place, 100 + n, 200 + n] for n, place in enumerate(PLACES)]
    path = saved(tmp_path / "t.xlsx", {"Sheet": rows}, merged=["A3:A4", "B3:C3"])
    _, book, got = begun(tmp_path, path)
    assert by_name(book, got) == {
        (f"新增就业 / {sex}", place, "2023-05"): base + n
        for n, place in enumerate(PLACES)
        for sex, base in (("男", 100), ("女", 200))
    }
    assert {next(iter(one.measure.values())) for one in book.catalogue.indicators} == {"人"}


def test_a_quarter_a_sheet(tmp_path: Path) -> None:
    sheets = {
        f"{name}季度": [
            [f"2022年第{name}季度培训情况"],
            ["单位名称", "培训人次"],
            *([p, 10 * q + n] for n, p in enumerate(PLACES)),
        ]
        for q, name in enumerate("一二三四", 1)
    }
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", sheets))
    assert by_name(book, got) == {
        ("培训人次", place, f"2022Q{q}"): 10 * q + n for q in range(1, 5) for n, place in enumerate(PLACES)
    }


def test_a_month_a_sheet_and_the_year_in_the_name_of_the_file(tmp_path: Path) -> None:
    sheets = {
        f"{m}月": [["月报"], ["街道", "争议案件（件）"], *([p, 10 * m + n] for n, p in enumerate(PLACES))] for m in (1, 2, 3)
    }
    _, book, got = begun(tmp_path, saved(tmp_path / "2023年劳动关系.xlsx", sheets))
    assert {(place, period): value for (_, place, period), value in by_name(book, got).items()} == {
        (place, f"2023-0{m}"): 10 * m + n for m in (1, 2, 3) for n, place in enumerate(PLACES)
    }


def test_the_year_in_the_name_of_the_only_sheet(tmp_path: Path) -> None:
    rows = [["各园区投资"], ["园区名称", "1-3月", "1-6月"], ["科技园", 1.5, 2.5], ["物流园", 3.5, 4.75]]
    _, _, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"2023年": rows}))
    assert {(period, value) for (_, _, period), value in got.items()} == {
        ("2023YTD03", 1.5), ("2023YTD06", 2.5), ("2023YTD03", 3.5), ("2023YTD06", 4.75),
    }  # fmt: skip


def test_a_year_in_cells_merged_over_its_rows_and_a_figure_in_merged_cells_is_one(tmp_path: Path) -> None:
    rows = [["年份", "地区", "人数", "经费（万元）"]]
    rows += [[2019, "东城区", 11, 5.5], [None, "西城镇", 12, None], [2020, "东城区", 13, 6.5], [None, "西城镇", 14, 7.5]]
    path = saved(tmp_path / "t.xlsx", {"Sheet": rows}, merged=["A2:A3", "A4:A5", "D2:D3"])
    _, book, got = begun(tmp_path, path)
    assert by_name(book, got) == {
        ("人数", "东城区", "2019"): 11, ("人数", "西城镇", "2019"): 12,
        ("人数", "东城区", "2020"): 13, ("人数", "西城镇", "2020"): 14,
        ("经费", "东城区", "2019"): 5.5, ("经费", "东城区", "2020"): 6.5, ("经费", "西城镇", "2020"): 7.5,
    }  # fmt: skip


def test_a_row_without_a_year_is_told_with_its_cell(tmp_path: Path) -> None:
    rows = [["年份", "地区", "人数"], [2019, "东城区", 11], [None, "西城镇", 12], [2020, "东城区", 13], [2020, "西城镇", 14]]
    with pytest.raises(InputError, match="Sheet!A3: no period stands here"):
        start(tmp_path / "new", [saved(tmp_path / "t.xlsx", {"Sheet": rows})])


def test_words_of_two_rows_of_names_below_years_are_no_average(tmp_path: Path) -> None:
    rows = [["计量单位：人"], ["镇别", "2021年", None, "2022年", None], [None, "常住人口", None, "常住人口", None]]
    rows += [[None, "男", "女", "男", "女"], *([place, 1 + n, 2 + n, 3 + n, 4 + n] for n, place in enumerate(PLACES))]
    path = saved(tmp_path / "t.xlsx", {"Sheet": rows}, merged=["A2:A4", "B2:C2", "D2:E2", "B3:C3", "D3:E3"])
    _, book, _ = begun(tmp_path, path)
    assert {(next(iter(i.name.values())), i.kind, i.measure["zh"]) for i in book.catalogue.indicators} == {
        ("常住人口 / 男", "stock", "人"),
        ("常住人口 / 女", "stock", "人"),
    }
    assert set(above(book)) >= set(PLACES)


def test_a_sheet_for_each_place_is_of_a_unit_of_its_own(tmp_path: Path) -> None:
    sheets = {
        place: [
            [f"{place}2023年主要指标"],
            ["指标", "计量单位", "1月", "2月"],
            ["用电量", "万千瓦时", 100 + n, 200 + n],
            ["财政收入", "亿元", 3.5 + n, 4.25 + n],
        ]
        for n, place in enumerate(PLACES)
    }
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", sheets))
    assert by_name(book, got) == {
        (name, place, f"2023-0{m}"): value + n
        for n, place in enumerate(PLACES)
        for name, values in (("用电量", (100, 200)), ("财政收入", (3.5, 4.25)))
        for m, value in enumerate(values, 1)
    }
    assert above(book) == {"全部单位": ""} | dict.fromkeys(PLACES, "全部单位")


def test_a_sheet_of_the_whole_is_the_unit_above_the_other_sheets(tmp_path: Path) -> None:
    figures = {"全市": 60, "东城区": 20, "西城镇": 40}
    sheets = {name: [["指标", "2022年", "2023年"], ["用电量", n, n + 1], ["产量", n, 2 * n]] for name, n in figures.items()}
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", sheets))
    assert above(book) == {"全市": "", "东城区": "全市", "西城镇": "全市"}
    assert {unit: value for (name, unit, period), value in by_name(book, got).items() if (name, period) == ("产量", "2023")} == {
        name: 2 * n for name, n in figures.items()
    }


def test_sheets_of_different_units_with_a_total_each_are_a_level_of_their_own(tmp_path: Path) -> None:
    figures = {"东城区": {"一街": 11, "城关街": 12}, "西城区": {"三街": 21, "四街": 22, "城关街": 23}}
    sheets = {
        district: [["2023年"], ["街道", "户数"], *streets.items(), ["合计", sum(streets.values())]]
        for district, streets in figures.items()
    }
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", sheets))
    names = {unit.id: unit for unit in book.units.units}
    assert {(names[unit].name["zh"], above_of(book, unit)): value for (_, unit, _), value in got.items()} == {
        **{(street, district): n for district, streets in figures.items() for street, n in streets.items()},
        **{(district, "全部单位"): sum(streets.values()) for district, streets in figures.items()},
    }


def above_of(book: Workbook, unit: str) -> str:
    parent = book.units[unit].parent
    assert isinstance(parent, str)
    return book.units[parent].name["zh"]


def test_sheets_of_the_same_units_are_different_indicators(tmp_path: Path) -> None:
    sheets = {
        sex: [["2023年"], ["地区", "培训人数"], *([place, base + n] for n, place in enumerate(PLACES))]
        for sex, base in (("男", 100), ("女", 200))
    }
    made, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", sheets))
    assert by_name(book, got) == {
        (f"{sex} / 培训人数", place, "2023"): base + n
        for sex, base in (("男", 100), ("女", 200))
        for n, place in enumerate(PLACES)
    }
    assert any("other tables have figures with this name for the same units and periods" in text for text in made.guesses)


def settings(book: Workbook) -> dict[str, tuple[str, str, str]]:
    """Measure, kind and direction of each indicator, by its name."""
    return {one.name["zh"]: (one.measure["zh"], one.kind, one.direction) for one in book.catalogue.indicators}


def test_this_month_and_the_year_so_far_side_by_side_are_one_indicator(tmp_path: Path) -> None:
    rows = [["月报表"], ["2023年5月", None, None, None, "单位：万元、%"]]
    rows += [["地区", "销售", None, None, "月末存款"], [None, "本月", "累计", "累计同比", None]]
    rows += [[place, 10 + n, 50 + n, -1.5 + n, 90 + n] for n, place in enumerate(PLACES)]
    rows += [["合计", 46, 206, 0.1, 366]]
    path = saved(tmp_path / "t.xlsx", {"Sheet": rows}, merged=["A3:A4", "B3:D3", "E3:E4"])
    _, book, got = begun(tmp_path, path)
    expected = {
        ("销售", "2023-05"): 10,
        ("销售", "2023YTD05"): 50,
        ("销售 / 累计同比", "2023-05"): -1.5,
        ("月末存款", "2023-05"): 90,
    }
    assert {key: value for key, value in by_name(book, got).items() if key[1] != "合计"} == {
        (name, place, period): value + n for (name, period), value in expected.items() for n, place in enumerate(PLACES)
    }
    assert settings(book) == {
        "销售": ("万元", "flow", "none"),
        "销售 / 累计同比": ("%", "rate", "none"),
        "月末存款": ("万元", "stock", "none"),
    }
    growth = next(one for one in book.catalogue.indicators if one.kind == "rate")
    assert growth.negative and book.base.kind == "month"
    sales = next(one for one in book.catalogue.indicators if one.name["zh"] == "销售")
    assert sales.rolls_up == "sum", "the growth of the total is not the sum of those of the places, but the sales are"


def test_indicators_down_the_side_with_the_month_and_the_year_so_far(tmp_path: Path) -> None:
    rows: Rows = [["开发区主要指标"], ["2023年1-9月"], ["指标名称", "单位", "9月", "1-9月累计", "同比±%"]]
    rows = [*rows, ["总产值", "亿元", 12.5, 110.25, 3.5], ["新签约项目", "个", 3, 31, -2.5]]
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet1": rows}))
    assert {(name, period): value for (name, _, period), value in by_name(book, got).items()} == {
        ("总产值", "2023-09"): 12.5,
        ("总产值", "2023YTD09"): 110.25,
        ("新签约项目", "2023-09"): 3,
        ("新签约项目", "2023YTD09"): 31,
        ("同比±% / 总产值", "2023-09"): 3.5,
        ("同比±% / 新签约项目", "2023-09"): -2.5,
    }
    measures = {name: measure for name, (measure, _, _) in settings(book).items()}
    assert measures == {"总产值": "亿元", "新签约项目": "个", "同比±% / 总产值": "%", "同比±% / 新签约项目": "%"}


@pytest.mark.parametrize(("months", "every"), [((3, 6, 9, 12), "quarter"), ((3, 4), "month")])
def test_running_totals_alone_say_how_often_figures_come(tmp_path: Path, months: tuple[int, ...], every: str) -> None:
    rows = [
        ["2023年投资"],
        ["园区", *(f"1-{m}月" for m in months)],
        *([p, *(10 * m + n for m in months)] for n, p in enumerate("甲乙")),
    ]
    _, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    assert book.base.kind == every


def test_places_in_a_ranking_and_shares_of_one(tmp_path: Path) -> None:
    counts = {"甲": (200, 61), "乙": (400, 97), "丙": (300, 150), "丁": (500, 77)}
    rows = [["2023年"], ["单位名称", "职工（人）", "持证（人）", "持证率", "全市排名"]]
    rows += [
        [name, staff, held, held / staff, rank] for rank, (name, (staff, held)) in zip((3, 1, 4, 2), counts.items(), strict=True)
    ]
    made, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    share = next(one for one in book.catalogue.indicators if one.kind == "ratio")
    assert (share.name["zh"], share.measure["zh"], share.scale) == ("持证率", "%", 100)
    assert settings(book)["全市排名"] == ("位", "rank", "down")
    assert any("because it is a share of 1" in text for text in made.guesses)


@pytest.mark.parametrize("merged", [(), ("A7:B7",)])
def test_a_total_whose_name_is_in_the_column_of_numbers_is_the_unit_above(tmp_path: Path, merged: tuple[str, ...]) -> None:
    rows = [["2023年"], ["序号", "街道", "完成数（人）"], *([n + 1, place, 10 + n] for n, place in enumerate(PLACES))]
    path = saved(tmp_path / "t.xlsx", {"Sheet": [*rows, ["合计", None, 46]]}, merged=merged)
    _, book, got = begun(tmp_path, path)
    assert above(book) == {"合计": ""} | dict.fromkeys(PLACES, "合计")
    assert by_name(book, got)["完成数", "合计", "2023"] == 46


def test_rows_without_a_name_that_are_no_total_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    rows = [["2023年"], ["序号", "街道", "完成数（人）"], *([n + 1, place, 10 + n] for n, place in enumerate(PLACES))]
    made, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": [*rows, ["其他", None, 5]]}))
    assert above(book) == {"全部单位": ""} | dict.fromkeys(PLACES, "全部单位")
    assert any('"": ignore' in text for text in made.guesses)


def test_subtotals_of_areas_in_merged_cells_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    areas = {"东部": {"甲县": 11, "乙县": 12, "丙市": 13}, "西部": {"丁区": 21, "戊县": 22}}
    rows: list[list[object]] = [["（2023年末）"], ["片区", "县区", "参保人数"]]
    for area, counties in areas.items():
        rows += [[area, "小计", sum(counties.values())], *([None, name, n] for name, n in counties.items())]
    rows += [["总计", None, 79]]
    path = saved(tmp_path / "t.xlsx", {"Sheet": rows}, merged=["A3:A6", "A7:A9", "A10:B10"])
    made, book, got = begun(tmp_path, path)
    assert by_name(book, got) == {("参保人数", "总计", "2023"): 79} | {
        ("参保人数", name, "2023"): n for counties in areas.values() for name, n in counties.items()
    }
    assert above(book) == {"总计": "", "东部": "总计", "西部": "总计"} | {
        name: area for area, counties in areas.items() for name in counties
    }
    assert any("sub-totals, which add up other rows" in text for text in made.guesses)


def test_the_month_of_figures_is_not_the_day_on_which_they_were_sent(tmp_path: Path) -> None:
    rows = [["填报日期", "填报单位", "统计月份", "检查（次）", "整改率", "事故（起）"]]
    rows += [
        [f"2023-{m + 1:02d}-05", place, f"2023{m:02d}", f"{1000 * m + n:,}", f"{90 + m}.{n}%", "/" if m == 2 else m]
        for m in (1, 2, 3)
        for n, place in enumerate(PLACES)
    ]
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"安全": rows}))
    months = [(m, n, place) for m in (1, 2, 3) for n, place in enumerate(PLACES)]
    assert by_name(book, got) == {
        **{("检查", place, f"2023-{m:02d}"): 1000 * m + n for m, n, place in months},
        **{("整改率", place, f"2023-{m:02d}"): pytest.approx(90 + m + n / 10) for m, n, place in months},
        **{("事故", place, f"2023-{m:02d}"): m for m, n, place in months if m != 2},
    }
    read = read_observations(book)
    assert set(zip(read["period"], read["reported_at"], strict=True)) == {
        (f"2023-{m:02d}", f"2023-{m + 1:02d}-05") for m in (1, 2, 3)
    }
    assert set(read.loc[read["value"].isna(), "status"]) == {"not applicable"}


def test_which_sheet_has_no_period_is_told(tmp_path: Path) -> None:
    sheets = {name: [["月报"], ["街道", "案件（件）"], ["甲街", 11], ["乙街", 12]] for name in ("表一", "表二")}
    with pytest.raises(InputError, match="sheet '表二': nothing says when"):
        start(tmp_path / "new", [saved(tmp_path / "t.xlsx", sheets)])


def ratio_in(book: Workbook) -> Indicator:
    return next(one for one in book.catalogue.indicators if one.kind == "ratio")


def test_parts_in_ten_thousands_of_people_are_as_many_people(tmp_path: Path) -> None:
    # 1.71 of 5.32 ten thousand people are 17,100 of 53,200: the interval has to take them for that many.
    counts = {"甲": (1.61, 0.52), "乙": (2.12, 0.67), "丙": (1.59, 0.52), "丁": (3.25, 1.44)}
    rows = [["2023年"], ["地区", "技能人才（万人）", "高技能人才（万人）", "高技能占比（%）"]]
    rows += [[name, staff, skilled, round(100 * skilled / staff, 2)] for name, (staff, skilled) in counts.items()]
    _, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    assert ratio_in(book).uncertainty == "proportion"
    read = read_observations(book)
    read = read[read["indicator"] == ratio_in(book).id]
    got = {named(book, unit): parts for unit, *parts in read[["unit", "numerator", "denominator"]].itertuples(index=False)}
    assert got == {name: [round(10000 * skilled), round(10000 * staff)] for name, (staff, skilled) in counts.items()}


@pytest.mark.parametrize(
    ("names", "exceeds"),
    [(("年度目标（人）", "完成数（人）", "完成率（%）"), True), (("收入（万元）", "利润（万元）", "利润率（%）"), False)],
)
def test_ratios_to_a_plan_and_of_money_have_no_interval(tmp_path: Path, names: tuple[str, ...], exceeds: bool) -> None:
    top = 120 if exceeds else 80
    rows = [["2023年"], ["街道", *names], *([p, 200 + n * n, 2 * top + 5 * n, 0] for n, p in enumerate(PLACES))]
    for row in rows[2:]:
        row[3] = round(100 * row[2] / row[1], 1)
    _, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    one = ratio_in(book)
    assert (one.uncertainty, one.may_exceed) == ("none", exceeds)


def test_the_key_of_a_yearbook_says_that_nobody_failed_to_report(tmp_path: Path) -> None:
    rows = [["项目", "单位", "2019年", "2020年"], ["企业数", "个", "12", "—"], ["外商企业", "个", "…", "31"]]
    rows += [["注：“…”表示数据不足本表最小单位数，“—”表示无该项数据。"]]
    _, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    read = read_observations(book)
    statuses = read[read["value"].isna()].set_index("period")["status"].to_dict()
    assert statuses == {"2019": "suppressed", "2020": "not applicable"}


def test_a_target_for_the_year_is_no_figure_of_a_month(tmp_path: Path) -> None:
    rows = [["2023年5月"], ["地区", "本月", "累计", "全年目标"], *([p, 10, 50, 200] for p in PLACES)]
    made, _, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"销售": rows}))
    assert set(got.values()) == {10, 50}
    assert any("'全年目标': a target for the year" in text for text in made.unread)


def test_a_part_is_named_with_its_whole_and_counted_like_it(tmp_path: Path) -> None:
    rows = [["项目", "单位", "2019年", "2020年"], ["企业单位数", "个", 321, 333], ["  其中：国有企业①", "个", 21, 20]]
    rows += [["外商投资①", "个", 5, 6], ["①含港澳台投资企业。"]]
    _, book, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    assert settings(book) == {
        "企业单位数": ("个", "stock", "none"),
        "企业单位数 / 其中：国有企业": ("个", "stock", "none"),
        "外商投资": ("个", "flow", "none"),
    }
    notes = {one.name["zh"]: one.note["zh"] for one in book.catalogue.indicators}
    assert notes["外商投资"].endswith("含港澳台投资企业。") and not notes["企业单位数"].endswith("含港澳台投资企业。")


def test_a_mark_of_a_footnote_is_no_part_of_the_name_of_a_unit(tmp_path: Path) -> None:
    rows = [["2023年"], ["地区", "人数", "其中：女"], ["东城区①", 11, 5], ["西城镇", 12, 6], ["①含高新区。"]]
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    assert by_name(book, got) == {
        ("人数", "东城区", "2023"): 11, ("人数", "西城镇", "2023"): 12,
        ("人数 / 其中：女", "东城区", "2023"): 5, ("人数 / 其中：女", "西城镇", "2023"): 6,
    }  # fmt: skip


def test_a_month_and_the_year_so_far_below_what_they_measure(tmp_path: Path) -> None:
    rows: list[list[object]] = [["2023年6月主要指标"], ["指标", "绝对量", None, "同比增长（%）", None, "全省位次"]]
    rows += [
        [None, "6月", "1-6月", "6月", "1-6月", None],
        ["用电量（万千瓦时）", 10, 60, 1.5, 2.5, 3],
        ["零售额（亿元）", 20, 120, -1.5, 3.5, 4],
    ]
    path = saved(tmp_path / "t.xlsx", {"Sheet1": rows}, merged=["B2:C2", "D2:E2"])
    _, book, got = begun(tmp_path, path)
    expected = {
        ("绝对量 / 用电量", "2023-06"): 10, ("绝对量 / 用电量", "2023YTD06"): 60,
        ("绝对量 / 零售额", "2023-06"): 20, ("绝对量 / 零售额", "2023YTD06"): 120,
        ("同比增长 / 用电量", "2023-06"): 1.5, ("同比增长 / 用电量", "2023YTD06"): 2.5,
        ("同比增长 / 零售额", "2023-06"): -1.5, ("同比增长 / 零售额", "2023YTD06"): 3.5,
        ("全省位次 / 用电量", "2023-06"): 3, ("全省位次 / 零售额", "2023-06"): 4,
    }  # fmt: skip
    assert {(name, period): value for (name, _, period), value in by_name(book, got).items()} == expected
    assert settings(book)["全省位次 / 用电量"] == ("位", "rank", "down")
    assert settings(book)["绝对量 / 用电量"] == ("万千瓦时", "flow", "none")


def test_the_same_month_of_the_year_before_is_a_figure_of_that_month(tmp_path: Path) -> None:
    rows = [
        ["2023年6月"],
        ["县区", "销售", None],
        [None, "本月", "上年同期"],
        *([p, 20 + n, 10 + n] for n, p in enumerate(PLACES)),
    ]
    path = saved(tmp_path / "t.xlsx", {"Sheet1": rows}, merged=["A2:A3", "B2:C2"])
    _, book, got = begun(tmp_path, path)
    assert by_name(book, got) == {
        ("销售", place, period): base + n for n, place in enumerate(PLACES) for period, base in (("2023-06", 20), ("2022-06", 10))
    }


def test_this_quarter_and_the_year_so_far_on_a_sheet_for_each_quarter(tmp_path: Path) -> None:
    sheets = {
        f"{name}季度": [
            [f"2023年{name}季度"],
            ["县区", "本季", "累计"],
            *([p, 10 * q + n, 30 * q + n] for n, p in enumerate(PLACES)),
        ]
        for q, name in enumerate("一二", 1)
    }
    _, book, got = begun(tmp_path, saved(tmp_path / "投资.xlsx", sheets))
    assert by_name(book, got) == {
        ("投资", place, period): base * q + n
        for q in (1, 2)
        for n, place in enumerate(PLACES)
        for period, base in ((f"2023Q{q}", 10), (f"2023YTD{3 * q:02d}", 30))
    }


def test_the_first_months_of_a_year_beside_months_are_the_year_so_far_and_other_months_are_told(laid: Laid) -> None:
    source = "sources: [{file: data/t.csv, period: 2023, columns: {城市: unit, 月份: month, 人数: staff}}]\n"
    for text in ("1-2月", "3-4月"):
        rows = f"城市,月份,人数\n南京,1月,11\n南京,{text},23\n"
        workbook = laid("t.csv", lambda path, rows=rows: path.write_text(rows, "utf-8") and None, source, every="month")
        if text == "1-2月":
            assert read_observations(workbook)["period"].tolist() == ["2023-01", "2023YTD02"]
        else:
            with pytest.raises(DataError, match=r"period '2023 3-4月' cannot be read"):
                read_observations(workbook)


@pytest.mark.parametrize(
    ("column", "texts", "periods"),
    [
        ("月份", ("1月", "2月", "3月"), ("2023-01", "2023-02", "2023-03")),
        ("月份", (1, 2, 3), ("2023-01", "2023-02", "2023-03")),
        ("月份", ("1月", "1-2月", "1-3月"), ("2023-01", "2023YTD02", "2023YTD03")),
        ("季度", ("一季度", "二季度", "三季度"), ("2023Q1", "2023Q2", "2023Q3")),
    ],
)
@pytest.mark.parametrize("several", [True, False])
def test_months_down_the_side_of_the_year_in_the_title(
    tmp_path: Path, column: str, texts: tuple[object, ...], periods: tuple[str, ...], several: bool
) -> None:
    places = PLACES if several else ("",)
    rows: list[list[object]] = [["2023年税收（单位：万元）"], [*(["县区"] if several else []), column, "税收"]]
    rows += [[*([p] if several else []), text, 10 * m + n] for n, p in enumerate(places) for m, text in enumerate(texts)]
    made, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet1": rows}))
    values = sorted((period, value) for (_, _, period), value in got.items())
    assert values == sorted((period, 10 * m + n) for n, _ in enumerate(places) for m, period in enumerate(periods))
    assert settings(book) == {"税收": ("万元", "flow", "none")}
    assert any("the year of its" in text for text in made.guesses)


def test_the_guess_of_a_total_says_that_it_needs_a_name(tmp_path: Path) -> None:
    rows = [["2023年"], ["街道", "完成数（人）"], *([place, 10 + n] for n, place in enumerate(PLACES)), ["合计", 46]]
    made, _, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    assert any("合计" in text and "call it what its units are together" in text for text in made.guesses)


def test_rates_none_of_which_is_above_one_are_read_as_shares_and_that_is_said(tmp_path: Path) -> None:
    rates = {place: 91.5 + n for n, place in enumerate(PLACES)}
    rows = [["2023年"], ["街道", "签订率", "合格率"], *([place, round(r / 100, 3), r] for place, r in rates.items())]
    made, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    told = [text for text in made.guesses if "rates are mostly in per cent" in text and "taken for fractions" in text]
    assert len(told) == 1
    figures = {(name, place): value for (name, place, _), value in by_name(book, got).items()}
    assert figures == {(name, place): rate for name in ("签订率", "合格率") for place, rate in rates.items()}


def test_rates_none_of_which_is_above_one_are_said_to_be_perhaps_shares(tmp_path: Path) -> None:
    rows = [["2023年"], ["街道", "签订率", "合格率"], *([place, 0.5 + n / 10, 91.5 + n] for n, place in enumerate(PLACES))]
    made, _, _ = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    told = [text for text in made.guesses if "write `scale: 100`" in text]
    assert len(told) == 1 and "rates are mostly in per cent" in told[0]


def test_small_figures_that_their_column_says_to_be_per_cent_are_left_as_they_are(tmp_path: Path) -> None:
    # 0.25 below “同比增长（%）” may be a quarter of a per cent; 0.95 below “合格率（%）” is what a spreadsheet shows as 95 %.
    growth, shares = [0.25, 0.31, 0.52, 0.45], [0.95, 0.97, 0.885, 0.91]
    rows = [["2023年"], ["街道", "同比增长（%）", "合格率（%）"], *zip(PLACES, growth, shares, strict=True)]
    made, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    figures = {(name, place): value for (name, place, _), value in by_name(book, got).items()}
    assert [figures["同比增长", place] for place in PLACES] == growth
    assert [figures["合格率", place] for place in PLACES] == pytest.approx([95, 97, 88.5, 91])
    assert any("write `scale: 100`" in text for text in made.guesses)


@pytest.mark.parametrize(("when", "sign", "last"), [("统计季度", "Q", 4), ("统计月份", "-", 6)])
def test_numbers_of_quarters_and_months_beside_years(tmp_path: Path, when: str, sign: str, last: int) -> None:
    numbers = range(1, last + 1)
    rows = [["街道", "统计年份", when, "办结（件）"]]
    rows += [[place, 2023, number, 10 * n + number] for n, place in enumerate(PLACES) for number in numbers]
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    written = {number: f"2023{sign}{number:02d}" if sign == "-" else f"2023{sign}{number}" for number in numbers}
    assert by_name(book, got).keys() == {("办结", place, period) for place in PLACES for period in written.values()}
    assert by_name(book, got)["办结", PLACES[2], written[3]] == 23


def test_weeks_in_rows_are_of_the_year_that_the_title_says(tmp_path: Path) -> None:
    rows = [["2023年监测情况"], ["街道", "周次", "报告（件）"]]
    rows += [[place, week, 10 * n + week] for n, place in enumerate(PLACES) for week in (9, 10, 11)]
    _, book, got = begun(tmp_path, saved(tmp_path / "t.xlsx", {"Sheet": rows}))
    assert by_name(book, got)["报告", PLACES[1], "2023W10"] == 20
