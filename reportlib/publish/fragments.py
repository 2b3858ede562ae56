"""What a piece of a page shows, read from its HTML as rows of cells: so a copy of the page holds what the page does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from reportlib.display.text import Words
from reportlib.display.text.numbers import Number, read_number, stored

Part = Literal["text", "measure", "origin", "note"]
PARTS: tuple[Part, ...] = ("text", "measure", "origin", "note")
"""What one place on a page may say beside its text, in the order in which it is read."""
_BLOCKS = ["p", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "pre", "dl", "div"]
_UNSEEN = "svg, style, script, button, .spine-t i"
_NOTES = {"sub"}
_LARGE = {"card-value", "dq-big"}
_NUMBERS = {"num", "c-val", "c-chg", "c-bench", "c-tgt"}


@dataclass(frozen=True)
class Cell:
    """A text, or an exact number.

    `number`: it stands where numbers stand, so that it is one if it can be read as one; `stored`: the number behind its text.
    """

    text: str = ""
    number: bool = False
    exact: Number | None = None
    stored: float | None = None

    def held(self, words: Words) -> Number | None:
        """What a spreadsheet is to hold as a number: the stored one where there is one; none where it is a text."""
        if self.exact is not None or self.stored is None:
            return self.exact or (read_number(self.text, words) if self.number else None)
        return stored(self.text, self.stored, words)


@dataclass(frozen=True)
class Row:
    """Cells side by side, and what they are."""

    cells: tuple[Cell, ...]
    kind: Literal["title", "head", "line", "data"] = "line"

    @classmethod
    def of(cls, texts: Sequence[str], kind: Literal["title", "head", "line", "data"] = "line") -> Row:
        """A row of texts."""
        return cls(tuple(map(Cell, texts)), kind)


def read(html: str, words: Words) -> list[Row]:
    """The rows that a fragment of a page shows, in their order; pictures and what only screen readers hear are left out."""
    soup = BeautifulSoup(html, "html.parser")
    for unseen in soup.select(_UNSEEN):
        unseen.decompose()
    return list(_rows(soup, words))


def _rows(node: Tag, words: Words) -> Iterator[Row]:
    for child in node.children:
        if isinstance(child, Tag):
            yield from _of(child, words)
        elif type(child) is NavigableString and child.strip():
            yield Row.of([_plain(child)])


def _of(tag: Tag, words: Words) -> Iterator[Row]:
    if tag.name == "table":
        yield from _table(tag, words)
    elif tag.name in ("p", "summary", "pre") or (tag.name.startswith("h") and tag.name[1:].isdigit()):
        yield from _line([tag], words, title=tag.name.startswith("h"))
    elif terms := tag.find_all(["dt", "dd"], recursive=False):
        yield from _line(terms, words)
    elif tag.find(_BLOCKS):
        yield from _rows(tag, words)
    else:
        yield from _line(_apart(tag), words)


def _apart(tag: Tag) -> list[Tag]:
    """The parts of an entry that stand apart from each other; itself, where there are none."""
    spans = tag.find_all("span", recursive=False)
    apart = tag.name == "li" and len(spans) > 1 and not any(type(c) is NavigableString and c.strip() for c in tag.children)
    return list(spans) if apart else [tag]


def _line(tags: Sequence[Tag], words: Words, *, title: bool = False) -> Iterator[Row]:
    """What some tags say, each followed by its measure, origin and note, as one row."""
    cells: list[Cell] = []
    for tag in tags:
        number = tag.name == "dd" or bool(_LARGE & _classes(tag))
        said = _said(tag, words)
        cells += [_one(said, part, number, _behind(tag)) for part in PARTS if part in said]
    if cells:
        yield Row(tuple(cells), "title" if title else "line")


def _table(table: Tag, words: Words) -> Iterator[Row]:
    """Its title, its heads and its rows; what a column's cells say beside their text stands in columns of its own."""
    if table.caption:
        yield Row.of([_plain(table.caption.get_text())], "title")
    heads = [_plain(cell.get_text(" ")) for tr in table.select("thead tr") for cell in tr.find_all(["th", "td"])]
    rows = [tr.find_all(["th", "td"], recursive=False) for tr in table.select("tr") if not tr.find_parent("thead")]
    told = [[_said(cell, words) for cell in row] for row in rows]
    numeric = [[(_numeric(cell, table), _behind(cell)) for cell in row] for row in rows]
    columns = _columns([row for row in told if len(row) > 1])
    if heads and columns:
        yield Row.of([_head(heads, n, part, words) for n, part in columns], "head")
    for row, numbers in zip(told, numeric, strict=True):
        if len(row) == 1:
            yield Row.of([text for part in PARTS if (text := row[0].get(part))], "head")
        else:
            yield Row(tuple(_cell(row, numbers, n, part) for n, part in columns), "data")


