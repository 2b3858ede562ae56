"""A proposal as the params files of a workbook: every guess stands behind its line as `# guess: why`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportlib.data.guessing.indicators import Indicated, is_people
from reportlib.data.guessing.layouts import GUESS, quoted, sources
from reportlib.data.guessing.proposal import Proposal
from reportlib.workbook.patterns import words


def files(made: Proposal) -> dict[str, str]:
    """The params files of a proposal, by name."""
    texts = {
        "workbook": _workbook(made),
        "catalogue": _catalogue(made),
        "units": _units(made),
        "sources": sources(made),
        "reports": _reports(made),
    }
    return {
        name: f"# yaml-language-server: $schema=schemas/{name}.schema.json\n" + "\n".join(lines) + "\n"
        for name, lines in texts.items()
    }


def _said(made: Proposal, text: str) -> str:
    """A text in each language of the workbook."""
    return "{" + ", ".join(f"{lang}: {quoted(text)}" for lang in made.languages) + "}"


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
        usual = called["top"] if n == 0 else called["unit"] if len(made.levels) == 2 else called["level"].format(n=n + 1)
        name = made.level_name(n) or usual
        roots = many if n == 0 else ""
        named = f"{{id: {level}, name: {_said(made, name)}, cards: [{', '.join(map(quoted, cards))}]{roots}}}"
        yield f"  - {named} {GUESS}what a unit of this level is called"
    yield ""
    month, why = made.starts
    starts = f", year_starts: {month}" if month > 1 else ""
    yield f"calendar: {{every: {made.every}{starts}}} {GUESS}the finest period in the tables{f'; {why}' if starts else ''}"
    yield ""
    yield "data:"
    for file in dict.fromkeys(table.file for table in made.tables):
        source = _said(made, called["source"].format(file=file.removeprefix("data/")))
        given = f"{{file: {quoted(file)}, origin: reported, source: {source}}}"
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
    yield f"  - id: {quoted(indicator.id)}"
    yield f"    name: {_said(made, indicator.name)}"
    yield "    dimension: all\n    owner: owner"
    yield f"    measure: {_said(made, measure)} {GUESS}{why['measure']}"
    yield f"    kind: {indicator.kind} {GUESS}{why['kind']}"
    if indicator.rollup:
        yield f"    rollup: {indicator.rollup} {GUESS}{why['rollup']}"
    yield f"    direction: {indicator.direction} {GUESS}{why['direction']}"
    if indicator.decimals:
        yield f"    decimals: {indicator.decimals}"
    if ratio := indicator.ratio:
        yield f"    scale: {ratio.scale} {GUESS}by so much its parts are multiplied"
        for part, column in (("numerator", ratio.numerator), ("denominator", ratio.denominator)):
            of = next((one for one in made.indicators if column.name in one.words), None)
            name, kind = (of.name, of.kind) if of else (column.name, "flow")
            yield f"    {part}: {{name: {_said(made, name)}, kind: {kind}}}"
    if is_people(measure):
        yield f"    people: true {GUESS}it is counted in people"
    yield f"    levels: [{', '.join(made.levels)}]"
    yield f"    note: {_said(made, called['note'].format(name=indicator.name))}"


def _units(made: Proposal) -> Iterator[str]:
    yield "units:"
    for unit in made.units:
        parent = f", parent: {quoted(unit.parent)}" if unit.parent else ""
        why = f" {GUESS}{unit.why}" if unit.why else ""
        yield f"  - {{id: {quoted(unit.id)}, name: {_said(made, unit.name)}, level: {made.levels[unit.depth]}{parent}}}{why}"


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
        yield f"    units: [{', '.join(map(quoted, some))}]{told}"
        yield f"    languages: [{', '.join(made.languages)}]"
