from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.audit.bench import Bench
from tests.audit.facts import Facts
from tests.audit.grammar import Claim, readings
from tests.audit.mastheads import chosen, judge_change
from tests.audit.numerals import grouped
from tests.audit.page import Figure
from tests.audit.pictorial import Pictorial
from tests.audit.tallies import returns_of
from tests.oracle.periods import parse
from tests.oracle.workbook import Indicator

_SEVERAL = "the sum holds figures with several qualifiers, for which METHODS has no word"


def judge_trend_title(found: list[Any], bench: Bench) -> None:
    """Check the title of a trend: the figure of the page's period (or else of an earlier one), its change, and its target."""
    told, changed, target = found
    indicator = chosen(told["name"], bench)
    if indicator is None:
        bench.rule("false", told.text, "no such indicator on this level")
        return
    period, lived = _when(told.gaps.get("period", bench.facts.period))
    there = bench.there(bench.facts.unit, period)
    amount, marks = told["amount"]
    current = period == bench.facts.period
    bench.hold(current or bench.facts.value(indicator) is None, True, f"of the page's period: {period}")
    if there.facts.value(indicator) is not None and there.facts.qualifier(indicator) is None:
        bench.spare(told.text, _SEVERAL)
        return
    bench.hold(lived, bench.right.lived() if current else "", "months that the unit lived through")
    there.hold(amount, there.right.amount(indicator), indicator.id)
    bench.hold([mark.text for mark in marks[1]] if marks[1] else [], there.right.marks(indicator) if current else [], "marks")
    judge_change(changed[1] if changed else None, indicator, bench, movers=False, brief=True)
    if target:
        bench.hold(target[1].text, bench.right.to_target(indicator, "chart"), "to the target")


def _when(said: Any) -> tuple[str, str]:
    """The period that a text names, and the months in which the unit existed; the months are empty if the text names none."""
    return (said["period"], said["months"].text) if isinstance(said, Claim) else (said, "")


def limited(value: list[Any]) -> tuple[str, list[str]]:
    amount, marks = value
    return amount, [mark.text for mark in marks[1]] if marks[1] else []


def judge_point(value: list[Any], indicator: Indicator, facts: Facts, bench: Bench) -> None:
    """Check a figure of any unit and period in an alternative text."""
    there = bench.there(facts.unit, facts.period)
    amount, marks = limited(value)
    if facts.value(indicator) is not None and facts.qualifier(indicator) is None:
        bench.spare(amount, _SEVERAL)
        return
    what = f"{indicator.id} of {facts.unit} in {facts.period}"
    there.hold(amount, there.right.figure(indicator), what)
    there.hold(marks, there.right.limits(indicator), f"limits of {what}")


