"""A small workbook with a zone `z`, parks `p1` and `p2`, and the firms and rows of a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path

import yaml

from reportlib.analysis import Standing, View, Whole, whole_of
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

FIRMS = "a under p1\nb under p1\nc under p2"
"""The firms, unless a test names others."""
_COLUMNS = ("indicator", "unit", "period", "value", "numerator", "denominator", "qualifier", "status", "origin")
_PARTS = {"numerator": {"name": {"en": "n"}, "kind": "flow"}, "denominator": {"name": {"en": "d"}, "kind": "flow"}}
_INDICATORS = {
    "certs": {"kind": "flow", "direction": "up"},
    "staff": {"kind": "stock"},
    "passed": {"kind": "ratio", "scale": 100, "direction": "up", "measure": {"en": "%"}, **_PARTS},
    "hurt": {
        "kind": "ratio", "scale": 1000, "direction": "down",
        **_PARTS, "denominator": {"name": {"en": "staff"}, "kind": "stock"},
    },
    "mood": {"kind": "score", "direction": "up"},
    "place": {"kind": "rank", "ranks": "passed", "among": {"en": "all"}, "direction": "down"},
    "people": {"kind": "distinct", "people": True},
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """A workbook on disk, and what the package computes from it."""

    root: Path

    @cached_property
    def workbook(self) -> Workbook:
        return Workbook.load(self.root)

    def whole(self, period: str) -> Whole:
        observations, targets = read_observations(self.workbook), read_targets(self.workbook)
        return whole_of(self.workbook, observations, targets, period=Period.parse(period))

    def view(self, unit: str, period: str) -> View:
        return self.whole(period).view(unit)

    def figure(self, indicator: str, unit: str, period: str) -> float:
        """The value of one figure; NaN if there is none."""
        values = self.whole(period).values
        rows = values[(values["indicator"] == indicator) & (values["unit"] == unit) & (values["period"] == period)]
        return float(rows["value"].iloc[0]) if len(rows) else float("nan")

    def standing(self, unit: str, period: str, indicator: str = "certs") -> Standing:
        return self.view(unit, period).standing_of(indicator)


def world(
    root: Path,
    rows: str,
    *,
    firms: str = FIRMS,
    parks: Sequence[str] = ("p1", "p2"),
    targets: str = "",
    every: str = "quarter",
    year_starts: int = 1,
    **changed: dict[str, object],
) -> World:
    """Write a workbook with rows, firms and targets; `changed` gives settings of an indicator that differ from `_INDICATORS`.

    A row has an indicator, a unit, one or more periods (a row for each), and the figure: `certs a 2020Q1 10`. The figure may
    also be `7/20` (numerator and denominator), `35=7/20` (a value with both), `_` (empty) or `c` (suppressed). Other cells of the
    row are given by name: `certs a 2020Q1 2020Q2 10 status=provisional`. Firms are written `a under p1`,
    `a under p1 from=2020Q2`, or, if they moved, `a under p1 -2020Q3 p2 2020Q4-`. Targets are written `certs a 2020Q1 10`.
    """
    params, data = root / "params", root / "data"
    params.mkdir(exist_ok=True)
    data.mkdir(exist_ok=True)
    above = [{"id": park, "level": "park", "parent": "z"} for park in parks]
    units = [{"id": "z", "level": "zone"}, *above, *map(_firm, firms.split("\n"))]
    catalogue = {
        "version": "1",
        "dimensions": [{"id": "d", "name": {"en": "Dimension"}}],
        "owners": [{"id": "o", "name": {"en": "Office"}}],
        "indicators": [_indicator(name, changed.get(name, {})) for name in _INDICATORS],
    }
    settings = {
        "title": {"en": "Trial"},
        "issuer": {"en": "Office"},
        "languages": ["en"],
        "levels": [{"id": name, "name": {"en": name}} for name in ("zone", "park", "firm")],
        "calendar": {"every": every, "year_starts": year_starts, "due_days": 15},
        "data": [{"file": "data/d.csv", "origin": "reported", "markers": {"c": "suppressed"}}],
        "targets": "params/targets.csv",
    }
    named = {"units": [{"name": {"en": str(unit["id"])}, **unit} for unit in units]}
    for name, content in (("workbook", settings), ("catalogue", catalogue), ("units", named)):
        (params / f"{name}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    (params / "targets.csv").write_text("\n".join(["indicator,unit,period,value", *_targets(targets)]), "utf-8")
    (data / "d.csv").write_text("\n".join([",".join(_COLUMNS), *_lines(rows)]), "utf-8")
    return World(root)


def _indicator(name: str, changed: dict[str, object]) -> dict[str, object]:
    fixed = {"id": name, "name": {"en": name}, "dimension": "d", "owner": "o", "measure": {"en": "people"}}
    return fixed | {"levels": ["firm"], "note": {"en": "made up"}} | _INDICATORS[name] | changed


def _firm(text: str) -> dict[str, object]:
    name, told = text.split(" under ")
    words = [word for word in told.split() if "=" not in word]
    extra = dict(word.split("=") for word in told.split() if "=" in word)
    spans = [(park, *span.split("-")) for park, span in zip(words[::2], words[1::2], strict=False)]
    parents = [{"id": park} | ({"from": first} if first else {}) | ({"to": last} if last else {}) for park, first, last in spans]
    return {"id": name, "level": "firm", "parent": parents or words[0], **extra}


def _lines(rows: str) -> list[str]:
    lines = []
    for text in filter(str.strip, rows.split("\n")):
        indicator, unit, *rest = text.split()
        periods = list(takewhile(lambda word: word[:2] == "20" and len(word) >= 4, rest))
        value, *more = rest[len(periods) :]
        lines += [_line(indicator, unit, period, value, more) for period in periods]
    return lines


def _line(indicator: str, unit: str, period: str, value: str, more: list[str]) -> str:
    cells = {"indicator": indicator, "unit": unit, "period": period, "value": "" if value == "_" else value}
    if "/" in value:
        whole, _, parts = value.rpartition("=")
        cells |= {"value": whole} | dict(zip(("numerator", "denominator"), parts.split("/"), strict=True))
    cells |= {name: cell.replace("_", " ") for name, cell in (word.split("=") for word in more)}
    return ",".join(cells.get(column, "") for column in _COLUMNS)


def _targets(text: str) -> list[str]:
    return [",".join(line.split()) for line in filter(str.strip, text.split("\n"))]
