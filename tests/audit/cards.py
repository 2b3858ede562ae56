from __future__ import annotations

from bs4 import Tag

from tests.audit.bench import Bench
from tests.audit.grammar import in_turn, maybe, whole
from tests.audit.page import Page, seal, words
from tests.audit.sentences import Sentences
from tests.oracle.periods import kind_of
from tests.oracle.workbook import Indicator


def judge_cards(page: Page, bench: Bench, speech: Sentences) -> None:
    for name, card in page.cards:
        if not bench.at(f"card {name}"):
            continue
        indicator = next((i for i in bench.facts.indicators if i.id == name), None)
        if indicator is None:
            bench.rule("false", name, "no such indicator on this level")
            continue
        _names(card, indicator, bench)
        _value(card, indicator, bench)
        _changes(card, indicator, bench, speech)
        _ends(card, indicator, bench, speech)
        for entry in card.select("dl > div"):
            _entry(entry, indicator, bench, speech)
        heads = [words(head) for head in card.select("dl dt")]
        bench.hold(bench.say.text["page.target"] in heads, bench.facts.target(indicator) is not None, "a target")


def _names(card: Tag, indicator: Indicator, bench: Bench) -> None:
    bench.hold(words(card.h3), bench.say.label(indicator.id), "plain name")
    bench.hold(words(card.select_one(".card-label")) or words(card.h3), bench.say.titled(indicator.id), "name")


def _value(card: Tag, indicator: Indicator, bench: Bench) -> None:
    """Check the large number of a card, and the qualifier, measure, origin and reservations beside it."""
    value, qualifier = bench.facts.value(indicator), bench.facts.qualifier(indicator)
    shown = card.select_one(".card-value")
    said = words(shown.select_one(".card-q")) if shown else ""
    text = words(shown, without=".card-q")
    if value is not None and qualifier is None:
        bench.spare(text, "the sum holds figures with several qualifiers, for which METHODS has no word")
        return
    bench.hold(said, bench.say.said(f"qualifier.{qualifier}", amount="").strip(), "qualifier")
    bench.hold(text, set() if value is None else {large(value, indicator, bench)}, "figure")
    remark = words(card.select_one(".card-remark"))
    lived = [text for text in (bench.right.lived(),) if text]
    bench.hold(remark, str(bench.say.text["comma"]).join([*lived, *bench.right.remarks(indicator)]), "marks")
    origin = bench.say.text.get(f"origin.{bench.facts.origin(indicator)}.name", "")
    bench.hold(seal(card.select_one(".card-top")), origin, "origin")


def large(value, indicator: Indicator, bench: Bench) -> str:
    """A figure with its measure, as a card and the overview print it."""
    say = bench.say
    if indicator.percent:
        return say.figure(value, indicator)
    if indicator.kind == "rank":
        return say.amount(value, indicator)
    number = say.short(value, indicator)
    return number + say.beside_number(number, indicator)


def _changes(card: Tag, indicator: Indicator, bench: Bench, speech: Sentences) -> None:
    """Check each change in a card, the period that it compares with, and the number of units that it compares."""
    basis_of = {bench.facts.earlier(basis): basis for basis in ("previous", "year")}
    told = in_turn(speech.since, maybe(in_turn(speech.comma, speech.alike)))
    for span in card.select(".card-change > span"):
        if span.b is None:
            bench.hold(words(span), {bench.say.text["page.no_change"]}, "that there is no change")
            possible = ("year",) if _yearly(indicator, bench) else ("previous", "year")
            bench.hold([b for b in possible if bench.right.arrow(indicator, b)], [], "changes that may be told")
            continue
        found = whole(told, words(span, without="b"))
        if found is None:
            bench.leave(words(span))
            continue
        since, like = found
        basis = basis_of.get(since["period"])
        bench.hold(since["period"], set(basis_of), "compared with")
        if basis:
            bench.hold(words(span.b), bench.right.arrow(indicator, basis), f"change on {since['period']}")
            bench.hold(like[1].text if like else None, bench.right.like(indicator, basis, key="overview.like"), "pairs")


def _yearly(indicator: Indicator, bench: Bench) -> bool:
    """Whether a card shows only the change on the year (METHODS 2)."""
    return indicator.kind in ("flow", "distinct") or kind_of(bench.facts.period) in ("year", "span")


def _ends(card: Tag, indicator: Indicator, bench: Bench, speech: Sentences) -> None:
    """Check the periods at the two ends of a card's small line chart; the last must not be later than the page's period."""
    ends = [words(span) for span in card.select(".spark-ends > span:not(.spark-key)")]
    for text in ends:
        period = speech.periods.get(text, "")
        there = bench.facts.at(bench.facts.unit, period) if period else None
        bench.hold(there is not None and there.during.last <= bench.facts.during.last, True, f"an end of the line: {text}")
    if card.select(".spark-key"):
        bench.hold(bench.facts.target(indicator) is not None, True, "a target beside the line")


def _entry(entry: Tag, indicator: Indicator, bench: Bench, speech: Sentences) -> None:
    """Check a line of a card: its target, its comparison with the rest, its rank, or its share of the whole."""
    head, cells = words(entry.dt), [words(cell) for cell in entry.select("dd")]
    if head == bench.say.text["page.target"]:
        judge_target(cells[0], cells[1], indicator, bench, speech)
    elif head == bench.say.text["page.rank"]:
        bench.hold((cells[0], cells[1]), bench.right.rank(indicator), "rank")
    elif head == bench.right.rest() and bench.facts.rest(indicator) is not None:
        judge_rest(cells[0], indicator, bench)
        bench.hold(cells[1], bench.right.verdict(indicator), "verdict")
    elif head == bench.say.said("overview.share", whole=bench.right.whole()):
        bench.hold(cells[0], bench.right.share(indicator, key="overview.portion"), "share")
        bench.hold(cells[1], "", "beside a share")
    else:
        bench.rule("false", f"{head}: {' | '.join(cells)}", "there is nothing of that name to compare with")


def judge_rest(text: str, indicator: Indicator, bench: Bench) -> None:
    rest = bench.facts.rest(indicator)
    bench.hold(text, set() if rest is None else {bench.say.brief(rest, indicator)}, "the rest of the whole")


def judge_target(text: str, gap: str, indicator: Indicator, bench: Bench, speech: Sentences, *, narrow: bool = False) -> None:
    """Check the text of a target with its period, and the text `gap`, which says whether the figure meets the target."""
    of = whole(speech.template("sentence.target.of", target=speech.amount, period=speech.period), text)
    aim = bench.facts.target(indicator)
    bench.hold(of["target"] if of else text, bench.right.target(indicator), "target")
    bench.hold(of["period"] if of else bench.facts.period, {aim[0]} if aim else set(), "period of the target")
    bench.hold(gap, bench.right.to_target(indicator, narrow=narrow) or "", "to the target")
