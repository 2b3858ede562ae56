"""The catalogue as a Markdown document."""

from __future__ import annotations

from collections.abc import Iterator

from reportlib.blocks.sections.notes import parts
from reportlib.blocks.text import Words
from reportlib.blocks.text.verdicts import reckoned
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator


def markdown(workbook: Workbook, *, lang: str) -> str:
    """Every indicator by dimension, with its owner and how it is counted, in Markdown."""
    return "\n".join(_lines(workbook, Words(lang))) + "\n"


def _lines(workbook: Workbook, words: Words) -> Iterator[str]:
    catalogue = workbook.catalogue
    yield f"# {words('reference.title', title=words.name(workbook.settings.title))}"
    yield ""
    yield words(
        "reference.counts", indicators=len(catalogue.indicators), dimensions=len(catalogue.dimensions), version=catalogue.version
    )
    for dimension in catalogue.dimensions:
        yield from ("", f"## {words.name(dimension.name)}", "")
        if dimension.note:
            yield from (words.name(dimension.note), "")
        for indicator in catalogue.indicators:
            if indicator.dimension == dimension.id:
                yield from _entry(indicator, workbook, words)


def _entry(indicator: Indicator, workbook: Workbook, words: Words) -> Iterator[str]:
    yield f"### {words.name(indicator.name)} (`{indicator.id}`)"
    yield ""
    yield words.name(indicator.note)
    yield ""
    yield f"- {words('reference.owner')}: {words.name(workbook.catalogue.owner(indicator.owner).name)}"
    yield f"- {words('reference.measure')}: {words.name(indicator.measure)}"
    kind = {part: words(f"notes.kinds.{indicator.kind}.{part}") for part in ("name", "text")}
    yield f"- {words('notes.kind')}: {words('reference.kind', **kind)}"
    yield f"- {words('notes.adds')}: {words(f'notes.rollups.{indicator.rolls_up}.text')}"
    yield f"- {words('reference.direction')}: {words(f'reference.directions.{indicator.direction}')}"
    levels = words.join([words.name(workbook.level(level).name) for level in indicator.levels])
    yield f"- {words('reference.levels')}: {levels}"
    if text := parts(indicator, words):
        yield f"- {words('notes.parts')}: {text}"
    if text := reckoned(indicator, words):
        yield f"- {words('interval.label')}: {text}"
    if indicator.signal != "none":
        yield f"- {words('reference.signal')}: {words(f'reference.signals.{indicator.signal}')}"
    for one in indicator.breaks:
        name = words.name(workbook.units[one.unit].name) if one.unit else words("reference.every")
        gaps = {"period": words.period(one.start), "unit": name, "who": one.who, "why": words.name(one.why)}
        yield f"- {words('reference.break', **gaps)}"
    yield ""
