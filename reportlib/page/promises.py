"""What a template promises of each of its pages, and where that binds: a missing return is not the template's fault."""

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
    """What a template says that each of its pages holds: kinds of charts, and indicators by id."""

    charts: tuple[str, ...] = Field((), description="kinds of figures, such as trend")
    indicators: tuple[str, ...] = Field((), description="ids of the catalogue")


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
