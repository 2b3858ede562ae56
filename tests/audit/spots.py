from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from bs4 import NavigableString, Tag

from tests.audit.ledger import METHODS
from tests.audit.page import Page


@dataclass(eq=False)
class Spot:
    """A text of a page, in an element or in one of its attributes."""

    place: str
    held_by: NavigableString | Tag

    @property
    def text(self) -> str:
        return str(self.held_by["data-alt"]) if isinstance(self.held_by, Tag) else str(self.held_by)

    @contextmanager
    def saying(self, text: str) -> Iterator[None]:
        """A context in which the page has another text in this spot."""
        if isinstance(self.held_by, Tag):
            before = self.held_by["data-alt"]
            self.held_by["data-alt"] = text
            yield
            self.held_by["data-alt"] = before
            return
        other = NavigableString(text)
        before_node = self.held_by
        before_node.replace_with(other)
        yield
        other.replace_with(before_node)


@cache
def spots(page: Page) -> list[Spot]:
    """Every text in the head, the cards, the overview, the figures and the lists of a page."""
    return [*_head(page), *_cards(page), *_overview(page), *_figures(page), *_lists(page)]


def _texts(place: str, tag: Tag | None) -> Iterator[Spot]:
    """The texts of an element, without labels of origin."""
    for text in list(tag.find_all(string=True)) if tag is not None else []:
        sealed = any(str(name).startswith("seal-") for above in text.parents for name in above.get("class") or [])
        if text.strip() and not sealed:
            yield Spot(place, text)


def _head(page: Page) -> Iterator[Spot]:
    for n, tag in enumerate(page.tree.select("p.headline")):
        yield from _texts(f"headline {n + 1}", tag)
    yield from _texts("standfirst", page.tree.select_one(".standfirst"))
    for row in page.tree.select("tr[id^=act-]"):
        yield from _texts(f"act {str(row['id']).removeprefix('act-')}", row)


def _cards(page: Page) -> Iterator[Spot]:
    for name, card in page.cards:
        yield from _texts(f"card {name}", card)


def _overview(page: Page) -> Iterator[Spot]:
    table = page.overview
    box = table.find_parent("div", class_="fig") if table else None
    if box is not None:
        yield from _texts("overview title", box.h3)
        yield from _texts("overview subtitle", box.select_one(".fig-sub"))
    for row in page.tree.select(".spine-t tr[id], .size-t tr[id]"):
        yield from _texts(f"overview row {str(row['id']).removeprefix('i-')}", row)


def _figures(page: Page) -> Iterator[Spot]:
    for n, figure in enumerate(page.figures, 1):
        if figure.kind in METHODS:
            continue
        place = f"figure {n} {figure.kind}"
        yield from _texts(f"{place} title", figure.tag.h3)
        yield from _texts(f"{place} subtitle", figure.tag.select_one("figcaption .fig-sub"))
        yield from _texts(f"{place} note", figure.tag.select_one(".fig-note"))
        plot = figure.tag.select_one("[data-alt]")
        if plot is not None:
            yield Spot(f"{place} alt", plot)
        yield from _texts(f"{place} alt", figure.tag.select_one(".fig-alt"))


def _lists(page: Page) -> Iterator[Spot]:
    for box in page.tree.select("div.fig"):
        if not box.select_one(".spine-t, .size-t"):
            yield from _texts("list", box.h3)
    yield from _texts("returns", page.tree.select_one(".dq-grid > div"))
