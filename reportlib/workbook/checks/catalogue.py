"""Checks of the catalogue: references, ids, and settings that do not fit the indicator's kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reportlib.errors import Problem, choices
from reportlib.periods import MONTHS
from reportlib.workbook.catalogue import COUNTS, ROLLUPS, Catalogue, Frequency, Indicator, Kind
from reportlib.workbook.checks import breakdowns as breakdown_checks
from reportlib.workbook.documents import Document
from reportlib.workbook.nouns import misnamed, untranslated
from reportlib.workbook.settings import Calendar

SIGNED: tuple[Kind, ...] = ("flow", "stock", "ratio", "rate", "score")
"""The kinds whose figures can be below zero, such as a change or a balance; a number of people cannot."""
_KINDS: dict[str, tuple[Kind, ...]] = {
    "negative": SIGNED,
    "may_exceed": ("ratio",),
    "parts_may_differ": ("ratio",),
    "rounded": ("ratio", "flow", "stock", "distinct"),
    "min_denominator": ("ratio",),
    "ranked": COUNTS,
    "ranks": ("rank",),
}
"""The settings that only some kinds of indicators may have, with these kinds."""


@dataclass(frozen=True)
class _Entry:
    """One indicator, and its position in the catalogue's file."""

    indicator: Indicator
    document: Document
    number: int

    def wrong(self, message: str, *field: str, mend: str = "") -> Problem:
        return self.document.problem(message, "indicators", self.number, *field, mend=mend)


def check(
    catalogue: Catalogue, document: Document, *, levels: tuple[str, ...], languages: tuple[str, ...], calendar: Calendar
) -> Iterator[Problem]:
    """Find what is wrong with a catalogue; `calendar` says how often figures are collected, and when years start."""
    for kind, one, nouns in (
        ("dimensions", "a dimension", catalogue.dimensions),
        ("owners", "an owner", catalogue.owners),
        ("indicators", "an indicator", catalogue.indicators),
    ):
        yield from misnamed([noun.id for noun in nouns], document, kind, what=one)
        for n, noun in enumerate(nouns):
            yield from untranslated(noun, document, (kind, n), languages=languages)
    for n, indicator in enumerate(catalogue.indicators):
        entry = _Entry(indicator, document, n)
        yield from _references(entry, catalogue, levels)
        yield from _ranking(entry, catalogue)
        yield from _frequency(entry, calendar.every)
        yield from _breaks(entry, calendar, languages)
        for of_kind in _CHECKS:
            yield from of_kind(entry)
    yield from breakdown_checks.check(catalogue, document, languages=languages)


def _references(entry: _Entry, catalogue: Catalogue, levels: tuple[str, ...]) -> Iterator[Problem]:
    indicator = entry.indicator
    indicator_entries = [
        ("dimension", indicator.dimension, tuple(d.id for d in catalogue.dimensions), "dimensions"),
        ("owner", indicator.owner, tuple(o.id for o in catalogue.owners), "owners"),
        *(("levels", level, levels, "levels") for level in indicator.levels),
        *(("ranks", ranked, tuple(catalogue.by_id), "indicators") for ranked in (indicator.ranks,) if ranked is not None),
    ]
    for field, value, allowed, what in indicator_entries:
        if value not in allowed:
            fault = f"{field} '{value}' of indicator '{indicator.id}' is not known; {choices(value, allowed, what=what)}"
            yield entry.wrong(fault, field)


def _ranking(entry: _Entry, catalogue: Catalogue) -> Iterator[Problem]:
    ranked = catalogue.by_id.get(entry.indicator.ranks or "")
    if ranked is not None and ranked.kind == "rank" and entry.indicator.kind == "rank":
        message = f"ranks '{ranked.id}' of indicator '{entry.indicator.id}' is a rank itself; name the indicator that is ranked"
        yield entry.wrong(message, "ranks", mend="name an indicator of another kind in `ranks`, or leave it out")


def _frequency(entry: _Entry, every: Frequency) -> Iterator[Problem]:
    indicator = entry.indicator
    if indicator.frequency and MONTHS[indicator.frequency] < MONTHS[every]:
        message = (
            f"frequency '{indicator.frequency}' of '{indicator.id}' is finer than calendar.every in params/workbook.yaml, "
            f"which is '{every}': reports are made by the calendar, and finer rows are added up to it; leave `frequency` out"
        )
        mend = f"leave `frequency` out, or write `every: {indicator.frequency}` under `calendar` in params/workbook.yaml"
        yield entry.wrong(message, "frequency", mend=mend)


def _signal(entry: _Entry) -> Iterator[Problem]:
    name, signal = entry.indicator.id, entry.indicator.signal
    if signal == "xmr" and entry.indicator.kind == "rank":
        message = f"`signal: xmr` of '{name}': a rank moves when others do, so it has no limits of its own; leave `signal` out"
        yield entry.wrong(message, "signal", mend="leave `signal` out, or write it at the indicator that is ranked")
    if signal == "trend" and entry.indicator.uncertainty == "none":
        message = (
            f"`signal: trend` of '{name}' takes a ratio with an interval; it is a {entry.indicator.kind} without one: "
            "write `signal: xmr`, or leave `signal` out"
        )
        yield entry.wrong(message, "signal", mend="write `signal: xmr`, or leave `signal` out")


