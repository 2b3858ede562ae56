"""The page's templates, filled; every value in them is escaped."""

from __future__ import annotations

from reportlib.templating import environment

_ENVIRONMENT = environment("reportlib.page", "reportlib.blocks")


def fill(template: str, **values: object) -> str:
    """The text of a template with values in it."""
    return _ENVIRONMENT.get_template(f"{template}.html.j2").render(**values)
