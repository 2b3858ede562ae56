"""How figures changed between two periods, like for like: a dot for each period."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import pandas as pd

from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, whose
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import Point, counted_sentence, points_in, without
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.table import Absence, Cell, Difference, Table, cell_of
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import change_decimals
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

ROOM: Final = 20
"""The most rows that are drawn unless `top` asks for more: half of them the largest rises, half the largest falls."""


def change(
    figures: pd.DataFrame,
    *,
    indicator: Indicator,
    setting: Setting,
    before: Period,
    after: Period,
    rows: str = "unit",
    top: int = 0,
) -> Chart:
    """The figures of two periods side by side, the largest rise on top; nothing is drawn without a change like for like.

    Parameters
    ----------
    figures
        The later figures (see `captions`) with the columns of `reportlib.query.change_and_rank.CHANGED`, the largest rise
        first.
    indicator
        The indicator; if the rows are of several indicators, the first of them, and all must be percentages.
    rows
        What a row is: “unit” or “indicator”. `label` has its name.
    top
        How many rows are drawn; 0 for as many as there is room for.
    """
    words = setting.words
    changed = figures[figures["change"].notna()].reset_index(drop=True)
    then, now = (in_words(period, words) for period in (before, after))
    if changed.empty:
        return setting.nothing(figures, words("block.why.change", before=then, after=now))
    drawn_rows = _rows_to_draw(len(changed), top)
    caption = _caption(changed, indicator, words, then=then, now=now, rows=rows)
    figure = pictures.dumbbell(
        _dots(changed, indicator),
        indicator=indicator,
        words=words,
        caption=caption.with_notes(_notes(figures, changed, drawn_rows, words), words),
        before=then,
        after=now,
        rows=rows,
        rows_drawn=drawn_rows,
    )
    return setting.chart(figure, figures, _claims(changed, indicator, words))


def _caption(changed: pd.DataFrame, indicator: Indicator, words: Words, *, then: str, now: str, rows: str) -> Caption:
    if rows == "unit":
        title, subtitle = words("block.change", name=measured(indicator, words), before=then, after=now), whose(changed, words)
    else:
        title, subtitle = words("chart.movement.title", before=then, now=now), str(changed["unit_name"].iloc[0])
    return Caption(title, subtitle, origin=origin(changed["origin"]))


def changes(
    figures: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    setting: Setting,
    before: Period,
    after: Period,
    weekly: Sequence[Indicator] = (),
) -> Table:
    """A table of changes: both figures and their difference, for each indicator and unit.

    Parameters
    ----------
    weekly
        Indicators whose change is per week, because the periods have unlike numbers of weeks.
    """
    words, by_id = setting.words, {indicator.id: indicator for indicator in indicators}
    then, now = (in_words(period, words) for period in (before, after))
    one = figures["label"].nunique() == 1
    rows = [_row(row, by_id[str(row["indicator"])], words)[one:] for row in figures.to_dict("records")]
    names = words.join([words.name(indicator.name) for indicator in weekly])
    averaged = [words("block.weekly", names=names, now=after.weeks, then=before.weeks)] if weekly else []
    heads = [words(f"figure.column.{name}") for name in ("unit", "indicator")][one:]
    return Table(
        columns=(*heads, then, now, words("figure.change")),
        rows=tuple(rows),
        data=figures,
        facts=facts_of(figures),
        title=words("block.change", name=words("block.indicators", count=figures["indicator"].nunique()), before=then, after=now),
        subtitle=whose(figures, words),
        note=words("figure.between").join(
            [*averaged, *_reserved(figures.assign(label=_of_what(figures, one=one, words=words)), words)]
        ),
        origins=tuple(figures["origin"]),
        code=setting.code,
        lang=words.lang,
    )


def _row(row: dict[Hashable, Any], indicator: Indicator, words: Words) -> tuple[Cell, ...]:
    of = row["before_of"] if pd.notna(row["before_of"]) else None
    before = Point(float(row["before"]), denominator=of) if pd.notna(row["before"]) else Point()
    after = next(points_in(pd.DataFrame([row])))
    difference = Difference(indicator, float(row["change"])) if pd.notna(row["change"]) else Absence()
    figures = cell_of(before, indicator), cell_of(after, indicator)
    return str(row["label"]), measured(indicator, words), *figures, difference


def _dots(changed: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The earlier and later values to draw. The change of a rank counts places gained, so it lowers the later rank."""
    sign = -1 if indicator.kind == "rank" else 1
    after = changed["before"] + sign * changed["change"]
    of = {"before_of": changed["before_of"], "after_of": changed["denominator"]}
    return pd.DataFrame({"name": changed["label"], "before": changed["before"], "after": after, "marked": False, **of})


def _rows_to_draw(count: int, top: int) -> list[int]:
    if top:
        return list(range(min(top, count)))
    return list(range(count)) if count <= ROOM else [*range(ROOM // 2), *range(count - ROOM // 2, count)]


def _notes(figures: pd.DataFrame, changed: pd.DataFrame, drawn_rows: list[int], words: Words) -> list[str]:
    rows, omitted = changed.iloc[drawn_rows], len(changed) - len(drawn_rows)
    untold = figures[figures["change"].isna() & figures["value"].notna()]["label"].tolist()
    silent = figures[figures["value"].isna()]
    more = words("block.left", count=omitted) if omitted else ""
    without_change = [counted_sentence(words("block.untold", count=len(untold)), untold, words)] if untold else []
    return [
        more,
        *_reserved(rows, words),
        *without_change,
        *without(list(zip(silent["label"], silent["absence"], strict=True)), words),
    ]


def _reserved(rows: pd.DataFrame, words: Words) -> list[str]:
    sorts = {
        "like": rows.loc[rows["pairs"] < rows["of_pairs"], "label"].tolist(),
        "moved": rows.loc[rows["movers"] > 0, "label"].tolist(),
        "provisional": rows.loc[rows["loose_change"] == 1, "label"].tolist(),
    }
    return [counted_sentence(words(f"block.{sort}", count=len(names)), names, words) for sort, names in sorts.items() if names]


def _of_what(figures: pd.DataFrame, *, one: bool, words: Words) -> list[str]:
    names = figures["name"].tolist()
    pairs = zip(figures["label"], names, strict=True)
    return names if one else [words("page.fact_of", unit=unit, name=name) for unit, name in pairs]


def _claims(changed: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    most = sole(changed["change"].abs().tolist(), change_decimals(indicator))
    if most is None:
        return []
    name, size = str(changed["label"].iloc[most]), signed(float(changed["change"].iloc[most]), indicator, words)
    text = words("figure.alt.moved_most", name=name, change=size)
    return [Claim("moved most", text, name, ground="change like for like, not tied", facts=facts_of(changed))]
