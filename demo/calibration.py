"""Change whole numbers so that they add up to published totals, with proportions kept as far as possible.

All arithmetic is in integers, so that the results are the same on every platform.
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
"""By qualifier, whether the total has to be above (1) or below (-1) the published figure; without a qualifier it is equal."""


@dataclass(frozen=True)
class Total:
    """A published figure that the rows of a unit have to add up to; `label` names it in messages.

    The masks select rows: `near` those of the unit, or of the units below, in all periods; `flow` those in the figure's period;
    `stock` those at its end. `margin` is the share by which the total is above or below a qualified figure (“more than 500”).
    """

    label: str
    value: Fraction
    side: Side
    margin: Fraction
    near: Mask
    flow: Mask
    stock: Mask

    def rows(self, kind: str) -> Mask:
        """The rows to add up: for a stock those at the period's end, else those in the period."""
        return self.stock if kind == "stock" else self.flow

    def whole(self, step: Fraction) -> int:
        """The number of steps that the rows have to add up to.

        Raises
        ------
        ValueError
            When an unqualified figure is no whole number of steps.
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
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{total.label}: {error}") from None


def apportion(weights: Ints, total: int, *, caps: Ints | None = None) -> Ints:
    """Split a whole number in proportion to weights, by largest remainder.

    Parameters
    ----------
    weights
        Whole numbers, none negative. A zero gets nothing, unless all weights with room left are zero.
    total
        The sum of the parts.
    caps
        The largest value of each part.

    Raises
    ------
    ValueError
        When the total is negative, or exceeds the caps.
    """
    limits = np.full(len(weights), max(total, 0)) if caps is None else caps
    if total < 0 or total > int(limits.sum()):
        raise ValueError(f"{total} cannot be split over {len(weights)} rows with room for {int(limits.sum())}")
    parts = np.zeros(len(weights), dtype=np.int64)
    while left := total - int(parts.sum()):
        parts = _share_out(parts, weights, left, limits)
    return parts


def _share_out(parts: Ints, weights: Ints, left: int, limits: Ints) -> Ints:
    """One round of `apportion`: give each part its share up to its cap; if no cap was reached, distribute the remainder."""
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
    """New values in which `rows` add up to `total`.

    The other rows in `near` are scaled by the factor by which `rows` change, so that no series jumps. Frozen rows keep their
    values, because another total needs them.

    Raises
    ------
    ValueError
        When the total cannot be reached.
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
    """Counts or amounts, in steps, changed so that they add up to every total.

    Totals of few rows are met first; their rows are then frozen, so that later totals do not change them.

    Raises
    ------
    ValueError
        When a total cannot be met.
    """
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
    """Numerators and denominators, changed so that the quotients of their sums are the published ratios.

    For an exact ratio, the total of the denominators is chosen so that the numerator is a whole number.

    Raises
    ------
    ValueError
        When a ratio cannot be met.
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
    """A numerator and a denominator with the wanted ratio; the denominator is close to the one drawn at random."""
    share = total.value / scale
    if total.side == 0:
        under = max(round(Fraction(drawn, share.denominator)), 1) * share.denominator
        return int(share * under), under
    exact = share * drawn
    if total.side > 0:
        return max(round(exact * (1 + total.margin)), int(exact // 1) + 1), drawn
    return min(round(exact * (1 - total.margin)), -int(-exact // 1) - 1), drawn
