"""Findings: what is odd in figures that could be read."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

import pandas as pd

What = Literal[
    "absent",
    "orphan",
    "unused",
    "discrepancy",
    "breakdown",
    "falling",
    "duplicate",
    "partial",
    "overlapping",
    "negative",
    "beyond",
    "over-nothing",
    "early",
    "future",
    "season",
    "drift",
    "corrected",
]
"""The kinds of finding, the gravest first."""
WHATS: Final[tuple[What, ...]] = get_args(What)
Severity = Literal["warning", "note"]
NOTES: Final = frozenset[What]({"corrected"})
"""Findings that ask for nothing; every other one is a warning."""


_DIGITS: Final = re.compile(r"\d+$")


@dataclass(frozen=True)
class Finding:
    """One odd thing: `what` is a key of the text catalogue, `first` and `second` the figures that do not agree.

    `place` is a file and a line in it, or a cell of a sheet. `day` is the day that the sentence names, `detail` what else it
    names: which part of a ratio the figures are, the months that are missing, the other span, or the breakdown.
    """

    what: What
    indicator: str
    unit: str
    period: str
    place: str = ""
    first: float | None = None
    second: float | None = None
    day: str = ""
    detail: str = ""

    @property
    def severity(self) -> Severity:
        """Whether somebody has to look at it."""
        return "note" if self.what in NOTES else "warning"

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.place.rpartition(":")[0]

    @property
    def line(self) -> int | None:
        """The line of the file, or the row of the sheet."""
        digits = _DIGITS.search(self.place)
        return int(digits[0]) if digits else None

    @property
    def where(self) -> str:
        """Where it stands in its file: the line, or the cell of a sheet."""
        return self.place.rpartition(":")[2]


def at_row(
    what: What, row: Mapping[Hashable, Any], *, first: float, second: float | None = None, day: str = "", detail: str = ""
) -> Finding:
    """A finding about one row of a table of observations, which says its place."""
    location = f"{row['file']}:{row.get('cell', '')}{row['line']}"
    return Finding(what, row["indicator"], row["unit"], row["period"], location, first, second, day, detail)


def as_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table, one row each, columns as the fields of `Finding`."""
    rows = [asdict(finding) for finding in findings]
    return pd.DataFrame(rows, columns=pd.Index(Finding.__dataclass_fields__))
