"""Pieces: what a notebook cell shows, as HTML that is whole by itself and knows its place on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import plotly.graph_objects as go
from IPython.display import display
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reportlib.display.text import Words

Role = Literal["banner", "masthead", "cards", "section", "block", "end", "left-out"]
ENVIRONMENT = Environment(
    loader=PackageLoader("reportlib.display"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Piece:
    """A part of a page; `role` says where on it, `facts` what the page needs to know of it."""

    role: Role
    html: str
    facts: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/html": self.html}, {"reportlib": {"role": self.role, **self.facts}}


class Pieces(list["Piece | go.Figure"]):
    """Several pieces and figures, shown one after the other by the cell that ends in them."""

    def __init__(self, parts: Iterable[Piece | go.Figure | None] = ()) -> None:
        super().__init__(part for part in parts if part is not None)

    def _ipython_display_(self) -> None:
        for part in self:
            display(part)  # type: ignore[no-untyped-call]

    @property
    def figures(self) -> Iterator[go.Figure]:
        """The figures among them."""
        return (part for part in self if isinstance(part, go.Figure))


def fill(template: str, words: Words, **values: object) -> Markup:
    """An HTML fragment from a template of this package; every value in it is escaped."""
    return Markup(ENVIRONMENT.get_template(f"{template}.html.j2").render(words=words, **values))


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The style sheet of a report page, without its remarks and spaces."""
    text = files("reportlib.display.templates").joinpath("report.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", text)).replace(";}", "}").strip()
    return re.sub(r"(?<=[:( ,])0\.(?=\d)", ".", re.sub(r"(?<=[a-z0-9]): ", ":", text))


def lab_style() -> Markup:
    """The same style sheet, kept to the pieces in a notebook, so that JupyterLab itself looks as before."""
    scoped = stylesheet().replace(":root", ":scope")
    return Markup(f"<style data-lab>@scope (.reportlib) {{ {scoped} }}</style>")
