"""The index of a folder of reports: every page in it, every report that failed, and what the last build made."""

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
"""What the last build made anew: not in the index itself, so that the same reports have the same index."""
CHOICES = ("period", "level", "under")
"""What a reader chooses; and below, what an operator may choose beside that."""
FILTERS = ("dimension", "template", "lang", "edition", "status", "state")
TRACEBACKS = 50
"""The most failures that the index tells in full; of the others, the pages of their cells do."""


def write_index(output: Path, workbook: Workbook, failed: Sequence[Failed] = ()) -> Path:
    """Write the index of a folder of reports, in all languages of the workbook, the first one first.

    The directory that pages look others up in is written beside it.

    It lists every report in the folder, whenever it was built, a row a unit, with what each page says of itself; and, in the
    editing view, every report by itself, and those that could not be made, with the cell, the error and the command that runs
    them again. Reports stand in it as data, and are shown as far as the reader looks; where scripts are not allowed, as a
    plain list.
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
    """The index of a listing as a page.

    Parameters
    ----------
    failed, paged
        The reports that could not be made, and the names of those of which there is a page that shows how.
    last
        The file that says what the last build made; empty: the index is for readers alone, without the editing view.
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
    """A report as a line of a list: its page, its title, and the figures that the page says of itself."""
    leads = Glance.read(facts.get("glance", "")).leads
    return {**{name: facts[name] for name in ("file", "title", "lang", "name")}, "leads": leads}


def write_last(output: Path, outcomes: Iterable[Outcome]) -> None:
    """Write down, for the index, which pages the last build made; or which it did not, where those are fewer."""
    names = page_names(output) - {Path(INDEX).stem}
    built = {outcome.name for outcome in outcomes if outcome.state == "built"}
    built_pages, unchanged_pages = sorted(built & names), sorted(names - built)
    content = {"built": built_pages} if len(built_pages) <= len(unchanged_pages) else {"unchanged": unchanged_pages}
    write_changed(output / LAST, f"var reportlibLast = {data(content)};\n")


def _index_texts(workbook: Workbook, words: Words) -> dict[str, Any]:
    """What the index says in one language."""
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
