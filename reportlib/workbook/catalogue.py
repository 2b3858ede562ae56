"""The catalogue: what is measured, who is responsible for it, and how its figures add up."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from reportlib.periods import Period
from reportlib.workbook.documents import Noun, Text
from reportlib.workbook.nouns import Date, SomeText
from reportlib.workbook.tabled import Listing, as_written

Kind = Literal["flow", "stock", "distinct", "ratio", "rate", "score", "rank"]
Rollup = Literal["sum", "ratio", "weighted", "none"]
Direction = Literal["up", "down", "none"]
Interval = Literal["proportion", "events", "none"]
Respondents = Literal["all", "pilots"]
Month = Annotated[int, Field(ge=1, le=12)]
Frequency = Literal["week", "month", "quarter", "half", "year"]
Signal = Literal["xmr", "trend", "none"]

COUNTS: tuple[Kind, ...] = ("flow", "stock", "distinct")
"""The kinds of indicators that count something."""
ROLLUPS: dict[Kind, tuple[Rollup, ...]] = {
    "flow": ("sum", "none"),
    "stock": ("sum", "none"),
    "distinct": ("sum", "none"),
    "ratio": ("ratio", "none"),
    "rate": ("none",),
    "score": ("weighted", "none"),
    "rank": ("none",),
}
"""The roll-up rules that each kind allows, the default first (METHODS 1)."""


class Dimension(Noun):
    """One aspect of the programme, under which indicators are grouped."""

    id: str
    name: Text
    note: Text = Field(default_factory=dict)


class Owner(Noun):
    """Who is responsible for an indicator: a member department, the office that reports, or the unit itself."""

    id: str
    name: Text
    role: Literal["member", "office", "unit"] = "member"
    demonstration: Text = Field(default_factory=dict, description="its made-up name on reports of synthetic units")
    note: Text = Field(default_factory=dict)

    def name_for(self, *, synthetic: bool) -> Text:
        """The made-up name on reports of synthetic units, if there is one; else the name."""
        return self.demonstration if synthetic and self.demonstration else self.name


class Part(Noun):
    """The numerator or denominator of a ratio; its kind says how it is added up over time."""

    name: Text
    kind: Literal["flow", "stock"]


class Break(Noun):
    """A period from which figures cannot be compared with earlier ones, by decision of a named person."""

    start: Date = Field(alias="from", description="the first period whose figures cannot be compared with earlier ones")
    unit: str | None = Field(None, description="the unit whose figures it concerns; left out: all units")
    who: str = Field(min_length=1, description="who decided it")
    why: Text = Field(min_length=1, description="what changed, as a page prints it")
    successors: SkipJsonSchema[tuple[str, ...]] = Field((), description="computed (see `reportlib.workbook.breaks`)")
    """The units that succeed the unit, at any remove."""
    above: SkipJsonSchema[tuple[str, ...]] = Field((), description="computed (see `reportlib.workbook.breaks`)")
    """The units above it and above its successors, whose sums contain its figures."""

    def concerns(self, unit: str) -> bool:
        """Whether the break interrupts the unit's own series; a break in the series of a unit below it does not count."""
        return self.unit in (None, unit) or unit in self.successors

    def between(self, earlier: Period, later: Period) -> bool:
        """Whether the break is after the beginning of the earlier period, and not after the end of the later one."""
        return earlier.opens < self.start.opens <= later.closes


