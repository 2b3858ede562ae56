"""The index of a folder of reports: every page, every report that failed, and what the last build made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reportlib.atomic import write_changed
from reportlib.blocks.pieces import stylesheet
from reportlib.blocks.sections.glance import Glance
from reportlib.blocks.text import Words
from reportlib.blocks.text.verdicts import NONE, SIGNS
from reportlib.plan.built_files import INDEX, OWN_FOLDER, put_changed
from reportlib.plan.links import page_names
from reportlib.plan.outcome import Outcome
from reportlib.site import failures
from reportlib.site.directory import DIRECTORY, directory_text
from reportlib.site.failures import Failed
from reportlib.site.listing import Facts, Listing, read_facts
from reportlib.site.spelling import Spelling
from reportlib.site.templating import data, fill, verbatim
from reportlib.workbook import Workbook

__all__ = ["LAST", "index_text", "read_facts", "write_index", "write_last"]
LAST = Path(OWN_FOLDER, "last-build.js")
"""The file with the names of reports that the last build made; without them in the index, equal reports give equal bytes."""
CHOICES = ("period", "level", "under")
"""The filters for readers; the editing view also has `FILTERS`."""
FILTERS = ("dimension", "template", "lang", "edition", "status", "state")
TRACEBACKS = 50
"""The most tracebacks in the index; others are only on the pages of failed reports."""


def write_index(output: Path, workbook: Workbook, failed: Sequence[Failed] = ()) -> Path:
    """Write the index in all languages of the workbook, and the directory that pages load.

    The index has a row for each unit, with figures from the heads of its pages. Its editing view has a row for each report; the
    row of a failed report has the cell, the error and the command that tries again. A script draws the rows; without scripts
    there is a plain list.
    """
    paged = failures.write_pages(output, failed, Words(workbook.settings.languages[0]))
    spelling = Spelling.of(output)
    listing = Listing.of(output, workbook, failed, spell=spelling)
    put_changed(output, INDEX, index_text(listing, failed, paged=paged).encode())
    put_changed(output, DIRECTORY, directory_text(listing, {path.name for path in output.iterdir()}).encode())
    spelling.keep(output)
    return output / INDEX


def index_text(
    listing: Listing, failed: Sequence[Failed] = (), *, paged: Collection[str] = (), last: str = LAST.as_posix()
) -> str:
    """The HTML of the index.

    Parameters
    ----------
    failed, paged
        The failed reports, and the names of those that have a page.
    last
        The file that names what the last build made; empty for an index for readers, without the editing view.
    """
    words, workbook = listing.words[0], listing.workbook
    return fill(
        "index",
        words=words,
        title=words.name(workbook.settings.title),
        issuer=words.name(workbook.settings.issuer),
        style=Markup(stylesheet()),
        own_style=verbatim("index.css"),
        scripts=[verbatim(name) for name in ("index-editing.js", "index.js") if last or name == "index.js"],
        data=data(listing.data | {"words": [_index_texts(workbook, words) for words in listing.words]}),
        last=last,
        count=len(listing.facts),
        languages=[(other.lang, other(f"index.languages.{other.lang}")) for other in listing.words],
        plain=[(words.period(period), list(map(_plain, rows))) for period, rows in groupby(listing.facts, key=_period)],
        failed=failed,
        paged=paged,
        tracebacks=TRACEBACKS,
        choices=CHOICES,
        filters=FILTERS,
    )


def _period(facts: Facts) -> str:
    return facts["period"]


def _plain(facts: Facts) -> dict[str, Any]:
    leads = Glance.read(facts.get("glance", "")).leads
    return {**{name: facts[name] for name in ("file", "title", "lang", "name")}, "leads": leads}


def write_last(output: Path, outcomes: Iterable[Outcome]) -> None:
    """Write the file from which the index knows which pages the last build made.

    It lists the pages made, or the pages not made if they are fewer.
    """
    names = page_names(output) - {Path(INDEX).stem}
    built = {outcome.name for outcome in outcomes if outcome.state == "built"}
    built_pages, unchanged_pages = sorted(built & names), sorted(names - built)
    content = {"built": built_pages} if len(built_pages) <= len(unchanged_pages) else {"unchanged": unchanged_pages}
    write_changed(output / LAST, f"var reportlibLast = {data(content)};\n")


def _index_texts(workbook: Workbook, words: Words) -> dict[str, Any]:
    languages = {lang: Words(lang)(f"index.languages.{lang}") for lang in workbook.settings.languages}
    return {
        **words.get("index"),
        "signs": {sign: words(f"verdict.{sign}") if sign != NONE else words("index.unjudged") for sign in SIGNS},
        "comma": words.get("comma"),
        "missing": words("absence.not_reported.short"),
        "colon": words.get("colon"),
        "language": words("language"),
        "name": words.name(workbook.settings.title),
        "issuer": words.name(workbook.settings.issuer),
        "skip": words("page.skip"),
        "list": words.get("list"),
        "languages": languages,
        "statuses": words.get("status"),
        "origins": {origin: texts["name"] for origin, texts in words.get("origin").items()},
    }
