"""Lines over time: what a figure of them reads, and the marks it draws for points, gaps and targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any

import pandas as pd

from reportlib.catalogue import Indicator
from reportlib.display import theme
from reportlib.display.figures.lettering import escaped
from reportlib.display.figures.points import SILENT, Point, kind_name, read
from reportlib.display.figures.points import said as written
from reportlib.display.figures.scales import in_time, place, plain, present
from reportlib.display.text.words import Words
from reportlib.periods import Period

_BROWSER = Context(prec=400, rounding=ROUND_HALF_UP)
_PLAIN = 10**21
"""From here on a browser writes a number with an exponent."""
SYMBOLS = {"published": "square", "reported": "circle", "synthetic": "circle-open"}
PARTIAL = "diamond-open"
HOLLOW = {"circle-open": "circle", PARTIAL: "diamond"}
Row = tuple[str, str, Period, Point]


@dataclass(frozen=True)
class Line:
    """One line of a figure, in the order of time."""

    series: str
    name: str
    periods: tuple[Period, ...]
    points: tuple[Point, ...]
    number: int = 0

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

    @property
    def last(self) -> int | None:
        """Where its last value stands."""
        return max((n for n, value in enumerate(self.values) if value is not None), default=None)

    @property
    def whole(self) -> bool:
        """Whether every value is exact and complete, so that its least and greatest can be told."""
        known = [point for point in self.points if point.value is not None]
        return all(point.qualifier == "exactly" and not point.returned and not point.hidden for point in known)

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods that were asked for and not reported."""
        return self.absent.get(SILENT, ())

    @cached_property
    def absent(self) -> dict[str, tuple[Period, ...]]:
        """The periods without a figure, by the kind of absence."""
        found: dict[str, tuple[Period, ...]] = {}
        for period, point in zip(self.periods, self.points, strict=True):
            if point.absence:
                found[point.absence] = (*found.get(point.absence, ()), period)
        return found


@dataclass(frozen=True)
class Target:
    """What was aimed at for a period; drawn is it over `span`, which is the end of the period for what is counted then."""

    period: Period
    value: float
    span: Period


def read_lines(frame: pd.DataFrame) -> list[Line]:
    """The lines of a tidy frame, the unit's own first; a period that a line skips counts as not reported."""
    return _read(_rows(frame))


def read_panels(frame: pd.DataFrame) -> dict[str, list[Line]]:
    """The lines of each indicator of a tidy frame."""
    panels: dict[str, list[Row]] = {}
    for indicator, row in zip(frame["indicator"].tolist(), _rows(frame), strict=True):
        panels.setdefault(str(indicator), []).append(row)
    return {indicator: _read(rows) for indicator, rows in panels.items()}


def _rows(frame: pd.DataFrame) -> Iterable[Row]:
    columns = [map(str, frame[column].tolist()) for column in ("series", "name")]
    return zip(*columns, map(Period.parse, frame["period"].tolist()), read(frame), strict=True)


def _read(rows: Iterable[Row]) -> list[Line]:
    points: dict[tuple[str, str], dict[Period, Point]] = {}
    for series, name, period, point in rows:
        points.setdefault((series, name), {})[period] = point
    everywhere = in_time({period for known in points.values() for period in known})
    found = [_line(*names, known, everywhere) for names, known in points.items()]
    ordered = sorted(found, key=lambda line: not line.own)
    numbers = accumulate((line.last is not None for line in ordered), initial=0)  # one without a figure takes no colour
    return [replace(line, number=n) for n, line in zip(numbers, ordered, strict=False)]


def _line(series: str, name: str, known: dict[Period, Point], everywhere: list[Period]) -> Line:
    """A line from the first period of which anything is known to the last."""
    told = [n for n, period in enumerate(everywhere) if period in known and known[period].told]
    periods = tuple(everywhere[told[0] : told[-1] + 1]) if told else ()
    return Line(series, name, periods, tuple(known.get(period, Point(absence=SILENT)) for period in periods))


def read_targets(frame: pd.DataFrame | None) -> list[Target]:
    """The targets of a frame, in the order of time."""
    if frame is None:
        return []
    spans = frame["span"] if "span" in frame else frame["period"]
    rows = zip(frame["period"], plain(frame["value"]), spans, strict=True)
    found = [Target(Period.parse(p), v, Period.parse(span)) for p, v, span in rows if v is not None]
    return sorted(found, key=lambda t: t.period)


def values_of(lines: list[Line], targets: list[Target]) -> list[float]:
    """Every value that a scale has to hold."""
    return [*(v for line in lines for v in present(line.values)), *(t.value for t in targets)]


def line_trace(line: Line, *, indicator: Indicator, words: Words, small: bool = False, **axes: str) -> dict[str, Any]:
    """A line that breaks where nothing was reported; its points show by their shape where they come from."""
    sizes = [_size(line, n, small) for n in range(len(line.periods))]
    symbols = [_symbol(line, point) for point in line.points]
    hollow = any(symbol in HOLLOW for symbol in symbols)
    return dict(
        type="scatter",
        x=[place(p) for p in line.periods],
        y=list(line.values),
        **_hover(line, indicator, words),
        name=escaped(line.name),
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": line.colour, "width": 2 if line.own else 1.5} | ({} if line.dash == "solid" else {"dash": line.dash}),
        # An open sign is filled with paper, or the line would run through it.
        marker={
            "symbol": _alike([HOLLOW.get(s, s) for s in symbols]),
            "size": sizes,
            "color": _alike([theme.PAPER if s in HOLLOW else line.colour for s in symbols]),
            "line": {"color": line.colour if hollow else theme.PAPER, "width": 1.5 if hollow else 1},
            "opacity": 1,
        },
        **axes,
    )


