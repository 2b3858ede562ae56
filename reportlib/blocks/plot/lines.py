"""Lines over time, read from frames: points, gaps and targets."""

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
from reportlib.workbook.breaks import restarts
from reportlib.workbook.catalogue import Indicator

Row = tuple[str, str, Period, Point]


@dataclass(frozen=True)
class Line:
    """One line of a chart; its points are in order of time."""

    series: str
    name: str
    periods: tuple[Period, ...]
    points: tuple[Point, ...]
    number: int = 0
    short: str = ""
    unit: str = ""
    """The id of its unit; empty for a group of units."""

    @property
    def label(self) -> str:
        """The name at the end of the line: the short one if there is one."""
        return self.short or self.name

    @cached_property
    def values(self) -> tuple[float | None, ...]:
        """The values of the line's points; None for missing ones."""
        return tuple(point.value for point in self.points)

    @property
    def accent(self) -> bool:
        """Whether this is the line of the unit in question, in the accent colour."""
        return self.series == "unit"

    @property
    def own(self) -> bool:
        """Whether this is a line of the chart's unit or units, and not of a benchmark."""
        return self.series != "benchmark"

    @property
    def colour(self) -> str:
        """The accent for the unit in question, one colour each for several units, grey for benchmarks."""
        if self.series == "several":
            return theme.SEVERAL[self.number % len(theme.SEVERAL)]
        return theme.UNIT if self.accent else theme.MARK

    @property
    def dash(self) -> str:
        """Solid, or dotted if the lines before this one have used all colours."""
        return "dot" if self.series == "several" and self.number >= len(theme.SEVERAL) else "solid"

    @cached_property
    def last(self) -> int | None:
        """The index of the line's last value; None if there is none."""
        return max((n for n, value in enumerate(self.values) if value is not None), default=None)

    @property
    def whole(self) -> bool:
        """Whether all values of the line are exact and complete."""
        return all(point.qualifier == "exactly" and not point.lacking for point in self.points if point.value is not None)

    def restarts(self, indicator: Indicator) -> list[int]:
        """The indices of points that come first after a break in series."""
        return restarts(indicator.breaks_of(self.unit), self.periods)

    def ranges(self, indicator: Indicator) -> bool:
        """Whether the line's minimum and maximum may be named: all values are exact and complete, and there is no break."""
        return self.whole and not self.restarts(indicator)

    def range_of_values(self, indicator: Indicator) -> list[float]:
        """The values whose minimum and maximum are printed; none if there is a break. Counts that lack returns are left out."""
        points = [] if self.restarts(indicator) else self.points
        return present([point.value for point in points if indicator.comparable or not point.lacking])

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods whose figure was asked for and not reported."""
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
    """A target for a period, drawn over `span`: the period or, for a stock (a number at a date), its last part."""

    period: Period
    value: float
    span: Period


def read_lines(frame: pd.DataFrame) -> list[Line]:
    """The lines of a tidy frame, the unit's line first; a period missing between two points counts as not reported."""
    return _lines(_rows(frame), _by_name(frame, "short"), _by_name(frame, "unit"))


def read_panels(frame: pd.DataFrame) -> dict[str, list[Line]]:
    """The lines of each indicator of a tidy frame."""
    panels: dict[str, list[Row]] = {}
    for indicator, row in zip(frame["indicator"].tolist(), _rows(frame), strict=True):
        panels.setdefault(str(indicator), []).append(row)
    shorts, units = _by_name(frame, "short"), _by_name(frame, "unit")
    return {indicator: _lines(rows, shorts, units) for indicator, rows in panels.items()}


def _by_name(frame: pd.DataFrame, column: str) -> dict[str, str]:
    """The values of a column by the names of their lines; empty if the frame lacks the column."""
    return dict(zip(frame["name"], frame[column], strict=True)) if column in frame else {}


def _rows(frame: pd.DataFrame) -> Iterable[Row]:
    columns = [map(str, frame[column].tolist()) for column in ("series", "name")]
    return zip(*columns, map(Period.parse, frame["period"].tolist()), points_in(frame), strict=True)


def _lines(rows: Iterable[Row], shorts: Mapping[str, str], units: Mapping[str, str]) -> list[Line]:
    points: dict[tuple[str, str], dict[Period, Point]] = {}
    for series, name, period, point in rows:
        points.setdefault((series, name), {})[period] = point
    everywhere = in_time({period for points_of_line in points.values() for period in points_of_line})
    lines = [_line(*names, points_of_line, everywhere) for names, points_of_line in points.items()]
    ordered = sorted(lines, key=lambda line: not line.own)
    numbers = accumulate((line.last is not None for line in ordered), initial=0)  # lines without a figure use no colour
    return [
        replace(line, number=n, short=shorts.get(line.name, ""), unit=units.get(line.name, ""))
        for n, line in zip(numbers, ordered, strict=False)
    ]


def _line(series: str, name: str, points: dict[Period, Point], everywhere: list[Period]) -> Line:
    """A line between the first and the last period that have a figure or a kind of absence."""
    positions = [n for n, period in enumerate(everywhere) if period in points and points[period].has_value_or_reason]
    periods = tuple(everywhere[positions[0] : positions[-1] + 1]) if positions else ()
    return Line(series, name, periods, tuple(points.get(period, Point(absence=SILENT)) for period in periods))


def read_targets(frame: pd.DataFrame | None) -> list[Target]:
    """The targets of a frame, in order of time."""
    if frame is None:
        return []
    spans = frame["span"] if "span" in frame else frame["period"]
    rows = zip(frame["period"], plain(frame["value"]), spans, strict=True)
    targets = [Target(Period.parse(p), v, Period.parse(span)) for p, v, span in rows if v is not None]
    return sorted(targets, key=lambda t: t.period)


def values_of(lines: list[Line], targets: list[Target]) -> list[float]:
    """All values that a scale has to contain."""
    return [*(v for line in lines for v in present(line.values)), *(t.value for t in targets)]


def runs(line: Line) -> list[tuple[str, Period, Period]]:
    """The runs of periods that lack a figure for the same reason, as triples: kind of absence, first and last period."""
    stretches: list[tuple[str, Period, Period]] = []
    before = ""
    for period, point in zip(line.periods, line.points, strict=True):
        if point.absence:
            first = stretches.pop()[1] if point.absence == before else period
            stretches.append((point.absence, first, period))
        before = point.absence
    return stretches
