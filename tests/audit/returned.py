from __future__ import annotations

from fractions import Fraction

from tests.audit.bench import Bench
from tests.audit.tallies import returns_of
from tests.oracle.periods import Period
from tests.oracle.returns import Return
from tests.oracle.tree import chain


def shares_by_unit(bench: Bench, kind: str, period: Period | None = None) -> dict[str, tuple[Fraction | None, int, int]]:
    """For each unit directly below: how many of the returns due in the last period came in, as a share and as two counts.

    With `kind` “punctual”, the share is that of the returns on time; returns without a known day are left out of it.
    """
    listed = returns_of(bench, period or bench.facts.during)
    last = max((entry.period for entry in listed), key=lambda period: period.last, default=None)
    groups: dict[str, list[Return]] = {}
    for entry in listed:
        if entry.period == last:
            groups.setdefault(_below(entry, bench), []).append(entry)
    return {unit: _share(entries, kind) for unit, entries in groups.items()}


def measured_by_unit(bench: Bench, kind: str) -> dict[str, int]:
    """For each unit directly below, how many returns its share is computed from."""
    listed = returns_of(bench, bench.facts.during)
    last = max((entry.period for entry in listed), key=lambda period: period.last, default=None)
    groups: dict[str, int] = {}
    for entry in (entry for entry in listed if entry.period == last):
        known = kind == "share" or entry.state == "missing" or entry.day is not None
        unit = _below(entry, bench)
        groups[unit] = groups.get(unit, 0) + known
    return groups


def _below(entry: Return, bench: Bench) -> str:
    """The unit directly below the page's unit that a return counted for in its collection period."""
    above = chain(bench.say.book, entry.unit, entry.period)
    at = above.index(bench.facts.unit) if bench.facts.unit in above else 0
    return above[at - 1] if at else entry.unit


def _share(entries: list[Return], kind: str) -> tuple[Fraction | None, int, int]:
    came = [entry for entry in entries if entry.state != "missing"]
    if kind == "share":
        return Fraction(len(came), len(entries)), len(came), len(entries)
    dated = [entry for entry in entries if entry.state == "missing" or entry.day is not None]
    on_time = sum(entry.state == "on time" for entry in dated)
    return (Fraction(on_time, len(dated)) if dated else None), len(came), len(entries)


def last_period(bench: Bench) -> Period:
    """The last collection period of the page's period for which returns were due."""
    return max((entry.period for entry in returns_of(bench, bench.facts.during)), key=lambda period: period.last)


def punctual_then_and_now(bench: Bench) -> dict[str, Fraction]:
    """For each unit directly below, by how many points its share of returns on time changed on the year before."""
    at = last_period(bench)
    now, then = (shares_by_unit(bench, "punctual", period) for period in (at, at.shifted(-12)))
    both = {unit: (now[unit][0], then[unit][0]) for unit in now if unit in then}
    return {unit: 100 * (a - b) for unit, (a, b) in both.items() if a is not None and b is not None}
