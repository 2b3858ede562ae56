"""The base of a rate in words: “1,609 per 10,000”, never “1,609 people”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportlib.workbook.catalogue import Indicator

_OVER = re.compile(r"(.*?)\s*[/\uff0f]\s*(.+)", re.DOTALL)
_SIGNS = {"\u2030", "\u2031"}
"""Signs that are measure and base in one: per thousand, per ten thousand."""


@dataclass(frozen=True)
class Rate:
    """The measure of a rate, and its base (`per` with the word “per”, `base` without it).

    `names_base` says whether the base is more than a bare number.
    """

    measure: str
    per: str
    base: str
    names_base: bool = True


def read_rate(indicator: Indicator, *, measure: str, per: str, frame: str, of: str, scale: str) -> Rate | None:
    """The measure and base of a rate in one language; None if it needs no base, or its measure is a sign such as ‰.

    The base is `per`, if there is one. Else it is read from the measure: in “A/B” it comes after the stroke, else after the
    language's word for “per”. Otherwise it is the indicator's scale, with the measure as its noun if the ratio is a
    proportion.

    Parameters
    ----------
    indicator
        A ratio with a scale above 1 that is no percentage, or any indicator with `per`.
    measure, per
        The measure, and the catalogue's words for the base (may be empty).
    frame, of
        The language's patterns for a base (with a gap `base`), and for the base of a scale (with gaps `scale` and `noun`).
    scale
        The indicator's scale in words.
    """
    scaled = indicator.kind == "ratio" and indicator.scale > 1
    if indicator.percent or measure in _SIGNS or not (per or scaled):
        return None
    before = frame.partition("{base}")[0]
    counted, base = _apart(measure, before)
    if per:
        return Rate(counted if base else measure, per, per.removeprefix(before))
    if base:
        return Rate(counted, frame.format(base=base), base)
    shared = indicator.uncertainty == "proportion"
    base = of.format(scale=scale, noun=measure if shared else "")
    return Rate(measure, frame.format(base=base), base, names_base=shared)


def _apart(measure: str, before: str) -> tuple[str, str]:
    if match := _OVER.fullmatch(measure):
        return match[1], match[2]
    if measure.startswith(before):
        return "", measure.removeprefix(before)
    counted, _, base = measure.partition(f" {before}" if before.endswith(" ") else before)
    return counted, base
