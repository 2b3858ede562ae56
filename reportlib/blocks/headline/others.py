"""A figure beside those of others: the rest of the unit above, beyond doubt, its peers, and who else ranks it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reportlib.analysis import Standing
from reportlib.analysis.snapshots.since import against, worse_since
from reportlib.blocks.acting import how_long
from reportlib.blocks.facts import Fact
from reportlib.blocks.headline.finding import Candidate, Teller
from reportlib.blocks.standard.making import own
from reportlib.blocks.text import changes, verdicts
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.sentences import outside_rank
from reportlib.blocks.text.sides import unseen
from reportlib.blocks.text.words import in_words

MIN_PERIODS_OR_PEERS = 3
"""So many periods in a row are worth telling."""
APART = ("better", "worse", "higher", "lower")
"""The verdicts that say a figure differs from that of the rest; the last two of figures of which neither side is better."""
SURELY = "interval of the difference from the rest at 99.8 %"


def beside_others(teller: Teller) -> Iterator[Candidate]:
    """All that is found of an indicator beside those of others."""
    row = teller.view.standing_of(teller.name)
    if row.sure and row.verdict in APART and not unseen(row.gap, teller.indicator):
        yield _judged(teller, row)
    yield from _ranked(teller, row)
    yield from _outside(teller)


def _judged(teller: Teller, row: Standing) -> Candidate:
    """A verdict that holds at 99.8 %: how the gap changed, for how long it has been there, or that it is no chance."""
    view, words, indicator = teller.view, teller.words, teller.indicator
    rest = Fact(indicator=teller.name, period=str(view.period), group="rest", value=row.rest_value)
    gaps = {"amount": words.difference(row.gap, indicator), "rest": verdicts.rest(view, words)}
    key, more = _about_the_gap(teller, row)
    way = "above" if row.gap > 0 else "below"
    width = row.interval_high - row.interval_low
    return teller.candidate(
        row.verdict,
        f"rest.{way}.{key}",
        gaps | more,
        ground=f"{SURELY} ({indicator.uncertainty})",
        weight=abs(row.gap) / width if width else math.inf,
        facts=[own(view, teller.name), rest],
        loose=row.loose_verdict,
    )


def _about_the_gap(teller: Teller, row: Standing) -> tuple[str, dict[str, str]]:
    """What more is said of a gap."""
    view, words, indicator = teller.view, teller.words, teller.indicator
    before = gap_before(teller)
    wider = abs(row.gap) - abs(before)
    if before * row.gap > 0 and not rounds_to_zero(wider, change_decimals(indicator)):
        year = changes.earlier(view, "year")
        period = in_words(year, words) if year else ""
        return "wider" if wider > 0 else "narrower", {"change": _by(teller, wider), "then": period}
    if row.verdict == "worse" and (since := worse_since(view, teller.name)).count >= MIN_PERIODS_OR_PEERS:
        return "long", {"since": how_long(since, words)}
    return "plain", {}


def _by(teller: Teller, wider: float) -> str:
    """By how much a gap changed; of percentage points, which were named just before, shorter."""
    if not teller.indicator.percent:
        return teller.words.difference(wider, teller.indicator)
    return teller.words("headline.points", number=teller.words.number(abs(wider), change_decimals(teller.indicator)))


def gap_before(teller: Teller) -> float:
    """How far the figure lay from that of the rest a year before; NaN where that is not known."""
    year = changes.earlier(teller.view, "year")
    sides = against(teller.view, teller.indicator, year) if year else None
    if sides is None or _broken(teller):
        return math.nan
    own_side, rest = (side["numerator"].iloc[0] / side["denominator"].iloc[0] for side in sides)
    return float(teller.indicator.scale * (own_side - rest))


def _broken(teller: Teller) -> bool:
    """Whether figures of the year before may not be set beside those of now."""
    now, year = teller.view.period, changes.earlier(teller.view, "year")
    breaks = teller.indicator.breaks_of(teller.view.unit.id)
    return year is not None and any(year.opens < one.start.opens <= now.opens for one in breaks)


def _ranked(teller: Teller, row: Standing) -> Iterator[Candidate]:
    """Its place among all its peers, with nobody missing and no tie, not even as printed: the first, the last, or any other."""
    if math.isnan(row.rank) or row.alike or row.tied or row.missing or row.unranked or row.of < MIN_PERIODS_OR_PEERS:
        return
    kind = {1: "first", int(row.of): "last"}.get(int(row.rank), "place")
    ground = f"rank {row.rank:g} of {row.of:g}, no tie as printed, none missing"
    facts, gaps = [own(teller.view, teller.name)], {"of": f"{row.of:.0f}", "rank": teller.words.ordinal(row.rank)}
    weight = abs(row.rank - (row.of + 1) / 2)  # how far from the middle
    down = teller.indicator.direction == "down"  # where less is better, “first” would be read as the most
    key = {"first": "lowest", "last": "highest"}.get(kind, kind) if down else kind
    yield teller.candidate(kind, f"rank.{key}", gaps, ground=ground, weight=weight, facts=facts, loose=row.provisional)


def _outside(teller: Teller) -> Iterator[Candidate]:
    """A rank among others outside the workbook, as it was published."""
    rank_text = outside_rank(teller.view, teller.words, teller.name)
    if rank_text:
        facts = [own(teller.view, teller.name)]
        yield teller.candidate("outside", "outside", {"rank": rank_text}, ground="a published rank", weight=0, facts=facts)
