"""The table of all units below by every ratio and score, which a script of the page sorts, filters and searches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from reportlib.analysis import View
from reportlib.analysis.snapshots.lines import AT
from reportlib.blocks.charts.judging import MARKS, chance, mark
from reportlib.blocks.facts import Claim
from reportlib.blocks.facts_json import claims_as_json
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.plot.captions import names as named
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import Point, bracketed, limits, points_in
from reportlib.blocks.sheet import Row
from reportlib.blocks.standard.filters import filters, sizes
from reportlib.blocks.standard.making import fact, figures_of, parts_of
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_text import NumberText
from reportlib.blocks.text.pinyin import letters
from reportlib.blocks.text.words import SMALL_DENOMINATOR
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

ANCHOR: Final = "units"
MIN_ROWS: Final = 2
MIN_COLUMNS: Final = 6
"""The number of columns up to which counts are added; with that many ratios and scores there is one count."""
STEPS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
"""The letters that encode the height of a point of a small line, from lowest to highest."""
GAP: Final = "-"
LOOSE: Final = "*"
NO_VERDICT: Final = ("", "")


@dataclass(frozen=True)
class Column:
    """The column of an indicator: the points of all rows and, if units are judged, their marks."""

    indicator: Indicator
    points: list[Point]
    marks: list[str] = field(default_factory=list)

    def texts(self, words: Words, counted: Sequence[float]) -> list[str]:
        """The texts of the cells; a small denominator is left out if the row's count says the same."""
        marks = self.marks or [""] * len(self.points)
        told = zip(self.points, marks, counted, strict=True)
        return [_text(point, self.indicator, words, mark=mark, count=count) for point, mark, count in told]


def units(view: View, words: Words) -> Piece | None:
    """The table of the units below; None if fewer than two have a figure."""
    table = _Table(view, words)
    known = {at for column in table.columns for at, point in enumerate(column.points) if point.value is not None}
    if len(known) < MIN_ROWS:
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
        sizes=sizes([_number(point) for point in table.columns[0].points], words) if table.counted else [],
        verdicts=[verdict for verdict, mark in MARKS.items() if any(mark in m for c in table.columns for m in c.marks)],
        rest=table.rest,
        notes=list(table.notes()),
    )
    told = claims_as_json([], {}, [table.claim(title)])
    return Piece("block", str(html), {"units": True, "carried": told}, list(table.sheet()))


