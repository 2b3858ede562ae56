"""Promises of a template about its pages, checked only where the data can keep them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from reportlib.workbook.documents import Noun

if TYPE_CHECKING:
    from reportlib.page.grounds import Grounds

_CARRIED = re.compile(r'\bid="?(?:i|card|p)-([^\s"\'<>]+)')
_KINDS = re.compile(r'\bdata-kind="?([\w-]+)')
_PERIOD = re.compile(r"-(?:\d{4}(?:[HQ]\d|YTD\d\d|W\d\d|-\d\d|-\d{4})?)$")


class Promises(Noun):
    """The kinds of charts and the indicators that a template promises for each of its pages."""

    charts: tuple[str, ...] = Field((), description="kinds of figures, such as trend")
    indicators: tuple[str, ...] = Field((), description="ids of the catalogue")


def broken(page: str, metadata: Mapping[str, Any], grounds: Callable[[], Grounds | None]) -> Iterator[str]:
    """A message for each promise that the page does not keep although the data is there.

    If the promises are not written as `Promises` describes them, a single message says so.

    Parameters
    ----------
    page, metadata
        The HTML of the page, and the metadata of its notebook.
    grounds
        Called only if a promise is not kept; returns which promises the data can keep; None means all.
    """
    try:
        promises = Promises.model_validate(metadata.get("reportlib", {}).get("promises", {}))
    except ValidationError as error:
        mistakes = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        yield f"the template's metadata reportlib.promises is not {{charts: [...], indicators: [...]}}: {mistakes}"
        return
    kinds, ids = set(_KINDS.findall(page)), _CARRIED.findall(page)
    indicator_ids = {*ids, *(_PERIOD.sub("", name) for name in ids)}
    lacking = {
        "chart": [kind for kind in promises.charts if kind not in kinds],
        "indicator": [name for name in promises.indicators if name not in indicator_ids],
    }
    page_grounds = grounds() if any(lacking.values()) else None
    for what, names in lacking.items():
        missing = [
            name
            for name in names
            if page_grounds is None or (page_grounds.chart(name) if what == "chart" else page_grounds.indicator(name))
        ]
        if missing:
            quoted = ", ".join(f"'{name}'" for name in missing)
            yield f"its template promises the {what}{'s' if len(missing) > 1 else ''} {quoted}, which the page lacks"
