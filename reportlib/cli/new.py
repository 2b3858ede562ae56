"""The commands that begin something in a workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from reportlib.cli.app import Folder, app, opened, out, told
from reportlib.console import shown
from reportlib.publish import beginning

new = typer.Typer(no_args_is_help=True, help="Begin something new in a workbook.")
app.add_typer(new, name="new")


@new.callback()
def _new() -> None:
    """Begin something new in a workbook."""


@new.command()
def template(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called; its reports are named by it.")],
    source: Annotated[str, typer.Option("--from", metavar="TEMPLATE", help="The template to begin from; else a small one.")] = "",
    level: Annotated[str, typer.Option("--level", help="The level that it is for; else the first.")] = "",
    workbook: Folder = None,
) -> None:
    """Write a template to begin with into notebooks/; `build --template NAME` makes its reports at once."""
    with told():
        path = beginning.new_template(opened(workbook), name, source=source, level=level)
    out.print(shown(str(path)))
