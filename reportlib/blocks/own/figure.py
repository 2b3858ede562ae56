"""An analyst's own figure as a chart of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from reportlib.blocks.chart import Chart
from reportlib.blocks.own import plots, vector
from reportlib.blocks.own.call import Call
from reportlib.blocks.own.frame import table_of
from reportlib.blocks.pieces import Picture, fragment
from reportlib.blocks.plot.caption import retitled
from reportlib.blocks.plot.sketch import Plain
from reportlib.data.table import ORIGINS

KIND = "own"
SIZES = ("full", "half")
_NARROW = 0.7
"""The share of its width down to which a drawing is made smaller; on narrower screens it is scrolled sideways."""


def figure(fig: object, texts: Mapping[str, object], call: Call, *, data: object, origin: str, size: str) -> Chart | Picture:
    """The figure as a chart, or as a `Picture` if matplotlib drew it; `texts` has title, alt, subtitle and note.

    Raises
    ------
    ParameterError
        When an argument is wrong; the error has a line for each problem.
    """
    own_texts = {name: call.text(name, text, needed=name in ("title", "alt")) for name, text in texts.items()}
    call.choice("size", size, SIZES)
    call.choice("origin", origin, ("", *ORIGINS))
    if not (data is None or isinstance(data, pd.DataFrame)) or (data is not None and data.columns.empty):
        call.wrong(f"data is {_kind(data)}; give a pandas DataFrame with a column or more, or leave it out")
    plot = fig.plain if isinstance(fig, Chart) else plots.plain(fig)
    for why in plots.unfit(plot) if plot else ():
        call.wrong(why)
    if plot is None and not vector.is_drawing(fig):
        call.wrong(f"it was given {_kind(fig)}; give a plotly or a matplotlib figure")
    call.check()
    frame = data if isinstance(data, pd.DataFrame) else None
    table = table_of(frame, call.words).record
    record = own_texts | {"origin": origin, "size": size, "table": table, "kind": KIND, "own": True, "min_width": 0}
    record["lang"] = call.words.lang
    if plot is None:
        return _picture(fig, record, call)
    data = pd.DataFrame() if frame is None else frame
    chart = fig if isinstance(fig, Chart) else Chart(data=data, plain=plot, lang=call.words.lang, passes_facts_on=False)
    return replace(chart, plain=_with_words(plot, record, call))


def _with_words(plot: Plain, record: dict[str, Any], call: Call) -> Plain:
    """A plotly figure with the words of the call. A chart of this package keeps its own words where the call has none."""
    before = (plot["layout"].get("meta") or {}).get("reportlib")
    if not before or before.get("own"):
        return plots.figure(plot, record, call.words)
    replaced = {name: value for name, value in record.items() if value and name in ("title", "subtitle", "note", "alt", "size")}
    replaced |= {"table": record["table"]} if record["table"]["columns"] else {}
    merged = before | replaced
    titled_plot = retitled(plot, title=merged["title"], subtitle=merged["subtitle"])
    return titled_plot | {"layout": titled_plot["layout"] | {"meta": {"reportlib": merged}}}


def _picture(fig: object, record: dict[str, Any], call: Call) -> Picture:
    words = call.words
    mark = words("figure.demonstration") if record["origin"] == "synthetic" else ""
    svg, width = vector.drawing(fig, alt=record["alt"], mark=mark)
    record |= {"width": width, "min_width": round(width * _NARROW)}
    html = fragment("picture", words, record=record, svg=Markup(svg))
    return Picture("figure", str(html), {"record": record}, svg=svg)


def _kind(thing: object) -> str:
    return "None" if thing is None else f"a {type(thing).__name__}"
