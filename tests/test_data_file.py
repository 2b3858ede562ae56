"""docs/data-file.md explains all columns, keys and words of data files and params, and its examples can be read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest

from reportlib.data import read_observations
from reportlib.data.table import COLUMNS, ORIGINS, QUALIFIERS
from reportlib.periods import Period
from reportlib.workbook import Calendar, DataFile, Workbook
from reportlib.workbook.catalogue import Indicator, Kind
from reportlib.workbook.documents import Noun
from reportlib.workbook.layouts import Status
from reportlib.workbook.units import Level

PAGE = Path(__file__).parents[1] / "docs" / "data-file.md"
TEXT = PAGE.read_text("utf-8")
EXAMPLES = re.findall(r"`(data/\w+\.csv)`[^\n]*:\n\n```csv\n(.*?)```", TEXT, flags=re.DOTALL)
ROWS = [row for _, text in EXAMPLES for row in csv.DictReader(StringIO(text))]

READ_AS = {"zero": "final", "missing": "not reported"}


def explained(heading: str, n: int = 0) -> list[str]:
    """The names in the first column of the n-th table under a heading."""
    section = re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", TEXT, flags=re.DOTALL | re.MULTILINE)
    assert section, heading
    table = re.findall(r"(?:^\|.*\n)+", section[1], flags=re.MULTILINE)[n]
    return [name for line in table.splitlines()[2:] for name in re.findall(r"`([^`]+)`", line.split("|")[1])]


def keys(model: type[Noun]) -> list[str]:
    """The names that the fields of a model have in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize(
    ("heading", "n", "names"),
    [
        ("Columns", 0, COLUMNS),
        ("Kinds", 0, get_args(Kind)),
        ("Qualifiers", 0, QUALIFIERS),
        ("Statuses", 0, get_args(Status)),
        ("Origins", 0, ORIGINS),
        ("The files in `params/workbook.yaml`", 0, keys(DataFile)),
        ("The files in `params/workbook.yaml`", 1, keys(Calendar)),
        ("The files in `params/workbook.yaml`", 2, keys(Level)),
        ("The indicators in `params/catalogue.yaml`", 0, keys(Indicator)),
    ],
)
def test_every_word_is_explained_and_none_that_is_not_one(heading: str, n: int, names: Iterable[str]) -> None:
    assert explained(heading, n) == list(names)


def test_every_word_has_an_example_row(example: Workbook) -> None:
    for column in COLUMNS:
        assert any(row.get(column) for row in ROWS), f"no example has a {column}"
    for column, words in (("qualifier", QUALIFIERS), ("status", get_args(Status)), ("origin", ORIGINS)):
        assert {row[column] for row in ROWS if row.get(column)} == set(words)
    assert {example.catalogue[row["indicator"]].kind for row in ROWS} == set(get_args(Kind))
    signs = {cell for row in ROWS for cell in row.values()} & {sign for data in example.settings.data for sign in data.markers}
    assert signs == {"-", "..", "x"}


@pytest.fixture
def example(tmp_path: Path) -> Workbook:
    """The workbook of docs/data-file.md, without rows in its data files."""
    blocks = re.findall(r"`params/(\w+\.yaml)`[^\n]*:\n\n```yaml\n(.*?)```", TEXT, flags=re.DOTALL)
    assert [name for name, _ in blocks] == ["workbook.yaml", "units.yaml", "catalogue.yaml"]
    for folder in ("params", "data"):
        (tmp_path / folder).mkdir()
    for name, text in blocks:
        (tmp_path / "params" / name).write_text(text, "utf-8")
    workbook = Workbook.load(tmp_path)
    for data in workbook.settings.data:
        (tmp_path / data.file).write_text("indicator,unit,period,value\n", "utf-8")
    return workbook


def test_every_key_of_an_indicator_that_a_row_may_need_is_in_the_example(example: Workbook) -> None:
    given = {key for indicator in example.catalogue.indicators for key in indicator.model_fields_set}
    kept_for_later = {"plain", "rollup", "threshold", "source"}
    assert given == set(Indicator.model_fields) - kept_for_later


@pytest.mark.parametrize("n", range(len(EXAMPLES)))
def test_an_example_is_read_row_by_row(example: Workbook, n: int) -> None:
    file, text = EXAMPLES[n]
    (example.root / file).write_text(text, "utf-8")
    table = read_observations(example)
    written = list(csv.DictReader(StringIO(text)))
    told = table.assign(period=[Period.parse(text).named for text in table["period"]])
    assert told[["indicator", "unit", "period"]].to_numpy().tolist() == [
        [row["indicator"], row["unit"], row["period"]] for row in written
    ]
    data = next(data for data in example.settings.data if data.file == file)
    for row, read in zip(written, table.to_dict("records"), strict=True):
        status = data.markers.get(row.get("value", ""), row.get("status") or "final")
        assert read["status"] == READ_AS.get(status, status)
        if status == "zero":
            assert read["value"] == 0
        assert read["qualifier"] == (row.get("qualifier") or "exactly")
        assert read["origin"] == (row.get("origin") or data.origin)
        for column in ("value", "numerator", "denominator"):
            if re.fullmatch(r"-?[0-9.]*[0-9]", row.get(column, "")):
                assert read[column] == float(row[column])


def test_every_csv_on_the_page_is_an_example() -> None:
    assert len(EXAMPLES) == TEXT.count("```csv") >= 7
