from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.audit import spoken
from tests.audit.bench import Bench
from tests.audit.grammar import Claim, readings
from tests.audit.headed import judge_finding
from tests.audit.numerals import grouped
from tests.audit.page import Page, seal, words
from tests.audit.sentences import Sentences
from tests.audit.tallies import judge_counts, judge_received, judge_tally, returns_of
from tests.oracle.periods import kind_of, parse
from tests.oracle.workbook import Indicator


def judge_head(page: Page, bench: Bench, speech: Sentences) -> None:
    if bench.at("period"):
        _period_line(page, bench, speech)
    for n, tag in enumerate(page.tree.select("p.headline")):
        if bench.at(f"headline {n + 1}"):
            _headline(words(tag), seal(tag), bench, speech)
    if bench.at("standfirst"):
        _standfirst(page, bench, speech)


def _period_line(page: Page, bench: Bench, speech: Sentences) -> None:
    line, say = page.tree.select_one(".mast-period"), bench.say
    if line is None:
        return
    bench.hold(speech.periods.get(words(line.b)), bench.facts.period, "period of the page")
    pilot = bench.say.units[bench.facts.unit].get("pilot")
    since = [text for text, period in speech.periods.items() if pilot and period == str(pilot)]
    right = {spoken.months(say.lang, bench.facts.during)} if kind_of(bench.facts.period) in ("quarter", "half") else set()
    right |= _compared(bench)
    right |= {say.said("page.pilot", since=text) for text in since} | _carried(bench, speech)
    for span in line.select("span"):
        bench.hold(words(span), right, "beside the period")


def _carried(bench: Bench, speech: Sentences) -> set[str]:
    """The sentences that may say which units the page's unit succeeds, and since when; empty if it succeeds none."""
    say, own = bench.say, bench.say.book.units[bench.facts.unit]
    if not own.succeeds or own.life.first > bench.facts.during.last:
        return set()
    others = [name for unit in say.book.units.values() for name, _ in unit.succeeds]
    named = [(say.called(name), share, others.count(name)) for name, share in own.succeeds]
    parts = [_part(name, share, count, bench) for name, share, count in named]
    begun = [text for text, period in speech.periods.items() if parse(period, say.book.starts).first == own.life.first]
    told = {say.said("succession.carries", since=text, before=str(say.text["list"]).join(parts)) for text in begun}
    known = all(share is not None or count == 1 for _, share, count in named)
    return {say.said("succession.with_figures", told=text) for text in told} if known else told


def _part(name: str, share: Fraction | None, count: int, bench: Bench) -> str:
    """The name of a predecessor; if the unit took over less than all of it, also how much."""
    if share is not None and share < 1:
        return bench.say.said("succession.share", name=name, percent=grouped(100 * share, 1).removesuffix(".0"))
    return name if share is not None or count == 1 else bench.say.said("succession.part", name=name)


def _compared(bench: Bench) -> set[str]:
    """The text that says what the figures are compared with, as a set; an empty set if nothing is compared."""
    facts, say = bench.facts, bench.say
    rest = any(facts.value(i) is not None and facts.rest(i) is not None for i in facts.indicators)
    targets = any(facts.target(i) is not None for i in facts.indicators)
    key = "both" if rest and targets else "rest" if rest else "targets" if targets else ""
    return {say.said(f"page.compared.{key}", name=say.called(facts.parent) if facts.parent else "")} if key else set()


def _headline(text: str, origin: str, bench: Bench, speech: Sentences) -> None:
    found = next(iter(readings(speech.headline, text)), None)
    if found is None:
        bench.leave(text)
        return
    claim = found[0] if isinstance(found, list) else found
    if claim.key.startswith("collection.counted"):
        judge_received(claim, bench)
        return
    if claim.key.startswith(("headline", "verdict")):
        judge_finding(claim, origin, bench)
        return
    _JUDGES[claim.key.split(".")[1]](claim, origin, bench)


def _when(claim: Claim, bench: Bench) -> None:
    spoken_of = claim["period"]
    bench.hold(spoken_of["period"], bench.facts.period, "period")


