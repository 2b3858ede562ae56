"""Indicators of every kind for made-up worlds."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from tests.oracle.periods import SIZES

_PER_CENT: Final[dict[str, Any]] = {"measure": {"en": "%"}, "scale": 100}


def _parts(numerator: str, denominator: str) -> dict[str, Any]:
    return {
        "kind": "ratio",
        "numerator": {"name": {"en": "events"}, "kind": numerator},
        "denominator": {"name": {"en": "people"}, "kind": denominator},
    }


KINDS: Final[dict[str, dict[str, Any]]] = {
    "flow": {"kind": "flow", "direction": "up"},
    "balance": {"kind": "flow", "direction": "none", "negative": True},
    "ranked": {"kind": "flow", "direction": "down", "ranked": True, "min_base": 0},
    "stock": {"kind": "stock", "direction": "none"},
    "distinct": {"kind": "distinct", "direction": "up"},
    "passed": _parts("flow", "flow") | _PER_CENT | {"direction": "up"},
    "held": _parts("stock", "stock") | _PER_CENT | {"direction": "up"},
    "plan": _parts("flow", "flow") | _PER_CENT | {"may_exceed": True, "interval": "none", "interval_note": {"en": "a plan"}},
    "injuries": _parts("flow", "stock") | {"scale": 1000, "direction": "down"},
    "faults": _parts("flow", "flow") | {"scale": 1000, "direction": "none"},
    "per-head": _parts("flow", "stock") | {"scale": 1},
    "score": {"kind": "score", "direction": "up"},
    "place": {"kind": "rank", "direction": "down"},
    "printed": {"kind": "rate", "direction": "up", "measure": {"en": "%"}},
}
"""One indicator of each kind, by its id."""


def entry(
    kind: str, levels: list[str], every: str, features: frozenset[str], chance: Random, *, starts: int = 1
) -> dict[str, Any]:
    """A made-up entry of params/catalogue.yaml for an indicator; `starts` is the month in which the calendar's years start.

    If the indicator has years of its own, each of them starts with a collection period of the calendar. So no unit moves inside a
    collection period of the indicator.
    """
    fixed = {
        "id": kind,
        "name": {"en": kind},
        "dimension": "d",
        "owner": "o",
        "measure": {"en": "people"},
        "levels": [levels[0] if kind == "place" else levels[-1]],
        "note": {"en": "made up"},
    }
    chosen: dict[str, Any] = {"min_base": chance.choice([0, 10, 50])}
    if KINDS[kind]["kind"] == "ratio":
        chosen |= {"min_denominator": chance.choice([1, 20, 60]), "min_gap": chance.choice([0, 0, 2])}
    if "pilots" in features and kind != "place" and chance.random() < 0.5:
        chosen["asked"] = "pilots"
    if "frequency" in features and chance.random() < 0.5:
        chosen["frequency"] = chance.choice([name for name, size in SIZES.items() if size >= SIZES[every]])
    if "years by indicator" in features and "frequency" not in chosen and chance.random() < 0.6:
        size = SIZES.get(every, 1)
        chosen["year_starts"] = (starts - 1 + size * chance.randrange(12 // size)) % 12 + 1
    return fixed | chosen | KINDS[kind]