@dataclass(frozen=True)
class _Table:
    """The table under construction; with the latest known figures, each column has its own period."""

    view: View
    words: Words

    @cached_property
    def units(self) -> list[Unit]:
        """The units below, also those that left within the period and have a part in a count."""
        here: dict[str, Unit] = {}
        for seen in self.view.views:
            here = {unit.id: unit for unit in seen.children} | here
        known = self.view.workbook.units.by_id
        gone = [unit for count in self.counts for unit, part in parts_of(self._of(count), count).items() if part == part]
        left = [known[unit] for unit in dict.fromkeys(gone) if unit not in here and not known[unit].published_only]
        return [*here.values(), *left]

    def _of(self, indicator: Indicator) -> View:
        """The view with the figures of an indicator."""
        return self.view.of(indicator.id)

    @cached_property
    def rates(self) -> list[str]:
        """The indicators by which units are ranked."""
        return [name for seen in self.view.views for name in seen.rates]

    @cached_property
    def counts(self) -> list[Indicator]:
        """The counts in the first columns: one, or more if the table has few ratios and scores."""
        totals = [name for seen in self.view.views for name in seen.totals]
        return [self.view.workbook.catalogue[name] for name in totals[: max(1, MIN_COLUMNS - len(self.rated))]]

    @cached_property
    def rated(self) -> list[Indicator]:
        """Every ratio and score, those by which units are ranked first."""
        rated = [i for i in self.view.indicators if i.kind in ("ratio", "score")]
        return sorted(rated, key=lambda i: self.rates.index(i.id) if i.id in self.rates else len(self.rates))

    @property
    def counted(self) -> int:
        """The number of columns that are counts."""
        return sum(column.indicator in self.counts for column in self.columns)

    @property
    def subtitle(self) -> str:
        """The line below the title: the period, and the number of ratios and scores."""
        rated, period = len(self.columns) - self.counted, self.words.period(self.view.period)
        return self.words("units.subtitle", period=period, count=rated) if rated else period

    @cached_property
    def filters(self) -> list[dict[str, object]]:
        """The filters, for the template."""
        found = filters(self.view, self.words, self.units)
        return [{"id": one.id, "name": one.name, "options": one.options, "held": one.option_by_unit} for one in found]

    @cached_property
    def rest(self) -> str:
        """The name of what the units are judged against: the rest of the unit above."""
        view, level = self.view, self.view.workbook.level(self.view.unit.level)
        return self.words("verdict.rest", whole=self.words.name(level.whole or view.unit.name))

    @cached_property
    def columns(self) -> list[Column]:
        """The columns: counts, then every ratio and score; those without any figure are left out."""
        columns = [self._column(indicator) for indicator in (*self.counts, *self.rated)]
        return [c for c in columns if any(p.value is not None or p.absence == "suppressed" for p in c.points)]

    def _column(self, indicator: Indicator) -> Column:
        view = self._of(indicator)
        rows = figures_of(view, indicator, view.children).reindex([unit.id for unit in self.units])
        gone = rows.index.difference([unit.id for unit in view.children], sort=False)
        if len(gone):
            given = parts_of(view, indicator)
            rows.loc[gone, "value"] = [given.get(unit, float("nan")) for unit in gone]
        points = list(points_in(rows[AT]))
        return Column(indicator, points, self._marks(indicator, points))

    def _marks(self, indicator: Indicator, points: Sequence[Point]) -> list[str]:
        """The mark of each unit's verdict, doubled at 99.8 %; empty if no unit is judged."""
        found = self._verdicts.get(indicator.id)
        if found is None:
            return []
        there = zip(self.units, points, strict=True)
        pairs = (found.get(unit.id, NO_VERDICT) if point.value is not None else NO_VERDICT for unit, point in there)
        return [mark(verdict, sure) for verdict, sure in pairs]

    @cached_property
    def _verdicts(self) -> dict[str, dict[str, tuple[str, str]]]:
        found: dict[str, dict[str, tuple[str, str]]] = {}
        columns = ("unit", "indicator", "verdict", "sure_verdict")
        told = ((seen, row) for seen in self.view.views for row in zip(*(seen.below[c].tolist() for c in columns), strict=True))
        for seen, (unit, name, verdict, sure) in told:
            if verdict and self.view.of(str(name)) is seen:
                found.setdefault(str(name), {})[str(unit)] = (str(verdict), str(sure))
        return found

    def rows(self) -> Iterator[dict[str, object]]:
        """The rows for the template."""
        texts = zip(*self.texts, strict=True)
        lines = self.lines
        for at, (unit, cells) in enumerate(zip(self.units, texts, strict=True)):
            held = ".".join(str(one["held"][at]) for one in self.filters)  # type: ignore[index]
            name = self.names[unit.id]
            yield {
                "id": unit.id,
                "name": name,
                "held": held,
                "line": lines[at],
                "cells": cells,
            }

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the units by id, with the months if their count covers only a part of the period."""
        plain = {unit.id: self.words.name(unit.name) for unit in self.units}
        by_count = [named(self._of(count), self.words, self.units, count) for count in self.counts]
        return {unit: next((names[unit] for names in by_count if names[unit] != name), name) for unit, name in plain.items()}

    @cached_property
    def heads(self) -> list[tuple[str, str, str]]:
        """The id, name and measure of each column; with the latest known figures, the period follows the measure."""
        return [self._head(column.indicator) for column in self.columns]

    def _head(self, indicator: Indicator) -> tuple[str, str, str]:
        when = self.words.period(self._of(indicator).period, short=True) if self.view.period.known else ""
        beside = str(self.words.get("comma")).join(filter(None, [self.words.beside(indicator), when]))
        return indicator.id, self.words.name(indicator.plain or indicator.name), beside

    @cached_property
    def texts(self) -> list[list[str]]:
        """The texts of the cells, by column."""
        counted = [_number(point) for point in self.columns[0].points] if self.counted else [float("nan")] * len(self.units)
        return [column.texts(self.words, counted) for column in self.columns]

    @cached_property
    def lines(self) -> list[str]:
        """The small lines: each unit's first ratio over time, a letter a period on a common scale; empty without two points."""
        if not self.rates:
            return [""] * len(self.units)
        view = self.view.of(self.rates[0])
        lines = [view.line(self.rates[0], unit=unit.id)["value"] for unit in self.units]
        known = [value for line in lines for value in line if value == value]
        low, high = (min(known), max(known)) if known else (0.0, 0.0)
        return [_line(line, low, high) for line in lines]

    def notes(self) -> Iterator[str]:
        """The notes on the table: what the marks mean, and how many are expected by chance alone."""
        words, marks = self.words, [mark for column in self.columns for mark in column.marks]
        judged = sum(len(self._verdicts.get(column.indicator.id, {})) for column in self.columns)
        if judged:
            yield words("units.note.marks", rest=self.rest)
            yield chance(marks, judged, words)
        if any(_small(point, column.indicator) for column in self.columns for point in column.points):
            key = "units.note.small_counted" if self.counted else "units.note.small"
            yield words(key, few=SMALL_DENOMINATOR, count=words.name(self.columns[0].indicator.name))
        if any(point.status == "provisional" and point.value is not None for column in self.columns for point in column.points):
            yield words("units.note.provisional")
        if any(self.lines):
            history = self.view.of(self.rates[0]).history
            first, last = (words.period(period, short=True) for period in (history[0], history[-1]))
            name = words.name(self.view.workbook.catalogue[self.rates[0]].name)
            yield words("units.note.lines", name=name, first=first, last=last)

    def claim(self, title: str) -> Claim:
        """The claim of the title, with the facts of the first column; the other figures are among the page's facts too."""
        column = self.columns[0]
        known = [(unit.id, point.value) for unit, point in zip(self.units, column.points, strict=True) if point.value is not None]
        facts = tuple(fact(self.view, column.indicator.id, value, unit=unit) for unit, value in known)
        return Claim("title", title, self.words.name(self.view.unit.name), ground="names what is drawn", facts=facts)

    def sheet(self) -> Iterator[Row]:
        """The rows of the table for a spreadsheet, with the stored numbers."""
        words = self.words
        yield Row.of([words("units.title", unit=words.name(self.view.unit.name), count=len(self.units))])
        heads = [" ".join(filter(None, head[1:])) for head in self.heads]
        yield Row.of([words("figure.column.unit"), *heads], "head")
        for at, unit in enumerate(self.units):
            cells = [_written(column.points[at], text[at]) for column, text in zip(self.columns, self.texts, strict=True)]
            yield Row.of([self.names[unit.id], *cells], "data")


