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


def files(made: Proposal) -> dict[str, str]:
    """The params files of a proposal, by name."""
    texts = {
        "workbook": _workbook(made),
        "catalogue": _catalogue(made),
        "units": _units(made),
        "sources": _sources(made),
        "reports": _reports(made),
    }
    return {
        name: f"# yaml-language-server: $schema=schemas/{name}.schema.json\n" + "\n".join(lines) + "\n"
        for name, lines in texts.items()
    }


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _said(made: Proposal, text: str) -> str:
    """A text in each language of the workbook."""
    return "{" + ", ".join(f"{lang}: {_quoted(text)}" for lang in made.languages) + "}"


def _called(made: Proposal) -> Mapping[str, str]:
    called: Mapping[str, str] = words()["called"][made.lang]
    return called


def _workbook(made: Proposal) -> Iterator[str]:
    called = _called(made)
    yield f"title: {_said(made, called['title'].format(name=made.name))}"
    yield f"issuer: {_said(made, called['issuer'])}"
    yield f"languages: [{', '.join(made.languages)}] {GUESS}the language of the columns' names"
    yield ""
    yield "levels: # top first"
    top = [unit for unit in made.units if unit.depth == 0]
    many = ", roots: many" if len(top) > 1 else ""
    cards = [indicator.id for indicator in made.indicators][:4]
    for n, level in enumerate(made.levels):
        name = called["top"] if n == 0 else called["unit"] if len(made.levels) == 2 else called["level"].format(n=n + 1)
        roots = many if n == 0 else ""
        named = f"{{id: {level}, name: {_said(made, name)}, cards: [{', '.join(map(_quoted, cards))}]{roots}}}"
        yield f"  - {named} {GUESS}what a unit of this level is called"
    yield ""
    yield f"calendar: {{every: {made.every}}} {GUESS}the finest period in the tables"
    yield ""
    yield "data:"
    for file in dict.fromkeys(table.file for table in made.tables):
        source = _said(made, called["source"].format(file=file.removeprefix("data/")))
        given = f"{{file: {_quoted(file)}, origin: reported, source: {source}}}"
        yield f"  - {given} {GUESS}figures sent in; write published for printed ones"


def _catalogue(made: Proposal) -> Iterator[str]:
    called = _called(made)
    yield 'version: "1"'
    yield f"dimensions:\n  - {{id: all, name: {_said(made, called['dimension'])}}}"
    yield f"owners:\n  - {{id: owner, name: {_said(made, called['owner'])}}} {GUESS}no table says who answers for its figures"
    yield "indicators:"
    for indicator in made.indicators:
        yield from _indicator(made, indicator)


def _indicator(made: Proposal, indicator: Indicated) -> Iterator[str]:
    called, why = _called(made), indicator.why
    measure = indicator.measure or called["count"]
    yield f"  - id: {_quoted(indicator.id)}"
    yield f"    name: {_said(made, indicator.name)}"
    yield "    dimension: all\n    owner: owner"
    yield f"    measure: {_said(made, measure)} {GUESS}{why['measure']}"
    yield f"    kind: {indicator.kind} {GUESS}{why['kind']}"
    if indicator.rollup:
        yield f"    rollup: {indicator.rollup} {GUESS}{why['rollup']}"
    yield f"    direction: {indicator.direction} {GUESS}{why['direction']}"
    if indicator.decimals:
        yield f"    decimals: {indicator.decimals}"
    if is_people(measure):
        yield f"    people: true {GUESS}it is counted in people"
    yield f"    levels: [{', '.join(made.levels)}]"
    yield f"    note: {_said(made, called['note'].format(name=indicator.name))}"


def _units(made: Proposal) -> Iterator[str]:
    yield "units:"
    for unit in made.units:
        parent = f", parent: {_quoted(unit.parent)}" if unit.parent else ""
        why = f" {GUESS}{unit.why}" if unit.why else ""
        yield f"  - {{id: {_quoted(unit.id)}, name: {_said(made, unit.name)}, level: {made.levels[unit.depth]}{parent}}}{why}"


def _reports(made: Proposal) -> Iterator[str]:
    yield "reports:"
    for level in made.levels:
        depth = made.levels.index(level)
        units = [unit.id for unit in made.units if unit.depth == depth]
        some = units if len(units) <= 12 else units[:3]
        told = (
            f" {GUESS}the first three of {len(units)}; write `units: {{level: {level}}}` for all"
            if len(some) < len(units)
            else ""
        )
        yield f"  - template: {level}"
        yield "    periods: [latest]"
        yield f"    units: [{', '.join(map(_quoted, some))}]{told}"
        yield f"    languages: [{', '.join(made.languages)}]"


def _sources(made: Proposal) -> Iterator[str]:
    yield "sources:"
    several = len(made.tables) > 1
    for table in made.tables:
        yield from _source(made, table, several=several)


def _source(made: Proposal, table: Guessed, *, several: bool) -> Iterator[str]:
    shape, roles = table.shape, table.roles
    if several:
        yield f"  - id: {_quoted(table.sheet or table.file.removeprefix('data/'))}\n    file: {_quoted(table.file)}"
    else:
        yield f"  - file: {_quoted(table.file)}"
    for said in table.said:
        yield f"    # {said}"
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
    yield from _meanings(made, table)
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


def _meanings(made: Proposal, table: Guessed) -> Iterator[str]:
    """The table's words for indicators, and its names of units that could mean several."""
    if table.roles.by or "{indicator}" in table.roles.wide:
        yield "    indicators:"
        yield from (f"      {_quoted(word)}: {_quoted(one.id)}" for one in table.indicators for word in one.words)
    if (table.roles.cells[table.roles.unit.number] == "").any():
        yield f'    units:\n      "": ignore {GUESS}rows without a name are nobody\'s figures'
    names = [plain(unit.name) for unit in made.units]
    if any(names.count(plain(unit.name)) > 1 for unit in table.units):
        yield f"    indented: true {GUESS}names are indented beneath the one that they belong to"
