"""Checks of breakdowns: indicators that do not exist or cannot add up."""

from __future__ import annotations

from collections.abc import Iterator

from reportlib.errors import Problem, choices
from reportlib.workbook.catalogue import Breakdown, Catalogue, Indicator
from reportlib.workbook.documents import Document
from reportlib.workbook.nouns import misnamed, untranslated


def check(catalogue: Catalogue, document: Document, *, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is wrong with the breakdowns of a catalogue."""
    yield from misnamed([one.id for one in catalogue.breakdowns], document, "breakdowns", what="a breakdown")
    for n, one in enumerate(catalogue.breakdowns):
        yield from untranslated(one, document, ("breakdowns", n), languages=languages)
        whole = catalogue.by_id.get(one.whole)
        if whole is None:
            fault = f"'{one.whole}' of breakdown '{one.id}' is not known; {choices(one.whole, _counts(catalogue), what='counts')}"
            yield document.problem(fault, "breakdowns", n, "of")
        elif not whole.counts:
            fault = f"'{whole.id}' of breakdown '{one.id}' is a {whole.kind}, whose parts do not add up; name a count"
            yield document.problem(fault, "breakdowns", n, "of")
        for m, part in enumerate(one.parts):
            yield from untranslated(part, document, ("breakdowns", n, "parts", m), languages=languages)
            if fault := _wrong(part.indicator, one, m, whole, catalogue):
                yield document.problem(fault, "breakdowns", n, "parts", m)


def _wrong(name: str, one: Breakdown, at: int, whole: Indicator | None, catalogue: Catalogue) -> str:
    part = catalogue.by_id.get(name)
    subject = f"part '{name}' of breakdown '{one.id}'"
    if part is None:
        return f"{subject} is not known; {choices(name, _counts(catalogue), what='counts')}"
    if name == one.whole:
        return f"{subject} is the whole itself; name its parts only"
    if name in one.members[:at]:
        return f"{subject} stands there twice; keep one"
    if whole is None:
        return ""
    if part.kind != whole.kind:
        return f"{subject} is a {part.kind}, but '{whole.id}' is a {whole.kind}: they cannot add up"
    if part.measure != whole.measure:
        own, other = (" / ".join(dict.fromkeys(i.measure.values())) for i in (part, whole))
        return f"{subject} counts in {own}, but '{whole.id}' in {other}: they cannot add up"
    return ""


def _counts(catalogue: Catalogue) -> list[str]:
    return [i.id for i in catalogue.indicators if i.counts]
