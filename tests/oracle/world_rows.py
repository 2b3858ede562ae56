"""The returns of made-up worlds: what each unit sends, in which form and when, with irregularities."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.oracle.periods import SIZES, Period, named
from tests.oracle.trees import Clock, Node, chain

Cells = tuple[str, str, str]
"""Value, numerator, denominator as a CSV has them."""


@dataclass(frozen=True)
class Maker:
    by_id: dict[str, Node]
    clock: Clock
    features: frozenset[str]
    chance: Random
    reported: list[str]
    published: list[str]

    def has(self, feature: str, share: float = 1.0) -> bool:
        """Whether a feature occurs here: with probability `share` if the world has it, else never."""
        return feature in self.features and self.chance.random() < share


@dataclass(frozen=True)
class Giver:
    """One unit and one indicator, collected every `size` months."""

    node: Node
    indicator: dict[str, Any]
    size: int
    starts: int

    clock: Clock

    def named(self, first: int, size: int) -> str:
        """The text of the period of `size` months, or of the week, that begins with `first`, in the years of the indicator."""
        return self.clock.text(first, size, self.starts)


def lines(
    nodes: list[Node], indicators: list[dict[str, Any]], clock: Clock, levels: list[str], features: frozenset[str], chance: Random
) -> tuple[list[str], list[str]]:
    """The rows of the file of reported figures, and of the file of published ones."""
    maker = Maker({node.id: node for node in nodes}, clock, features, chance, [], [])
    for indicator in indicators:
        size = SIZES[indicator["frequency"]] if "frequency" in indicator else clock.size
        for node in nodes:
            giver = Giver(node, indicator, size, indicator.get("year_starts", clock.starts), clock)
            if node.level in indicator["levels"]:
                _all_years(maker, giver)
            elif node.level != levels[-1] and maker.has("mid-level figures", 0.3):
                _own_figures(maker, giver)
    chance.shuffle(maker.reported)
    return maker.reported, maker.published


def _years(maker: Maker, giver: Giver) -> list[Period]:
    return maker.clock.years(giver.starts)


def _number(maker: Maker, month: int) -> int:
    """The number of the calendar's collection period in which a month lies."""
    return (month - maker.clock.first) // maker.clock.size


def _all_years(maker: Maker, giver: Giver) -> None:
    for year in _years(maker, giver):
        every = year.cut(giver.size, giver.starts)
        parts = [part for part in every if _owes(maker, giver, part)]
        settled = len(parts) == len(every) and _settled(maker, giver, year)
        _year(maker, giver, parts, year, settled)


def _owes(maker: Maker, giver: Giver, part: Period) -> bool:
    number = _number(maker, part.last)
    if number not in giver.node.parents:
        return False
    above = chain(giver.node, maker.by_id, number)
    return giver.indicator.get("asked") != "pilots" or any(n.pilot is not None and n.pilot <= number for n in above)


def _settled(maker: Maker, giver: Giver, year: Period) -> bool:
    """Whether a unit existed throughout a year under the same parents."""
    numbers = range(_number(maker, year.first), _number(maker, year.last) + 1)
    if any(number not in giver.node.parents for number in numbers):
        return False
    return len({tuple(n.id for n in chain(giver.node, maker.by_id, number)) for number in numbers}) == 1


def _year(maker: Maker, giver: Giver, parts: list[Period], year: Period, settled: bool) -> None:
    """Write the returns of a year: a running total, a figure for the year, months in place of quarters, or plain rows."""
    flow = giver.indicator["kind"] == "flow" and not giver.indicator.get("negative")
    if flow and settled and giver.size < 12 and maker.has("running totals", 0.4):
        _running(maker, giver, year.first)
    elif flow and settled and giver.size < 12 and maker.has("told for a year", 0.3):
        _row(maker, giver, giver.named(year.first, 12), year.last, _cells(maker, giver), status="final")
    elif (
        giver.indicator["kind"] in ("flow", "stock", "ratio") and 1 < giver.size == maker.clock.size and maker.has("months", 0.4)
    ):
        for part in parts:
            _in_finer(maker, giver, part)
    else:
        for part in parts:
            _plain(maker, giver, part)


def _running(maker: Maker, giver: Giver, year: int) -> None:
    total = 0
    for month in range(giver.size, 13, giver.size):
        total += maker.chance.randint(0, 60)
        said = max(0, total - 100) if maker.has("falls", 0.1) else total
        if not maker.has("gaps", 0.2):
            status = "provisional" if month == 12 and maker.has("provisional", 0.3) else "final"
            _row(
                maker,
                giver,
                f"{named(year // 12, giver.starts)}YTD{month:02d}",
                year + month - 1,
                (str(said), "", ""),
                status=status,
            )


