"""What stands around a figure, and the record of it that travels inside the figure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.lettering import broken, width
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.text.number_text import NumberText
from reportlib.blocks.text.words import Words

TITLE_CELLS = 76
LINE = 20
GAP = 8
FOOT = 18
"""The pixels that the mark of made-up figures takes at the foot of a picture."""


@dataclass(frozen=True)
class Caption:
    """The words around a picture, as the caller wrote them; the title states the finding."""

    title: str
    subtitle: str = ""
    note: str = ""
    origin: str = ""

    def with_notes(self, notes: list[str], words: Words) -> Caption:
        """The same caption with sentences that the picture itself asks for added to its note."""
        sentences = [text for text in (self.note, *notes) if text]
        return Caption(self.title, self.subtitle, str(words.get("figure.between")).join(sentences), self.origin)


@dataclass(frozen=True)
class Table:
    """A figure's numbers as text, row by row, with the stored numbers behind them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | NumberText]]

    @property
    def record(self) -> dict[str, Any]:
        """Its columns and rows as text, and, where a text does not say all of it, the stored number (elsewhere none)."""
        stored = [[cell.behind if isinstance(cell, NumberText) else None for cell in row] for row in self.rows]
        record = {"columns": list(self.columns), "rows": [[str(cell) for cell in row] for row in self.rows]}
        has_stored = any(value is not None for row in stored for value in row)
        return record | ({"stored": stored} if has_stored else {})


def finish(
    sketch: Sketch,
    *,
    caption: Caption,
    alt: str,
    table: Table,
    words: Words,
    kind: str,
    height: int,
    min_width: int = 0,
) -> Plain:
    """The figure of a sketch, with its title, its record and its size.

    The title stands wholly in the top margin, so that a page which writes its own title can drop both
    (and as many pixels of height) without touching the picture. A picture of made-up figures says so at its foot,
    in the drawing itself, so that copies of it in any format do too.

    Parameters
    ----------
    sketch
        The picture; its left and right margins are kept, and its bottom one but for the mark of made-up figures.
    caption
        The words around it.
    alt
        One sentence for those who cannot see it.
    table
        The figure's numbers as text, for a data table beside it.
    words, kind
        The language, and which figure it is.
    height, min_width
        The picture's height in pixels, and the width under which it should scroll rather than shrink.
    """
    facts = {"alt": alt, "kind": kind, "lang": words.lang, "min_width": min_width}
    title, lines = titled(caption)
    top = math.ceil(lines * LINE * 1.25) + GAP
    margin = sketch.layout["margin"] | {"t": top}
    if caption.origin == "synthetic":
        margin["b"] += FOOT
        sketch.add_annotation(**_mark(margin, words))
    sketch.update_layout(
        template=theme.LAYOUT,
        height=height + margin["b"] - sketch.layout["margin"]["b"] + top,
        margin=margin,
        title={"text": title, "font": {"size": theme.TITLE}, "pad": {"t": 18}},
        meta={"reportlib": _record(caption, table) | facts},
    )
    return sketch.figure()


def retitled(plain: dict[str, Any], *, title: str, subtitle: str) -> dict[str, Any]:
    """The same figure, as plain data, under another title, with as much room above it as that takes."""
    layout = plain["layout"]
    record = layout["meta"]["reportlib"] | {"title": title, "subtitle": subtitle}
    text, lines = titled(Caption(title, subtitle))
    room = math.ceil(lines * LINE * 1.25) + GAP
    margin = dict(layout.get("margin") or {})
    changed = {"margin": margin | {"t": room}, "meta": layout["meta"] | {"reportlib": record}}
    if "t" in margin and "height" in layout:
        changed["height"] = layout["height"] + room - margin["t"]
    return plain | {"layout": layout | changed | {"title": dict(layout.get("title") or {}) | {"text": text}}}


def marked(plain: dict[str, Any]) -> dict[str, Any]:
    """The same figure, as plain data, with the mark of made-up figures, where it is of such and has lost it."""
    layout = plain["layout"]
    record = layout["meta"]["reportlib"]
    mark_text = Words(record["lang"])("figure.demonstration")
    notes = layout.get("annotations") or []
    if record["origin"] != "synthetic" or any(note.get("text") == mark_text for note in notes):
        return plain
    margin = {"r": 0, "b": FOOT} | (layout.get("margin") or {})
    return plain | {"layout": layout | {"margin": margin, "annotations": [*notes, _mark(margin, Words(record["lang"]))]}}


def record_in(plain: Plain) -> dict[str, Any]:
    """The record that a figure of ours was drawn with."""
    record: dict[str, Any] = plain["layout"]["meta"]["reportlib"]
    return record


def record_of(layout: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The record in a figure's layout, with the title that the figure was given since; empty where it has none."""
    record: dict[str, Any] = (layout.get("meta") or {}).get("reportlib", {})
    if not record:
        return {}
    title, subtitle = lettered(layout.get("title") or {})
    if title in ("", _plain(titled(Caption(record["title"], record["subtitle"]))[0])):
        return record | ({"subtitle": subtitle} if subtitle else {})
    head, _, below = title.partition("\n")
    alt = record["alt"]
    alt = alt.replace(record["title"], head) if record["title"] in alt else f"{head}{words.get('colon')}{alt}"
    return record | {"title": head, "alt": alt, "subtitle": subtitle or " ".join(below.split()) or record["subtitle"]}


def lettered(title: str | Mapping[str, Any]) -> tuple[str, str]:
    """The title and subtitle that plotly would write above a figure, as plain text."""
    if isinstance(title, str):
        return _plain(title), ""
    return _plain(title.get("text") or ""), _plain((title.get("subtitle") or {}).get("text") or "")


def _plain(text: str) -> str:
    """A text without plotly's marks, a line for each of its lines."""
    lines = re.split(r"(?i)<br\s*/?>", text)
    return "\n".join(unescape(re.sub(r"<[^<>]*>", "", line)).strip() for line in lines).strip()


def _mark(margin: dict[str, int], words: Words) -> dict[str, Any]:
    """The words that made-up figures carry, in the lower right corner of the drawing, below everything else."""
    position = {"x": 1, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    return position | {"xshift": margin["r"], "yshift": -margin["b"], "text": words("figure.demonstration")}


def _record(caption: Caption, table: Table) -> dict[str, Any]:
    """The words and numbers of a figure, for a page that sets them around the picture."""
    words = {"title": caption.title, "subtitle": caption.subtitle, "note": caption.note, "origin": caption.origin}
    return words | {"table": table.record}


def titled(caption: Caption) -> tuple[str, int]:
    """The title with its subtitle, broken into lines, and how many lines that makes."""
    head = broken(caption.title, TITLE_CELLS)
    text = f"<b>{head}</b>"
    if caption.subtitle:
        small = f"font-size:{theme.TEXT}px;color:{theme.INK_2}"
        below = broken(caption.subtitle, TITLE_CELLS + 24)
        text += f'<br><span style="{small}">{below}</span>'
    return text, text.count("<br>") + 1 if width(caption.title) else 0
