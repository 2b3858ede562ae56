"""The periods of a selection, from words such as `latest`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from reportlib.analysis.snapshots.collect import returns
from reportlib.analysis.snapshots.reach import Reach, resolve
from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.analysis.sums.obligations import back_to
from reportlib.errors import QueryError
from reportlib.periods import Cycle, Kind, Period
from reportlib.workbook.units import Unit


def periods_of(words: Sequence[object], indicator: str, snapshot: Snapshot, *, today: dt.date) -> tuple[Period, ...]:
    """The periods that words stand for, for one indicator.

    `latest` is the last collection period up to the latest period with enough returns. In a report, it is the report's period
    if this is a collection period or consists of such periods. `latest-known` is the last collection period with a figure.

    Raises
    ------
    QueryError
        When a word cannot be read, a period is shorter than the collection period, or there are no figures of that time.
    """
    cycle, years = _cycle(indicator, snapshot), snapshot.workbook.years
    reach = _own_reach(snapshot, cycle)
    periods: list[Period] = []
    for word in words:
        if not isinstance(word, (str, int, Period)) or isinstance(word, bool):
            raise QueryError(f"{word!r} is no period; write one such as '2020Q4', 2020, 'latest' or 'last 4'")
        try:
            before = word == "previous" and snapshot.until is not None  # in a report, the period before the report's
            if word == "latest-known":
                periods.append(_latest_known(indicator, snapshot, cycle, reach))
            elif isinstance(word, Period) or before:
                periods.append(word if isinstance(word, Period) else reach.latest.shift(-1))
            else:
                periods += resolve(word, reach=reach, base=cycle, years=years, today=today)
        except ValueError as error:
            raise QueryError(f"period: {error}") from None
    for period in periods:
        _check(period, indicator, snapshot)
    return tuple(dict.fromkeys(periods))


def _latest_known(indicator: str, snapshot: Snapshot, cycle: Cycle, reach: Reach) -> Period:
    """The last collection period with a figure; else the last period of another length with a figure; else the latest."""
    periods_sent = [period for period in snapshot.sent.get(indicator, ()) if period.closes <= snapshot.reach.last.closes]
    own = [whole for period in periods_sent if period.kind != "ytd" and (whole := cycle.holding(period)) is not None]
    return max(own or periods_sent, default=reach.latest)


def history(indicator: str, snapshot: Snapshot, kind: Kind | None = None) -> tuple[Period, ...]:
    """Every period of a kind from the indicator's first figure to its latest period; by default its collection periods."""
    cycle, workbook = _cycle(indicator, snapshot), snapshot.workbook
    reach = _own_reach(snapshot, cycle)
    if kind is not None and kind != reach.latest.kind:
        reach = _within(snapshot.reach, Cycle.of(kind, workbook.year_starts(workbook.catalogue[indicator])))
    periods_sent = snapshot.sent.get(indicator, ())
    _check_length(reach.latest, indicator, snapshot)
    if not periods_sent:
        return ()
    first = min(period.opens for period in periods_sent)
    return tuple(period for period in back_to(first, reach.latest) if period.opens >= first)


def lacking(snapshot: Snapshot, last: int) -> tuple[Unit, ...]:
    """The units that were asked for a return in each of the `last` latest collection periods and sent nothing.

    Raises
    ------
    QueryError
        When `last` is not a number from 1, or goes back beyond the first figure.
    """
    reach, workbook = _within(snapshot.reach, snapshot.workbook.base), snapshot.workbook
    if isinstance(last, bool) or not isinstance(last, int) or last < 1:
        raise QueryError(f"last is a number of periods, from 1, not {last!r}")
    periods = [reach.latest.shift(-n) for n in range(last)]
    if periods[-1].opens < reach.first.opens:
        raise QueryError(f"last={last} goes back to {periods[-1]}; figures reach from {reach.first}")
    states = returns(snapshot.observations, workbook, periods)
    counts = states[states["state"] == "missing"].groupby("unit", sort=False).size()
    return tuple(workbook.units[str(unit)] for unit in counts.index[counts == last])


def _cycle(indicator: str, snapshot: Snapshot) -> Cycle:
    return snapshot.workbook.cycle(snapshot.workbook.catalogue[indicator])


def _own_reach(snapshot: Snapshot, cycle: Cycle) -> Reach:
    """The first, last and latest period of the figures of an indicator that is collected by `cycle`.

    In a report, the latest is the report's period, if that is a period of `cycle` or consists of such periods.
    """
    until = snapshot.until
    fits = until is not None and (cycle.holding(until) == until or bool(cycle.parts(until)))
    return snapshot.reach if fits else _within(snapshot.reach, cycle)


def _within(reach: Reach, cycle: Cycle) -> Reach:
    """`reach` with another latest period: the last period of `cycle` that ends no later than the latest period of `reach`."""
    if reach.latest.cycle == cycle:
        return reach
    within = cycle.containing(reach.latest.end)
    return replace(reach, latest=within if within.closes <= reach.latest.closes else within.shift(-1))


def _check(period: Period, indicator: str, snapshot: Snapshot) -> None:
    reach = snapshot.reach
    if not reach.covers(period):
        span = f"{reach.first} to {reach.last}; the latest is {reach.latest}"
        raise QueryError(f"period {period} is not covered by the figures, which reach from {span}")
    _check_length(period, indicator, snapshot)


def _check_length(period: Period, indicator: str, snapshot: Snapshot) -> None:
    """Check that a period is not shorter than the collection period, unless a figure was sent for it."""
    cycle = _cycle(indicator, snapshot)
    if period.months < cycle.months and period not in snapshot.sent.get(indicator, ()):
        raise QueryError(f"period {period} is shorter than those in which '{indicator}' is collected: ask for a {cycle.kind}")
