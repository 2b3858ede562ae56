"""Checks that verbs share: one indicator, one period, one unit, one level. The errors say what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

import pandas as pd

from reportlib.analysis.comparisons.ranks import is_ranked
from reportlib.blocks import Chart
from reportlib.blocks.charts import Setting
from reportlib.blocks.charts.captions import apart
from reportlib.blocks.text.capitals import within_sentence
from reportlib.errors import LeftOutError, NoFiguresError, QueryError, UnsuitedError
from reportlib.handover import for_a_page
from reportlib.periods import Period
from reportlib.query import against
from reportlib.query.members import OF_INDICATORS
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Level, Unit

if TYPE_CHECKING:
    from reportlib.query.selection import Selection

P = ParamSpec("P")
MAX_NAMED: Final = 3
"""The most indicators named in the sentence on a block that is left out; if there are more, it has their number."""


def setting(selection: Selection, verb: str) -> Setting:
    """The words in which a verb's block is written, and the line of code that makes the block."""
    return Setting(selection.book.words, f"{selection.code}.{verb}")


def or_why(selection: Selection, verb: str, draw: Callable[[Selection], Chart]) -> Chart:
    """The chart that a verb draws; if this raises in a report, a chart without a picture that says why.

    A template serves many units and indicators, so it must not fail where a unit or indicator has no figures.
    """
    try:
        return draw(selection)
    except LeftOutError as error:
        if not selection.unit:
            raise
        return setting(selection, f"{verb}()").nothing(no_figures(), reason(selection, error))


def reason(selection: Selection, error: LeftOutError) -> str:
    """Why a report leaves a block out: on a page in words for its readers, else the message of the error."""
    if not for_a_page():
        return str(error)
    words, chosen = selection.book.words, indicators(selection)
    names = words.join([words.name(indicator.name) for indicator in chosen])
    return words(f"block.why.{error.why}", name=names if len(chosen) <= MAX_NAMED else words("block.several", count=len(chosen)))


def or_says_why(draw: Callable[Concatenate[Selection, P], Chart]) -> Callable[Concatenate[Selection, P], Chart]:
    """Decorate a verb, so that in a report it returns a chart that says why where it would raise (see `or_why`)."""

    @wraps(draw)
    def verb(selection: Selection, /, *args: P.args, **kwargs: P.kwargs) -> Chart:
        return or_why(selection, draw.__name__, lambda chosen: draw(chosen, *args, **kwargs))

    return verb


def no_figures() -> pd.DataFrame:
    """The empty frame of a block that has no figures."""
    return pd.DataFrame(columns=["indicator", "unit", "label", "period", "value"])


def indicators(selection: Selection) -> tuple[Indicator, ...]:
    """The selected indicators."""
    return tuple(map(selection.book.workbook.catalogue.__getitem__, selection.indicators))


def indicator_called(selection: Selection, name: str) -> Indicator:
    """The indicator with an id or name."""
    book = selection.book
    return book.workbook.catalogue[book.names.indicators.id_of(name)]


def count_called(selection: Selection, name: str) -> Indicator:
    """The count with an id or name, which is the argument `size`; raises `QueryError` if it is no count."""
    indicator = indicator_called(selection, name)
    if not indicator.counts:
        fault = f"size='{indicator.id}' is a {against.kind_of(indicator)}"
        raise QueryError(f"{fault}: the size of a dot shows a count, a flow or a stock")
    return indicator


def one_indicator(selection: Selection, verb: str, *, other: str) -> Indicator:
    """The selected indicator; raises `QueryError` if there are several."""
    if len(selection.indicators) != 1:
        raise QueryError(f"{verb}() takes one indicator; {len(selection.indicators)} are chosen: write wb['…'], or see {other}")
    return indicators(selection)[0]


def one_period(selection: Selection, verb: str, indicator: Indicator) -> Period:
    """The selected period; raises `QueryError` if there are several."""
    periods = selection.periods(indicator.id)
    if len(periods) != 1:
        raise QueryError(f"{verb}() takes one period; {len(periods)} are chosen: write at('latest')")
    return periods[0]


def one_unit(selection: Selection, verb: str, period: Period) -> Unit:
    """The selected unit; raises `QueryError` if there are several, `NoFiguresError` if there is none."""
    ungrouped(selection, verb)
    members = selection.members(period)
    if not members:
        raise NoFiguresError(f"no unit existed in {period} that meets what of(…), each(…) and where(…) ask for")
    if len(members) > 1:
        examples = ", ".join(f"'{unit.id}'" for unit in members[:3])
        raise QueryError(f"{verb}() takes one unit; {len(members)} are chosen, such as {examples}: write of('…')")
    return members[0]


def ungrouped(selection: Selection, verb: str) -> None:
    """Check that the selection has no groups."""
    if selection.group:
        raise QueryError(f"{verb}() is of units, not of groups: leave by(…) out, or see values()")


