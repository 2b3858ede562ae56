"""Reporting units, their levels, and their parents over time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from reportlib.periods import Period
from reportlib.workbook.documents import Noun, Text
from reportlib.workbook.nouns import Date
from reportlib.workbook.tabled import Listing, as_written


class Level(Noun):
    """One level of the programme."""

    id: str
    name: Text = Field(description="what a unit of this level is called")
    whole: Text = Field(default_factory=dict, description="how a sentence refers to such a unit as a whole, such as: the county")
    own: Text = Field(default_factory=dict, description="the label of a unit's own line in charts of its own page")
    short: Text = Field(default_factory=dict, description="the label of its line in charts of units below it")
    cards: tuple[str, ...] = Field((), max_length=4, description="the indicators whose cards open a report of this level")
    size: str | None = Field(None, description="the indicator that says how large a unit of this level is")
    roots: Literal["one", "many"] = Field(
        "one", description="of the top level: `one` if it has one unit, `many` if it may have several"
    )


class Parent(Noun):
    """A parent of a unit, with the first and last period in which it was the parent."""

    id: str
    start: Date | None = Field(None, alias="from")
    end: Date | None = Field(None, alias="to")


class Name(Noun):
    """A name of a unit, with the last period in which the unit had it; the current name has no end."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]
    end: Date | None = Field(None, alias="to", description="the last period in which this name was used")

    @property
    def text(self) -> Text:
        """The name by language.

        Examples
        --------
        >>> Name.model_validate({"en": "Ash", "to": 2021}).text
        {'en': 'Ash'}
        """
        return dict(self.__pydantic_extra__)


class Predecessor(Noun):
    """A unit that a successor replaced, and the share of its figures that the successor got."""

    unit: str
    share: float | None = Field(
        None, gt=0, le=1, description="the share of its figures that went over to the successor, such as 0.4"
    )


class Unit(Noun):
    """A reporting unit."""

    id: str
    names: Text | Annotated[tuple[Name, ...], Field(min_length=1)] = Field(
        alias="name", description="its name by language, or a list of its names over time"
    )
    level: str
    parent: str | tuple[Parent, ...] | None = None
    start: Date | None = Field(None, alias="from", description="the first period in which it existed")
    end: Date | None = Field(None, alias="to", description="the last period in which it existed")
    succeeds: tuple[str | Predecessor, ...] = Field((), description="the units that ended and whose series it carries on")
    pilot: Date | None = Field(None, description="the period from which it is a pilot")
    peer_group: str | None = Field(None, description="the group of units of its level that it is compared with")
    synthetic: bool = Field(False, description="a demonstration unit, which does not exist")
    published_only: bool = Field(False, description="a real organisation of which only published figures may be shown")
    note: Text = Field(default_factory=dict)

    @property
    def name(self) -> Text:
        """The latest name, by language."""
        return self.names[-1].text if isinstance(self.names, tuple) else self.names

    @property
    def former(self) -> tuple[Name, ...]:
        """The former names, oldest first."""
        return self.names[:-1] if isinstance(self.names, tuple) else ()

    def as_of(self, period: Period) -> Unit:
        """The unit without names that it got after the end of a period.

        Examples
        --------
        >>> named = [{"en": "Ash", "to": "2021Q2"}, {"en": "Ash and Birch"}]
        >>> unit = Unit.model_validate({"id": "ash", "name": named, "level": "town"})
        >>> [unit.as_of(Period.parse(text)).name["en"] for text in ("2021Q2", "2021")]
        ['Ash', 'Ash and Birch']
        """
        last = next((n for n, name in enumerate(self.former) if name.end and name.end.closes >= period.closes), None)
        return self if last is None else self.model_copy(update={"names": self.former[: last + 1]})

    @property
    def predecessors(self) -> tuple[Predecessor, ...]:
        """The units that this unit succeeds, each with the share of its figures that went over to this unit."""
        return tuple(Predecessor(unit=one) if isinstance(one, str) else one for one in self.succeeds)

    @property
    def parents(self) -> tuple[Parent, ...]:
        """All parents over time."""
        if isinstance(self.parent, str):
            return (Parent(id=self.parent),)
        return self.parent or ()

    def exists(self, period: Period) -> bool:
        """Whether the unit existed during any part of a period."""
        return _within(period, self.start, self.end)

    def changes_within(self, period: Period) -> bool:
        """Whether the unit began, ended or changed parent within a period."""
        if self.start is None and self.end is None and isinstance(self.parent, str):
            return False
        spans = [(self.start, self.end), *((parent.start, parent.end) for parent in self.parents)]
        begins = any(period.opens < start.opens <= period.closes for start, _ in spans if start)
        return begins or any(period.opens <= end.closes < period.closes for _, end in spans if end)

    def parent_in(self, period: Period) -> str | None:
        """The parent at the end of a period; if there is none at the end, the last parent during the period."""
        parents_then = sorted(
            (p for p in self.parents if _within(period, p.start, p.end)), key=lambda p: p.start.opens if p.start else 0
        )
        return parents_then[-1].id if parents_then and self.exists(period) else None


