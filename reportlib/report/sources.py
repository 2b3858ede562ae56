"""The standard sections on where figures come from: returns, their quality, and how each indicator is counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from reportlib.blocks import standard
from reportlib.blocks.pieces import Pieces
from reportlib.blocks.sections import collection, tables
from reportlib.blocks.sections.glance import latest_day
from reportlib.blocks.sections.notes import notes
from reportlib.blocks.text.findings import day
from reportlib.report.figures import by_dimensions
from reportlib.report.opening import corrections_of
from reportlib.report.parts import Choice, MaybeBlock, Part, section, sized, under
from reportlib.workbook import provenance

if TYPE_CHECKING:
    from reportlib.report.report import Report

LISTS = ("missing", "late")
"""The parts that list units: those that sent nothing, and those that were late."""


def returned(report: Report, choice: Choice) -> Pieces:
    """Who has reported, who has not, and who was late."""
    view, words = report.view.main, report.words
    makers: dict[str, Callable[[], MaybeBlock]] = {
        "over-time": partial(standard.rate_over_time, view, words),
        "map": partial(standard.rate_map, view, words),
        "share": partial(standard.rate_by_unit, view, words, column="share"),
        "punctual": partial(standard.rate_by_unit, view, words, column="punctual"),
        "punctuality": partial(standard.punctuality, view, words),
        **{state: partial(collection.outstanding, view, words, state=state) for state in LISTS},
    }
    parts = choice.parts([Part(name, make) for name, make in makers.items()])
    wide = [name for name in makers if name not in ("share", "punctual")]
    charted = under(section(report, "collection"), sized([part for part in parts if part.name not in LISTS], full=wide))
    lists = [part for part in parts if part.name in LISTS]
    listed = [section(report, "outstanding"), *(block for part in lists for block in part.blocks)] if lists else []
    return Pieces([*charted, *listed])


def doubtful(report: Report) -> Pieces:
    """How many returns came, and what the checks found about the figures."""
    return Pieces([section(report, "quality"), tables.quality(report.view.main, report.words)])


def explained(report: Report, choice: Choice) -> Pieces:
    """How each chosen indicator is counted and added up, then what the page was made from."""
    names = choice.within(by_dimensions(report)).names([indicator.id for indicator in report.view.indicators])
    provenance_rows = {
        "unit": report.words.name(report.unit.name),
        "period": report.words.period(report.period),
        "catalogue": report.workbook.catalogue.version,
        "data": report.data_hash,
        "code": provenance.code_hash(),
        "template": report.template,
        "packages": f"{provenance.packages_hash()} ({provenance.packages()})",
    }
    end = tables.end(report.view, report.words, imprint=_imprint(report), made_from=provenance_rows)
    noted = [section(report, "notes"), notes(report.view, report.words, names)] if names else []
    return Pieces([*noted, end])


def _imprint(report: Report) -> dict[str, str]:
    words, corrections = report.words, corrections_of(report)
    latest = latest_day(report.view, corrections)
    edition = words("end.editions.draft" if report.status == "draft" else "end.editions.final", count=len(corrections) + 1)
    texts = {
        "day": words("end.of_day", day=day(latest, words)) if latest else "",
        "edition": edition,
        "contact": words.name(report.workbook.settings.contact) if report.workbook.settings.contact else "",
    }
    return {name: text for name, text in texts.items() if text}
