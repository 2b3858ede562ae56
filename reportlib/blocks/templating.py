"""Templates of HTML: those of blocks, of pages and of the index are filled by the same rules."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


class Templates(Environment):
    """The templates of some packages; every value in them is escaped, and a value that is missing is an error.

    Parameters
    ----------
    *packages
        The packages. If two of them have a template of the same name, that of the first is used.
    """

    def __init__(self, *packages: str) -> None:
        super().__init__(
            loader=ChoiceLoader([PackageLoader(package) for package in packages]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def fill(self, template: str, **values: object) -> str:
        """The text of a template filled with values."""
        return self.get_template(f"{template}.html.j2").render(**values)
