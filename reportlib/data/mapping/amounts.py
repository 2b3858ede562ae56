"""Convert figures from a table's notation and measure to the catalogue's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import pandas as pd

from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.layouts import Column, Layout, Part
from reportlib.workbook.patterns import plain, words


def magnitude(measure: str) -> tuple[int, str]:
    """Split a measure into a factor and the measure without it.

    Examples
    --------
    >>> magnitude("thousand tonnes"), magnitude("people")
    ((1000, 'tonnes'), (1, 'people'))
    """
    magnitudes: Mapping[str, int] = words()["magnitudes"]
    text = measure.strip()
    fits = [word for word in magnitudes if text.lower().startswith(word) and len(text) > len(word)]
    if not fits:
        return 1, text
    longest = max(fits, key=len)
    return magnitudes[longest], text[len(longest) :].strip()


def is_multiple(measure: str) -> bool:
    """Whether a measure is a multiple of another one, such as million yuan.

    In Chinese, kilowatt-hours and percentage points begin with a word for a number, and are no multiples.

    Examples
    --------
    >>> is_multiple("thousand tonnes"), is_multiple("\u5343\u74e6\u65f6"), is_multiple("people")
    (True, False, False)
    """
    return magnitude(measure)[0] > 1 and not measure.strip().startswith(tuple(words()["no_magnitudes"]))


def scale_of(measure: str, indicator: Indicator) -> float | None:
    """The factor from a table's measure to an indicator's measure; None if they count different things."""
    factor, base = magnitude(measure)
    for own in indicator.measure.values():
        of, counted = magnitude(own)
        if plain(own) == plain(measure):
            return 1
        if plain(counted) == plain(base):
            return factor / of
    return None


def scale(column: Column, layout: Layout, indicator: Indicator | None, part: Part) -> float | None:
    """The factor for a column's figures; None if the column's measure does not fit the indicator's."""
    if column.scale or layout.scale:
        return column.scale or layout.scale
    measure = column.measure or layout.measure
    if not measure or indicator is None:
        return 1
    if part != "value":  # the catalogue has no measure of parts, so only the table's factor counts
        return float(magnitude(measure)[0])
    return scale_of(measure, indicator)


def in_percent(measure: str, indicator: Indicator | None, part: Part) -> bool:
    """Whether figures are counted in per cent, by the measure of the table or of the catalogue."""
    measures = [measure, *(indicator.measure.values() if indicator and part == "value" else ())]
    return any(one.strip().endswith(("%", "\uff05")) for one in measures)


def bare_number(text: str, thousands: str, decimal: str) -> str:
    r"""A number without separators of thousands and with a decimal point; other texts are unchanged.

    Separators must be three digits apart.

    Examples
    --------
    >>> bare_number("1.234,5", ".", ","), bare_number("12\u00a0345", " ", "."), bare_number("1,5", ",", ".")
    ('1234.5', '12345', '1,5')
    """
    if not thousands and decimal == ".":
        return text
    between = r"\s" if thousands.isspace() else re.escape(thousands)
    whole = rf"\d{{1,3}}(?:{between}\d{{3}})+|\d+" if thousands else r"\d+"
    match = re.fullmatch(rf"([-+\u2212]?)({whole})(?:{re.escape(decimal)}(\d+))?(\s*%|[eE][-+]?\d+)?", text)
    if not match:
        return text
    sign, digits, decimals, rest = (part or "" for part in match.groups())
    return sign + re.sub(r"\D", "", digits) + (f".{decimals}" if decimals else "") + rest


def amounts(texts: pd.Series[str], factor: float, layout: Layout, *, percent: bool) -> pd.Series[str]:
    """Figures without separators of thousands, multiplied exactly (as decimals); other texts are unchanged.

    With `percent`, a percent sign behind a figure is left out.
    """
    if factor == 1 and not layout.thousands and layout.decimal == "." and not percent:
        return texts
    times = Decimal(repr(factor))
    amount_by_text = {text: _amount(text, times, layout, percent=percent) for text in texts.unique()}
    return texts.map(amount_by_text)


def _amount(text: str, times: Decimal, layout: Layout, *, percent: bool) -> str:
    bare = bare_number(text, layout.thousands or "", layout.decimal)
    bare = bare.rstrip("%\uff05").rstrip() if percent else bare
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    return bare if times == 1 else format((number * times).normalize(), "f")
