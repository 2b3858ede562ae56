from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.audit.bench import Bench
from tests.audit.grammar import Claim
from tests.audit.mastheads import chosen, judge_change
from tests.audit.numerals import grouped, is_nought, rounded
from tests.audit.rankings import judge_least
from tests.audit.returned import last_period, punctual_then_and_now
from tests.audit.tallies import judge_received
from tests.oracle.changes import Sides, _groups, _kept, _sides
from tests.oracle.own import Piece
from tests.oracle.periods import parse
from tests.oracle.tree import chain
from tests.oracle.workbook import Indicator


def sole(sizes: dict[Any, Fraction], places: int) -> Any | None:
    """The name of the largest of several rounded sizes; None if there is only one, or if the largest is tied or not above 0."""
    written = {name: rounded(size, places) for name, size in sizes.items()}
    most = max(written.values(), default=rounded(Fraction(0), 0))
    found = [name for name, size in written.items() if size == most]
    return found[0] if len(found) == 1 and len(written) > 1 and most > 0 else None


def percents(bench: Bench) -> dict[str, Fraction]:
    """For each indicator measured in per cent, its change on the year before."""
    changes = {i.id: bench.facts.change(i) for i in bench.facts.known if i.percent}
    return {name: change.by for name, change in changes.items() if change is not None}


def judge_movement_title(claim: Claim, bench: Bench) -> None:
    """Check which percentage changed most, and by how much."""
    if claim.kind == "title":
        judge_both(claim["before"], claim["now"], bench)
        return
    moves = percents(bench)
    most = sole({name: abs(by) for name, by in moves.items()}, max(bench.say.places(bench.facts.indicator(n)) for n in moves))
    bench.hold(most in claim["name"], True, f"what moved most in “{claim.text}” ({most})")
    if most is not None:
        by = moves[most]
        sign = "figure.plus" if by > 0 else "figure.minus"
        bench.hold(
            claim["change"], bench.say.said(sign, number=bench.say.apart(by, bench.facts.indicator(most))), f"change of {most}"
        )
        bench.hold(claim.kind, "rose" if by > 0 else "fell", "which way")


def judge_both(before: str, now: str, bench: Bench) -> None:
    bench.hold((before, now), (bench.facts.earlier("year"), bench.facts.period), "periods compared")


def judge_moves_alt(claim: Claim, bench: Bench) -> None:
    """Check how many figures rose, fell and stayed the same, and which of them changed most."""
    what = claim["what"]
    if what.key.startswith("collection."):
        moves, names = punctual_then_and_now(bench), None
        judge_returned(what["before"], what["now"], bench)
    else:
        moves, names = percents(bench), bench.facts
        judge_movement_title(what, bench)
    places = max((bench.say.places(names.indicator(n)) for n in moves), default=1) if names else 1
    for part in claim["told"]:
        if part.kind == "dumbbell":
            _counted(part, moves, bench, places if not names else None)
        elif part.kind == "moved_most":
            most = sole({name: abs(by) for name, by in moves.items()}, places)
            bench.hold(most in part["name"], True, f"what moved most in “{part.text}” ({most})")
            bench.hold(part["change"], _signed(moves[most], places, bench) if most else None, "by how much")
        else:
            bench.leave(part.text)


def judge_returned(before: str, now: str, bench: Bench) -> None:
    at = last_period(bench)
    bench.hold((parse(before), parse(now)), (at.shifted(-12), at), f"periods compared: {before} and {now}")


def _counted(claim: Claim, moves: dict[str, Fraction], bench: Bench, places: int | None) -> None:
    (judge_returned if places is not None else judge_both)(claim["before"], claim["after"], bench)
    ways = [0, 0, 0]
    for name, by in moves.items():
        kept = places if places is not None else bench.say.places(bench.facts.indicator(name))
        ways[2 if is_nought(by, kept) else 0 if by > 0 else 1] += 1
    bench.hold((claim["rose"], claim["fell"], claim["same"]), tuple(map(str, ways)), "rose, fell and stayed")


def _signed(by: Fraction, places: int, bench: Bench) -> str:
    number = grouped(abs(by), places)
    if is_nought(by, places):
        return number
    return bench.say.said("figure.plus" if by > 0 else "figure.minus", number=number)


