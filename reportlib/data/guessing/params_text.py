"""Write a proposal as params files; the comment `# guess: why` follows each guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportlib.data.guessing.indicators.indicators import Indicated
from reportlib.data.guessing.indicators.kinds import is_people
from reportlib.data.guessing.indicators.ratios import Ratio
from reportlib.data.guessing.layouts import GUESS, quoted, sources
from reportlib.data.guessing.proposal import Proposal
from reportlib.workbook.patterns import words


def files(proposal: Proposal) -> dict[str, str]:
    """The texts of a proposal's params files, by file name without ending."""
    texts = {
        "workbook": _workbook(proposal),
        "catalogue": _catalogue(proposal),
        "units": _units(proposal),
        "sources": sources(proposal),
        "reports": _reports(proposal),
    }
    return {
        name: f"# yaml-language-server: $schema=schemas/{name}.schema.json\n" + "\n".join(lines) + "\n"
        for name, lines in texts.items()
    }


def _in_languages(proposal: Proposal, text: str) -> str:
    return "{" + ", ".join(f"{lang}: {quoted(text)}" for lang in proposal.languages) + "}"


def _starter_texts(proposal: Proposal) -> Mapping[str, str]:
    starter_texts: Mapping[str, str] = words()["called"][proposal.lang]
    return starter_texts


def _workbook(proposal: Proposal) -> Iterator[str]:
    starter_texts = _starter_texts(proposal)
    yield f"title: {_in_languages(proposal, starter_texts['title'].format(name=proposal.name))}"
    yield f"issuer: {_in_languages(proposal, starter_texts['issuer'])}"
    yield f"languages: [{', '.join(proposal.languages)}] {GUESS}the language of the columns' names"
    yield ""
    yield "levels: # top first"
    top = [unit for unit in proposal.units if unit.depth == 0]
    many = ", roots: many" if len(top) > 1 else ""
    cards = [indicator.id for indicator in proposal.indicators][:4]
    for n, level in enumerate(proposal.levels):
        usual = (
            starter_texts["top"]
            if n == 0
            else starter_texts["unit"]
            if len(proposal.levels) == 2
            else starter_texts["level"].format(n=n + 1)
        )
        name = proposal.level_name(n) or usual
        roots = many if n == 0 else ""
        level_text = f"{{id: {level}, name: {_in_languages(proposal, name)}, cards: [{', '.join(map(quoted, cards))}]{roots}}}"
        yield f"  - {level_text} {GUESS}what a unit of this level is called"
    yield ""
    month, why = proposal.starts
    starts = f", year_starts: {month}" if month > 1 else ""
    yield f"calendar: {{every: {proposal.every}{starts}}} {GUESS}the finest period in the tables{f'; {why}' if starts else ''}"
    yield ""
    yield "data:"
    for file in dict.fromkeys(table.file for table in proposal.tables):
        source = _in_languages(proposal, starter_texts["source"].format(file=file.removeprefix("data/")))
        entry = f"{{file: {quoted(file)}, origin: reported, source: {source}}}"
        yield f"  - {entry} {GUESS}figures sent in; write published for printed ones"


def _catalogue(proposal: Proposal) -> Iterator[str]:
    starter_texts = _starter_texts(proposal)
    yield 'version: "1"'
    yield f"dimensions:\n  - {{id: all, name: {_in_languages(proposal, starter_texts['dimension'])}}}"
    owner = f"{{id: owner, name: {_in_languages(proposal, starter_texts['owner'])}}}"
    yield f"owners:\n  - {owner} {GUESS}no table says who answers for its figures"
    yield "indicators:"
    for indicator in proposal.indicators:
        yield from _indicator(proposal, indicator)


def _indicator(proposal: Proposal, indicator: Indicated) -> Iterator[str]:
    starter_texts, why = _starter_texts(proposal), indicator.why
    measure = indicator.measure or starter_texts["count"]
    yield f"  - id: {quoted(indicator.id)}"
    called = f" {GUESS}{why['name']}" if "name" in why else ""
    yield f"    name: {_in_languages(proposal, indicator.name)}{called}"
    yield "    dimension: all\n    owner: owner"
    yield f"    measure: {_in_languages(proposal, measure)} {GUESS}{why['measure']}"
    yield f"    kind: {indicator.kind} {GUESS}{why['kind']}"
    if indicator.rollup:
        yield f"    rollup: {indicator.rollup} {GUESS}{why['rollup']}"
    yield f"    direction: {indicator.direction} {GUESS}{why['direction']}"
    if indicator.decimals:
        yield f"    decimals: {indicator.decimals}"
    if indicator.negative:
        yield f"    negative: true {GUESS}{why['negative']}"
    if ratio := indicator.ratio:
        yield f"    scale: {ratio.scale} {GUESS}its values are this times numerator over denominator"
        for part, column in (("numerator", ratio.numerator), ("denominator", ratio.denominator)):
            beside = next((table.indicators for table in proposal.tables if indicator in table.indicators), ())
            of = next((one for one in beside if column.name in one.words), None)
            name, kind = (of.name, of.kind) if of else (column.name, "flow")
            yield f"    {part}: {{name: {_in_languages(proposal, name)}, kind: {kind}}}"
        yield from _interval(proposal, ratio)
    if is_people(measure):
        yield f"    people: true {GUESS}it is counted in people"
    yield f"    levels: [{', '.join(proposal.reporting)}] {GUESS}the levels of the units that have rows"
    yield f"    note: {_in_languages(proposal, starter_texts['note'].format(name=indicator.name) + indicator.footnote)}"


def _interval(proposal: Proposal, ratio: Ratio) -> Iterator[str]:
    if ratio.exceeds:
        yield f"    may_exceed: true {GUESS}some of its values are above 100"
    if ratio.no_interval:
        why = "it is measured against a plan" if ratio.no_interval == "plan" else "its parts are no numbers of people or cases"
        yield f"    interval: none {GUESS}{why}"
        yield f"    interval_note: {_in_languages(proposal, _starter_texts(proposal)[ratio.no_interval])}"


def _units(proposal: Proposal) -> Iterator[str]:
    yield "units:"
    for unit in proposal.units:
        parent = f", parent: {quoted(unit.parent)}" if unit.parent else ""
        why = f" {GUESS}{unit.why}" if unit.why else ""
        name, level = _in_languages(proposal, unit.name), proposal.levels[unit.depth]
        dates = "".join(f", {key}: {quoted(text)}" for key, text in (("from", unit.start), ("to", unit.end)) if text)
        yield f"  - {{id: {quoted(unit.id)}, name: {name}, level: {level}{parent}{dates}}}{why}"


def _reports(proposal: Proposal) -> Iterator[str]:
    yield "reports:"
    for level in proposal.levels:
        depth = proposal.levels.index(level)
        units = [unit.id for unit in proposal.units if unit.depth == depth and not unit.end]
        some = units if len(units) <= 12 else units[:3]
        guess = (
            f" {GUESS}the first three of {len(units)}; write `units: {{level: {level}}}` for all"
            if len(some) < len(units)
            else ""
        )
        yield f"  - template: {level}"
        yield "    periods: [latest]"
        yield f"    units: [{', '.join(map(quoted, some))}]{guess}"
        yield f"    languages: [{', '.join(proposal.languages)}]"
