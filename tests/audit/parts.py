"""The claims of figures that take a whole apart, and of tables drawn as pictures."""

from __future__ import annotations

from fractions import Fraction

from tests.audit.bench import Bench
from tests.audit.grammar import Claim
from tests.audit.mastheads import chosen
from tests.audit.moves import sole, unit_ids
from tests.audit.numerals import grouped
from tests.audit.page import Figure
from tests.oracle.periods import parse
from tests.oracle.tree import children
from tests.oracle.wholes import given
from tests.oracle.workbook import Indicator

Areas = dict[tuple[str, str], Fraction]
_FEWEST = 3
_NAMED = 12


def areas(indicator: Indicator, unit: str, bench: Bench) -> dict[str, Fraction]:
    """What each unit directly below gave while it stood there."""
    book, during = bench.say.book, bench.facts.during
    months = range(during.first, during.last + 1)
    names = {name for month in months for name in children(book, unit, type(during)(month, month))}
    found = {name: given(book, indicator, name, unit, during).value for name in names if not book.units[name].published_only}
    return {name: value for name, value in found.items() if value is not None}


def leaves(indicator: Indicator, unit: str, bench: Bench) -> Areas:
    """The areas that are drawn, by unit and the one above it; a unit is taken apart where its own parts make it up."""
    slack = Fraction(1, 2) / 10 ** bench.say.decimals(indicator)
    found: Areas = {}
    for name, value in areas(indicator, unit, bench).items():
        inner = areas(indicator, name, bench)
        if inner and min(inner.values()) >= 0 and 0 < sum(inner.values()) <= value + slack:
            found |= leaves(indicator, name, bench)
        elif value >= 0:
            found[name, unit] = value
    return found


def judge_made_of_title(claim: Claim, bench: Bench) -> None:
    """Which unit makes up most of a count, and how much."""
    indicator = chosen(claim["name"], bench)
    whole = bench.facts.value(indicator) if indicator else None
    if indicator is None or not whole:
        bench.rule("false", claim.text, "no such figure")
        return
    parts = areas(indicator, bench.facts.unit, bench)
    most = sole(parts, bench.say.decimals(indicator))
    bench.hold(most in unit_ids(claim["unit"]), True, f"the largest in “{claim.text}” ({most})")
    bench.hold(claim["percent"], grouped(100 * parts[most] / whole, 1) if most else None, "its share")
    k, n = bench.facts.figure(indicator).in_of_asked
    bench.hold(k >= n, True, "that the whole is complete")


def judge_areas_alt(claim: Claim, bench: Bench) -> None:
    """The total, how many units, the largest, how many did not report."""
    indicator = chosen(claim["what"], bench)
    whole = bench.facts.value(indicator) if indicator else None
    if indicator is None or not whole:
        bench.rule("false", claim.text, "no such figure")
        return
    drawn = leaves(indicator, bench.facts.unit, bench)
    for part in claim["told"]:
        if part.kind == "parts":
            bench.hold(
                (part["total"], part["count"]),
                (bench.say.figure(whole, indicator), str(len({unit for unit, _ in drawn}))),
                "total and units",
            )
        elif part.kind == "largest":
            _largest(part, drawn, whole, indicator, bench)
        else:
            bench.hold(part["count"], str(len(silent(indicator, bench))), "not reported")


def silent(indicator: Indicator, bench: Bench) -> set[str]:
    """The units that owed a return and gave none at all."""
    owed: dict[str, list[bool]] = {}
    for one in bench.facts.figure(indicator).returns:
        owed.setdefault(one.unit, []).append(one.returned)
    return {unit for unit, marks in owed.items() if not any(marks)}


def _largest(claim: Claim, drawn: Areas, whole: Fraction, indicator: Indicator, bench: Bench) -> None:
    """The largest area: of one unit, all that it gave."""
    most = sole(drawn, bench.say.decimals(indicator)) if len({unit for unit, _ in drawn}) >= _FEWEST else None
    unit, above = most or ("", "")
    named = claim["name"]
    if isinstance(named, list):
        bench.hold(above in named[1][1], True, f"the unit above the largest ({above})")
        named = named[0]
    bench.hold(unit in unit_ids(named), True, f"the largest in “{claim.text}” ({unit})")
    if most:
        share = bench.say.said("number.percent", number=grouped(100 * drawn[most] / whole, 1))
        bench.hold((claim["value"], claim["share"]), (bench.say.figure(drawn[most], indicator), share), "its size and share")
        bench.hold(sum(value for (name, _), value in drawn.items() if name == unit), drawn[most], f"all that {unit} gave")


