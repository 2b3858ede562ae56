"""Make whole numbers add up to totals that were published, changing their proportions as little as can be.

Everything here is integer arithmetic, so that the same figures come out on every platform.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Side = Literal[-1, 0, 1]

SIDES: Final[dict[str, Side]] = {"more than": 1, "at least": 1, "just under": -1, "at most": -1}
"""On which side of a published figure the total has to lie; without one of these words it has to be that figure."""


@dataclass(frozen=True)
class Total:
    """A figure to be met by the rows beneath a unit.

    `near` are the rows beneath it in every period, `flow` those that a flow of the figure's period adds up, `stock`
    those that a stock is taken from. `margin` says by how much a qualified figure is passed, as a share of it;
    `label` is what messages call the figure.
    """

    label: str
    value: Fraction
    side: Side
    margin: Fraction
    near: Mask
    flow: Mask
    stock: Mask

    def rows(self, kind: str) -> Mask:
        """The rows that add up to a part of that kind."""
        return self.stock if kind == "stock" else self.flow

    def whole(self, step: Fraction) -> int:
        """How many steps the rows have to add up to.

        Raises
        ------
        ValueError
            When an exact figure is no whole number of steps.
        """
        steps = self.value / step
        if self.side == 0:
            if steps.denominator != 1:
                raise ValueError(f"{float(self.value):g} is no multiple of {float(step):g}")
            return int(steps)
        if self.side > 0:
            return max(round(steps * (1 + self.margin)), int(steps // 1) + 1)
        return min(round(steps * (1 - self.margin)), -int(-steps // 1) - 1)


@contextmanager
def _naming(total: Total) -> Iterator[None]:
    """Let a message name the figure that cannot be met."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{total.label}: {error}") from None


def apportion(weights: Ints, total: int, *, caps: Ints | None = None) -> Ints:
    """Split a whole number in proportion to weights, by largest remainder.

    Parameters
    ----------
    weights
        Whole numbers, none negative. A zero gets nothing, unless every weight with room left is zero.
    total
        What the parts add up to.
    caps
        The most each part may be.

    Raises
    ------
    ValueError
        When the total is negative, or more than the caps have room for.
    """
    limits = np.full(len(weights), max(total, 0)) if caps is None else caps
    if total < 0 or total > int(limits.sum()):
        raise ValueError(f"{total} cannot be split over {len(weights)} rows with room for {int(limits.sum())}")
    parts = np.zeros(len(weights), dtype=np.int64)
    while left := total - int(parts.sum()):
        parts = _share_out(parts, weights, left, limits)
    return parts


def _share_out(parts: Ints, weights: Ints, left: int, limits: Ints) -> Ints:
    """One round: whole shares as far as there is room, then, where all had room, one more each by largest remainder."""
    room = limits - parts
    share = np.where(room > 0, weights, 0)
    if not share.any():
        share = (room > 0).astype(np.int64)
    exact, divisor = share.astype(object) * left, int(share.sum())
    wanted = (exact // divisor).astype(np.int64)
    parts = parts + np.minimum(wanted, room)
    if (wanted > room).any():
        return parts
    rest = (exact % divisor).astype(np.float64)
    order = [n for n in np.argsort(-rest, kind="stable") if share[n] and parts[n] < limits[n]]
    parts[order[: left - int(wanted.sum())]] += 1
    return parts


def fit(values: Ints, frozen: Mask, rows: Mask, near: Mask, total: int, *, caps: Ints | None = None) -> Ints:
    """The values with `rows` adding up to `total` and the others `near` scaled alike, so that no series jumps.

    Frozen rows keep their value: an earlier total needs them.

    Raises
    ------
    ValueError
        When the frozen rows leave no way to reach the total.
    """
    free = rows & ~frozen
    left = total - int(values[rows & frozen].sum())
    fitted = values.copy()
    if left == 0 and not free.any():
        return fitted
    if drawn := int(values[free].sum()):
        others = near & ~frozen
        fitted[others] = (2 * values[others].astype(object) * left + drawn) // (2 * drawn)
    fitted[free] = apportion(values[free], left, caps=None if caps is None else caps[free])
    return fitted if caps is None else np.where(frozen, fitted, np.minimum(fitted, caps))


def fit_sums(values: Ints, totals: Iterable[Total], *, kind: str, step: Fraction) -> Ints:
    """Counts or amounts, in steps, that add up to every total; the narrowest first, and what it used is frozen."""
    frozen = np.zeros(len(values), dtype=bool)
    for total in sorted(totals, key=lambda t: int(t.rows(kind).sum())):
        rows = total.rows(kind)
        with _naming(total):
            values = fit(values, frozen, rows, total.near, total.whole(step))
        frozen = frozen | rows
    return values


def fit_ratios(
    numerators: Ints, denominators: Ints, totals: Iterable[Total], *, kinds: tuple[str, str], scale: Fraction, capped: bool
) -> tuple[Ints, Ints]:
    """Parts of ratios whose totals divide to every published ratio.

    The denominators' total becomes a multiple by which an exact ratio has a whole numerator.
    """
    frozen = np.zeros(len(numerators), dtype=bool), np.zeros(len(numerators), dtype=bool)
    for total in sorted(totals, key=lambda t: int(t.rows(kinds[1]).sum())):
        above, below = (total.rows(kind) for kind in kinds)
        wanted, under = _parts(total, int(denominators[below].sum()), scale)
        with _naming(total):
            denominators = fit(denominators, frozen[1], below, total.near, under)
            numerators = fit(numerators, frozen[0], above, total.near, wanted, caps=denominators if capped else None)
        frozen = frozen[0] | above, frozen[1] | below
    return numerators, denominators


def _parts(total: Total, drawn: int, scale: Fraction) -> tuple[int, int]:
    """A numerator and a denominator near the drawn one that make the ratio wanted."""
    share = total.value / scale
    if total.side == 0:
        under = max(round(Fraction(drawn, share.denominator)), 1) * share.denominator
        return int(share * under), under
    exact = share * drawn
    if total.side > 0:
        return max(round(exact * (1 + total.margin)), int(exact // 1) + 1), drawn
    return min(round(exact * (1 - total.margin)), -int(-exact // 1) - 1), drawn
