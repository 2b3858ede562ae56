"""Changes on the year, like for like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.contribution import EXACT
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import at, by_level, origin
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.standard.making import before, chart, fact, like, own
from reportlib.blocks.text import Words, changes, movers
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.rounding import change_decimals
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit


def movement(view: View, words: Words) -> Chart | None:
    """A chart of all percentages a year ago and now, like for like; None for fewer than two."""
    percents = [view.workbook.catalogue[name] for name in view.with_figure.index if view.workbook.catalogue[name].percent]
    rows = {i.id: view.standing_of(i.id) for i in percents}
    changed = [i for i in percents if rows[i.id].changed("year").has_change and not changes.weekly(i, view)]
    if len(changed) < 2:
        return None
    then, now = (words.period(p, short=True) for p in (view.period.year_before() or view.period, view.period))
    most = _moved_most(changed, rows, words)
    title = most or words("chart.movement.title", before=then, now=now)
    caption = Caption(title, at(view, words), origin=origin(pd.Series([rows[i.id].origin for i in changed])))
    frame = _then_and_now(changed, rows, words)
    figure = pictures.dumbbell(
        frame,
        indicator=changed[0],
        words=words,
        caption=caption.with_notes(_reservations(changed, rows, words), words),
        before=then,
        after=now,
        rows="indicator",
    )
    names, values = [i.id for i in changed], [rows[i.id].value for i in changed]
    data = frame.assign(indicator=names, unit=view.unit.id, period=str(view.period), value=values)
    facts = [one for i in changed for one in (own(view, i.id), before(view, i.id))]
    ground = "the largest of these changes, each like for like; no other is written alike" if most else "names what is drawn"
    return chart(figure, data, words=words, subject=words.name(view.unit.name), ground=ground, facts=facts)


def _then_and_now(changed: Sequence[Indicator], rows: dict[str, Standing], words: Words) -> pd.DataFrame:
    changes = [rows[i.id].changed("year") for i in changed]
    columns = {"before": [change.before for change in changes], "after": [c.before + c.difference for c in changes]}
    of = {"before_of": [change.before_of for change in changes], "after_of": [rows[i.id].denominator for i in changed]}
    return pd.DataFrame({"name": [words.label(i) for i in changed], **columns, "marked": True, **of})


def _moved_most(changed: Sequence[Indicator], rows: dict[str, Standing], words: Words) -> str:
    """The sentence on the percentage that changed most; empty if there is a tie or no change."""
    differences = [rows[i.id].changed("year").difference for i in changed]
    most = sole([abs(difference) for difference in differences], max(map(change_decimals, changed)))
    if most is None:
        return ""
    key, indicator = "rose" if differences[most] > 0 else "fell", changed[most]
    sign = "figure.plus" if differences[most] > 0 else "figure.minus"
    change = words(sign, number=words.difference(differences[most], indicator))
    return words(f"chart.movement.{key}", name=words.label(indicator), change=change)


def _reservations(changed: Sequence[Indicator], rows: dict[str, Standing], words: Words) -> list[str]:
    change_by_name = {words.label(i): rows[i.id].changed("year") for i in changed}
    fewer: dict[str, list[str]] = {}
    for name, change in change_by_name.items():
        fewer.setdefault(changes.like_for_like(change, words), []).append(name)
    loose = [name for name, change in change_by_name.items() if change.provisional]
    notes = [words("chart.told_of", part=capitalised(part), names=words.join(names)) for part, names in fewer.items() if part]
    return [*notes, *([words("chart.provisional", names=words.join(loose))] if loose else [])]


def contribution(view: View, words: Words, name: str) -> Chart | None:
    """A chart of the contribution of each unit below to the change of a count on the year.

    None without a change like for like, for a change per week, with fewer than two contributions, or with contributions
    that do not add up to the change.
    """
    indicator, change = view.workbook.catalogue[name], view.standing_of(name).changed("year")
    rows = view.pushes[(view.pushes["unit"] == view.unit.id) & (view.pushes["indicator"] == name)]
    if (
        len(rows) < 2
        or not change.has_change
        or changes.weekly(indicator, view)
        or abs(rows["push"].sum() - change.difference) > EXACT * max(1.0, abs(change.before))
    ):
        return None
    units = view.workbook.units
    rows_shown = rows[~rows["child"].isin([unit.id for unit in units.units if unit.published_only])]
    unit_names = _named(view, words, name, [units[child] for child in rows_shown["child"]])
    frame = pd.DataFrame({"name": unit_names, "contribution": rows_shown["push"].to_numpy()})
    ends: dict[str, Any] = {"start": change.before, "end": change.before + change.difference}
    figure = pictures.waterfall(
        frame,
        indicator=indicator,
        words=words,
        caption=_pushed(view, words, indicator, frame),
        start_name=words.period(view.period.year_before() or view.period, short=True),
        end_name=words.period(view.period, short=True),
        **ends,
    )
    data = frame.assign(indicator=name, unit=rows_shown["child"].to_numpy(), period=str(view.period))
    facts = [own(view, name), before(view, name), *(fact(view, name, math.nan, unit=child) for child in rows_shown["child"])]
    ground = f"change {like(view, name)}; the parts make up the change"
    return chart(figure, data, words=words, subject=words.name(view.unit.name), ground=ground, facts=facts)


def _pushed(view: View, words: Words, indicator: Indicator, frame: pd.DataFrame) -> Caption:
    row = view.standing_of(indicator.id)
    change, change_text = row.changed("year"), changes.in_title(row, indicator, words, view=view)
    most = sole(frame["contribution"].abs().tolist(), indicator.decimals)
    gaps = {"name": words.name(indicator.name), "change": change_text}
    if not change_text:
        title = by_level(view, words, indicator, view.children)
    elif most is None:
        title = words("chart.contribution.title", **gaps)
    else:
        size = float(frame["contribution"].iloc[most])
        key = "most" if size * change.difference > 0 else "against"
        gaps |= {"unit": str(frame["name"].iloc[most]), "amount": signed(size, indicator, words)}
        title = words(f"chart.contribution.{key}", **gaps)
    return Caption(title, at(view, words), origin=row.origin)


def _named(view: View, words: Words, name: str, children: Sequence[Unit]) -> list[str]:
    rows = view.moves[(view.moves["unit"] == view.unit.id) & (view.moves["indicator"] == name)]
    moves, units = movers.moves_by_unit(rows), view.workbook.units
    return [
        movers.label(child, units, words, above=view.unit.id, period=view.period, move=moves.get(child.id)) for child in children
    ]
