"""Mistakes in a workbook: for each, one line says where it is, what is wrong, and what would be right."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from reportlib.cli import app

pytestmark = pytest.mark.slow  # a hundred workbooks
ROOT = Path(__file__).parents[1]
KEPT = ("demo-park-1", "demo-e001", "demo-e003")  # the units whose figures are kept

CATALOGUE, UNITS, BOOK = "params/catalogue.yaml", "params/units.yaml", "params/workbook.yaml"
REPORTS, TARGETS = "params/reports.yaml", "params/targets.csv"
PUBLISHED, DEMO, PARK = "data/published.csv", "data/demonstration.csv", "notebooks/park.ipynb"
GBK = "units:\n  - {id: x, name: {zh: 中天}}\n".encode("gbk")


@dataclass(frozen=True)
class Mistake:
    """A change to a file of a valid workbook, and what a message must say of it; if `old` is None, `new` is added at the end.

    `at` is a text on the line that the message must name, in the changed file. None means the first line of `new`, "" means
    no line.
    """

    name: str
    file: str
    old: str | None
    new: str | bytes
    says: tuple[str, ...]
    at: str | None = None

    def make(self, root: Path) -> None:
        path = root / self.file
        if isinstance(self.new, bytes):
            path.write_bytes(self.new)
            return
        text = path.read_text("utf-8")
        assert self.old is None or self.old in text, f"{self.file} no longer holds {self.old!r}"
        changed = text + self.new if self.old is None else text.replace(self.old, self.new, 1)
        path.write_text(changed, "utf-8", newline="\n")

    def place(self, root: Path) -> str:
        if self.at == "" or isinstance(self.new, bytes):
            return f"{self.file}:"
        text = (root / self.file).read_text("utf-8")
        return f"{self.file}:{text[: text.index(self.at or self.new)].count(chr(10)) + 1}: "


PARAMS = [
    Mistake(
        "catalogue-unknown-owner",
        CATALOGUE,
        "owner: organisation-dept",
        "owner: organization-dept",
        ("owner 'organization-dept'", "did you mean 'organisation-dept'?"),
    ),
    Mistake(
        "catalogue-unknown-dimension",
        CATALOGUE,
        "dimension: skill-growth",
        "dimension: skills-growth",
        ("dimension 'skills-growth'", "did you mean 'skill-growth'?"),
    ),
    Mistake(
        "catalogue-unknown-kind",
        CATALOGUE,
        "kind: flow",
        "kind: flw",
        ("'flw'", "did you mean 'flow'?", "stock, distinct, ratio"),
    ),
    Mistake(
        "catalogue-rollup-not-allowed",
        CATALOGUE,
        "kind: ratio\n",
        "kind: ratio\n    rollup: sum\n",
        ("a ratio cannot roll up by 'sum'", "choices: ratio, none"),
        at="rollup: sum",
    ),
    Mistake(
        "catalogue-interval-without-a-reason",
        CATALOGUE,
        "    interval: events\n",
        "    interval: none\n",
        ("the interval of 'injury-rate' is switched off without a reason", "write `interval_note`"),
        at="    interval: none\n    levels: [enterprise]\n    people: true\n    note: {zh: 报告期内认定的工伤",
    ),
    Mistake(
        "catalogue-interval-of-a-count",
        CATALOGUE,
        "    kind: flow\n",
        "    kind: flow\n    interval: events\n",
        ("only a ratio has an interval; 'party-recruits' is a flow: leave `interval` out",),
        at="    interval: events\n    direction: up\n    levels: [park]",
    ),
    Mistake(
        "catalogue-interval-with-a-reason-against-it",
        CATALOGUE,
        "    interval: events\n",
        "    interval: events\n    interval_note: {zh: 全数, en: A census.}\n",
        ("interval_note says why 'injury-rate' has no interval, but it has one", "`interval: none`"),
        at="interval_note: {zh: 全数, en: A census.}",
    ),
    Mistake(
        "catalogue-trend-without-an-interval",
        CATALOGUE,
        "    kind: flow\n",
        "    kind: flow\n    signal: trend\n",
        ("`signal: trend` of 'party-recruits' takes a ratio with an interval; it is a flow without one", "`signal: xmr`"),
        at="    signal: trend\n",
    ),
    Mistake(
        "catalogue-limits-of-a-rank",
        CATALOGUE,
        "    kind: rank\n",
        "    kind: rank\n    signal: xmr\n",
        ("`signal: xmr` of 'highly-skilled-city-rank': a rank moves when others do", "leave `signal` out"),
        at="    signal: xmr\n    direction: down\n    ranks",
    ),
    Mistake(
        "catalogue-break-within-a-quarter",
        CATALOGUE,
        "    signal: xmr\n",
        "    signal: xmr\n    breaks: [{from: 2019-02, who: office, why: {zh: 新口径, en: new count}}]\n",
        ("the break of 'apprentice-certification' from 2019-02 lies within a quarter",),
        at="    breaks:",
    ),
    Mistake(
        "catalogue-break-of-no-unit",
        CATALOGUE,
        "    signal: xmr\n",
        "    signal: xmr\n    breaks: [{from: 2019Q1, unit: demo-park-9, who: office, why: {zh: 新口径, en: new count}}]\n",
        ("unit 'demo-park-9' of a break of 'apprentice-certification' is not known", "did you mean 'demo-park-"),
        at="    breaks:",
    ),
    Mistake(
        "catalogue-break-twice",
        CATALOGUE,
        "    signal: xmr\n",
        "    signal: xmr\n    breaks:\n"
        "      - {from: 2019Q1, who: office, why: {zh: 新口径, en: new count}}\n"
        "      - {from: 2019-01, who: bureau, why: {zh: 新口径, en: new count}}\n",
        ("the break of 'apprentice-certification' from 2019-01 stands there twice",),
        at="      - {from: 2019-01",
    ),
    Mistake("catalogue-unknown-level", CATALOGUE, "levels: [park]", "levels: [prak]", ("levels 'prak'", "did you mean 'park'?")),
    Mistake(
        "catalogue-id-twice",
        CATALOGUE,
        "  - id: pioneer-posts",
        "  - id: party-recruits",
        ("'party-recruits' is used twice, first on line", "ids are unique"),
        at="- id: party-recruits\n    name: {zh: 党员先锋岗",
    ),
    Mistake(
        "catalogue-missing-language",
        CATALOGUE,
        "{zh: 思想引领, en: Ideological guidance}",
        "{zh: 思想引领}",
        ("name is missing in 'en'",),
    ),
    Mistake(
        "catalogue-unknown-name",
        CATALOGUE,
        "    direction: up",
        "    directoin: up",
        ("'directoin' is not a name used here", "did you mean 'direction'?"),
    ),
    Mistake(
        "catalogue-missing-name",
        CATALOGUE,
        "    measure: {zh: 人, en: people}\n",
        "",
        ("measure' is missing",),
        at="  - id: party-recruits",
    ),
    Mistake(
        "catalogue-ratio-without-parts",
        CATALOGUE,
        "    kind: flow",
        "    kind: ratio",
        ("ratio 'party-recruits' needs a numerator and a denominator",),
        at="  - id: party-recruits",
    ),
    Mistake("yaml-syntax", CATALOGUE, "note: {zh: 培训", "note: zh: {培训", ("not readable as YAML",), at="note: zh: {培训"),
    Mistake(
        "yaml-key-twice",
        CATALOGUE,
        "    owner: organisation-dept\n",
        "    owner: organisation-dept\n    owner: finance-bureau\n",
        ("'owner' stands twice here, first on line", "keep one"),
        at="    owner: finance-bureau",
    ),
    Mistake(
        "yaml-tab", REPORTS, "  - template: district", "\t- template: district", ("not readable as YAML", "tab", "write spaces")
    ),
    Mistake("yaml-not-utf-8", UNITS, None, GBK, ("not UTF-8", "save the file as UTF-8", "units.yaml:2:")),
    Mistake("yaml-value-unreadable", REPORTS, '"2021-02-03"', "2021-02-30", ("'2021-02-30'", "mend it")),
    Mistake("yaml-no-mapping", REPORTS, None, b"- template: park\n", ("expected 'name: value' lines", "reports.yaml:1:")),
    Mistake(
        "unit-parent-unknown",
        UNITS,
        "level: park, parent: netda",
        "level: park, parent: netd",
        ("parent 'netd' of unit 'zhuhang' is not a unit", "did you mean 'netda'?"),
    ),
    Mistake(
        "unit-parent-not-above",
        UNITS,
        "level: park, parent: netda",
        "level: park, parent: zhongtian",
        ("parent 'zhongtian' of unit 'zhuhang' is on level 'enterprise', not above 'park'", "units above it: netda, demo-zone"),
    ),
    Mistake("unit-dates-reversed", UNITS, "from: 2018Q3", "from: 2018Q3, to: 2017", ("ends (2017) before it begins (2018Q3)",)),
    Mistake("unit-date-not-a-period", UNITS, "from: 2018Q3", "from: 2018Q5", ("'2018Q5' is not a period", "2020Q4, 2020-11")),
    Mistake(
        "unit-level-unknown",
        UNITS,
        "level: park, parent",
        "level: parc, parent",
        ("level 'parc' of unit 'zhuhang'", "did you mean 'park'?"),
    ),
    Mistake(
        "unit-id-twice",
        UNITS,
        "{id: shuangyi",
        "{id: zhuhang",
        ("'zhuhang' is used twice, first on line",),
        at="{id: zhuhang, name: {zh: 双逸",
    ),
    Mistake(
        "unit-id-with-a-slash",
        UNITS,
        "{id: shuangyi",
        "{id: shuang/yi",
        ("the id 'shuang/yi' of a unit holds '/'", "at most 60 bytes in UTF-8: write 'shuang-yi'"),
    ),
    Mistake(
        "unit-id-in-another-case",
        UNITS,
        "{id: shuangyi",
        "{id: ZhuHang",
        ("the id 'ZhuHang' is 'zhuhang' of line", "unique without regard to case"),
    ),
    Mistake(
        "unit-without-a-parent-for-a-time",
        UNITS,
        "level: park, parent: netda, published_only",
        "level: park, parent: [{id: netda, from: 2020}], from: 2019, published_only",
        ("unit 'zhuhang' has no parent in 2019, while it exists; name one in `parent`",),
    ),
    Mistake(
        "unit-with-two-parents",
        UNITS,
        "level: enterprise, parent: netda, published_only",
        "level: enterprise, parent: [{id: netda, to: 2020}, {id: zhuhang, from: 2020Q4}], published_only",
        ("unit 'zhongtian' has two parents in 2020Q4: 'netda' and 'zhuhang'; keep one of them",),
    ),
    Mistake(
        "catalogue-frequency-finer-than-the-calendar",
        CATALOGUE,
        "    kind: flow\n",
        "    kind: flow\n    frequency: month\n",
        ("frequency 'month' of 'party-recruits' is finer than calendar.every", "leave `frequency` out"),
        at="    frequency: month",
    ),
    Mistake(
        "catalogue-setting-of-another-kind",
        CATALOGUE,
        "    kind: flow\n",
        "    kind: flow\n    may_exceed: true\n",
        ("only a ratio has `may_exceed`; 'party-recruits' is a flow: leave it out",),
        at="    may_exceed: true",
    ),
    Mistake(
        "level-size-that-does-not-add-up",
        BOOK,
        "size: staff-on-roll",
        "size: highly-skilled-rate",
        ("size 'highly-skilled-rate' of level 'district' is a ratio", "does not add up over units", "indicators that fit:"),
    ),
    Mistake(
        "calendar-time-zone-unknown",
        BOOK,
        "  due_days: 15\n",
        "  due_days: 15\n  timezone: Beijing\n",
        ("write the name of a time zone here",),
        at="  timezone: Beijing",
    ),
    Mistake(
        "card-unknown",
        BOOK,
        "cards: [highly-skilled-rate",
        "cards: [highly-skiled-rate",
        ("card 'highly-skiled-rate'", "did you mean 'highly-skilled-rate'?"),
    ),
    Mistake(
        "calendar-unknown", BOOK, "every: quarter", "every: quarterly", ("'quarterly' is not possible", "did you mean 'quarter'?")
    ),
]

REPORT = [
    Mistake(
        "report-template-unknown",
        REPORTS,
        "template: district",
        "template: distrct",
        ("template 'distrct'", "did you mean 'district'?", "templates: collection"),
    ),
    Mistake(
        "report-template-not-a-report",
        REPORTS,
        "template: district",
        "template: explore",
        ("template 'explore' is not a report: notebooks/explore.ipynb names no level", "templates: collection"),
    ),
    Mistake(
        "report-unit-unknown",
        REPORTS,
        "units: [zhuhang,",
        "units: [zhuhan,",
        ("unit 'zhuhan' is not known", "did you mean 'zhuhang'?"),
    ),
    Mistake(
        "report-unit-on-another-level",
        REPORTS,
        "units: [zhuhang,",
        "units: [zhongtian,",
        ("unit 'zhongtian' is on level 'enterprise', but template 'park' is for level 'park'", "zhuhang"),
    ),
    Mistake(
        "report-level-unknown", REPORTS, "{level: district}", "{level: distrct}", ("level 'distrct'", "did you mean 'district'?")
    ),
    Mistake(
        "report-level-not-the-template's",
        REPORTS,
        "{level: district}",
        "{level: park}",
        ("level 'park' is not that of template 'district', which is for level 'district'",),
    ),
    Mistake(
        "report-children-of-unknown",
        REPORTS,
        "{level: district}",
        "{children: netdaa}",
        ("unit 'netdaa'", "did you mean 'netda'?"),
    ),
    Mistake(
        "report-units-no-list",
        REPORTS,
        "units: {level: district}",
        "units: everything",
        ("not 'everything'", "write a list of units, or all, {level: …} or {children: …}"),
    ),
    Mistake(
        "report-period-not-in-grammar",
        REPORTS,
        "[2020, 2019-2020]",
        "[2020Q5]",
        ("'2020Q5' is not a period", "2020Q4, 2020-11"),
    ),
    Mistake(
        "report-period-unknown-word",
        REPORTS,
        "[2020, 2019-2020]",
        "[newest]",
        ("'newest' is not a period", "latest, previous, last 4"),
    ),
    Mistake(
        "report-period-beyond-data",
        REPORTS,
        "[2020, 2019-2020]",
        "[2031]",
        ("period 2031 is not covered by the data", "the latest with data is 2020Q4"),
    ),
    Mistake("report-period-no-list", REPORTS, "periods: [2020]", "periods: 2020", ("write a list of periods", "not 2020")),
    Mistake("report-language-not-listed", REPORTS, "languages: [zh]", "languages: [de]", ("language 'de'", "languages: zh, en")),
    Mistake("report-status-unknown", REPORTS, "status: draft", "status: drft", ("'drft'", "did you mean 'draft'?")),
    Mistake(
        "correction-of-no-report",
        REPORTS,
        "report: park-demo-park-1-2020Q4-zh",
        "report: park-demo-park-1-2020Q5-zh",
        ("'park-demo-park-1-2020Q5-zh' is no report", "did you mean 'park-demo-park-1-2020Q4-zh'?"),
    ),
    Mistake(
        "commentary-on-no-report",
        "params/commentary/park-zhuhan-2020-zh.md",
        None,
        "文字".encode(),
        ("'park-zhuhan-2020-zh' is no report", "did you mean 'park-zhuhang-2020-zh'?"),
    ),
]

DATA = [
    Mistake(
        "data-unit-unknown", PUBLISHED, None, "industrial-workers,netdaa,2020,5,,,,\n", ("unit 'netdaa'", "did you mean 'netda'?")
    ),
    Mistake(
        "data-indicator-unknown",
        PUBLISHED,
        None,
        "industral-workers,netda,2019,5,,,,\n",
        ("indicator 'industral-workers'", "did you mean 'industrial-workers'?"),
    ),
    Mistake(
        "data-not-a-number",
        PUBLISHED,
        None,
        "industrial-workers,netda,2019,12万多,,,,\n",
        ("value '12万多' is not a number", "digits only", "the measure stands in the catalogue"),
    ),
    Mistake(
        "data-no-figure",
        PUBLISHED,
        None,
        "industrial-workers,netda,2019,n/a,,,,\n",
        ("value 'n/a' is not a number", "digits only", "declare it under `markers` of data/published.csv"),
    ),
    Mistake(
        "data-value-not-of-its-parts",
        DEMO,
        None,
        "service-coverage,demo-e001,2020Q1,0.2,20,100,final,2020-04-01\n",
        ("value '0.2' is not that of its parts: 20/100 is 20", "0.2 looks like 20 % written as a fraction"),
    ),
    Mistake(
        "data-figure-and-absence",
        DEMO,
        None,
        "industrial-workers,demo-e001,2020Q1,5,,,suppressed,2020-04-01\n",
        ("status 'suppressed' says that there is no figure", "value 5", "keep one of the two"),
    ),
    Mistake(
        "data-zero-that-is-none",
        DEMO,
        None,
        "industrial-workers,demo-e001,2020Q1,5,,,zero,2020-04-01\n",
        ("status 'zero' says that the figure is 0", "value is 5"),
    ),
    Mistake(
        "data-negative-respondents",
        DEMO,
        None,
        "engagement-score,demo-e001,2020Q1,80,,-4,final,2020-04-01\n",
        ("denominator '-4' of score 'engagement-score'", "cannot be negative"),
    ),
    Mistake(
        "data-period-not-in-grammar",
        PUBLISHED,
        None,
        "industrial-workers,netda,2019年初,5,,,,\n",
        ("'2019年初' is not a period", "2020Q4"),
    ),
    Mistake(
        "data-wrong-qualifier",
        PUBLISHED,
        None,
        "industrial-workers,netda,2019,5,over,,,\n",
        ("qualifier 'over' is not possible", "exactly, more than, at least"),
    ),
    Mistake(
        "data-bad-date",
        DEMO,
        None,
        "industrial-workers,demo-e001,2020Q1,5,,,final,2020-02-30\n",
        ("reported_at '2020-02-30' is not a day", "2020-04-15"),
    ),
    Mistake(
        "data-status-unknown",
        DEMO,
        None,
        "industrial-workers,demo-e001,2020Q1,5,,,finl,2020-04-01\n",
        ("'finl'", "did you mean 'final'?"),
    ),
    Mistake(
        "data-empty-figure",
        DEMO,
        None,
        "industrial-workers,demo-e001,2020Q1,,,,final,2020-04-01\n",
        ("no figure", "such as 'not reported'"),
    ),
    Mistake(
        "data-ragged-row",
        DEMO,
        None,
        "industrial-workers,demo-e001,2020Q1,1,200,,,final,2020-04-01\n",
        ("9 cells where the first line names 8 columns",),
    ),
    Mistake(
        "data-synthetic-under-a-real-unit",
        DEMO,
        None,
        "industrial-workers,zhongtian,2020Q1,5,,,final,2020-04-01\n",
        ("synthetic figure cannot stand under unit 'zhongtian'",),
    ),
    Mistake("data-column-missing", PUBLISHED, "indicator,unit,period", "indicator,unit,when", ("column 'period' is missing",)),
    Mistake(
        "data-column-unknown",
        PUBLISHED,
        "value,qualifier",
        "value,qualifer",
        ("column 'qualifer' is not used here", "did you mean 'qualifier'?"),
        at="indicator,unit",
    ),
    Mistake(
        "data-not-utf-8",
        PUBLISHED,
        None,
        "indicator,unit,period,value,note\na,b,2020,1,слово\n".encode("cp1251"),
        ("not UTF-8", "published.csv:2:"),
    ),
    Mistake(
        "data-file-not-there",
        BOOK,
        "file: data/published.csv",
        "file: data/publshed.csv",
        ("data/publshed.csv: the file is missing",),
        at="data/publshed.csv",
    ),
    Mistake(
        "target-twice",
        TARGETS,
        None,
        "apprentice-certification,demo-zone,2020,92\n",
        ("a second target for 'apprentice-certification'", "keep one"),
    ),
    Mistake(
        "target-unit-unknown",
        TARGETS,
        None,
        "apprentice-certification,netdb,2020,92\n",
        ("unit 'netdb'", "did you mean 'netda'?"),
    ),
]

TEMPLATES = [
    Mistake("notebook-not-json", PARK, '"cells"', "cells", ("not a notebook", "open it in JupyterLab"), at=""),
    Mistake(
        "notebook-lacks-a-parameter",
        PARK,
        "period: str",
        "perid: str",
        ("parameters cell lacks 'period'", "write period: str"),
        at="",
    ),
    Mistake(
        "notebook-computes-a-parameter",
        PARK,
        '\\"demo-park-1\\"',
        '\\"demo\\".upper()',
        ("'unit' is set to 'demo'.upper()", "line 1 of the cell", "write a plain value"),
        at="",
    ),
    Mistake(
        "notebook-parameters-not-python",
        PARK,
        "unit: str = ",
        "unit: str = = ",
        ("parameters cell is not Python", "line 1 of the cell"),
        at="",
    ),
    Mistake(
        "notebook-title-no-text",
        PARK,
        '"title": {',
        '"title": "", "titles": {',
        ("reportlib.title", "no text by language"),
        at="",
    ),
    Mistake(
        "notebook-level-unknown", PARK, '"level": "park"', '"level": "prak"', ("level 'prak'", "did you mean 'park'?"), at=""
    ),
]

ELSEWHERE = {"data-file-not-there"}  # told at the file that is missing, which has no lines


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A valid workbook with the units that its reports name and a few figures."""
    root = tmp_path_factory.mktemp("sound")
    for folder in ("params", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "schemas"))
    (root / "data").mkdir()
    shutil.copy(ROOT / PUBLISHED, root / PUBLISHED)
    listed = (ROOT / REPORTS).read_text("utf-8")
    units = (ROOT / UNITS).read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in units if "{id: demo-e" not in line or line.split("{id: ")[1][:9] in listed]
    (root / UNITS).write_text("".join(kept), "utf-8", newline="\n")
    names = {line.split("{id: ")[1].split(",")[0] for line in kept if "{id: " in line}
    _cut(ROOT / TARGETS, root / TARGETS, units=names)
    _cut(ROOT / DEMO, root / DEMO, units=set(KEPT), year="2020")
    return root


