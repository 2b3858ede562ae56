"""Lines over time: what a figure of them reads, and the marks it draws for points, gaps and targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import pandas as pd

from reportlib.catalogue import Indicator
from reportlib.display import theme
from reportlib.display.figures.lettering import escaped
from reportlib.display.figures.scales import in_time, place, plain, present
from reportlib.display.text.words import Words
from reportlib.periods import Period

_BROWSER = Context(prec=400, rounding=ROUND_HALF_UP)
_PLAIN = 10**21
"""From here on a browser writes a number with an exponent."""
SYMBOLS = {"published": "square", "reported": "circle", "synthetic": "circle-open"}


@dataclass(frozen=True)
class Line:
    """One line of a figure, in the order of time; a value is None where nothing was reported."""

    series: str
    name: str
    periods: tuple[Period, ...]
    values: tuple[float | None, ...]
    origins: tuple[str, ...]

    @property
    def accent(self) -> bool:
        """Whether it is the line of the unit in question."""
        return self.series == "unit"

    @property
    def colour(self) -> str:
        """The accent for the unit, grey for what it is compared with."""
        return theme.UNIT if self.accent else theme.MARK

    @property
    def last(self) -> int | None:
        """Where its last reported value stands."""
        return max((n for n, value in enumerate(self.values) if value is not None), default=None)

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods for which nothing was reported."""
        return tuple(p for p, value in zip(self.periods, self.values, strict=True) if value is None)


@dataclass(frozen=True)
class Target:
    """What was aimed at for a period."""

    period: Period
    value: float


def read_lines(frame: pd.DataFrame) -> list[Line]:
    """The lines of a tidy frame, the unit's first; a period that a line skips counts as not reported."""
    return _read(_rows(frame))


def read_panels(frame: pd.DataFrame) -> dict[str, list[Line]]:
    """The lines of each indicator of a tidy frame."""
    panels: dict[str, list[tuple[Any, ...]]] = {}
    for indicator, row in zip(frame["indicator"].tolist(), _rows(frame), strict=True):
        panels.setdefault(str(indicator), []).append(row)
    return {indicator: _read(rows) for indicator, rows in panels.items()}


def _rows(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    columns = [frame[column].tolist() for column in ("series", "name", "period", "origin")]
    return zip(*columns, plain(frame["value"].tolist()), strict=True)


def _read(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    points: dict[tuple[str, str], dict[Period, tuple[float | None, str]]] = {}
    for series, name, period, origin, value in rows:
        points.setdefault((str(series), str(name)), {})[Period.parse(period)] = (value, str(origin))
    everywhere = in_time({period for known in points.values() for period in known})
    found = [_line(*names, known, everywhere) for names, known in points.items()]
    return sorted(found, key=lambda line: not line.accent)


def _line(series: str, name: str, known: dict[Period, tuple[float | None, str]], everywhere: list[Period]) -> Line:
    told = [n for n, period in enumerate(everywhere) if period in known]
    periods = everywhere[told[0] : told[-1] + 1]
    values, origins = zip(*(known.get(period, (None, "")) for period in periods), strict=True)
    return Line(series, name, tuple(periods), values, origins)


def read_targets(frame: pd.DataFrame | None) -> list[Target]:
    """The targets of a frame, in the order of time."""
    if frame is None:
        return []
    found = [Target(Period.parse(p), v) for p, v in zip(frame["period"], plain(frame["value"]), strict=True) if v is not None]
    return sorted(found, key=lambda t: t.period)


def values_of(lines: list[Line], targets: list[Target]) -> list[float]:
    """Every value that a scale has to hold."""
    return [*(v for line in lines for v in present(line.values)), *(t.value for t in targets)]


def line_trace(line: Line, *, indicator: Indicator, words: Words, small: bool = False, **axes: str) -> dict[str, Any]:
    """A line that breaks where nothing was reported; its points show by their shape where they come from."""
    sizes = [_size(line, n, small) for n in range(len(line.periods))]
    hollow = "circle-open" in (symbols := [SYMBOLS.get(o, "circle") for o in line.origins])
    return dict(
        type="scatter",
        x=[place(p) for p in line.periods],
        y=list(line.values),
        **_hover(line, indicator, words),
        name=escaped(line.name),
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": line.colour, "width": 2 if line.accent else 1.5},
        # An open circle is filled with paper, or the line would run through it.
        marker={
            "symbol": _alike(["circle" if s == "circle-open" else s for s in symbols]),
            "size": sizes,
            "color": _alike([theme.PAPER if s == "circle-open" else line.colour for s in symbols]),
            "line": {"color": line.colour if hollow else theme.PAPER, "width": 1.5 if hollow else 1},
            "opacity": 1,
        },
        **axes,
    )


def _alike(texts: list[str]) -> list[str] | str:
    """One text for all where they are the same, which takes less room."""
    return texts[0] if len(set(texts)) == 1 else texts


def _size(line: Line, n: int, small: bool) -> float:
    """Points of the unit, published points and the last point show; the others are only their line."""
    if n == line.last:
        return 8 if line.accent else 7
    if small or not (line.accent or line.origins[n] == "published"):
        return 0
    return 7 if line.origins[n] == "published" else 5.5


def _hover(line: Line, indicator: Indicator, words: Words) -> dict[str, Any]:
    """What is said of a point: its period, whose it is, how much, and where that comes from; each said once, where it can be."""
    said = [None if value is None else words.figure(value, indicator) for value in line.values]
    known = [origin for origin, text in zip(line.origins, said, strict=True) if text is not None and origin in SYMBOLS]
    same = len(set(known)) <= 1
    place = "%{customdata}" if same else "%{customdata[0]}"
    from_ = words(f"origin.{known[0]}.name") if same and known else "" if same else "%{customdata[1]}"
    pairs = [[text, words(f"origin.{o}.name") if o in SYMBOLS else ""] for text, o in zip(said, line.origins, strict=True)]
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
        xs += [target.period.first, target.period.last + 1, None]
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


def gap_trace(line: Line, *, at: float, words: Words, **axes: str) -> dict[str, Any]:
    """A hollow square on the floor of the picture for each period not reported."""
    return dict(
        type="scatter",
        x=[place(p) for p in line.missing],
        y=[at] * len(line.missing),
        customdata=[f"{words.period(p)}<br>{escaped(line.name)}  {words('figure.missing')}" for p in line.missing],
        hovertemplate="%{customdata}<extra></extra>",
        name=words("figure.missing"),
        mode="markers",
        cliponaxis=False,
        marker={"symbol": "square-open", "size": 7, "color": theme.INK_3, "line": {"width": 1}},
        **axes,
    )


def runs(line: Line) -> list[tuple[Period, Period]]:
    """The stretches of periods not reported, each from its first to its last."""
    found: list[tuple[Period, Period]] = []
    for n, (period, value) in enumerate(zip(line.periods, line.values, strict=True)):
        if value is not None:
            continue
        joins = n > 0 and found and found[-1][1] == line.periods[n - 1]
        found[-1:] = [(found[-1][0], period)] if joins else [*found[-1:], (period, period)]
    return found
