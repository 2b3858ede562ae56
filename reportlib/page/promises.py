"""What a template promises of each of its pages, and where that binds: a missing return is not the template's fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from reportlib.analysis import View
from reportlib.blocks import standard
from reportlib.blocks.sections import collection
from reportlib.blocks.text import Words
from reportlib.workbook.documents import Noun

_CARRIED = re.compile(r'\bid="?(?:i|card|p)-([^\s"\'<>]+)')
_KINDS = re.compile(r'\bdata-kind="?([\w-]+)')
_PERIOD = re.compile(r"-(?:\d{4}(?:[HQ]\d|YTD\d\d|W\d\d|-\d\d|-\d{4})?)$")


class Promises(Noun):
    """What a template says that each of its pages holds: kinds of charts, and indicators by id."""

    charts: tuple[str, ...] = Field((), description="kinds of figures, such as trend")
    indicators: tuple[str, ...] = Field((), description="ids of the catalogue")


@dataclass(frozen=True)
class Grounds:
    """What the data of a page is there for: the indicators that have a figure of its period, and the charts it would fill."""

    view: View
    words: Words

    def indicator(self, name: str) -> bool:
        """Whether the page's unit has a figure of an indicator; so it has of one that the catalogue lacks, for that is a slip."""
        return name in self.view.known.index or name not in self.view.standing.index

    def chart(self, kind: str) -> bool:
        """Whether there are figures enough for a chart of a kind; of a kind that no part of a report draws there always are."""
        return kind not in _DRAWN or _DRAWN[kind](self.view, self.words)


def broken(page: str, metadata: Mapping[str, Any], grounds: Callable[[], Grounds | None]) -> Iterator[str]:
    """What the template promises and the page lacks, although the data for it is there.

    Parameters
    ----------
    page, metadata
        The whole page, and the metadata of its notebook.
    grounds
        Gives what the page was written from, and is asked only where something is lacking; without it every promise binds.
    """
    try:
        promises = Promises.model_validate(metadata.get("reportlib", {}).get("promises", {}))
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        yield f"the template's metadata reportlib.promises is not {{charts: [...], indicators: [...]}}: {told}"
        return
    kinds, ids = set(_KINDS.findall(page)), _CARRIED.findall(page)
    carried = {*ids, *(_PERIOD.sub("", name) for name in ids)}
    lacking = {
        "chart": [kind for kind in promises.charts if kind not in kinds],
        "indicator": [name for name in promises.indicators if name not in carried],
    }
    known = grounds() if any(lacking.values()) else None
    for what, names in lacking.items():
        missing = [name for name in names if known is None or (known.chart(name) if what == "chart" else known.indicator(name))]
        if missing:
            quoted = ", ".join(f"'{name}'" for name in missing)
            yield f"its template promises the {what}{'s' if len(missing) > 1 else ''} {quoted}, which the page lacks"


def _trend(view: View, words: Words) -> bool:
    """Whether an indicator of the period, and the returns where any are asked for, reach back over two periods."""
    names = list(view.known.index)
    return any(view.told(name) > 1 for name in names) and (view.returns.empty or view.returns["period"].nunique() > 1)


def _multiples(view: View, words: Words) -> bool:
    """Whether in any dimension two indicators reach back over two periods: the first has a chart of its own."""
    catalogue = view.workbook.catalogue
    long = [catalogue[name].dimension for name in view.known.index if view.told(name) > 1]
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
