"""What a block rests on: single figures, and the comparisons that are made of them in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Fact:
    """One figure of a unit or a group, or why there is none.

    Parameters
    ----------
    unit, group
        Whose it is: the id of a unit, or, of several units as one, what they have in common.
    value
        None where there is none; then `absence` says why.
    k, n
        Of a sum, how many units gave it, of how many asked; None where it is no sum.
    """

    indicator: str
    period: str
    value: float | None = None
    unit: str = ""
    group: str = ""
    numerator: float | None = None
    denominator: float | None = None
    status: str = ""
    origin: str = ""
    qualifier: str = "exactly"
    absence: str = ""
    k: int | None = None
    n: int | None = None


@dataclass(frozen=True)
class Claim:
    """A comparison that is said in words.

    Parameters
    ----------
    kind
        Which kind of claim it is, such as “first” or “moved most” (METHODS 9).
    text
        As it is said.
    subject, object
        Of what it is said, and what that is set against; empty where it is all that are drawn.
    ground
        Why it may be said.
    facts
        The figures that it rests on.
    """

    kind: str
    text: str
    subject: str = ""
    object: str = ""
    ground: str = ""
    facts: tuple[Fact, ...] = field(default=(), repr=False)


def facts_of(figures: pd.DataFrame) -> tuple[Fact, ...]:
    """The figures of a frame, a row each (see `reportlib.query.Selection.values`)."""
    return tuple(_fact(row) for row in figures.to_dict("records"))


def _fact(row: dict[Any, Any]) -> Fact:
    return Fact(
        indicator=str(row["indicator"]),
        period=str(row["period"]),
        value=_number(row["value"]),
        unit=_text(row.get("unit")),
        group=_text(row.get("group")),
        numerator=_number(row.get("numerator")),
        denominator=_number(row.get("denominator")),
        status=_text(row.get("status")),
        origin=_text(row.get("origin")),
        qualifier=_text(row.get("qualifier")) or "exactly",
        absence=_text(row.get("absence")),
        k=_count(row.get("k")),
        n=_count(row.get("n")),
    )


def about(facts: Iterable[Fact], *units: str) -> tuple[Fact, ...]:
    """Those of some units."""
    return tuple(fact for fact in facts if fact.unit in units)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
