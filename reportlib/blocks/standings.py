"""The figures that a standard page is written from, and the claims that it makes of its unit (METHODS 9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks.carried import COLUMNS, Key, Rows, carried_rows, key_of, rows_of
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.headline.finding import Finding
from reportlib.blocks.sections.opening import rank_words, share
from reportlib.blocks.standard.making import before, like, own
from reportlib.blocks.text import Words, changes, sentences, verdicts
from reportlib.data.table import ABSENCES
from reportlib.workbook.catalogue import Indicator

VALUE, ABSENCE = COLUMNS.index("value"), COLUMNS.index("absence")
REST = "rest"
"""The group of the rest of the unit above, without the page's own unit."""


def carried_by(view: View, words: Words, headline: list[Finding]) -> str:
    """All that a standard page is written from, and what it claims, as plain data (see `reportlib.blocks.carried`)."""
    rows = figures(view)
    catalogue, units = view.workbook.catalogue, view.workbook.units
    indicators, named = ((dict.fromkeys(row[at] for row in rows if row[at])) for at in (0, 1))
    names = {
        "indicator": {name: [words.name(catalogue[name].name), words.name(catalogue[name].measure)] for name in indicators},
        "unit": {name: [words.name(units[name].name), units[name].level] for name in named},
        "group": {REST: [verdicts.rest(view, words)]} if any(row[2] for row in rows) else {},
    }
    return carried_rows(rows, names, claims(view, words, headline))


def figures(view: View) -> Rows:
    """The figures of a view, and why there are none where something was to be there: rows of `COLUMNS`, each figure once.

    Those of the rest of the unit above stand as a group.
    """
    found: dict[Key, list[Any]] = {}
    for seen in view.views:
        for table in (seen.values, seen.places.assign(period=str(seen.period)), seen.published, _rest(seen)):
            for row in rows_of(table):
                if row[VALUE] is not None or (row[ABSENCE] in ABSENCES and table is not seen.published):
                    found.setdefault(key_of(row), row)
    return list(found.values())


def _rest(view: View) -> pd.DataFrame:
    """The figures of the rest of the unit above in the period."""
    rows = view.standings[view.standings["rest_value"].notna()]
    said = {"value": rows["rest_value"], "status": rows["rest_status"], "origin": rows["parent_origin"]}
    found = pd.DataFrame({"indicator": rows["indicator"], **said})
    return found.assign(group=REST, period=str(view.period), qualifier="exactly")


def claims(view: View, words: Words, headline: list[Finding]) -> list[Claim]:
    """The sentences of the headline, and of every figure of the period how it changed, ranks, compares and meets its target."""
    name = words.name(view.unit.name)
    return [
        *(finding.claim(name) for finding in headline),
        *(claim for indicator in view.known.index for claim in _of(view, words, indicator)),
    ]


def _of(view: View, words: Words, name: str) -> Iterator[Claim]:
    """The claims made of one figure of the page's unit."""
    view = view.of(name)
    indicator, row, unit = view.workbook.catalogue[name], view.standing_of(name), words.name(view.unit.name)
    figure = own(view, name)
    if said := changes.change(row, indicator, words, view=view):
        yield Claim("change", said, unit, str(changes.earlier(view, "year")), like(view, name), (figure, before(view, name)))
    if said := rank_words(row, words)["rank"]:
        yield Claim("rank", said, unit, ground=f"rank {row.rank:g} of {row.of:g}{', tied' if row.tied else ''}", facts=(figure,))
    if said := share(view, row, words):
        ground = "part of a sum of one sign, given while the unit stood there"
        yield Claim("share", said, unit, verdicts.whole(view, words), ground, (figure,))
    if (verdict := verdicts.said(row, indicator, words)) is not None:
        rest = Fact(indicator=name, period=str(view.period), group=REST, value=row.rest_value)
        kind = "verdict" if row.verdict else "difference"
        yield Claim(kind, verdict.text, unit, verdicts.rest(view, words), _interval(row, indicator), (figure, rest))
    if said := sentences.to_target(row, indicator, words):
        yield Claim("target", said, unit, row.target_period, f"target {row.target:g} of {row.target_period}", (figure,))


def _interval(row: Standing, indicator: Indicator) -> str:
    """What a verdict is grounded on; of a mere difference, that it has no interval."""
    if not row.verdict:
        return "difference of two values; no interval"
    return f"interval of the difference from the rest ({indicator.uncertainty})"
