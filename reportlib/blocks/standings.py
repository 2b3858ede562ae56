"""The figures of a standard page, and the claims about its unit (METHODS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.facts_json import COLUMNS, Key, Rows, claims_as_json, key_of, rows_of
from reportlib.blocks.headline.finding import Candidate
from reportlib.blocks.sections.opening import rank_words, share
from reportlib.blocks.standard.making import before, like, own
from reportlib.blocks.text import Words, changes, sentences, verdicts
from reportlib.data.table import ABSENCES
from reportlib.workbook.catalogue import Indicator

VALUE, ABSENCE = COLUMNS.index("value"), COLUMNS.index("absence")
REST = "rest"
"""The name of the group “rest of the unit above”, which is without the page's own unit."""


def carried_by(view: View, words: Words, headline: list[Candidate]) -> str:
    """The figures and claims of a standard page as JSON (see `reportlib.blocks.facts_json`)."""
    rows = figures(view)
    catalogue, units = view.workbook.catalogue, view.workbook.units
    indicators, unit_ids = ((dict.fromkeys(row[at] for row in rows if row[at])) for at in (0, 1))
    names = {
        "indicator": {name: [words.name(catalogue[name].name), words.name(catalogue[name].measure)] for name in indicators},
        "unit": {name: [words.name(units[name].name), units[name].level] for name in unit_ids},
        "group": {REST: [verdicts.rest(view, words)]} if any(row[2] for row in rows) else {},
    }
    return claims_as_json(rows, names, claims(view, words, headline))


def figures(view: View) -> Rows:
    """The figures of a view, or the kinds of their absence: rows of `COLUMNS`, each figure once.

    The rest of the unit above is stored as a group, not as a unit.
    """
    by_key: dict[Key, list[Any]] = {}
    for part in view.views:
        for table in (part.values, part.places.assign(period=str(part.period)), part.published, _rest(part)):
            for row in rows_of(table):
                if row[VALUE] is not None or (row[ABSENCE] in ABSENCES and table is not part.published):
                    by_key.setdefault(key_of(row), row)
    return list(by_key.values())


def _rest(view: View) -> pd.DataFrame:
    rows = view.standings[view.standings["rest_value"].notna()]
    columns = {"value": rows["rest_value"], "status": rows["rest_status"], "origin": rows["parent_origin"]}
    rests = pd.DataFrame({"indicator": rows["indicator"], **columns})
    return rests.assign(group=REST, period=str(view.period), qualifier="exactly")


def claims(view: View, words: Words, headline: list[Candidate]) -> list[Claim]:
    """The claims of the headline and, for every figure, of its change, rank, share, comparison and target."""
    name = words.name(view.unit.name)
    return [
        *(finding.claim(name) for finding in headline),
        *(claim for indicator in view.with_figure.index for claim in _of(view, words, indicator)),
    ]


def _of(view: View, words: Words, name: str) -> Iterator[Claim]:
    view = view.of(name)
    indicator, row, unit = view.workbook.catalogue[name], view.standing_of(name), words.name(view.unit.name)
    figure = own(view, name)
    if text := changes.change(row, indicator, words, view=view):
        yield Claim("change", text, unit, str(view.period.year_before()), like(view, name), (figure, before(view, name)))
    if text := rank_words(row, indicator, words)["rank"]:
        yield Claim("rank", text, unit, ground=f"rank {row.rank:g} of {row.of:g}{', tied' if row.tied else ''}", facts=(figure,))
    if text := share(view, row, words):
        ground = "part of a sum of one sign, given while the unit stood there"
        yield Claim("share", text, unit, verdicts.whole(view, words), ground, (figure,))
    if (verdict := verdicts.verdict_text(row, indicator, words)) is not None:
        rest = Fact(indicator=name, period=str(view.period), group=REST, value=row.rest_value)
        kind = "verdict" if row.verdict else "difference"
        yield Claim(kind, verdict.text, unit, verdicts.rest(view, words), _interval(row, indicator), (figure, rest))
    if text := sentences.to_target(row, indicator, words):
        yield Claim("target", text, unit, row.target_period, f"target {row.target:g} of {row.target_period}", (figure,))


def _interval(row: Standing, indicator: Indicator) -> str:
    """The `ground` of the claim: the interval behind the verdict; without a verdict, that there is no interval."""
    if not row.verdict:
        return "difference of two values; no interval"
    return f"interval of the difference from the rest ({indicator.uncertainty})"
