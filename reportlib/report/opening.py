"""The opening of a page: where its figures come from, title, headline and cards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from reportlib.blocks import standings
from reportlib.blocks.acting import acting
from reportlib.blocks.headline import headline
from reportlib.blocks.headline.finding import LAST, Candidate
from reportlib.blocks.markdown import to_html
from reportlib.blocks.pieces import Piece, Pieces, fragment
from reportlib.blocks.sections import collection, opening, tables
from reportlib.blocks.sections.glance import glance
from reportlib.blocks.text import sentences
from reportlib.query.words import figures_beside
from reportlib.report.parts import Choice, Part, section
from reportlib.workbook import provenance, schedule
from reportlib.workbook.documents import Text

if TYPE_CHECKING:
    from reportlib.analysis import View
    from reportlib.query.selection import Selection
    from reportlib.report.report import Report


def headed(report: Report, choice: Choice, *, about: Selection | None = None) -> Pieces:
    """The opening of a report on figures.

    With `about`, headline, counts and cards are about the selected indicators. If units are selected, too, the headline has the
    figure of each unit, and counts and cards are left out.
    """
    view, words = report.view, report.words
    if about is not None:
        view = view.narrowed(about.indicators)
    if about is not None and about.chosen:
        title, cards = masthead(report, [figures_beside(about)], view=view, tally="", figures=False), None
    else:
        title = masthead(report, headline(view, words), view=view, tally=sentences.tally(view, words))
        cards = opening.card_pieces(view, words)
    first = [opening.banner(report.view, words), title, cards, opening.corrected(corrections_of(report), words)]
    makers = {"act": acted, "commentary": _commentary, "published": _published}
    parts = choice.parts([Part(name, partial(make, report, view)) for name, make in makers.items()])
    return Pieces([*first, *(block for part in parts for block in part.blocks)])


def acted(report: Report, view: View) -> Sequence[Piece]:
    """A table of the indicators to act on, first the one farthest from its benchmark; empty if the unit has no figures."""
    return [section(report, "act"), acting(view, report.words)] if len(view.with_figure) else []


def roll_call(report: Report) -> Pieces:
    """The opening of a report on returns: how many were due, came, came late, and are missing."""
    sentence = collection.roll_call(report.view, report.words)
    finding = Candidate(LAST, "", sentence.text, sentence.origin, "the returns that came")
    title = masthead(report, [finding], view=report.view, tally="", figures=False)
    first = [opening.banner(report.view, report.words), title, opening.corrected(corrections_of(report), report.words)]
    return Pieces([*first, *_commentary(report, report.view)])


def masthead(report: Report, findings: list[Candidate], *, view: View, tally: str, figures: bool = True) -> Piece:
    """The head of a page: issuer, title, period, headline, and the page's metadata.

    Without `figures` the head neither counts nor compares figures of the unit.
    """
    piece = opening.masthead(
        view,
        report.words,
        title=title_of(report),
        status=report.status,
        headline=[finding.sentence for finding in findings],
        tally=tally,
        figures=figures,
    )
    rests = standings.carried_by(view, report.words, findings)
    page_facts = {"page": _facts(report, str(piece.facts["title"])), "glance": _glance(report, view, leads=figures)}
    return replace(piece, facts=piece.facts | page_facts | {"carried": rests})


def title_of(report: Report) -> Text:
    """The title of the template in each language; empty if its notebook has none."""
    path = report.workbook.root / "notebooks" / f"{report.template}.ipynb"
    metadata = json.loads(path.read_text("utf-8"))["metadata"] if path.is_file() else {}
    return dict(metadata.get("reportlib", {}).get("title", {}))


def corrections_of(report: Report) -> list[schedule.Correction]:
    """The corrections of this report that the workbook lists."""
    handed = report.handed
    return list(handed.corrections) if handed else schedule.corrections(report.workbook.root).get(report.name, [])


def _facts(report: Report, title: str) -> dict[str, str]:
    return {
        "name": report.name,
        "title": opening.with_settings(title, report.settings, report.words),
        "lang": report.words.lang,
        "unit": report.unit.id,
        "unit_name": report.words.name(report.unit.name),
        "level": report.unit.level,
        "period": str(report.period),
        "template": report.template,
        "status": report.status,
        "data_hash": report.data_hash,
        "catalogue_version": report.workbook.catalogue.version,
        "code_hash": provenance.code_hash(),
        "packages": provenance.packages(),
        "settings": json.dumps(dict(report.settings), ensure_ascii=False) if report.settings else "",
    }


def _glance(report: Report, view: View, *, leads: bool) -> str:
    names = sentences.cards(view) if leads else []
    return str(glance(view, report.words, leads=names, corrections=corrections_of(report)))


def _published(report: Report, view: View) -> Sequence[Piece]:
    table = tables.published(view, report.words)
    return [section(report, "published"), table] if table else []


def _commentary(report: Report, view: View) -> Sequence[Piece]:
    path = report.workbook.root / "params" / "commentary" / f"{report.name}.md"
    if not path.is_file():
        return []
    html = fragment("commentary", report.words, body=to_html(path.read_text("utf-8")))
    return [section(report, "commentary"), Piece("block", str(html))]
