from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.audit.facts import Facts
from tests.audit.falsehoods import KINDS, Where
from tests.audit.page import Page
from tests.audit.pictorial import Pictorial
from tests.audit.spots import Spot, spots


@dataclass(frozen=True)
class Planted:
    """A false text for a page: the kind of falsehood, the page, the spot whose text it replaces, and the false text."""

    kind: str
    page: Page
    spot: Spot
    text: str


def candidates(kind: str, page: Page, facts: Facts, speech: Pictorial) -> Iterator[Planted]:
    """Every false text of one kind that can be put into a page."""
    for n, spot in enumerate(spots(page)):
        other = KINDS[kind](spot.text, Where(spot.place, facts, speech), Random(f"{kind} {page.name} {n}"))
        if other is not None and other.strip() != spot.text.strip():
            yield Planted(kind, page, spot, other)


def chosen(kind: str, pages: list[tuple[Page, Facts, Pictorial]], count: int) -> list[Planted]:
    """`count` false texts of one kind, always the same: equally many in each language, on as many pages as possible."""
    spoken = sorted({page.lang for page, _, _ in pages})
    return [one for lang in spoken for one in _of(kind, [each for each in pages if each[0].lang == lang], count // len(spoken))]


def _of(kind: str, pages: list[tuple[Page, Facts, Pictorial]], count: int) -> list[Planted]:
    chance = Random(kind)
    by_page = [list(candidates(kind, *page)) for page in pages]
    for found in by_page:
        chance.shuffle(found)
    order = [found for found in by_page if found]
    chance.shuffle(order)
    picked: list[Planted] = []
    while len(picked) < count and any(order):
        picked += [found.pop() for found in order if found][: count - len(picked)]
    return picked