def _alike(texts: list[str]) -> list[str] | str:
    """One text for all where they are the same, which takes less room."""
    return texts[0] if len(set(texts)) == 1 else texts


def _symbol(line: Line, point: Point) -> str:
    """The sign of a point: a hollow diamond for a sum of the unit that lacks returns, else one for where it comes from."""
    return PARTIAL if line.own and point.lacking else SYMBOLS.get(point.origin, "circle")


def _size(line: Line, n: int, small: bool) -> float:
    """Points of the unit, published and partial points and the last point show; the others are only their line."""
    if n == line.last:
        return 8 if line.accent else 7
    if _symbol(line, line.points[n]) == PARTIAL:
        return 7
    if line.series == "several" and not small:
        return 4
    if small or not (line.accent or line.points[n].origin == "published"):
        return 0
    return 7 if line.points[n].origin == "published" else 5.5


def _hover(line: Line, indicator: Indicator, words: Words) -> dict[str, Any]:
    """What is said of a point: its period, whose it is, how much, and where that comes from; each said once, where it can be."""
    said = [None if point.value is None else written(point, indicator, words) for point in line.points]
    origins = [point.origin for point in line.points]
    known = [origin for origin, text in zip(origins, said, strict=True) if text is not None and origin in SYMBOLS]
    same = len(set(known)) <= 1
    place = "%{customdata}" if same else "%{customdata[0]}"
    from_ = words(f"origin.{known[0]}.name") if same and known else "" if same else "%{customdata[1]}"
    pairs = [[text, words(f"origin.{o}.name") if o in SYMBOLS else ""] for text, o in zip(said, origins, strict=True)]
    shown = number_format(line.values, said) if same else None
    place = f"%{{y:{shown[0]}}}{shown[1]}" if shown else place
    parts = ["%{text}", f"%{{fullData.name}}  <b>{place}</b>", from_]
    return {
        "text": [words.period(period) for period in line.periods],
        "hovertemplate": "<br>".join(part for part in parts if part) + "<extra></extra>",
        **({} if shown else {"customdata": said if same else pairs}),
    }


def number_format(values: Sequence[float | None], said: Sequence[str | None]) -> tuple[str, str] | None:
    """How plotly is to write some values so that it says the same, and what stands after each; nothing where it would not.

    Examples
    --------
    >>> number_format([57.31, None, 8.0], ["57.3%", None, "8.0%"])
    (',.1f', '%')
    >>> number_format([120000.0], ["120k"])
    """
    known = [(value, text) for value, text in zip(values, said, strict=True) if value is not None and text is not None]
    for decimals in range(4):
        numbers = [_written(value, decimals) for value, _ in known]
        ends = {text.removeprefix(number) for (_, text), number in zip(known, numbers, strict=True) if text.startswith(number)}
        if len(ends) == 1 and all(text == number + next(iter(ends)) for (_, text), number in zip(known, numbers, strict=True)):
            end = ends.pop()
            return (f",.{decimals}f", end) if not any(c.isdigit() or (c in ".%{" and c != "%") for c in end) else None
    return None


def _written(value: float, decimals: int) -> str:
    """A number as plotly's `,.nf` writes what is left of it when a page has rounded it; empty where that is not sure.

    A browser rounds the binary number, a half away from zero, where a page rounds the decimal one.
    """
    left = Decimal(float(f"{value:.6g}")).quantize(Decimal(1).scaleb(-decimals), context=_BROWSER)
    return f"{left:,f}" if (left or value == 0) and abs(left) < _PLAIN else ""


def target_trace(targets: list[Target], *, indicator: Indicator, words: Words, **axes: str) -> dict[str, Any]:
    """Targets as one dashed segment each, as long as the period they are for."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    said: list[str | None] = []
    for target in targets:
        xs += [target.span.first, target.span.last + 1, None]
        ys += [target.value, target.value, None]
        text = words("figure.target_of", period=words.period(target.period), value=words.figure(target.value, indicator))
        said += [text, text, None]
    return dict(
        type="scatter",
        x=xs,
        y=ys,
        customdata=said,
        hovertemplate="%{customdata}<extra></extra>",
        name=words("figure.target"),
        mode="lines",
        line={"color": theme.INK, "width": 1, "dash": "4px,3px"},
        **axes,
    )


def gap_traces(line: Line, *, at: float, words: Words, **axes: str) -> list[dict[str, Any]]:
    """On the floor, a sign for each period without a figure: a hollow square where it was not reported, else a dash."""
    return [_gap_trace(line, kind, periods, at=at, words=words, **axes) for kind, periods in line.absent.items()]


def _gap_trace(line: Line, kind: str, periods: Sequence[Period], *, at: float, words: Words, **axes: str) -> dict[str, Any]:
    name = kind_name(kind, words)
    return dict(
        type="scatter",
        x=[place(p) for p in periods],
        y=[at] * len(periods),
        customdata=[f"{words.period(p)}<br>{escaped(line.name)}  {name}" for p in periods],
        hovertemplate="%{customdata}<extra></extra>",
        name=name,
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": "square-open" if kind == SILENT else "line-ew-open",
            "size": 7,
            "color": theme.INK_3,
            "line": {"width": 1},
        },
        **axes,
    )


def runs(line: Line) -> list[tuple[str, Period, Period]]:
    """The stretches of periods without a figure for one reason: its kind, their first and last."""
    found: list[tuple[str, Period, Period]] = []
    before = ""
    for period, point in zip(line.periods, line.points, strict=True):
        if point.absence:
            first = found.pop()[1] if point.absence == before else period
            found.append((point.absence, first, period))
        before = point.absence
    return found
