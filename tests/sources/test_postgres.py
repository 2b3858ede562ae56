"""A query on PostgreSQL is a source like any other: the same figures and pages, and one line for each error."""

# ruff: noqa: E501 messages stand on one line

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportlib.cli import app
from reportlib.data import read_observations
from reportlib.errors import DataError, WorkbookError
from reportlib.new.workbook import start
from reportlib.sources import Query, postgres
from reportlib.workbook import Workbook, provenance
from tests.sources.conftest import Laid, figures

Run = Callable[[str], None]
PLACE = "postgresql:///postgres"
OWN = "select indicator, unit, period, value from returns order by number"
TABLE = "create table returns (number serial, indicator text, unit text, period text, value numeric)"


def pointed(book: Path, query: str, *, place: str = PLACE) -> Workbook:
    """A workbook whose figures are in a database instead of its file."""
    settings = book / "params" / "workbook.yaml"
    settings.write_text(settings.read_text("utf-8").replace("data/figures.csv", place), "utf-8")
    source = f'sources:\n  - id: returns\n    file: {place}\n    query: "{query}"\n'
    (book / "params" / "sources.yaml").write_text(source, "utf-8")
    return Workbook.load(book)


@pytest.fixture
def book(tmp_path: Path, database: Run) -> Path:
    """A small workbook with a file in which one figure was sent twice, and the same rows in the database."""
    start(tmp_path / "book", [])
    path = tmp_path / "book" / "data" / "figures.csv"
    rows = [line.split(",") for line in path.read_text("utf-8").splitlines()[1:]] + [["visits", "second", "2023Q4", "13"]]
    path.write_text("\n".join(map(",".join, [["indicator", "unit", "period", "value"], *rows])) + "\n", "utf-8")
    values = ", ".join(f"('{i}', '{u}', '{p}', {v})" for i, u, p, v in rows)
    database(f"{TABLE}; insert into returns (indicator, unit, period, value) values {values}")
    return tmp_path / "book"


def built(folder: Path, output: Path) -> dict[str, str]:
    """The pages of a build, and their copies as data, by name."""
    words = [sys.executable, "-m", "reportlib", "build", "--workbook", str(folder), "--output", str(output)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: path.read_text("utf-8") for path in sorted(output.glob("*-*.*")) if path.suffix in (".html", ".json")}


@pytest.mark.slow
def test_the_pages_are_those_of_the_same_rows_in_a_csv(book: Path, tmp_path: Path) -> None:
    from_file = built(book, tmp_path / "file")
    pointed(book, OWN)
    from_database = built(book, tmp_path / "database")
    assert len(from_file) == 8 and from_file.keys() == from_database.keys()
    assert "two figures; 13 is used, 12 is not" in from_database["unit-second-2023Q4-en.html"], "a finding is told"

    def bare(text: str) -> str:
        """A page in which places of findings, and fingerprints that depend on the name of the source, are replaced."""
        text = re.sub(r"data/figures\.csv:(\d+)", lambda found: f"PLACE {int(found[1]) - 1}", text)
        text = re.sub(rf"{PLACE}:row (\d+)", lambda found: f"PLACE {found[1]}", text)
        text = re.sub(r"\b(own_figures|catalogue)=[0-9a-f]+", r"\1=", text)
        for held in set(re.findall(r'data_hash"\s*(?:content=|:)\s*"([0-9a-f]{12})"', text)):  # of figures and findings
            text = text.replace(held, "HASH")
        return text

    for name, text in from_file.items():
        assert bare(text) == bare(from_database[name]), name


def test_figures_and_places_are_those_of_the_query(book: Path) -> None:
    from_file = read_observations(Workbook.load(book))
    read = read_observations(pointed(book, OWN))
    same = [column for column in read.columns if column not in ("file", "line", "cell")]
    assert read[same].equals(from_file[same])
    assert (read["line"] == from_file["line"] - 1).all() and set(read["cell"]) == {"row "}
    done = CliRunner().invoke(app, ["check", "--workbook", str(book)])
    assert f"  {PLACE}:row 8: " in done.stdout and done.exit_code == 1, done.output


