"""Sentences on which unit succeeds which, since when, and on former names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from reportlib.analysis import View
from reportlib.blocks.text import Words
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.units import Predecessor, Unit, Units

MANY: Final = 3
"""The most changes below a unit that its page names one by one."""


def sentences(view: View, words: Words) -> list[str]:
    """The sentences on a unit's predecessors, successors and former names, and on units below that started as successors.

    Units below are included if they started in the year up to the page's period.
    """
    return [*_own(view, words), *_below(view, words)]


def _own(view: View, words: Words) -> Iterator[str]:
    unit, units, until = view.unit, view.workbook.units, view.period.closes
    if unit.start and unit.start.opens <= until and (before := [one for one in unit.predecessors if one.unit in units.by_id]):
        text = words(
            "succession.carries",
            since=in_words(unit.start, words),
            before=words.join([_part(one, units, words) for one in before]),
        )
        yield words("succession.with_figures", told=text) if all(_has_share(one, units) for one in before) else text
    for since, after in _by_beginning(units.successors.get(unit.id, ()), until=until):
        yield words("succession.carried", since=in_words(since, words), after=_names(after, words))
    for name in unit.former:
        if name.end and name.end.closes < until:
            yield words("succession.called", name=words.name(name.text), until=in_words(name.end, words))


def _by_beginning(units: Iterable[Unit], *, until: int) -> Iterator[tuple[Period, list[Unit]]]:
    by_start: dict[Period, list[Unit]] = {}
    for unit in units:
        if unit.start and unit.start.opens <= until:
            by_start.setdefault(unit.start, []).append(unit)
    yield from sorted(by_start.items(), key=lambda entry: entry[0].opens)


def _part(one: Predecessor, units: Units, words: Words) -> str:
    """The name of a predecessor, with the share that its successor takes over; with “part of” if the share is not known."""
    name = words.name(units[one.unit].name)
    if one.share is not None and one.share < 1:
        return words("succession.share", name=name, percent=words.number(100 * one.share, 1).removesuffix(".0"))
    return name if _has_share(one, units) else words("succession.part", name=name)


def _has_share(one: Predecessor, units: Units) -> bool:
    """Whether it is known how much of a predecessor a successor takes over: a share is given, or there is no other successor."""
    return one.share is not None or len(units.successors[one.unit]) == 1


def _below(view: View, words: Words) -> list[str]:
    units, since, until = view.workbook.units, (view.period.year_before() or view.period).opens, view.period.closes
    family = units.below(view.unit.id, period=view.period)
    events: dict[tuple[Period, tuple[str, ...]], list[Unit]] = {}
    for unit in (units[name] for name in family):
        before = tuple(one.unit for one in unit.predecessors if one.unit in units.by_id)
        if before and unit.start and since < unit.start.opens <= until:
            events.setdefault((unit.start, before), []).append(unit)
    if len(events) > MANY:
        return [words("succession.many", count=len(events))]
    return [_event(start, [units[name] for name in before], after, words) for (start, before), after in events.items()]


def _event(start: Period, before: Iterable[Unit], after: Iterable[Unit], words: Words) -> str:
    gaps = {"since": in_words(start, words), "before": _names(before, words), "after": _names(after, words)}
    return words("succession.below", **gaps)


def _names(units: Iterable[Unit], words: Words) -> str:
    return words.join([words.name(unit.name) for unit in units])


def in_brackets(unit: Unit, units: Units, words: Words, *, earlier: Period, period: Period) -> str:
    """A unit's name, in brackets its predecessors (if it started after `earlier`), else its successors; empty if it has none."""
    if unit.start and earlier.opens < unit.start.opens <= period.closes:
        before = [units[one.unit] for one in unit.predecessors if one.unit in units.by_id]
        if before:
            return words("chart.contribution.carries", name=words.name(unit.name), other=_names(before, words))
    after = [one for one in units.successors.get(unit.id, ()) if one.start and one.start.opens <= period.closes]
    return words("chart.contribution.carried", name=words.name(unit.name), other=_names(after, words)) if after else ""


def mover(unit: Unit, units: Units, words: Words, *, earlier: Period, joined: bool) -> str:
    """The text on a unit that joined as a successor, or left and has a successor; empty for other units."""
    if joined and unit.start and unit.start.opens > earlier.opens:
        before = [units[one.unit] for one in unit.predecessors if one.unit in units.by_id]
        return words("sentence.moved.carries", unit=words.name(unit.name), other=_names(before, words)) if before else ""
    after = not joined and unit.id in units.successors
    return words("sentence.moved.uncarried", unit=words.name(unit.name)) if after else ""
