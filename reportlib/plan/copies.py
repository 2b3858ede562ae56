"""The copies of a page in other formats, written beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

FACTS = ".json"
SUFFIXES = (FACTS, ".xlsx", ".pdf")
"""The suffixes of all copies that a build can make."""


@dataclass(frozen=True)
class Copies:
    """The copies that were asked for.

    `browser` is the path of the program that prints the PDF. `facts` says whether the page's facts are written to a JSON file.
    """

    xlsx: bool = False
    pdf: bool = False
    browser: str = ""
    facts: bool = True

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files of these copies."""
        return tuple(suffix for suffix, wanted in zip(SUFFIXES, (self.facts, self.xlsx, self.pdf), strict=True) if wanted)

    def missing(self, page: Path) -> bool:
        """Whether one of these copies of a page is missing."""
        return not all(page.with_suffix(suffix).is_file() for suffix in self.suffixes)


def remove(page: Path, ours: Collection[str]) -> None:
    """Remove those copies of a page that builds made."""
    for suffix in SUFFIXES:
        if page.with_suffix(suffix).name in ours:
            page.with_suffix(suffix).unlink(missing_ok=True)