def test_columns_of_a_query_may_be_laid_out(laid: Laid, database: Run) -> None:
    # Output is 125 and 1.5 in ten thousands of yuan; the catalogue counts it in yuan.
    database(
        "create table t (town text, y int, people int, made numeric); insert into t values ('南京', 2022, 5, 125), ('无锡', 2022, null, 1.5)"
    )
    workbook = laid("t.csv", lambda path: path.write_text("unit\n", "utf-8") and None, GIVEN)
    root = workbook.root
    (root / "params" / "workbook.yaml").write_text(
        (root / "params" / "workbook.yaml").read_text("utf-8").replace("data/t.csv", PLACE), "utf-8"
    )
    (root / "params" / "sources.yaml").write_text(LAID_OUT, "utf-8")
    assert figures(Workbook.load(root)) == {
        ("staff", "nj", "2022"): 5,
        ("output", "nj", "2022"): 1_250_000,
        ("output", "wx", "2022"): 15_000,
    }


GIVEN = "sources: [{file: data/t.csv, columns: {unit: unit, n: staff}, period: 2022}]\n"
LAID_OUT = f"""\
sources:
  - file: {PLACE}
    query: |
      select town, y, people, made
      from t order by town desc
    columns: {{town: unit, y: year, people: staff, made: {{indicator: output, measure: 万元}}}}
"""


def test_a_changed_row_or_query_is_another_input(book: Path, database: Run) -> None:
    seen = [provenance.data_hash(pointed(book, OWN)) for _ in range(2)]
    assert seen[0] == seen[1]
    database("update returns set value = 99 where number = 1")
    seen.append(provenance.data_hash(Workbook.load(book)))
    seen.append(Query(PLACE, "select 1 order by 1").version())
    seen.append(Query(PLACE, "select 1 as b order by 1").version())
    assert len(set(seen)) == 4


@pytest.mark.parametrize("command", ["plan", "check"])
def test_a_command_asks_a_database_once(book: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pointed(book, OWN)
    asked: list[str] = []
    ask = Query._rows
    monkeypatch.setattr(Query, "_rows", lambda query, text: (asked.append(text), ask(query, text))[1])
    done = CliRunner().invoke(app, [command, "--workbook", str(book)])
    assert done.exit_code < 2 and asked == [OWN], done.output


def test_figures_are_those_of_their_version(book: Path, database: Run) -> None:
    # A change after the fingerprint was computed is not read under that fingerprint; the next reading has it.
    workbook = pointed(book, OWN)
    before = provenance.data_hash(workbook)
    database("update returns set value = 99 where number = 1")
    first, second = (read_observations(workbook)["value"].iloc[0] for _ in range(2))
    assert (first == 99, second) == (False, 99) and provenance.data_hash(workbook) != before


def refused(book: Path, *options: str) -> str:
    done = CliRunner().invoke(app, [*options, "--workbook", str(book)])
    assert done.exit_code == 2, done.output
    lines = [line for line in done.stderr.splitlines() if not line.startswith("check --explain")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select nothing from returns order by 1", ': the database refuses the query: column "nothing" does not exist'),
        (
            "select indicator, unit, period, value from gone order by 1",
            ': the database refuses the query: relation "gone" does not exist',
        ),
        ("select indicator, unit, period from returns order by number", ": column 'value' is missing; "),
        ("delete from returns -- order by", ": the database refuses the query: cannot execute DELETE in a read-only transaction"),
        (
            "select pg_terminate_backend(pg_backend_pid()) order by 1",
            ": the connection to the database was lost: terminating connection",
        ),
        (
            "select indicator, unit, period, value || 'x' as value from returns where number = 3 order by 1",
            ":row 1: value '80x' is not a number",
        ),
    ],
)
def test_what_goes_wrong_is_one_line(book: Path, query: str, told: str) -> None:
    pointed(book, query)
    assert refused(book, "check").startswith(PLACE + told)


