"""Parse a page as a tree, after adding the end tags that pages leave out."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from bs4 import BeautifulSoup

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
_ENDS: dict[str, tuple[set[str], set[str]]] = {
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl", "div"}),
    "dd": ({"dt", "dd"}, {"dl", "div"}),
    "tr": ({"tr", "td", "th", "colgroup"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tbody": ({"thead", "tbody", "tfoot", "tr", "td", "th", "colgroup"}, {"table"}),
    "thead": ({"colgroup", "caption"}, {"table"}),
}
"""By start tag: the open elements that it ends, and the elements outside of which it ends none."""
_RAW = {"script", "style"}


class _Closer(HTMLParser):
    """Writes a page again with every end tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_before(tag)
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.out.append(f"<{tag}{written}>")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
        self.out.append(f"<{tag}{written}></{tag}>" if tag not in _VOID else f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1] in _RAW):
            self.out.append(escape(data))

    def _pop(self) -> str:
        last = self.open.pop()
        self.out.append(f"</{last}>")
        return last

    def _end_before(self, tag: str) -> None:
        if tag in _BLOCKS and self.open and self.open[-1] == "p":
            self._pop()
        ended, walls = _ENDS.get(tag, (set(), set()))
        inside = next((n for n in range(len(self.open), 0, -1) if self.open[n - 1] in walls), 0)
        first = next((n for n in range(inside, len(self.open)) if self.open[n] in ended), None)
        while first is not None and len(self.open) > first:
            self._pop()


def soup(html: str) -> BeautifulSoup:
    closer = _Closer()
    closer.feed(html)
    closer.close()
    return BeautifulSoup("".join(closer.out), "html.parser")