def ends(indicator: Indicator, bench: Bench) -> tuple[Fraction | None, Fraction | None]:
    """The two figures that a change compares like for like: the present figure, and the figure of the year before."""
    facts, earlier = bench.facts, parse(bench.facts.earlier("year"))
    compared = Sides(facts.ledger.book, indicator, facts.unit, facts.during, earlier)
    return _sides(compared, _kept(compared, list(_groups(compared))))


def pushes(indicator: Indicator, bench: Bench) -> dict[str, Fraction]:
    """For each unit directly below, its contribution to the change of a count."""
    facts, earlier = bench.facts, parse(bench.facts.earlier("year"))
    found: dict[str, Fraction] = {}
    compared = Sides(facts.ledger.book, indicator, facts.unit, facts.during, earlier)
    for group in _kept(compared, list(_groups(compared))):
        for sign, side in ((1, group.now), (-1, group.before)):
            for piece in side:
                below = _directly_below(piece, bench)
                if below and piece.a is not None:
                    found[below] = found.get(below, Fraction(0)) + sign * piece.a
    return found


def _directly_below(piece: Piece, bench: Bench) -> str | None:
    above = chain(bench.say.book, piece.unit, piece.period)
    at = above.index(bench.facts.unit) if bench.facts.unit in above else 0
    return above[at - 1] if at else None


def judge_change_title(claim: Claim, bench: Bench) -> None:
    """Check a change, and which unit contributed most to it."""
    indicator = chosen(claim["name"], bench)
    if indicator is None:
        bench.rule("false", claim.text, "no such indicator on this level")
        return
    judge_change(claim["change"], indicator, bench, movers=False, brief=True)
    shown = {unit: by for unit, by in pushes(indicator, bench).items() if not bench.say.book.units[unit].published_only}
    most = sole({unit: abs(by) for unit, by in shown.items()}, bench.say.decimals(indicator))
    if claim.kind == "title":
        bench.hold(most, None, "who contributed most, which is not said")
        return
    bench.hold(most in unit_ids(claim["unit"]), True, f"who contributed most in “{claim.text}” ({most})")
    change = bench.facts.change(indicator)
    if most is not None and change is not None:
        bench.hold(claim["amount"], bench.say.signed(shown[most], indicator), f"what {most} contributed")
        bench.hold(claim.kind, "most" if shown[most] * change.by > 0 else "against", "which way it went")


def unit_ids(named: Any) -> tuple[str, ...]:
    """The ids of the units that a name in a text may stand for."""
    return tuple(named["name"]) if isinstance(named, Claim) else tuple(named)


def judge_steps_alt(claim: Claim, bench: Bench) -> None:
    """Check the first and last figure of a waterfall, and the largest contribution."""
    indicator = chosen(claim["what"], bench)
    if indicator is None:
        bench.rule("false", claim.text, "no such indicator on this level")
        return
    now, before = ends(indicator, bench)
    shown = {unit: by for unit, by in pushes(indicator, bench).items() if not bench.say.book.units[unit].published_only}
    for part in claim["told"]:
        if part.kind == "waterfall":
            judge_both(part["start_name"], part["end_name"], bench)
            right = tuple(None if end is None else bench.say.figure(end, indicator) for end in (before, now))
            bench.hold((part["start"], part["end"]), right, "from and to")
        elif part.kind == "pushed":
            kept = dict(sorted(shown.items(), key=lambda item: -abs(item[1]))[:8])
            most = sole({unit: abs(by) for unit, by in kept.items()}, bench.say.places(indicator))
            bench.hold(most in unit_ids(part["name"]), True, f"who moved it most in “{part.text}” ({most})")
            bench.hold(part["change"], bench.say.signed(shown[most], indicator) if most else None, "by how much")
        else:
            bench.hold(shown, {}, part.text)


def judge_collection_title(claim: Claim, bench: Bench) -> None:
    if claim.key.startswith("collection.counted"):
        judge_received(claim, bench)
    elif claim.kind == "least":
        judge_least(claim, bench)
    elif claim.kind == "change":
        judge_returned(claim["before"], claim["now"], bench)
    elif claim.key.startswith("collection.owner.title"):
        met = [bench.facts.met(i) for i in bench.facts.known]
        known = [m for m in met if m is not None]
        bench.hold(claim.kind, "all" if all(known) else "some" if any(known) else "none", "targets met")
        bench.hold((claim.gaps.get("met", str(sum(known))), claim["set"]), (str(sum(known)), str(len(known))), "targets met")
