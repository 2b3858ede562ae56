"""Check the lines under titles: units, periods, numbers of units."""

from __future__ import annotations

from typing import Any

from tests.audit.bench import Bench
from tests.audit.grammar import Claim
from tests.audit.mastheads import chosen
from tests.audit.page import Figure
from tests.audit.parts import spans
from tests.audit.pictorial import Pictorial
from tests.audit.rankings import Field, judge_others
from tests.oracle.periods import kind_of
from tests.oracle.workbook import Indicator


def judge_subtitle(found: Any, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    if isinstance(found, Claim):
        _single(found, figure, bench, speech)
    elif isinstance(found[0], Claim):
        _limits(found, figure, bench, speech)
    else:
        _counted(found, figure, bench, speech)


def _single(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    if claim.key.startswith("chart.span"):
        texts = [row[0] for row in figure.table[1:]] if figure.kind == "trend" else figure.table[0][1:]
        spans(claim, [period for text in texts if (period := speech.periods.get(text))], bench)
        if "kind" in claim.gaps:
            bench.hold(claim["kind"].kind, kind_of(claim["last"]), "kind of the periods drawn")
    elif claim.key in ("collection.rate.subtitle", "collection.punctual.subtitle"):
        bench.hold(claim["due"], str(bench.say.book.due_days), "days until a return is due")
    else:
        bench.spare(claim.text, "says what is drawn, not how it is")


def _limits(found: list[Claim], figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check the unit and the period of a subtitle.

    What limits a figure (“3 of 5 units reported”) may stand only below the title of a picture of one indicator.
    """
    for claim in found:
        if claim.key == "chart.at":
            bench.hold((bench.facts.unit in claim["unit"], claim["period"]), (True, bench.facts.period), "unit and period")
    marks = [claim.text for claim in found if claim.key != "chart.at"]
    indicator = subject(figure, bench, speech)
    if marks and indicator is None:
        bench.rule("false", " ".join(marks), "no figure that they could limit")


def subject(figure: Figure, bench: Bench, speech: Pictorial) -> Indicator | None:
    """The indicator with which the alternative text of a figure begins; None if the text does not begin with one."""
    for end, names in speech.indicator(figure.alt, 0):
        if figure.alt.startswith(bench.say.said("figure.alt.sentence", what="", told="").rstrip(".。 ").strip() or ":", end):
            return chosen(names, bench)
    return None


def _counted(found: list[Any], figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check the period, how many units are ranked or have a figure, and the range of the figures."""
    period, rest = found
    indicator = subject(figure, bench, speech)
    if indicator is None or rest is None:
        bench.hold(
            bench.facts.during.holds(bench.facts.at(bench.facts.unit, period).during), True, f"a period of the page: {period}"
        )
        if rest:
            bench.rule("false", figure.subtitle, "no figures that are counted")
        return
    bench.hold(period, bench.facts.period, "period")
    field = Field(indicator, bench)
    first, second = rest[1]
    if isinstance(first, Claim):
        bench.hold(first["count"], str(len(field.ranked)), "ranked")
        judge_others(second, field, bench)
        return
    bench.hold((second["known"], second["all"]), (str(len(field.values)), str(len(field.units))), "units with a figure")
    if first:
        low, high = (bench.say.figure(end(field.values.values()), indicator) for end in (min, max))
        bench.hold((first[0]["low"], first[0]["high"]), (low, high), "from the least to the greatest")
