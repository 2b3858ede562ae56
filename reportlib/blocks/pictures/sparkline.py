"""Sparklines: small lines for tables and cards, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.blocks.plot.scales import plain, present

WIDTH, HEIGHT, PAD = 96.0, 28.0, 4.0


def sparkline(values: Sequence[float | None], *, target: float | None = None, grows: bool = False) -> str:
    """An inline SVG of a line with gaps at missing values, its last point, and its target; with `grows` it fills the width.

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
        parts.append(f'<path d="{_path(points)}"/>')
        x, y = map(_short, next(point for point in reversed(points) if point is not None))
        parts.append(f'<circle cx="{x}" cy="{y}" />')
    box = f' viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"' if grows else ""
    return f'<svg class="spark"{box} aria-hidden="true">{"".join(parts)}</svg>'


def _short(value: float) -> str:
    """A coordinate or distance to a tenth of a pixel, in as few characters as SVG needs."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text.replace("-0", "0")


def _points(values: list[float | None], low: float, high: float) -> list[tuple[float, float] | None]:
    """The coordinates of each value; None for a missing one."""
    step = (WIDTH - 2 * PAD) / max(1, len(values) - 1)
    start = PAD if len(values) > 1 else WIDTH / 2
    return [None if v is None else (start + n * step, _down(v, low, high)) for n, v in enumerate(values)]


def _down(value: float, low: float, high: float) -> float:
    """The distance of a value from the top; a flat line is in the middle."""
    share = 0.5 if high == low else (high - value) / (high - low)
    return PAD + share * (HEIGHT - 2 * PAD)


def _path(points: list[tuple[float, float] | None]) -> str:
    """The data of an SVG path with gaps at missing values; a single point is a stroke of length 0."""
    rounded = [None if point is None else (round(point[0], 1), round(point[1], 1)) for point in points]
    parts = []
    for n, point in enumerate(rounded):
        before = rounded[n - 1] if n else None
        if point is None:
            continue
        if before is None:
            alone = n + 1 == len(rounded) or rounded[n + 1] is None
            parts.append(f"M{_pair(*point)}{'h0' if alone else 'l'}")
        else:  # relative to the last point; the command letter need not be repeated
            parts.append(("" if parts[-1].endswith("l") else " ") + _pair(point[0] - before[0], point[1] - before[1]))
    return "".join(parts)


def _pair(x: float, y: float) -> str:
    """Two numbers, separated by a space unless a minus sign separates them."""
    down = _short(y)
    return f"{_short(x)}{'' if down.startswith('-') else ' '}{down}"
