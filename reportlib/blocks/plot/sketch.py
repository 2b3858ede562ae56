"""A picture while it is drawn: its parts are gathered as plain data, which plotly reads only when somebody asks for its figure.

plotly checks and copies every property of every part it is given; that takes longer than all else that a page does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

MIME = "application/vnd.plotly.v1+json"
Plain: TypeAlias = dict[str, Any]
"""A figure as plain data, as plotly.js takes it; the tests have plotly check one of every kind."""


def with_record(plain: Plain, **entries: str) -> Plain:
    """The same figure with more in its record: how much of a page's width it takes, or which words it is folded behind."""
    layout = plain["layout"]
    return plain | {"layout": layout | {"meta": {"reportlib": layout["meta"]["reportlib"] | entries}}}


@dataclass
class Sketch:
    """Traces, annotations, shapes and layout, not yet checked."""

    traces: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)

    def add_trace(self, trace: dict[str, Any]) -> None:
        """Add a trace."""
        self.traces.append(trace)

    def add_annotation(self, **annotation: Any) -> None:
        """Add words."""
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
