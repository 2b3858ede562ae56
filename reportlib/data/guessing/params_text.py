"""A proposal as the params files of a workbook: every guess stands behind its line as `# guess: why`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from reportlib.data.guessing.nouns import Indicated, is_people
from reportlib.data.guessing.proposal import Guessed, Proposal
from reportlib.data.guessing.roles import Roles
from reportlib.sources.table import letters
from reportlib.workbook.patterns import plain, words

GUESS = "# guess: "


def files(proposal: Proposal) -> dict[str, str]:
    """The params files of a proposal, by name."""
    texts = {
        "workbook": _workbook(proposal),
        "catalogue": _catalogue(proposal),
        "units": _units(proposal),
        "sources": _sources(proposal),
        "reports": _reports(proposal),
    }
    return {
        name: f"# yaml-language-server: $schema=schemas/{name}.schema.json\n" + "\n".join(lines) + "\n"
        for name, lines in texts.items()
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _in_languages(proposal: Proposal, text: str) -> str:
    """A text in each language of the workbook."""
    return "{" + ", ".join(f"{lang}: {_quoted(text)}" for lang in proposal.languages) + "}"


def _called(proposal: Proposal) -> Mapping[str, str]:
    called: Mapping[str, str] = words()["called"][proposal.lang]
    return called


def _workbook(proposal: Proposal) -> Iterator[str]:
    called = _called(proposal)
    yield f"title: {_in_languages(proposal, called['title'].format(name=proposal.name))}"
    yield f"issuer: {_in_languages(proposal, called['issuer'])}"
    yield f"languages: [{', '.join(proposal.languages)}] {GUESS}the language of the columns' names"
    yield ""
    yield "levels: # top first"
    top = [unit for unit in proposal.units if unit.depth == 0]
    many = ", roots: many" if len(top) > 1 else ""
    cards = [indicator.id for indicator in proposal.indicators][:4]
    for n, level in enumerate(proposal.levels):
        name = called["top"] if n == 0 else called["unit"] if len(proposal.levels) == 2 else called["level"].format(n=n + 1)
        roots = many if n == 0 else ""
        named = f"{{id: {level}, name: {_in_languages(proposal, name)}, cards: [{', '.join(map(_quoted, cards))}]{roots}}}"
        yield f"  - {named} {GUESS}what a unit of this level is called"
    yield ""
    yield f"calendar: {{every: {proposal.every}}} {GUESS}the finest period in the tables"
    yield ""
    yield "data:"
    for file in dict.fromkeys(table.file for table in proposal.tables):
        source = _in_languages(proposal, called["source"].format(file=file.removeprefix("data/")))
        entry = f"{{file: {_quoted(file)}, origin: reported, source: {source}}}"
        yield f"  - {entry} {GUESS}figures sent in; write published for printed ones"


def _catalogue(proposal: Proposal) -> Iterator[str]:
    called = _called(proposal)
    yield 'version: "1"'
    yield f"dimensions:\n  - {{id: all, name: {_in_languages(proposal, called['dimension'])}}}"
    owner = f"{{id: owner, name: {_in_languages(proposal, called['owner'])}}}"
    yield f"owners:\n  - {owner} {GUESS}no table says who answers for its figures"
    yield "indicators:"
    for indicator in proposal.indicators:
        yield from _indicator(proposal, indicator)


def _indicator(proposal: Proposal, indicator: Indicated) -> Iterator[str]:
    called, why = _called(proposal), indicator.why
    measure = indicator.measure or called["count"]
    yield f"  - id: {_quoted(indicator.id)}"
    yield f"    name: {_in_languages(proposal, indicator.name)}"
    yield "    dimension: all\n    owner: owner"
    yield f"    measure: {_in_languages(proposal, measure)} {GUESS}{why['measure']}"
    yield f"    kind: {indicator.kind} {GUESS}{why['kind']}"
    if indicator.rollup:
        yield f"    rollup: {indicator.rollup} {GUESS}{why['rollup']}"
    yield f"    direction: {indicator.direction} {GUESS}{why['direction']}"
    if indicator.decimals:
        yield f"    decimals: {indicator.decimals}"
    if is_people(measure):
        yield f"    people: true {GUESS}it is counted in people"
    yield f"    levels: [{', '.join(proposal.levels)}]"
    yield f"    note: {_in_languages(proposal, called['note'].format(name=indicator.name))}"


def _units(proposal: Proposal) -> Iterator[str]:
    yield "units:"
    for unit in proposal.units:
        parent = f", parent: {_quoted(unit.parent)}" if unit.parent else ""
        why = f" {GUESS}{unit.why}" if unit.why else ""
        name, level = _in_languages(proposal, unit.name), proposal.levels[unit.depth]
        yield f"  - {{id: {_quoted(unit.id)}, name: {name}, level: {level}{parent}}}{why}"


def _reports(proposal: Proposal) -> Iterator[str]:
    yield "reports:"
    for level in proposal.levels:
        depth = proposal.levels.index(level)
        units = [unit.id for unit in proposal.units if unit.depth == depth]
        some = units if len(units) <= 12 else units[:3]
        guess = (
            f" {GUESS}the first three of {len(units)}; write `units: {{level: {level}}}` for all"
            if len(some) < len(units)
            else ""
        )
        yield f"  - template: {level}"
        yield "    periods: [latest]"
        yield f"    units: [{', '.join(map(_quoted, some))}]{guess}"
        yield f"    languages: [{', '.join(proposal.languages)}]"


def _sources(proposal: Proposal) -> Iterator[str]:
    yield "sources:"
    several = len(proposal.tables) > 1
    for table in proposal.tables:
        yield from _source(proposal, table, several=several)


def _source(proposal: Proposal, table: Guessed, *, several: bool) -> Iterator[str]:
    shape, roles = table.shape, table.roles
    if several:
        yield f"  - id: {_quoted(table.sheet or table.file.removeprefix('data/'))}\n    file: {_quoted(table.file)}"
    else:
        yield f"  - file: {_quoted(table.file)}"
    for remark in table.remarks:
        yield f"    # {remark}"
    if table.sheet:
        yield f"    sheet: {_quoted(table.sheet)}"
    yield f"    header: [{', '.join(map(str, shape.header))}] {GUESS}the rows above the first with figures"
    if shape.end:
        yield f"    end: {_quoted(shape.end)} {GUESS}below it no row has figures"
    if roles.period:
        yield f"    period: {roles.period} {GUESS}{roles.why['period']}"
    if roles.periods:
        yield f"    periods: {_quoted(roles.periods)} {GUESS}all periods are written so; they are taken for what they begin with"
    yield from _columns(table, roles)
    yield from _meanings(proposal, table)
    marks = sorted(
        {text for heading in roles.figures for text in roles.cells[heading.number].unique() if text in words()["markers"]}
    )
    if marks:
        yield "    markers:"
        yield from (f"      {_quoted(mark)}: {words()['markers'][mark]} {GUESS}what it mostly stands for" for mark in marks)
    if any("," in text for heading in roles.figures for text in roles.cells[heading.number].unique()):
        yield f'    thousands: "," {GUESS}commas stand in figures'


def _columns(table: Guessed, roles: Roles) -> Iterator[str]:
    """What stands in each column."""
    yield "    columns:"
    names = [heading.name for heading in roles.headings]

    def key(number: int, name: str) -> str:
        return _quoted(name if names.count(name) == 1 else letters(number))

    yield f"      {key(roles.unit.number, roles.unit.name)}: unit {GUESS}{roles.why['unit']}"
    for heading in roles.headings:
        if what := roles.fields.get(heading.number):
            reason = roles.why.get(
                what, "words by which the figures are broken down" if what == "indicator" else "its name says so"
            )
            yield f"      {key(heading.number, heading.name)}: {what} {GUESS}{reason}"
    for heading, why in roles.left:
        yield f"      {key(heading.number, heading.name)}: ignore {GUESS}{why}"
    if not roles.wide:
        for heading in roles.figures:
            yield f"      {key(heading.number, heading.name)}: {_figures(table, roles, heading.name)}"
    else:
        yield f"    wide: {_quoted(roles.wide)} {GUESS}{roles.why['wide']}"
        if "{indicator}" not in roles.wide and not roles.by:
            yield f"    indicator: {_quoted(table.indicators[0].id)}"


def _figures(table: Guessed, roles: Roles, name: str) -> str:
    """What is said of one column of figures."""
    if roles.by:
        return "value" if len(roles.figures) == 1 else f"{{indicator: {_quoted(name)}}}"
    return f"{{indicator: {_quoted(next(one.id for one in table.indicators if name in one.words))}}}"


def _meanings(proposal: Proposal, table: Guessed) -> Iterator[str]:
    """The table's words for indicators, and its names of units that could mean several."""
    if table.roles.by or "{indicator}" in table.roles.wide:
        yield "    indicators:"
        yield from (f"      {_quoted(word)}: {_quoted(one.id)}" for one in table.indicators for word in one.words)
    if (table.roles.cells[table.roles.unit.number] == "").any():
        yield f'    units:\n      "": ignore {GUESS}rows without a name are nobody\'s figures'
    names = [plain(unit.name) for unit in proposal.units]
    if any(names.count(plain(unit.name)) > 1 for unit in table.units):
        yield f"    indented: true {GUESS}names are indented beneath the one that they belong to"