def _columns(rows: Sequence[Sequence[dict[Part, str]]]) -> list[tuple[int, Part]]:
    """Which parts of which columns any row has."""
    wide = max(map(len, rows), default=0)
    return [(n, part) for n in range(wide) for part in PARTS if any(n < len(row) and row[n].get(part) for row in rows)]


def _head(heads: Sequence[str], n: int, part: Part, words: Words) -> str:
    above = heads[n] if n < len(heads) else ""
    return above if part == "text" else words("annex.part_of", head=above, part=words(f"annex.parts.{part}"))


def _cell(row: Sequence[dict[Part, str]], numbers: Sequence[tuple[bool, float | None]], n: int, part: Part) -> Cell:
    return _one(row[n], part, *numbers[n]) if n < len(row) else Cell()


def _one(said: dict[Part, str], part: Part, number: bool, behind: float | None) -> Cell:
    """One part of what is said; only its text can be a number, and have a stored one behind it."""
    return Cell(said.get(part, ""), number, stored=behind) if part == "text" else Cell(said.get(part, ""))


def _behind(tag: Tag) -> float | None:
    """The stored number behind a tag's text; none where it shows none, or several."""
    held = tag.select("data[value]")
    return float(str(held[0]["value"])) if len(held) == 1 else None


def _numeric(cell: Tag, table: Tag) -> bool:
    """Whether numbers are expected: in our own tables where they are set as such, in a data frame's everywhere."""
    return cell.name == "td" and bool(_NUMBERS & _classes(cell) or {"nums", "dataframe"} & _classes(table))


def _said(tag: Tag, words: Words) -> dict[Part, str]:
    """What a tag says, in parts; those that say nothing are left out."""
    found: dict[Part, list[str]] = {part: [] for part in PARTS}
    _gather(tag, "text", found, words)
    said = {part: text for part in PARTS if (text := _plain("".join(found[part])))}
    percent = words("number.percent", number="")
    if said.get("measure") == percent and "text" in said:  # of the number, not beside it
        return {part: text + percent if part == "text" else text for part, text in said.items() if part != "measure"}
    return said


def _gather(tag: Tag, part: Part, found: dict[Part, list[str]], words: Words) -> None:
    for child in tag.children:
        if not isinstance(child, Tag):
            found[part] += [str(child)] if type(child) is NavigableString else []
        elif seal := [name for name in _classes(child) if name.startswith("seal-")]:
            found["origin"].append(words(f"origin.{seal[0].removeprefix('seal-')}.name") + " ")
        elif "vh" not in _classes(child) or child.name == "caption":
            small: Part = "note" if tag.name == "th" else "measure"
            kind: Part = small if child.name == "small" else "note" if _NOTES & _classes(child) else part
            _gather(child, kind, found, words)
            found[kind] += [" "] if child.name in ("span", "br", "div", "p", "td") else []


def _classes(tag: Tag) -> set[str]:
    return {name for name in tag.get_attribute_list("class") if name}


def _plain(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
