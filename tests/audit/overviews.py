from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from bs4 import Tag

from tests.audit.bench import Bench
from tests.audit.cards import judge_rest, judge_target, large
from tests.audit.grammar import either, in_turn, literal, many, maybe, readings, whole
from tests.audit.headed import judge_run
from tests.audit.intervals import limits
from tests.audit.lacking import judge_lacking, lacking
from tests.audit.ledger import BY_A_METHOD
from tests.audit.numerals import grouped
from tests.audit.page import Page, seal, words
from tests.audit.sentences import Sentences
from tests.audit.spreads import spread
from tests.audit.tallies import sign
from tests.oracle.workbook import Indicator

COUNTS = ("flow", "stock", "distinct")


class Usual(NamedTuple):
    """The reservations that a table states once for all rows without their own: about figures (`marks`) and changes (`pairs`)."""

    marks: str = ""
    pairs: str = ""


UNUSUAL = Usual()

WHOLE = ("district", "park", "enterprise")
"""The templates that show every indicator of which anything is known."""


def judge_overview(page: Page, bench: Bench, speech: Sentences) -> None:
    for table in (page.overview, page.sizes):
        if table is not None and bench.at("overview whole"):
            _whole(table, page, bench)
    if page.overview is not None:
        _rates(page.overview, bench, speech)
    if page.sizes is not None:
        _sizes(page.sizes, page.overview is None, bench, speech)


def _rows(table: Tag) -> list[tuple[str, Tag]]:
    return [(str(row["id"]).removeprefix("i-"), row) for row in table.select("tr[id]")]


def _whole(table: Tag, page: Page, bench: Bench) -> None:
    """Check that a table has only counts, or no counts, and, if the page shows all figures, that no indicator is left out."""
    counts = "size-t" in (table.get("class") or [])
    shown = [bench.facts.indicator(name) for name, _ in _rows(table)]
    bench.hold([i.kind in COUNTS for i in shown], [counts] * len(shown), "counts apart from rates")
    if page.meta("template") in WHOLE:
        right = [i.id for i in bench.facts.known if (i.kind in COUNTS) == counts]
        bench.hold(sorted(i.id for i in shown), sorted(right), "the indicators shown")


def _rates(table: Tag, bench: Bench, speech: Sentences) -> None:
    box = table.find_parent("div", class_="fig")
    assert box is not None
    rows = _rows(table)
    if bench.at("overview title"):
        judge_verdict_title(words(box.h3), [bench.facts.indicator(name) for name, _ in rows], bench, speech)
    if bench.at("overview subtitle"):
        _subtitle(words(box.select_one(".fig-sub")), len(rows), bench, speech)
    if bench.at("overview heads"):
        _heads(table, bench, speech)
    if bench.at("overview note"):
        _note(words(box.select_one(".fig-note")), bench, speech)
    usual = _usual(words(box.select_one(".usual")), bench, speech)
    for name, row in rows:
        if bench.at(f"overview row {name}"):
            _row(row, bench.facts.indicator(name), bench, speech, usual)
    _spreads(box, bench)


def _usual(text: str, bench: Bench, speech: Sentences) -> Usual:
    say, told = bench.say.text, {}
    for part in filter(None, text.split(str(say["semicolon"]))):
        for key in ("overview.usual_like", "overview.usual"):
            before, after = str(say[key]).split("{told}")
            if part.startswith(before) and part.endswith(after) and key not in told:
                told[key] = part.removeprefix(before).removesuffix(after)
                break
        else:
            bench.leave(part)
    return Usual(told.get("overview.usual", ""), told.get("overview.usual_like", ""))


def _sizes(table: Tag, alone: bool, bench: Bench, speech: Sentences) -> None:
    box = table.find_parent("div", class_="fig")
    if bench.at("overview heads"):
        _heads(table, bench, speech)
        head = bench.say.said("overview.share", whole=bench.right.whole())
        heads = [words(cell) for cell in table.select("thead th")]
        bench.hold(head in heads, bool(table.select("td.c-bench")), "of what a count is a part")
    if alone and box is not None and bench.at("overview note"):
        _note(words(box.select_one(".fig-note")), bench, speech)
    for name, row in _rows(table):
        if bench.at(f"overview row {name}"):
            _count(row, bench.facts.indicator(name), bench, speech)


def _count(row: Tag, indicator: Indicator, bench: Bench, speech: Sentences) -> None:
    aim = row.select_one(".aim")
    if aim is not None:
        judge_target(words(aim.b), words(aim.em), indicator, bench, speech, narrow=True)
    else:
        bench.hold(bench.facts.target(indicator) is None, True, "no target")
    _name(row, indicator, bench)
    _value(row, indicator, bench)
    _change(row, indicator, bench)
    portion = words(row.select_one(".c-bench"))
    if portion:
        bench.hold(portion, bench.right.share(indicator, key="overview.portion"), "share")


