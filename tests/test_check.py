from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner, Result

from reportlib.cli import app
from reportlib.cli.app import today
from reportlib.cli.check import COLUMNS, MAX_SHOWN
from reportlib.workbook import Workbook

SETTINGS = """title: {zh: 试验, en: Trial}
issuer: {zh: 试验, en: Trial office}
languages: [zh, en]
levels:
  - {id: zone, name: {zh: 区, en: Zone}}
  - {id: park, name: {zh: 园, en: Park}}
  - {id: firm, name: {zh: 企, en: Firm}}
data:
  - {file: data/d.csv, origin: reported}
"""
CATALOGUE = """version: "1"
dimensions: [{id: d, name: {zh: 维度, en: Dimension}}]
owners: [{id: o, name: {zh: 办, en: Office}}]
indicators:
  - {id: certs, name: {zh: 取证人数, en: Certificates}, dimension: d, owner: o, measure: {zh: 人, en: people}, kind: flow,
     levels: [park, firm], note: {zh: 注, en: n}}
  - {id: rate, name: {zh: 持证率, en: Certified share}, dimension: d, owner: o, measure: {zh: '%', en: '%'}, kind: ratio,
     scale: 100, decimals: 1, numerator: {name: {zh: 持证, en: certified}, kind: stock},
     denominator: {name: {zh: 职工, en: staff}, kind: stock}, levels: [firm], note: {zh: 注, en: n}}
"""
UNITS = """units:
  - {id: z, name: {zh: 区, en: Zone}, level: zone}
  - {id: p1, name: {zh: 一号园, en: Park One}, level: park, parent: z}
  - {id: a, name: {zh: 甲, en: Firm A}, level: firm, parent: p1}
  - {id: b, name: {zh: 乙, en: Firm B}, level: firm, parent: p1}
  - {id: c, name: {zh: 丙, en: Firm C}, level: firm, parent: p1}
"""
REPORTS = "reports:\n  - {template: firm, periods: [latest], units: [a], languages: [en]}\n"
HEADER = "indicator,unit,period,value,numerator,denominator,status,reported_at\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A zone, a park and three firms, with one template and no figures yet."""
    root = tmp_path / "book"
    for folder in ("params", "data", "notebooks"):
        (root / folder).mkdir(parents=True)
    for name, text in {"workbook": SETTINGS, "catalogue": CATALOGUE, "units": UNITS, "reports": REPORTS}.items():
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    cell = new_code_cell('unit: str = "a"\nperiod: str = "2024"\nlang: str = "en"', metadata={"tags": ["parameters"]})
    metadata = {"language_info": {"name": "python"}, "reportlib": {"level": "firm", "title": {"en": "report", "zh": "报告"}}}
    nbformat.write(new_notebook(cells=[cell], metadata=metadata), root / "notebooks" / "firm.ipynb")
    return root


