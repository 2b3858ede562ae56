from __future__ import annotations

import operator
from fractions import Fraction

from bs4 import Tag

from tests.audit.bench import Bench
from tests.audit.grammar import Claim, either, in_turn, literal, many, whole
from tests.audit.ledger import BY_A_METHOD
from tests.audit.numerals import grouped
from tests.audit.overviews import judge_verdict_title
from tests.audit.page import Page, words
from tests.audit.pictorial import Pictorial
from tests.audit.tallies import judge_counts, judge_received, returns_of

SIGNS = "\u25b2\u25bc"


def judge_listings(page: Page, bench: Bench, speech: Pictorial) -> None:
    """Check the titles of lists and tables, each section's counts and summary of its verdicts, and the share of returns."""
    by_a_method = [claim["text"] for claim in (page.held or {"claims": []})["claims"] if claim["kind"] == "depth"]
    for box in page.tree.select("div.fig") if bench.at("list") else []:
        if box.select_one(".spine-t, .size-t"):
            continue
        if words(box.h3) in by_a_method:
            bench.spare(words(box.h3), BY_A_METHOD)
            continue
        if "signals" in box["class"]:
            _signals(page, box, bench, speech)
            continue
        _box(words(box.h3), words(box.select_one(".fig-sub")), _rows(box), bench, speech)
    for aside in page.tree.select(".sec-aside") if bench.at("heading") else []:
        _counts(page, aside, bench, speech)
    for lead in page.tree.select("section .sec-lead") if bench.at("lead") else []:
        _finding(lead, bench, speech)
    if bench.at("returns"):
        _returns(page, bench, speech)


def _rows(box: Tag) -> int:
    """The number of rows of a table. Of the table of what to act on, the number of indicators, which may have two rows each."""
    rows = box.select("tbody tr")
    acts = {str(row["id"]).split("-", 2)[2] for row in rows if str(row.get("id", "")).startswith("act-")}
    return len(acts) or len(rows)


def _signals(page: Page, box: Tag, bench: Bench, speech: Pictorial) -> None:
    """Check how many indicators have a signal or a trend, and that the titles of their charts say the same."""
    found = whole(speech.template("block.signal.glance.title", told=speech.count, count=speech.count), words(box.h3))
    if found is None:
        bench.leave(words(box.h3))
        return
    calm = {bench.say.said("block.signal.variation.common"), bench.say.said("block.recent.trends.none")}
    rows = [(words(row.th), words(row.td)) for row in box.select("tbody tr")]
    telling = [text for _, text in rows if not any(text.startswith(one) for one in calm)]
    bench.hold((found["told"], found["count"]), (str(len(telling)), str(len(rows))), "indicators that signal")
    titles = [figure.title for figure in page.figures]
    for name, text in rows:
        mine = [title for title in titles if title.startswith(name + str(bench.say.text["colon"]))]
        signs = any(sign in title for title in mine for sign in SIGNS)
        trends = any(title.endswith(text) or f"{text}, " in title for title in mine)
        bench.hold(bool(mine) and (trends or signs == (text in telling)), True, f"{name}: {text}, as its chart says")


def _box(title: str, subtitle: str, rows: int, bench: Bench, speech: Pictorial) -> None:
    if not title:
        return
    gaps = {"count": speech.count, "unit": speech.unit}
    keys = (
        "published.title",
        "departments.table",
        "departments.each",
        *(f"acting.title.{number}" for number in ("some", "one")),
        *(f"collection.{s}.{k}" for s in ("missing", "late") for k in ("title", "one")),
    )
    found = whole(either(*(speech.template(key, **gaps) for key in keys)), title)
    if found is None:
        bench.leave(title)
        return
    if found.key == "published.title":
        own = [row for row in bench.say.raw if (row["unit"], row["origin"]) == (bench.facts.unit, "published")]
        bench.hold(bench.facts.unit in found["unit"], True, f"unit in “{title}”")
        bench.hold((found["count"], rows), (str(_until(own, bench)), _until(own, bench)), "published figures")
    elif found.key.startswith("acting"):
        bench.hold((found.gaps.get("count", "1"),), (str(rows),), "matters to act on")
    elif found.key.startswith("collection"):
        _listed(found, rows, bench)
        if subtitle:
            bench.hold(
                bench.facts.during.holds(bench.facts.at(bench.facts.unit, speech.periods[subtitle]).during), True, "period"
            )


