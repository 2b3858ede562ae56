"""Check that plotly accepts every figure that is drawn, and changes nothing in it."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from reportlib.blocks import pictures as figures


def _checked(plain: dict[str, Any]) -> go.Figure:
    figure = go.Figure(plain)
    assert json.loads(figure.to_json()) == json.loads(json.dumps(plain))
    return figure


def trend(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.trend(*given, **named))


def ranked_bars(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.ranked_bars(*given, **named))


def dumbbell(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.dumbbell(*given, **named))


def heat(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.heat(*given, **named))


def small_multiples(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.small_multiples(*given, **named))


def waterfall(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.waterfall(*given, **named))


def icicle(*given: Any, **named: Any) -> go.Figure:
    return _checked(figures.icicle(*given, **named))
