"""Icons of how a series varies and how it keeps its target: what they show, and the words beside them (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlib.analysis.methods.recent import Trend
from reportlib.analysis.methods.xmr import Signal
from reportlib.blocks.plot.sketch import Plain
from reportlib.blocks.text import Words

Icon = dict[str, str]
"""`of`, what it is about: variation, assurance or trend; `shape`; `tone`: better, worse or similar; `text`, its word."""
WAYS: Final = {1: "up", -1: "down"}
TONES: Final = {"improvement": "better", "concern": "worse"}
ASSURANCE_TONES: Final = {"met": "better", "missed": "worse", "mixed": "similar"}
TRENDS: Final = {"increasing": "up", "decreasing": "down", "none": "level"}


def of_signal(signal: Signal, words: Words) -> list[Icon]:
    """Whether the latest points vary as they always do or signal something; and how a target is kept, where there is one."""
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
    """The trend of the latest five years, and whether it is for the better."""
    key = f"{trend.trend}_{trend.meaning}" if trend.meaning else trend.trend
    text = words(f"block.recent.trends.{key}")
    return [{"of": "trend", "shape": TRENDS[trend.trend], "tone": trend.meaning or "similar", "text": text}]


def with_icons(figure: Plain, icons: Sequence[Icon]) -> Plain:
    """A figure with icons for the page that shows it."""
    record: dict[str, Any] = figure["layout"]["meta"]["reportlib"]
    record["icons"] = list(icons)
    return figure
