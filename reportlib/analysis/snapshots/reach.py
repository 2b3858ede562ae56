"""The periods for which a workbook has figures, and those that `latest`, `previous` and `last 4` mean."""

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
"""The most periods for which `last` may ask: a century of quarters."""
_LAST = re.compile(r"last ([1-9][0-9]*)")


@dataclass(frozen=True)
class Reach:
    """The first and last period with figures, and the period that `latest` means, with the reason."""

    first: Period
    last: Period
    latest: Period
    why: str = ""

    def covers(self, period: Period) -> bool:
        """Whether a period lies between the first and the last."""
        return self.first.opens <= period.opens and period.closes <= self.last.closes


def reach_of(observations: pd.DataFrame, workbook: Workbook) -> Reach:
    """Find the first and last period with figures, and the latest one with enough returns."""
    observed_periods = [Period.parse(text) for text in observations.loc[~absent(observations), "period"].unique()]
    chosen = latest(observations, workbook)
    first, last = min(observed_periods, key=lambda p: p.opens), max(observed_periods, key=lambda p: (p.closes, p.opens))
    return Reach(first, last, chosen.period if chosen else max(observed_periods), _why(chosen, workbook))


def _why(chosen: Latest | None, workbook: Workbook) -> str:
    if chosen is None or not chosen.due:
        return "the last with figures; no returns are asked for it"
    share = f"{100 * workbook.settings.calendar.latest_coverage:.0f} %"
    enough = chosen.received >= workbook.settings.calendar.latest_coverage * chosen.due
    lead = f"{chosen.received} of {chosen.due} returns are in"
    if not enough:
        return f"the last with any figure: {lead}, and no period has {share}"
    later = "".join(f"; {period} has {received} of {due}, under {share}" for period, received, due in chosen.later)
    return lead + later


def resolve(text: int | str, *, reach: Reach | None, base: Cycle, years: Years = CALENDAR, today: dt.date) -> list[Period]:
    """The periods that a word such as `latest`, or the text of a period, means.

    `latest` is the last collection period with enough returns (see `reach_of`), `latest-known` asks for the latest known
    figures up to it. `previous` is the last collection period that ended before today. `last n` means n collection periods
    up to the latest, without those before the first figures. If `reach` is None, only `previous` and the text of a period
    have a result.

    Raises
    ------
    ValueError
        When the text is none of these words and no period, or asks for too many periods.
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
