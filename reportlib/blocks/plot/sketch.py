"""`Sketch`: a picture under construction, as dictionaries.

It becomes a plotly figure only on demand, because plotly slowly validates and copies every property.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

MIME = "application/vnd.plotly.v1+json"
Plain: TypeAlias = dict[str, Any]
"""A figure as a dictionary for plotly.js, not validated; tests validate one of every kind."""


def with_record(plain: Plain, **entries: str) -> Plain:
    """The figure with entries added to its record (see `plot.caption`)."""
    layout = plain["layout"]
    return plain | {"layout": layout | {"meta": {"reportlib": layout["meta"]["reportlib"] | entries}}}


@dataclass
class Sketch:
    """Traces, annotations, shapes and layout, not validated."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)

    def add_trace(self, trace: dict[str, Any]) -> None:
        """Add a trace."""
        self.traces.append(trace)

    def add_annotation(self, **annotation: Any) -> None:
        """Add an annotation."""
        self.annotations.append(annotation)

    def add_shape(self, **shape: Any) -> None:
        """Add a line or a rectangle."""
        self.shapes.append(shape)

    def update_layout(self, **changes: Any) -> None:
        """Set parts of the layout."""
        self.layout |= changes

    def figure(self) -> Plain:
        """The finished figure."""
        parts = {"annotations": self.annotations, "shapes": self.shapes}
        return {"data": self.traces, "layout": self.layout | {name: part for name, part in parts.items() if part}}
