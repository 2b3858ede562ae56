"""The composition of a count: an area for each part."""

from __future__ import annotations

from typing import Final

import pandas as pd

from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, remarks, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.pictures.icicle import MIN_PARTS
from reportlib.blocks.plot.points import points_in
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

MAX_PARTS_NAMED: Final = 12
"""The most units with an area of their own; if there are more, the smallest are joined in one."""


def composition(figures: pd.DataFrame, parts: pd.DataFrame, *, indicator: Indicator, setting: Setting, by: str = "") -> Chart:
    """A count by the units directly below, or by a breakdown.

    Nothing is drawn if the count is not exact, fewer than two parts are above 0, a part is below 0, a part of a breakdown is
    inexact, or the parts exceed the count.

    Parameters
    ----------
    figures
        The count itself (see `captions`), one row.
    parts
        Columns `unit`, `label`, `part` (the value) and `absence`; for a breakdown also `indicator` and `qualifier`.
    by
        The name of the breakdown, as written within a sentence; empty for the units below.
    """
    words, whole = setting.words, figures["value"].iloc[0]
    known_parts = parts[parts["part"].notna()]
    if why := _refused(figures, known_parts, indicator, words, by):
        return setting.nothing(figures, why)
    slack = 0.5 * 10.0**-indicator.decimals
    rest = float(whole) - float(known_parts["part"].sum())
    frame = _areas(figures, parts, rest if rest > slack else 0.0, words)
    point = next(points_in(figures))
    subtitle = words.clauses([whose_and_when(figures, words), *remarks(point, indicator, words)])
    title = words(f"block.{'breakdown' if by else 'composition'}", name=measured(indicator, words), by=by)
    caption = Caption(title, subtitle, origin=str(figures["origin"].iloc[0]))
    of = "pieces" if by else "parts"
    figure = pictures.icicle(
        frame, indicator=indicator, words=words, caption=caption, limit=30 if by else MAX_PARTS_NAMED + 2, of=of
    )
    own = parts["indicator"] if by else indicator.id
    part_figures = parts.assign(indicator=own, period=figures["period"].iloc[0], value=parts["part"])
    data = pd.concat([figures, part_figures.drop(columns="part")], ignore_index=True)
    return setting.chart(figure, data, _claims(figures, parts, indicator, words))


def _refused(figures: pd.DataFrame, known_parts: pd.DataFrame, indicator: Indicator, words: Words, by: str) -> str:
    """Why no areas can be drawn; empty if they can."""
    row, name = figures.iloc[0], words.name(indicator.name)
    if pd.isna(row["value"]):
        return words("block.why.figure", name=name, unit=row["label"], why=words.reason(str(row["absence"])))
    if row["qualifier"] != "exactly":
        return words("block.why.inexact", name=name, unit=row["label"])
    if len(known_parts) < 2 or not (known_parts["part"] > 0).sum() > 1:
        return words(f"block.why.{'pieces' if by else 'parts'}", name=name, unit=row["label"], by=by)
    if by and (loose := known_parts.loc[known_parts["qualifier"] != "exactly", "label"].tolist()):
        return words("block.why.loose", name=name, unit=loose[0])
    least = known_parts.sort_values("part", kind="stable").iloc[0]
    if least["part"] < 0:
        amount = words.figure(float(least["part"]), indicator)
        return words("chart.composition.negative", name=name, unit=least["label"], amount=amount)
    total = float(known_parts["part"].sum())
    if total > row["value"] + 0.5 * 10.0**-indicator.decimals:
        amounts = {"parts": words.figure(total, indicator), "amount": words.figure(float(row["value"]), indicator)}
        return words(f"chart.composition.{'over' if by else 'more'}", name=name, unit=row["label"], by=by, **amounts)
    return ""


def _areas(figures: pd.DataFrame, parts: pd.DataFrame, rest: float, words: Words) -> pd.DataFrame:
    top = str(figures["unit"].iloc[0])
    rows = [(top, "", str(figures["label"].iloc[0]), float("nan"), "", 1)]
    key = "indicator" if "indicator" in parts else "unit"
    rows += [
        (f"{u}", top, name, part, absence, 1) for u, name, part, absence in parts[[key, "label", "part", "absence"]].to_numpy()
    ]
    rows += [(f"{top}/rest", top, words("figure.unexplained"), rest, "", 0)] if rest else []
    return pd.DataFrame(rows, columns=["id", "parent", "name", "value", "absence", "count"])


def _claims(figures: pd.DataFrame, parts: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    """The claim about the largest part, if every part is known."""
    values, whole = parts["part"].fillna(0.0), float(figures["value"].iloc[0])
    silent = parts["part"].isna() & parts["absence"].isin(["not reported", "suppressed"])
    most = sole(values.tolist(), indicator.decimals)
    if most is None or silent.any() or parts["part"].notna().sum() < MIN_PARTS:
        return []
    name, share = str(parts["label"].iloc[most]), words.number(100 * float(values.iloc[most]) / whole, 1)
    gaps = {"value": words.figure(float(values.iloc[most]), indicator), "share": words("number.percent", number=share)}
    text = words("figure.alt.largest", name=name, **gaps)
    return [Claim("largest", text, name, ground="every part known, no tie", facts=facts_of(figures))]