class Indicator(Noun):
    """The definition of one indicator."""

    id: str
    name: Text
    plain: Text = Field(default_factory=dict, description="a name in plain words for a card, where the exact one is long")
    dimension: str
    owner: str
    measure: Text = Field(description="what it is counted in: people, yuan, %, points")
    singular: SomeText = Field(
        default_factory=dict, description="the measure as it is written after the number 1, if that differs: person"
    )
    per: Text = Field(default_factory=dict, description="of a rate: its base in words, such as: per 10,000 workers")
    kind: Kind
    rollup: Rollup | None = None
    direction: Direction = Field("none", description="whether higher figures are better (up), lower ones (down), or neither")
    decimals: int = Field(0, ge=0, le=6)
    scale: float = Field(1, gt=0, le=1e9, description="of a ratio: 100 for a percentage, 10000 for a figure per 10,000")
    numerator: Part | None = None
    denominator: Part | None = None
    interval: Interval | None = Field(
        None,
        description="of a ratio: a proportion, a rate of events, or none, for which `interval_note` gives the reason; left out: "
        "a proportion where it is a percentage of two parts of one kind, else events where its scale is above 1",
    )
    interval_note: Text = Field(default_factory=dict, description="of a ratio or score: why it has no interval")
    ranks: str | None = Field(None, description="of a rank: the indicator it ranks")
    among: Text = Field(default_factory=dict, description="of a rank: among whom")
    levels: tuple[str, ...] = Field(min_length=1, description="the levels whose units report it themselves")
    asked: Respondents = Field(
        "all", description="which units of these levels are asked for it: all, or only pilots, each from its `pilot` date"
    )
    frequency: Frequency | None = Field(None, description="how often it is collected; left out: as often as the calendar says")
    year_starts: Month | None = Field(None, description="the month in which its years start; left out: as the calendar says")
    negative: bool = Field(False, description="figures may be below zero: a net change, a balance")
    may_exceed: bool = Field(
        False, description="of a ratio: the numerator may exceed the denominator, as where the denominator is a plan"
    )
    parts_may_differ: bool = Field(
        False, description="of a ratio: a value may differ from numerator over denominator, because it is counted in another way"
    )
    rounded: float | None = Field(
        None, gt=0, le=1e9, description="the source rounds figures, or the parts of a ratio, to multiples of this, such as 5"
    )
    ranked: bool = Field(False, description="of a count: units are ranked by it, as they are by ratios, rates and scores")
    min_denominator: float = Field(20, ge=0, le=1e15, description="of a ratio: a unit with a smaller denominator is not ranked")
    min_base: float = Field(
        10,
        ge=0,
        le=1e15,
        description="of a count: if the earlier figure is below this, a change is given as an amount and not in per cent",
    )
    min_gap: float = Field(
        0, ge=0, le=1e15, description="in its measure: a smaller difference from a benchmark is called similar"
    )
    signal: Signal = Field(
        "none",
        description="the method that separates change from chance: control limits (xmr), a trend of five years (trend), or none",
    )
    breaks: tuple[Break, ...] = Field((), description="from when its figures are not comparable with earlier ones, and why")
    people: bool = Field(False, description="it counts people; such counts are shown before others")
    threshold: int = Field(5, ge=1, le=1_000_000_000, description="for hiding small counts in a public edition; not used yet")
    note: Text = Field(description="how it is counted")
    source: Text = Field(default_factory=dict)

    @property
    def rolls_up(self) -> Rollup:
        """The rule by which the figures of units make up their parent's figure."""
        return self.rollup or ROLLUPS[self.kind][0]

    @property
    def counts(self) -> bool:
        """Whether the indicator is a count: a flow, a stock or a distinct count."""
        return self.kind in COUNTS

    @property
    def adds_up(self) -> bool:
        """Whether the figures of units are summed to their parent's figure."""
        return self.rolls_up == "sum" and self.kind != "distinct"

    @property
    def divides(self) -> bool:
        """Whether a value is one sum divided by another; then a whole's value can also be computed without one of its units."""
        return self.kind in ("ratio", "score")

    @property
    def comparable(self) -> bool:
        """Whether units of different levels or sizes may be compared by values of this indicator."""
        return self.kind in ("ratio", "rate", "score")

    @cached_property
    def percent(self) -> bool:
        """Whether values are in per cent, and changes therefore in percentage points."""
        counted_in = {measure.strip() for measure in self.measure.values()}
        return (self.kind == "ratio" and self.scale == 100) or bool(counted_in & {"%", "\uff05"})

    @property
    def sign(self) -> int:
        """1 if higher figures are better, -1 if lower figures are better, else 0."""
        return {"up": 1, "down": -1, "none": 0}[self.direction]

    @property
    def uncertainty(self) -> Interval:
        """The kind of confidence interval that a value gets: of a proportion, of a rate of events, or none."""
        if self.interval or self.kind != "ratio":
            return self.interval or "none"
        if self.percent and self.part_kind("numerator") == self.part_kind("denominator"):
            return "proportion"
        return "events" if self.scale > 1 else "none"

    def breaks_of(self, unit: str) -> tuple[Break, ...]:
        """The breaks in a unit's series, and in the series of units below whose figures its sums contain; earliest first."""
        concerning = (one for one in self.breaks if one.concerns(unit) or unit in one.above)
        return tuple(sorted(concerning, key=lambda one: one.start.opens))

    def broken(self, unit: str, *, earlier: Period, later: Period) -> bool:
        """Whether a break lies between two periods of a unit, so that their figures cannot be compared."""
        return any(one.between(earlier, later) for one in self.breaks_of(unit))

    def part_kind(self, part: Literal["numerator", "denominator"]) -> str:
        """“flow” if a numerator or denominator is summed over time, “stock” if its last figure is taken; by default “flow”."""
        declared = self.numerator if part == "numerator" else self.denominator
        return declared.kind if declared else "flow"


