"""A table that sums up signal charts by icons with words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.icons import Icon
from reportlib.blocks.facts import Claim
from reportlib.blocks.facts_json import claims_as_json
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.sheet import Row
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

FEWEST: Final = 2
CALM: Final = ("common", "level")


def glance(indicators: Mapping[str, Indicator], charts: Mapping[str, Chart], words: Words, *, unit: str) -> Piece | None:
    """A table that sums up signal charts; None for a single chart."""
    if len(charts) < FEWEST:
        return None
    rows = {name: _cells(chart.icons) for name, chart in charts.items()}
    has_target = any(assurance for _, assurance in rows.values())
    signalled = sum(variation["shape"] not in CALM for variation, _ in rows.values() if variation)
    title = words("block.signal.glance.title", told=signalled, count=len(charts))
    heads = [words(f"block.signal.glance.{name}") for name in ("indicator", "variation", *(("assurance",) if has_target else ()))]
    listed = [(words.name(indicators[name].name), cells[: 1 + has_target]) for name, cells in rows.items()]
    html = fragment("signals", words, title=title, heads=heads, rows=listed)
    claims = [Claim("signal", title, unit, ground="the charts below, one by one")]
    claims += [_claim(name, icon, unit) for name, icons in listed for icon in icons if icon]
    sheet = [Row.of([name, *(icon["text"] if icon else words("missing") for icon in icons)]) for name, icons in listed]
    facts = {"carried": claims_as_json([], {}, claims)}
    return Piece("block", str(html), facts, [Row.of([title], "title"), Row.of(heads, "head"), *sheet])


def _cells(icons: list[Icon]) -> tuple[Icon | None, Icon | None]:
    assurance = next((icon for icon in icons if icon["of"] == "assurance"), None)
    return next((icon for icon in icons if icon is not assurance), None), assurance


def _claim(name: str, icon: Icon, unit: str) -> Claim:
    kind = {"variation": "signal"}.get(icon["of"], icon["of"])
    return Claim(kind, f"{name}: {icon['text']}", unit, ground="the chart of the indicator")
