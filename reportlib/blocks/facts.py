"""Facts, the figures of a block, and claims, the comparisons that its words make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Fact:
    """One figure, or the kind of its absence.

    Parameters
    ----------
    unit, group
        The id of the unit, or the name of a group of units; one of the two is empty.
    value
        None if there is no figure; `absence` is then the kind of absence.
    k, n
        For a sum: how many units gave a figure, and how many were asked; else None.
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
    """A comparison that a block makes in words.

    Parameters
    ----------
    kind
        The kind of claim, such as “first” or “moved most” (METHODS 9).
    subject, object
        What the claim is about, and what the subject is compared with; empty if the claim is about everything drawn.
    ground
        The rule or evidence that allows the claim.
    """

    kind: str
    text: str
    subject: str = ""
    object: str = ""
    ground: str = ""
    facts: tuple[Fact, ...] = field(default=(), repr=False)


def facts_of(figures: pd.DataFrame) -> tuple[Fact, ...]:
    """The figures of a frame as facts, one for each row (see `reportlib.query.Selection.values`)."""
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
    """The facts of these units."""
    return tuple(fact for fact in facts if fact.unit in units)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _count(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
