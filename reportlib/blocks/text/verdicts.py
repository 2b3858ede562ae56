"""Verdicts in words: on one figure, on several together, and on how intervals are computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reportlib.analysis import Standing, View
from reportlib.analysis.methods.difference import VERDICTS
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import change_decimals, rounded, rounds_to_zero
from reportlib.workbook.catalogue import Indicator

NONE = "none"
"""The sign of a figure without an interval, of which only the difference is shown."""
SIGNS = (*VERDICTS, NONE)
MORE_DECIMALS: Final = 3
"""The most decimals that a difference has beyond those of two figures that are printed alike."""
MAX_INDICATORS_NAMED = 3
"""The most indicators that the overview's title names."""


@dataclass(frozen=True)
class VerdictText:
    """A sign of `SIGNS`, which is drawn `count` times, with its words."""

    sign: str
    text: str
    count: int = 1


def sign(row: Standing) -> str:
    """The sign of a figure: its verdict against the rest of the unit above, or `NONE` if it is compared without a verdict.

    Empty if the figure is not compared.
    """
    return (row.verdict or NONE) if row.compared else ""


def verdict_text(row: Standing, indicator: Indicator, words: Words) -> VerdictText | None:
    """The verdict on a figure, else its difference from the rest of the unit above; None if the figure is not compared."""
    if not row.compared:
        return None
    text = words(f"verdict.{row.verdict}") if row.verdict else difference(row, indicator, words)
    if row.verdict not in ("", "similar") and alike(row, indicator):
        text = words("verdict.by", verdict=text, gap=difference(row, indicator, words))
    return VerdictText(sign(row), words("verdict.provisional", verdict=text) if row.loose_verdict else text)


def difference(row: Standing, indicator: Indicator, words: Words) -> str:
    """How far a figure is above or below the rest of the unit above, without measure.

    The difference has more decimals than the figures if both figures are printed alike.
    """
    fine = finer(row, indicator)
    key = "level" if rounds_to_zero(row.gap, change_decimals(fine)) else "above" if row.gap > 0 else "below"
    return words(f"verdict.gap.{key}", amount=apart(row.gap, fine, words))


def alike(row: Standing, indicator: Indicator) -> bool:
    """Whether a figure, and the figure of the rest of the unit above, are printed alike."""
    return row.compared and rounded(row.value, indicator.decimals) == rounded(row.rest_value, indicator.decimals)


def finer(row: Standing, indicator: Indicator) -> Indicator:
    """The indicator, with the decimals in which the difference from the rest of the unit above is printed.

    If both figures are printed alike but differ, these are the fewest decimals that show the difference, more than the figures
    have. If there is no verdict, or “similar”, a difference that is printed as zero keeps the indicator's decimals.
    """
    if not alike(row, indicator) or (row.verdict in ("", "similar") and rounds_to_zero(row.gap, change_decimals(indicator))):
        return indicator
    first = max(change_decimals(indicator), indicator.decimals + 1)
    shown = (places for places in range(first, first + MORE_DECIMALS) if not rounds_to_zero(row.gap, places))
    return indicator.model_copy(update={"decimals": next(shown, indicator.decimals)})


def apart(value: float, indicator: Indicator, words: Words) -> str:
    """A difference for a narrow column: shortened, without sign and measure, but percentage points are named (“2.1 pts”)."""
    size, decimals = abs(value), change_decimals(indicator)
    if indicator.percent:
        return words("number.short_points", number=words.number(size, decimals))
    return words.short(size, decimals)


def counted(view: View, words: Words, names: Iterable[str]) -> list[VerdictText]:
    """The numbers of indicators by sign, in words; signs that no indicator has are left out."""
    signs = Counter(sign(view.standing_of(name)) for name in names)
    return [VerdictText(each, words(f"verdict.count.{each}", count=signs[each]), signs[each]) for each in SIGNS if signs[each]]


def whole(view: View, words: Words) -> str:
    """The unit above, by its level's `whole` (“the county”) or else by its own name; “Above” if there is no unit above."""
    if view.parent is None:
        return words("overview.no_parent")
    level = view.workbook.level(view.parent.level)
    return words.name(level.whole or view.parent.name)


def rest(view: View, words: Words) -> str:
    """The name of the rest of the unit above, with which figures are compared."""
    return words("verdict.rest", whole=whole(view, words)) if view.parent is not None else words("overview.no_parent")


def against(view: View, words: Words, counts: list[VerdictText]) -> str:
    """The beginning of the sentence on how many indicators are better, similar or worse; empty if none is compared."""
    return words("verdict.against", above=rest(view, words), count=sum(each.count for each in counts)) if counts else ""


def title(view: View, words: Words, names: Iterable[str]) -> str:
    """A summary of the verdicts on some indicators, with the names of the worse indicators; empty if there are no verdicts.

    If no indicator is better or worse, the summary names those that are higher or lower.
    """
    signs = {name: view.standing_of(name).verdict for name in names}
    worse = [name for name, verdict in signs.items() if verdict == "worse"]
    better = sum(verdict == "better" for verdict in signs.values())
    if not any(signs.values()):
        return ""
    apart = [name for name, verdict in signs.items() if verdict in ("higher", "lower")]
    judged = ("both" if worse else "better") if better else ("worse" if worse else "")
    key = judged or ("apart" if apart else "neither")
    gaps = {"above": rest(view, words), "better": better, "worse": len(worse), "apart": len(apart)}
    gaps["names"] = _named(view, words, worse if judged else apart)
    return words(f"verdict.title.{key}", **gaps)


def _named(view: View, words: Words, names: list[str]) -> str:
    indicators = [view.workbook.catalogue[name] for name in names[:MAX_INDICATORS_NAMED]]
    names_text = words.join([words.name(i.plain or i.name) for i in indicators])
    return words("verdict.title.more", names=names_text) if len(names) > MAX_INDICATORS_NAMED else names_text


def interval(row: Standing, indicator: Indicator, words: Words) -> str:
    """The interval of a figure in words, without its measure; empty if it has none."""
    if not row.interval_high >= row.interval_low:
        return ""
    low, high = (words.number(value, indicator.decimals) for value in (row.interval_low, row.interval_high))
    return words("verdict.interval", low=low, high=high)


def reckoned(indicator: Indicator, words: Words) -> str:
    """How the interval of an indicator is computed, or why it has none; empty if the indicator is not compared."""
    if not indicator.divides:
        return ""
    if indicator.uncertainty != "none":
        return words(f"interval.{indicator.uncertainty}.text")
    return words("interval.none", why=words.name(indicator.interval_note) or words(f"interval.{indicator.kind}")).strip()
