"""The plotly traces of lines over time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.lines import Line, Target
from reportlib.blocks.plot.points import SILENT, Point, kind_name, point_text
from reportlib.blocks.plot.scales import time_position
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

_BROWSER = Context(prec=400, rounding=ROUND_HALF_UP)
_PLAIN = 10**21
"""The size from which JavaScript writes a number with an exponent."""
SYMBOLS = {"published": "square", "reported": "circle", "synthetic": "circle-open"}
PARTIAL = "diamond-open"
HOLLOW = {"circle-open": "circle", PARTIAL: "diamond"}


def line_trace(line: Line, *, indicator: Indicator, words: Words, small: bool = False, **axes: str) -> dict[str, Any]:
    """The plotly trace of a line, with gaps at missing figures and breaks in series; markers show the origins of the figures."""
    restarts = line.restarts(indicator)
    sizes = [_size(line, n, small) or 4 * _alone(line, n, restarts) for n in range(len(line.periods))]
    symbols = [_symbol(line, point) for point in line.points]
    hollow = any(symbol in HOLLOW for symbol in symbols)
    trace = dict(
        type="scatter",
        x=[time_position(p) for p in line.periods],
        y=list(line.values),
        **_hover(line, indicator, words),
        name=escaped(line.name),
        mode="lines+markers",
        connectgaps=False,
        cliponaxis=False,
        line={"color": line.colour, "width": 2 if line.own else 1.5} | ({} if line.dash == "solid" else {"dash": line.dash}),
        # An open marker is filled with the paper's colour, else the line would show through it.
        marker={
            "symbol": _alike([HOLLOW.get(s, s) for s in symbols]),
            "size": sizes,
            "color": _alike([theme.PAPER if s in HOLLOW else line.colour for s in symbols]),
            "line": {"color": line.colour if hollow else theme.PAPER, "width": 1.5 if hollow else 1},
            "opacity": 1,
        },
        **axes,
    )
    return interrupted(trace, restarts)


def interrupted(trace: dict[str, Any], restarts: Sequence[int]) -> dict[str, Any]:
    """A trace with a missing value before each point at `restarts`, so that no line leads to these points."""
    if not restarts:
        return trace
    values = [value for n, y in enumerate(trace["y"]) for value in ([None, y] if n in restarts else [y])]
    widened: dict[str, Any] = _widened(trace, len(trace["x"]), restarts)
    return widened | {"y": values}


def _widened(part: Any, count: int, restarts: Sequence[int]) -> Any:
    """A part of a trace; every list of `count` entries now has the entries at `restarts` twice."""
    if isinstance(part, dict):
        return {name: _widened(inner, count, restarts) for name, inner in part.items()}
    if isinstance(part, list) and len(part) == count:
        return [entry for n, entry in enumerate(part) for _ in range(1 + (n in restarts))]
    return part


def _alone(line: Line, n: int, restarts: Sequence[int]) -> bool:
    """Whether a point has a value, and no line leads to or from it."""
    before = n > 0 and n not in restarts and line.values[n - 1] is not None
    after = n + 1 < len(line.values) and n + 1 not in restarts and line.values[n + 1] is not None
    return line.values[n] is not None and not before and not after


def _alike(texts: list[str]) -> list[str] | str:
    """The texts, or a single one if all are equal, which takes less room in the page."""
    return texts[0] if len(set(texts)) == 1 else texts


def _symbol(line: Line, point: Point) -> str:
    return PARTIAL if line.own and point.lacking else SYMBOLS.get(point.origin, "circle")


def _size(line: Line, n: int, small: bool) -> float:
    """The size of a point's marker; 0 for a point without one.

    The last point and incomplete points have a marker. Unless `small`, published points have one, too, and all points of the
    lines of units (not of benchmarks).
    """
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
    """The hover texts of a line; texts that are equal at all points are stored once."""
    texts = [None if point.value is None else point_text(point, indicator, words) for point in line.points]
    origins = [point.origin for point in line.points]
    with_symbol = [origin for origin, text in zip(origins, texts, strict=True) if text is not None and origin in SYMBOLS]
    same = len(set(with_symbol)) <= 1
    value = "%{customdata}" if same else "%{customdata[0]}"
    from_ = words(f"origin.{with_symbol[0]}.name") if same and with_symbol else "" if same else "%{customdata[1]}"
    pairs = [[text, words(f"origin.{o}.name") if o in SYMBOLS else ""] for text, o in zip(texts, origins, strict=True)]
    value_format = number_format(line.values, texts) if same else None
    value = f"%{{y:{value_format[0]}}}{value_format[1]}" if value_format else value
    beside = "" if indicator.percent else escaped(words.beside(indicator))
    measure = f"{words.get('open')}{beside}{words.get('close')}" if beside else ""
    parts = ["%{text}", f"%{{fullData.name}}{measure}  <b>{value}</b>", from_]
    return {
        "text": [words.period(period) for period in line.periods],
        "hovertemplate": "<br>".join(part for part in parts if part) + "<extra></extra>",
        **({} if value_format else {"customdata": texts if same else pairs}),
    }


ONE_BOX: dict[str, Any] = {"hovermode": "x unified", "hoverdistance": 30}
"""The layout of a picture in which all lines share one hover box for each period."""
UNTITLED: dict[str, Any] = {"unifiedhovertitle": {"text": " "}}
"""The x axis of a picture with `ONE_BOX`: its positions are no dates, so the first line of the box shows the period."""


def share_one_box(traces: Sequence[dict[str, Any]]) -> None:
    """Change traces whose hover texts are in one box: only the first line with a figure in a period names the period."""
    taken_up = set[float]()
    for trace in traces:
        with_value = [(n, x) for n, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)) if y is not None and y == y]
        first = {n for n, x in with_value if x not in taken_up}
        taken_up |= {x for _, x in with_value}
        whole = str(trace["hovertemplate"])
        bare = whole.removeprefix("%{text}<br>")
        if len(first) < len(with_value):
            trace["hovertemplate"] = [whole if n in first else bare for n in range(len(trace["x"]))] if first else bare
        if not first:
            del trace["text"]


def number_format(values: Sequence[float | None], texts: Sequence[str | None]) -> tuple[str, str] | None:
    """The plotly format and the suffix that turn the values into the texts; None if no format does.

    Examples
    --------
    >>> number_format([57.31, None, 8.0], ["57.3%", None, "8.0%"])
    (',.1f', '%')
    >>> number_format([120000.0], ["120k"])
    """
    pairs = [(value, text) for value, text in zip(values, texts, strict=True) if value is not None and text is not None]
    for decimals in range(4):
        end = _ending(pairs, decimals)
        if end is not None and not any(c.isdigit() or (c in ".%{" and c != "%") for c in end):
            return f",.{decimals}f", end
    return None


def _ending(pairs: Sequence[tuple[float, str]], decimals: int) -> str | None:
    """What follows the number, printed with `decimals`, in every text: “%” in “8.0%”; None if it is not the same in all texts."""
    end: str | None = None
    for value, text in pairs:
        number = _as_plotly(value, decimals)
        if not text.startswith(number) or end not in (None, text.removeprefix(number)):
            return None
        end = text.removeprefix(number)
    return end


def _as_plotly(value: float, decimals: int) -> str:
    """A number, rounded to six digits as in a page, as plotly's format `,.nf` writes it; empty if this may differ in a browser.

    A browser rounds the binary number (halves away from zero), while a page rounds the decimal one.
    """
    left = Decimal(float(f"{value:.6g}")).quantize(Decimal(1).scaleb(-decimals), context=_BROWSER)
    return f"{left:,f}" if (left or value == 0) and abs(left) < _PLAIN else ""


def target_traces(targets: list[Target], *, indicator: Indicator, words: Words) -> list[dict[str, Any]]:
    """The traces of targets: a dashed segment over each `span`, with the hover text at its middle."""
    hover_texts = [
        words("figure.target_of", period=words.period(t.period), value=words.figure(t.value, indicator)) for t in targets
    ]
    unseen = {"mode": "markers", "marker": {"color": theme.INK, "opacity": 0}, "name": words("figure.target")}
    hover = {"customdata": hover_texts, "hovertemplate": "%{customdata}<extra></extra>"}
    middles = {"x": [time_position(t.span) for t in targets], "y": [t.value for t in targets]}
    return [_segments(targets, words), {"type": "scatter", **middles, **hover, **unseen}]


def _segments(targets: list[Target], words: Words) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for target in targets:
        xs += [target.span.begins, target.span.ends, None]
        ys += [target.value, target.value, None]
    dashed = {"mode": "lines", "line": {"color": theme.INK, "width": 1, "dash": "4px,3px"}, "hoverinfo": "skip"}
    return {"type": "scatter", "x": xs, "y": ys, "name": words("figure.target"), **dashed}


def gap_traces(line: Line, *, at: float, words: Words, **axes: str) -> list[dict[str, Any]]:
    """The traces of signs for periods without a figure: a hollow square if not reported, else a dash."""
    return [_gap_trace(line, kind, periods, at=at, words=words, **axes) for kind, periods in line.absent.items()]


def _gap_trace(line: Line, kind: str, periods: Sequence[Period], *, at: float, words: Words, **axes: str) -> dict[str, Any]:
    name = kind_name(kind, words)
    return dict(
        type="scatter",
        x=[time_position(p) for p in periods],
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
