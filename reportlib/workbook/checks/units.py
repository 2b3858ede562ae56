"""Checks of units: ids, levels, parents, dates, and gaps in the tree over time.

While it exists, a unit below the top level must have exactly one parent, which must exist too. Dates are compared by weeks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from reportlib.errors import Problem, choices
from reportlib.periods import MONTHS, Cycle, Kind, Period
from reportlib.workbook.documents import Document
from reportlib.workbook.nouns import misnamed, tongues, untranslated
from reportlib.workbook.units import Level, Parent, Unit, Units

NAME = "params/units.yaml"


@dataclass(frozen=True)
class Stretch:
    """The time from a first to a last week, as numbered by `Period.opens`; -inf or inf at an end without a date."""

    first: float
    last: float

    @classmethod
    def of(cls, dated: Unit | Parent) -> Stretch:
        """The weeks from `from` to `to`, of a unit or of an entry in its `parent`."""
        return cls(dated.start.opens if dated.start else -inf, dated.end.closes if dated.end else inf)

    def within(self, other: Stretch) -> Stretch:
        """The weeks that both stretches have in common."""
        return Stretch(max(self.first, other.first), min(self.last, other.last))

    def __bool__(self) -> bool:
        return self.first <= self.last


Stands = list[tuple[Parent, Stretch]]
"""The parents of a unit, each with the weeks during which it was the parent."""


@dataclass(frozen=True)
class Entry:
    """A unit, and its position in the file."""

    unit: Unit
    units: Units
    document: Document
    number: int

    def wrong(self, message: str, field: str, mend: str = "") -> Problem:
        """A problem with the setting `field` of the unit, with the line of that setting."""
        return self.document.problem(message, "units", self.number, field, mend=mend)

    def stands(self) -> Stands:
        """The unit's parents in the order of time, each with the weeks in which it was the unit's parent."""
        life = Stretch.of(self.unit)
        stretches = ((parent, Stretch.of(parent).within(life)) for parent in self.unit.parents)
        return sorted(
            ((parent, months) for parent, months in stretches if months), key=lambda stretch: (stretch[1].first, stretch[1].last)
        )


def check(units: Units, document: Document, *, levels: Sequence[Level], languages: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is wrong with the units of a workbook."""
    yield from misnamed([unit.id for unit in units.units], document, "units", what="a unit")
    names = tuple(level.id for level in levels)
    for n, unit in enumerate(units.units):
        yield from untranslated(unit, document, ("units", n), languages=languages)
        entry = Entry(unit, units, document, n)
        if unit.level not in names:
            message = f"level '{unit.level}' of unit '{unit.id}' is not known; {choices(unit.level, names, what='levels')}"
            yield entry.wrong(message, "level")
            continue
        wrong = [*_order(entry), *(problem for parent in unit.parents for problem in _parent(parent, entry, names))]
        yield from wrong or _over_time(entry)
    yield from _roots(units, document, levels[0])
    yield from _groups(units, document, languages)


def _groups(units: Units, document: Document, languages: tuple[str, ...]) -> Iterator[Problem]:
    for group, text in units.peer_groups.items():
        yield from tongues(text, document, "peer_groups", group, field=group, languages=languages)


def _order(entry: Entry) -> Iterator[Problem]:
    unit = entry.unit
    if unit.start and unit.end and not Stretch.of(unit):
        yield entry.wrong(f"unit '{unit.id}' ends ({unit.end}) before it begins ({unit.start})", "to")


def _parent(parent: Parent, entry: Entry, levels: tuple[str, ...]) -> Iterator[Problem]:
    unit, units = entry.unit, entry.units
    above_unit, higher = units.by_id.get(parent.id), levels[: levels.index(unit.level)]
    if above_unit is None or above_unit.level not in higher:
        above = [u.id for u in units.units if u.level in higher]  # listed only for a message, since there may be very many
        what = f"is on level '{above_unit.level}', not above '{unit.level}'" if above_unit else "is not a unit"
        message = f"parent '{parent.id}' of unit '{unit.id}' {what}; {choices(parent.id, above, what='units above it')}"
        yield entry.wrong(message, "parent")
    if parent.start and parent.end and not Stretch.of(parent):
        yield entry.wrong(f"parent '{parent.id}' ends ({parent.end}) before it begins ({parent.start})", "parent")


def _over_time(entry: Entry) -> Iterator[Problem]:
    stands = entry.stands()
    if overlaps := list(_overlaps(stands, entry)):
        yield from overlaps
        return
    if entry.unit.parents:
        yield from _gaps(stands, entry)
    for parent, months in stands:
        yield from _outlived(parent, months, entry)


def _overlaps(stands: Stands, entry: Entry) -> Iterator[Problem]:
    for (parent, months), (other, later) in pairwise(stands):
        if shared := later.within(months):
            name, dates = entry.unit.id, _dates(parent, other, entry.unit)
            message = f"unit '{name}' has two parents {_when(shared, *dates)}: '{parent.id}' and '{other.id}'; keep one of them"
            mend = f"take '{parent.id}' or '{other.id}' out of the parents of {name}"
            if later.first > months.first:
                mend = f"write `to: {_holding(later.first - 1, *dates)}` for '{parent.id}'"
            yield entry.wrong(message, "parent", mend)


def _gaps(stands: Stands, entry: Entry) -> Iterator[Problem]:
    life = Stretch.of(entry.unit)
    ends = [life.first - 1, *(months.last for _, months in stands)]
    begins = [*(months.first for _, months in stands), life.last + 1]
    for n, (end, begin) in enumerate(zip(ends, begins, strict=True)):
        missing = Stretch(end + 1, begin - 1)
        if missing and missing.first < inf and missing.last > -inf:
            yield _gap(missing, entry, before=stands[n - 1][0] if n else None, after=stands[n][0] if n < len(stands) else None)