def judge_verdict_title(text: str, shown: list[Indicator], bench: Bench, speech: Sentences) -> None:
    """Check how many indicators the title counts as better and as worse, and which it names as worse."""
    signs = {i.id: bench.facts.verdict(i) for i in shown if sign(i, bench)}
    if not text:
        bench.hold([s for s in signs.values() if s], [], "verdicts without a title")
        return
    names = many(speech.indicator, bench.say.text["list"])
    listed = either(speech.template("verdict.title.more", names=names), names)
    gaps = {"above": speech.rest, "better": speech.count, "worse": speech.count, "apart": speech.count, "names": listed}
    found = whole(
        either(*(speech.template(f"verdict.title.{key}", **gaps) for key in ("both", "better", "worse", "apart", "neither"))),
        text,
    )
    if found is None:
        bench.leave(text)
        return
    better, worse = (sum(s == side for s in signs.values()) for side in ("better", "worse"))
    said = (int(found.gaps.get("better", "0")), int(found.gaps.get("worse", "0")))
    bench.hold(said, (better, worse), f"better and worse in “{found.text}”")
    apart = sum(s in ("higher", "lower") for s in signs.values())
    if not better and not worse:
        bench.hold(int(found.gaps.get("apart", "0")), apart, f"higher and lower in “{found.text}”")
    named_for, all_of = (("worse",), worse) if worse else (("higher", "lower"), apart)
    bench.hold(bench.right.rest() in text, True, "what is compared with")
    if "names" in found.gaps:
        given = found["names"]
        more = given["names"] if not isinstance(given, list) else given
        bench.hold([any(signs.get(one) in named_for for one in ids) for ids in more], [True] * len(more), "those that are named")
        bench.hold(isinstance(given, list), all_of <= len(more), "that these are all")


def _subtitle(text: str, count: int, bench: Bench, speech: Sentences) -> None:
    gaps = {"count": speech.count, "period": speech.period, "above": speech.rest}
    found = whole(either(*(speech.template(f"verdict.subtitle.{key}", **gaps) for key in ("compared", "plain"))), text)
    if found is None:
        bench.leave(text)
        return
    bench.hold((found["count"], found["period"]), (str(count), bench.facts.period), "indicators and period")
    if found.kind == "compared":
        bench.hold(bench.right.rest() in text, True, "what is compared with")


def _heads(table: Tag, bench: Bench, speech: Sentences) -> None:
    for head in table.select("thead th.num"):
        text = words(head)
        since = whole(speech.since, text)
        if since is not None:
            bench.hold(since["period"], bench.facts.earlier("year"), "compared with")
        elif whole(speech.rest, text) is not None or text.startswith(bench.say.said("verdict.rest", whole="").strip() or "\0"):
            bench.hold(text, bench.right.rest(), "what is compared with")


def _note(text: str, bench: Bench, speech: Sentences) -> None:
    if not text:
        return
    note = speech.template("verdict.note", above=speech.rest)
    unknown = lacking(bench, speech)
    none = speech.template("overview.no_change", why=speech.template("sentence.since_none", number=speech.count))
    space = maybe(literal(" "))
    one = speech.template("overview.moved_one", name=speech.indicator, told=speech.movers)
    moved = speech.template("overview.moved", told=many(one, bench.say.text["semicolon"]))
    found = next(iter(readings(in_turn(maybe(note), space, maybe(moved), space, maybe(none), space, maybe(unknown)), text)), None)
    if found is None:
        bench.leave(text)
        return
    for told in found[2]["told"] if found[2] else ():
        right = {bench.right.movers(bench.facts.indicator(name)) for name in told["name"]}
        bench.hold(told["told"].text, right, f"who joined or left in “{told.text}”")
        found_changes = [bench.facts.change(bench.facts.indicator(name)) for name in told["name"]]
        large = [one for one in found_changes if one and one.joined is not None and abs(one.joined) * 2 >= abs(one.by)]
        bench.hold(bool(large), True, f"that at least half of it comes from them in “{told.text}”")
    if found[4]:
        bench.hold(bench.facts.earlier("year") is None, True, "that no year before has such a period")
    if found[6]:
        judge_lacking(found[6]["told"], bench)


def _row(row: Tag, indicator: Indicator, bench: Bench, speech: Sentences, usual: Usual) -> None:
    _name(row, indicator, bench)
    _value(row, indicator, bench, usual)
    _change(row, indicator, bench, usual)
    _signal(words(row.select_one(".c-spark .sub"), without="[aria-hidden]"), indicator, bench, speech)
    _rest(row, indicator, bench)
    cell = row.select_one(".c-tgt")
    if cell is None or cell.b is None:
        bench.hold(bench.facts.target(indicator) is None, True, "no target")
    else:
        judge_target(words(cell.b), words(cell.select_one(".sub")), indicator, bench, speech, narrow=True)
    _conclusion(row.select_one(".concl"), indicator, bench)


def _name(row: Tag, indicator: Indicator, bench: Bench) -> None:
    name, label = bench.say.titled(indicator.id), bench.say.label(indicator.id)
    bench.hold(words(row.th, without=".sub"), name, "name")
    plain = "" if label == name or row.find_parent(class_="size-t") else label  # the compact table of counts has no room for it
    bench.hold(words(row.th.select_one(".sub") if row.th else None), plain, "plain name")


