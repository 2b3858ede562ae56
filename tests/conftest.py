"""A tiny made-up workbook: three levels, seven units, one indicator of every kind, figures small enough to add up by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from reportlib.data.table import COLUMNS
from reportlib.workbook import Workbook

yaml.SafeDumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]  # params files may hold none

WORKBOOK = """\
title: {zh: 图书工作, en: Library work}
issuer: {zh: 图书办公室, en: Library office}
languages: [zh, en]
levels:
  - {id: realm, name: {zh: 总体, en: Realm}, whole: {zh: 全境, en: the realm}, cards: [visits, members, lending, homes]}
  - {id: region, name: {zh: 大区, en: Region}}
  - {id: town, name: {zh: 小镇, en: Town}, cards: [visits]}
calendar: {every: quarter, due_days: 10}
data:
  - {file: data/printed.csv, origin: published, source: {zh: 年鉴, en: Yearbook}}
  - {file: data/returns.csv, origin: reported}
targets: params/targets.csv
"""

CATALOGUE = """\
version: "1"
dimensions:
  - {id: reading, name: {zh: 阅读, en: Reading}}
  - {id: housing, name: {zh: 住户, en: Homes}}
owners:
  - {id: library, name: {zh: 图书馆, en: Library}}
  - {id: clerk, name: {zh: 书记, en: Clerk}, role: office}
indicators:
  - {id: visits, name: {zh: 到馆, en: Visits},
     dimension: reading, owner: library, measure: {zh: 人次, en: visits}, kind: flow, direction: up,
     levels: [town], note: {zh: 每次计一, en: Each visit counts.}}
  - {id: fines, name: {zh: 罚款, en: Fines},
     dimension: reading, owner: clerk, measure: {zh: 笔, en: fines}, kind: flow, direction: down,
     levels: [town], note: {zh: 笔数, en: Fines given.}}
  - {id: homes, name: {zh: 住户, en: Homes},
     dimension: housing, owner: clerk, measure: {zh: 户, en: homes}, kind: stock, direction: up,
     levels: [town], note: {zh: 期末数, en: At the end.}}
  - {id: members, name: {zh: 会员, en: Members},
     dimension: reading, owner: library, measure: {zh: 人, en: people}, kind: distinct, people: true,
     direction: up, levels: [town], note: {zh: 不重复, en: Each once.}}
  - {id: lending, name: {zh: 借阅率, en: Lending},
     dimension: reading, owner: library, measure: {zh: "%", en: "%"}, kind: ratio, scale: 100,
     decimals: 1, direction: up, numerator: {name: {zh: 借出, en: lent}, kind: flow},
     denominator: {name: {zh: 藏书, en: held}, kind: stock}, levels: [town], note: {zh: 借出除以藏书, en: Lent over held.}}
  - {id: mood, name: {zh: 满意度, en: Mood},
     dimension: reading, owner: library, measure: {zh: 分, en: points}, kind: score, decimals: 1,
     direction: up, levels: [town], note: {zh: 问卷, en: Survey.}}
  - {id: lending-place, name: {zh: 借阅名次, en: Place in lending},
     dimension: reading, owner: clerk, measure: {zh: 位, en: place}, kind: rank,
     ranks: lending, among: {zh: 全国, en: the country}, direction: down, levels: [realm, town],
     note: {zh: 公布, en: As printed.}}
"""

UNITS = """\
units:
  - {id: whole, name: {zh: 全部, en: Whole}, level: realm}
  - {id: north, name: {zh: 北区, en: North}, level: region, parent: whole}
  - {id: south, name: {zh: 南区, en: South}, level: region, parent: whole}
  - {id: ash, name: {zh: 白蜡镇, en: Ash}, level: town, parent: north, peer_group: old, pilot: 2020Q1}
  - {id: birch, name: {zh: 桦树镇, en: Birch}, level: town, parent: north, from: 2020Q3, peer_group: old}
  - {id: cedar, name: {zh: 雪松镇, en: Cedar}, level: town, parent: south, to: 2020Q2, peer_group: old}
  - {id: dale, name: {zh: 山谷镇, en: Dale}, level: town, peer_group: old,
     parent: [{id: north, to: 2020Q2}, {id: south, from: 2020Q3}]}
"""

REPORTS = """\
reports:
  - {template: town, periods: [2020], units: {level: town}, languages: [zh, en]}
