"""Write the table of school exclusions as plain rows for the oracle, without the package's code for tables."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import yaml

SOURCE = "source/exclusions-england.csv"
PLAIN = "data/plain.csv"
FIELDS = ("indicator", "unit", "period", "value", "numerator", "denominator", "status")
SPLIT = {
    "Bedfordshire (Pre LGR 2009)": ("la-bedfordshire", ("Bedford", "Central Bedfordshire")),
    "Cheshire (Pre LGR 2009)": ("la-cheshire", ("Cheshire East", "Cheshire West and Chester")),
}
"""Authorities that were split after 2008/09: the unit of each, and the new authorities, whose rows of that year count for it."""
LAST = "2008/09"
COUNTS = {"pupils": "pupils", "permanent": "permanent-exclusions", "fixed": "fixed-exclusions"}
RATES = {"permanent": "permanent-rate", "fixed": "fixed-rate", "pupils_with_fixed": "excluded-pupils-rate"}
Raw = dict[tuple[str, str], dict[str, str]]


def plain(example: Path, folder: Path) -> Path:
    """Write a copy of the example in which plain rows replace the source table, and return its folder."""
    shutil.copytree(example / "params", folder / "params")
    (folder / "params" / "sources.yaml").unlink()
    path = folder / "params" / "workbook.yaml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    settings["data"] = [data | {"file": PLAIN} for data in settings["data"] if data["file"] == SOURCE]
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    units = yaml.safe_load((example / "params" / "units.yaml").read_text("utf-8"))["units"]
    with (example / SOURCE).open(encoding="utf-8", newline="") as stream:
        raw = {(row["year"], row["name"]): row for row in csv.DictReader(stream)}
    (folder / PLAIN).parent.mkdir()
    with (folder / PLAIN).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(FIELDS)
        writer.writerows(_rows(raw, _ids(units)))
    return folder


def _ids(units: list[dict[str, Any]]) -> dict[str, str]:
    """For each name in the table, the id of its unit."""
    return {unit["name"]["en"]: unit["id"] for unit in units} | {name: unit for name, (unit, _) in SPLIT.items()}


def _rows(raw: Raw, ids: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """The plain rows of the table. In the last year before a split, figures of the new authorities count for the old one."""
    parts = {name for _, names in SPLIT.values() for name in names}
    for (year, name), row in raw.items():
        if not name or (year == LAST and name in parts):
            continue
        whole = _with_parts(raw, row) if year == LAST and name in SPLIT else row
        yield from _figures(whole, ids[name], year, printed=whole is row)


def _with_parts(raw: Raw, row: dict[str, str]) -> dict[str, str]:
    rows = [row, *(raw[LAST, part] for part in SPLIT[row["name"]][1])]
    return row | {column: str(sum(int(one[column]) for one in rows)) for column in COUNTS | RATES}


def _figures(row: dict[str, str], unit: str, year: str, *, printed: bool) -> Iterator[tuple[str, ...]]:
    """The plain rows of one row of the table. A printed rate is kept only if it differs from the computed rate."""
    for column, indicator in COUNTS.items():
        hidden = row[column] == "x"
        yield indicator, unit, year, "" if hidden else row[column], "", "", "suppressed" if hidden else ""
    for column, indicator in RATES.items():
        if row[column] == "x":
            yield indicator, unit, year, "", "", "", "suppressed"
            continue
        own = row[f"{column}_rate"]
        differs = printed and own != "." and abs(_hundredths(row[column], row["pupils"]) - Decimal(own)) >= Decimal("0.01")
        yield indicator, unit, year, own if differs else "", row[column], row["pupils"], ""


def _hundredths(top: str, below: str) -> Decimal:
    return (100 * Decimal(top) / Decimal(below)).quantize(Decimal("0.01"), ROUND_HALF_UP)
