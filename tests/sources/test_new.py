"""`reportlib new` makes a working workbook from a table, with a reason for every guess, and lists all that it does not read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from reportlib.cli import app
from reportlib.data import read_observations
from reportlib.errors import InputError
from reportlib.new.workbook import Started, start
from reportlib.workbook import Workbook
from tests.sources import tables

ROOT = Path(__file__).parents[2]
Figures = dict[tuple[str, str, str], float]


def begun(tmp_path: Path, write: Callable[[Path], None], file: str, *, period: str = "") -> tuple[Started, Figures]:
    """A workbook made from a table, and its figures by indicator name, unit name and period."""
    write(tmp_path / file)
    made = start(tmp_path / "new", [tmp_path / file], period=period)
    book = Workbook.load(tmp_path / "new")
    read = read_observations(book)
    indicators = {one.id: next(iter(one.name.values())) for one in book.catalogue.indicators}
    units = {unit.id: next(iter(unit.name.values())) for unit in book.units.units}
    keys = zip(read["indicator"].map(indicators), read["unit"].map(units), read["period"], strict=True)
    assert len(read.drop_duplicates(["indicator", "unit", "period"])) == len(read), "no figure stands in for another"
    return made, dict(zip(keys, read["value"], strict=True))


def test_two_years_side_by_side(tmp_path: Path) -> None:
    _, got = begun(tmp_path, tables.merged_years, "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["表1"]
    columns = [(1, "从业人员", "2022"), (2, "产值", "2022"), (3, "从业人员", "2023"), (4, "产值", "2023")]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert got == {(name, row[0], year): row[n] for row in rows for n, name, year in columns} and len(got) == 16


def test_a_tree_needs_to_be_told_its_period_and_keeps_its_parents(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing says when the figures were taken: no column, no title, no name; say it"):
        begun(tmp_path, tables.indented_tree, "t.xlsx")
    _, got = begun(tmp_path, tables.indented_tree, "t.xlsx", period="2023")
    assert got["人数", "苏南", "2023"] == 400 and len(read_observations(Workbook.load(tmp_path / "new"))) == 7
    units = Workbook.load(tmp_path / "new").units
    parents = [(unit.name["zh"], units[unit.parent].name["zh"]) for unit in units.units if isinstance(unit.parent, str)]
    south = [("苏南", "全省"), ("城区", "苏南"), ("郊区", "苏南")]
    assert parents == [*south, ("苏北", "全省"), ("城区", "苏北"), ("郊区", "苏北")]


def test_a_csv_in_gbk_keeps_the_measure_of_the_table(tmp_path: Path) -> None:
    _, got = begun(tmp_path, tables.gbk_in_ten_thousands, "t.csv")
    assert got == {("产值", "南京", "2022"): 1234.5, ("产值", "无锡", "2022"): 2000, ("产值", "徐州", "2022"): 0.0001}
    [indicator] = Workbook.load(tmp_path / "new").catalogue.indicators
    assert (indicator.measure, indicator.kind) == ({"zh": "万元"}, "flow")


def test_every_sheet_is_a_source(tmp_path: Path) -> None:
    made, got = begun(tmp_path, tables.two_sheets, "t.xlsx")
    read = pd.read_excel(tmp_path / "t.xlsx", sheet_name=None, engine="openpyxl")
    layouts = Workbook.load(tmp_path / "new").layouts
    assert [layout.sheet for layout in layouts] == ["人员", "产值"] == list(read)
    assert sorted(got.values()) == sorted(float(v) for sheet in read.values() for v in sheet[["2022", "2023"]].to_numpy().ravel())
    assert made.unread == ()


def test_a_month_a_column_and_a_total_that_is_left_out_by_name(tmp_path: Path) -> None:
    made, got = begun(tmp_path, tables.wide_months, "t.csv")
    assert {period for _, _, period in got} == {f"2023-{month:02d}" for month in range(1, 13)} and sum(got.values()) == 3834
    assert Workbook.load(tmp_path / "new").base.kind == "month"
    assert made.unread == ("data/t.csv column N '合计': its name does not say when, as those beside it do",)


def test_names_with_blanks(tmp_path: Path) -> None:
    _, got = begun(tmp_path, tables.spaced_and_old_names, "t.xlsx")
    assert sorted(got.values()) == [11, 12, 13, 36]
    assert Workbook.load(tmp_path / "new").units.units[0].name["zh"] == "合　计", "the total is the unit on top"


def test_formulas_without_values_name_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"数据!C3: value '=C2\*2' is a formula whose value was not saved"):
        begun(tmp_path, tables.formulas_without_values, "t.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"], "nothing half made is left behind"


def test_what_cannot_be_read_is_told_of_the_table_itself_and_an_empty_folder_stays(tmp_path: Path) -> None:
    # After a spreadsheet program has saved the table, and so has computed the formulas, the same command succeeds.
    table, folder = tmp_path / "t.xlsx", tmp_path / "new"
    tables.formulas_without_values(table)
    folder.mkdir()
    words = ["new", str(folder), "--from", str(table)]
    done = CliRunner().invoke(app, words)
    said = f"{table}:数据!C3: value '=C2*2' is a formula whose value was not saved; open the file in a spreadsheet program"
    assert done.exit_code == 2 and done.stderr.startswith(said)
    assert list(folder.iterdir()) == [] and sorted(path.name for path in tmp_path.iterdir()) == ["new", "t.xlsx"]
    book = openpyxl.load_workbook(table)
    for row in book["数据"].iter_rows(min_row=2, min_col=2):
        for cell in row:
            cell.value = cell.value if isinstance(cell.value, (int, float)) else 1
    book.save(table)
    before = folder.stat().st_ino
    assert start(folder, [table]).guesses and folder.stat().st_ino == before
    assert Workbook.load(folder).units.units


def test_markers_become_kinds_of_absence(tmp_path: Path) -> None:
    begun(tmp_path, tables.markers, "t.csv")
    read = read_observations(Workbook.load(tmp_path / "new"))
    assert read.set_index("line")["status"].to_dict() == {
        2: "final", 3: "suppressed", 4: "not reported", 5: "final", 6: "final"
    }  # fmt: skip


EXCLUSIONS = """\
year,level,region,name,schools,pupils,permanent,fixed,fixed_rate
2015/16,authority,East Midlands,Derby,109,40943,42,2157,5.27
2015/16,authority,East Midlands,Rutland,23,6031,x,111,1.84
2015/16,region,,East Midlands,2065,683900,635,28910,4.23
2015/16,nation,,England,21770,7916225,6685,339360,4.29
2016/17,authority,,,1,0,20,.,.
2016/17,nation,,England,21810,8025075,7720,381865,4.76
"""


def test_official_exclusions_as_they_came(tmp_path: Path) -> None:
    # A few lines of a release of the Department for Education (Open Government Licence).
    _, got = begun(tmp_path, lambda path: path.write_text(EXCLUSIONS, "utf-8") and None, "t.csv")
    book = Workbook.load(tmp_path / "new")
    assert got["fixed", "England", "2016_17@9"] == 381_865
    rates = read_observations(book).query("indicator == 'fixed_rate'").set_index(["unit", "period"])
    assert rates.loc[("england", "2015_16@9"), ["numerator", "denominator"]].tolist() == [339_360, 7_916_225]
    assert book.settings.calendar.year_starts == 9 and book.catalogue["fixed_rate"].kind == "ratio"
    assert [unit.parent for unit in book.units.units] == [None, "england", "east-midlands", "east-midlands"]
    assert len(got) == 5 * 5, "rows without a name are nobody's figures"


def test_every_guess_stands_in_its_file_and_is_listed(tmp_path: Path) -> None:
    made, _ = begun(tmp_path, tables.two_sheets, "t.xlsx")
    lines = {
        f"params/{path.name}:{n}"
        for path in (tmp_path / "new" / "params").glob("*.yaml")
        for n, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "# guess: " in line
    }
    assert len(lines) > 10 and {":".join(guess.split(":")[:2]) for guess in made.guesses} == lines


def late_and_early(path: Path) -> None:
    """West begins in 2022, East ends with 2022, South has a sign in place of a figure in 2023."""
    rows = ["North,2021,1", "North,2022,2", "North,2023,3", "East,2021,4", "East,2022,4", "South,2022,5", "South,2023,.."]
    rows += ["South,2021,6"]
    path.write_text("\n".join(["region,year,staff", *rows, "West,2022,7", "West,2023,8"]) + "\n", "utf-8")


def test_a_unit_that_comes_later_or_ends_before_is_a_guess(tmp_path: Path) -> None:
    made, _ = begun(tmp_path, late_and_early, "t.csv")
    units = {re.search(r"en: \"(.*?)\"", told)[1]: told for told in made.guesses if "units.yaml" in told}  # type: ignore[index]
    assert set(units) == {"All units", "East", "South", "West"}
    assert units["West"].endswith("it exists throughout, though it has no figures before 2022, add `from: 2022` if it began then")
    assert units["East"].endswith("it exists throughout, though it has no figures after 2022, add `to: 2022` if it ended then")
    assert units["South"].endswith("no figures after 2022, add `to: 2022` if it ended then")


def wide_and_late(path: Path) -> None:
    path.write_text("region,2021,2022,2023\nNorth,1,2,3\nWest,,7,\n", "utf-8")


def test_so_it_is_in_a_table_with_a_column_for_each_year(tmp_path: Path) -> None:
    made, _ = begun(tmp_path, wide_and_late, "t.csv")
    (west,) = [told for told in made.guesses if "West" in told]
    assert west.endswith(
        "no figures before 2022, add `from: 2022` if it began then; nor after 2022, add `to: 2022` if it ended then"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new", "{tmp}/full"], "'{tmp}/full' is not an empty folder, and is left as it is"),
        (["new", "{tmp}/x", "--from", "{tmp}/none.csv"], "--from '{tmp}/none.csv' is not there; give the path of a table"),
        (["new", "{tmp}/x", "--from", "{tmp}/full/a.csv", "--period", "soon"], "--period 'soon' is not a period"),
        (["new", "{tmp}/x", "--from", "{tmp}/full/a.csv"], "a.csv: no row with a figure below a row that names the columns"),
    ],
)
def test_what_cannot_be_begun_is_one_line_and_writes_nothing(tmp_path: Path, arguments: list[str], told: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.csv").write_text("words only\n", "utf-8")
    done = CliRunner().invoke(app, [word.format(tmp=tmp_path) for word in arguments])
    assert done.exit_code == 2 and told.format(tmp=tmp_path) in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_it_works_from_a_wheel_in_an_empty_folder_without_a_network(tmp_path: Path) -> None:
    # With the files of a wheel and no checkout, `new` makes a skeleton, and a workbook from a table, both with pages.
    python = _installed(tmp_path / "env")
    empty = tmp_path / "empty"
    empty.mkdir()
    tables.two_sheets(empty / "t.xlsx")
    where = "import reportlib; print(reportlib.__file__)"
    found = subprocess.run([python, "-P", "-c", where], cwd=empty, capture_output=True, text=True, check=True).stdout
    assert Path(found.strip()).is_relative_to(tmp_path), "the checkout is not seen"
    for words, pages in ((["new", "bare"], 4), (["new", "full", "--from", "t.xlsx"], 4)):
        ran = subprocess.run([python, "-P", "-m", "reportlib", *words], cwd=empty, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert f"{pages} built, 0 unchanged, 0 failed" in ran.stdout and " next: " in ran.stdout
    page = next((empty / "full" / "outputs").glob("level-2-*.html")).read_text("utf-8")
    assert re.search(r"南京|无锡|徐州", page)


def _installed(folder: Path) -> Path:
    """The Python of a new environment with the files that a wheel would install, and with the packages of this environment."""
    venv.create(folder)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    package = ROOT / "reportlib"
    data = [path for glob in project["tool"]["setuptools"]["package-data"]["reportlib"] for path in package.glob(glob)]
    for path in {*package.rglob("*.py"), *(path for path in data if path.is_file())}:
        target = own / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    facts = own / "reportlib-0.1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: reportlib\nVersion: 0.1.0\n", "utf-8")
    groups = project["project"]["entry-points"].items()
    points = [(f"[{group}]", *(f"{name} = {at}" for name, at in held.items())) for group, held in groups]
    (facts / "entry_points.txt").write_text("\n".join(line for lines in points for line in lines) + "\n", "utf-8")
    beside = [path for path in sys.path if path.endswith("site-packages")]
    code = "import sys; sys.path += " + repr(beside)  # behind its own, and without what those add by files of their own
    (own / "zz-beside.pth").write_text(code + "\n", "utf-8")
    return python
