"""Weeks by ISO 8601; each belongs to the month in which its Thursday lies.

Months are numbered from January of year 0, weeks from the week of 1 January of year 1.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

_ERA: Final = 400 * 365 + 97
"""The days in 400 years, after which every date falls on the same day of the week again."""


@lru_cache(maxsize=8192)
def first_week(month: int) -> int:
    """The number of the first week whose Thursday lies in the month with this number."""
    year, number = divmod(month, 12)
    eras, within = divmod(year - 1, 400)
    return (dt.date(within + 1, number + 1, 1).toordinal() + eras * _ERA + 2) // 7


@lru_cache(maxsize=8192)
def month_of(week: int) -> int:
    """The number of the month in which the Thursday of the week with this number lies."""
    eras, within = divmod(7 * week + 3, _ERA)
    day = dt.date.fromordinal(within + 1)
    return (day.year + 400 * eras) * 12 + day.month - 1


def weeks_of(year: int) -> int:
    """How many weeks have their Thursday in a year: 52 or 53.

    Examples
    --------
    >>> weeks_of(2019), weeks_of(2020)
    (52, 53)
    """
    return first_week(12 * year + 12) - first_week(12 * year)
