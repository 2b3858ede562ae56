from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from tests.audit.bench import Bench
from tests.audit.expected import Expected
from tests.audit.facts import Facts, written
from tests.audit.grammar import Claim
from tests.audit.intervals import limits
from tests.audit.lasting import is_whole, judge_since, sure
from tests.audit.ledger import BY_A_METHOD
from tests.audit.numerals import is_nought, rounded
from tests.oracle.figures import Figure
from tests.oracle.periods import SIZES, Period, parse
from tests.oracle.workbook import Indicator

APART = ("better", "worse", "higher", "lower")


def judge_finding(claim: Claim, origin: str, bench: Bench) -> None:
    if claim.key.startswith(("headline.nothing", "verdict.unjudged")):
        _nothing(claim, bench)
        return
    said = claim["said"]
    loose, said = said.key == "sentence.loose", said["text"] if said.key == "sentence.loose" else said
    indicator = next((i for i in bench.facts.indicators if i.id in said["name"]), None)
    if indicator is None:
        bench.rule("false", said.text, "no such indicator on this level")
        return
    if origin:
        bench.hold(origin, bench.say.text.get(f"origin.{bench.facts.origin(indicator)}.name", ""), f"origin of {indicator.id}")
    _JUDGES[said.key.split(".")[1]](said, indicator, bench)
    if said.key.split(".")[1] in ("target", "rank"):
        bench.hold(loose, bool(bench.right.loose(indicator)), f"provisional mark of {indicator.id}")


def gap(facts: Facts, indicator: Indicator) -> Fraction | None:
    """The difference of a figure from the figure of the rest; None if one of them is missing."""
    value, rest = facts.value(indicator), facts.rest(indicator)
    return None if value is None or rest is None else value - rest


