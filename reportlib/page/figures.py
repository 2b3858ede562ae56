"""The figures of a page: titles, notes and tables become HTML; all drawings are packed together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice
from typing import Any

from markupsafe import Markup

from reportlib.blocks.own.colours import dark, greys
from reportlib.blocks.own.figure import KIND
from reportlib.blocks.own.plots import HEIGHT, dress, has_own_ground
from reportlib.blocks.plot.caption import lettered, record_of
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import rounded
from reportlib.page.assets import dense
from reportlib.page.precision import visible
from reportlib.page.remarks import SharedRemarks
from reportlib.page.templating import fill

_NO_RECORD: dict[str, Any] = {"title": "", "subtitle": "", "origin": "", "note": "", "kind": "", "size": "full", "alt": ""}
_NO_RECORD |= {"fold": "", "min_width": 0, "own": False, "icons": [], "table": {"columns": [], "rows": []}}
_OFTEN_SAME = ("x", "text")
"""The parts that traces over the same periods share."""
_EXACT = 6
"""The significant digits of drawn numbers: as many as a screen can show."""


@dataclass
class Pictures:
    """The figures of a page so far, in order; `drawings` are those that plotly draws."""

    words: Words
    remarks: SharedRemarks
    drawings: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    anchors: set[str] = field(default_factory=set)
    """The HTML ids of the figures."""
    dark: dict[str, str] = field(default_factory=dict)
    """For each grey in analysts' figures, the colour that replaces it on a dark screen."""
    own: bool = False
    """Whether one of the figures is an analyst's own."""
    origins: set[str] = field(default_factory=set)
    """The origins that analysts' figures state."""
    units: dict[str, str] = field(default_factory=dict)
    """The names in the page's table of units, by id of the unit."""

    def add(self, plot: dict[str, Any], *, section: str = "") -> str:
        """Add a figure of plotly, and return its HTML with title, note, table and an empty element for the drawing."""
        self.count += 1
        record = record_of(plot["layout"], self.words)
        dressed = plot if record else dress(plot)
        record = record or self._bare(plot["layout"], dressed["layout"])
        layout = {name: part for name, part in dressed["layout"].items() if name not in ("meta", "title")}
        # the title becomes HTML, so the drawing loses the title and the margin for it
        margin, top = dict(layout.get("margin") or {}), record.get("top", 0)
        height = layout.pop("height", HEIGHT) - margin.get("t", 0) + top
        layout |= {"height": height, "autosize": True, "margin": margin | {"t": top}}
        own = self._own(record, dressed["data"], layout)
        data = [_told_by_table(trace, record.get("table", {}).get("rows", ())) for trace in dressed["data"]]
        if not record.get("own"):
            data, layout = visible(data, layout)
        layout |= {name: _by_part(layout[name]) for name in ("annotations", "shapes") if any(layout.get(name) or ())}
        anchor = self._anchor(record, section)
        self.drawings.append(_rounded({"data": data, "layout": layout}) | own | _behind(record.get("table", {})))
        fields = {"record": _NO_RECORD | record, "number": self.count, "anchor": anchor, "height": height}
        return fill("figure", words=self.words, svg="", stored="", table=self.remarks.table(record), **fields)

    def _anchor(self, record: dict[str, Any], section: str) -> str:
        """An HTML id for a figure: the record's `anchor`; else section and kind; for a folded figure, section and "all".

        If several figures would have the same id, all but the first get a number.
        """
        kind = "all" if record.get("fold") else str(record.get("kind") or KIND).replace("_", "-")
        wanted = "" if record.get("fold") else str(record.get("anchor", ""))
        name = wanted if wanted not in ("", kind) else "-".join(filter(None, [section, kind]))
        free = next(one for one in chain([name], (f"{name}-{n}" for n in count(2))) if one not in self.anchors)
        self.anchors.add(free)
        return free

    def add_drawing(self, svg: str, record: dict[str, Any], *, section: str = "") -> str:
        """Add a figure that is SVG, and return its HTML with title, note and table."""
        self.count += 1
        self._note(record)
        stored = json.dumps(_stored(record["table"]), separators=(",", ":")) if "stored" in record["table"] else ""
        fields = {"record": _NO_RECORD | record, "number": self.count, "svg": Markup(svg), "stored": stored}
        fields["anchor"] = self._anchor(record, section)
        return fill("figure", words=self.words, height=0, table=self.remarks.table(record), **fields)

    def _note(self, record: dict[str, Any]) -> None:
        if record.get("own"):
            self.own = True
            self.origins |= {record["origin"]} if record["origin"] else set()

    def _bare(self, layout: dict[str, Any], dressed_layout: dict[str, Any]) -> dict[str, Any]:
        title, subtitle = lettered(layout.get("title") or {})
        head, _, below = title.partition("\n")
        alt = " ".join(title.split()) or self.words("page.figure", number=self.count)
        record = {
            "title": head,
            "subtitle": subtitle or " ".join(below.split()),
            "alt": alt,
            "top": dressed_layout["margin"]["t"],
        }
        return record | {"own": True, "origin": "", "kind": KIND}

    def _own(self, record: dict[str, Any], data: list[Any], layout: dict[str, Any]) -> dict[str, Any]:
        """Prepare a figure for dark screens; return `{"kept": True}` if an analyst set its background, else `{}`."""
        self._note(record)
        if not record.get("own"):
            layout.pop("template", None)
        elif has_own_ground(layout):
            return {"kept": True}
        else:
            self.dark |= {colour: dark(colour) for colour in greys([data, layout])}
        return {}

    def packed(self) -> Markup:
        """All drawings and their colours on dark screens, compressed together."""
        traces = _without_repeats(self._named_by_table(trace) for drawing in self.drawings for trace in drawing["data"])
        drawings = [drawing | {"data": list(islice(traces, len(drawing["data"])))} for drawing in self.drawings]
        content = {"dark": self.dark, "drawings": drawings}
        return dense(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())

    def _named_by_table(self, trace: dict[str, Any]) -> dict[str, Any]:
        """A trace without the names of its points, if the page's table of units has the same names.

        If the points are in the order of the table, the ids of the units without a point replace the ids of the points.
        """
        ids = trace.get("ids") or ()
        if not trace.get("text") or trace["text"] != [self.units.get(unit) for unit in ids]:
            return trace
        without = [unit for unit in self.units if unit not in set(ids)]
        in_order = [unit for unit in self.units if unit not in without] == list(ids)
        return trace | {"text": None} | ({"ids": {"without": without}} if in_order else {})


