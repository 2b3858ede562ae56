"""A workbook of four places, two regions and three indicators, with tables in the layout that a test gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from reportlib.data import read_observations
from reportlib.workbook import Workbook
from tests.sources.server import in_a_folder, programs

SETTINGS = """\
title: {{zh: 试, en: Trial}}
issuer: {{zh: 办, en: Office}}
languages: [zh, en]
levels:
  - {{id: land, name: {{zh: 省, en: Land}}}}
  - {{id: part, name: {{zh: 片, en: Part}}}}
  - {{id: place, name: {{zh: 市, en: Place}}}}
calendar: {{every: {every}}}
data: [{{file: data/{file}, origin: reported}}]
"""
CATALOGUE = """\
version: "1"
dimensions: [{id: d, name: {zh: 维, en: D}}]
owners: [{id: o, name: {zh: 主, en: O}}]
indicators:
  - {id: staff, name: {zh: 从业人员, en: Staff}, dimension: d, owner: o, measure: {zh: 人, en: people}, kind: stock,
     levels: [land, part, place], note: {zh: 数, en: n}}
  - {id: output, name: {zh: 产值, en: Output}, dimension: d, owner: o, measure: {zh: 元, en: yuan}, kind: flow,
     levels: [land, part, place], note: {zh: 数, en: n}}
  - {id: men, name: {zh: 男, en: Men}, dimension: d, owner: o, measure: {zh: 人, en: people}, kind: stock,
     levels: [place], note: {zh: 数, en: n}}
  - {id: women, name: {zh: 女, en: Women}, dimension: d, owner: o, measure: {zh: 人, en: people}, kind: stock,
     levels: [place], note: {zh: 数, en: n}}
  - {id: grown, name: {zh: 占比, en: Share}, dimension: d, owner: o, measure: {zh: "%", en: "%"}, kind: ratio, scale: 100,
     numerator: {name: {zh: 子, en: n}, kind: stock}, denominator: {name: {zh: 母, en: d}, kind: stock},
     levels: [place], note: {zh: 数, en: n}}
"""
UNITS = """\
units:
  - {id: js, name: {zh: 全省, en: Province}, level: land}
  - {id: sn, name: {zh: 苏南, en: South}, level: part, parent: js}
  - {id: sb, name: {zh: 苏北, en: North}, level: part, parent: js}
  - {id: nj, name: {zh: 南京, en: Nanjing}, level: place, parent: sn}
  - {id: wx, name: {zh: 无锡, en: Wuxi}, level: place, parent: sn}
  - {id: xz, name: {zh: 徐州, en: Xuzhou}, level: place, parent: sb}
  - {id: sn-city, name: {zh: 城区, en: City}, level: place, parent: sn}
  - {id: sn-rest, name: {zh: 郊区, en: Rest}, level: place, parent: sn}
  - {id: sb-city, name: {zh: 城区, en: City}, level: place, parent: sb}
  - {id: sb-rest, name: {zh: 郊区, en: Rest}, level: place, parent: sb}
"""
Laid = Callable[..., Workbook]


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    """A function that makes a workbook whose data file is written by a function and described by YAML."""

    def make(
        file: str, write: Callable[[Path], None], sources: str, *, every: str = "year", catalogue: str = CATALOGUE
    ) -> Workbook:
        for folder in ("params", "data", "notebooks"):
            (tmp_path / folder).mkdir(exist_ok=True)
        write(tmp_path / "data" / file)
        texts = {"workbook": SETTINGS.format(every=every, file=file), "catalogue": catalogue, "units": UNITS, "sources": sources}
        for name, text in texts.items():
            (tmp_path / "params" / f"{name}.yaml").write_text(text, "utf-8")
        return Workbook.load(tmp_path)

    return make


def figures(workbook: Workbook) -> dict[tuple[str, str, str], float]:
    """The figures that are read, by indicator, unit and period."""
    table = read_observations(workbook)
    return dict(zip(table[["indicator", "unit", "period"]].itertuples(index=False, name=None), table["value"], strict=True))


def places(table: pd.DataFrame) -> list[str]:
    """The place of each figure in its file, such as `人员!C5`."""
    return [f"{cell}{line}" for cell, line in table[["cell", "line"]].itertuples(index=False)]


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, str]]:
    """A PostgreSQL server for this session; the fixture gives the variables by which it is found."""
    if not programs():
        pytest.skip("no PostgreSQL server is installed here")
    with in_a_folder() as found:
        yield found


@pytest.fixture
def database(server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that runs statements on the server, in a database that is empty at the start of each test."""
    psycopg = pytest.importorskip("psycopg")
    for name, value in server.items():
        monkeypatch.setenv(name, value)

    def run(statements: str) -> None:
        with psycopg.connect("postgresql://", autocommit=True) as connection:
            connection.execute(statements)

    run("drop schema public cascade; create schema public")
    return run
