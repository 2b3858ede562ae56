"""Check the notes below figures: missing units, the number of units that a change compares, incomplete points."""

from __future__ import annotations

from typing import Any

from tests.audit.bench import Bench
from tests.audit.expected import Expected
from tests.audit.grammar import Claim
from tests.audit.moves import percents, unit_ids
from tests.audit.page import Figure
from tests.audit.pictorial import Pictorial
from tests.audit.rankings import Field
from tests.audit.returned import shares_by_unit
from tests.audit.subtitles import subject

_NAMED = 5


def judge_note(found: list[Claim], figure: Figure, bench: Bench, speech: Pictorial) -> None:
    for claim in found:
        name = claim.key.partition(".")[2]
        judge = next((judge for start, judge in _JUDGES.items() if name.startswith(start)), None)
        if judge is None:
            bench.spare(claim.text, "says how the picture is drawn")
        else:
            judge(claim, figure, bench, speech)
    _all_told(found, figure, bench)


def _all_told(found: list[Claim], figure: Figure, bench: Bench) -> None:
    """Check that a chart of changes names every change that does not compare all units or returns."""
    if figure.kind != "dumbbell" or figure.table[0][0] != bench.say.text["figure.column.indicator"]:
        return
    named = {one for claim in found if claim.kind == "told_of" for ids in claim["names"] for one in ids}
    fewer = {name for name in percents(bench) if bench.right.like(bench.facts.indicator(name))}
    bench.hold(fewer <= named, True, "that every change told of fewer says so")


def _partial(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check the incomplete points that a note lists: how many returns of each came in, and how many are suppressed."""
    indicators = _shown(figure, bench, speech)
    for period, (_, marks, _) in claim["points"]:
        right = [_lacking(Expected(bench.facts.at(bench.facts.unit, period)), indicator) for indicator in indicators]
        bench.hold([mark.text for mark in marks] in right, True, f"limits in {period}: {' '.join(mark.text for mark in marks)}")


def _lacking(right: Expected, indicator: Any) -> list[str]:
    """The reservations that a note must give for an incomplete point: how many returns came in, how many are suppressed."""
    others = {*right.of(indicator), *right.loose(indicator)}
    return [limit for limit in right.limits(indicator) if limit not in others]


def _shown(figure: Figure, bench: Bench, speech: Pictorial) -> list[Any]:
    single = subject(figure, bench, speech)
    if single is not None and figure.kind == "trend":
        return [single]
    names = {row[0] for row in figure.table[1:]}
    return [indicator for indicator in bench.facts.indicators if bench.say.titled(indicator.id) in names]


def _noted(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check how many units did not report, have no figure for another reason, or are not ranked, and check their names."""
    what, indicator = claim["what"], subject(figure, bench, speech)
    if indicator is None:
        bench.spare(claim.text, "says of which shares nothing is drawn")
        return
    field = Field(indicator, bench)
    names = [unit_ids(name) for name in claim.gaps.get("names", [])]
    right = _those(what, field)
    bench.hold(what["count"], str(len(right)), what.text)
    bench.hold([any(unit in right for unit in ids) for ids in names], [True] * len(names), f"who they are: {claim.text}")
    if claim.kind == "noted_all":
        bench.hold(len(names), len(right), "that all are named")


def _those(what: Claim, field: Field) -> set[str]:
    if what.kind == "unranked":
        return set(field.values) - set(field.ranked)
    kind = "not reported" if what.kind == "silent" else what["kind"].kind.replace("_", " ")
    return {unit for unit in field.units if unit not in field.values and kind in (field.figure(unit).absences or ())}


def _told_of(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check a note on changes that compare only some of the units or returns."""
    text = claim["part"].text
    for ids in claim["names"]:
        right = {bench.right.like(bench.facts.indicator(name)) or "" for name in ids if name in percents(bench)}
        bench.hold(text[:1].lower() + text[1:], {one[:1].lower() + one[1:] for one in right}, f"pairs of {' '.join(ids)}")


def _provisional(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    loose = {name for name in percents(bench) if bench.facts.like(bench.facts.indicator(name)).provisional}
    bench.hold(
        [bool(loose & set(ids)) for ids in claim["names"]], [True] * len(loose), f"which changes are provisional: {claim.text}"
    )


def _undated(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    shares = shares_by_unit(bench, "punctual")
    bench.hold(claim["count"], str(sum(found[0] is None for found in shares.values())), "units without a known day")


def _dashes(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check the reasons for missing figures that a note gives for short dashes; `_broken` checks “not reported”."""
    right = _kinds(figure, bench, speech) - {"not_reported"}
    bench.hold(
        {kind.kind for kind in claim["kinds"]} == right, True, f"what dashes mean: {claim.text} (right is {sorted(right)})"
    )


def _broken(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    bench.hold("not_reported" in _kinds(figure, bench, speech), True, f"that something was not reported: {claim.text}")


def _kinds(figure: Figure, bench: Bench, speech: Pictorial) -> set[str]:
    drawn = [period for text in figure.table[0][1:] if (period := speech.periods.get(text))]
    points = [(i, bench.facts.at(bench.facts.unit, period)) for i in _shown(figure, bench, speech) for period in drawn]
    lacking = [(i, there) for i, there in points if there.value(i) is None]
    return {kind.replace(" ", "_") for i, there in lacking for kind in there.figure(i).absences or ()}


_JUDGES = {
    "dashes": _dashes,
    "broken": _broken,
    "partial": _partial,
    "noted": _noted,
    "told_of": _told_of,
    "provisional": _provisional,
    "punctual.undated": _undated,
}
