"""Workbooks for tests, written from a few lines: a zone `z` with parks `p1` and `p2`, and the firms that a test names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from tests.oracle.standings import standings
from tests.oracle.workbook import Book, read

FLOW = {"kind": "flow", "direction": "up"}
STOCK = {"kind": "stock"}
PASSED = {
    "kind": "ratio",
    "scale": 100,
    "direction": "up",
    "measure": {"en": "%"},
    "numerator": {"name": {"en": "passed"}, "kind": "flow"},
    "denominator": {"name": {"en": "sat"}, "kind": "flow"},
}
INJURIES = PASSED | {
    "scale": 1000,
    "direction": "down",
    "measure": {"en": "injuries"},
    "denominator": {"name": {"en": "staff"}, "kind": "stock"},
}
TODAY = dt.date(2026, 1, 1)
FIRMS = ("a under p1", "b under p1", "c under p2")


def made(
    folder: Path,
    rows: str,
    *,
    firms: tuple[str | dict[str, Any], ...] = FIRMS,
    every: str = "quarter",
    today: dt.date = TODAY,
    **indicators: dict[str, Any],
) -> Book:
    """A workbook with these firms, indicators and rows; each line of `rows` is `indicator unit period value[ key=cell …]`."""
    params, data = folder / "params", folder / "data"
    params.mkdir()
    data.mkdir()
    listed = [{"id": "z", "level": "zone"}] + [{"id": park, "level": "park", "parent": "z"} for park in ("p1", "p2")]
    listed += [_firm(firm) for firm in firms]
    catalogue = [{"id": name, "measure": {"en": "people"}, "levels": ["firm"]} | entry for name, entry in indicators.items()]
    settings = {
        "levels": [{"id": level} for level in ("zone", "park", "firm")],
        "calendar": {"every": every, "due_days": 15},
        "data": [{"file": "data/d.csv", "origin": "reported", "markers": {"c": "suppressed", "..": "not reported"}}],
    }
    for name, content in (("workbook", settings), ("catalogue", {"indicators": catalogue}), ("units", {"units": listed})):
        (params / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    (data / "d.csv").write_text("\n".join([",".join(_COLUMNS), *map(_line, rows.split("\n"))]), encoding="utf-8")
    return read(folder, today=today)


_COLUMNS = ("indicator", "unit", "period", "value", "numerator", "denominator", "qualifier", "status", "origin", "reported_at")


def _firm(firm: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(firm, dict):
        return {"level": "firm", "parent": "p1"} | firm
    name, parent = firm.split(" under ")
    return {"id": name, "level": "firm", "parent": parent}


def _line(text: str) -> str:
    """A line of CSV for a line of `rows`; `7/20` stands for a numerator and a denominator, `_` for no value."""
    if not text.strip():
        return ""
    indicator, unit, period, value, *more = text.split()
    cells = {"indicator": indicator, "unit": unit, "period": period, "value": "" if value == "_" else value}
    if "/" in value:
        cells |= {"value": ""} | dict(zip(("numerator", "denominator"), value.split("/"), strict=True))
    cells |= {name: cell if name == "reported_at" else cell.replace("_", " ") for name, cell in (p.split("=") for p in more)}
    return ",".join(cells.get(column, "") for column in _COLUMNS)


def row(book: Book, unit: str, period: str, indicator: str | None = None) -> dict[str, Any]:
    """The oracle's row of a unit, period and indicator; without an indicator, of the first one."""
    name = indicator or next(iter(book.indicators))
    return next(r for r in standings(book, period) if (r["unit"], r["indicator"]) == (unit, name))


def told(book: Book, unit: str, period: str, *names: str, indicator: str | None = None) -> tuple[Any, ...]:
    """Some columns of the oracle's row, with fractions unchanged."""
    found = row(book, unit, period, indicator)
    return tuple(found[name] for name in names)
