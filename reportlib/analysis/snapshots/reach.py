"""How far a workbook's figures reach, and which periods `latest`, `previous` and `last 4` are."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import pandas as pd

from reportlib.analysis.snapshots.collect import Latest, latest
from reportlib.data.table import absent
from reportlib.periods import Cycle, Period
from reportlib.periods.reading import CALENDAR, Years
from reportlib.workbook import Workbook

MOST = 400
"""How many periods `last` may ask for: a century of quarters."""
_LAST = re.compile(r"last ([1-9][0-9]*)")


@dataclass(frozen=True)
class Reach:
    """The periods in which a workbook has figures: the first, the last, and that which `latest` stands for, with why it does."""

    first: Period
    last: Period
    latest: Period
    why: str = ""

    def covers(self, period: Period) -> bool:
        """Whether a period lies between the first and the last."""
        return self.first.opens <= period.opens and period.closes <= self.last.closes


def reach_of(observations: pd.DataFrame, workbook: Workbook) -> Reach:
    """The first and last periods with figures, and the last collection period for which enough returns are in, with why."""
    observed_periods = [Period.parse(text) for text in observations.loc[~absent(observations), "period"].unique()]
    chosen = latest(observations, workbook)
    first, last = min(observed_periods, key=lambda p: p.opens), max(observed_periods, key=lambda p: (p.closes, p.opens))
    return Reach(first, last, chosen.period if chosen else max(observed_periods), _why(chosen, workbook))


def _why(chosen: Latest | None, workbook: Workbook) -> str:
    """Why a period is the latest: how many of its returns are in, and of how many later ones too few are."""
    if chosen is None or not chosen.due:
        return "the last with figures; no returns are asked for it"
    share = f"{100 * workbook.settings.calendar.latest_coverage:.0f} %"
    enough = chosen.received >= workbook.settings.calendar.latest_coverage * chosen.due
    lead = f"{chosen.received} of {chosen.due} returns are in"
    if not enough:
        return f"the last with any figure: {lead}, and in no period are {share}"
    later = "".join(f"; {period} has {received} of {due}, under {share}" for period, received, due in chosen.later)
    return lead + later


def resolve(text: int | str, *, reach: Reach | None, base: Cycle, years: Years = CALENDAR, today: dt.date) -> list[Period]:
    """The periods that a word or a period stands for, wherever one is asked for.

    `latest` is the last collection period for which enough returns are in (see `reach_of`), `latest-known` the latest known
    figures up to it, each of its own period, `previous` the last that the
    calendar has closed, `last n` that many collection periods up to the latest; where `reach` is not known, neither is what
    hangs on it.

    Parameters
    ----------
    base
        The periods in which figures are collected.
    years
        By which a period is read.

    Raises
    ------
    ValueError
        When it is none of these and no period.
    """
    if text == "latest-known":
        return [replace(reach.latest, known=True)] if reach else []
    if text == "previous":
        return [base.containing(today).shift(-1)]
    if match := _LAST.fullmatch("last 1" if text == "latest" else str(text)):
        if int(match[1][:9]) > MOST:
            raise ValueError(f"'{text}' asks for more than {MOST} periods; write last {MOST}, or fewer")
        steps = [reach.latest.shift(-n) for n in reversed(range(int(match[1])))] if reach else []
        return [period for period in steps if reach and period.opens >= reach.first.opens]
    try:
        return [years.read(text)]
    except ValueError as error:
        raise ValueError(f"{error}; or latest, previous, last 4, latest-known") from None