def checked(book: Path, *rows: str, code: int, options: tuple[str | Path, ...] = ()) -> str:
    (book / "data" / "d.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    result: Result = CliRunner().invoke(app, ["check", "--workbook", str(book), *map(str, options)])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def edit(book: Path, name: str, old: str, new: str) -> None:
    path = book / "params" / f"{name}.yaml"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_nothing_wrong_is_said_only_where_nothing_is(book: Path) -> None:
    said = checked(book, "certs,a,2024Q1,5,,,,2024-4-5", "certs,b,2024Q1,5,,,,2024-04-05", code=0)

    latest = "latest: 2024Q1 (the last with any figure: 2 of 4 returns are in, and no period has 80 %)"
    assert said.splitlines() == [latest, "2 indicators, 5 units, 2 observations, 1 reports: nothing wrong"]


def test_a_correction_is_a_note_told_the_right_way_round(book: Path) -> None:
    rows = ["certs,a,2024Q1,5,,,,2024-04-05", "certs,b,2024Q1,5,,,,2024-04-05", "certs,a,2024Q1,7,,,,2024-05-20"]
    said = checked(book, *rows, code=0)

    assert "note: corrected: 1\n" in said
    text = "Firm A (a), Certificates (certs), first quarter of 2024: corrected on 20 May 2024, 5 before, 7 now"
    assert f"  data/d.csv:4: {text}\n" in said
    assert said.endswith("1 note, no warnings\n") and "nothing wrong" not in said


def test_a_plan_that_is_exceeded_stands_nothing_over_nothing_is_sound_and_seven_over_nothing_is_told(book: Path) -> None:
    rows = ["rate,a,2024Q1,,120,100,,", "rate,b,2024Q1,,0,0,,", "rate,c,2024Q1,,7,0,,"]
    over = "data/d.csv:4: Firm C (c), Certified share (rate), first quarter of 2024: 7 over 0 has no value"

    assert "data/d.csv:2: Firm A (a)" in checked(book, *rows, code=1)
    edit(book, "catalogue", "kind: ratio,", "kind: ratio, may_exceed: true,")
    said = checked(book, *rows, code=1)
    assert over in said and "warning: over-nothing: 1" in said
    assert "Firm A" not in said and "Firm B" not in said
    assert said.endswith("1 warning, no notes\n")


def test_values_that_are_not_those_of_their_parts_are_refused_and_explained(book: Path) -> None:
    rows = ["rate,a,2024Q1,50,20,100,,", "rate,b,2024Q1,0.2,20,100,,", "rate,c,2024Q1,90,90,100,,"]
    plain, explained = checked(book, *rows, code=2), checked(book, *rows, code=2, options=("--explain",))

    assert "data/d.csv:2: value '50' is not that of its parts: 20/100 is 20\n" in plain
    assert "data/d.csv:3: value '0.2' is not that of its parts: 20/100 is 20; 0.2 looks like 20 % written as a fraction" in plain
    assert "d.csv:4" not in plain and "    mend: " not in plain and "check --explain" in plain
    assert explained.count("    mend: write 20, or empty value") == 2


def test_a_warning_leaves_1_and_stands_before_notes(book: Path) -> None:
    rows = ["certs,a,2024Q1,5,,,,2024-04-05", "certs,a,2024Q1,7,,,,2024-05-20", "certs,b,2024Q1,-3,,,,2023-12-31"]
    said = checked(book, *rows, "certs,c,2024Q1,3,,,,", "certs,c,2024Q1,4,,,,", code=1)

    kinds = [line for line in said.splitlines() if not line.startswith(" ")]
    assert kinds[:4] == ["warning: duplicate: 1", "warning: negative: 1", "warning: early: 1", "note: corrected: 1"]
    assert "data/d.csv:5: Firm C (c), Certificates (certs), first quarter of 2024: two figures; 4 is used, 3 is not" in said
    assert said.endswith("3 warnings, 1 note\n")


def test_a_day_to_come_is_told(book: Path) -> None:
    assert "3 is dated 1 January 2999, which is still to come" in checked(book, "certs,a,2024Q1,3,,,,2999-1-1", code=1)


def test_a_parent_that_differs_from_its_children_and_a_running_total_that_falls_are_told(book: Path) -> None:
    rows = ["certs,p1,2024Q1,20,,,,", "certs,a,2024Q1,5,,,,", "certs,b,2024YTD03,9,,,,", "certs,b,2024YTD06,8,,,,"]
    assert "its own figure is 20" not in checked(book, *rows, code=1), "of three firms one is missing, which may explain it"
    said = checked(book, *rows, "certs,c,2024Q1,0,,,,", code=1)

    assert "data/d.csv:2: Park One (p1), Certificates (certs), first quarter of 2024: its own figure is 20" in said
    assert "its parts give 14" in said
    assert "data/d.csv:5: Firm B (b), Certificates (certs), January–June 2024: the running total falls from 9 to 8" in said


def test_a_season_and_a_drift_are_told_of_a_series_for_which_limits_are_asked(book: Path) -> None:
    quarters = [f"{year}Q{n}" for year in (2021, 2022, 2023) for n in (1, 2, 3, 4)]
    wave = [f"certs,p1,{quarter},{value},,,," for quarter, value in zip(quarters, [10, 20, 12, 30] * 3, strict=True)]
    assert "season" not in checked(book, *wave, code=0), "nobody asked for limits"
    edit(book, "catalogue", "kind: flow,", "kind: flow, signal: xmr,")
    said = checked(book, *wave, code=1)
    assert "warning: season: 1\n" in said and "drift" not in said
    assert "  Zone (z), Certificates (certs), fourth quarter of 2023: the catalogue asks for limits (signal: xmr)" in said
    ramp = [f"certs,p1,{quarter},{value},,,," for quarter, value in zip(quarters, [*range(0, 36, 3)], strict=True)]
    assert "warning: drift: 1\n" in checked(book, *ramp, code=1)
    breaks = "kind: flow, breaks: [{from: 2023Q1, who: office, why: {zh: 新, en: new}}],"
    edit(book, "catalogue", "kind: flow,", breaks)
    assert "drift" not in checked(book, *ramp, code=0), "of the last year alone none can be seen"


def test_the_console_lists_the_first_of_a_kind_and_the_table_holds_all(book: Path, tmp_path: Path) -> None:
    rows = [f"certs,a,{year}Q{n},-{year % 100}.5,,,," for year in range(2015, 2024) for n in (1, 2, 3, 4)]
    table = tmp_path / "out" / "findings.csv"
    said = checked(book, *rows, "certs,a,2024,1,,,,", code=1, options=("--findings", table))

    assert said.count("is negative") == MAX_SHOWN
    assert f"  … {len(rows) - MAX_SHOWN} more: --findings FILE.csv\n" in said
    with table.open(encoding="utf-8", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert list(listed[0]) == COLUMNS and len(listed) == len(rows)
    assert [int(row["line"]) for row in listed] == list(range(2, len(rows) + 2))
    wanted = ("warning", "negative", "data/d.csv", "2", "a", "certs", "2015Q1", "-15.5", "")
    assert tuple(listed[0].values())[:-1] == wanted
    assert listed[0]["text"].endswith("first quarter of 2015: \u221215.5 is negative")


def test_the_table_holds_what_is_refused(book: Path, tmp_path: Path) -> None:
    table = tmp_path / "findings.csv"
    edit(book, "reports", "[latest]", "[2024]")
    checked(book, "certs,a,2024Q1,five,,,,", code=2, options=("--findings", table))

    with table.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["severity"], row["kind"], row["file"], row["line"]) == ("error", "refused", "data/d.csv", "2")
    assert row["text"].startswith("value 'five' is not a number")


def test_a_table_of_nothing_has_its_columns(book: Path, tmp_path: Path) -> None:
    checked(book, "certs,a,2024Q1,5,,,,", code=0, options=("--findings", tmp_path / "f.csv"))

    assert (tmp_path / "f.csv").read_text("utf-8") == ",".join(COLUMNS) + "\n"


def test_a_workbook_without_english_is_told_of_in_its_own_words(book: Path) -> None:
    for name in ("workbook", "catalogue", "units"):
        path = book / "params" / f"{name}.yaml"
        lines = path.read_text("utf-8").replace("languages: [zh, en]", "languages: [zh]")
        path.write_text(_without_english(lines), "utf-8")
    edit(book, "reports", "languages: [en]", "languages: [zh]")

    said = checked(book, "certs,a,2024Q1,-5,,,,", code=1)
    assert "data/d.csv:2: 甲（a）“取证人数（certs）”2024年第一季度：\u22125为负数" in said


def _without_english(text: str) -> str:
    """A params file without its texts in English."""
    while (at := text.find(", en: ")) >= 0:
        text = text[:at] + text[text.index("}", at) :]
    return text


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_calendar_says_where_it_is_today(book: Path, zone: str) -> None:
    edit(book, "workbook", "data:\n", f"calendar: {{timezone: {zone}}}\ndata:\n")
    before = dt.datetime.now(ZoneInfo(zone)).date()
    told = today(Workbook.load(book))
    assert before <= told <= dt.datetime.now(ZoneInfo(zone)).date()