def _in_finer(maker: Maker, giver: Giver, part: Period) -> None:
    """Write the months (or quarters) of a collection period, sometimes not all of them."""
    size = 3 if giver.size > 3 and maker.chance.random() < 0.5 else 1
    status = "provisional" if maker.has("provisional", 0.3) else "final"
    for month in range(part.first, part.last + 1, size):
        if not maker.has("gaps", 0.1):
            _row(maker, giver, giver.named(month, size), month + size - 1, _cells(maker, giver), status=status)


def _plain(maker: Maker, giver: Giver, part: Period) -> None:
    period, last = giver.named(part.first, giver.size), part.last
    if maker.has("gaps", 0.15):
        if maker.chance.random() < 0.3:
            _row(maker, giver, period, last, ("", "", ""), status="missing")
    elif maker.has("suppressed", 0.1):
        _absent(maker, giver, part, "suppressed", "c")
    elif maker.has("not applicable", 0.1):
        _absent(maker, giver, part, "not applicable", "x")
    else:
        _figure(maker, giver, period, last)


def _absent(maker: Maker, giver: Giver, part: Period, status: str, marker: str) -> None:
    period = giver.named(part.first, giver.size)
    if maker.has("markers", 0.5):
        _row(maker, giver, period, part.last, (marker, "", ""), status="")
    else:
        _row(maker, giver, period, part.last, ("", "", ""), status=status)


def _figure(maker: Maker, giver: Giver, period: str, last: int) -> None:
    """Write a figure for a collection period, sometimes with a correction, or a second time as published with another value."""
    status = "provisional" if maker.has("provisional", 0.3) else "final"
    qualifier = maker.chance.choice(["more than", "about"]) if maker.has("qualifiers", 0.05) else ""
    if maker.has("corrections", 0.15):
        _row(maker, giver, period, last, _cells(maker, giver), status="provisional", day=3)
        _row(maker, giver, period, last, _cells(maker, giver), status="final", day=60)
    elif maker.has("corrections", 0.05):
        _row(maker, giver, period, last, _cells(maker, giver), status="final")
        _row(maker, giver, period, last, _cells(maker, giver), status="final", published=True)
    else:
        _row(maker, giver, period, last, _cells(maker, giver), status=status, qualifier=qualifier)


def _own_figures(maker: Maker, giver: Giver) -> None:
    """Write own figures of a unit above the units asked: for all collection periods, those of one year, or a whole year."""
    indicator = giver.indicator
    if indicator["kind"] in ("rank", "rate") or indicator.get("asked") == "pilots":
        return
    parts_differ = indicator["kind"] == "ratio" and indicator["numerator"]["kind"] != indicator["denominator"]["kind"]
    year = maker.chance.choice(_years(maker, giver))
    if indicator["kind"] == "flow" and giver.size < 12 and maker.chance.random() < 0.4:
        if _settled(maker, giver, year):
            _row(maker, giver, giver.named(year.first, 12), year.last, _cells(maker, giver, 10), status="final", published=True)
        return
    years = _years(maker, giver) if parts_differ or maker.chance.random() < 0.5 else [year]
    for part in [part for each in years for part in each.cut(giver.size, giver.starts)]:
        if _number(maker, part.last) in giver.node.parents:
            cells = _cells(maker, giver, 10)
            _row(maker, giver, giver.named(part.first, giver.size), part.last, cells, status="final", published=True)


def _cells(maker: Maker, giver: Giver, times: int = 1) -> Cells:
    """Value, numerator and denominator of a made-up figure, as texts; the kind of indicator decides which are empty."""
    chance, indicator = maker.chance, giver.indicator
    if indicator["kind"] == "ratio":
        return _ratio(maker, indicator, times)
    if indicator["kind"] == "score":
        known = chance.random() < 0.9 or times > 1
        return str(chance.randint(400, 900) / 10), "", str(chance.randint(20, 60)) if known else ""
    if indicator["kind"] == "rank":
        return str(chance.randint(1, 9)), "", ""
    lowest = -40 if indicator.get("negative") else 0
    value = chance.choice([0, chance.randint(lowest, 120), chance.randint(5, 60) * times, chance.randint(0, 400) / 10])
    return str(value), "", ""


def _ratio(maker: Maker, indicator: dict[str, Any], times: int) -> Cells:
    if maker.has("nought", 0.1) and times == 1:
        return "", "0", "0"
    below = maker.chance.randint(5, 80) * times
    most = round(below * 1.3) if indicator.get("may_exceed") else below
    return "", str(maker.chance.choice([maker.chance.randint(0, most), round(most * 0.2)])), str(below)


def _row(
    maker: Maker,
    giver: Giver,
    period: str,
    last: int,
    cells: Cells,
    *,
    status: str,
    qualifier: str = "",
    day: int | None = None,
    published: bool = False,
) -> None:
    """Write one line of a file, which came some days after its period ended."""
    after = day if day is not None else maker.chance.choice([2, 9, 15, 16, 40])
    came = maker.clock.end(last) + dt.timedelta(after)
    fields = (giver.indicator["id"], giver.node.id, period, *cells, qualifier, status, came.isoformat())
    (maker.published if published else maker.reported).append(",".join(fields))
