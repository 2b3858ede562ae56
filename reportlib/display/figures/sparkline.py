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
    '<svg class="spark" viewBox="0 0 96 28" aria-hidden="true"></svg>'
    """
    known = present(values)
    parts = []
    if known:
        held = [*known, *present([target])]
        low, high = min(held), max(held)
        points = _points(plain(values), low, high)
        if present([target]) and target is not None:
            y = _short(_down(target, low, high))
            parts.append(f'<line y1="{y}" x2="{WIDTH:.0f}" y2="{y}"/>')
        parts.append(f'<path d="{_path(points)}"/>')
        x, y = map(_short, next(point for point in reversed(points) if point is not None))
        parts.append(f'<circle cx="{x}" cy="{y}"/>')
    return f'<svg class="spark" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" aria-hidden="true">{"".join(parts)}</svg>'


def _short(value: float) -> str:
    """A place to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


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
            # What follows a first point without a letter is a line to the next.
            parts.append(f"{'M' if before is None else ' '}{_short(point[0])} {_short(point[1])}{'h0' if alone else ''}")
    return "".join(parts)
