"""The figures of a page: their words and tables as HTML, what plotly draws packed together in one place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from reportlib.display import theme
from reportlib.display.figures.caption import record_of
from reportlib.display.text import Words
from reportlib.display.text.rounding import rounded
from reportlib.publish.filling import fill
from reportlib.publish.scripts import packed

_NO_RECORD: dict[str, Any] = {"title": "", "subtitle": "", "origin": "", "note": "", "kind": "", "size": "full", "alt": ""}
_NO_RECORD |= {"min_width": 0, "table": {"columns": [], "rows": []}}

_EXACT = 6
"""The significant digits of what is drawn: as many as a screen can show."""


@dataclass
class Pictures:
    """The figures of a page so far, as plotly is to draw them, in their order."""

    words: Words
    drawings: list[dict[str, Any]] = field(default_factory=list)

    def add(self, plot: dict[str, Any]) -> str:
        """Take a figure in, and give what stands in its place: its words around room for it, and its table."""
        layout = dict(plot["layout"])
        record = record_of(layout, self.words)
        layout.pop("meta", None)
        height = layout.pop("height", 450)
        layout.pop("template", None)
        if record:  # the title becomes HTML, so that the picture keeps neither it nor the room for it
            layout.pop("title", None)
            margin = dict(layout.get("margin") or {})
            height -= margin.get("t", 0)
            layout["margin"] = margin | {"t": 0}
        layout |= {"height": height, "autosize": True}
        self.drawings.append(_rounded({"data": plot["data"], "layout": layout}) | _behind(record.get("table", {})))
        return fill("figure", words=self.words, record=_NO_RECORD | record, number=len(self.drawings), height=height)

    def packed(self) -> Markup:
        """All drawings and what they have in common: what one says again of another takes no room."""
        look = {"template": theme.LOOK, "config": theme.CONFIG, "dark": theme.DARK, "paper": theme.PRINTED}
        told = {"look": look, "drawings": self.drawings}
        return packed(json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True))


def _behind(table: dict[str, Any]) -> dict[str, Any]:
    """The stored numbers behind a figure's table, without its first column, for a CSV; nothing where its texts say all.

    They stand by the figure's drawing, which has mostly the same numbers in the same order and as exact, and take little
    room there. Where a text has more digits than that, it is the more exact one.
    """
    if "stored" not in table:
        return {}
    rows = zip(table["stored"], table["rows"], strict=True)
    return {"stored": [[_kept(*cell) for cell in zip(values[1:], texts[1:], strict=True)] for values, texts in rows]}


def _kept(value: float | None, text: str) -> float | None:
    """A stored number as exact as a drawing, or wholly where that would round to another text than the one that stands there."""
    if value is None or sum(map(str.isdigit, text)) >= _EXACT:
        return None
    short, places = float(_rounded(float(value))), sum(map(str.isdigit, text.partition(".")[2]))
    return short if rounded(short, places) == rounded(value, places) else value


def _rounded(value: Any) -> Any:
    """The same with numbers as exact as a screen can show."""
    if isinstance(value, float):
        short = float(f"{value:.{_EXACT}g}")
        return int(short) if short.is_integer() else short
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list) else value
