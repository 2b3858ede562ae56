"""Check the JSON file of a page by the oracle, and that the page's headline and titles are among the file's claims."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

from tests.audit.acted import cells
from tests.audit.bench import Bench
from tests.audit.grammar import whole
from tests.audit.ledger import BY_A_METHOD
from tests.audit.mastheads import judge_change
from tests.audit.page import Page, words
from tests.audit.sentences import Sentences
from tests.oracle.periods import parse
from tests.oracle.workbook import Indicator

BY_METHOD = frozenset({"signal", "assurance", "trend", "funnel", "not distinguishable", "equity", "depth", "progress", "pilots"})
"""The kinds of claims that rest on results of METHODS 4 to 7."""
EVERY = 23
"""Of the rows of other units and periods one in so many is judged, because the oracle is slow."""
Held = dict[str, Any]
Judge = Callable[[str, Indicator, Bench, Sentences], None]


def judge_held(held: Held, page: Page, bench: Bench, speech: Sentences) -> None:
    """Check the JSON file of a page: the claims, the rows of the page's unit and period, and a sample of the other rows."""
    columns = [column["name"] for column in held["tableSchema"]["columns"]]
    rows = [dict(zip(columns, row, strict=True)) for row in held["rows"]]
    for number, row in enumerate(rows):
        near = row["unit"] == bench.facts.unit and row["period"] == bench.facts.period
        if (near or number % EVERY == 0) and bench.at(f"row {number}"):
            _row(row, bench)
    for number, claim in enumerate(held["claims"]):
        if bench.at(f"claim {number}"):
            _claim(claim, [rows[n] for n in claim["rests_on"]], page, bench, speech)
    if bench.at("sentences held"):
        _all_held(held, page, bench)


def _row(row: dict[str, Any], bench: Bench) -> None:
    """Check that a row has the right value, or rightly has none."""
    indicator = bench.say.book.indicators.get(row["indicator"])
    if indicator is None:
        bench.rule("false", row["indicator"], "no such indicator")
    elif row["group"]:
        bench.hold(_near(row["value"], bench.facts.rest(indicator)), True, f"rest of {indicator.id}: {row['value']}")
    elif row["origin"] == "published":
        given = [
            r for r in bench.say.raw if (r["indicator"], r["unit"], r["period"]) == (indicator.id, row["unit"], row["period"])
        ]
        printed = [float(r["value"]) for r in given if r.get("value") and r["origin"] == "published"]
        there = bench.facts.at(row["unit"], row["period"])
        right = row["value"] in printed or _near(row["value"], there.figure(indicator).value)
        bench.hold(right, True, f"published {indicator.id} of {row['unit']}, {row['period']}: {row['value']}")
    else:
        found = bench.facts.at(row["unit"], row["period"]).figure(indicator).value
        bench.hold(
            _near(row["value"], found), True, f"{indicator.id} of {row['unit']}, {row['period']}: {row['value']}, not {found}"
        )


def _near(value: float | None, right: Fraction | None) -> bool:
    if value is None or right is None:
        return value is None and right is None
    return math.isclose(value, float(right), rel_tol=1e-9, abs_tol=1e-9)


def _claim(claim: Held, rests: list[dict[str, Any]], page: Page, bench: Bench, speech: Sentences) -> None:
    if claim["kind"] in ("headline", "title"):  # judged where the page says it
        _title(claim, rests, bench)
        return
    if claim["kind"] in ("to act on", "nothing to act on"):
        _acted(claim, page, bench)
        return
    if claim["kind"] in BY_METHOD:
        bench.spare(claim["text"], BY_A_METHOD)
        return
    judge = _JUDGES.get(claim["kind"])
    if judge is None or not rests:
        bench.leave(claim["text"])
        return
    own = rests[0]
    bench.hold((own["unit"], own["period"]), (bench.facts.unit, bench.facts.period), f"what “{claim['text']}” rests on")
    judge(claim["text"], bench.facts.indicator(own["indicator"]), bench, speech)


def _acted(claim: Held, page: Page, bench: Bench) -> None:
    """Check that the page shows this claim about what to act on; `judge_acting` checks that the claim is true."""
    say, parts = bench.say, ("indicator", "now", "against", "gap", "since")
    said = {words(tag) for tag in page.tree.select(".nothing p")}
    for row in page.tree.select("tr[id^=act-]"):
        told = cells(row, page)
        name, *others = (told[say.text[f"acting.column.{part}"]] for part in parts)
        said.add(name + str(say.text["colon"]) + str(say.text["list"]).join(others))
    bench.hold(" ".join(claim["text"].split()) in said, True, f"on the page: {claim['text']}")


def _title(claim: Held, rests: list[dict[str, Any]], bench: Bench) -> None:
    """Check that a title about one indicator names it. A claim about “the figure of the period” must be about the page's unit."""
    of = sorted({row["indicator"] for row in rests})
    if len(of) == 1 and claim["kind"] == "title" and claim["ground"] != "names what is drawn":
        name = bench.say.name(bench.say.indicators[of[0]]["name"])
        bench.hold(name in claim["text"], True, f"“{claim['text']}” rests on {of[0]}")
    if claim["ground"].startswith("the figure of the period"):
        own = rests[0]["unit"], rests[0]["period"]
        bench.hold(own, (bench.facts.unit, bench.facts.period), f"what “{claim['text']}” rests on")


def _change(text: str, indicator: Indicator, bench: Bench, speech: Sentences) -> None:
    found = whole(speech.change, text)
    if found is None:
        bench.leave(text)
    else:
        judge_change(found, indicator, bench)  # type: ignore[arg-type]  # a change is read as the list of its parts


def _as_right(text: str, indicator: Indicator, bench: Bench, _: Sentences, *, of: Callable[[Bench, Indicator], Any]) -> None:
    bench.hold(text, of(bench, indicator), f"claim on {indicator.id}")


_JUDGES: dict[str, Judge] = {
    "change": _change,
    "rank": partial(_as_right, of=lambda bench, indicator: (bench.right.rank(indicator) or ("",))[0]),
    "share": partial(_as_right, of=lambda bench, indicator: bench.right.share(indicator)),
    "verdict": partial(_as_right, of=lambda bench, indicator: bench.right.verdict(indicator)),
    "difference": partial(_as_right, of=lambda bench, indicator: bench.right.verdict(indicator)),
    "target": partial(_as_right, of=lambda bench, indicator: bench.right.to_target(indicator)),
}


def _all_held(held: Held, page: Page, bench: Bench) -> None:
    """Check that the headline and the titles are among the claims, and that the file names the months of the page's period."""
    claims = {kind: [c["text"] for c in held["claims"] if c["kind"] == kind] for kind in ("headline", "title")}
    said = [words(tag) for tag in page.tree.select("p.headline")]
    bench.hold([text for text in said if text not in claims["headline"]], [], "headline that is no claim")
    titles = [figure.title for figure in page.figures if figure.title]
    every = {claim["text"] for claim in held["claims"]}
    bench.hold([text for text in titles if text not in every], [], "title that is no claim")
    first, last = held["temporalCoverage"].split("/")
    months = [f"{month // 12}-{month % 12 + 1:02d}" for month in (bench.facts.during.first, parse(bench.facts.period).last)]
    bench.hold([first, last], months, "months")
