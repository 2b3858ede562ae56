"""The signal of an indicator over time, for a row of the overview."""

from __future__ import annotations

from dataclasses import dataclass

from reportlib.analysis import View
from reportlib.blocks.headline.finding import Teller
from reportlib.blocks.headline.runs import STEADY, STEPS, length, signal_of, steps_of, whole_points
from reportlib.blocks.text import Words
from reportlib.periods import Period

SIGNS = {1: "\u25b2", -1: "\u25bc"}
SIDES = {1: "better", -1: "worse", 0: "none"}


@dataclass(frozen=True)
class Signalled:
    """A signal; `side` says whether it is “better”, “worse” or “none” of these."""

    sign: str
    text: str
    side: str


def signalled(view: View, name: str, words: Words) -> Signalled | None:
    """The signal among the latest points of an XmR chart, else a run of rises or falls up to now; None if there is neither."""
    teller = Teller(view, words, name)
    if teller.indicator.signal == "xmr" and (signal := signal_of(view, name)):
        rule = words(f"block.signal.rules.{signal.rule}.{'up' if signal.side > 0 else 'down'}")
        text = words("overview.signal.rule", rule=rule, period=words.period(Period.parse(signal.period), short=True))
        return Signalled(SIGNS[signal.side], text, "better" if signal.meaning == "improvement" else "worse")
    return _run(teller)


def _run(teller: Teller) -> Signalled | None:
    if teller.indicator.kind not in STEADY:
        return None
    points = whole_points(teller)
    steps = steps_of(points, teller.indicator)
    count, way = length(steps), steps[-1] if steps else 0
    if count < STEPS:
        return None
    many = teller.words(f"headline.steps.{points[-1].period.kind}", count=count)
    text = teller.words(f"overview.signal.{'up' if way > 0 else 'down'}", many=many)
    return Signalled(SIGNS[way], text, SIDES[way * teller.indicator.sign])
