"""A workbook read from its YAML and CSV files without any checks; the oracle is used on valid ones only."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial, update_wrapper
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import yaml

from tests.oracle import weeks
from tests.oracle.periods import SIZES, Period, parse, previous, year_before

ORIGINS = ("synthetic", "reported", "published")
"""Origins from the least to the best known."""
FIGURES = ("final", "provisional", "zero")
RECEIVED = (*FIGURES, "nothing to divide by", "suppressed")
"""Statuses by which a unit has given what it was asked for."""
RELEASED = ("not asked", "not applicable", "not yet due")
"""Statuses of a row which say that its unit need not give a figure."""
_ROLLUPS = {
    "flow": "sum",
    "stock": "sum",
    "distinct": "sum",
    "ratio": "ratio",
    "score": "weighted",
    "rate": "none",
    "rank": "none",
}


@dataclass(frozen=True, eq=False)
class Indicator:
    """One indicator of the catalogue; `kinds` says whether a ratio's numerator, and its denominator, is a flow or a stock."""

    id: str
    kind: str
    rollup: str
    direction: str
    scale: Fraction
    kinds: tuple[str, str]
    interval: str
    percent: bool
    levels: tuple[str, ...]
    pilots: bool
    size: int
    starts: int
    ranked: bool
    min_denominator: Fraction
    min_base: Fraction
    min_gap: Fraction
    slack: Fraction
    """How far a figure may differ from the sum of its parts: half of its last decimal."""
    rounded: Fraction
    """The multiple to which the source rounds figures; 0 if the source does not say."""
    breaks: tuple[tuple[int, str | None], ...]
    """The first month of each break in the series, and the unit that it names."""

    @property
    def has_flow(self) -> bool:
        """Whether it is a flow, or its numerator or denominator is one."""
        return self.kind == "flow" or self.kind in ("distinct", "score") or (self.kind == "ratio" and "flow" in self.kinds)

    @property
    def mixed(self) -> bool:
        return self.kind == "ratio" and self.kinds[0] != self.kinds[1]


@dataclass(frozen=True)
class Unit:
    """One unit: the months in which it exists, and its parents with their months; an open start is month 0, an open end 10**6."""

    id: str
    level: str
    life: Period
    parents: tuple[tuple[str, Period], ...]
    pilot: Period | None
    peer_group: str | None
    published_only: bool
    succeeds: tuple[tuple[str, Fraction | None], ...]
    """The units whose series it carries on, with its share of each; None where the share is not known."""
    names: tuple[tuple[str, int], ...]
    """Its names in the workbook's first language, each with the last month in which the unit had that name."""

    def name_in(self, period: Period) -> str:
        return next(name for name, last in self.names if last >= period.last)


@dataclass(frozen=True)
class Row:
    indicator: str
    unit: str
    period: Period
    running: bool
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    exact: bool
    status: str
    origin: str
    day: dt.date | None
    order: int

    @property
    def rank(self) -> tuple[int, dt.date, int]:
        """A sort key: of two rows for one figure the one with the higher key is used."""
        return (ORIGINS.index(self.origin), self.day or dt.date.min, self.order)


@dataclass(eq=False)
class Book:
    """A workbook; `memo` keeps what was computed from it."""

    levels: tuple[str, ...]
    size: int
    starts: int
    weekly: bool
    """Whether it counts in weeks: then every period is one of weeks (`tests.oracle.weeks`), else of months."""
    due_days: int
    latest_coverage: Fraction
    indicators: dict[str, Indicator]
    units: dict[str, Unit]
    rows: list[Row]
    targets: dict[tuple[str, str, Period], Fraction]
    today: dt.date
    memo: dict[Any, dict[Any, Any]] = field(default_factory=dict)

    def period(self, text: str) -> Period:
        return weeks.read(text) if self.weekly else parse(text)

    def year_before(self, text: str) -> Period | None:
        """The same period of the year before."""
        return weeks.before_a_year(text) if self.weekly else year_before(text)

    def previous(self, text: str) -> Period | None:
        return weeks.single_before(text) if self.weekly else previous(text)


P = ParamSpec("P")
T = TypeVar("T")


def remembered(function: Callable[Concatenate[Book, P], T]) -> Callable[Concatenate[Book, P], T]:
    """Cache a function of a book and of hashable positional arguments."""

    def looked_up(book: Book, /, *args: P.args, **named: P.kwargs) -> T:
        known = book.memo.setdefault(function, {})
        if args not in known:
            known[args] = function(book, *args, **named)
        answer: T = known[args]
        return answer

    update_wrapper(looked_up, function)
    return looked_up


def read(root: Path, *, today: dt.date | None = None) -> Book:
    """Read the workbook in a folder, as of a day (by default today)."""
    settings, catalogue, units = (
        yaml.safe_load((root / "params" / f"{name}.yaml").read_text("utf-8")) for name in ("workbook", "catalogue", "units")
    )
    calendar = settings.get("calendar") or {}
    every, starts = calendar.get("every", "quarter"), calendar.get("year_starts", 1)
    weekly = every == "week"
    reader = weeks.read if weekly else parse
    indicators = [_indicator(entry, every, starts, partial(reader, starts=starts)) for entry in catalogue["indicators"]]
    years = {indicator.id: partial(reader, starts=indicator.starts) for indicator in indicators}
    rows = [row for data in settings["data"] for row in _rows(root, data, years)]
    numbered = [Row(**{**vars(row), "order": n}) for n, row in enumerate(rows)]
    targets = _rows(root, {"file": settings["targets"], "origin": "reported"}, years) if settings.get("targets") else []
    return Book(
        levels=tuple(level["id"] for level in settings["levels"]),
        size=weeks.SIZE if weekly else SIZES[every],
        starts=starts,
        weekly=weekly,
        due_days=calendar.get("due_days", 15),
        latest_coverage=_share(calendar.get("latest_coverage", "0.8")),
        indicators={indicator.id: indicator for indicator in indicators},
        units={unit["id"]: _unit(unit, partial(reader, starts=starts)) for unit in units["units"]},
        rows=numbered,
        targets={(row.indicator, row.unit, row.period): row.value for row in targets if row.value is not None},
        today=today or dt.date.today(),
    )


