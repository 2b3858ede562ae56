"""`Book`: a workbook, from which analysts choose figures."""

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
    """The choices with which a question may begin; each selects all indicators, unless `where` restricts them."""

    @property
    def everything(self) -> Selection:
        """The figures of every indicator."""
        raise NotImplementedError

    def of(self, *units: str) -> Selection:
        """The figures of some units."""
        return self.everything.of(*units)

    def each(self, level: str, *, within: str = "") -> Selection:
        """The figures of every unit of a level; with `within`, only of those below the unit `within`."""
        return self.everything.each(level, within=within)

    def where(self, **attributes: object) -> Selection:
        """The figures of indicators and units with certain attributes: `where(owner="o")`."""
        return self.everything.where(**attributes)


class Book(Choosing):
    """A workbook, from which an analyst chooses figures.

    Parameters
    ----------
    lang
        The language of names.
    snapshot
        The workbook's figures; by default they are read from its files.
    reads
        Where questions are noted with their answers; by default nowhere.

    Raises
    ------
    QueryError
        When the workbook does not have the language.
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
        """Note a question if the book notes questions (see `reportlib.query.reads`)."""
        if self.reads is not None:
            self.reads.add(self._answers, (str(self.snapshot.until or ""), *question))

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self.workbook, replace(self.snapshot, until=None), self.today)

    @property
    def today(self) -> dt.date:
        """Today's date in the time zone of the workbook's calendar."""
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
        """The things whose id or name contains a text, a row for each: `kind`, `id`, and its name in each language."""
        self.note("find", text)
        return self.names.find(text)

    def missing(self, *, last: int = 1) -> pd.DataFrame:
        """The units that were asked for a return in each of the `last` latest collection periods and sent nothing.

        Returns
        -------
        `unit`, `unit_name` and `level`, one row for each unit.

        Raises
        ------
        QueryError
            When `last` is not a number from 1, or goes back beyond the first figure.
        """
        self.note("missing", last)
        units = lacking(self.snapshot, last)
        rows = [{"unit": unit.id, "unit_name": self.name_of(unit), "level": unit.level} for unit in units]
        return pd.DataFrame(rows, columns=["unit", "unit_name", "level"])

    def name_of(self, unit: Unit, period: Period | None = None) -> str:
        """The name of a unit in the period of the report that asks; outside a report, in `period` or today."""
        until = self.snapshot.until or period
        return self.words.name((unit.as_of(until) if until else unit).name)

    def __repr__(self) -> str:
        levels = ", ".join(
            f"{self.words.name(level.name)} ({len(self.workbook.units.on_level(level.id))})"
            for level in self.workbook.settings.levels
        )
        self.note("reach")
        self.note("everything")  # the text depends on all units, indicators and returns
        reach, count = self.snapshot.reach, len(self.workbook.catalogue.indicators)
        title = self.words.name(self.workbook.settings.title)
        return f"{title}\n{count} indicators; {levels}\n{reach.first} to {reach.last}, latest {reach.latest}: {reach.why}"


def open_workbook(path: str | Path = "", *, lang: str = "") -> Book:
    """Open a workbook.

    Parameters
    ----------
    path
        The workbook's folder. If empty: in a build, the workbook that is built; else the working folder, or the nearest folder
        above it that is a workbook.
    lang
        The language of names; by default the workbook's first.

    Raises
    ------
    InputError
        When there is no workbook, or something in it is wrong.

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
    """The `Book` in a kernel of a build; it notes every question, and has no figures after the period `until`."""
    snapshot = Snapshot(source.workbook, source.observations, source.shelf, until)
    return Book(source.workbook, lang=lang, snapshot=snapshot, reads=Reads(source.note))