def judge_cells_alt(claim: Claim, figure: Figure, bench: Bench) -> None:
    """How many rows and columns a table has, and how many of its cells were not reported."""
    judge_beside_title(claim["what"], bench)
    silent = {bench.say.text["absence.not_reported.short"], bench.say.text["absence.not_reported.long"]}
    body = figure.table[1:]
    named = 2 if figure.table[0][0] == bench.say.text["figure.column.group"] else 1
    for part in claim["told"]:
        if part.kind == "heat":
            size = (str(len(body)), str(len(figure.table[0]) - named))
            bench.hold((part["rows"], part["columns"]), size, "rows and columns")
        else:
            count = sum(cell in silent for row in body for cell in row[named:])
            bench.hold(part["count"], str(count), "cells not reported")


def judge_beside_title(claim: Claim, bench: Bench) -> None:
    if claim.key == "chart.heat.title":
        bench.hold(bench.facts.unit in claim["unit"], True, f"unit in “{claim.text}”")


def sizes(bench: Bench) -> dict[str, Fraction]:
    """How large the units below are, by the indicator that their level names."""
    found: dict[str, Fraction] = {}
    for unit in bench.facts.below:
        size = bench.say.levels[bench.say.book.units[unit].level].get("size")
        there = bench.facts.at(unit, bench.facts.period)
        value = there.value(there.indicator(size)) if size else None
        if value is not None:
            found[unit] = value
    return found


def judge_chosen(claim: Claim, figure: Figure, bench: Bench) -> None:
    """Which of the units below are shown: all, or the largest."""
    shown = {name for name in figure.table[0] if name in {bench.say.called(unit) for unit in bench.facts.below}}
    known = sizes(bench)
    if claim.kind == "all":
        bench.hold(claim["count"], str(len(bench.facts.below)), "units below")
        bench.hold(len(shown), len(bench.facts.below), "units shown")
        return
    if claim.kind == "unsized":
        bench.hold(claim["count"], str(len(bench.facts.below) - len(known)), "units of unknown size")
        return
    order = sorted(known.values(), reverse=True)
    count = int(claim["shown"])
    bench.hold((count, claim["all"]), (len(shown), str(len(bench.facts.below))), "units shown, of all")
    right = {bench.say.called(unit) for unit, size in known.items() if size >= order[count - 1]}
    tied = len(right) > count
    bench.hold(shown <= right, True, f"that these are the {count} largest")
    bench.hold(claim.kind, "tied" if tied else "largest", "whether the last of them is tied")
    _by_size(claim, bench)


def _by_size(claim: Claim, bench: Bench) -> None:
    levels = {bench.say.book.units[unit].level for unit in bench.facts.below}
    right = {bench.say.levels[level].get("size") for level in levels}
    bench.hold(
        [any(one in ids for one in right) for ids in claim["size"]], [True] * len(right - {None}), "what size is measured by"
    )


def judge_remark(claim: Claim, bench: Bench) -> None:
    """Why there is no picture of the parts."""
    indicator = chosen(claim["name"], bench)
    whole = bench.facts.value(indicator) if indicator else None
    if indicator is None or whole is None:
        bench.rule("false", claim.text, "no such figure")
        return
    parts = areas(indicator, bench.facts.unit, bench)
    if claim.kind == "negative":
        least = min(parts, key=lambda unit: parts[unit])
        bench.hold(least in unit_ids(claim["unit"]), True, f"the least part in “{claim.text}” ({least})")
        bench.hold(claim["amount"], bench.say.figure(parts[least], indicator), "its amount")
        bench.hold(parts[least] < 0, True, "that it is negative")
        return
    bench.hold(bench.facts.unit in unit_ids(claim["unit"]), True, "whose parts they are")
    total = sum(parts.values(), Fraction(0))
    said = (claim["parts"], claim["amount"])
    bench.hold(said, (bench.say.figure(total, indicator), bench.say.figure(whole, indicator)), "parts and whole")
    bench.hold(total > whole, True, "that the parts are more")


def spans(claim: Claim, drawn: list[str], bench: Bench) -> None:
    """Whose figures are drawn, from when to when."""
    bench.hold(bench.facts.unit in claim["unit"], True, f"unit in “{claim.text}”")
    first, last = parse(claim["first"]), parse(claim["last"])
    ends = (drawn[0], drawn[-1]) if drawn else None
    bench.hold((claim["first"], claim["last"]), ends, "the first and the last period drawn")
    bench.hold(first.first <= last.first and last.last <= bench.facts.during.last, True, "no later than the page")
