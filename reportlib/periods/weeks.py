"""Weeks by ISO 8601 and the months they belong to: those in which their Thursdays lie.

Months are counted from year 0, weeks from that of 1 January of year 1, so that both subtract.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

_ERA: Final = 400 * 365 + 97
"""So many days have 400 years of the calendar, after which dates fall on the same days of the week."""


@lru_cache(maxsize=8192)
def first_week(month: int) -> int:
    """The first week with its Thursday in a month."""
    year, number = divmod(month, 12)
    eras, within = divmod(year - 1, 400)
    return (dt.date(within + 1, number + 1, 1).toordinal() + eras * _ERA + 2) // 7


@lru_cache(maxsize=8192)
def month_of(week: int) -> int:
    """The month in which the Thursday of a week lies."""
    eras, within = divmod(7 * week + 3, _ERA)
    day = dt.date.fromordinal(within + 1)
    return (day.year + 400 * eras) * 12 + day.month - 1


def weeks_of(year: int) -> int:
    """How many weeks a year has: 52 or 53, each by its Thursday.

    Examples
    --------
    >>> weeks_of(2019), weeks_of(2020)
    (52, 53)
    """
    return first_week(12 * year + 12) - first_week(12 * year)
