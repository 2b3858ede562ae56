"""Sparklines: small lines for tables and cards, as SVG in the colours of the page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, pairwise
from typing import Final

from reportlib.blocks.plot.scales import plain, present

_Place = tuple[float, float]
"""A distance from the left and from the top."""

WIDTH, HEIGHT, PAD = 96.0, 28.0, 4.0
STEPS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
"""The letters that encode the height of a point, from lowest to highest; a script of the page draws lines from them."""
GAP: Final = "-"
RESTART: Final = "."
"""The sign before a point to which no line leads."""
PARTIAL: Final = "_"
"""The sign after a point that lacks returns."""


def lettered(
    values: Sequence[float | None], low: float, high: float, *, restarts: Collection[int] = (), partial: Collection[int] = ()
) -> str:
    """A line as text: a letter for each value, from “0” at `low` to “z” at `high`, and “-” for a missing value.

    “.” stands before the letter of a position in `restarts`, “_” after that of a position in `partial` (see `sparkline`). The
    text is empty for fewer than two values.

    Examples
    --------
    >>> lettered([0, 70, float("nan"), 35], 0, 70)
    '0z-i'
    >>> lettered([0, 70, 35], 0, 70, restarts=[1], partial=[2])
    '0.zi_'
    """
    known = plain(values)
    if len(present(known)) < 2:
        return ""
    scale, flat = ((len(STEPS) - 1) / (high - low), 0) if high > low else (0.0, len(STEPS) // 2)
    letters = (GAP if value is None else STEPS[flat + round((value - low) * scale)] for value in known)
    return "".join(RESTART * (n in restarts) + letter + PARTIAL * (n in partial) for n, letter in enumerate(letters))


def sparkline(
    values: Sequence[float | None],
    *,
    target: float | None = None,
    grows: bool = False,
    restarts: Collection[int] = (),
    partial: Collection[int] = (),
) -> str:
    """An inline SVG of a line with gaps at missing values, a dot at the last value, and a second line at the target.

    With `grows` the SVG is as wide as its place. Without `target` and `grows`, the values are also in `data-line`, from which
    a page's script can draw the line again.

    Parameters
    ----------
    restarts
        The positions of points after a break in series: no line leads to them.
    partial
        The positions of the points that lack returns: lines to and from them are dashed. The last point is hollow if it is one of
        them.

    Examples
    --------
    >>> sparkline([None])
    '<svg class="spark" aria-hidden="true"></svg>'
    """
    present_values = present(values)
    parts = []
    if present_values:
        on_scale = [*present_values, *present([target])]
        low, high = min(on_scale), max(on_scale)
        points = _points(plain(values), low, high)
        if present([target]) and target is not None:
            y = _short(_down(target, low, high))
            parts.append(f'<line y1="{y}" x2="{WIDTH:.0f}" y2="{y}"/>')
        parts.extend(_paths(points, restarts, partial))
        last, place = [(n, point) for n, point in enumerate(points) if point is not None][-1]
        x, y = map(_short, place)
        hollow = ' class="part"' if last in partial else ""
        parts.append(f'<circle{hollow} cx="{x}" cy="{y}" />')
    box = ""
    if grows:
        box = f' viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"'
    elif len(present_values) > 1 and target is None:
        letters = lettered(values, min(present_values), max(present_values), restarts=restarts, partial=partial)
        box = f' data-line="{letters}"'
    return f'<svg class="spark"{box} aria-hidden="true">{"".join(parts)}</svg>'


def _short(value: float) -> str:
    """A length to a tenth of a pixel, in as few characters as SVG needs."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text.replace("-0", "0")


def _points(values: list[float | None], low: float, high: float) -> list[_Place | None]:
    """The coordinates of each value; None for a missing one."""
    step = (WIDTH - 2 * PAD) / max(1, len(values) - 1)
    start = PAD if len(values) > 1 else WIDTH / 2
    return [None if v is None else (start + n * step, _down(v, low, high)) for n, v in enumerate(values)]


def _down(value: float, low: float, high: float) -> float:
    """The distance of a value from the top; a flat line is in the middle."""
    share = 0.5 if high == low else (high - value) / (high - low)
    return PAD + share * (HEIGHT - 2 * PAD)


def _paths(points: list[_Place | None], restarts: Collection[int], partial: Collection[int]) -> Iterator[str]:
    """The line, and the dashed line to and from the points that lack returns."""
    ends = {n for n in range(1, len(points)) if n in partial or n - 1 in partial} - {*restarts}
    dashed = [run for run in _runs(points, {*range(len(points))} - ends) if len(run) > 1]
    solid = [run for run in _runs(points, {*restarts, *ends}) if len(run) > 1 or run[0] not in chain(*dashed)]
    for name, runs in (("", solid), (' class="part"', dashed)):
        if runs:
            yield f'<path{name} d="{"".join(map(_path, runs))}"/>'


def _runs(points: list[_Place | None], cuts: Collection[int]) -> list[list[_Place]]:
    """The points in runs; a run ends at a missing point and before each position in `cuts`."""
    runs: list[list[_Place]] = []
    for n, point in enumerate(points):
        if point is None:
            continue
        if n in cuts or not n or points[n - 1] is None:
            runs.append([])
        runs[-1].append((round(point[0], 1), round(point[1], 1)))
    return runs


def _path(run: list[_Place]) -> str:
    """The data of an SVG path through a run of points; a single point is a stroke of length 0."""
    steps = [_pair(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(run)]
    return f"M{_pair(*run[0])}" + (f"l{' '.join(steps)}" if steps else "h0")


def _pair(x: float, y: float) -> str:
    """Two numbers, separated by a space unless a minus sign separates them."""
    down = _short(y)
    return f"{_short(x)}{'' if down.startswith('-') else ' '}{down}"
