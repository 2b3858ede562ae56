"""The standard section on what is a signal over time and what wobbles, of the indicators whose catalogue entry asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlib.blocks.pieces import Pieces
from reportlib.report.parts import Choice, section

if TYPE_CHECKING:
    from reportlib.report.report import Report


def signalled(report: Report, choice: Choice) -> Pieces:
    """A chart for each indicator with a `signal`, which are its parts; left out where none can be drawn."""
    indicators = report.workbook.catalogue.on_level(report.unit.level, levels=report.workbook.level_ids)
    report.book.note("catalogue")
    for indicator in indicators:
        report.book.note("indicator", indicator.id)
    asked = [indicator.id for indicator in indicators if indicator.signal != "none"]
    names = choice.names(asked, also=[indicator.id for indicator in indicators])
    drawn = [chart for chart in (report[name].signal() for name in names) if not chart.why]
    if not drawn:
        return Pieces()
    return Pieces([section(report, "signals"), *(chart if len(drawn) == 1 else chart.half() for chart in drawn)])
