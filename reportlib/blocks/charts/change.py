"""How figures changed between two periods, like for like: a dot then, a dot now."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import pandas as pd

from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import in_words, measured, whose
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import Point, noted, read, without
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.table import Absence, Cell, Difference, Number, Table
from reportlib.blocks.text import Words
from reportlib.blocks.text.words import change_decimals
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

ROOM: Final = 20
"""So many rows are drawn at most, unless more are asked for: the largest rises, and the largest falls."""


def change(
    found: pd.DataFrame,
    *,
    indicator: Indicator,
    setting: Setting,
    before: Period,
    after: Period,
    rows: str = "unit",
    top: int = 0,
) -> Chart:
    """The figures of two periods side by side, the largest rise on top; left out where no change may be told.

    Parameters
    ----------
    found
        The later figures (see `captions`) with the columns of `reportlib.query.verbs.CHANGED`, the largest rise first.
    indicator
        What is measured; of several, all percentages, the first.
    rows
        Whether the rows are each of a “unit” or of an “indicator”, which `label` then names.
    top
        How many of the first are drawn; 0: all, or as many as there is room for.
    """
    words = setting.words
    known = found[found["change"].notna()].reset_index(drop=True)
    then, now = (in_words(period, words) for period in (before, after))
    if known.empty:
        return setting.nothing(found, words("block.why.change", before=then, after=now))
    one = rows == "unit"
    named = words("block.change", name=measured(indicator, words), before=then, after=now)
    title = named if one else words("chart.movement.title", before=then, now=now)
    shown = _shown(len(known), top)
    unit = "" if one else str(found["unit_name"].iloc[0])
    caption = Caption(title, whose(known, words) if one else unit, origin=origin(known["origin"]))
    figure = figures.dumbbell(
        _dots(known, indicator),
        indicator=indicator,
        words=words,
        caption=caption.with_notes(_notes(found, known, shown, words), words),
        before=then,
        after=now,
        rows=rows,
        shown=shown,
    )
    return setting.chart(figure, found, _claims(known, indicator, words))


def changes(
    found: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    setting: Setting,
    before: Period,
    after: Period,
    weekly: Sequence[Indicator] = (),
) -> Table:
    """Changes of several indicators in a table: then, now, and the change, a row an indicator, or a unit and indicator.

    Parameters
    ----------
    weekly
        Those of which the change is per week, for the periods have unlike numbers of weeks.
    """
    words, known = setting.words, {indicator.id: indicator for indicator in indicators}
    then, now = (in_words(period, words) for period in (before, after))
    one = found["label"].nunique() == 1
    rows = [_row(row, known[str(row["indicator"])], words)[one:] for row in found.to_dict("records")]
    names = words.join([words.name(indicator.name) for indicator in weekly])
    averaged = [words("block.weekly", names=names, now=after.weeks, then=before.weeks)] if weekly else []
    heads = [words(f"figure.column.{name}") for name in ("unit", "indicator")][one:]
    return Table(
        columns=(*heads, then, now, words("figure.change")),
        rows=tuple(rows),
        data=found,
        facts=facts_of(found),
        title=words("block.change", name=words("block.indicators", count=found["indicator"].nunique()), before=then, after=now),
        subtitle=whose(found, words),
        note=str(words.get("figure.between")).join(
            [*averaged, *_reserved(found.assign(label=_of_what(found, one=one, words=words)), words)]
        ),
        origins=tuple(found["origin"]),
        code=setting.code,
        lang=words.lang,
    )


def _row(row: dict[Hashable, Any], indicator: Indicator, words: Words) -> tuple[Cell, ...]:
    before = Number(indicator, Point(float(row["before"]))) if pd.notna(row["before"]) else Absence()
    point = next(read(pd.DataFrame([row])))
    after = Absence(point.absence) if point.value is None else Number(indicator, point)
    told = Difference(indicator, float(row["change"])) if pd.notna(row["change"]) else Absence()
    return str(row["label"]), measured(indicator, words), before, after, told


def _dots(known: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """What is drawn: of a rank, the change is in places gained, which are subtracted."""
    sign = -1 if indicator.kind == "rank" else 1
    after = known["before"] + sign * known["change"]
    return pd.DataFrame({"name": known["label"], "before": known["before"], "after": after, "marked": False})


def _shown(count: int, top: int) -> list[int]:
    """Which rows are drawn: the first ones that are asked for, or all, or the largest rises and falls."""
    if top:
        return list(range(min(top, count)))
    return list(range(count)) if count <= ROOM else [*range(ROOM // 2), *range(count - ROOM // 2, count)]


def _notes(found: pd.DataFrame, known: pd.DataFrame, shown: list[int], words: Words) -> list[str]:
    """What is not drawn, of which no change is told and why, and what limits those that are."""
    drawn, left = known.iloc[shown], len(known) - len(shown)
    untold = found[found["change"].isna() & found["value"].notna()]["label"].tolist()
    silent = found[found["value"].isna()]
    more = words("block.left", count=left) if left else ""
    told = [noted(words("block.untold", count=len(untold)), untold, words)] if untold else []
    return [more, *_reserved(drawn, words), *told, *without(list(zip(silent["label"], silent["absence"], strict=True)), words)]


def _reserved(drawn: pd.DataFrame, words: Words) -> list[str]:
    """Which changes are told of fewer units than there are, hold those that joined or left, or are provisional."""
    sorts = {
        "like": drawn.loc[drawn["pairs"] < drawn["of_pairs"], "label"].tolist(),
        "moved": drawn.loc[drawn["movers"] > 0, "label"].tolist(),
        "provisional": drawn.loc[drawn["loose_change"] == 1, "label"].tolist(),
    }
    return [noted(words(f"block.{sort}", count=len(names)), names, words) for sort, names in sorts.items() if names]


def _of_what(found: pd.DataFrame, *, one: bool, words: Words) -> list[str]:
    """What each row of a table is of: its indicator, and its unit where there are several."""
    names = found["name"].tolist()
    pairs = zip(found["label"], names, strict=True)
    return names if one else [words("page.fact_of", unit=unit, name=name) for unit, name in pairs]


def _claims(known: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    """Which moved most, as the alternative text says it."""
    most = sole(known["change"].abs().tolist(), change_decimals(indicator))
    if most is None:
        return []
    name, size = str(known["label"].iloc[most]), signed(float(known["change"].iloc[most]), indicator, words)
    text = words("figure.alt.moved_most", name=name, change=size)
    return [Claim("moved most", text, name, ground="change like for like, not tied", facts=facts_of(known))]
