# ruff: noqa: E501 messages stand on one line

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from reportlib.analysis import disagreements_in
from reportlib.blocks.text import Words
from reportlib.blocks.text.findings import sentence
from reportlib.cli import app
from reportlib.data import drop_duplicates, read_observations
from reportlib.errors import DataError, QueryError, WorkbookError
from reportlib.new.template import new_template
from reportlib.query import Book
from reportlib.workbook import Workbook
from tests.sources.conftest import CATALOGUE, Laid, figures

SEX = """\
breakdowns:
  - {id: sex, name: {zh: 性别, en: Sex}, of: staff, parts: [{indicator: men, label: {zh: 男性, en: Male}}, women]}
"""
LONG = "sources: [{file: data/t.csv, columns: {name: unit, year: year, sex: {breakdown: sex}, people: value}, markers: {x: suppressed}}]\n"
ROWS = """\
name,year,sex,people
南京,2022,合计,10
南京,2022,male,6
南京,2022,女,3
无锡,2022,Total,20
无锡,2022,男性,12
无锡,2022,women,8
徐州,2022,all,5
徐州,2022,男,7
徐州,2022,女,x
南京,2023,all,9
南京,2023,男,4
"""


def written(text: str) -> object:
    return lambda path: path.write_text(text, "utf-8") and None


@pytest.fixture
def workbook(laid: Laid) -> Workbook:
    return laid("t.csv", written(ROWS), LONG, catalogue=CATALOGUE + SEX)  # type: ignore[arg-type]


def test_the_words_of_a_column_are_parts_or_the_whole(workbook: Workbook) -> None:
    got = figures(workbook)
    assert {key: value for key, value in got.items() if key[1:] == ("nj", "2022")} == {
        ("staff", "nj", "2022"): 10,
        ("men", "nj", "2022"): 6,
        ("women", "nj", "2022"): 3,
    }
    assert (got["staff", "wx", "2022"], got["men", "wx", "2022"], got["women", "wx", "2022"]) == (20, 12, 8) and len(got) == 11


def test_parts_that_do_not_add_up_are_findings_with_place_and_difference(workbook: Workbook) -> None:
    # Nanjing: 6 and 3 are 9, not 10. Xuzhou: 7 men alone are more than 5. 4 men of 9 in 2023 are no finding, because the number
    # of women is missing.
    settled = drop_duplicates(read_observations(workbook))[0]
    found = [one for one in disagreements_in(workbook, settled) if one.what == "breakdown"]
    assert [(f.indicator, f.unit, f.period, f.place, f.first, f.second) for f in found] == [
        ("staff", "nj", "2022", "data/t.csv:2", 10, 9),
        ("staff", "xz", "2022", "data/t.csv:8", 5, 7),
    ]
    (workbook.root / "params" / "reports.yaml").write_text(
        "reports: [{template: t, periods: [2022], units: [nj], languages: [en]}]\n", "utf-8"
    )
    new_template(workbook, "t", source="", level="place")
    done = CliRunner().invoke(app, ["check", "--workbook", str(workbook.root)])
    assert done.exit_code == 1 and done.stdout.splitlines()[:2] == [
        "warning: breakdown: 2",
        "  data/t.csv:2: Nanjing (nj), Staff (staff), 2022: the figure is 10, its parts by sex add up to 9, 1 apart",
    ], done.output
    assert sentence(found[1], workbook, Words("zh")) == "徐州“从业人员”2022年：总数为5，按性别分组合计为7，相差2"