"""

PRINTED = """\
indicator,unit,period,value,qualifier,source,note
visits,whole,2020,130,more than,Yearbook,as printed
lending-place,whole,2020,2,,Yearbook,
members,south,2020,40,exactly,Yearbook,
"""

RETURNS = """\
indicator,unit,period,value,numerator,denominator,status,reported_at
visits,ash,2019Q1,8,,,final,2019-04-05
visits,ash,2019Q2,8,,,final,2019-07-05
visits,ash,2019Q3,8,,,final,2019-10-05
visits,ash,2019Q4,8,,,final,2020-01-05
visits,ash,2020Q1,10,,,final,2020-04-05
visits,ash,2020Q2,11,,,final,2020-07-12
visits,ash,2020Q3,12,,,final,2020-10-05
visits,ash,2020Q4,13,,,final,2021-01-05
visits,birch,2020Q3,20,,,final,2020-10-05
visits,birch,2020Q4,21,,,provisional,2021-01-05
visits,cedar,2020Q1,5,,,final,2020-04-05
visits,cedar,2020Q2,6,,,final,2020-07-05
visits,dale,2020Q1,7,,,final,2020-04-05
visits,dale,2020Q2,8,,,final,2020-07-05
visits,dale,2020Q3,9,,,final,2020-10-05
visits,dale,2020Q4,10,,,final,2021-01-05
homes,ash,2020Q3,100,,,final,2020-10-05
homes,ash,2020Q4,110,,,final,2021-01-05
homes,birch,2020Q4,50,,,final,2021-01-05
homes,dale,2020Q4,,,,missing,
members,ash,2020Q4,30,,,final,2021-01-05
members,birch,2020Q4,12,,,final,2021-01-05
lending,ash,2020Q3,,30,100,final,2020-10-05
lending,ash,2020Q4,,40,120,final,2021-01-05
lending,birch,2020Q3,,5,80,final,2020-10-05
lending,birch,2020Q4,,15,80,final,2021-01-05
mood,ash,2020Q4,80,,30,final,2021-01-05
mood,birch,2020Q4,60,,10,final,2021-01-05
mood,dale,2020Q4,90,,,final,2021-01-05
"""

TARGETS = """\
indicator,unit,period,value
homes,ash,2020,105
visits,ash,2020,50
visits,ash,2020Q4,12
fines,ash,2020Q4,3
"""

WHOLE = ("audit", "browser", "build", "cases", "export", "faults", "new", "oracle", "page", "plan", "report", "site")
"""The folders whose tests make whole workbooks, pages, or processes: none of them is fast."""
WEIGHTS = {"rare": 0, "browser": 2, "slow": 1}
"""The order of the markers: a file with a test of the greatest weight is run first."""


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark fast tests, and put the slowest files first, so that all workers end at about the same time."""
    weights: dict[Path, int] = {}
    for item in items:
        weight = max((WEIGHTS[mark.name] for mark in item.iter_markers() if mark.name in WEIGHTS), default=None)
        weights[item.path] = max(weights.get(item.path, 0), weight or 0)
        room, inside = item.path.relative_to(item.config.rootpath).parts[:2]
        if weight is None and room != "warmkernels" and inside not in WHOLE:
            item.add_marker("fast")
    items.sort(key=lambda item: -weights[item.path])


NOTEBOOK = ["unit: str = ''  # the unit, by id", "period: str = '2020'  # the period", "lang: str = 'zh'  # the language"]


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """The folder of the small workbook, which a test may change before it is read."""
    for name, text in {
        "params/workbook.yaml": WORKBOOK,
        "params/catalogue.yaml": CATALOGUE,
        "params/units.yaml": UNITS,
        "params/reports.yaml": REPORTS,
        "params/targets.csv": TARGETS,
        "data/printed.csv": PRINTED,
        "data/returns.csv": RETURNS,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def small_notebooks(small_folder: Path) -> Path:
    """The folder `notebooks` of the small workbook, with one template that prints its parameters."""
    folder = small_folder / "notebooks"
    folder.mkdir()
    cells = [_cell("\n".join(NOTEBOOK), tags=["parameters"]), _cell("print(unit, period, lang)")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "town.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture
def small_workbook(small_folder: Path) -> Workbook:
    """The small workbook, read."""
    return Workbook.load(small_folder)


@pytest.fixture
def observed() -> Callable[..., pd.DataFrame]:
    """A function that makes observations from rows `(indicator, unit, period, value)`; a ratio's value is a pair of numbers."""
    return _observed


def _observed(*rows: tuple[Any, ...]) -> pd.DataFrame:
    made = []
    for line, (indicator, unit, period, value, *rest) in enumerate(rows, 2):
        whole, parts = (None, value) if isinstance(value, tuple) else (value, (None, None))
        row = {
            "indicator": indicator,
            "unit": unit,
            "period": period,
            "value": whole,
            "numerator": parts[0],
            "denominator": parts[1],
        }
        row |= {"qualifier": "exactly", "status": "final", "origin": "reported", "inferred": False}
        row |= {"reported_at": "", "source": "", "note": "", "file": "made.csv", "line": line}
        made.append(row | (rest[0] if rest else {}))
    frame = pd.DataFrame(made, columns=pd.Index([*COLUMNS, "file", "line"]))
    texts = ["indicator", "unit", "period", "qualifier", "status", "origin", "reported_at", "source", "note", "file"]
    numbers = ["value", "numerator", "denominator"]
    return frame.astype(dict.fromkeys(texts, "str") | dict.fromkeys(numbers, "float64") | {"inferred": bool, "line": "int64"})


def _cell(source: str, *, tags: list[str] | None = None) -> dict[str, Any]:
    metadata = {"tags": tags} if tags else {}
    return {
        "cell_type": "code",
        "id": f"c{len(source)}",
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
