"""A word-sized line for tables and cards, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.display.figures.scales import plain, present

WIDTH, HEIGHT, PAD = 96.0, 28.0, 4.0


def sparkline(values: Sequence[float | None], *, target: float | None = None) -> str:
    """An inline SVG of one line with its last point; it breaks where a value is missing.

    Examples
    --------
    >>> sparkline([None])
    '<svg class="spark" viewBox="0 0 96 28" width="96" height="28" aria-hidden="true" focusable="false"></svg>'
    """
    known = present(values)
    parts = []
    if known:
        held = [*known, *present([target])]
        low, high = min(held), max(held)
        points = _points(plain(values), low, high)
        if present([target]) and target is not None:
            y = _down(target, low, high)
            place = f'x1="0" y1="{y:.1f}" x2="{WIDTH:.1f}" y2="{y:.1f}"'
            parts.append(f'<line class="spark-target" {place} stroke="currentColor" stroke-dasharray="3 2"/>')
        pen = 'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"'
        parts.append(f'<path class="spark-line" d="{_path(points)}" {pen}/>')
        x, y = next(point for point in reversed(points) if point is not None)
        parts.append(f'<circle class="spark-dot" cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="currentColor"/>')
    size = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"'
    return f'<svg class="spark" {size} aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def _points(values: list[float | None], low: float, high: float) -> list[tuple[float, float] | None]:
    """Where each value stands in the picture; None for a missing one."""
    step = (WIDTH - 2 * PAD) / max(1, len(values) - 1)
    start = PAD if len(values) > 1 else WIDTH / 2
    return [None if v is None else (start + n * step, _down(v, low, high)) for n, v in enumerate(values)]


def _down(value: float, low: float, high: float) -> float:
    """How far from the top a value stands; a flat line stands in the middle."""
    share = 0.5 if high == low else (high - value) / (high - low)
    return PAD + share * (HEIGHT - 2 * PAD)


def _path(points: list[tuple[float, float] | None]) -> str:
    """One path that lifts its pen over gaps; a lone point is a stroke of no length."""
    parts = []
    for before, point, after in zip([None, *points], points, [*points[1:], None], strict=False):
        if point is not None:
            alone = before is None and after is None
            parts.append(f"{'M' if before is None else 'L'}{point[0]:.1f} {point[1]:.1f}{'h0' if alone else ''}")
    return "".join(parts)
