"""A table of the benefit per worker reached (METHODS 6)."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods import fairness
from reportlib.blocks.charts.captions import when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.table import Table
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import capitalised
from reportlib.workbook.catalogue import Indicator


def depth(figures: pd.DataFrame, *, benefit: Indicator, reached: Indicator, setting: Setting) -> Table:
    """The benefit per worker reached, by unit above and for all together. If no unit has both figures, `why` says so.

    Parameters
    ----------
    figures
        Figures (see `captions`) of both indicators in one period. Column `above` has the name of the unit above.
    benefit, reached
        The benefit, and the number of workers who get it. Of a ratio the numerator is taken.
    """
    words = setting.words
    rows = _rows(figures, benefit, reached)
    whole = fairness.depth(rows)
    name = words.name(benefit.name)
    if whole.value is None:
        why = words("block.why.depth", names=words.join([name, words.name(reached.name)]))
        return Table(columns=(), rows=(), data=figures, code=setting.code, why=why, lang=words.lang)
    parts = [(str(above), fairness.depth(mine)) for above, mine in rows.groupby("above", sort=False)]
    cells = [_cells(name, one, benefit, words) for name, one in [*parts, (words("block.depth.all"), whole)]]
    title = words("block.depth.title", name=name, amount=words.amount(whole.value, benefit))
    ground = f"sum of benefits over sum of workers reached, of {whole.units} units that give both"
    return Table(
        columns=tuple(words(f"block.depth.{one}") for one in ("unit", "units", "value")),
        rows=tuple(cells),
        data=figures,
        facts=facts_of(figures),
        claims=(Claim("depth", title, ground=ground, facts=facts_of(figures)),),
        title=title,
        subtitle=capitalised(words.clauses([when(figures, words), words("block.depth.by", reached=words.name(reached.name))])),
        note=words("block.depth.note", count=whole.lacking),
        origins=(origin(figures["origin"]),) * len(cells),
        code=setting.code,
        lang=words.lang,
    )


def _rows(figures: pd.DataFrame, benefit: Indicator, reached: Indicator) -> pd.DataFrame:
    """The benefit and the number reached of each unit; missing if inexact, or if too many returns are lacking."""
    sound = reckonable(figures)
    once = figures.drop_duplicates("unit").set_index("unit")["above"]
    columns = {"above": once}
    for name, indicator in (("benefit", benefit), ("reached", reached)):
        mine = figures[figures["indicator"].eq(indicator.id) & sound].set_index("unit")
        columns[name] = mine["numerator" if indicator.kind == "ratio" else "value"].reindex(once.index)
    if benefit.kind == "ratio":  # so that it is in the measure of the indicator: per head, per 1,000
        columns["benefit"] = columns["benefit"] * benefit.scale
    return pd.DataFrame(columns)


def _cells(name: str, one: fairness.Depth, benefit: Indicator, words: Words) -> tuple[str, str, str]:
    units = words("figure.returned", k=one.units, n=one.units + one.lacking)
    return name, units, words.figure(one.value, benefit) if one.value is not None else words("missing")