def _until(rows: list[dict[str, str]], bench: Bench) -> int:
    """How many published rows have a period that ends no later than the page's period."""
    ends = [bench.facts.at(bench.facts.unit, row["period"]).during.last for row in rows]
    return sum(end <= bench.facts.during.last for end in ends)


def _listed(claim: Claim, rows: int, bench: Bench) -> None:
    state = claim.key.split(".")[1]
    listed = returns_of(bench, bench.facts.during)
    last = max((entry.period for entry in listed), key=lambda period: period.last, default=None)
    right = sum(entry.state == state for entry in listed if entry.period == last)
    bench.hold((claim.gaps.get("count", "1"), rows), (str(right), right), f"returns {state}")


def _counts(page: Page, aside, bench: Bench, speech: Pictorial) -> None:
    """Check the counts of verdicts beside the heading of a section."""
    section = aside.find_parent("section")
    found = whole(speech.verdict_counts, words(aside))
    if found is None:
        bench.leave(words(aside))
        return
    dimensions = {d["id"] for d in bench.say.catalogue["dimensions"]}
    name = str(section["id"]) if section is not None and section.get("id") else ""
    among = [i for i in bench.facts.known if name not in dimensions or bench.say.indicators[i.id]["dimension"] == name]
    judge_counts(found, bench, among=among)


def _finding(lead, bench: Bench, speech: Pictorial) -> None:
    """Check the summary of verdicts at the beginning of a section."""
    section = lead.find_parent("section")
    dimension = next((d for d in bench.say.catalogue["dimensions"] if d["id"] == section.get("id")), None)
    if dimension is None or words(lead) == bench.say.name(dimension.get("note")):
        return
    among = [i for i in bench.facts.known if bench.say.indicators[i.id]["dimension"] == dimension["id"]]
    judge_verdict_title(words(lead), among, bench, speech)


def _apart(told: str, bench: Bench, speech: Pictorial) -> None:
    """Check the sentence on figures of other collection periods than the calendar's, and which indicators it calls incomplete."""
    names, facts = many(speech.indicator, bench.say.text["list"]), bench.facts
    found = whole(either(*(speech.template(f"collection.apart.{key}", names=names) for key in ("all", "lacking"))), told)
    if found is None:
        if told:
            bench.leave(told)
        return
    book, said = bench.say.book, found.gaps.get("names", [])
    others = [
        i for i in facts.indicators if (i.size, i.starts) != (book.size, book.starts) and facts.during.cut(i.size, i.starts)
    ]
    incomplete = [i for i in others if operator.lt(*facts.figure(i).in_of_asked)]
    bench.hold(len(said), len(incomplete), f"indicators that lack returns in “{told}”")
    bench.hold(all({i.id for i in incomplete} & set(ids) for ids in said), True, f"that each of “{told}” lacks returns")


def _returns(page: Page, bench: Bench, speech: Pictorial) -> None:
    box = page.tree.select_one(".dq-grid > div")
    if box is None:
        return
    share, told, *apart = (words(p) for p in box.select("p"))
    _apart(next(iter(apart), ""), bench, speech)
    mine = returns_of(bench, bench.facts.during)
    number = (
        f"{grouped(Fraction(100 * sum(e.state != 'missing' for e in mine), len(mine)), 1)}%"
        if mine
        else bench.say.text["missing"]
    )
    bench.hold(share, number + bench.say.text["quality.share"].strip(), "share of returns")
    found = whole(in_turn(speech.received, literal(bench.say.text["stop"].strip())), told)
    if found is not None:
        judge_received(found[0], bench)
    else:
        units = {bench.facts.unit, *bench.facts.below}
        published = any(row["origin"] == "published" and row["unit"] in units for row in bench.say.raw)
        kind = "published" if published or bench.say.book.units[bench.facts.unit].published_only else "nothing"
        bench.hold(told, bench.say.text[f"quality.no_returns.{kind}"] if not mine else set(), "returns")
