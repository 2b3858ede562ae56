"""The standard section on signals over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reportlib.blocks import Chart
from reportlib.blocks.charts.glance import glance
from reportlib.blocks.pieces import Pieces
from reportlib.report.parts import Choice, section

if TYPE_CHECKING:
    from reportlib.report.report import Report


def signalled(report: Report, choice: Choice) -> Pieces:
    """The section on signals: a table if there are several indicators, then a chart for each; empty if none can be drawn."""
    indicators = report.workbook.indicators_on(report.unit.level)
    report.book.note("catalogue")
    for indicator in indicators:
        report.book.note("indicator", indicator.id)
    with_signal = [indicator.id for indicator in indicators if indicator.signal != "none"]
    names = choice.names(with_signal, also=[indicator.id for indicator in indicators])
    charts: Mapping[str, Chart] = {name: chart for name in names if not (chart := _chart(report, name)).why}
    if not charts:
        return Pieces()
    catalogue = report.workbook.catalogue
    table = glance({name: catalogue[name] for name in charts}, charts, report.words, unit=report.words.name(report.unit.name))
    blocks = [section(report, "signals"), table, *(chart.half() for chart in charts.values())]
    return Pieces(blocks if table else [blocks[0], *charts.values()])


def _chart(report: Report, name: str) -> Chart:
    selection = report[name]
    return (selection.against("target") if report.workbook.catalogue[name].signal == "xmr" else selection).signal()
