"""Find columns whose values are ratios of two other columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportlib.data.guessing.indicators.kinds import is_money
from reportlib.data.guessing.numbers import numbers_of
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.vocabulary import said_in, says_rate
from reportlib.data.mapping.amounts import magnitude
from reportlib.data.mapping.headings import BETWEEN, Heading

SCALES: Final = (100, 1, 1000, 10_000, 100_000)
MIN_ROWS: Final = 4
AGREE: Final = 0.95
"""The share of rows that must agree within rounding; not all, since single rows are often wrong."""
MAX_COLUMNS: Final = 40
"""With more columns than this no pairs are tried."""


@dataclass(frozen=True)
class Ratio:
    """The columns of numerator and denominator of values that are scale x numerator / denominator.

    `refused` says why the two cannot be used, and is empty if they can. `measure` is what both are counted in, if that is a
    multiple such as ten thousand people. `no_interval` says why an interval would be wrong: `plan` for shares of a plan, `amount`
    for money and other numbers that are no counts. With `exceeds` some numerators are above their denominators.
    """

    numerator: Heading
    denominator: Heading
    scale: int
    refused: str = ""
    measure: str = ""
    no_interval: str = ""
    exceeds: bool = False


def ratios_of(roles: Roles) -> dict[Heading, Ratio]:
    """The columns that are ratios of two other columns.

    Empty unless each column of the table is one indicator, because only then can a layout name numerator and denominator.
    """
    if roles.times.wide or roles.times.dated or roles.by or not 3 <= len(roles.figures) <= MAX_COLUMNS:
        return {}
    numbers = {h: numbers_of(roles.cells[h.number]).to_numpy() for h in roles.figures}
    places = {h: _places(roles.cells[h.number]) for h in roles.figures}
    rates = {h for h in roles.figures if says_rate(h.said)}
    ratios: dict[Heading, Ratio] = {}
    parts: set[Heading] = set()
    # Of 93.1 = 100 x 470 / 505, the 505 is about 100 x 470 / 93.1, too: names and decimals say which is the ratio.
    for heading in sorted(roles.figures, key=lambda h: (h not in rates, not places[h])):
        others = [other for other in roles.figures if other != heading and other not in rates and other not in ratios]
        if heading not in parts and (ratio := _ratio(heading, others, numbers, places[heading])):
            ratios[heading] = ratio
            parts |= {ratio.numerator, ratio.denominator}
    return ratios


def ratios_of_words(roles: Roles) -> dict[str, Ratio]:
    """For each word that names an indicator in the rows, the ratio of a column of numerators to a column of denominators.

    The result has all these words or none, because the two columns are read for all indicators alike.
    """
    by_part = {part: number for number, part in roles.parts.items()}
    if len(by_part) < 2 or len(roles.figures) != 1 or not roles.by or roles.times.wide:
        return {}
    above, below = (next(h for h in roles.headings if h.number == by_part[part]) for part in ("numerator", "denominator"))
    [heading] = roles.figures
    words, ratios = joined_words(roles), dict[str, Ratio]()
    for word in words.unique():
        rows = roles.cells[words == word]
        numbers = {h: numbers_of(rows[h.number]).to_numpy() for h in (heading, above, below)}
        ratio = _ratio(heading, [above, below], numbers, _places(rows[heading.number]))
        if ratio is None or ratio.numerator != above or ratio.refused:
            return {}
        ratios[str(word)] = ratio
    return ratios


def joined_words(roles: Roles, *, between: str = BETWEEN) -> pd.Series[str]:
    """The words of each row that name its indicator, joined by ` / ` or by `between`."""
    first, *others = (roles.cells[heading.number] for heading in roles.by)
    for more in others:
        first = first + between + more
    return first


def _places(texts: pd.Series[str]) -> int:
    return int(texts.str.rstrip("%").str.partition(".")[2].str.len().max())


def _ratio(
    heading: Heading, others: list[Heading], numbers: dict[Heading, npt.NDArray[np.floating[Any]]], places: int
) -> Ratio | None:
    """The ratio of two other columns that gives a column's values; None if there is none.

    A column with hardly any distinct values is not tested: it would be the ratio of any two columns proportional to each other.
    """
    value = numbers[heading]
    for above, below in permutations(others, 2):
        a, b = numbers[above], numbers[below]
        there = ~np.isnan(value) & ~np.isnan(a) & ~np.isnan(b) & (b != 0)
        if there.sum() < MIN_ROWS or len(np.unique(value[there])) < MIN_ROWS - 1:
            continue
        quotient = a[there] / b[there]
        for scale in SCALES:
            if np.mean(np.abs(scale * quotient - value[there]) <= 0.5 * 10.0**-places + 1e-9) >= AGREE:
                return Ratio(above, below, scale, _refused(above, below, a, b))
    return None


def with_parts(ratio: Ratio, name: str, roles: Roles, measures: tuple[str, str]) -> Ratio:
    """A ratio with `measure`, `no_interval` and `exceeds`; `measures` are those of numerator and denominator.

    An interval takes the parts for numbers of people or cases. So 1.7 of 5.3 ten thousand people have to be read as 17,000 of
    53,000, and there is no interval for money or for other parts with decimals.
    """
    above, below = (roles.cells[heading.number] for heading in (ratio.numerator, ratio.denominator))
    exceeds = ratio.scale == 100 and bool((numbers_of(above) > numbers_of(below)).any())
    (factor, base), (other, below_base) = map(magnitude, measures)
    multiple = measures[0] if factor == other > 1 else ""
    broken = not multiple and any(texts.str.contains(".", regex=False).any() for texts in (above, below))
    amount = broken or factor != other or is_money(base) or is_money(below_base)
    why = "plan" if exceeds or said_in(name, "plans") else "amount" if amount else ""
    return replace(ratio, measure=multiple, no_interval=why, exceeds=exceeds)


def _refused(above: Heading, below: Heading, a: npt.NDArray[np.floating[Any]], b: npt.NDArray[np.floating[Any]]) -> str:
    if ((b == 0) & (a > 0)).any():
        return f"there are rows with '{above.name}' and no '{below.name}'"
    return ""
