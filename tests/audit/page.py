from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from tests.audit.ledger import catalogue_of_texts
from tests.audit.tidy import soup


@dataclass(eq=False)
class Page:
    """A report page as a tree of elements, with the contents of its JSON file."""

    name: str
    tree: BeautifulSoup
    held: dict[str, Any] | None = None
    """The contents of the page's JSON file; None if there is none."""

    @classmethod
    def read(cls, path: Path) -> Page:
        page, beside = cls.of(path.read_text("utf-8"), path.stem), path.with_suffix(".json")
        page.held = json.loads(beside.read_text("utf-8")) if beside.is_file() else None
        return page

    @classmethod
    def of(cls, html: str, name: str) -> Page:
        tree = soup(html)
        for drawn in tree.select("svg, .tally"):
            drawn.decompose()
        _class_by_column(tree)
        return cls(name, tree)

    def meta(self, name: str) -> str:
        found = self.tree.select_one(f'meta[name="reportlib:{name}"]')
        return str(found["content"]) if found else ""

    @cached_property
    def lang(self) -> str:
        return self.meta("lang")

    @cached_property
    def cards(self) -> list[tuple[str, Tag]]:
        return [(str(card["id"]).removeprefix("card-"), card) for card in self.tree.select("article.card")]

    @cached_property
    def overview(self) -> Tag | None:
        """The table of rates and scores."""
        return self.tree.select_one(".spine-t")

    @cached_property
    def sizes(self) -> Tag | None:
        """The table of counts."""
        return self.tree.select_one(".size-t")

    @cached_property
    def figures(self) -> list[Figure]:
        return [Figure(str(tag.get("data-kind")), tag) for tag in self.tree.select("figure")]


@dataclass(eq=False)
class Figure:
    """A figure of a page: its kind and its element."""

    kind: str
    tag: Tag

    @property
    def title(self) -> str:
        return words(self.tag.h3)

    @property
    def subtitle(self) -> str:
        return words(self.tag.select_one("figcaption .fig-sub"))

    @property
    def alt(self) -> str:
        plot = self.tag.select_one("[data-alt]")
        return " ".join(str(plot["data-alt"]).split()) if plot else words(self.tag.select_one(".fig-alt"))

    @property
    def note(self) -> str:
        return words(self.tag.select_one(".fig-note"))

    @property
    def seal(self) -> str:
        named = self.tag.select_one("figcaption .origin")
        return words(named, without="[aria-hidden]") if named else commonest_origin(self.tag)

    @cached_property
    def table(self) -> list[list[str]]:
        """The rows of the figure's table, the head first; remarks that stand at the end of the page are added to the cells."""
        rows = [_cells(row) for row in self.tag.select("table tr")]
        page = self.tag.find_parent("html")
        if page is None or not (remarks := _shared_remarks(page)):
            return rows
        text = catalogue_of_texts("zh" if str(page["lang"]).startswith("zh") else "en")
        return [_with_remarks(row, rows[0], remarks, (text["open"], text["close"])) for row in rows]


def _class_by_column(tree: BeautifulSoup) -> None:
    """Give the cells of the table of counts the classes of their columns; cells of the overview have classes already."""
    heads = [[str(one) for one in head.get("class") or () if one != "num"] for head in tree.select(".size-t thead th")]
    for row in tree.select(".size-t tbody tr"):
        for cell, classes in zip(row.find_all(["th", "td"], recursive=False), heads, strict=True):
            cell["class"] = classes


def _cells(row: Tag) -> list[str]:
    return [words(cell) for cell in row.select("th, td")]


def _shared_remarks(page: Tag) -> dict[str, dict[str, str]]:
    """The remarks at the end of a page: by the mark of their row, then by the head of their column."""
    heads = _cells(page.select("#remarks thead tr")[0])[1:] if page.select("#remarks") else []
    rows = [_cells(row) for row in page.select("#remarks tbody tr")]
    return {mark: dict(zip(heads, remarks, strict=True)) for mark, *remarks in rows}


def _with_remarks(row: list[str], heads: list[str], remarks: dict[str, dict[str, str]], brackets: tuple[str, str]) -> list[str]:
    """A table row with its remarks in brackets in the cells. A remark belongs to a mark after the row's or the column's name."""
    name, *cells = row
    opening, closing = brackets
    if row == heads:
        return [_unmarked(head, remarks) for head in row]
    noted = [remarks.get(name[-1:], {}).get(head) or remarks.get(head[-1:], {}).get(name, "") for head in heads[1:]]
    told = [f"{cell}{opening}{one}{closing}" if one else cell for cell, one in zip(cells, noted, strict=True)]
    return [_unmarked(name, remarks), *told]


def _unmarked(name: str, remarks: dict[str, dict[str, str]]) -> str:
    return name[:-2] if name[-1:] in remarks else name


def words(tag: Tag | None, *, without: str = "") -> str:
    """The text of an element as a reader sees it; labels of origin, and what the selector `without` matches, are left out."""
    if tag is None:
        return ""
    skipped = {id(part) for part in tag.select(f"[class^=seal-]{', ' + without if without else ''}")}
    texts = [str(t) for t in tag.strings if not any(id(above) in skipped for above in t.parents)]
    return " ".join("".join(texts).split())


def seal(tag: Tag | None) -> str:
    """The origin of an element: the text of its label; if it has no label, the origin of most figures of the page."""
    found = tag.select_one("[class^=seal-][aria-label]") if tag else None
    if found or tag is None:
        return str(found["aria-label"]) if found else ""
    return commonest_origin(tag)


def commonest_origin(tag: Tag) -> str:
    """The origin of most figures of the page, in words; elements with this origin have no label."""
    body, page = tag.find_parent("body"), tag.find_parent("html")
    kinds = [str(kind).removeprefix("mostly-") for kind in (body["class"] if body else ()) if str(kind).startswith("mostly-")]
    lang = "zh" if page is not None and str(page["lang"]).startswith("zh") else "en"
    return str(catalogue_of_texts(lang)[f"origin.{kinds[0]}.name"]) if kinds else ""
