"""The commands that begin a workbook, or a template in one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from reportlib.cli.app import Folder, app, errors_as_lines, opened, out
from reportlib.cli.build import build
from reportlib.cli.console import printable
from reportlib.new import template as beginning

if TYPE_CHECKING:
    from reportlib.new.workbook import Started

Tables = Annotated[list[Path] | None, typer.Option("--from", metavar="FILE", help="A table to begin from; repeatable.")]


class _Group(TyperGroup):
    """A group of commands in which a first word that is no command is the folder of a new workbook."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Insert the command `workbook` if the first word that is no option is not a command."""
        words = [word for word in args if not word.startswith("-")]
        if words and words[0] not in self.commands and "--help" not in args[:1]:
            args = ["workbook", *args]
        return super().parse_args(ctx, args)


new = typer.Typer(no_args_is_help=True, cls=_Group, help="Begin a workbook (`new DIR`), or a template in one.")
app.add_typer(new, name="new")


@new.callback()
def _new() -> None:
    """Begin a workbook (`new DIR`), or a template in one (`new template NAME`)."""


@new.command()
def workbook(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; it is not there yet, or empty.")],
    tables: Tables = None,
    period: Annotated[str, typer.Option("--period", help="The period of all figures, where no table says one.")] = "",
) -> None:
    """Write a workbook from your tables, with a reason for each guess; without tables, a small one. Then build its reports."""
    from reportlib.new.workbook import start  # noqa: PLC0415 no other command needs it

    with errors_as_lines():
        started = start(folder, tables or [], period=period)
    _print_start(started)
    build(workbook=folder)


def _print_start(started: Started) -> None:
    for guess in started.guesses:
        out.print(printable(f"guess: {guess}"))
    for omitted in started.unread:
        out.print(printable(f"left out: {omitted}"))
    out.print(f"{len(started.guesses)} guesses, {len(started.unread)} left out")
    name = "params/sources.yaml" if started.guesses else "params/units.yaml"
    with_tables = f"open {started.root / name} next: it says how your tables are read; then catalogue.yaml beside it"
    without_tables = f"open {started.root / name} next: the units; then catalogue.yaml beside it, and data/figures.csv"
    out.print(printable(with_tables if started.guesses else without_tables))


@new.command()
def template(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, with which the names of its reports begin.")],
    source: Annotated[str, typer.Option("--from", metavar="TEMPLATE", help="The template to begin from; else a small one.")] = "",
    level: Annotated[str, typer.Option("--level", help="The level that it is for; else the first.")] = "",
    workbook: Folder = None,
) -> None:
    """Write a template into notebooks/; `build --template NAME` makes its reports at once."""
    with errors_as_lines():
        path = beginning.new_template(opened(workbook), name, source=source, level=level)
    out.print(printable(str(path)))
