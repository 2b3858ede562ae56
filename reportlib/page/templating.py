"""Fill the templates of a page; values are escaped."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

_ENVIRONMENT = Environment(
    loader=ChoiceLoader([PackageLoader("reportlib.page"), PackageLoader("reportlib.blocks")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fill(template: str, **values: object) -> str:
    """The text of a template filled with values."""
    return _ENVIRONMENT.get_template(f"{template}.html.j2").render(**values)
