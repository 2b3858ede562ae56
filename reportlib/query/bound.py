"""Questions asked of a report: about the report's unit and period, unless others are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import pandas as pd

from reportlib.blocks.text import Words
from reportlib.handover import query_source
from reportlib.handover.kept import kept_snapshot
from reportlib.periods import Period
from reportlib.query.book import Book, Choosing, book_of
from reportlib.query.selection import Selection
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit


class Questions(Choosing):
    """The questions that a `Book` answers, about the unit and period of a report unless others are chosen."""

    workbook: Workbook
    unit: Unit
    period: Period
    words: Words
    _elsewhere: bool
    """Whether the notebook named a workbook, which may not be the workbook of the build."""

    @cached_property
    def book(self) -> Book:
        """The workbook, with figures up to the report's period."""
        source = None if self._elsewhere else query_source()
        if source:
            return book_of(source, lang=self.words.lang, until=self.period)
        snapshot = kept_snapshot(self.workbook).seen_from(self.period)
        return Book(self.workbook, lang=self.words.lang, snapshot=snapshot)

    def __getitem__(self, wanted: str | Sequence[str]) -> Selection:
        """The figures of one indicator or several, by id or name."""
        return replace(self.book[wanted], unit=self.unit.id)

    @property
    def everything(self) -> Selection:
        """The figures of every indicator."""
        return replace(self.book.everything, unit=self.unit.id)

    def find(self, text: str) -> pd.DataFrame:
        """See `Book.find`."""
        return self.book.find(text)

    def missing(self, *, last: int = 1) -> pd.DataFrame:
        """See `Book.missing`; collection periods that end after the report's period are left out."""
        return self.book.missing(last=last)
