"""Colours, fonts and plotly settings of all figures, equal to those of the page's style sheet."""

from __future__ import annotations

from typing import Any

import plotly.io as pio

from reportlib.kernels import install_lazy

PAPER = "#fdfcf9"
PAPER_2 = "#f5f3ed"
RULE = "#dedad0"
RULE_2 = "#b9b4a8"
INK = "#1b1a17"
INK_2 = "#4d4a44"
INK_3 = "#66625a"
MARK = "#7d786e"
RANGE_1 = "#e6e2d8"
RANGE_2 = "#cbc5b7"
UNIT = "#9e1b3c"
BETTER = "#0b5f8a"
BETTER_SOFT = "#d5e6ef"
WORSE = "#946000"
WORSE_SOFT = "#f5e5c4"
ON_FULL = "#ffffff"
SECOND = "#2b5c9c"
THIRD = "#7a4a9e"
DARK = {
    PAPER: "#171614",
    PAPER_2: "#211f1c",
    RULE: "#38352f",
    RULE_2: "#5a564d",
    INK: "#eeebe3",
    INK_2: "#c3beb3",
    INK_3: "#a39e93",
    MARK: "#8f8a7f",
    RANGE_1: "#322f2a",
    RANGE_2: "#4d4940",
    UNIT: "#ee7f8b",
    BETTER: "#6bbbe3",
    BETTER_SOFT: "#183a4c",
    WORSE: "#e8b04a",
    WORSE_SOFT: "#463612",
    ON_FULL: "#171614",
    SECOND: "#7fb0e8",
    THIRD: "#c39ae0",
}
"""The dark counterpart of each colour; on a dark screen a page draws its figures in these."""
SEVERAL = (UNIT, SECOND, INK_2, THIRD)
"""The colours of several lines of equal weight; from the fifth on, lines repeat them dotted."""
PRINTED = 680
"""The width in pixels of a printed figure: A4 less the margins of the style sheet."""

FONT = (
    '-apple-system, BlinkMacSystemFont, "PingFang SC", "Segoe UI", "Microsoft YaHei UI", "Microsoft YaHei", '
    '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif'
)
SMALL = 12
TEXT = 13
TITLE = 17

CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": [
        "sendChartToCloud",
        "zoom2d",
        "pan2d",
        "select2d",
        "lasso2d",
        "zoomIn2d",
        "zoomOut2d",
        "autoScale2d",
    ],
    "doubleClick": "reset",
    "scrollZoom": False,
    "showTips": False,
}
"""The configuration of plotly.js: no logo, no upload of the figure to a public service, few buttons."""


_AXIS: dict[str, Any] = {
    "showgrid": False,
    "zeroline": False,
    "showline": False,
    "gridcolor": RULE,
    "linecolor": RULE_2,
    "tickcolor": RULE_2,
    "tickangle": 0,
    "ticks": "",
    "tickfont": {"size": SMALL, "color": INK_3},
    "fixedrange": True,
    "automargin": False,
}
LAYOUT: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": TEXT, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [UNIT, MARK, INK_2, RULE_2],
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": RULE_2,
            "align": "left",
            "font": {"family": FONT, "size": TEXT, "color": INK},
        },
        "dragmode": False,
        # CONFIG covers the renderers; this covers figures that are written as HTML without a configuration
        "modebar": {
            "remove": ["sendChartToCloud", "select2d", "lasso2d"],
            "bgcolor": "rgba(0,0,0,0)",
            "color": RULE_2,
            "activecolor": INK_3,
        },
        "separators": ".,",
        "bargap": 0.36,
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "annotationdefaults": {"showarrow": False, "font": {"size": SMALL, "color": INK_3}},
        "title": {"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"},
    }
}
"""The template of every figure as a dictionary, because figures that are only shown are never validated by plotly."""


def hide_uploads() -> None:
    """Give all of plotly's renderers our `CONFIG`, which has no upload button."""
    install_lazy()  # plotly's renderers import nbformat, and with it modules that take a second
    for name in pio.renderers:
        renderer = pio.renderers[name]
        # some renderers start without a config; static image renderers never have one
        if hasattr(renderer, "config"):
            renderer.config = {**(renderer.config or {}), **CONFIG}
