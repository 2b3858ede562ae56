"""Write the layouts of a proposal's tables as lines of params/sources.yaml."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator

from reportlib.data.guessing.flagged import status_of
from reportlib.data.guessing.indicators.indicators import Indicated, indicator_in, of_column
from reportlib.data.guessing.markers import key_in, meaning_of, usual_meaning
from reportlib.data.guessing.proposal import Guessed, Proposal
from reportlib.data.guessing.units.units import GuessedUnit
from reportlib.data.mapping.headings import Heading
from reportlib.sources.table import letters
from reportlib.workbook.patterns import plain, words

GUESS = "# guess: "


def quoted(text: str) -> str:
    """A text in double quotes, as both YAML and JSON read it."""
    return json.dumps(text, ensure_ascii=False)


def sources(proposal: Proposal) -> Iterator[str]:
    """The lines of all sources: one for each table, and one more for each ratio with columns of numerators and denominators."""
    yield "sources:"
    for table in proposal.tables:
        ratios = [] if table.roles.parts else [one for one in table.indicators if one.ratio]
        name = table.sheet or table.file.removeprefix("data/")
        yield from _begun(table, name if len(proposal.tables) > 1 or ratios else "")
        yield from _columns(table)
        yield from _meanings(proposal, table)
        yield from _number_style(proposal, table, table.roles.figures)
        for one in ratios:
            yield from _parts(proposal, table, f"{name}: {one.name}", one)


def _begun(table: Guessed, name: str) -> Iterator[str]:
    shape, times = table.shape, table.roles.times
    if name:
        yield f"  - id: {quoted(name)}\n    file: {quoted(table.file)}"
    else:
        yield f"  - file: {quoted(table.file)}"
    for remark in table.remarks:
        yield f"    # {remark}"
    if table.sheet:
        yield f"    sheet: {quoted(table.sheet)}"
    yield f"    header: [{', '.join(map(str, shape.header))}] {GUESS}the rows above the first with figures"
    for heading, texts in shape.without.items():
        listed = ", ".join(map(quoted, texts))
        yield f"    without: [{{{quoted(heading)}: [{listed}]}}] {GUESS}sub-totals, which add up other rows"
    if shape.end:
        yield f"    end: {quoted(shape.end)} {GUESS}below it no row has figures"
    if times.period:
        yield f"    period: {times.period} {GUESS}{times.why['period']}"
    if times.periods:
        yield f"    periods: {quoted(times.periods)} {GUESS}{times.why['periods']}"
    if table.roles.units.unit is None:
        yield f"    unit: {quoted(table.units[0].id)} {GUESS}{table.roles.units.why}"


def _key(table: Guessed, heading: Heading) -> str:
    names = [plain(other.name) for other in table.roles.headings]
    return quoted(heading.name if names.count(plain(heading.name)) == 1 else letters(heading.number))


def _columns(table: Guessed) -> Iterator[str]:
    roles, times = table.roles, table.roles.times
    yield "    columns:"
    yield from _rows(table)
    for heading, why in roles.unused:
        yield f"      {_key(table, heading)}: ignore {GUESS}{why}"
    if not times.wide:
        for heading in roles.figures:
            yield f"      {_key(table, heading)}: {_figures(table, heading)}"
        return
    if roles.units.name_heading:
        yield f"      {_key(table, roles.units.name_heading)}: ignore {GUESS}{_CALLED}"
    yield f"    wide: {quoted(times.wide)} {GUESS}{times.why['wide']}"
    if one := next((one for one in table.indicators if one.scale != 1), None):
        yield f"    scale: {one.scale} {GUESS}{one.why['scale']}"
    if "{indicator}" not in times.wide and not roles.by:
        yield f"    indicator: {quoted(table.indicators[0].id)}"


_NO_PART = "values are not the ratio of this column and the other; write numerator or denominator if they are"
_REASONS = {
    "indicator": "words by which the figures are broken down",
    "status": "its cells are flags of figures, whose meanings stand below under markers",
}
_DATED = "its name says whether it is of the period that the title names, of the year so far, or of a year before"
_CALLED = "what units are called, which params/units.yaml now says"


def _rows(table: Guessed) -> Iterator[str]:
    roles, times = table.roles, table.roles.times
    if roles.units.unit is not None:
        yield f"      {_key(table, roles.units.unit)}: unit {GUESS}{roles.units.why}"
    for heading in roles.headings:
        if what := roles.fields.get(heading.number):
            reason = _REASONS.get(what, "its name says so")
            yield f"      {_key(table, heading)}: {what} {GUESS}{times.why.get(what, reason)}"
    for heading in roles.headings:
        if part := roles.parts.get(heading.number):
            has_ratio = any(one.ratio for one in table.indicators)
            why = f"{part} {GUESS}its name says so, and values agree with it" if has_ratio else f"ignore {GUESS}{_NO_PART}"
            yield f"      {_key(table, heading)}: {why}"
    if roles.units.name_heading and not times.wide:
        yield f"      {_key(table, roles.units.name_heading)}: ignore {GUESS}{_CALLED}"


def _figures(table: Guessed, heading: Heading) -> str:
    roles = table.roles
    name, period = roles.times.dated.get(heading.name, (heading.name, ""))
    if roles.by and period:
        return f"{{{f'indicator: {quoted(name)}, ' if name else ''}period: {period}}} {GUESS}{_DATED}"
    if roles.by:
        scale, why = _scale(table, [one for one in table.indicators if len(roles.figures) == 1 or of_column(one, heading)])
        alone = f"{{field: value{scale}}}" if scale else "value"
        return (alone if len(roles.figures) == 1 else f"{{indicator: {quoted(heading.name)}{scale}}}") + why
    one = next(one for one in table.indicators if (name or roles.name) in one.words)
    scale, why = _scale(table, [one])
    if period:
        return f"{{indicator: {quoted(one.id)}, period: {period}{scale}}} {GUESS}{_DATED}"
    if one.ratio:
        return f"ignore {GUESS}{one.why['kind']}"
    return f"{{indicator: {quoted(one.id)}{scale}}}{why}"


def _scale(table: Guessed, indicators: list[Indicated]) -> tuple[str, str]:
    one = next((one for one in indicators if one.scale != 1), None)
    return (f", scale: {one.scale}", f" {GUESS}{one.why['scale']}") if one and not table.roles.times.wide else ("", "")


def _parts(proposal: Proposal, table: Guessed, name: str, one: Indicated) -> Iterator[str]:
    assert one.ratio is not None
    yield from _begun(table, name)
    yield "    columns:"
    yield from _rows(table)
    for part, heading in (("numerator", one.ratio.numerator), ("denominator", one.ratio.denominator)):
        measure = f", measure: {quoted(one.ratio.measure)}" if one.ratio.measure else ""
        yield f"      {_key(table, heading)}: {{indicator: {quoted(one.id)}, part: {part}{measure}}}"
    yield "    others: ignore"
    yield from _units(proposal, table)
    yield from _number_style(proposal, table, [one.ratio.numerator, one.ratio.denominator])


def _meanings(proposal: Proposal, table: Guessed) -> Iterator[str]:
    if table.roles.by or "{indicator}" in table.roles.times.wide:
        yield "    indicators:"
        yield from (f"      {quoted(word)}: {quoted(one.id)}" for one in table.indicators for word in one.words)
    yield from _units(proposal, table)
    if table.roles.units.name_heading is None and len({plain(unit.name) for unit in table.units}) < len(table.units):
        yield f"    indented: true {GUESS}names are indented beneath the one that they belong to"


def _units(proposal: Proposal, table: Guessed) -> Iterator[str]:
    roles = table.roles
    nameless = roles.units.unit is not None and bool((roles.names == "").any())
    coded = [unit for unit in table.units if unit.cell and plain(unit.cell) not in (plain(unit.id), plain(unit.name))]
    coded += [unit for unit in _shared(proposal, table) if unit not in coded]
    if nameless or coded or roles.units.unnamed:
        yield "    units:"
    if total := next((unit for unit in table.units if unit.cell and unit.cell == roles.units.unnamed), None):
        yield f'      "": {quoted(total.id)} {GUESS}rows without a name are those of the total, which another column says'
    if nameless:
        yield f'      "": ignore {GUESS}rows without a name are nobody\'s figures'
    yield from (f"      {quoted(unit.cell)}: {quoted(unit.id)}" for unit in coded)


def _shared(proposal: Proposal, table: Guessed) -> list[GuessedUnit]:
    """The units of a table whose name occurs once in it, but is also the name of a unit of another table."""
    here, everywhere = (Counter(plain(unit.name) for unit in units) for units in (table.units, proposal.units))
    return [unit for unit in table.units if unit.cell and here[plain(unit.name)] == 1 < everywhere[plain(unit.name)]]


def _number_style(proposal: Proposal, table: Guessed, figures: list[Heading]) -> Iterator[str]:
    texts = {text for heading in figures for text in table.roles.cells[heading.number].unique()}
    key = key_in((*table.shape.above, *table.shape.notes))
    marks = sorted(text for text in texts if text in key or usual_meaning(text))
    if marks or table.roles.status:
        yield "    markers:"
    yield from _flags_beside(table, marks)
    whole = {text for heading in table.roles.figures for text in table.roles.cells[heading.number].unique()}
    for mark in marks:  # by all columns, so that both sources of a table with ratios read a sign alike
        meaning, why = meaning_of(mark, key, whole, rates=_marks_rates(table, mark))
        yield f"      {quoted(mark)}: {meaning} {GUESS}{why}"
    style = table.roles.style
    if style.thousands:
        yield f"    thousands: {quoted(style.thousands)} {GUESS}{style.why}"
    if style.decimal != ".":
        yield f"    decimal: {quoted(style.decimal)} {GUESS}{style.why}"
    if table.signs.flags:
        yield "    flags:"
        yield from (
            f"      {quoted(flag)}: {_meaning(flag, proposal)} {GUESS}{_seen(at)}" for flag, at in table.signs.flags.items()
        )
    if at := table.signs.brackets:
        yield f"    brackets: negative {GUESS}{_seen(at)}, where others are plain numbers"


def _flags_beside(table: Guessed, marks: Collection[str]) -> Iterator[str]:
    if table.roles.status is None:
        return
    texts = table.roles.cells[table.roles.status.number]
    for flag in sorted({text for text in texts if text} - set(marks)):
        status, why = status_of(flag)
        yield f"      {quoted(flag)}: {status} {GUESS}{why}"


def _marks_rates(table: Guessed, mark: str) -> bool:
    rates = {word for one in table.indicators if one.kind == "rate" for word in (one.name, *one.words)}
    marked = [heading for heading in table.roles.figures if (table.roles.cells[heading.number] == mark).any()]
    return bool(rates) and (
        bool(table.roles.by) or any(indicator_in(table.roles, h.name) in rates | {""} or h.name in rates for h in marked)
    )


def _meaning(flag: str, proposal: Proposal) -> str:
    meaning = words()["flags"][flag]
    return meaning if isinstance(meaning, str) else quoted(meaning[proposal.lang])


def _seen(texts: list[str]) -> str:
    return f"it stands at {len(texts)} {'figure' if len(texts) == 1 else 'figures'}, such as '{texts[0]}'"
