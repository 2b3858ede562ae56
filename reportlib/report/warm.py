"""Warm-up: do once, before kernels are forked, what would otherwise delay the first report in every kernel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from reportlib.blocks import pictures as figures
from reportlib.blocks.markdown import to_html
from reportlib.blocks.pictures import Caption
from reportlib.blocks.pieces import ENVIRONMENT, lab_style
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.sketch import Plain
from reportlib.blocks.sections.collection import percentage
from reportlib.blocks.text import Words, languages
from reportlib.data.table import ORIGINS
from reportlib.periods.reading import CALENDAR
from reportlib.workbook import provenance

NAMES = ["A", "B", "C"]
VALUES = [1.0, None, 3.0]
PERIODS = ["2001Q1", "2001Q2", "2001Q3"]


def up() -> None:
    """Import every module and fill caches by drawing made-up data; starts no thread."""
    with _as_found():
        theme.hide_uploads()
        _use_all()


@contextmanager
def _as_found() -> Iterator[None]:
    """A context that restores plotly's renderers at its end: the next notebook may not be a report."""
    configs = {name: getattr(pio.renderers[name], "config", None) for name in pio.renderers}
    yield
    for name, config in configs.items():
        if hasattr(pio.renderers[name], "config"):
            pio.renderers[name].config = config


def _use_all() -> None:
    for template in ENVIRONMENT.list_templates(["j2"]):
        ENVIRONMENT.get_template(template)
    lab_style()
    to_html("*a*")
    CALENDAR.meanings("2001Q1")  # the expressions by which periods are read
    provenance.code_hash()
    provenance.packages()
    _frames()
    for lang in languages():
        for figure in _every_figure(Words(lang)):
            json.dumps(figure)
            go.Figure(figure)  # loads plotly's validators


def _every_figure(words: Words) -> Iterator[Plain]:
    lines = pd.DataFrame({"series": "unit", "name": "A", "period": PERIODS, "value": VALUES, "origin": ORIGINS, "indicator": "i"})
    units = pd.DataFrame({"unit": NAMES, "name": NAMES, "value": VALUES, "marked": False})
    cells = pd.DataFrame({"row": NAMES, "column": NAMES, "shade": [1.0, None, 0.5], "text": NAMES, "group": NAMES})
    tree = pd.DataFrame({"id": NAMES, "parent": ["", "A", "A"], "name": NAMES, "value": VALUES})
    moves = units.assign(before=1.0, after=units["value"], contribution=units["value"])
    indicator = percentage(words, "collection.rate.name").model_copy(update={"id": "i"})
    caption = Caption("A", "A")
    ends: dict[str, Any] = {"start": 1.0, "end": 5.0, "start_name": "A", "end_name": "B"}
    figures.sparkline(VALUES)
    yield figures.trend(lines, indicator=indicator, words=words, caption=caption)
    yield figures.small_multiples(lines, indicators=[indicator], words=words, caption=caption)
    yield figures.ranked_bars(units, indicator=indicator, words=words, caption=caption)
    yield figures.dumbbell(moves, indicator=indicator, words=words, caption=caption, before=PERIODS[0], after=PERIODS[2])
    yield figures.heat(cells, words=words, caption=caption)
    yield figures.waterfall(moves, indicator=indicator, words=words, caption=caption, **ends)
    yield figures.icicle(tree, indicator=indicator, words=words, caption=caption)


def _frames() -> None:
    """Run the frame operations of reports: pandas sets up many of them at first use."""
    frame = pd.DataFrame({"name": NAMES, "value": VALUES}).astype({"name": "str"})
    frame[frame["name"].isin(NAMES) & (frame["name"] == "A")].sort_values("name", ascending=False, kind="stable")
    frame.set_index("name")[["value"]].reindex(NAMES).rename_axis("name").reset_index().dropna(subset=["value"])
    pd.concat([frame, frame.assign(name="D")], ignore_index=True).drop_duplicates("name").groupby("name").size()
    list(frame.itertuples())
