"""Small workbooks with other levels, numbers and calendars than the cases, written from a few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from .pages import add_templates

OFFICE = {"zh": "办", "en": "Office"}
FLOW: dict[str, Any] = {"kind": "flow", "direction": "up", "measure": {"zh": "件", "en": "cases"}}
STOCK: dict[str, Any] = {"kind": "stock", "direction": "none", "measure": {"zh": "人", "en": "people"}, "people": True}
SHARE: dict[str, Any] = {
    "kind": "ratio",
    "scale": 100,
    "decimals": 1,
    "direction": "up",
    "measure": {"zh": "%", "en": "%"},
    "numerator": {"name": {"zh": "合格", "en": "passed"}, "kind": "flow"},
    "denominator": {"name": {"zh": "应考", "en": "sat"}, "kind": "flow"},
}
LEVELS = ("city", "ward", "school")
HEADER = "indicator,unit,period,value,numerator,denominator,status,reported_at"


def indicator(name: str, made_of: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An indicator that the lowest level reports; `made_of` has the settings of its kind."""
    told = {"id": name, "name": {"zh": f"指标{name}", "en": name.title()}, "dimension": "d", "owner": "o"}
    return {**told, "levels": [LEVELS[-1]], "note": {"zh": "注", "en": "note"}, **made_of, **more}


def unit(name: str, level: str, parent: Any = None, **more: Any) -> dict[str, Any]:
    """A unit whose id is also its name."""
    above = {"parent": parent} if parent else {}
    return {"id": name, "name": {"zh": f"单位{name}", "en": name.title()}, "level": level, **above, **more}


def write(
    root: Path,
    *,
    units: Sequence[Mapping[str, Any]],
    indicators: Sequence[Mapping[str, Any]],
    rows: Sequence[str],
    reports: Sequence[Mapping[str, Any]],
    printed: Sequence[str] = (),
    targets: Sequence[str] = (),
    cards: Sequence[str] = (),
    calendar: Mapping[str, Any] | None = None,
    promises: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """Write a workbook of a city, its wards and their schools, with reported `rows`, `printed` (published) rows and targets."""
    files: list[dict[str, Any]] = [{"file": "data/d.csv", "origin": "reported"}]
    files += [{"file": "data/p.csv", "origin": "published"}] if printed else []
    settings: dict[str, Any] = {
        "title": {"zh": "试验", "en": "Trial"},
        "issuer": {"zh": "试验办", "en": "Trial office"},
        "languages": ["zh", "en"],
        "levels": [{"id": level, "name": {"zh": level, "en": level.title()}, "cards": list(cards)} for level in LEVELS],
        "calendar": {"every": "quarter", "due_days": 15} | dict(calendar or {}),
        "data": files,
    }
    if targets:
        settings["targets"] = "data/t.csv"
        _lines(root / "data" / "t.csv", "indicator,unit,period,value", targets)
    catalogue = {"version": "1", "dimensions": [{"id": "d", "name": {"zh": "维度", "en": "Dimension"}}]}
    catalogue |= {"owners": [{"id": "o", "name": OFFICE}], "indicators": list(indicators)}
    lists = {"workbook": settings, "catalogue": catalogue, "units": {"units": list(units)}, "reports": {"reports": list(reports)}}
    (root / "params").mkdir(parents=True, exist_ok=True)
    for name, told in lists.items():
        text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
        (root / "params" / f"{name}.yaml").write_text(text, "utf-8")
    _lines(root / "data" / "d.csv", HEADER, rows)
    if printed:
        _lines(root / "data" / "p.csv", "indicator,unit,period,value", printed)
    add_templates(root, promises)
    return root


def _lines(path: Path, header: str, rows: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")


def report(level: str, units: Sequence[str], periods: Sequence[str], lang: str = "en") -> dict[str, Any]:
    return {"template": level, "periods": list(periods), "units": list(units), "languages": [lang]}