def _few(claim: Claim, _: str, bench: Bench) -> None:
    """Check how many units have reported: in a collection period by their returns, else by the figure with the best coverage."""
    _when(claim, bench)
    if bench.facts.during.months == bench.say.book.size:
        states = [entry.state != "missing" for entry in returns_of(bench, bench.facts.during)]
        bench.hold((claim["k"], claim["n"]), (str(sum(states)), str(len(states))), "units that have reported")
        return
    counts = [bench.facts.figure(i).k_of_n for i in bench.facts.indicators]
    best = max(((Fraction(k, n), k, n) for k, n in counts if n > 1), default=(Fraction(0), 0, 0))
    bench.hold((claim["k"], claim["n"]), tuple(map(str, best[1:])), "units that have reported")


def _nothing(claim: Claim, _: str, bench: Bench) -> None:
    """Check the reason that the headline gives for having no figure at all."""
    _when(claim, bench)
    bench.hold(bench.facts.unit in claim["unit"], True, f"unit in “{claim.text}”")
    bench.hold([i.id for i in bench.facts.known], [], "figures that there are")
    own = bench.say.book.units[bench.facts.unit]
    reasons = {name for i in bench.facts.indicators for name in bench.facts.figure(i).absences or ()}
    others = {reason.replace(" ", "_") for reason in reasons - {"not asked"}}
    given = "published_only" if own.published_only else "other" if others else "not_asked"
    bench.hold(claim.kind, "not_reported" if "not reported" in reasons else given, "why there is no figure")
    if claim.kind == "other":
        bench.hold({why.kind for why in claim["why"]} == others, True, f"the reasons in “{claim.text}”")


def _latest(claim: Claim, _: str, bench: Bench) -> None:
    """Check the figures of earlier periods in the headline."""
    for then in claim["said"]:
        there = bench.there(bench.facts.unit, then["period"])
        amounts = {there.right.amount(there.facts.indicator(name)) for name in then["name"]}
        there.hold(then["amount"], amounts, then.text)
        bench.hold(parse(then["period"]).last <= bench.facts.during.last, True, f"no later than the page: {then['period']}")


def change_text(found: list[Any], bench: Bench) -> str:
    return str(bench.say.text["comma"]).join([found[0].text, *(part[1].text for part in found[1:] if part)])


def chosen(names: tuple[str, ...], bench: Bench) -> Indicator | None:
    """The first indicator of the page whose id is among `names`; None if there is none."""
    return next((i for i in bench.facts.indicators if i.id in names), None)


def judge_change(
    found: list[Any] | None, indicator: Indicator, bench: Bench, *, movers: bool = True, brief: bool = False
) -> None:
    """Check a change, the number of units that it compares, and the part that comes from units that joined or left."""
    if found is None:
        return
    moved, like, who = ([*found, None, None])[:3]
    core = moved["text"] if moved.key == "sentence.loose" else moved
    bench.hold(core["on"]["period"], bench.facts.earlier("year"), f"{indicator.id} compared with")
    bench.hold(moved.text, bench.right.moved(indicator, core["on"].text), f"change of {indicator.id}")
    right = bench.right.like(indicator, key="overview.like" if brief else "sentence.like")
    bench.hold(like[1].text if like else None, right, f"pairs of {indicator.id}")
    if movers or who:
        bench.hold(who[1].text if who else None, bench.right.movers(indicator), f"movers of {indicator.id}")


def _standfirst(page: Page, bench: Bench, speech: Sentences) -> None:
    tag = page.tree.select_one(".standfirst")
    text = _unspaced(words(tag), bench)
    if not text:
        return
    found = next(iter(readings(speech.standfirst, text)), None) or next(iter(readings(speech.standfirst, _small(text))), None)
    if found is None:
        bench.leave(text)
        return
    counted, tally = found
    if counted:
        judge_counts(counted[1], bench, of=counted[0])
    judge_tally(tally[0], bench)
    bench.hold(text[0], text[0].upper(), "the first letter under the headline")


def _small(text: str) -> str:
    return text[0].lower() + text[1:]


def _unspaced(text: str, bench: Bench) -> str:
    """An English text as it is; a Chinese text without spaces, because the page has one before each count of verdicts."""
    return text if bench.say.lang == "en" else text.replace(" ", "")


_JUDGES = {"few": _few, "nothing": _nothing, "latest": _latest}
