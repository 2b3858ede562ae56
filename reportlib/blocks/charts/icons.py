"""Icons of how a series varies and how it keeps its target: what they show, and the words beside them (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from reportlib.analysis.methods.recent import Trend
from reportlib.analysis.methods.xmr import Signal
from reportlib.blocks.plot.sketch import Plain
from reportlib.blocks.text import Words

Icon = dict[str, str]
"""`of`, what it tells of: variation, assurance or trend; `shape`; `tone`: better, worse or similar; `text`, its word."""
WAYS: Final = {1: "up", -1: "down"}
TONES: Final = {"improvement": "better", "concern": "worse"}
KEPT: Final = {"met": "better", "missed": "worse", "mixed": "similar"}
TRENDS: Final = {"increasing": "up", "decreasing": "down", "none": "level"}


def of_signal(told: Signal, words: Words) -> list[Icon]:
    """Whether the latest points vary as they always do or signal something; and how a target is kept, where there is one."""
    kind = {"improvement": "improvement", "concern": "concern"}.get(told.meaning, "neither")
    text = words(f"block.signal.variation.{kind}.{WAYS[told.side]}") if told.rule else words("block.signal.variation.common")
    text = words("block.signal.loose", text=text) if told.provisional else text
    shape = WAYS[told.side] if told.rule else "common"
    found = [{"of": "variation", "shape": shape, "tone": TONES.get(told.meaning, "similar"), "text": text}]
    if told.assurance:
        text = words(f"block.signal.assured.{told.assurance}")
        text = words("block.signal.loose", text=text) if told.provisional else text
        found.append({"of": "assurance", "shape": told.assurance, "tone": KEPT[told.assurance], "text": text})
    return found


def of_trend(told: Trend, words: Words) -> list[Icon]:
    """The trend of the latest five years, and whether it is for the better."""
    key = f"{told.trend}_{told.meaning}" if told.meaning else told.trend
    text = words(f"block.recent.trends.{key}")
    return [{"of": "trend", "shape": TRENDS[told.trend], "tone": told.meaning or "similar", "text": text}]


def with_icons(figure: Plain, icons: Sequence[Icon]) -> Plain:
    """A figure with icons for the page that shows it."""
    record: dict[str, Any] = figure["layout"]["meta"]["reportlib"]
    record["icons"] = list(icons)
    return figure
