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
    """The parts of a rate such as “people per 10,000 workers”.

    The measure is “people”, `per` is “per 10,000 workers”, and `base` is “10,000 workers”. `names_base` is False if the base is
    a bare number.
    """

    measure: str
    per: str
    base: str
    names_base: bool = True


def read_rate(indicator: Indicator, *, measure: str, per: str, frame: str, of: str, scale: str) -> Rate | None:
    """The measure and base of a rate in one language; None if the figure needs no base, or its measure is a sign such as ‰.

    The base is `per`, if that is not empty. Else it is the part of the measure after a stroke (“A/B”) or after the language's
    word for “per”. Else it is the indicator's scale; for a proportion the measure follows, as in “10,000 people”.

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
