"""Measure how often each method finds a signal in noise, how soon it finds a shift, and how often intervals are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.workbooks import ROOT
from reportlib.analysis.methods.difference import newcombe, rate_ratio
from reportlib.analysis.methods.funnel import Funnel
from reportlib.analysis.methods.intervals import exact, rate, wilson
from reportlib.analysis.methods.pilots import Pilots
from reportlib.analysis.methods.recent import RecentTrend
from reportlib.analysis.methods.xmr import RULES, XmR
from reportlib.periods import Period
from reportlib.query import Book
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

SEED = 20201231
Floats = NDArray[np.float64]
Rows = Iterator[tuple[object, ...]]
out = Console(width=120)


def main(
    rounds: Annotated[int, typer.Option(help="How many series a line is of; slow methods take a part.")] = 2000,
    seed: Annotated[int, typer.Option(help="What chance begins from.")] = SEED,
    only: Annotated[str, typer.Option(help="Only the tables whose title begins so.")] = "",
) -> None:
    """Print one table for each method."""
    tables: dict[str, tuple[tuple[str, ...], Callable[[int, np.random.Generator], Rows]]] = {
        "XmR on noise: % of series with a signal in the latest 4 points; % of points by rule": (
            ("points", "series", *RULES), alarms,
        ),
        "XmR: points until a shift is seen after 20 calm ones (median; % never)": (("shift, sd", "median", "never"), shifts),
        "XmR on the demonstration: series that signal in the latest 4 points": (("indicator", "series", "told"), demonstration),
        "Recent trend on noise, and on a steady change a year": (("of", "change a year", "% told"), trends),
        "Funnel on noise: % of units beyond the limits": (("way", "units", "95 %", "99.8 %"), funnels),
        "Verdict against the rest on noise: % judged better or worse": (("way", "rest / unit", "%"), verdicts),
        "Intervals at 95 %: % that hold the truth": (("interval", "n or mean", "p", "%"), intervals),
        "Pilots: bias, and % of intervals that hold the effect": (("starts", "effect", "bias", "%"), pilots),
    }  # fmt: skip
    for title, (heads, made) in ((title, told) for title, told in tables.items() if title.startswith(only)):
        table = Table(*heads, title=title, title_justify="left")
        for row in made(rounds, np.random.default_rng(seed)):
            table.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row))
        out.print(table)


def quarterly(values: Floats) -> pd.DataFrame:
    """A series with one value for each quarter."""
    start = Period.parse("1990Q1")
    return pd.DataFrame({"period": [str(start.shift(n)) for n in range(len(values))], "value": values})


def alarms(rounds: int, chance: np.random.Generator) -> Rows:
    """How often XmR charts signal although the series is only noise."""
    chart = XmR()
    for length in (12, 16, 20, 24, 32, 40):
        told, points = 0, dict.fromkeys(RULES, 0)
        for _ in range(rounds):
            rule = chart(quarterly(chance.normal(size=length)))["rule"]
            told += int((rule.tail(chart.latest) != "").any())
            for name in RULES:
                points[name] += int((rule == name).sum())
        yield length, 100 * told / rounds, *(100 * count / rounds / length for count in points.values())


def shifts(rounds: int, chance: np.random.Generator) -> Rows:
    """How many points XmR charts need to signal a shift, which comes after twenty points."""
    chart = XmR()
    for size in (0.5, 1.0, 1.5, 2.0, 3.0):
        seen: list[int] = []
        tried = max(rounds // 10, 1)
        for _ in range(tried):
            values = chance.normal(size=40) + size * (np.arange(40) >= 20)
            found = (n for n in range(1, 21) if chart.signal(quarterly(values[: 20 + n])).side > 0)
            seen.append(next(found, 99))
        middle = float(np.median(seen))
        yield size, ("never" if middle > 20 else middle), 100 * sum(n == 99 for n in seen) / tried


def demonstration(rounds: int, chance: np.random.Generator) -> Rows:
    """How many series of this repository signal in an XmR chart; nothing in this table is random."""
    found = signals(Book(Workbook.load(ROOT), lang="en"))
    yield from ((indicator, *counts) for indicator, counts in found.items())
    yield "all", *(sum(counts) for counts in zip(*found.values(), strict=True))


def signals(book: Book) -> dict[str, tuple[int, int]]:
    """For each indicator with `signal: xmr`: how many units have limits, and how many of them signal in the latest points."""
    found: dict[str, tuple[int, int]] = {}
    for indicator in (one for one in book.workbook.catalogue.indicators if one.signal == "xmr"):
        levels = [level for level in book.workbook.level_ids if indicator in _on(level, book)]
        charts = [book[indicator.id].of(unit.id).signal() for level in levels for unit in book.workbook.units.on_level(level)]
        drawn = [chart.claims[0].ground for chart in charts if not chart.why]
        found[indicator.id] = len(drawn), sum(ground.startswith("XmR rule") for ground in drawn)
    return found


def _on(level: str, book: Book) -> tuple[Indicator, ...]:
    return book.workbook.catalogue.on_level(level, levels=book.workbook.level_ids)


def trends(rounds: int, chance: np.random.Generator) -> Rows:
    """How often `RecentTrend` finds a trend over five years, for several steady changes a year and for no change.

    The series are proportions of 1 000 cases, and values with confidence limits.
    """
    years = [2015, 2016, 2017, 2018, 2019]
    for step in (0.0, 0.01, 0.02, 0.03):
        told = 0
        for _ in range(rounds):
            x = chance.binomial(1000, 0.3 + step * np.arange(5))
            table = pd.DataFrame({"period": years, "numerator": x.astype(float), "denominator": 1000.0})
            told += RecentTrend(way="proportion")(table).trend in ("increasing", "decreasing")
        yield "share of 1,000 at 30 %", f"{100 * step:.0f} points", 100 * told / rounds
    for step in (0.0, 0.5, 1.0):
        told = 0
        for _ in range(rounds):
            y = step * np.arange(5) + chance.normal(size=5)
            table = pd.DataFrame({"period": years, "value": y, "low": y - 1.96, "high": y + 1.96})
            told += RecentTrend(way="limits")(table).trend in ("increasing", "decreasing")
        yield "value with limits", f"{step} sd", 100 * told / rounds


def funnels(rounds: int, chance: np.random.Generator) -> Rows:
    """What share of units is beyond a funnel's limits although the units differ only by chance."""
    for way, p in (("proportion", 0.3), ("proportion", 0.02), ("events", 0.005)):
        for units in (10, 50, 250):
            beyond = sure = 0
            tried = max(rounds // 20, 1)
            for _ in range(tried):
                n = np.round(np.exp(chance.normal(6, 1, size=units))).clip(20)
                x = chance.binomial(n.astype(int), p) if way == "proportion" else chance.poisson(n * p)
                table = pd.DataFrame({"numerator": x.astype(float), "denominator": n})
                found = Funnel(way=way)(table).units  # type: ignore[arg-type]
                beyond, sure = beyond + int((found["verdict"] != "similar").sum()), sure + int((found["sure"] != "similar").sum())
            yield f"{way}, {100 * p:g} %", units, 100 * beyond / tried / units, 100 * sure / tried / units


def verdicts(rounds: int, chance: np.random.Generator) -> Rows:
    """How often a unit with a denominator of 200 is judged better or worse although it differs from the rest only by chance."""
    many = rounds * 10
    for times in (1, 3, 9, 50):
        n1, n2 = 200, 200 * times
        low, high = newcombe(chance.binomial(n1, 0.3, many), n1, chance.binomial(n2, 0.3, many), n2)
        yield "proportion, 30 %", times, 100 * float(((low > 0) | (high < 0)).mean())
        low, high = rate_ratio(chance.poisson(n1 * 0.05, many), n1, chance.poisson(n2 * 0.05, many), n2)
        yield "events, 5 %", times, 100 * float(((low > 1) | (high < 1)).mean())


def intervals(rounds: int, chance: np.random.Generator) -> Rows:
    """How often intervals contain the true value."""
    many = rounds * 10
    for n in (20, 100, 1000):
        for p in (0.02, 0.1, 0.5, 0.9):
            low, high = wilson(chance.binomial(n, p, many), n)
            yield "Wilson", n, p, 100 * float(((low <= p) & (p <= high)).mean())
    for n in (30, 200):
        for p in (0.1, 0.5):
            low, high = newcombe(chance.binomial(n, p, many), n, chance.binomial(2 * n, p, many), 2 * n)
            yield "Newcombe, the rest twice as large", n, p, 100 * float(((low <= 0) & (high >= 0)).mean())
    for mean in (0.5, 2.0, 5.0, 8.0):
        low, high = exact(chance.poisson(mean, many))
        yield "exact limits of a count", mean, "", 100 * float(((low <= mean) & (mean <= high)).mean())
    for mean in (5.0, 12.0, 40.0, 200.0):
        low, high = rate(chance.poisson(mean, many), np.ones(many))
        yield "exact under 10, else Byar", mean, "", 100 * float(((low <= mean) & (mean <= high)).mean())


def pilots(rounds: int, chance: np.random.Generator) -> Rows:
    """How wrong the estimated effect of a pilot is on average, and how often its interval contains the true effect.

    Of 100 units over 12 quarters, 30 are pilots, which start together or at three times.
    """
    quarters = [str(Period.parse("2018Q1").shift(n)) for n in range(12)]
    effects: dict[str, Callable[[NDArray[np.int_]], Floats]] = {
        "none": lambda since: np.zeros_like(since, dtype=float),
        "constant 2": lambda since: np.where(since > 0, 2.0, 0.0),
        "growing 0.5 a quarter": lambda since: 0.5 * np.maximum(since, 0).astype(float),
    }
    for starts in ([5], [3, 5, 8]):
        for name, effect in effects.items():
            errors, held = [], 0
            tried = max(rounds // 10, 1)
            for _ in range(tried):
                table, truth = _panel(quarters, starts, effect, chance)
                found = Pilots()(table, period=quarters[-1])
                assert found.value is not None and found.low is not None and found.high is not None
                errors.append(found.value - truth)
                held += found.low <= truth <= found.high
            yield ("one" if len(starts) == 1 else "three"), name, float(np.mean(errors)), 100 * held / tried


def _panel(
    quarters: list[str], starts: list[int], effect: Callable[[NDArray[np.int_]], Floats], chance: np.random.Generator
) -> tuple[pd.DataFrame, float]:
    time = np.arange(12)
    since = [starts[n % len(starts)] if n < 30 else 99 for n in range(100)]
    rows, truths = [], []
    for n, start in enumerate(since):
        gain = effect(time - start + 1)
        path = chance.normal(50, 5) + 0.8 * time + chance.normal(size=12) + gain
        pilot = quarters[start] if start < 12 else ""
        rows += [(f"u{n}", quarter, float(value), pilot) for quarter, value in zip(quarters, path, strict=True)]
        if pilot:
            truths.append(float(gain[-1]))
    return pd.DataFrame(rows, columns=["unit", "period", "value", "pilot"]), float(np.mean(truths))


if __name__ == "__main__":
    typer.run(main)
