"""Which promises of a template the data of a page can keep; asked only if a promise was not kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reportlib.analysis import View
from reportlib.blocks import standard
from reportlib.blocks.sections import collection
from reportlib.blocks.text import Words


@dataclass(frozen=True)
class Grounds:
    """Which indicators have a figure on a page, and for which kinds of charts the data is enough."""

    view: View
    words: Words

    def indicator(self, name: str) -> bool:
        """Whether the unit has a figure of an indicator; True if the unit's level lacks the indicator or the id is misspelt."""
        return name in self.view.with_figure.index or name not in self.view.standing.index

    def chart(self, kind: str) -> bool:
        """Whether there are enough figures for a kind of chart; True for kinds that no standard section draws."""
        return kind not in _DRAWN or _DRAWN[kind](self.view, self.words)


def _trend(view: View, words: Words) -> bool:
    """Whether some indicator has figures of several periods; if there are returns, these must also be of several periods."""
    names = list(view.with_figure.index)
    return any(view.count_in_history(name) > 1 for name in names) and (view.returns.empty or view.returns["period"].nunique() > 1)


def _multiples(view: View, words: Words) -> bool:
    """Whether some dimension has two indicators with figures of several periods: the first of them is not a small chart."""
    catalogue = view.workbook.catalogue
    long = [catalogue[name].dimension for name in view.with_figure.index if view.count_in_history(name) > 1]
    return len(long) > len(set(long))


def _ranked(view: View, words: Words) -> bool:
    """For a unit without units below: whether it can be ranked among peers. Else: whether there are returns of several units."""
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
"""For each kind of chart in standard sections, a check whether a view has enough figures."""