def _without_repeats(traces: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The traces of a page; a part equal to the last part of the same name is left out, and `same` lists its name."""
    last: dict[str, Any] = {}
    for trace in traces:
        same = [name for name in _OFTEN_SAME if trace.get(name) and trace[name] == last.get(name)]
        last |= {name: trace[name] for name in _OFTEN_SAME if trace.get(name)}
        yield {name: part for name, part in trace.items() if name not in same} | ({"same": same} if same else {})


def _told_by_table(trace: dict[str, Any], rows: Sequence[Sequence[object]]) -> dict[str, Any]:
    """A trace; if its hover texts are a row or column of the figure's table, the number of that row or column replaces them."""
    customdata = trace.get("customdata")
    texts = [[str(cell) for cell in row] for row in rows]
    if not isinstance(customdata, list) or not texts or not all(isinstance(text, str) for text in customdata):
        return trace
    row = next((n for n, row in enumerate(texts) if row[1:] == customdata), None)
    column = next((n for n, column in enumerate(zip(*texts, strict=True)) if list(column) == customdata), None)
    if row is None and column is None:
        return trace
    return trace | {"customdata": {"column": column} if row is None else {"row": row}}


def _by_part(items: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """`[{"x": 1, "y": 2}, {"x": 3}]` → `{"x": [1, 3], "y": [2, None]}`, because like values compress better side by side."""
    return {name: [item.get(name) for item in items] for name in sorted({name for item in items for name in item})}


def _behind(table: dict[str, Any]) -> dict[str, Any]:
    """`{"stored": numbers of all columns but the first}`, from which the page makes a CSV; empty if the table has no numbers."""
    if "stored" not in table:
        return {}
    return {"stored": _stored(table)}


def _stored(table: dict[str, Any]) -> list[list[float | None]]:
    rows = zip(table["stored"], table["rows"], strict=True)
    return [[_short_number(*cell) for cell in zip(values[1:], texts[1:], strict=True)] for values, texts in rows]


def _short_number(value: float | None, text: str) -> float | None:
    """A table's number to `_EXACT` digits; unrounded if rounding would contradict `text`; None if `text` has as many digits."""
    if value is None or sum(map(str.isdigit, text)) >= _EXACT:
        return None
    short, places = float(_rounded(float(value))), sum(map(str.isdigit, text.partition(".")[2]))
    return short if rounded(short, places) == rounded(value, places) else value


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        short = float(f"{value:.{_EXACT}g}")
        return int(short) if short.is_integer() else short
    # most parts of a drawing are texts, so they are checked first
    if isinstance(value, dict):
        return {name: part if isinstance(part, str) else _rounded(part) for name, part in value.items()}
    return [part if isinstance(part, str) else _rounded(part) for part in value] if isinstance(value, list) else value
