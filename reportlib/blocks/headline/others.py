"""Candidates that compare a figure with others."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reportlib.analysis import Standing
from reportlib.analysis.snapshots.since import against, worse_since
from reportlib.blocks.acting import how_long
from reportlib.blocks.facts import Fact
from reportlib.blocks.headline.finding import Candidate, Teller
from reportlib.blocks.standard.making import own
from reportlib.blocks.text import Words, changes, verdicts
from reportlib.blocks.text.places import counts_from_lowest
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.sentences import outside_rank
from reportlib.blocks.text.sides import unseen
from reportlib.blocks.text.words import in_words
from reportlib.workbook.catalogue import Indicator

MIN_PERIODS_OR_PEERS = 3
"""The fewest periods in a row, or peers, that are worth a sentence in the headline."""
APART = ("better", "worse", "higher", "lower")
"""The verdicts of a difference from the rest; “higher” and “lower” are for indicators without a good direction."""
SURELY = "interval of the difference from the rest at 99.8 %"


def beside_others(teller: Teller) -> Iterator[Candidate]:
    """All candidates that compare an indicator with others."""
    row = teller.view.standing_of(teller.name)
    if row.sure and row.verdict in APART and not unseen(row.gap, teller.indicator):
        yield _judged(teller, row)
    yield from _ranked(teller, row)
    yield from _outside(teller)


def _judged(teller: Teller, row: Standing) -> Candidate:
    """The candidate for a verdict at 99.8 %.

    It says how the gap changed or how long the verdict has lasted, or else that the gap is larger than chance explains.
    """
    view, words, indicator = teller.view, teller.words, teller.indicator
    rest = Fact(indicator=teller.name, period=str(view.period), group="rest", value=row.rest_value)
    gaps = {"amount": words.difference(row.gap, verdicts.finer(row, indicator)), "rest": verdicts.rest(view, words)}
    key, more = _about_the_gap(teller, row)
    loose = row.loose_verdict or (key in ("wider", "narrower") and _loose_before(teller))
    way = "above" if row.gap > 0 else "below"
    width = row.interval_high - row.interval_low
    return teller.candidate(
        row.verdict,
        f"rest.{way}.{key}",
        gaps | more,
        ground=f"{SURELY} ({indicator.uncertainty})",
        weight=abs(row.gap) / width if width else math.inf,
        facts=[own(view, teller.name), rest],
        loose=loose,
    )


def _about_the_gap(teller: Teller, row: Standing) -> tuple[str, dict[str, str]]:
    """The text key for how the gap changed or how long the verdict has lasted, and the values to fill in."""
    view, words, indicator = teller.view, teller.words, verdicts.finer(row, teller.indicator)
    before = gap_before(teller, row)
    wider = abs(row.gap) - abs(before)
    if before * row.gap > 0 and not rounds_to_zero(wider, change_decimals(indicator)):
        year = view.period.year_before()
        period = in_words(year, words) if year else ""
        return "wider" if wider > 0 else "narrower", {"change": _by(indicator, wider, words), "then": period}
    if row.verdict == "worse" and (since := worse_since(view, teller.name)).count >= MIN_PERIODS_OR_PEERS:
        return "long", {"since": how_long(since, words)}
    return "plain", {}


def _by(indicator: Indicator, wider: float, words: Words) -> str:
    """The change of a gap in words; shorter for percentage points, which the sentence has just named."""
    if not indicator.percent:
        return words.difference(wider, indicator)
    return words("headline.points", number=words.number(abs(wider), change_decimals(indicator)))


def gap_before(teller: Teller, row: Standing) -> float:
    """The gap between the unit and the rest of the unit above, a year before; NaN if unknown or not comparable with today's gap.

    It is not comparable if it is between other units or returns, if a break in series lies between the two gaps, or if
    changes are given per week.
    """
    year = teller.view.period.year_before()
    if year is None or _broken(teller) or changes.weekly(teller.indicator, teller.view):
        return math.nan
    if not (row.whole_matched and row.changed("year").matched):
        return math.nan
    sides = against(teller.view, teller.indicator, year)
    if sides is None:
        return math.nan
    own_side, rest = (side["numerator"].iloc[0] / side["denominator"].iloc[0] for side in sides)
    return float(teller.indicator.scale * (own_side - rest))


def _loose_before(teller: Teller) -> bool:
    """Whether the figure of the unit, or of the unit above, was provisional a year before."""
    view, year = teller.view, teller.view.period.year_before()
    rows = view.rows(teller.name, year) if year else view.values.head(0)
    names = [unit.id for unit in (view.unit, view.parent) if unit]
    return bool(rows.loc[rows.index.isin(names), "status"].eq("provisional").any())


def _broken(teller: Teller) -> bool:
    """Whether a break in series makes the figures of a year before incomparable."""
    now = teller.view.period
    year = now.year_before()
    return year is not None and teller.indicator.broken(teller.view.unit.id, earlier=year, later=now)


def _ranked(teller: Teller, row: Standing) -> Iterator[Candidate]:
    """The candidate for the rank among all peers; none if a peer has no figure, no rank, or an equal figure as printed."""
    if math.isnan(row.rank) or row.alike or row.tied or row.missing or row.unranked or row.of < MIN_PERIODS_OR_PEERS:
        return
    kind = {1: "first", int(row.of): "last"}.get(int(row.rank), "place")
    ground = f"rank {row.rank:g} of {row.of:g}, no tie as printed, none missing"
    facts, gaps = [own(teller.view, teller.name)], {"of": f"{row.of:.0f}", "rank": teller.words.ordinal(row.rank)}
    weight = abs(row.rank - (row.of + 1) / 2)  # the distance from the middle
    low = counts_from_lowest(teller.indicator)  # readers would take “first” for the highest
    key = {"first": "lowest", "last": "highest", "place": "low"}[kind] if low else kind
    yield teller.candidate(kind, f"rank.{key}", gaps, ground=ground, weight=weight, facts=facts, loose=row.provisional)


def _outside(teller: Teller) -> Iterator[Candidate]:
    rank_text = outside_rank(teller.view, teller.words, teller.name)
    if rank_text:
        facts = [own(teller.view, teller.name)]
        yield teller.candidate("outside", "outside", {"rank": rank_text}, ground="a published rank", weight=0, facts=facts)
