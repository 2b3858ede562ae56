"""The pages of a build that are not reports, filled in from templates: the index, and what shows a failure."""

from __future__ import annotations

import json
from importlib.resources import files

from markupsafe import Markup

from reportlib.blocks.templating import Templates

fill = Templates("reportlib.site").fill
"""A page from a template of this package."""


def verbatim(name: str) -> Markup:
    """A style sheet or a script of this package, to stand in a page as it is."""
    return Markup(files("reportlib.site").joinpath(f"templates/{name}").read_text("utf-8"))


def data(value: object) -> Markup:
    """JSON that can stand in a script element: nothing in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
