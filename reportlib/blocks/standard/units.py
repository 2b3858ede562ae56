"""The table of all units below; a script of the page sorts, filters and searches it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from reportlib.analysis import View
from reportlib.analysis.comparisons.order import elsewhere
from reportlib.analysis.snapshots.lines import AT, partial_values
from reportlib.analysis.sums.rules import is_stock
from reportlib.blocks.charts.judging import MARKS, chance, mark
from reportlib.blocks.facts import Claim
from reportlib.blocks.facts_json import claims_as_json
from reportlib.blocks.pictures.sparkline import lettered
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.plot.captions import names as named
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import Point, points_in
from reportlib.blocks.sheet import Row
from reportlib.blocks.standard.filters import filters, sizes
from reportlib.blocks.standard.making import fact, figures_of, parts_of
from reportlib.blocks.standard.unit_column import UNDIVIDED, Column, is_small, number_or_nan, sheet_cell
from reportlib.blocks.text import Words
from reportlib.blocks.text.pinyin import letters
from reportlib.blocks.text.words import SMALL_DENOMINATOR
from reportlib.workbook.breaks import restarts
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

ANCHOR: Final = "units"
MIN_ROWS: Final = 2
MIN_COLUMNS: Final = 6
"""Counts are added until the table has this many columns; it always has one count."""
NO_VERDICT: Final = ("", "")


def units(view: View, words: Words) -> Piece | None:
    """The table of the units below; None if fewer than two have a figure."""
    table = _Table(view, words)
    filled_rows = {at for column in table.columns for at, point in enumerate(column.points) if point.value is not None}
    if len(filled_rows) < MIN_ROWS:
        return None
    title = words("units.title", unit=words.name(view.unit.name), count=len(table.units))
    html = fragment(
        "units",
        words,
        anchor=ANCHOR,
        origin=origin(view.values.loc[view.values["unit"].isin([unit.id for unit in table.units]), "origin"]),
        title=title,
        subtitle=table.subtitle,
        heads=table.heads,
        counted=table.counted,
        lead=table.rates[0] if table.rates else "",
        rows=list(table.rows()),
        letters=letters(table.names.values()),
        filters=table.filters,
        sizes=sizes([number_or_nan(point) for point in table.columns[0].points], words) if table.counted else [],
        verdicts=[verdict for verdict, mark in MARKS.items() if any(mark in m for c in table.columns for m in c.marks)],
        rest=table.rest,
        notes=list(table.notes()),
    )
    claims = claims_as_json([], {}, [table.claim(title)])
    return Piece("block", str(html), {"units": True, "carried": claims}, list(table.sheet()))


@dataclass(frozen=True)
class _Table:
    view: View
    words: Words

    @cached_property
    def units(self) -> list[Unit]:
        """The units below, also those that left within the period and have a part in a count."""
        here: dict[str, Unit] = {}
        for view in self.view.views:
            here = {unit.id: unit for unit in view.children} | here
        units_by_id = self.view.workbook.units.by_id
        contributors = [unit for count in self.counts for unit, part in parts_of(self._of(count), count).items() if part == part]
        departed = [units_by_id[unit] for unit in dict.fromkeys(contributors) if unit not in here]
        return [*here.values(), *(unit for unit in departed if not unit.published_only)]

    def _of(self, indicator: Indicator) -> View:
        return self.view.of(indicator.id)

    @cached_property
    def rates(self) -> list[str]:
        """The indicators by which units are ranked."""
        return [name for view in self.view.views for name in view.rates]

    @cached_property
    def counts(self) -> list[Indicator]:
        """The counts in the first columns: one, or more if the table has few ratios, rates and scores."""
        totals = [name for view in self.view.views for name in view.totals]
        return [self.view.workbook.catalogue[name] for name in totals[: max(1, MIN_COLUMNS - len(self.rated))]]

    @cached_property
    def rated(self) -> list[Indicator]:
        """Every ratio, rate and score, also those that only units below have; indicators by which units are ranked come first."""
        rated = [i for i in (*self.view.indicators, *self.view.below_only) if i.comparable]
        return sorted(rated, key=lambda i: self.rates.index(i.id) if i.id in self.rates else len(self.rates))

    @property
    def counted(self) -> int:
        """The number of columns that are counts."""
        return sum(column.indicator in self.counts for column in self.columns)

    @property
    def subtitle(self) -> str:
        """The subtitle: the period, and the number of ratios, rates and scores."""
        rated, period = len(self.columns) - self.counted, self.words.period(self.view.period)
        return self.words("units.subtitle", period=period, count=rated) if rated else period

    @cached_property
    def filters(self) -> list[dict[str, object]]:
        attributes = filters(self.view, self.words, self.units)
        return [{"id": one.id, "name": one.name, "options": one.options, "held": one.option_by_unit} for one in attributes]

    @cached_property
    def rest(self) -> str:
        """The name of what the units are judged against: the rest of the unit above."""
        view, level = self.view, self.view.workbook.level(self.view.unit.level)
        return self.words("verdict.rest", whole=self.words.name(level.whole or view.unit.name))

    @cached_property
    def columns(self) -> list[Column]:
        """Counts, then every ratio, rate and score; a column is left out if all figures are missing and none was suppressed."""
        columns = [self._column(indicator) for indicator in (*self.counts, *self.rated)]
        return [c for c in columns if any(p.value is not None or p.absence == "suppressed" for p in c.points)]

    def _column(self, indicator: Indicator) -> Column:
        view = self._of(indicator)
        rows = figures_of(view, indicator, view.children).reindex([unit.id for unit in self.units])
        departed = rows.index.difference([unit.id for unit in view.children], sort=False)
        if len(departed):
            by_unit = parts_of(view, indicator)
            rows.loc[departed, "value"] = [by_unit.get(unit, float("nan")) for unit in departed]
        if not (indicator.adds_up or is_stock(indicator)):
            rows.loc[[unit.id for unit in self.moved], AT] = None
        points = list(points_in(rows[AT]))
        return Column(indicator, points, self._marks(indicator, points))

    @cached_property
    def moved(self) -> list[Unit]:
        """The units that had another parent for some of the period. Their rates, which are of the whole period, are left out."""
        return [unit for unit in self.units if elsewhere(unit, self.view.unit.id, self.view.period)]

    def _marks(self, indicator: Indicator, points: Sequence[Point]) -> list[str]:
        """The mark of each unit's verdict, doubled at 99.8 %; empty if no unit is judged."""
        verdicts = self._verdicts.get(indicator.id)
        if verdicts is None:
            return []
        there = zip(self.units, points, strict=True)
        pairs = (verdicts.get(unit.id, NO_VERDICT) if point.value is not None else NO_VERDICT for unit, point in there)
        return [mark(verdict, sure) for verdict, sure in pairs]

    @cached_property
    def _verdicts(self) -> dict[str, dict[str, tuple[str, str]]]:
        by_indicator: dict[str, dict[str, tuple[str, str]]] = {}
        columns = ("unit", "indicator", "verdict", "sure_verdict")
        for view in self.view.views:
            for unit, name, verdict, sure in zip(*(view.below[column].tolist() for column in columns), strict=True):
                if verdict and self.view.of(str(name)) is view:
                    by_indicator.setdefault(str(name), {})[str(unit)] = (str(verdict), str(sure))
        return by_indicator

    def rows(self) -> Iterator[dict[str, object]]:
        texts = zip(*self.texts, strict=True)
        lines = self.lines
        for at, (unit, cells) in enumerate(zip(self.units, texts, strict=True)):
            option_numbers = ".".join(str(one["held"][at]) for one in self.filters)  # type: ignore[index]
            name = self.names[unit.id]
            yield {
                "id": unit.id,
                "name": name,
                "held": option_numbers,
                "line": lines[at],
                "cells": cells,
            }

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the units by id; in brackets the months, if a unit's count is of a part of the period only."""
        plain = {unit.id: self.words.name(unit.name) for unit in self.units}
        by_count = [named(self._of(count), self.words, self.units, count) for count in self.counts]
        return {unit: next((names[unit] for names in by_count if names[unit] != name), name) for unit, name in plain.items()}

    @cached_property
    def heads(self) -> list[tuple[str, str, str]]:
        """The id, name and measure of each column; with the latest known figures, the period follows the measure."""
        return [self._head(column.indicator) for column in self.columns]

    def _head(self, indicator: Indicator) -> tuple[str, str, str]:
        when = self.words.period(self._of(indicator).period, short=True) if self.view.period.known else ""
        beside = self.words.clauses([self.words.beside(indicator), when])
        return indicator.id, self.words.label(indicator), beside

    @cached_property
    def texts(self) -> list[list[str]]:
        """The texts of the cells, by column."""
        counted = [number_or_nan(point) for point in self.columns[0].points] if self.counted else [float("nan")] * len(self.units)
        return [column.texts(self.words, counted) for column in self.columns]

    @cached_property
    def lines(self) -> list[str]:
        """For each unit the line of the first ratio over time, on a common scale; empty for a unit with fewer than two points."""
        if not self.rates:
            return [""] * len(self.units)
        view, indicator = self.view.of(self.rates[0]), self.view.workbook.catalogue[self.rates[0]]
        lines = [view.line(indicator.id, unit=unit.id) for unit in self.units]
        values = [value for line in lines for value in line["value"] if value == value]
        low, high = (min(values), max(values)) if values else (0.0, 0.0)
        starts = [restarts(indicator.breaks_of(unit.id), view.history) for unit in self.units]
        return [
            lettered(line["value"], low, high, restarts=own_starts, partial=partial_values(line, indicator))
            for line, own_starts in zip(lines, starts, strict=True)
        ]

    def notes(self) -> Iterator[str]:
        words, marks = self.words, [mark for column in self.columns for mark in column.marks]
        judged = sum(len(self._verdicts.get(column.indicator.id, {})) for column in self.columns)
        if judged:
            yield words("units.note.marks", rest=self.rest)
            yield chance(marks, judged, words)
        if any(is_small(point, column.indicator) for column in self.columns for point in column.points):
            key = "units.note.small_counted" if self._leaves_out else "units.note.small"
            yield words(key, few=SMALL_DENOMINATOR, count=words.name(self.columns[0].indicator.name))
        if self.moved and len(self.columns) > self.counted:
            yield words("units.note.moved")
        if any(point.status == "provisional" and point.value is not None for column in self.columns for point in column.points):
            yield words("units.note.provisional")
        if any(point.absence == UNDIVIDED for column in self.columns for point in column.points):
            yield words("units.note.undivided")
        if any(self.lines):
            history = self.view.of(self.rates[0]).history
            first, last = (words.period(period, short=True) for period in (history[0], history[-1]))
            name = words.label(self.view.workbook.catalogue[self.rates[0]])
            yield words("units.note.lines", name=name, first=first, last=last)

    @property
    def _leaves_out(self) -> bool:
        """Whether a small denominator of any ratio is not printed, because it equals the count in the same row."""
        counts = self.columns[0].points if self.counted else []
        pairs = (
            (point, count, column.indicator)
            for column in self.columns
            for point, count in zip(column.points, counts, strict=False)
        )
        return any(is_small(point, indicator) and point.denominator == count.value for point, count, indicator in pairs)

    def claim(self, title: str) -> Claim:
        """The claim of the title, with the facts of the first column."""
        column = self.columns[0]
        rows = ((unit.id, point.value) for unit, point in zip(self.units, column.points, strict=True))
        facts = tuple(fact(self.view, column.indicator.id, value, unit=unit) for unit, value in rows if value is not None)
        return Claim("title", title, self.words.name(self.view.unit.name), ground="names what is drawn", facts=facts)

    def sheet(self) -> Iterator[Row]:
        """The rows of the table for a spreadsheet, with unrounded numbers."""
        words = self.words
        yield Row.of([words("units.title", unit=words.name(self.view.unit.name), count=len(self.units))])
        heads = [" ".join(filter(None, head[1:])) for head in self.heads]
        yield Row.of([words("figure.column.unit"), *heads], "head")
        for at, unit in enumerate(self.units):
            cells = [sheet_cell(column.points[at], text[at]) for column, text in zip(self.columns, self.texts, strict=True)]
            yield Row.of([self.names[unit.id], *cells], "data")