def _text(point: Point, indicator: Indicator, words: Words, *, mark: str, count: float) -> str:
    """The text of a cell: the number with its qualifier or the kind of absence, then its mark and its reservations."""
    if point.value is None:
        return words.absence(point.absence) if point.absence else str(words.get("missing"))
    number = words.number(point.value, indicator.decimals)
    number = number if point.qualifier == "exactly" else words(f"qualifier.{point.qualifier}", amount=number)
    of = f" ({words.number(point.denominator)})" if _small(point, indicator) and point.denominator != count else ""
    loose = LOOSE if point.status == "provisional" else ""
    return number + loose + of + bracketed(limits(replace(point, status="final"), words), words) + mark


def _small(point: Point, indicator: Indicator) -> bool:
    """Whether a ratio's denominator is so small that it has to be stated."""
    return (
        point.value is not None
        and indicator.kind == "ratio"
        and point.denominator is not None
        and point.denominator < SMALL_DENOMINATOR
    )


def _written(point: Point, text: str) -> NumberText:
    plain = point.value is not None and point.qualifier == "exactly" and text[-1:].isdigit()
    return NumberText(text, point.value if plain else None)


def _number(point: Point) -> float:
    return float("nan") if point.value is None else point.value


def _line(values: Sequence[float], low: float, high: float) -> str:
    if sum(value == value for value in values) < MIN_ROWS:
        return ""
    scale = (len(STEPS) - 1) / (high - low) if high > low else 0.0
    return "".join(STEPS[round((value - low) * scale)] if value == value else GAP for value in values)
