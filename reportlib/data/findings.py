"""What is odd in figures that could be read."""

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
    "partless",
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
"""The kinds of finding on which nobody has to act; all others are warnings."""


_DIGITS: Final = re.compile(r"\d+$")


@dataclass(frozen=True)
class Finding:
    """One odd thing. `what` is its kind; `first` and `second` are two figures that disagree.

    `place` is a file with a line or a cell, such as `data/a.csv:7`. The finding's sentence prints `day` and `detail`. `detail` is
    numerator or denominator, the missing months, the other span, or the breakdown.
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
        """“warning” if somebody has to look at it, else “note”."""
        return "note" if self.what in NOTES else "warning"

    @property
    def file(self) -> str:
        """The file in `place`."""
        return self.place.rpartition(":")[0]

    @property
    def line(self) -> int | None:
        """The line in the file, or the row of the sheet; None without a place."""
        digits = _DIGITS.search(self.place)
        return int(digits[0]) if digits else None

    @property
    def where(self) -> str:
        """The place within its file: the line, or the cell of a sheet."""
        return self.place.rpartition(":")[2]


def at_row(
    what: What, row: Mapping[Hashable, Any], *, first: float, second: float | None = None, day: str = "", detail: str = ""
) -> Finding:
    """A finding about one row of observations, with the row's place."""
    location = f"{row['file']}:{row.get('cell', '')}{row['line']}"
    return Finding(what, row["indicator"], row["unit"], row["period"], location, first, second, day, detail)


def as_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """A table with a row for each finding and the fields of `Finding` as columns."""
    rows = [asdict(finding) for finding in findings]
    return pd.DataFrame(rows, columns=pd.Index(Finding.__dataclass_fields__))
