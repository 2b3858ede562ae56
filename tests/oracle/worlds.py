"""Small workbooks made up with the library hypothesis: trees over time, catalogues, and irregular but valid returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml
from hypothesis import strategies as st

from tests.oracle import catalogues, trees, weeks
from tests.oracle.periods import SIZES, mark, named, write
from tests.oracle.trees import Clock
from tests.oracle.world_rows import lines

FEATURES: Final = (
    "breaks",
    "closures",
    "corrections",
    "falls",
    "frequency",
    "gaps",
    "markers",
    "mid-level figures",
    "moves",
    "months",
    "years by indicator",
    "not applicable",
    "nought",
    "openings",
    "peer groups",
    "pilots",
    "provisional",
    "qualifiers",
    "renamings",
    "running totals",
    "successions",
    "suppressed",
    "told for a year",
    "two roots",
    "year starts",
)
"""The irregularities that a world may have; if a world fails, hypothesis looks for one with fewer of them that fails, too."""
UNWEEKLY: Final = frozenset({"frequency", "months", "running totals", "falls"})
"""Features that worlds of weeks do not have: what is collected in longer periods, in parts of a week, or as totals of months."""
HEADER: Final = "indicator,unit,period,value,numerator,denominator,qualifier,status,reported_at"


@dataclass(frozen=True)
class World:
    """A workbook as texts by file name, and the periods for which it can be viewed."""

    files: dict[str, str]
    periods: tuple[str, ...]
    features: frozenset[str]

    def write(self, folder: Path) -> Path:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder


@st.composite
def worlds(draw: Callable[[st.SearchStrategy[Any]], Any], *, without: frozenset[str] = frozenset()) -> World:
    """Workbooks of 2 to 4 levels, 1 to 12 units on the lowest, 1 to 4 indicators, two or three years, without these features."""
    features = frozenset(draw(st.sets(st.sampled_from([name for name in FEATURES if name not in without]))))
    every = draw(st.sampled_from(["quarter", "quarter", "month", "half", "year", "week"]))
    kinds = draw(st.lists(st.sampled_from(sorted(catalogues.KINDS)), min_size=1, max_size=4, unique=True))
    depth, leaves = draw(st.integers(2, 4)), draw(st.integers(1, 12))
    chance = Random(draw(st.integers(0, 2**32 - 1)))
    return make(every, depth, leaves, kinds, features, chance)


def make(every: str, depth: int, leaves: int, kinds: list[str], features: frozenset[str], chance: Random) -> World:
    """A world with this many levels and lowest units, and these kinds of indicators."""
    if every == "week":  # of a hundred weeks, fewer of everything
        features, leaves, kinds = features - UNWEEKLY, min(leaves, 4), kinds[:2]
    starts, year = chance.randint(2, 12) if "year starts" in features else 1, chance.choice([2019, 2020, 2023])
    clock = Clock.of(every, coarse="frequency" in features, starts=starts, year=year)
    levels = [*("zone", "park", "site")[: depth - 1], "firm"]
    nodes = trees.grow(levels, leaves, clock, features, chance)
    indicators = [catalogues.entry(kind, levels, every, features, chance, starts=clock.starts) for kind in kinds]
    if "breaks" in features and starts == 1:
        own = Random(len(nodes))  # other figures are the same with breaks and without
        for each in indicators:
            each |= _broken(each, nodes, clock, every, own)
    reported, published = lines(nodes, indicators, clock, levels, features, chance)
    files = {
        "params/workbook.yaml": _dump(_settings(levels, every, clock.starts, features)),
        "params/catalogue.yaml": _dump(_catalogue(indicators)),
        "params/units.yaml": _dump({"units": [node.entry(clock) for node in nodes]}),
        "data/published.csv": "\n".join([HEADER, *published]) + "\n",
        "data/reported.csv": "\n".join([HEADER, *reported]) + "\n",
    }
    starts = dict.fromkeys([clock.starts, *(entry.get("year_starts", clock.starts) for entry in indicators)])
    return World(files, tuple(dict.fromkeys(text for month in starts for text in _periods(clock, month))), features)


def _broken(entry: dict[str, Any], nodes: Sequence[trees.Node], clock: Clock, every: str, chance: Random) -> dict[str, Any]:
    """A break in the series of an indicator, for all units or one; sometimes none, and none if it has years of its own."""
    if "year_starts" in entry or chance.random() < 0.3:
        return {}
    size = 1 if clock.weekly else SIZES[entry.get("frequency") or every]
    at = chance.randrange(-(-clock.first // size) * size, clock.stop, size)
    since = weeks.write(at) if clock.weekly else write(at, 1)
    named = {} if chance.random() < 0.4 else {"unit": chance.choice(nodes).id}
    return {"breaks": [{"from": since, **named, "who": "Office", "why": {"en": "counted anew"}}]}


class _WrittenOut(yaml.SafeDumper):
    """Writes YAML without aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(data: dict[str, Any]) -> str:
    text: str = yaml.dump(data, Dumper=_WrittenOut, sort_keys=False, allow_unicode=True, width=200)
    return text


def _settings(levels: list[str], every: str, starts: int, features: frozenset[str]) -> dict[str, Any]:
    roots = {"roots": "many"} if "two roots" in features else {}
    named = [{"id": level, "name": {"en": level}} for level in levels]
    markers = {"markers": {"c": "suppressed", "x": "not applicable", "..": "not reported"}} if "markers" in features else {}
    return {
        "title": {"en": "Trial"},
        "issuer": {"en": "Trial office"},
        "languages": ["en"],
        "levels": [named[0] | roots, *named[1:]],
        "calendar": {"every": every, "due_days": 15} | ({"year_starts": starts} if starts > 1 else {}),
        "data": [
            {"file": "data/published.csv", "origin": "published", **markers},
            {"file": "data/reported.csv", "origin": "reported", **markers},
        ],
    }


def _catalogue(indicators: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": "1",
        "dimensions": [{"id": "d", "name": {"en": "Dimension"}}],
        "owners": [{"id": "o", "name": {"en": "Office"}}],
        "indicators": indicators,
    }


def _months(clock: Clock) -> tuple[int, int, int]:
    """Of a clock of weeks: its first month, the month after its last one, and 1, the size of a month."""
    return weeks.month_of(clock.first), weeks.month_of(clock.stop - 1) + 1, 1


def _periods(clock: Clock, starts: int) -> list[str]:
    """Every period made of collection periods: weeks (if collected), months to years, running totals, and a span of years."""
    begun, stop, step = (clock.first, clock.stop, clock.size) if not clock.weekly else _months(clock)
    sizes = [size for size in SIZES.values() if size >= step]
    first = begun + (starts - clock.starts) % 12
    whole = [write(month, size, starts, marked=True) for size in sizes for month in range(first, stop - size + 1, size)]
    whole += [weeks.write(week) for week in range(clock.first, clock.stop)] if clock.weekly else []
    years = range(first // 12, (stop - starts + 1) // 12)
    running = [f"{named(year, starts)}YTD{n:02d}{mark(starts)}" for year in years for n in range(step, 13, step)]
    span = [f"{named(years[-2], starts)}-{named(years[-1], starts)}{mark(starts)}"] if len(years) > 1 else []
    return [*whole, *running, *span]
