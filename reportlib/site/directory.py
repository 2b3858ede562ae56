"""The directory `reports.js`: all reports of a folder in a small file, which a page loads when a reader looks for reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TypeVar

from reportlib.blocks.sections.glance import Glance
from reportlib.plan.built_files import DIRECTORY
from reportlib.plan.copies import SUFFIXES
from reportlib.site.listing import Facts, Listing
from reportlib.site.templating import data, verbatim

_Thing = TypeVar("_Thing")
__all__ = ["DIRECTORY", "directory_text"]


def directory_text(listing: Listing, files: Collection[str]) -> str:
    """The directory as a script, because pages opened from a folder cannot load JSON.

    For each report it has unit, period, template, language, the unit above, and the suffixes of its copies among `files`.
    Reports whose opening has figures come first.
    """
    units = {str(unit[0]): n for n, unit in enumerate(listing.units)}
    periods, kinds = _numbered(facts["period"] for facts in listing.facts), _numbered(map(_kind, listing.facts))
    there = sorted((facts for facts in listing.facts if facts["file"]), key=_without_leads)

    def row(facts: Facts) -> list[object]:
        unit, period = facts["unit"], facts["period"]
        copies = [n for n, ending in enumerate(SUFFIXES) if str(Path(facts["file"]).with_suffix(ending)) in files]
        usual = "-".join((facts["template"], unit, period, facts["lang"]))
        above = units.get(listing.above(facts) or "", -1)
        own_name = [] if facts["name"] == usual else [facts["name"]]
        return [units[unit], periods[period], above, kinds[_kind(facts)], copies, *own_name]

    content = {
        "languages": listing.workbook.settings.languages,
        "endings": [ending.removeprefix(".") for ending in SUFFIXES],
        "units": listing.units,
        "periods": [[period, [words.period(period) for words in listing.words]] for period in periods],
        "kinds": list(kinds),
        "rows": [row(facts) for facts in there],
    }
    return f"var reportlibReports = {data(content)};\n{verbatim('finding.js')}"


def _numbered(things: Iterable[_Thing]) -> dict[_Thing, int]:
    return {thing: n for n, thing in enumerate(dict.fromkeys(things))}


def _kind(facts: Facts) -> tuple[str, str]:
    return facts["template"], facts["lang"]


def _without_leads(facts: Facts) -> bool:
    return not Glance.read(facts.get("glance", "")).leads