def _signal(text: str, indicator: Indicator, bench: Bench, speech: Sentences) -> None:
    """Check the signal in a row of the overview: count a run again, and leave a signal of a statistical method unjudged."""
    if not text:
        return
    found = whole(speech.signal, text)
    if found is None:
        bench.leave(text)
    elif found.kind == "rule":
        bench.spare(text, BY_A_METHOD)
    else:
        judge_run(found, indicator, bench)


def _value(row: Tag, indicator: Indicator, bench: Bench, usual: Usual = UNUSUAL) -> None:
    cell = row.select_one(".c-val")
    value, qualifier = bench.facts.value(indicator), bench.facts.qualifier(indicator)
    subs = [words(sub) for sub in cell.select(".sub:not(.aim)")] if cell else []
    if cell is None or cell.b is None:
        bench.hold(value, None, "that there is no figure")
        kinds = bench.facts.figure(indicator).absences
        right = {bench.say.text[f"absence.{kind.replace(' ', '_')}.long"] for kind in kinds or ()}
        if kinds is None:
            bench.spare(subs, "METHODS has no word for why there is no figure")
        else:
            bench.hold(subs[0] if subs else "", right, "why there is no figure")
        return
    if value is not None and qualifier is None:
        bench.spare(words(cell.b), "the sum holds figures with several qualifiers, for which METHODS has no word")
        return
    shown = set() if value is None else {bench.say.said(f"qualifier.{qualifier}", amount=large(value, indicator, bench))}
    bench.hold(words(cell.b), shown | _measured_after(value, qualifier, indicator, bench), "figure")
    ends = limits(bench.facts.figure(indicator), indicator) if qualifier == "exactly" else None
    interval = [_interval(ends, indicator, bench)] if ends else []
    bench.hold(subs, [*interval, *_limits(indicator, bench, usual)], "interval and marks")
    bench.hold(seal(cell), bench.say.text.get(f"origin.{bench.facts.origin(indicator)}.name", ""), "origin")


def _limits(indicator: Indicator, bench: Bench, usual: Usual) -> list[str]:
    """What must stand under a row's figure: reservations that the table does not state for all rows, and a small denominator."""
    few = bench.right.of(indicator)
    marks = [mark for mark in bench.right.marks(indicator) if mark not in few]
    comma = str(bench.say.text["comma"])
    limits = comma.join(marks)
    told = "" if limits == usual.marks else limits or bench.say.text["overview.complete"]
    return [one for one in (comma.join(filter(None, [told, *few])),) if one]


def _measured_after(value, qualifier: str | None, indicator: Indicator, bench: Bench) -> set[str]:
    """The number with its qualifier, followed by the measure; empty if there is no figure."""
    if value is None:
        return set()
    text = large(value, indicator, bench)
    measure = bench.say.beside(indicator)
    number = text.removesuffix(measure)
    return {bench.say.said(f"qualifier.{qualifier}", amount=number) + measure}


def _interval(ends: tuple[float, float], indicator: Indicator, bench: Bench) -> str:
    low, high = (grouped(Fraction(end), bench.say.decimals(indicator)) for end in ends)
    return bench.say.said("verdict.interval", low=low, high=high)


def _change(row: Tag, indicator: Indicator, bench: Bench, usual: Usual = UNUSUAL) -> None:
    cell = row.select_one(".c-chg")
    if cell is None:
        return
    text, like = words(cell, without=".sub"), words(cell.select_one(".sub"))
    if text:
        bench.hold(text, bench.right.arrow(indicator, "year"), "change")
        pairs = bench.right.like(indicator, key="overview.like") or ""
        bench.hold(like, "" if pairs == usual.pairs else pairs or bench.say.text["overview.alike"], "pairs")


def _rest(row: Tag, indicator: Indicator, bench: Bench) -> None:
    cell = row.select_one(".c-bench")
    if cell is None:
        return
    if text := words(cell):
        judge_rest(text, indicator, bench)


def _conclusion(cell: Tag | None, indicator: Indicator, bench: Bench) -> None:
    if cell is None:
        return
    verdict = cell.select_one("[class^=v-]")
    if verdict is not None:
        bench.hold(words(verdict), bench.right.verdict(indicator), "verdict")
        bench.hold(str(verdict["class"][0]).removeprefix("v-"), sign(indicator, bench), "sign of the verdict")
    subs = [words(sub) for sub in cell.select(".sub")]
    if subs:
        right = bench.right.rank(indicator)
        bench.hold(subs, [part for part in right if part] if right else None, "rank")


def _spreads(box: Tag, bench: Bench) -> None:
    for row in box.select("details table tbody tr"):
        name, *cells = (words(cell) for cell in row.select("th, td"))
        indicator = next((i for i in bench.facts.known if bench.say.titled(i.id) == name), None)
        if not bench.at(f"overview peers {name}"):
            continue
        if indicator is None:
            bench.rule("false", name, "no such indicator")
            continue
        bench.hold(cells, [bench.say.figure(value, indicator) for value in spread(indicator, bench.facts)], "peers")
