"""What a count is made of: an area for each unit below, and one for what none of them gave."""

from __future__ import annotations

from typing import Final

import pandas as pd

from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, remarks, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.pictures.icicle import MIN_PARTS
from reportlib.blocks.plot.captions import listed
from reportlib.blocks.plot.points import read
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

MAX_PARTS_NAMED: Final = 12
"""So many units have an area of their own; of more, the largest, and the others are one."""


def composition(found: pd.DataFrame, parts: pd.DataFrame, *, indicator: Indicator, setting: Setting, by: str = "") -> Chart:
    """A count by the units directly below, or by a breakdown; left out where fewer than two parts are known, or cannot be shown.

    Parameters
    ----------
    found
        The unit's figure (see `captions`), one row.
    parts
        `unit`, `label`, `part` (what each gave while it stood there) and, where that is missing, `absence`; of a breakdown also
        `indicator` and `qualifier`.
    by
        What a count is broken down by, within a sentence; left out: by the units below.
    """
    words, whole = setting.words, found["value"].iloc[0]
    given = parts[parts["part"].notna()]
    if why := _refused(found, given, indicator, words, by):
        return setting.nothing(found, why)
    slack = 0.5 * 10.0**-indicator.decimals
    rest = float(whole) - float(given["part"].sum())
    frame = _areas(found, parts, rest if rest > slack else 0.0, words)
    point = next(read(found))
    subtitle = listed([whose_and_when(found, words), *remarks(point, indicator, words)], words)
    title = words(f"block.{'breakdown' if by else 'composition'}", name=measured(indicator, words), by=by)
    caption = Caption(title, subtitle, origin=str(found["origin"].iloc[0]))
    of = "pieces" if by else "parts"
    figure = figures.icicle(
        frame, indicator=indicator, words=words, caption=caption, limit=30 if by else MAX_PARTS_NAMED + 2, of=of
    )
    own = parts["indicator"] if by else indicator.id
    made = parts.assign(indicator=own, period=found["period"].iloc[0], value=parts["part"])
    data = pd.concat([found, made.drop(columns="part")], ignore_index=True)
    return setting.chart(figure, data, _claims(found, parts, indicator, words))


def _refused(found: pd.DataFrame, given: pd.DataFrame, indicator: Indicator, words: Words, by: str) -> str:
    """Why no areas can be drawn; empty where they can."""
    row, name = found.iloc[0], words.name(indicator.name)
    if pd.isna(row["value"]):
        return words("block.why.figure", name=name, unit=row["label"], why=words.reason(str(row["absence"])))
    if row["qualifier"] != "exactly":
        return words("block.why.inexact", name=name, unit=row["label"])
    if len(given) < 2 or not (given["part"] > 0).sum() > 1:
        return words(f"block.why.{'pieces' if by else 'parts'}", name=name, unit=row["label"], by=by)
    if by and (loose := given.loc[given["qualifier"] != "exactly", "label"].tolist()):
        return words("block.why.loose", name=name, unit=loose[0])
    least = given.sort_values("part", kind="stable").iloc[0]
    if least["part"] < 0:
        amount = words.figure(float(least["part"]), indicator)
        return words("chart.composition.negative", name=name, unit=least["label"], amount=amount)
    total = float(given["part"].sum())
    if total > row["value"] + 0.5 * 10.0**-indicator.decimals:
        told = {"parts": words.figure(total, indicator), "amount": words.figure(float(row["value"]), indicator)}
        return words(f"chart.composition.{'over' if by else 'more'}", name=name, unit=row["label"], by=by, **told)
    return ""


def _areas(found: pd.DataFrame, parts: pd.DataFrame, rest: float, words: Words) -> pd.DataFrame:
    """The whole, an area a unit below, and one of what none of them gave."""
    top = str(found["unit"].iloc[0])
    rows = [(top, "", str(found["label"].iloc[0]), float("nan"), "", 1)]
    key = "indicator" if "indicator" in parts else "unit"
    rows += [
        (f"{u}", top, name, part, absence, 1) for u, name, part, absence in parts[[key, "label", "part", "absence"]].to_numpy()
    ]
    rows += [(f"{top}/rest", top, words("figure.unexplained"), rest, "", 0)] if rest else []
    return pd.DataFrame(rows, columns=["id", "parent", "name", "value", "absence", "count"])


def _claims(found: pd.DataFrame, parts: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    """Which part is the largest, as the alternative text says it, where every part is known."""
    known, whole = parts["part"].fillna(0.0), float(found["value"].iloc[0])
    silent = parts["part"].isna() & parts["absence"].isin(["not reported", "suppressed"])
    most = sole(known.tolist(), indicator.decimals)
    if most is None or silent.any() or parts["part"].notna().sum() < MIN_PARTS:
        return []
    name, share = str(parts["label"].iloc[most]), words.number(100 * float(known.iloc[most]) / whole, 1)
    told = {"value": words.figure(float(known.iloc[most]), indicator), "share": words("number.percent", number=share)}
    text = words("figure.alt.largest", name=name, **told)
    return [Claim("largest", text, name, ground="every part known, no tie", facts=facts_of(found))]