def test_a_server_that_is_not_there_is_one_line(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pointed(book, OWN)
    monkeypatch.setenv("PGHOST", str(tmp_path))
    for command in ("check", "plan", "build"):
        assert refused(book, command).startswith(f"{PLACE}: no connection to the database: ")


def test_a_variable_may_hold_the_whole_address_and_is_never_shown(
    book: Path, server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = pointed(book, OWN, place="postgresql://$FIGURES")
    assert refused(book, "check").startswith(
        "postgresql://$FIGURES: the environment variable FIGURES is not set; set it to the address"
    )
    monkeypatch.setenv("FIGURES", f"postgresql://office:hush@/postgres?host={server['PGHOST']}")
    monkeypatch.delenv("PGHOST")
    assert len(read_observations(workbook)) == 9
    for wrong in (
        "postgresql://office:hush@nowhere.invalid/x",
        "postgresql://office:hush@/x?bogus=hush",
        "hush",
        "host=/nowhere password=hush",
    ):
        monkeypatch.setenv("FIGURES", wrong)
        assert "hush" not in refused(book, "check")


def test_without_the_extra_it_is_one_line(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pointed(book, OWN)
    monkeypatch.setattr(postgres, "find_spec", lambda name: None)
    told = "a database needs psycopg, which is not installed; install the extra: pip install 'reportlib[postgres]', or save the table as CSV"
    assert refused(book, "check") == f"{PLACE}: {told}"


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://office:hush@host/figures",
        "postgresql://host/figures?password=hush",
        "postgresql://host/figures?sslmode=require&sslpassword=hush",
        "host=here password=hush",
    ],
)
def test_a_password_in_params_is_refused_and_not_repeated(tmp_path: Path, place: str) -> None:
    start(tmp_path / "book", [])
    with pytest.raises(WorkbookError) as caught:
        pointed(tmp_path / "book", OWN, place=f"'{place}'")
    told = [str(problem) for problem in caught.value.problems]
    assert told == [
        "params/workbook.yaml:14: data.0.file: a password does not belong here, where others read it; keep it in ~/.pgpass or in the variable PGPASSWORD",
        "params/sources.yaml:3: sources.0.file: a password does not belong here, where others read it; keep it in ~/.pgpass or in the variable PGPASSWORD",
    ]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "params/sources.yaml:2: s: nothing says what to read of the database; write `query: select … from … order by …`"),
        (
            ", query: select 1",
            "params/sources.yaml:2: query of s: without `order by` its rows come in any order, so that no row can be named in a message",
        ),
        (
            ", query: select 1 order by 1, sheet: x",
            "params/sources.yaml:2: sheet: a query has none; leave it out, or say it in the query",
        ),
    ],
)
def test_what_a_source_of_a_database_must_say(tmp_path: Path, more: str, told: str) -> None:
    start(tmp_path / "book", [])
    pointed(tmp_path / "book", OWN)
    (tmp_path / "book" / "params" / "sources.yaml").write_text(f"sources:\n  - {{id: s, file: '{PLACE}'{more}}}\n", "utf-8")
    with pytest.raises(WorkbookError) as caught:
        Workbook.load(tmp_path / "book")
    assert any(str(problem).startswith(told) for problem in caught.value.problems), str(caught.value)


def test_a_database_that_no_source_reads_is_one_line(tmp_path: Path) -> None:
    start(tmp_path / "book", [])
    pointed(tmp_path / "book", OWN)
    (tmp_path / "book" / "params" / "sources.yaml").unlink()
    with pytest.raises(DataError, match=r"^postgresql:///postgres: nothing says what to read of the database; write `- \{file: "):
        read_observations(Workbook.load(tmp_path / "book"))