def _breaks(entry: _Entry, calendar: Calendar, languages: tuple[str, ...]) -> Iterator[Problem]:
    indicator, every = entry.indicator, entry.indicator.frequency or calendar.every
    months, starts = MONTHS[every], indicator.year_starts or calendar.year_starts
    seen: set[tuple[int, str | None]] = set()
    for n, one in enumerate(indicator.breaks):
        yield from untranslated(one, entry.document, ("indicators", entry.number, "breaks", n), languages=languages)
        if (one.start.kind == "week" and months) or (one.start.first - (starts - 1)) % max(months, 1):
            message = (
                f"the break of '{indicator.id}' from {one.start} lies within a {every}; name the {every} from which it holds"
            )
            yield entry.document.problem(message, "indicators", entry.number, "breaks", n, "from")
        for name in (field for field in ("successors", "above") if getattr(one, field)):
            message = f"`{name}` of the break of '{indicator.id}' from {one.start} is computed from the units; leave it out"
            yield entry.document.problem(message, "indicators", entry.number, "breaks", n, name)
        if (one.start.opens, one.unit) in seen:
            message = f"the break of '{indicator.id}' from {one.start} stands there twice; take one out"
            yield entry.document.problem(message, "indicators", entry.number, "breaks", n)
        seen.add((one.start.opens, one.unit))


def broken(catalogue: Catalogue, document: Document, *, units: tuple[str, ...]) -> Iterator[Problem]:
    """Find breaks whose unit does not exist."""
    for n, indicator in enumerate(catalogue.indicators):
        for m, one in enumerate(indicator.breaks):
            if one.unit is not None and one.unit not in units:
                message = (
                    f"unit '{one.unit}' of a break of '{indicator.id}' is not known; {choices(one.unit, units, what='units')}"
                )
                yield document.problem(message, "indicators", n, "breaks", m, "unit")


def _rollup(entry: _Entry) -> Iterator[Problem]:
    indicator = entry.indicator
    allowed = ROLLUPS[indicator.kind]
    if indicator.rolls_up not in allowed:
        hint = choices(indicator.rollup, allowed, what="choices")
        yield entry.wrong(f"a {indicator.kind} cannot roll up by '{indicator.rollup}'; {hint}", "rollup")


def _parts(entry: _Entry) -> Iterator[Problem]:
    indicator = entry.indicator
    has_parts = indicator.numerator is not None and indicator.denominator is not None
    if indicator.kind == "ratio" and not has_parts:
        message = f"ratio '{indicator.id}' needs a numerator and a denominator, each with name and kind"
        yield entry.wrong(message, mend="write both; or `kind: rate`, where it was published without them")
    if not indicator.divides and (indicator.numerator or indicator.denominator):
        message = f"only a ratio or score has parts; '{indicator.id}' is a {indicator.kind}"
        yield entry.wrong(message, "kind", mend="leave `numerator` and `denominator` out, or write `kind: ratio`")
    if indicator.kind != "ratio" and indicator.scale != 1:
        message = f"only a ratio has a scale; '{indicator.id}' is a {indicator.kind}"
        yield entry.wrong(message, "scale", mend="leave `scale` out")


def _interval(entry: _Entry) -> Iterator[Problem]:
    name, interval = entry.indicator.id, entry.indicator.interval
    if interval not in (None, "none") and entry.indicator.kind != "ratio":
        message = f"only a ratio has an interval; '{name}' is a {entry.indicator.kind}: leave `interval` out"
        yield entry.wrong(message, "interval", mend="leave `interval` out")
    if interval == "none" and not entry.indicator.interval_note:
        message = f"the interval of '{name}' is switched off without a reason; write `interval_note`, a text in every language"
        yield entry.wrong(message, "interval")
    if entry.indicator.interval_note and interval != "none":
        message = f"interval_note says why '{name}' has no interval, but it has one; write `interval: none` or leave this out"
        yield entry.wrong(message, "interval_note")


def _settings(entry: _Entry) -> Iterator[Problem]:
    indicator = entry.indicator
    for field, kinds in _KINDS.items():
        is_set = field in indicator.model_fields_set and getattr(indicator, field) not in (False, None)
        if is_set and indicator.kind not in kinds:
            listed = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else kinds[0]
            message = f"only a {listed} has `{field}`; '{indicator.id}' is a {indicator.kind}: leave it out"
            yield entry.wrong(message, field, mend=f"leave `{field}` out")


def _signs(entry: _Entry) -> Iterator[Problem]:
    """Find a ratio that has an interval although it may be negative; only ratios of counts have intervals."""
    indicator = entry.indicator
    if indicator.negative and indicator.kind == "ratio" and indicator.uncertainty != "none":
        message = (
            f"figures of '{indicator.id}' may be below nought, but it has the interval of a {_INTERVALS[indicator.uncertainty]}, "
            "which only counts have; write `interval: none`, and why in `interval_note`"
        )
        yield entry.wrong(message, "negative", mend="write `interval: none` and `interval_note`, or leave `negative` out")


_INTERVALS = {"proportion": "proportion", "events": "rate of events"}
_CHECKS: tuple[Callable[[_Entry], Iterator[Problem]], ...] = (_rollup, _parts, _interval, _signal, _settings, _signs)
