"""What the verbs ask of a selection: one indicator, one period, one unit, one level; else a line that says what to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from reportlib.blocks import Chart
from reportlib.blocks.charts import Setting
from reportlib.blocks.charts.captions import apart
from reportlib.blocks.text.capitals import within_sentence
from reportlib.errors import NoFiguresError, QueryError
from reportlib.periods import Period
from reportlib.query import against
from reportlib.query.members import OF_INDICATORS
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Level, Unit

if TYPE_CHECKING:
    from reportlib.query.selection import Selection

NONE: Final = ["indicator", "unit", "label", "period", "value"]
"""The columns of figures that a block without any holds."""


def setting(selection: Selection, verb: str) -> Setting:
    """The language of a block, and the line that makes it."""
    return Setting(selection.book.words, f"{selection.code}.{verb}")


def or_why(selection: Selection, verb: str, draw: Callable[[Selection], Chart]) -> Chart:
    """What a verb draws; where a report asks and there is nothing for it to draw, a chart that says why.

    A template is one for many units: it does not fail for those of which there are no figures.
    """
    try:
        return draw(selection)
    except NoFiguresError as error:
        if not selection.unit:
            raise
        return setting(selection, f"{verb}()").nothing(pd.DataFrame(columns=NONE), str(error))


def indicators(selection: Selection) -> tuple[Indicator, ...]:
    """The indicators that are chosen."""
    return tuple(map(selection.book.workbook.catalogue.__getitem__, selection.indicators))


def one_indicator(selection: Selection, verb: str, *, other: str) -> Indicator:
    """The one indicator that is chosen."""
    if len(selection.indicators) != 1:
        raise QueryError(f"{verb}() takes one indicator; {len(selection.indicators)} are chosen: write wb['…'], or see {other}")
    return indicators(selection)[0]


def one_period(selection: Selection, verb: str, indicator: Indicator) -> Period:
    """The one period that is chosen."""
    periods = selection.periods(indicator.id)
    if len(periods) != 1:
        raise QueryError(f"{verb}() takes one period; {len(periods)} are chosen: write at('latest')")
    return periods[0]


def one_unit(selection: Selection, verb: str, period: Period) -> Unit:
    """The one unit that is chosen."""
    ungrouped(selection, verb)
    members = selection.members(period)
    if not members:
        raise NoFiguresError(f"no unit that is asked for existed in {period}, and is so")
    if len(members) > 1:
        examples = ", ".join(f"'{unit.id}'" for unit in members[:3])
        raise QueryError(f"{verb}() takes one unit; {len(members)} are chosen, such as {examples}: write of('…')")
    return members[0]


def ungrouped(selection: Selection, verb: str) -> None:
    """See that no groups are asked for."""
    if selection.group:
        raise QueryError(f"{verb}() is of units, not of groups: leave by(…) out, or see values()")


def alone(selection: Selection, verb: str) -> None:
    """See that no benchmark is asked for, which would not be drawn."""
    if selection.benchmarks:
        benchmarks = ", ".join(map(repr, selection.benchmarks))
        raise QueryError(f"{verb}() sets nothing beside its figures: leave against({benchmarks}) out; trend() draws it")


def labelled(selection: Selection) -> pd.DataFrame:
    """The figures with what each unit or group is called in a picture, `label`, each name once."""
    figures = selection.fetched()
    if selection.group:
        note_parents(selection, figures.assign(parent=figures["group"]))
        figures = figures.assign(label=[group_name(selection, value) for value in figures["group"]])
    else:
        figures = figures.assign(label=figures["unit_name"])
    key = "group" if selection.group else "unit"
    return figures.assign(label=figures[key].map(apart(figures)))


def note_parents(selection: Selection, figures: pd.DataFrame) -> None:
    """Ask for the units by which some are grouped, whose names are written."""
    if selection.group == "parent":
        against.names_of(selection, figures)


def one_level(selection: Selection, figures: pd.DataFrame, verb: str) -> str:
    """What the units of some figures are called, which stand on one level."""
    levels = list(dict.fromkeys(figures["level"]))
    if len(levels) > 1:
        raise QueryError(f"{verb}() takes units of one level; these are of {' and '.join(levels)}: write each('{levels[-1]}')")
    return level_name(selection, levels[0])


def level_name(selection: Selection, level: str) -> str:
    """What the units of a level are called, within a sentence."""
    return within_sentence(selection.book.words.name(selection.book.workbook.level(level).name))


def group_name(selection: Selection, value: object, *, attribute: str = "") -> str:
    """What a group is called: by its name where it has one."""
    name, words, workbook = attribute or selection.group, selection.book.words, selection.book.workbook
    if name in ("pilot", "synthetic", "published_only"):
        return words(f"block.groups.{name}.{'this' if value else 'other'}")
    if value in ("", None):
        return words("block.groups.none")
    text = str(value)
    if name in ("start", "end"):
        return words.period(text, short=True)
    nouns_by_attribute: dict[str, Mapping[str, Unit | Level]] = {
        "parent": workbook.units.by_id,
        "level": {level.id: level for level in workbook.settings.levels},
    }
    return words.name(nouns_by_attribute[name][text].name) if name in nouns_by_attribute else text


def of_units(selection: Selection, verb: str) -> None:
    """See that the groups, if any are asked for, are of units."""
    if selection.group in OF_INDICATORS:
        raise QueryError(f"{verb}() takes groups of units, such as by('parent'), not by('{selection.group}')")


def through(selection: Selection, figures: pd.DataFrame, indicator: Indicator, verb: str) -> pd.DataFrame | None:
    """The one figure that all units are set against, drawn as a line through them; None where nothing is named."""
    check_through(selection, verb)
    if not selection.benchmarks:
        return None
    (name,) = selection.benchmarks
    against.check(selection, name, [indicator.id])
    rows = against.points(selection, figures, name)
    units: Sequence[str] = list(dict.fromkeys(rows["unit"]))
    if len(units) > 1:
        raise QueryError(
            f"{verb}(): these units stand under {len(units)} others: name the one to draw, such as against('{units[0]}')"
        )
    if units and indicator.kind not in against.DIVIDED and _level(selection, units[0]) not in set(figures["level"]):
        raise QueryError(
            f"'{indicator.id}' is a {against.kind_of(indicator)}: '{units[0]}' is of another level, and larger by that alone"
        )
    return rows.head(1) if len(rows) else None


def check_through(selection: Selection, verb: str) -> None:
    """Refuse against(…) with several benchmarks, or with one that has another value for each unit (rest, peers, target)."""
    if len(selection.benchmarks) > 1:
        raise QueryError(f"{verb}() draws one line through all units; {len(selection.benchmarks)} are named in against(…)")
    for name in selection.benchmarks:
        if name in ("rest", "peers", "target"):
            raise QueryError(f"{verb}() takes against('parent') or a unit: '{name}' is another one for each unit")


def _level(selection: Selection, unit: str) -> str:
    return selection.book.workbook.units[unit].level
