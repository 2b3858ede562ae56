"""Icons with words for variation, trend and assurance (whether a target is met reliably) (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlib.analysis.methods.recent import Trend
from reportlib.analysis.methods.xmr import Signal
from reportlib.blocks.plot.sketch import Plain
from reportlib.blocks.text import Words

Icon = dict[str, str]
"""A dictionary: `of` (variation, assurance or trend), `shape`, `tone` (better, worse or similar), and `text`, its word."""
WAYS: Final = {1: "up", -1: "down"}
TONES: Final = {"improvement": "better", "concern": "worse"}
ASSURANCE_TONES: Final = {"met": "better", "missed": "worse", "mixed": "similar"}
TRENDS: Final = {"increasing": "up", "decreasing": "down", "none": "level"}


def of_signal(signal: Signal, words: Words) -> list[Icon]:
    """An icon for variation (is there a signal?) and, if there is a target, one for assurance (is the target always met?)."""
    kind = {"improvement": "improvement", "concern": "concern"}.get(signal.meaning, "neither")
    text = words(f"block.signal.variation.{kind}.{WAYS[signal.side]}") if signal.rule else words("block.signal.variation.common")
    text = words("block.signal.loose", text=text) if signal.provisional else text
    shape = WAYS[signal.side] if signal.rule else "common"
    icons = [{"of": "variation", "shape": shape, "tone": TONES.get(signal.meaning, "similar"), "text": text}]
    if signal.assurance:
        text = words(f"block.signal.assured.{signal.assurance}")
        text = words("block.signal.loose", text=text) if signal.provisional else text
        icons.append({"of": "assurance", "shape": signal.assurance, "tone": ASSURANCE_TONES[signal.assurance], "text": text})
    return icons


def of_trend(trend: Trend, words: Words) -> list[Icon]:
    """One icon, for the trend of the latest five years; the icon's tone says whether the trend is good."""
    key = f"{trend.trend}_{trend.meaning}" if trend.meaning else trend.trend
    text = words(f"block.recent.trends.{key}")
    return [{"of": "trend", "shape": TRENDS[trend.trend], "tone": trend.meaning or "similar", "text": text}]


def with_icons(figure: Plain, icons: Sequence[Icon]) -> Plain:
    """Put icons into the record of the figure (see `plot.caption`), in place."""
    record: dict[str, Any] = figure["layout"]["meta"]["reportlib"]
    record["icons"] = list(icons)
    return figure
