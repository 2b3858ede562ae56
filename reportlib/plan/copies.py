"""Which copies of a page, in other formats, a build makes beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

FACTS = ".json"
SUFFIXES = (FACTS, ".xlsx", ".pdf")
"""The ends of the names of all copies that there can be."""


@dataclass(frozen=True)
class Copies:
    """The copies that were asked for; `browser` is what prints the PDF: a program's path, or empty for playwright's own.

    `facts`: the page's facts as JSON, which stand beside every page but one that holds them itself.
    """

    xlsx: bool = False
    pdf: bool = False
    browser: str = ""
    facts: bool = True

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The ends of their names."""
        return tuple(suffix for suffix, asked in zip(SUFFIXES, (self.facts, self.xlsx, self.pdf), strict=True) if asked)

    def missing(self, page: Path) -> bool:
        """Whether one of them does not stand beside a page."""
        return not all(page.with_suffix(suffix).is_file() for suffix in self.suffixes)


def remove(page: Path, ours: Collection[str]) -> None:
    """Remove every copy, of those that builds made, of a page that is about to change: none is to contradict it."""
    for suffix in SUFFIXES:
        if page.with_suffix(suffix).name in ours:
            page.with_suffix(suffix).unlink(missing_ok=True)
