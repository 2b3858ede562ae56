"""The base that a rate carries in words: “1,609 per 10,000”, never “1,609 people”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportlib.workbook.catalogue import Indicator

_OVER = re.compile(r"(.*?)\s*[/\uff0f]\s*(.+)", re.DOTALL)
_SIGNS = {"\u2030", "\u2031"}
"""Measures that are a base themselves: per thousand, per ten thousand."""


@dataclass(frozen=True)
class Rate:
    """What a rate is counted in, and per how many of what (`per` with the word for it, `base` without).

    `named` says whether the base names what it counts, or is a bare number.
    """

    measure: str
    per: str
    base: str
    names_base: bool = True


def read_rate(indicator: Indicator, *, measure: str, per: str, frame: str, of: str, scale: str) -> Rate | None:
    """The base of a rate in one language; none where a figure has no base to carry, or its measure is a sign that says it.

    The catalogue's own `per` comes first. Without it a measure that is written with its base is read: in “A/B” what is
    counted stands before the stroke, and the base after it; after the language's word for “per” stands a base too. Where
    neither says of what, the base is the indicator's scale, named by the measure if the part is one of the whole's.

    Parameters
    ----------
    indicator
        A ratio with a scale above 1 that is no percentage; or whatever has `per`.
    measure, per
        What it is counted in, and the catalogue's words for its base (may be empty).
    frame, of
        How the language writes a base, with a gap `base`, and the base of a scale, with gaps `scale` and `noun`.
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
    """What a measure counts, and its base, which may be empty."""
    if match := _OVER.fullmatch(measure):
        return match[1], match[2]
    if measure.startswith(before):
        return "", measure.removeprefix(before)
    counted, _, base = measure.partition(f" {before}" if before.endswith(" ") else before)
    return counted, base