class BreakdownPart(Noun):
    """One part of a count that is broken down; the part is an indicator itself."""

    indicator: str
    label: Text = Field(
        default_factory=dict, description="what it is called beside the other parts; left out: the name of the indicator"
    )


def _part(value: Any) -> Any:
    return {"indicator": value} if isinstance(value, str) else value


PartOrText = Annotated[BreakdownPart, BeforeValidator(_part, json_schema_input_type=str | BreakdownPart)]


class Breakdown(Noun):
    """A count that is divided into other indicators, by sex or by grade; these should add up to the count."""

    id: str
    name: Text = Field(description="what it is broken down by, such as sex")
    whole: str = Field(alias="of", description="the indicator that is broken down, a count")
    parts: tuple[PartOrText, ...] = Field(min_length=2, description="the indicators that should add up to it")

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of the indicators in `parts`."""
        return tuple(part.indicator for part in self.parts)


class Catalogue(Noun):
    """Every indicator of a workbook, with the dimensions and owners they refer to."""

    version: str
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    owners: tuple[Owner, ...] = Field(min_length=1)
    indicators: Annotated[
        tuple[Indicator, ...],
        BeforeValidator(as_written, json_schema_input_type=tuple[Indicator, ...] | Listing),
        Field(min_length=1),
    ]
    breakdowns: tuple[Breakdown, ...] = Field((), description="which indicators should add up to which")

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """The indicators by id, in the order of the catalogue."""
        return {indicator.id: indicator for indicator in self.indicators}

    def __getitem__(self, indicator: str) -> Indicator:
        return self.by_id[indicator]

    def owner(self, owner: str) -> Owner:
        """The owner with this id."""
        return next(o for o in self.owners if o.id == owner)

    def dimension(self, dimension: str) -> Dimension:
        """The dimension with this id."""
        return next(d for d in self.dimensions if d.id == dimension)

    def breakdown(self, breakdown: str) -> Breakdown:
        """The breakdown with this id."""
        return next(b for b in self.breakdowns if b.id == breakdown)

    def on_level(self, level: str, *, levels: tuple[str, ...]) -> tuple[Indicator, ...]:
        """The indicators with figures on a level: reported there, or rolled up to it from a level below."""
        below = levels[levels.index(level) + 1 :]
        return tuple(
            i
            for i in self.indicators
            if level in i.levels or (i.rolls_up != "none" and any(reporting in below for reporting in i.levels))
        )