def _cut(source: Path, target: Path, *, units: set[str], year: str = "") -> None:
    with source.open(encoding="utf-8", newline="") as stream, target.open("w", encoding="utf-8", newline="") as kept:
        header, *rows = csv.reader(stream)
        writer = csv.writer(kept, lineterminator="\n")
        writer.writerows([header, *(row for row in rows if row[1] in units and row[2].startswith(year))])


@pytest.fixture
def workbook(sound: Path, tmp_path: Path) -> Path:
    """A copy of the valid workbook that a test may break."""
    return Path(shutil.copytree(sound, tmp_path / "workbook"))


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    """The folder that a build is told to write to; it must stay empty."""
    folder = tmp_path / "out"
    yield folder
    assert not folder.exists()


def told(*arguments: str | Path) -> str:
    """The output of a command that must fail with exit code 2 and without a traceback."""
    result: Result = CliRunner().invoke(app, [*map(str, arguments)])
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize("mistake", [*PARAMS, *REPORT, *DATA, *TEMPLATES], ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_with_its_place_the_value_and_what_would_be_right(
    mistake: Mistake, workbook: Path, output: Path
) -> None:
    mistake.make(workbook)

    said = told("build", "--workbook", workbook, "--output", output)

    for words in mistake.says:
        assert words in said
    if mistake.name not in ELSEWHERE:
        assert mistake.place(workbook) in said
    assert len(said.splitlines()) <= 3, f"one mistake, many lines:\n{said}"


def test_the_sound_workbook_is_sound(workbook: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--workbook", str(workbook)])

    assert result.exit_code in (0, 1), result.output
    kinds = [line.split(": ")[1] for line in result.output.splitlines() if line.startswith(("warning: ", "note: "))]
    assert set(kinds) <= {"discrepancy"}, "published totals stay, of units of which most were cut out"


OPTIONS = {
    "unit": (("--unit", "zhuhan"), ("--unit 'zhuhan'", "did you mean 'zhuhang'?")),
    "level": (("--level", "parks"), ("--level 'parks'", "did you mean 'park'?", "district, park, enterprise")),
    "lang": (("--lang", "fr"), ("--lang 'fr'", "zh, en")),
    "template": (("--template", "prak"), ("--template 'prak'", "did you mean 'park'?")),
    "period": (("--period", "2020Q9"), ("--period '2020Q9' is not a period", "2020Q4")),
    "period-beyond-data": (
        ("--period", "2031"),
        ("--period: period 2031 is not covered by the data", "latest with data is 2020Q4"),
    ),
    "unit-not-on-level": (
        ("--level", "park", "--unit", "zhongtian"),
        ("--unit 'zhongtian' is on level 'enterprise', not on --level park",),
    ),
    "nothing-left": (("--template", "district", "--unit", "zhuhang"), ("no report was left to build",)),
    "file-missing": (("nosuch.yaml",), ("nosuch.yaml: the file is missing",)),
    "file-is-a-folder": ((".",), ("the file cannot be read: it is a folder",)),
    "jobs": (("--jobs", "0"), ("--jobs",)),
}


@pytest.mark.parametrize(("arguments", "says"), OPTIONS.values(), ids=OPTIONS)
def test_a_wrong_option_is_told_once_and_blames_no_file(
    arguments: tuple[str, ...], says: tuple[str, ...], workbook: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workbook)

    said = told("build", *arguments, "--output", output)

    for words in says:
        assert words in said
    assert "params/reports.yaml:" not in said.replace("params/reports.yaml: no report was left", "")


def test_line_100_is_told_as_a_number(workbook: Path, output: Path) -> None:
    (workbook / REPORTS).write_text("#\n" * 99 + "report: []\n", "utf-8")

    assert "params/reports.yaml:100: 'report' is not a name used here" in told(
        "build", "--workbook", workbook, "--output", output
    )


def test_an_output_that_is_a_file_is_told_and_kept(workbook: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", "utf-8")

    assert f"--output '{taken}' is a file; name a folder" in told("build", "--workbook", workbook, "--output", taken)
    assert taken.read_text("utf-8") == "mine"


@pytest.mark.parametrize("command", ["build", "check", "schema", "catalogue", "lab"])
def test_no_workbook_here_is_told_by_every_command(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert "no workbook here or in a folder above" in told(command)
    assert "--workbook 'nowhere' is not a workbook: it has no params/workbook.yaml" in told(command, "--workbook", "nowhere")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", [CATALOGUE, UNITS, REPORTS, TARGETS, PUBLISHED])
def test_a_file_that_is_gone_is_named(file: str, workbook: Path, output: Path) -> None:
    (workbook / file).unlink()

    assert f"{file}: the file is missing" in told("build", "--workbook", workbook, "--output", output)


def test_data_files_without_any_figure_are_told(workbook: Path, output: Path) -> None:
    for file in (PUBLISHED, DEMO):
        (workbook / file).write_text((workbook / file).read_text("utf-8").splitlines()[0] + "\n", "utf-8")

    assert "params/workbook.yaml: no data file holds any figure" in told("build", "--workbook", workbook, "--output", output)


@pytest.mark.parametrize("name", ["my park.ipynb", "Park.ipynb", "nul.ipynb"])
def test_a_template_of_a_name_that_no_report_can_bear_is_told(name: str, workbook: Path, output: Path) -> None:
    shutil.copy(workbook / PARK, workbook / "notebooks" / name)

    said = told("build", "--workbook", workbook, "--output", output)

    assert "notebooks/" in said and "the name '" in said
    assert len(said.splitlines()) == 1


def _named(*names: str) -> list[Mistake]:
    return [mistake for mistake in (*PARAMS, *REPORT, *DATA, *TEMPLATES) if mistake.name in names]


@pytest.mark.parametrize(
    "mistakes",
    [
        _named("data-not-a-number", "data-bad-date", "target-unit-unknown", "report-status-unknown", "notebook-not-json"),
        _named("report-template-unknown", "data-wrong-qualifier", "commentary-on-no-report", "data-ragged-row", "target-twice"),
        _named(
            "catalogue-unknown-owner", "catalogue-missing-language", "unit-parent-unknown", "unit-dates-reversed", "card-unknown"
        ),
    ],
    ids=["data-reports-templates", "reports-commentary-data", "catalogue-units-workbook"],
)
def test_five_mistakes_in_different_files_are_all_told_at_once(mistakes: list[Mistake], workbook: Path, output: Path) -> None:
    assert len(mistakes) == 5
    for mistake in mistakes:
        mistake.make(workbook)

    for said in (told("check", "--workbook", workbook), told("build", "--workbook", workbook, "--output", output)):
        for mistake in mistakes:
            assert mistake.place(workbook) in said
            assert mistake.says[0] in said
