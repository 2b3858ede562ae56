"""Fill the templates of pages that are not reports: the index, and the pages of failures."""

from __future__ import annotations

import json
from importlib.resources import files

from markupsafe import Markup

from reportlib.blocks.templating import Templates

fill = Templates("reportlib.site").fill
"""Fills in a template of this package."""


def verbatim(name: str) -> Markup:
    """A style sheet or script of this package, unchanged."""
    return Markup(files("reportlib.site").joinpath(f"templates/{name}").read_text("utf-8"))


def data(value: object) -> Markup:
    """A value as JSON for a script element, escaped so that it cannot close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