def judge_trend_alt(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check the alternative text of a trend: last, lowest and highest figure of each line, missing figures, and the target."""
    drawn = [period for row in figure.table[1:] if (period := speech.periods.get(row[0]))]
    subject = claim["what"]
    if isinstance(subject, Claim):
        _judge_returns(claim, drawn, bench)
        return
    indicator = chosen(subject, bench)
    if indicator is None:
        bench.rule("false", claim.text, "no such indicator")
        return
    for part in claim["told"]:
        if isinstance(part, Claim):
            _target(part, indicator, bench)
        else:
            _line(part, indicator, drawn, bench)


def _target(claim: Claim, indicator: Indicator, bench: Bench) -> None:
    value = bench.say.book.targets.get((indicator.id, bench.facts.unit, parse(claim["period"])))
    right = set() if value is None else {bench.say.figure(value, indicator)}
    bench.hold(claim["value"], right, f"target for {claim['period']}")


def _line(part: list[Any], indicator: Indicator, drawn: list[str], bench: Bench) -> None:
    claim, missing = part
    units = [unit for unit in claim["name"] if unit in (bench.facts.unit, bench.facts.parent)]
    if not units:
        bench.rule("false", claim.text, "neither the unit nor the one above it")
        return
    line = Line(indicator, units[0], drawn, bench)
    if claim.kind == "no_line":
        bench.hold(line.last, None, "that there is no figure")
        return
    bench.hold(claim["period"], line.last, "the last period with a figure")
    judge_point(claim["value"], indicator, bench.facts.at(units[0], claim["period"]), bench)
    if claim.kind == "line":
        bench.hold((claim["low"], claim["high"]), line.reach, "least and greatest")
        bench.hold(claim["low"] == claim["high"], False, "a range of one figure")
    line.judge_missing(missing)


class Line:
    """The figures of one indicator of one unit in the periods drawn."""

    def __init__(self, indicator: Indicator, unit: str, drawn: list[str], bench: Bench) -> None:
        self.indicator, self.bench = indicator, bench
        self.points = {period: bench.facts.at(unit, period) for period in drawn}
        self.values = {p: value for p, facts in self.points.items() if (value := facts.value(indicator)) is not None}

    @property
    def last(self) -> str | None:
        return max(self.values, key=lambda period: parse(period).last, default=None)

    @property
    def reach(self) -> tuple[str, str] | None:
        """The smallest and the largest figure, as a table prints them; None if there is no figure."""
        if not self.values:
            return None
        say = self.bench.say
        return say.figure(min(self.values.values()), self.indicator), say.figure(max(self.values.values()), self.indicator)

    def judge_missing(self, claim: Claim | None) -> None:
        """Check for how many periods the text says that no figure was reported."""
        silent = sum(self._silent(period) for period in self.points)
        self.bench.hold(claim["count"] if claim else "0", str(silent), "periods not reported")

    def _silent(self, period: str) -> bool:
        absences = self.points[period].figure(self.indicator).absences
        return period not in self.values and bool(absences) and "not reported" in (absences or ())


def _judge_returns(claim: Claim, drawn: list[str], bench: Bench) -> None:
    shares = {period: share_of_returns(bench, period) for period in drawn}
    for part in claim["told"]:
        line, _ = part
        amount, marks = limited(line["value"])
        last = shares.get(line["period"])
        bench.hold(bench.facts.unit in line["name"], True, f"unit in “{line.text}”")
        bench.hold(line["period"], max(drawn, key=lambda period: parse(period).last), "the last period")
        bench.hold((amount, marks), (percentage(last), []), "share of returns")
        if line.kind == "line":
            known = [share for share in shares.values() if share is not None]
            bench.hold((line["low"], line["high"]), (percentage(min(known)), percentage(max(known))), "least and greatest")


def share_of_returns(bench: Bench, period: str) -> Fraction | None:
    """The share of the returns of a collection period that came in; None if none was due."""
    listed = [entry for entry in returns_of(bench, parse(period)) if entry.period == parse(period)]
    return Fraction(sum(entry.state != "missing" for entry in listed), len(listed)) if listed else None


def percentage(share: Fraction | None) -> str:
    return "" if share is None else f"{grouped(100 * share, 1)}%"


def judge_panels(claim: Claim, figure: Figure, bench: Bench, speech: Pictorial) -> None:
    """Check how many panels there are, which unit they compare with, and the last figure of each row of the table."""
    heads, *rows = figure.table
    drawn = [period for text in heads[1:] if (period := speech.periods.get(text))]
    found = [(next(readings(speech.panels_row, row[0]), None), row) for row in rows]
    bench.hold(all(name for name, _ in found), True, "rows of indicators on this level")
    own = [row for name, row in found if name and not name[1]]
    bench.hold(claim["count"], str(len(own)), "panels")
    if claim.gaps.get("against"):
        bench.hold(bench.facts.parent in claim["against"]["name"], True, "the unit compared with")
    for name, row in found:
        if name:
            _panel(name, dict(zip(drawn, row[1:], strict=True)), bench, speech)


def _panel(name: list[Any], cells: dict[str, str], bench: Bench, speech: Pictorial) -> None:
    """Check that a row has all figures that the unit has, and check the last of them."""
    (names, beside), unit = name, bench.facts.parent if name[1] else bench.facts.unit
    indicator = chosen(names, bench)
    if indicator is None or unit is None:
        bench.rule("false", str(names), "no such indicator on this level")
        return
    bench.hold(not beside or unit in beside[1], True, f"the unit beside it, of {indicator.id}")
    line = Line(indicator, unit, list(cells), bench)
    read = {period: next(readings(speech.limited, text), None) for period, text in cells.items()}
    bench.hold([period for period in cells if read[period]], [p for p in cells if p in line.values], f"periods of {indicator.id}")
    if line.last and read[line.last]:
        judge_point(read[line.last], indicator, bench.facts.at(unit, line.last), bench)