def _share(text: object) -> Fraction:
    written = str(text).strip()
    number = Fraction(written.removesuffix("%").strip())
    return number / 100 if written.endswith("%") or number > 1 else number


def _indicator(entry: dict[str, Any], every: str, starts: int, read: Reader) -> Indicator:
    kind, scale = entry["kind"], Fraction(str(entry.get("scale", 1)))
    kinds = tuple((entry.get(part) or {}).get("kind", "flow") for part in ("numerator", "denominator"))
    measured = {text.strip() for text in entry["measure"].values()}
    percent = (kind == "ratio" and scale == 100) or bool(measured & {"%", "\uff05"})
    bounds = {name: Fraction(str(entry.get(name, default))) for name, default in _BOUNDS.items()}
    return Indicator(
        id=entry["id"],
        kind=kind,
        rollup=entry.get("rollup") or _ROLLUPS[kind],
        direction=entry.get("direction", "none"),
        scale=scale,
        kinds=(kinds[0], kinds[1]),
        interval=entry.get("interval") or _interval(kind, scale, kinds[0] == kinds[1], percent),
        percent=percent,
        levels=tuple(entry["levels"]),
        pilots=entry.get("asked", "all") == "pilots",
        size=weeks.SIZE if every == "week" else SIZES[entry.get("frequency") or every],
        starts=entry.get("year_starts") or starts,
        ranked=bool(entry.get("ranked", False)),
        slack=Fraction(1, 2 * 10 ** entry.get("decimals", 0)),
        rounded=Fraction(str(entry.get("rounded", 0))),
        breaks=tuple((read(one["from"]).first, one.get("unit")) for one in entry.get("breaks") or []),
        **bounds,
    )


_BOUNDS = {"min_denominator": 20, "min_base": 10, "min_gap": 0}


def _interval(kind: str, scale: Fraction, like: bool, percent: bool) -> str:
    """“proportion” for a percentage of two flows or two stocks, else “events” for a ratio whose scale is above 1, else “none”."""
    if kind != "ratio":
        return "none"
    if percent and like:
        return "proportion"
    return "events" if scale > 1 else "none"


Reader = Callable[[object], Period]
"""What reads a period by the years of a calendar or of an indicator."""


def _life(start: object, end: object, read: Reader) -> Period:
    return Period(0 if start is None else read(start).first, 10**6 if end is None else read(end).last)


def _unit(entry: dict[str, Any], read: Reader) -> Unit:
    parents = entry.get("parent") or []
    listed = [{"id": parents}] if isinstance(parents, str) else parents
    return Unit(
        id=entry["id"],
        level=entry["level"],
        life=_life(entry.get("from"), entry.get("to"), read),
        parents=tuple((parent["id"], _life(parent.get("from"), parent.get("to"), read)) for parent in listed),
        pilot=None if entry.get("pilot") is None else read(entry["pilot"]),
        peer_group=entry.get("peer_group"),
        published_only=bool(entry.get("published_only", False)),
        succeeds=tuple(_succeeded(one) for one in entry.get("succeeds") or []),
        names=tuple(_name(one, read) for one in _listed(entry.get("name") or {"en": entry["id"]})),
    )


def _succeeded(entry: str | dict[str, Any]) -> tuple[str, Fraction | None]:
    if isinstance(entry, str):
        return entry, None
    return entry["unit"], None if entry.get("share") is None else Fraction(str(entry["share"]))


def _listed(entry: Any) -> list[dict[str, Any]]:
    return entry if isinstance(entry, list) else [entry]


def _name(entry: dict[str, Any], read: Reader) -> tuple[str, int]:
    told = next(text for language, text in entry.items() if language != "to")
    return str(told), 10**6 if entry.get("to") is None else read(entry["to"]).last


def _rows(root: Path, data: dict[str, Any], years: dict[str, partial[Period]]) -> list[Row]:
    with (root / data["file"]).open(encoding="utf-8-sig", newline="") as stream:
        lines = [{key.strip(): (cell or "").strip() for key, cell in line.items()} for line in csv.DictReader(stream)]
    return [_row(line, data, years) for line in lines if any(line.values())]


def _row(line: dict[str, str], data: dict[str, Any], years: dict[str, partial[Period]]) -> Row:
    markers = {str(key): status for key, status in (data.get("markers") or {}).items()}
    cells = {name: line.get(name, "") for name in ("value", "numerator", "denominator")}
    marked = [markers[cell] for cell in cells.values() if cell in markers]
    status = line.get("status") or (marked[0] if marked else "final")
    numbers = {name: None if cell in markers or cell == "" else Fraction(cell) for name, cell in cells.items()}
    if status == "zero" and numbers["value"] is None:
        numbers["value"] = Fraction(0)
    return Row(
        indicator=line["indicator"],
        unit=line["unit"],
        period=years[line["indicator"]](line["period"]),
        running=weeks.is_running(line["period"].replace("/", "_")),
        exact=line.get("qualifier", "") in ("", "exactly"),
        status="not reported" if status == "missing" else status,
        origin=line.get("origin") or data["origin"],
        day=_day(line.get("reported_at", "")),
        order=0,
        **numbers,
    )


def _day(text: str) -> dt.date | None:
    return dt.date(*map(int, text.split("-"))) if text else None