def _target(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    facts, ahead = bench.facts, bench.facts.ahead(indicator)
    bench.hold(facts.met(indicator), False, f"target of {indicator.id} met")
    bench.hold(ahead is not None and is_nought(ahead, bench.say.places(indicator)), False, f"nought off, {indicator.id}")
    bench.hold(claim["amount"], bench.say.apart(ahead, indicator) if ahead is not None else None, f"short of {indicator.id}")
    way = "over" if indicator.direction == "down" and indicator.kind != "rank" else "short"
    bench.hold(claim.kind.split("_")[0], way, f"side of {indicator.id}")
    found = facts.target(indicator)
    named = claim["target"].gaps.get("period", facts.period)
    bench.hold(named, found[0] if found else None, f"period of the target of {indicator.id}")
    if claim.kind.endswith("_after"):
        _moved(claim["change"], indicator, bench)


def _moved(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    """Check a change on the year before; it must compare all units and returns."""
    core = claim["text"] if claim.key == "sentence.loose" else claim
    bench.hold(core["on"]["period"], bench.facts.earlier("year"), f"{indicator.id} compared with")
    bench.hold(claim.text, bench.right.moved(indicator, core["on"].text), f"change of {indicator.id}")
    bench.hold(bench.right.like(indicator), None, f"pairs of {indicator.id}")


def _change(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    _moved(claim["change"], indicator, bench)


def _rest(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    apart, found = gap(bench.facts, indicator), sure(bench.facts, indicator)
    bench.hold(found in APART, True, f"{indicator.id} beside the rest at 99.8 %")
    if apart is None:
        bench.rule("false", claim.text, "no rest to compare with")
        return
    bench.hold(claim.key.split(".")[2], "above" if apart > 0 else "below", f"side of {indicator.id}")
    bench.hold(claim["amount"], bench.right.beside_rest(indicator).apart(apart, indicator), f"gap of {indicator.id}")
    if claim.kind in ("wider", "narrower"):
        _wider(claim, apart, indicator, bench)
    elif claim.kind == "long":
        judge_since(claim["since"], indicator, bench, kind="verdict")


def _wider(claim: Claim, apart: Fraction, indicator: Indicator, bench: Bench) -> None:
    """Check by how much the gap to the rest became wider or narrower since the year before."""
    bench.hold(claim["then"], bench.facts.earlier("year"), f"gap of {indicator.id} compared with")
    before = gap(bench.facts.at(bench.facts.unit, bench.facts.earlier("year")), indicator)
    if before is None or before * apart <= 0:
        bench.rule("false", claim.text, "no such gap a year before")
        return
    for unit in filter(None, (bench.facts.unit, bench.facts.parent)):
        there = Expected(bench.facts.at(unit, bench.facts.period))
        bench.hold(there.matched(indicator), True, f"{indicator.id} of {unit}, of the same units and returns as then")
    wider = abs(apart) - abs(before)
    bench.hold(claim.kind, "wider" if wider > 0 else "narrower", f"gap of {indicator.id}")
    said, full = claim["change"], bench.right.beside_rest(indicator).apart(wider, indicator)
    if not indicator.percent:
        bench.hold(said, full, f"change of the gap of {indicator.id}")
        return
    number = full.removesuffix(bench.say.said("number.points", number=""))  # percentage points were named just before
    text = said.text if isinstance(said, Claim) else said
    bench.hold(text, bench.say.said("headline.points", number=number), f"change of the gap of {indicator.id}")


def _rank(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    found, values = bench.facts.rank(indicator), bench.facts.field(indicator)
    bench.hold(
        (claim["of"], found.missing, bench.facts.unranked(indicator)), (str(len(values)), 0, 0), f"peers of {indicator.id}"
    )
    ends = {"first": 1, "last": len(values), "lowest": 1, "highest": len(values)}
    low = indicator.direction == "down" and indicator.kind != "rank"
    bench.hold(claim.kind in ("lowest", "highest", "low"), low, "which end is meant")
    right = found.rank == ends[claim.kind] if claim.kind in ends else found.rank and bench.say.place(found.rank) == claim["rank"]
    bench.hold(bool(right), True, f"rank of {indicator.id}")
    bench.hold(bench.facts.tied(indicator), False, f"tie of {indicator.id}")
    places = bench.say.decimals(indicator)
    alike = [unit for unit, value in values.items() if rounded(value, places) == rounded(values[bench.facts.unit], places)]
    bench.hold(alike, [bench.facts.unit], f"peers of {indicator.id} that are printed alike")


def _outside(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    ranks = [i for i in bench.facts.indicators if bench.say.indicators[i.id].get("ranks") == indicator.id]
    values = [(bench.say.name(bench.say.indicators[rank.id]["among"]), bench.facts.value(rank)) for rank in ranks]
    known = [(among, bench.say.place(value)) for among, value in values if value is not None]
    right = {bench.say.said("sentence.rank", among=among, rank=place) for among, place in known}
    bench.hold(claim["rank"].text, right, f"published rank of {indicator.id}")


def line(facts: Facts, indicator: Indicator, kind: str, count: int) -> list[Fraction | None]:
    """The last `count` figures up to the page's period, rounded as printed; None for a figure that is incomplete or not exact."""
    starts = int(facts.period.partition("@")[2] or 1)
    size, last = SIZES[kind], facts.during.last
    ends = [last - n * size for n in reversed(range(count))]
    texts = [written(Period(end - size + 1, end), kind, starts) for end in ends]
    found = [facts.at(facts.unit, text) for text in texts]
    values = [there.value(indicator) if there.qualifier(indicator) == "exactly" else None for there in found]
    whole = [there.figure(indicator).own or is_whole(there, indicator) for there in found]
    places = facts.ledger.places(indicator)
    return [
        round_half(value, places) if value is not None and known else None for value, known in zip(values, whole, strict=True)
    ]


def round_half(value: Fraction, places: int) -> Fraction:
    """A number rounded to some decimals, halves away from zero."""
    scaled = abs(value) * 10**places + Fraction(1, 2)
    return Fraction(scaled.numerator // scaled.denominator, 10**places) * (1 if value >= 0 else -1)


def _over_time(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    """Check a claim that figures rose or fell several times in a row, that they turned then, or that the last is a record."""
    what, way = claim.key.split(".")[1], 1 if claim.kind == "up" else -1
    told = claim["long" if what == "record" else "many"]
    count, kind = int(told["count"]), told.kind
    values = line(bench.facts, indicator, kind, count + {"run": 1, "turn": 2, "record": 0}[what])
    if None in values:
        bench.rule("false", claim.text, f"not every figure of {indicator.id} is whole")
        return
    steps = [(now > then) - (now < then) for then, now in pairwise(values)]  # type: ignore[operator]  # none is none
    if what == "record":
        bench.hold(all((values[-1] > v) if way > 0 else (values[-1] < v) for v in values[:-1]), True, claim.text)  # type: ignore[operator]
        bench.hold(count >= 8, True, f"periods of the record of {indicator.id}")
        return
    right = [way] * count if what == "run" else [*[-way] * count, way]
    bench.hold(steps, right, claim.text)
    bench.hold(count >= 6, True, f"steps of the run of {indicator.id}")
    if what == "turn":
        _by_how_much(claim, indicator, kind, bench)


def judge_run(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    way, many = 1 if claim.kind == "up" else -1, claim["many"]
    count = int(many["count"])
    values = line(bench.facts, indicator, many.kind, count + 1)
    bench.hold(None in values, False, f"not every figure of {indicator.id} is whole")
    if None not in values:
        steps = [(now > then) - (now < then) for then, now in pairwise(values)]  # type: ignore[operator]  # none is none
        bench.hold(steps, [way] * count, claim.text)
    bench.hold(count >= 6, True, f"steps of the run of {indicator.id}")


def _by_how_much(claim: Claim, indicator: Indicator, kind: str, bench: Bench) -> None:
    starts, size, last = int(bench.facts.period.partition("@")[2] or 1), SIZES[kind], bench.facts.during.last
    ends = [Period(end - size + 1, end) for end in (last - size, last)]
    before, now = (bench.facts.at(bench.facts.unit, written(end, kind, starts)).value(indicator) for end in ends)
    right = bench.say.apart(now - before, indicator) if before is not None and now is not None else None
    bench.hold(claim["amount"], right, f"turn of {indicator.id}")


def _signal(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    bench.spare(claim.text, BY_A_METHOD)


def _trend(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    """Check a trend over five years by Armitage's chi-square or, if figures are no proportions, by that of a weighted line."""
    facts, size = bench.facts, SIZES["year"]
    bench.hold(claim["last"], facts.period, f"last year of the trend of {indicator.id}")
    bench.hold(parse(facts.period).last - parse(claim["first"]).last, 4 * size, f"years of the trend of {indicator.id}")
    starts, ends = int(facts.period.partition("@")[2] or 1), [facts.during.last - n * size for n in reversed(range(5))]
    years = [facts.at(facts.unit, written(Period(end - size + 1, end), "year", starts)).figure(indicator) for end in ends]
    parts = [(year.a, year.b) for year in years if year.a is not None and year.b]
    bench.hold(len(parts), 5, f"years of {indicator.id} with both parts")
    slope, chi_square = _armitage(parts) if indicator.interval == "proportion" else _weighted(years, indicator)
    bench.hold(chi_square > 9.5495, True, f"chi-square of {indicator.id}")
    bench.hold(claim.kind, "up" if slope > 0 else "down", f"direction of the trend of {indicator.id}")


def _armitage(parts: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    """The direction of a trend in proportions (positive if it rises), and its chi-square (Armitage 1955)."""
    n, share = sum(b for _, b in parts), Fraction(sum(a for a, _ in parts)) / sum(b for _, b in parts)
    slope = sum((t * (a - b * share) for t, (a, b) in enumerate(parts)), Fraction(0))
    width = sum(b * t * t for t, (_, b) in enumerate(parts)) - Fraction(sum(b * t for t, (_, b) in enumerate(parts))) ** 2 / n
    return slope, slope**2 / (share * (1 - share) * width)


def _weighted(years: list[Figure], indicator: Indicator) -> tuple[float, float]:
    """The slope of a weighted line through yearly values, and its chi-square.

    A value with the 95 % limits L and U has the weight (3.92/(U - L))^2.
    """
    found = [(t, year.value, limits(year, indicator)) for t, year in enumerate(years)]
    points = [(t, float(value), (3.92 / (ends[1] - ends[0])) ** 2) for t, value, ends in found if value is not None and ends]
    total = sum(w for _, _, w in points)
    middle, mean = (
        sum(w * one for one, w in pairs) / total for pairs in zip(*(((t, w), (y, w)) for t, y, w in points), strict=True)
    )
    spread = sum(w * (t - middle) ** 2 for t, _, w in points)
    slope = sum(w * (t - middle) * (y - mean) for t, y, w in points) / spread
    return slope, slope**2 * spread


def _nothing(claim: Claim, bench: Bench) -> None:
    """Check the sentence that nothing stands out, and the numbers of figures in it."""
    facts = bench.facts
    missed = [i for i in facts.known if facts.met(i) is False]
    apart = [i for i in facts.known if sure(facts, i) in APART]
    bench.hold([i.id for i in missed if not _is_nought(facts.ahead(i), i, bench)], [], "targets missed")
    bench.hold([i.id for i in apart if not _is_nought(gap(facts, i), i, bench)], [], "verdicts at 99.8 %")
    off = len({i.id for i in [*missed, *apart]})
    judged = sum(facts.verdict(i) is not None for i in facts.known)
    met = sum(facts.met(i) is True for i in facts.known)
    right = {"count": off or judged, "met": met, "known": len(facts.known)}
    for name, number in right.items():
        if name in claim.gaps:
            bench.hold(claim[name], str(number), f"{name} in “{claim.text}”")
    if "likely" in claim.gaps:
        likely = sum(facts.verdict(i) in APART for i in facts.known)
        told = claim["likely"]
        bench.hold(told.gaps.get("count", "1") if told else "0", str(likely), f"differences at 95 % in “{claim.text}”")
        if told and told.kind in ("all", "only"):
            bench.hold(likely, judged, f"all that are judged in “{claim.text}”")
    earlier = any(facts.change(i) is not None for i in facts.known)
    alone = ["bare", "said"] if _beside(bench) else ["earlier" if earlier else "alone"]
    key = "close" if off else "both" if judged and met else "rest" if judged else "targets" if met else ""
    if claim.kind.endswith("_one"):
        bench.hold(judged, 1, f"the one figure judged in “{claim.text}”")
    bench.hold(claim.kind.removesuffix("_one") in ([key] if key else alone), True, f"what was looked at: {claim.kind}")
    if "beside" in claim.gaps:
        told = [one.text if isinstance(one, Claim) else str(one) for one in claim["beside"]]
        bench.hold(told, _beside(bench), "what the figures stand beside")


def _is_nought(value: Fraction | None, indicator: Indicator, bench: Bench) -> bool:
    return value is not None and is_nought(value, bench.say.places(indicator))


def _beside(bench: Bench) -> list[str]:
    """The words for what the page compares its figures with: targets, the rest of the whole, peers."""
    facts, say = bench.facts, bench.say
    targets = any(facts.target(i) is not None for i in facts.known)
    rest = any(facts.rest(i) is not None for i in facts.known)
    spread = [i for i in facts.known if i.kind in ("ratio", "rate", "score") and set(facts.field(i)) - {facts.unit}]
    peers = bool(spread) or any(facts.rank(i).rank is not None for i in facts.known)
    texts = (say.text["verdict.unjudged.targets"], bench.right.rest(), say.text["verdict.unjudged.peers"])
    return [str(text) for text, there in zip(texts, (targets, rest, peers), strict=True) if there]


_JUDGES = {
    "target": _target,
    "rest": _rest,
    "rank": _rank,
    "outside": _outside,
    "run": _over_time,
    "turn": _over_time,
    "record": _over_time,
    "change": _change,
    "signal": _signal,
    "trend": _trend,
}
