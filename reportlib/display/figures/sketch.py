"""A figure while it is drawn, and once it is: parts are gathered as plain data, which plotly reads only when it has to.

plotly checks and copies every property of every part it is given; that takes longer than all else that a page does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
from IPython.display import display

MIME = "application/vnd.plotly.v1+json"
_RENDERER = "plotly_mimetype"


class Drawn(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that was drawn as plain data, and becomes plotly's own, checked, when somebody uses it as one.

    A page that only shows it never has it checked; the tests check one of every kind.
    """

    def __init__(self, plain: dict[str, Any]) -> None:
        self._plain = plain

    def __getattr__(self, name: str) -> Any:
        # Python asks here for what plotly's own constructor, not run so far, would have set; IPython, whether all names exist.
        if "_plain" not in self.__dict__ or name.startswith("_ipython_"):
            raise AttributeError(name)
        super().__init__(self.__dict__.pop("_plain"))
        return getattr(self, name)

    def __reduce__(self) -> tuple[type[Drawn], tuple[dict[str, Any]]]:
        return Drawn, (self.plain,)

    @property
    def plain(self) -> dict[str, Any]:
        """The figure as plain data."""
        return self.__dict__.get("_plain") or dict(self.to_dict())

    def sized(self, size: str) -> Drawn:
        """The same figure, told how much of a page's width it takes: full, half or third."""
        layout = self.plain["layout"]
        record = layout["meta"]["reportlib"] | {"size": size}
        return Drawn(self.plain | {"layout": layout | {"meta": {"reportlib": record}}})

    def _ipython_display_(self) -> None:
        if "_plain" in self.__dict__ and pio.renderers.default == _RENDERER:
            bundle = pio.renderers[_RENDERER].to_mimebundle({})
            bundle[MIME] |= self._plain
            display(bundle, raw=True)  # type: ignore[no-untyped-call]
        else:
            super()._ipython_display_()


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

    def figure(self) -> go.Figure:
        """The finished figure."""
        parts = {"annotations": self.annotations, "shapes": self.shapes}
        return Drawn({"data": self.traces, "layout": self.layout | {name: part for name, part in parts.items() if part}})
