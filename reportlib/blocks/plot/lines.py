"""Lines over time, as a figure of them reads them: their points, gaps and targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.points import SILENT, Point, points_in
from reportlib.blocks.plot.scales import in_time, plain, present
from reportlib.periods import Period

Row = tuple[str, str, Period, Point]


@dataclass(frozen=True)
class Line:
    """One line of a figure, in the order of time."""

    series: str
    name: str
    periods: tuple[Period, ...]
    points: tuple[Point, ...]
    number: int = 0
    short: str = ""

    @property
    def label(self) -> str:
        """What it is called at its end, where there is little room."""
        return self.short or self.name

    @cached_property
    def values(self) -> tuple[float | None, ...]:
        """Its values; None where there is none."""
        return tuple(point.value for point in self.points)

    @property
    def accent(self) -> bool:
        """Whether it is the line of the unit in question."""
        return self.series == "unit"

    @property
    def own(self) -> bool:
        """Whether it is of what the figure is about, one unit or several, and not of what that is compared with."""
        return self.series != "benchmark"

    @property
    def colour(self) -> str:
        """The accent for the unit, one of its own for each of several, grey for what they are compared with."""
        if self.series == "several":
            return theme.SEVERAL[self.number % len(theme.SEVERAL)]
        return theme.UNIT if self.accent else theme.MARK

    @property
    def dash(self) -> str:
        """Drawn through, or dotted where as many lines before it have taken every colour."""
        return "dot" if self.series == "several" and self.number >= len(theme.SEVERAL) else "solid"

    @cached_property
    def last(self) -> int | None:
        """Where its last value stands."""
        return max((n for n, value in enumerate(self.values) if value is not None), default=None)

    @property
    def whole(self) -> bool:
        """Whether every value is exact and complete, so that its least and greatest can be named."""
        with_value = [point for point in self.points if point.value is not None]
        return all(point.qualifier == "exactly" and not point.returned and not point.hidden for point in with_value)

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods that were asked for and not reported."""
        return self.absent.get(SILENT, ())

    @cached_property
    def absent(self) -> dict[str, tuple[Period, ...]]:
        """The periods without a figure, by the kind of absence."""
        by_kind: dict[str, tuple[Period, ...]] = {}
        for period, point in zip(self.periods, self.points, strict=True):
            if point.absence:
                by_kind[point.absence] = (*by_kind.get(point.absence, ()), period)
        return by_kind


@dataclass(frozen=True)
class Target:
    """What was aimed at for a period; drawn is it over `span`, which is the end of the period for what is counted then."""

    period: Period
    value: float
    span: Period


def read_lines(frame: pd.DataFrame) -> list[Line]:
    """The lines of a tidy frame, the unit's own first; a period that a line skips counts as not reported."""
    return _lines(_rows(frame), _shorts(frame))


def read_panels(frame: pd.DataFrame) -> dict[str, list[Line]]:
    """The lines of each indicator of a tidy frame."""
    panels: dict[str, list[Row]] = {}
    for indicator, row in zip(frame["indicator"].tolist(), _rows(frame), strict=True):
        panels.setdefault(str(indicator), []).append(row)
    shorts = _shorts(frame)
    return {indicator: _lines(rows, shorts) for indicator, rows in panels.items()}


def _shorts(frame: pd.DataFrame) -> dict[str, str]:
    """The short names of those that have one, by their name."""
    return dict(zip(frame["name"], frame["short"], strict=True)) if "short" in frame else {}


def _rows(frame: pd.DataFrame) -> Iterable[Row]:
    columns = [map(str, frame[column].tolist()) for column in ("series", "name")]
    return zip(*columns, map(Period.parse, frame["period"].tolist()), points_in(frame), strict=True)


def _lines(rows: Iterable[Row], shorts: Mapping[str, str]) -> list[Line]:
    points: dict[tuple[str, str], dict[Period, Point]] = {}
    for series, name, period, point in rows:
        points.setdefault((series, name), {})[period] = point
    everywhere = in_time({period for points_of_line in points.values() for period in points_of_line})
    lines = [_line(*names, points_of_line, everywhere) for names, points_of_line in points.items()]
    ordered = sorted(lines, key=lambda line: not line.own)
    numbers = accumulate((line.last is not None for line in ordered), initial=0)  # one without a figure takes no colour
    return [replace(line, number=n, short=shorts.get(line.name, "")) for n, line in zip(numbers, ordered, strict=False)]


def _line(series: str, name: str, points: dict[Period, Point], everywhere: list[Period]) -> Line:
    """A line from the first period of which anything is known to the last."""
    positions = [n for n, period in enumerate(everywhere) if period in points and points[period].has_value_or_reason]
    periods = tuple(everywhere[positions[0] : positions[-1] + 1]) if positions else ()
    return Line(series, name, periods, tuple(points.get(period, Point(absence=SILENT)) for period in periods))


def read_targets(frame: pd.DataFrame | None) -> list[Target]:
    """The targets of a frame, in the order of time."""
    if frame is None:
        return []
    spans = frame["span"] if "span" in frame else frame["period"]
    rows = zip(frame["period"], plain(frame["value"]), spans, strict=True)
    targets = [Target(Period.parse(p), v, Period.parse(span)) for p, v, span in rows if v is not None]
    return sorted(targets, key=lambda t: t.period)


def values_of(lines: list[Line], targets: list[Target]) -> list[float]:
    """Every value that a scale has to hold."""
    return [*(v for line in lines for v in present(line.values)), *(t.value for t in targets)]


def runs(line: Line) -> list[tuple[str, Period, Period]]:
    """The stretches of periods without a figure for one reason: its kind, their first and last."""
    stretches: list[tuple[str, Period, Period]] = []
    before = ""
    for period, point in zip(line.periods, line.points, strict=True):
        if point.absence:
            first = stretches.pop()[1] if point.absence == before else period
            stretches.append((point.absence, first, period))
        before = point.absence
    return stretches
