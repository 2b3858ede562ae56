"""The standard sections on a unit's figures: overview, movement, dimensions, comparison, departments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from reportlib.blocks import Chart, standard
from reportlib.blocks.acting import acting_by_owner
from reportlib.blocks.pieces import Pieces
from reportlib.blocks.sections import overview, tables
from reportlib.blocks.text import verdicts
from reportlib.blocks.text.counting import chapter
from reportlib.report.parts import Choice, MaybeBlock, Part, folded, heading, section, sized, under
from reportlib.workbook.catalogue import Dimension

if TYPE_CHECKING:
    from reportlib.analysis import View
    from reportlib.blocks.text import Words
    from reportlib.report.report import Report

PANELS = 3
"""How many indicators of a dimension are drawn small beside its leading one."""
MOVED, UNITS = "movement", "units"
"""The parts without the name of an indicator: what rose and fell, and the table of all units below."""


def overviewed(report: Report, choice: Choice) -> Pieces:
    """The overview: the chosen indicators in one table; empty if no indicator has a figure."""
    known_names = list(report.view.with_figure.index)
    names = choice.within(by_dimensions(report)).names(known_names, also=report.view.standing.index)
    if not names:
        return Pieces()
    chosen = None if names == known_names else names
    return Pieces([section(report, "overview", judged=names), overview.overview(report.view, report.words, indicators=chosen)])


def by_dimensions(report: Report) -> dict[str, list[str]]:
    """The indicators of the unit's level, by dimension."""
    indicator_ids: dict[str, list[str]] = {dimension.id: [] for dimension in report.workbook.catalogue.dimensions}
    for indicator in report.view.indicators:
        indicator_ids[indicator.dimension].append(indicator.id)
    return indicator_ids


def moved(report: Report, choice: Choice) -> Pieces:
    """What rose and fell since the year before, and which units contributed most to the changes of counts."""
    views, words = report.view.views, report.words
    totals = [(view, name) for view in views for name in (view.totals if view.children else [])]
    parts = [Part(MOVED, lambda: [standard.movement(view, words) for view in views])]
    parts += [Part(name, partial(standard.contribution, view, words, name)) for view, name in totals]
    possible = [indicator.id for indicator in report.view.indicators]
    return under(section(report, "movement"), sized(choice.parts(parts, also=possible)))


def by_dimension(report: Report, choice: Choice) -> Pieces:
    """A section for each chosen dimension that has figures: its leading indicator over time, then the others in small charts."""
    dimensions = {dimension.id: dimension for dimension in report.workbook.catalogue.dimensions}
    chosen = [dimensions[name] for name in choice.names(dimensions)]
    return Pieces(block for number, dimension in enumerate(chosen) for block in _dimension(report, dimension, number))


def _dimension(report: Report, dimension: Dimension, number: int) -> Iterator[MaybeBlock]:
    view, words = report.view, report.words
    names = [name for name in view.with_figure.index if view.workbook.catalogue[name].dimension == dimension.id]
    name, note = words.name(dimension.name), words.name(dimension.note)
    charts = _over_time(report, names, title=words("chart.dimension.title", dimension=name))
    if charts:
        finding = verdicts.title(view, words, names) if view.parent is not None else ""
        yield heading(report, dimension.id, name, lead=finding or note, number=chapter(number + 1, words), judged=names)
        yield from charts


def _over_time(report: Report, names: list[str], *, title: str) -> list[Chart]:
    """Charts over time; in a report on the latest known figures, separate charts for each period."""
    return [figure for view in report.view.views for figure in _of_one(view, report.words, names, title=title)]


def _of_one(view: View, words: Words, names: list[str], *, title: str) -> list[Chart]:
    """The leading indicator as a chart, a few others beside it, and the rest in charts that open at a click."""
    names = [name for name in names if name in view.standing.index]
    lead = standard.leader(view, names)
    if lead is None:
        return []
    rest = standard.by_signal(view, [name for name in names if name != lead])
    line, few = standard.trend(view, words, lead), standard.multiples(view, words, rest[:PANELS], title=title, columns=1)
    many = standard.multiples(view, words, rest[PANELS:], title=words("chart.dimension.rest"))
    beside = [line and line.sized("wide"), few.sized("third")] if few else [line]
    folded = many and many.folded(words("chart.dimension.all", count=len(rest[PANELS:])))
    return [figure for figure in (*beside, folded) if figure is not None]


def compared(report: Report, choice: Choice) -> Pieces:
    """The units below in one table, with a funnel plot; if there are no units below, the unit among its peers."""
    views, words = report.view.views, report.words
    possible = [UNITS, *(indicator.id for indicator in report.view.indicators)]
    if not any(view.children for view in views):
        peers = [Part(name, partial(standard.among_peers, view, words, name)) for view in views for name in view.rates]
        return under(section(report, "peers"), sized(choice.parts(peers, also=possible)))
    parts = [Part(UNITS, partial(standard.units, report.view, words))]
    parts += [Part(name, partial(standard.funnel, view, words, name)) for view in views for name in view.rates[:1]]
    return under(section(report, "comparison"), sized(choice.parts(parts, also=possible), full=(UNITS,)))


def by_owner(report: Report, choice: Choice) -> Pieces:
    """For each owner, what to act on and a summary; then each owner's figures, which open at a click."""
    view, words = report.view, report.words
    by_owner_id = {owner: (name, names, table) for owner, name, names, table in tables.departments(view, words)}
    wanted = choice.names(by_owner_id, also=[owner.id for owner in view.workbook.catalogue.owners])
    lines = tables.by_department(view, words)
    parts: list[MaybeBlock] = [
        section(report, "departments"),
        acting_by_owner(view, words),
        lines,
        standard.by_owner(view, words),
    ]
    for owner in wanted:
        name, names, table = by_owner_id[owner]
        title = words("departments.trend", owner=name, count=len(names))
        parts += [folded(owner, name), table, standard.multiples(view, words, names, title=title)]
    return Pieces(parts)
