"""A workbook to ask: what is in it, and the figures that are chosen from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from reportlib.analysis.collect import returns
from reportlib.analysis.snapshot import Snapshot
from reportlib.display.text import Words
from reportlib.errors import QueryError, choices
from reportlib.query.names import Names
from reportlib.query.selection import Selection
from reportlib.workbook import Workbook, find


class Book:
    """A workbook as analysts ask it.

    Parameters
    ----------
    workbook
        What it is about.
    lang
        The language in which things are named.

    Raises
    ------
    QueryError
        When it is not one of the workbook's.
    """

    def __init__(self, workbook: Workbook, *, lang: str) -> None:
        known = workbook.settings.languages
        if lang not in known:
            raise QueryError(f"language {lang!r} is not one of this workbook; {choices(lang, known, what='languages')}")
        self.workbook, self.words, self.names = workbook, Words(lang), Names(workbook)

    @cached_property
    def snapshot(self) -> Snapshot:
        """Its figures, read when they are first asked for."""
        return Snapshot.read(self.workbook)

    @property
    def today(self) -> dt.date:
        """The day that it is where its figures are collected."""
        return self.workbook.settings.calendar.day(dt.datetime.now(dt.UTC))

    def __getitem__(self, wanted: str | Sequence[str]) -> Selection:
        """The figures of one indicator, or of several, by id or name."""
        names = (wanted,) if isinstance(wanted, str) or not isinstance(wanted, Sequence) else tuple(wanted)
        if not names:
            raise QueryError("wb[…] takes the name of an indicator, or a list of them")
        return Selection(self, self.names.indicators.ids_of(names))

    @property
    def _everything(self) -> Selection:
        return Selection(self, tuple(self.workbook.catalogue.by_id))

    def of(self, *units: str) -> Selection:
        """The figures of some units, in every indicator of their level."""
        return self._everything.of(*units)

    def each(self, level: str, *, within: str = "") -> Selection:
        """The figures of every unit of a level, in every indicator."""
        return self._everything.each(level, within=within)

    def where(self, **attributes: object) -> Selection:
        """The figures of indicators, and of units, of which something is so: `where(owner="o")`."""
        return self._everything.where(**attributes)

    def find(self, text: str) -> pd.DataFrame:
        """Everything whose id or name, in any language, holds a text: `kind`, `id`, and its names."""
        return self.names.find(text)

    def missing(self, *, last: int = 1) -> pd.DataFrame:
        """The units that sent nothing in any of the last collection periods up to the latest.

        Returns
        -------
        `unit`, `unit_name`, `level`, and `periods`, how many returns in a row are missing up to the latest.

        Raises
        ------
        QueryError
            When `last` is not a number of periods that the figures reach.
        """
        reach = self.snapshot.reach
        if isinstance(last, bool) or not isinstance(last, int) or last < 1:
            raise QueryError(f"last is a number of periods, from 1, not {last!r}")
        periods = [reach.latest.shift(-n) for n in range(last)]
        if periods[-1].first < reach.first.first:
            raise QueryError(f"last={last} goes back to {periods[-1]}; figures reach from {reach.first}")
        told = returns(self.snapshot.observations, self.workbook, periods)
        lacking = told[told["state"] == "missing"].groupby("unit", sort=False).size()
        units = [self.workbook.units[str(unit)] for unit in lacking.index[lacking == last]]
        named = [{"unit": unit.id, "unit_name": self.words.name(unit.name), "level": unit.level} for unit in units]
        return pd.DataFrame(named, columns=["unit", "unit_name", "level"])

    def __repr__(self) -> str:
        levels = ", ".join(
            f"{self.words.name(level.name)} ({len(self.workbook.units.on_level(level.id))})"
            for level in self.workbook.settings.levels
        )
        reach, count = self.snapshot.reach, len(self.workbook.catalogue.indicators)
        title = self.words.name(self.workbook.settings.title)
        return f"{title}\n{count} indicators; {levels}\n{reach.first} to {reach.last}, latest {reach.latest}: {reach.why}"


def open_workbook(path: str | Path = "", *, lang: str = "") -> Book:
    """A workbook to ask: the one in a folder, or the nearest one from the working folder upward.

    Parameters
    ----------
    lang
        The language in which things are named; the first of the workbook's unless one is named.

    Raises
    ------
    InputError
        When there is none, or something in it is wrong.

    Examples
    --------
    >>> str(open_workbook("examples/skill-grades").snapshot.reach.latest)
    '2004'
    """
    workbook = Workbook.load(Path(path) if path else find(Path.cwd()))
    return Book(workbook, lang=lang or workbook.settings.languages[0])
