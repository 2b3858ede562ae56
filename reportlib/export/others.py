"""Read rows from HTML for which no rows are stored: texts line by line, tables row by row.

Such HTML is from data frames, from Markdown cells, and from our blocks without tables. Numbers are looked for only in data
frames, as pandas writes them.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from reportlib.blocks.sheet import Cell, Kind, Row
from reportlib.blocks.text.number_behind import NumberText

_UNSEEN: Final = {"script", "style", "svg", "button", "template", "head"}
_TABLE: Final = {"table", "thead", "tbody", "tr"}
_TITLES: Final = {"h1", "h2", "h3", "h4", "h5", "h6", "caption"}
_LINES: Final = {"p", "li", "div", "pre", "ul", "ol", "dl", "summary", "details", "section", "blockquote"} | _TITLES
_APART: Final = {"dt", "dd", "small"}
"""Elements with a text that becomes a separate cell of a line."""


def rows_of_html(html: str) -> list[Row]:
    """The rows of some HTML, in order, without pictures.

    Examples
    --------
    >>> [row.cells for row in rows_of_html("<h3>Title</h3><table><tr><th>a<td>7</table>")]
    [('Title',), ('a', '7')]
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_row()
    return reader.rows


class _Reader(HTMLParser):
    """Collects rows from HTML: a row ends where a line or a table row ends."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._cells: list[tuple[bool, list[str]]] = []
        self._kind: Kind = "line"
        self._frame = self._head = self._in_row = False
        self._hidden = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self._depth or tag in _UNSEEN or attributes.get("aria-hidden") == "true":
            self._hidden = self._hidden if self._depth else tag
            self._depth += tag == self._hidden
        elif tag in _TABLE:
            self._begin(tag, attributes.get("class") or "")
        elif tag in ("td", "th") or (tag in _APART and not self._in_row):
            self._cells.append((tag == "td" and self._frame, []))
        elif tag in _LINES and not self._in_row:
            self.end_row()
            self._kind = "title" if tag in _TITLES else "line"
        elif tag in _LINES or tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= tag == self._hidden
        elif tag in _TABLE or (tag in _LINES and not self._in_row):
            self.end_row()
            self._head &= tag != "thead"
        elif tag == "span":
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if not self._depth and (self._cells or data.strip()):
            self._cells = self._cells or [(False, [])]
            self._cells[-1][1].append(data)

    def _begin(self, tag: str, kinds: str) -> None:
        self.end_row()
        self._head |= tag == "thead"
        self._frame = "dataframe" in kinds.split() if tag == "table" else self._frame
        self._in_row = tag == "tr"
        self._kind = "head" if self._head else "data"

    def end_row(self) -> None:
        """End the current row, and keep it unless it is empty; a line loses its empty cells."""
        cells: list[Cell] = []
        for number, texts in self._cells:
            text = " ".join("".join(texts).split())
            cells += [NumberText(text) if number else text] if text or self._in_row else []
        if any(map(str, cells)):
            self.rows.append(Row.of(cells, self._kind))
        self._cells, self._kind, self._in_row = [], "line", False
