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
from reportlib.report.parts import Choice, Part, section
from reportlib.workbook import provenance
from reportlib.workbook import schedule as matrix
from reportlib.workbook.documents import Text

if TYPE_CHECKING:
    from reportlib.report.report import Report


def headed(report: Report, choice: Choice) -> Pieces:
    """The opening of a report on figures: title, headline, cards; then what to act on, commentary, and what was published."""
    view, words = report.view, report.words
    title = masthead(report, headline(view, words), tally=sentences.tally(view, words))
    corrections = opening.corrected(corrections_of(report), words)
    first = [opening.banner(view, words), title, opening.card_pieces(view, words), corrections]
    makers = {"act": acted, "commentary": _commentary, "published": _published}
    parts = choice.parts([Part(name, partial(make, report)) for name, make in makers.items()])
    return Pieces([*first, *(block for part in parts for block in part.blocks)])


def acted(report: Report) -> Sequence[Piece]:
    """What to act on, the farthest from its benchmark first; left out where the unit has no figures."""
    view, words = report.view, report.words
    return [section(report, "act"), acting(view, words)] if len(view.with_figure) else []


def roll_call(report: Report) -> Pieces:
    """The opening of a report on returns: how many were due, came, came late, and are missing."""
    sentence = collection.roll_call(report.view, report.words)
    finding = Candidate(LAST, "", sentence.text, sentence.origin, "the returns that came")
    first = [opening.banner(report.view, report.words), masthead(report, [finding], tally="", figures=False)]
    return Pieces([*first, opening.corrected(corrections_of(report), report.words), *_commentary(report)])


def masthead(report: Report, findings: list[Candidate], *, tally: str, figures: bool = True) -> Piece:
    """The head of a page: issuer, title, period and headline, with the page's metadata and the claims of its sentences.

    Without `figures` the page shows none of the unit's figures, so its head says nothing about them.
    """
    piece = opening.masthead(
        report.view,
        report.words,
        title=title_of(report),
        status=report.status,
        headline=[finding.sentence for finding in findings],
        tally=tally,
        figures=figures,
    )
    rests = standings.carried_by(report.view, report.words, findings)
    page_facts = {"page": _facts(report, str(piece.facts["title"])), "glance": _glance(report, leads=bool(tally))}
    return replace(piece, facts=piece.facts | page_facts | {"carried": rests})


def title_of(report: Report) -> Text:
    """The title of the template in each language, from the metadata of its notebook; empty where it has none."""
    path = report.workbook.root / "notebooks" / f"{report.template}.ipynb"
    metadata = json.loads(path.read_text("utf-8"))["metadata"] if path.is_file() else {}
    return dict(metadata.get("reportlib", {}).get("title", {}))


def corrections_of(report: Report) -> list[matrix.Correction]:
    """The corrections of this report that the workbook lists."""
    handed = report.handed
    return list(handed.corrections) if handed else matrix.corrections(report.workbook.root).get(report.name, [])


def _facts(report: Report, title: str) -> dict[str, str]:
    """The metadata of the page, which the exporter writes into its head."""
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


def _glance(report: Report, *, leads: bool) -> str:
    """What the index shows of the page, as JSON."""
    names = sentences.cards(report.view) if leads else []
    return str(glance(report.view, report.words, leads=names, corrections=corrections_of(report)))


def _published(report: Report) -> Sequence[Piece]:
    table = tables.published(report.view, report.words)
    return [section(report, "published"), table] if table else []


def _commentary(report: Report) -> Sequence[Piece]:
    path = report.workbook.root / "params" / "commentary" / f"{report.name}.md"
    if not path.is_file():
        return []
    html = fragment("commentary", report.words, body=to_html(path.read_text("utf-8")))
    return [section(report, "commentary"), Piece("block", str(html))]
