"""The recipe of a demonstration: sizes, levels and trends, read from a params file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from reportlib.errors import Problem, WorkbookError, choices
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator, Kind
from reportlib.workbook.documents import Document, Noun
from reportlib.workbook.nouns import Date
from reportlib.workbook.units import Unit


class Size(Noun):
    """How large units are: the median, and the spread as the standard deviation of the logarithm."""

    median: float = Field(100, gt=0)
    spread: float = Field(0.6, ge=0)


class Returns(Noun):
    """The share of returns that are missing, the share that are late, and, in the last period, the share that are provisional."""

    missing: float = Field(0.02, ge=0, lt=1)
    late: float = Field(0.06, ge=0, le=1)
    days_late: int = Field(30, ge=1)
    provisional: float = Field(0.1, ge=0, le=1)


class Shape(Noun):
    """How the figures of one indicator look."""

    per: str = Field(
        "size",
        description=(
            "what the figure is in proportion to: the unit's `size`, its number of `children`, `unit` (always 1), or an indicator"
        ),
    )
    level: float = Field(
        0.1, description="the figure per one of `per`; of a ratio the numerator per denominator; of a score the score itself"
    )
    base: float = Field(1, ge=0, description="the denominator (of a score: the respondents) per one of `per`")
    spread: float = Field(
        0.25, ge=0, description="the standard deviation between units: of the logarithm, the log-odds, or the points"
    )
    growth: float = Field(0.04, description="the growth in a year, on the same scale as `spread`")
    pilot: float = Field(0.04, ge=0, description="how much more than other units a pilot improves in a year, on the same scale")
    noise: float = Field(0.08, ge=0, description="the standard deviation of chance from period to period, on the same scale")
    season: tuple[float, ...] = Field((), description="factors for the periods of a year, first to last")
    step: float | None = Field(None, gt=0, description="the step to which amounts are rounded")
    only: Literal["all", "pilots"] = Field("all", description="which units report it")
    balance: tuple[str, str] | None = Field(
        None, description="of a stock: the indicator that adds to it, and the one that takes from it"
    )


SHAPES: Final[dict[Kind, Shape]] = {
    "flow": Shape(level=0.02, noise=0.2),
    "stock": Shape(level=0.1, noise=0.02),
    "distinct": Shape(level=0.02, noise=0.2),
    "ratio": Shape(level=0.5, growth=0.1, pilot=0.1),
    "score": Shape(level=75, base=0.3, spread=5, growth=1, pilot=1, noise=1),
    "rank": Shape(),
}
"""The shape of an indicator that the recipe does not name."""


class Recipe(Noun):
    """The recipe of a demonstration: its seed, periods, returns, sizes and shapes."""

    seed: int = Field(ge=0)
    first: Date
    last: Date
    beyond: tuple[float, float] = Field(
        (0.005, 0.03),
        description="the least and greatest share by which a total differs from a published figure with a qualifier",
    )
    returns: Returns = Returns()
    shaped_to: dict[str, str] = Field(
        default_factory=dict,
        description="for each synthetic unit, the real unit with whose published figures its own have to agree",
    )
    sizes: dict[str, Size] = Field(
        default_factory=dict, description="the sizes of units, by the id of the unit above, by level, or under `default`"
    )
    shapes: dict[str, Shape] = Field(default_factory=dict, description="how the figures of each indicator look, by its id")

    @classmethod
    def load(cls, workbook: Workbook) -> Recipe:
        """Read the recipe that a workbook names.

        Raises
        ------
        WorkbookError
            When the workbook names no recipe, or the recipe has problems.
        """
        name = workbook.settings.demonstration
        if name is None:
            message = "'demonstration' names no recipe, so there is nothing to make demonstration figures from"
            raise WorkbookError([Problem(message, file="params/workbook.yaml")])
        document = Document(workbook.root / name, name=name)
        recipe = document.parse(cls, years=workbook.years)
        if problems := list(_check(recipe, document, workbook)):
            raise WorkbookError(problems)
        return recipe

    def shape(self, indicator: Indicator) -> Shape:
        """The shape that the recipe gives for an indicator; without one, the usual shape for its kind."""
        return self.shapes.get(indicator.id, SHAPES[indicator.kind])

    def size(self, unit: Unit) -> Size:
        """The entry of `sizes` for a unit: under the id of a parent, else under its level, else under `default`."""
        known = (*(parent.id for parent in unit.parents), unit.level, "default")
        return next((self.sizes[name] for name in known if name in self.sizes), Size())

    def shaped(self, unit: str) -> tuple[str, ...]:
        """The units that have to meet a unit's published figures: those that `shaped_to` assigns to it, else the unit itself."""
        return tuple(made for made, real in self.shaped_to.items() if real == unit) or (unit,)

    def periods(self) -> tuple[Period, ...]:
        """Every period from first to last."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].shift(1))
        return tuple(found)


def _check(recipe: Recipe, document: Document, workbook: Workbook) -> Iterator[Problem]:
    for field in ("first", "last"):
        period: Period = getattr(recipe, field)
        if period.cycle != workbook.base:
            yield document.problem(f"{field} '{period}' is not a {workbook.base.kind}, the calendar's period", field)
    indicators = tuple(workbook.catalogue.by_id)
    bases = ("size", "unit", "children", *indicators)
    sizes = (*workbook.units.by_id, *workbook.level_ids, "default")
    named = [("sizes", name, name, sizes) for name in recipe.sizes]
    for name, shape in recipe.shapes.items():
        named.append(("shapes", name, name, indicators))
        named += [("shapes", name, other, indicators) for other in shape.balance or ()]
        named.append(("shapes", name, shape.per, bases))
    synthetic = tuple(unit.id for unit in workbook.units.units if unit.synthetic)
    real = tuple(unit.id for unit in workbook.units.units if not unit.synthetic)
    for made, model in recipe.shaped_to.items():
        named += [("shaped_to", made, made, synthetic), ("shaped_to", made, model, real)]
    for field, name, value, known in named:
        if value not in known:
            yield document.problem(f"'{value}' is not known; {choices(value, known, what='choices')}", field, name)