def alone(selection: Selection, verb: str) -> None:
    """Check that the selection has no benchmark: the verb would not draw it."""
    if selection.benchmarks:
        benchmarks = ", ".join(map(repr, selection.benchmarks))
        raise QueryError(f"{verb}() sets nothing beside its figures: leave against({benchmarks}) out; trend() draws it")


def labelled(selection: Selection) -> pd.DataFrame:
    """The figures with a column `label`: names of units or groups, made distinct where two have the same name."""
    figures = selection.fetched()
    if selection.group:
        note_parents(selection, figures.assign(parent=figures["group"]))
        figures = figures.assign(label=[group_name(selection, value) for value in figures["group"]])
    else:
        figures = figures.assign(label=figures["unit_name"])
    key = "group" if selection.group else "unit"
    return figures.assign(label=figures[key].map(apart(figures)))


def note_parents(selection: Selection, figures: pd.DataFrame) -> None:
    """If the selection is grouped by parent, note the question that asks for the names of the parents."""
    if selection.group == "parent":
        against.names_of(selection, figures)


def one_level(selection: Selection, figures: pd.DataFrame, verb: str) -> str:
    """The name of the level of the units; raises `QueryError` if there are several levels."""
    levels = list(dict.fromkeys(figures["level"]))
    if len(levels) > 1:
        raise QueryError(f"{verb}() takes units of one level; these are of {' and '.join(levels)}: write each('{levels[-1]}')")
    return level_name(selection, levels[0])


def level_name(selection: Selection, level: str) -> str:
    """The name of a level as it is written within a sentence."""
    return within_sentence(selection.book.words.name(selection.book.workbook.level(level).name))


def group_name(selection: Selection, value: object) -> str:
    """The label of a group: a name, a period, a word such as “pilots”, or else the value that its units share."""
    name, words, workbook = selection.group, selection.book.words, selection.book.workbook
    if name in ("pilot", "synthetic", "published_only"):
        return words(f"block.groups.{name}.{'this' if value else 'other'}")
    if value in ("", None):
        return words("block.groups.none")
    text = str(value)
    if name in ("start", "end"):
        return words.period(text, short=True)
    if name == "peer_group":
        return words.group(text, workbook.units.peer_groups)
    nouns_by_attribute: dict[str, Mapping[str, Unit | Level]] = {
        "parent": workbook.units.by_id,
        "level": {level.id: level for level in workbook.settings.levels},
    }
    return words.name(nouns_by_attribute[name][text].name) if name in nouns_by_attribute else text


def check_ranked(indicator: Indicator) -> None:
    """Check that units are ranked by an indicator."""
    if is_ranked(indicator):
        return
    if indicator.direction == "none":
        message, why = f"neither side of '{indicator.id}' is better, so units are not ranked by it; see values()", "neutral"
    else:
        message, why = f"units are not ranked by '{indicator.id}', a {against.kind_of(indicator)}; see values()", _size(indicator)
    raise UnsuitedError(message, why=f"unranked_{why}")


def check_comparable(indicator: Indicator, verb: str) -> None:
    """Check that an indicator is comparable between units of different sizes."""
    if not indicator.comparable:
        kind = against.kind_of(indicator)
        message = f"{verb}() takes a ratio, rate or score: by '{indicator.id}', a {kind}, large units change most"
        raise UnsuitedError(message, why=f"pilots_{_size(indicator)}")


def _size(indicator: Indicator) -> str:
    return "place" if indicator.kind == "rank" else "size"


def of_units(selection: Selection, verb: str) -> None:
    """Check that the groups, if there are any, are of units and not of indicators."""
    if selection.group in OF_INDICATORS:
        raise QueryError(f"{verb}() takes groups of units, such as by('parent'), not by('{selection.group}')")


def through(selection: Selection, figures: pd.DataFrame, indicator: Indicator, verb: str) -> pd.DataFrame | None:
    """The figure of the benchmark that is drawn as one line through all units, as a frame of one row; None without benchmark."""
    check_through(selection, verb)
    if not selection.benchmarks:
        return None
    (name,) = selection.benchmarks
    against.check(selection, name, [indicator.id])
    rows = against.points(selection, figures, name)
    units: Sequence[str] = list(dict.fromkeys(rows["unit"]))
    if len(units) > 1:
        raise QueryError(
            f"{verb}(): there are {len(units)} units above these: name the one to draw, such as against('{units[0]}')"
        )
    if units and not indicator.comparable and selection.book.workbook.units[units[0]].level not in set(figures["level"]):
        raise QueryError(
            f"'{indicator.id}' is a {against.kind_of(indicator)}: '{units[0]}' is of another level, and larger by that alone"
        )
    return rows.head(1) if len(rows) else None


def check_through(selection: Selection, verb: str) -> None:
    """Check that `against(…)` has at most one benchmark, and that it is the same for all units."""
    if len(selection.benchmarks) > 1:
        raise QueryError(f"{verb}() draws one line through all units; {len(selection.benchmarks)} are named in against(…)")
    for name in selection.benchmarks:
        if name in ("rest", "peers", "target"):
            raise QueryError(f"{verb}() takes against('parent') or a unit: '{name}' is another one for each unit")