@pytest.mark.parametrize(
    ("rows", "odd"),
    [
        (("staff,nj,2022,100,", "men,nj,2022,55,", "women,nj,2022,40,"), 0),  # each rounded to a multiple of 5: 7.5 apart at most
        (("staff,nj,2022,100,", "men,nj,2022,55,", "women,nj,2022,35,"), 1),
        (("staff,nj,2022,100,more than", "men,nj,2022,70,", "women,nj,2022,45,"), 0),
        (("staff,nj,2022,100,more than", "men,nj,2022,40,", "women,nj,2022,45,"), 1),
        (("staff,nj,2022,100,", "men,nj,2022,30,about", "women,nj,2022,45,"), 0),
        (("staff,nj,2022,100,at least", "men,nj,2022,300,"), 0),
        (("men,nj,2022,30,", "women,nj,2022,45,"), 0),
    ],
)
def test_rounding_and_qualifiers_are_allowed_for(laid: Laid, rows: tuple[str, ...], odd: int) -> None:
    rounded = CATALOGUE.replace("kind: stock,", "kind: stock, rounded: 5,").replace("kind: ratio,", "kind: ratio, rounded: 5,")
    text = "\n".join(["indicator,unit,period,value,qualifier", *rows]) + "\n"
    source = "sources: [{file: data/t.csv, columns: {indicator: indicator, unit: unit, period: period, value: value, qualifier: qualifier}}]\n"
    book = laid("t.csv", written(text), source, catalogue=rounded + SEX)  # type: ignore[arg-type]
    found = disagreements_in(book, drop_duplicates(read_observations(book))[0])
    assert sum(one.what == "breakdown" for one in found) == odd


def test_composition_draws_the_parts_of_a_breakdown(workbook: Workbook) -> None:
    wb = Book(workbook, lang="en")
    chart = wb["staff"].of("wx").at(2022).composition("sex")
    assert chart.title == "Staff (people) by sex" and chart.code == 'wb["staff"].of("wx").at(2022).composition("sex")'
    assert [tuple(row) for row in chart.table.itertuples(index=False)] == [("Male", "12", "60.0%"), ("Women", "8", "40.0%")]
    assert "20 in all; parts: 2" in chart.alt
    assert [(fact.indicator, fact.unit, fact.value) for fact in chart.facts] == [
        ("staff", "wx", 20),
        ("men", "wx", 12),
        ("women", "wx", 8),
    ]
    assert Book(workbook, lang="zh")["staff"].of("wx").at(2022).composition("性别").title == "从业人员构成（按性别）"


def test_what_no_part_holds_is_an_area_of_its_own_and_too_much_is_told(workbook: Workbook) -> None:
    wb = Book(workbook, lang="en")
    table = wb["staff"].of("nj").at(2022).composition(by="sex").table
    assert ("Not broken down", "1", "10.0%") in [tuple(row) for row in table.itertuples(index=False)]
    few = wb["staff"].of("xz").at(2022).composition(by="sex")
    assert few.why == "Staff: fewer than two parts of Xuzhou by sex have a figure."


def test_too_large_parts_are_not_drawn(laid: Laid) -> None:
    book = laid("t.csv", written(ROWS.replace("南京,2022,女,3", "南京,2022,女,7")), LONG, catalogue=CATALOGUE + SEX)  # type: ignore[arg-type]
    chart = Book(book, lang="en")["staff"].of("nj").at(2022).composition("sex")
    assert chart.why == "Staff: no breakdown by sex is drawn; its parts add up to 13, more than the 10 of Nanjing."


