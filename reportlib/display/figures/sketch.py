"""A figure while it is drawn: parts are gathered, and handed to plotly once.

Adding a part to a plotly figure checks every part already in it again; a page of small panels has hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go


@dataclass
class Sketch:
    """Traces, annotations, shapes and layout, not yet checked."""

    traces: list[Any] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)

    def add_trace(self, trace: Any) -> None:
        """Add a trace."""
        self.traces.append(trace)

    def add_annotation(self, **annotation: Any) -> None:
        """Add words."""
        self.annotations.append({"showarrow": False} | annotation)

    def add_shape(self, **shape: Any) -> None:
        """Add a line or a rectangle."""
        self.shapes.append(shape)

    def update_layout(self, changes: dict[str, Any] | None = None, **more: Any) -> None:
        """Set parts of the layout."""
        self.layout |= (changes or {}) | more

    def figure(self) -> go.Figure:
        """The finished figure, checked."""
        return go.Figure(self.traces, {**self.layout, "annotations": self.annotations, "shapes": self.shapes})