class Units(Noun):
    """All units of a workbook."""

    units: Annotated[
        tuple[Unit, ...], BeforeValidator(as_written, json_schema_input_type=tuple[Unit, ...] | Listing), Field(min_length=1)
    ]
    peer_groups: dict[str, Text] = Field(
        default_factory=dict, description="the names of peer groups by language; those left out are called by their ids"
    )

    def only(self, units: Iterable[Unit]) -> Units:
        """A copy with these units only, without checks; the names of peer groups stay."""
        return Units.model_construct(units=tuple(units), peer_groups=self.peer_groups)

    @cached_property
    def by_id(self) -> dict[str, Unit]:
        """The units by id, in the order of the file."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The position of each unit in the file, from 0, by id."""
        return {unit: n for n, unit in enumerate(self.by_id)}

    def __getitem__(self, unit: str) -> Unit:
        return self.by_id[unit]

    def on_level(self, level: str, *, period: Period | None = None) -> tuple[Unit, ...]:
        """The units of a level; with a period, only units that existed in it."""
        return tuple(u for u in self.units if u.level == level and (period is None or u.exists(period)))

    def parents_in(self, period: Period) -> dict[str, str]:
        """The parent of each unit in a period (see `Unit.parent_in`); units without a parent are left out."""
        if period not in self._parents:
            above = {unit.id: unit.parent_in(period) for unit in self.units}
            self._parents[period] = {unit: parent for unit, parent in above.items() if parent}
        return self._parents[period]

    @cached_property
    def successors(self) -> dict[str, tuple[Unit, ...]]:
        """The successors of each unit that has any, in the order of the file."""
        by_predecessor: dict[str, list[Unit]] = {}
        for unit in self.units:
            for one in unit.predecessors:
                by_predecessor.setdefault(one.unit, []).append(unit)
        return {name: tuple(listed) for name, listed in by_predecessor.items()}

    def covers(self, unit: str, first: int, last: int) -> bool:
        """Whether a unit existed from week `first` to `last`; for the weeks before it began, whether all its predecessors did."""
        own = self[unit]
        if own.end and own.end.closes < last:
            return False
        if own.start is None or own.start.opens <= first:
            return True
        before = min(last, own.start.opens - 1)
        return bool(own.succeeds) and all(self.covers(one.unit, first, before) for one in own.predecessors)

    @cached_property
    def _parents(self) -> dict[Period, dict[str, str]]:
        """The results of `parents_in`, kept because a report walks the tree of thousands of units many times."""
        return {}

    @cached_property
    def _children(self) -> dict[Period, dict[str, tuple[Unit, ...]]]:
        return {}

    def children(self, unit: str, *, period: Period) -> tuple[Unit, ...]:
        """The units directly below a unit in a period (see `Unit.parent_in`), in the order of the file."""
        if period not in self._children:
            by_parent: dict[str, list[Unit]] = {}
            for child, parent in self.parents_in(period).items():
                by_parent.setdefault(parent, []).append(self[child])
            self._children[period] = {parent: tuple(listed) for parent, listed in by_parent.items()}
        return self._children[period].get(unit, ())

    def below(self, unit: str, *, period: Period) -> dict[str, str]:
        """All units below `unit` in a period, each with the child of `unit` that it is in: `{"town": "town", "firm": "town"}`."""
        child_above: dict[str, str] = {}
        level = [(child, child.id) for child in self.children(unit, period=period)]
        while level:
            child_above |= {below.id: top for below, top in level}
            level = [(child, top) for below, top in level for child in self.children(below.id, period=period)]
        return child_above

    def ancestors(self, unit: str, *, period: Period) -> tuple[Unit, ...]:
        """The parent of a unit in a period, the parent's parent, and so on to the top."""
        above = self[unit].parent_in(period)
        return (self[above], *self.ancestors(above, period=period)) if above else ()

    def peers(self, unit: str, *, period: Period) -> tuple[Unit, ...]:
        """The other units of the same level and peer group that existed in a period; units without a group form one group."""
        own = self[unit]
        return tuple(u for u in self.on_level(own.level, period=period) if u.id != unit and u.peer_group == own.peer_group)


def _within(period: Period, start: Period | None, end: Period | None) -> bool:
    return (start is None or start.opens <= period.closes) and (end is None or end.closes >= period.opens)