def test_a_breakdown_is_a_selection_of_the_whole_and_its_parts(workbook: Workbook) -> None:
    chosen = Book(workbook, lang="en")["staff"].breakdown().of("nj", "wx").at(2022)
    assert chosen.code == 'wb["staff", "men", "women"].of("nj", "wx").at(2022)'
    values = chosen.values().pivot(index="unit", columns="indicator", values="value")
    assert values.loc["wx"].to_dict() == {"men": 12, "staff": 20, "women": 8}
    assert [tuple(row) for row in chosen.table().table.itertuples(index=False)][1] == ("Men (people)", "6", "12")


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda wb: wb["output"].breakdown(), "'output' is not broken down: `breakdowns` in params/catalogue.yaml"),
        (lambda wb: wb["staff"].composition("sexx"), r"'staff' is not broken down by 'sexx'; did you mean 'sex'\?"),
        (lambda wb: wb["staff", "men"].breakdown("sex"), r"breakdown\(\) takes one indicator; 2 are chosen"),
    ],
)
def test_what_cannot_be_asked_is_one_line(workbook: Workbook, ask: object, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        ask(Book(workbook, lang="en"))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (
            "of: staf, parts: [men, women]",
            "'staf' of breakdown 'sex' is not known; did you mean 'staff'? counts: staff, output, men, women (4)",
        ),
        ("of: grown, parts: [men, women]", "'grown' of breakdown 'sex' is a ratio, whose parts do not add up; name a count"),
        ("of: staff, parts: [men, womn]", "part 'womn' of breakdown 'sex' is not known; did you mean 'women'?"),
        ("of: staff, parts: [men, men]", "part 'men' of breakdown 'sex' stands there twice; keep one"),
        ("of: staff, parts: [men, staff]", "part 'staff' of breakdown 'sex' is the whole itself; name its parts only"),
        (
            "of: staff, parts: [men, output]",
            "part 'output' of breakdown 'sex' is a flow, but 'staff' is a stock: they cannot add up",
        ),
        ("of: staff, parts: [men]", "breakdowns.0.parts: write at least 2 here, not ['men']"),
        ("of: staff, parts: [men, {indicator: women, label: {en: Female}}]", "label is missing in 'zh'"),
    ],
)
def test_a_wrong_breakdown_is_told_with_its_line(laid: Laid, declared: str, told: str) -> None:
    text = CATALOGUE + f"breakdowns:\n  - {{id: sex, name: {{zh: 性别, en: Sex}}, {declared}}}\n"
    with pytest.raises(WorkbookError) as caught:
        laid("t.csv", written(ROWS), LONG, catalogue=text)  # type: ignore[arg-type]
    line = CATALOGUE.count("\n") + 2
    assert any(str(problem).startswith(f"params/catalogue.yaml:{line}: {told}") for problem in caught.value.problems), str(
        caught.value
    )


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("sex: {breakdown: gender}, people: value", "breakdown 'gender' is not known; breakdowns: sex (1)"),
        (
            "sex: {breakdown: sex, field: indicator}, people: value",
            "column 'sex' is a breakdown and something else; keep one of both",
        ),
        ("sex: {breakdown: sex}, grade: indicator, people: value", "column 'grade' names indicators beside the breakdown 'sex'"),
    ],
)
def test_a_wrong_column_of_a_breakdown_is_told(laid: Laid, columns: str, told: str) -> None:
    source = f"sources: [{{file: data/t.csv, columns: {{name: unit, year: year, {columns}}}}}]\n"
    with pytest.raises(WorkbookError) as caught:
        laid("t.csv", written(ROWS), source, catalogue=CATALOGUE + SEX)  # type: ignore[arg-type]
    assert any(told in str(problem) for problem in caught.value.problems), str(caught.value)


def test_a_word_that_is_no_part_is_told_with_the_nearest(laid: Laid) -> None:
    book = laid("t.csv", written(ROWS.replace("男性", "Mael")), LONG, catalogue=CATALOGUE + SEX)  # type: ignore[arg-type]
    with pytest.raises(
        DataError, match=r"t\.csv:6: indicator 'Mael' is not known; did you mean 'Male'\? parts of 'sex': 男性, Male"
    ):
        read_observations(book)


def test_figures_of_another_count_than_the_broken_down_one_are_refused(laid: Laid) -> None:
    source = "sources: [{file: data/t.csv, columns: {name: unit, year: year, sex: {breakdown: sex}, people: output}}]\n"
    book = laid("t.csv", written(ROWS), source, catalogue=CATALOGUE + SEX)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="breakdown 'sex' is of 'staff', but the figures are those of 'output'"):
        read_observations(book)
