"""A workbook to ask: what is in it, and the figures that are chosen from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.blocks.text import Words
from reportlib.errors import QueryError, choices
from reportlib.handover import QuerySource, query_source
from reportlib.handover.kept import kept_snapshot
from reportlib.periods import Period
from reportlib.query.names import Names
from reportlib.query.reads import Answers, Reads
from reportlib.query.selection import Selection
from reportlib.query.when import lacking
from reportlib.workbook import Workbook, find
from reportlib.workbook.units import Unit


class Choosing:
    """What may be asked about all indicators: of some units, of every unit of a level, of what something is so of."""

    @property
    def everything(self) -> Selection:
        """The figures of every indicator."""
        raise NotImplementedError

    def of(self, *units: str) -> Selection:
        """The figures of some units, in every indicator of their level."""
        return self.everything.of(*units)

    def each(self, level: str, *, within: str = "") -> Selection:
        """The figures of every unit of a level, in every indicator."""
        return self.everything.each(level, within=within)

    def where(self, **attributes: object) -> Selection:
        """The figures of indicators, and of units, of which something is so: `where(owner="o")`."""
        return self.everything.where(**attributes)


class Book(Choosing):
    """A workbook as analysts ask it.

    Parameters
    ----------
    workbook
        What it is about.
    lang
        The language in which things are named.
    snapshot
        Its figures; those of its files unless others are given.
    reads
        Where whatever is asked is noted.

    Raises
    ------
    QueryError
        When it is not one of the workbook's.
    """

    def __init__(self, workbook: Workbook, *, lang: str, snapshot: Snapshot | None = None, reads: Reads | None = None) -> None:
        languages = workbook.settings.languages
        if lang not in languages:
            raise QueryError(f"language {lang!r} is not one of this workbook; {choices(lang, languages, what='languages')}")
        self.workbook, self.words = workbook, Words.of_workbook(workbook, lang)
        self.snapshot = snapshot or kept_snapshot(workbook)
        self.reads = reads
        self.names = Names(workbook, lambda kind, wanted: self.note("name", kind, wanted))

    def note(self, *question: Any) -> None:
        """Keep what is asked where somebody wants to know, such as a build (see `reportlib.query.reads`)."""
        if self.reads is not None:
            self.reads.add(self._answers, (str(self.snapshot.until or ""), *question))

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self.workbook, replace(self.snapshot, until=None), self.today)

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
    def everything(self) -> Selection:
        """The figures of every indicator."""
        self.note("catalogue")
        return Selection(self, tuple(self.workbook.catalogue.by_id))

    def find(self, text: str) -> pd.DataFrame:
        """Everything whose id or name, in any language, holds a text: `kind`, `id`, and its names."""
        self.note("find", text)
        return self.names.find(text)

    def missing(self, *, last: int = 1) -> pd.DataFrame:
        """The units that sent nothing in any of the last collection periods up to the latest.

        Returns
        -------
        `unit`, `unit_name` and `level`, a row a unit.

        Raises
        ------
        QueryError
            When `last` is not a number of periods that the figures reach.
        """
        self.note("missing", last)
        units = lacking(self.snapshot, last)
        rows = [{"unit": unit.id, "unit_name": self.name_of(unit), "level": unit.level} for unit in units]
        return pd.DataFrame(rows, columns=["unit", "unit_name", "level"])

    def name_of(self, unit: Unit, period: Period | None = None) -> str:
        """What a unit was called in the period of the report that asks, else in a period, else what it is called today."""
        until = self.snapshot.until or period
        return self.words.name((unit.as_of(until) if until else unit).name)

    def __repr__(self) -> str:
        levels = ", ".join(
            f"{self.words.name(level.name)} ({len(self.workbook.units.on_level(level.id))})"
            for level in self.workbook.settings.levels
        )
        self.note("reach")
        self.note("everything")  # how many there are of everything
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
    source = None if path else query_source()
    if source:
        return book_of(source, lang=lang or source.workbook.settings.languages[0])
    workbook = Workbook.load(Path(path) if path else find(Path.cwd()))
    return Book(workbook, lang=lang or workbook.settings.languages[0])


def book_of(source: QuerySource, *, lang: str, until: Period | None = None) -> Book:
    """The workbook of a build to ask in one of its kernels, which notes what is asked."""
    snapshot = Snapshot(source.workbook, source.observations, source.shelf, until)
    return Book(source.workbook, lang=lang, snapshot=snapshot, reads=Reads(source.note))
