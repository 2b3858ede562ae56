"""What the data of a page is there for, asked where the page lacks what its template promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reportlib.analysis import View
from reportlib.blocks import standard
from reportlib.blocks.sections import collection
from reportlib.blocks.text import Words


@dataclass(frozen=True)
class Grounds:
    """What the data of a page is there for: the indicators that have a figure of its period, and the charts it would fill."""

    view: View
    words: Words

    def indicator(self, name: str) -> bool:
        """Whether the page's unit has a figure of an indicator; so it has of one that the catalogue lacks, for that is a slip."""
        return name in self.view.with_figure.index or name not in self.view.standing.index

    def chart(self, kind: str) -> bool:
        """Whether there are figures enough for a chart of a kind; of a kind that no part of a report draws there always are."""
        return kind not in _DRAWN or _DRAWN[kind](self.view, self.words)


def _trend(view: View, words: Words) -> bool:
    """Whether an indicator of the period, and the returns where any are asked for, reach back over two periods."""
    names = list(view.with_figure.index)
    return any(view.count_in_history(name) > 1 for name in names) and (view.returns.empty or view.returns["period"].nunique() > 1)


def _multiples(view: View, words: Words) -> bool:
    """Whether in any dimension two indicators reach back over two periods: the first has a chart of its own."""
    catalogue = view.workbook.catalogue
    long = [catalogue[name].dimension for name in view.with_figure.index if view.count_in_history(name) > 1]
    return len(long) > len(set(long))


def _ranked(view: View, words: Words) -> bool:
    """Whether the unit and a peer have a figure to be ranked by; or, of a unit with others below, two were asked for returns."""
    if not view.children:
        return any(not view.among_peers(name).empty for name in view.rates)
    return not view.returns.empty and collection.grouped(view).nunique() > 1


def _tabled(view: View, words: Words) -> bool:
    return bool(view.children) and standard.units(view, words) is not None


def _changed(view: View, words: Words) -> bool:
    return standard.movement(view, words) is not None


def _contributed(view: View, words: Words) -> bool:
    return bool(view.children) and any(standard.contribution(view, words, name) is not None for name in view.totals)


_DRAWN: Mapping[str, Callable[[View, Words], bool]] = {
    "trend": _trend,
    "small_multiples": _multiples,
    "ranked_bars": _ranked,
    "units": _tabled,
    "dumbbell": _changed,
    "waterfall": _contributed,
}
"""For each kind of figure that a report draws: whether a view has enough for one."""