def _gap(missing: Stretch, entry: Entry, *, before: Parent | None, after: Parent | None) -> Problem:
    name = entry.unit.id
    dates = (before.end if before else entry.unit.start, after.start if after else entry.unit.end)
    spelt = _when(missing, *dates)
    edits = [f"name its parent {spelt}"]
    if before:
        own = "" if after else f", or write `to: {_holding(missing.first - 1, *dates)}` for {name}"
        edits.append(f"let '{before.id}' last until then{own}")
    if after:
        own = "" if before else f", or write `from: {_holding(missing.last + 1, *dates)}` for {name}"
        edits.append(f"let '{after.id}' begin then{own}")
    message = f"unit '{name}' has no parent {spelt}, while it exists; name one in `parent`"
    return entry.wrong(message, "parent", "; or ".join(edits))


def _outlived(parent: Parent, months: Stretch, entry: Entry) -> Iterator[Problem]:
    above, name = entry.units[parent.id], entry.unit.id
    lived = Stretch.of(above)
    if lived.first <= months.first and months.last <= lived.last:
        return
    dates = _dates(above, parent, entry.unit)
    if not months.within(lived):
        reason = f"which ends {above.end}" if lived.last < months.first else f"which begins {above.start}"
        message = f"unit '{name}' stands {_when(months, *dates)} under '{parent.id}', {reason}: there it has no parent"
        yield entry.wrong(message, "parent", f"name another parent of {name} for that time in `parent`")
        return
    if months.last > lived.last and above.end:
        missing = _when(Stretch(lived.last + 1, months.last), *dates)
        message = f"unit '{name}' outlives its parent '{parent.id}', which ends {above.end}: {missing} it has none"
        since = _holding(lived.last + 1, *dates)
        yield entry.wrong(message, "parent", _ended(parent, above.end, since, entry, last=months.last))
    if months.first < lived.first and above.start:
        missing = _when(Stretch(months.first, lived.first - 1), *dates)
        message = f"unit '{name}' began before its parent '{parent.id}', which begins {above.start}: {missing} it has none"
        until = _holding(lived.first - 1, *dates)
        yield entry.wrong(message, "parent", _begun(parent, above.start, until, entry, first=months.first))


def _ended(parent: Parent, end: Period, since: Period, entry: Entry, *, last: float) -> str:
    unit = entry.unit
    if last < Stretch.of(unit).last:
        return f"write `to: {end}` for '{parent.id}' in the parents of {unit.id}, and name its parent from {since} on"
    own = f"write `to: {end}` for {unit.id}" if unit.end else f"add `to: {end}` to {unit.id}"
    start_text = f"from: {parent.start}, " if parent.start else ""
    listed = f"{{id: {parent.id}, {start_text}to: {end}}}, {{id: …, from: {since}}}"
    return f"{own}, or a parent from {since} on: parent: [{'…, ' if len(unit.parents) > 1 else ''}{listed}]"


def _begun(parent: Parent, start: Period, until: Period, entry: Entry, *, first: float) -> str:
    unit = entry.unit
    if first > Stretch.of(unit).first:
        return f"write `from: {start}` for '{parent.id}' in the parents of {unit.id}, and name its parent up to {until}"
    own = f"write `from: {start}` for {unit.id}" if unit.start else f"add `from: {start}` to {unit.id}"
    end_text = f", to: {parent.end}" if parent.end else ""
    listed = f"{{id: …, to: {until}}}, {{id: {parent.id}, from: {start}{end_text}}}"
    return f"{own}, or a parent up to {until}: parent: [{listed}{', …' if len(unit.parents) > 1 else ''}]"


def _dates(*dated: Unit | Parent) -> tuple[Period | None, ...]:
    return tuple(period for one in dated for period in (one.start, one.end))


def _holding(week: float, *dates: Period | None) -> Period:
    """The period that contains a week; its kind is the shortest one among the dates: for 2020 and 2021Q2 a quarter."""
    kinds: dict[Kind, Kind] = {"span": "year", "ytd": "month"}
    kinds_there = {kinds.get(period.kind, period.kind) for period in dates if period}
    kind: Kind = next((kind for kind in reversed(MONTHS) if kind in kinds_there), "month")
    starts = next((period.starts for period in dates if period and kinds.get(period.kind, period.kind) == kind), 1)
    return Cycle.of(kind, starts).with_week(int(week))


def _when(months: Stretch, *dates: Period | None) -> str:
    first, last = (_holding(month, *dates) if abs(month) < inf else None for month in (months.first, months.last))
    if first == last:
        return f"in {first}" if first else "at any time"
    if first and last:
        return f"from {first} to {last}"
    return f"from {first}" if first else f"up to {last}"


def _roots(units: Units, document: Document, top: Level) -> Iterator[Problem]:
    roots = [(n, unit) for n, unit in enumerate(units.units) if unit.level == top.id]
    if top.roots == "many":
        return
    for n, unit in roots:
        beside = [other.id for m, other in roots if m < n and other.id != unit.id and Stretch.of(other).within(Stretch.of(unit))]
        if beside:
            message = (
                f"unit '{unit.id}' is on the top level '{top.id}' beside '{beside[0]}'; {len(roots)} units are: where that is "
                f"meant, write `roots: many` for level '{top.id}' in params/workbook.yaml"
            )
            mend = (
                f"write `roots: many` for level '{top.id}' in params/workbook.yaml, or give {unit.id} a lower level and a parent"
            )
            yield document.problem(message, "units", n, "level", mend=mend)
            return
