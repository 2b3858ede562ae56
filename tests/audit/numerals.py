"""Numbers as a page must print them, computed from exact fractions, halves away from zero (METHODS 9)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
STEPS = {"en": [(10**9, " bn"), (10**6, " million")], "zh": [(10**8, "亿"), (10**4, "万")]}
"""The steps by which large numbers are shortened, with the sign for each."""


def exactly(value: Fraction) -> Decimal:
    """A fraction as a decimal, with many more digits than any page shows."""
    return _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


def rounded(value: Fraction, places: int) -> Decimal:
    """A number rounded to some decimals; halves go away from zero, and 0 has no sign.

    Examples
    --------
    >>> str(rounded(Fraction(5, 2), 0)), str(rounded(Fraction(-1, 3), 1)), str(rounded(Fraction(-1, 100), 1))
    ('3', '-0.3', '0.0')
    """
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    found = Decimal(whole).scaleb(-places, _WIDE)
    return -found if value < 0 and whole else found


def grouped(value: Fraction, places: int) -> str:
    """A number with a given number of decimals, commas between thousands, and the sign “−” for a minus.

    Examples
    --------
    >>> grouped(Fraction(24691, 10), 1)
    '2,469.1'
    """
    return f"{rounded(value, places):,f}".replace("-", "\u2212")


def ten_times(number: str) -> str:
    """A number ten times as large, with as many decimals.

    Examples
    --------
    >>> ten_times("12"), ten_times("2.5"), ten_times("1,234.56"), ten_times("0")
    ('120', '25.0', '12,345.60', '0')
    """
    _, _, decimals = number.partition(".")
    return grouped(10 * Fraction(number.replace(",", "")), len(decimals))


def shortened(value: Fraction, places: int, lang: str) -> str:
    """A large number to three figures in the units of a language, such as million or 万.

    Examples
    --------
    >>> shortened(Fraction(2653217), 0, "en"), shortened(Fraction(120000), 0, "zh"), shortened(Fraction(9999), 0, "zh")
    ('2.65 million', '12万', '9,999')
    """
    nearly = abs(Context(prec=4, rounding=ROUND_HALF_UP).plus(exactly(value)))
    for step, sign in STEPS[lang]:
        if nearly >= step:
            part = value / step
            kept = max(0, 2 - exactly(part).adjusted())
            text = grouped(part, kept)
            return f"{text.rstrip('0').rstrip('.') if kept else text}{sign}"
    return grouped(value, places)


def is_nought(value: Fraction, places: int) -> bool:
    return not rounded(value, places)
