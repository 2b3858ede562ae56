"""Say which figures are not judged, and why."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reportlib.analysis import Standing, View
from reportlib.analysis.comparisons.targets import figure_period
from reportlib.blocks.text import Words, verdicts
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

JudgedFigures = list[tuple[Standing, Indicator]]


def unjudged(view: View, words: Words) -> str:
    """The sentence that says with what the figures are compared, and why none is judged; empty if nothing is compared."""
    figures = [(view.of(str(name)).standing_of(str(name)), view.workbook.catalogue[str(name)]) for name in view.with_figure.index]
    beside = list(_beside(figures, view, words))
    if not beside:
        return ""
    why = [words(f"verdict.unjudged.why.{reason}") for reason in _reasons(figures)]
    key = "said" if why else "bare"
    return words(f"verdict.unjudged.{key}", beside=words.join(beside), why=words.join(why))


def _beside(figures: JudgedFigures, view: View, words: Words) -> Iterator[str]:
    if any(not math.isnan(row.target) for row, _ in figures):
        yield words("verdict.unjudged.targets")
    if any(not math.isnan(row.rest_value) for row, _ in figures):
        yield verdicts.rest(view, words)
    if any(_has_peers(row) for row, _ in figures):
        yield words("verdict.unjudged.peers")


def _has_peers(row: Standing) -> bool:
    return not (math.isnan(row.rank) and math.isnan(row.low))


def _reasons(figures: JudgedFigures) -> Iterator[str]:
    aimed = [(row, indicator) for row, indicator in figures if not math.isnan(row.target)]
    if any(row.k < row.n for row, _ in figures):
        yield "returns"
    if any(row.hidden > 0 for row, _ in figures):
        yield "suppressed"
    if any(math.isnan(row.ahead) and not row.k < row.n and not row.hidden > 0 and row.qualifier == "exactly" for row, _ in aimed):
        yield "period"
    if any(not math.isnan(row.ahead) and indicator.direction == "none" for row, indicator in aimed):
        yield "side"
    if any(row.compared and not row.verdict and indicator.uncertainty == "none" for row, indicator in figures):
        yield "interval"


def outstanding(view: View) -> list[str]:
    """The indicators whose target for the period is not judged yet, because returns are missing and none is suppressed."""
    return [name for name, row in _unmeasured(view) if row.k < row.n and not row.hidden > 0]


def suppressed(view: View) -> list[str]:
    """The indicators whose target for the period is not judged, because a part of their figure is suppressed."""
    return [name for name, row in _unmeasured(view) if row.hidden > 0]


def _unmeasured(view: View) -> Iterator[tuple[str, Standing]]:
    """The indicators with a good direction and a target for the period, but no judgement; each with its figure."""
    for name in map(str, view.with_figure.index):
        seen, indicator = view.of(name), view.workbook.catalogue[name]
        row = seen.standing_of(name)
        due = row.target_period and figure_period(Period.parse(row.target_period), [seen.period], indicator)
        if row.met is None and due and indicator.direction != "none":
            yield name, row
