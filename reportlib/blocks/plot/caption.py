"""The words around a figure, and the figure's record: the part of its layout in which the words are stored."""

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
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import Words

TITLE_CELLS = 76
LINE = 20
GAP = 8
FOOT = 18
"""The height in pixels of the mark of made-up figures at the foot of a picture."""


@dataclass(frozen=True)
class Caption:
    """The words around a picture; its title states the finding."""

    title: str
    subtitle: str = ""
    note: str = ""
    origin: str = ""

    def with_notes(self, notes: list[str], words: Words) -> Caption:
        """The caption with sentences added to its note; empty sentences are dropped."""
        sentences = [text for text in (self.note, *notes) if text]
        return Caption(self.title, self.subtitle, words("figure.between").join(sentences), self.origin)


@dataclass(frozen=True)
class Table:
    """The data table of a figure, as texts; a cell that is a `NumberText` also has the unrounded number."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | NumberText]]

    @property
    def record(self) -> dict[str, Any]:
        """The table for a figure's record: texts as `columns` and `rows` and, if there are any, unrounded numbers as `stored`."""
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
    """The finished figure of a sketch.

    The title is entirely in the top margin, so a page can remove both. Made-up figures are marked in the drawing itself, so
    copies in any format are marked too.

    Parameters
    ----------
    sketch
        The picture. Its margins are kept, apart from the title at the top and the mark of made-up figures at the bottom.
    alt
        A description for readers who cannot see it.
    height, min_width
        The height in pixels, and the width below which the picture scrolls sideways instead of shrinking.
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
    """The figure with another title, and with the top margin that this title needs."""
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
    """The figure, with the mark of made-up figures added if it needs the mark and lacks it."""
    layout = plain["layout"]
    record = layout["meta"]["reportlib"]
    mark_text = Words(record["lang"])("figure.demonstration")
    notes = layout.get("annotations") or []
    if record["origin"] != "synthetic" or any(note.get("text") == mark_text for note in notes):
        return plain
    margin = {"r": 0, "b": FOOT} | (layout.get("margin") or {})
    return plain | {"layout": layout | {"margin": margin, "annotations": [*notes, _mark(margin, Words(record["lang"]))]}}


def record_in(plain: Plain) -> dict[str, Any]:
    """The record (title, alternative text, table …) of a figure that this package drew."""
    record: dict[str, Any] = plain["layout"]["meta"]["reportlib"]
    return record


def record_of(layout: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The record (title, table …) in a figure's layout, with the figure's present title; empty for figures of other packages."""
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
    """The title and subtitle of a plotly title as plain text."""
    if isinstance(title, str):
        return _plain(title), ""
    return _plain(title.get("text") or ""), _plain((title.get("subtitle") or {}).get("text") or "")


def _plain(text: str) -> str:
    lines = re.split(r"(?i)<br\s*/?>", text)
    return "\n".join(unescape(re.sub(r"<[^<>]*>", "", line)).strip() for line in lines).strip()


def _mark(margin: dict[str, int], words: Words) -> dict[str, Any]:
    """The annotation that marks made-up figures, in the lower right corner, below everything else."""
    position = {"x": 1, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    return position | {"xshift": margin["r"], "yshift": -margin["b"], "text": words("figure.demonstration")}


def _record(caption: Caption, table: Table) -> dict[str, Any]:
    words = {"title": caption.title, "subtitle": caption.subtitle, "note": caption.note, "origin": caption.origin}
    return words | {"table": table.record}


def titled(caption: Caption) -> tuple[str, int]:
    """The title with its subtitle, broken into lines, and the number of lines."""
    head = broken(caption.title, TITLE_CELLS)
    text = f"<b>{head}</b>"
    if caption.subtitle:
        small = f"font-size:{theme.TEXT}px;color:{theme.INK_2}"
        below = broken(caption.subtitle, TITLE_CELLS + 24)
        text += f'<br><span style="{small}">{below}</span>'
    return text, text.count("<br>") + 1 if width(caption.title) else 0
