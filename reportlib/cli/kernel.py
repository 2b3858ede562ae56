"""The commands for warm kernels."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.app import app, errors_as_lines, out
from reportlib.cli.console import printable
from reportlib.errors import ParameterError, Problem

kernel = typer.Typer(no_args_is_help=True, help="Warm kernels for other programs.")
app.add_typer(kernel, name="kernel")


@kernel.command()
def install(
    name: Annotated[str, typer.Option(help="What papermill calls it: -k NAME.")] = "reportlib",
    prefix: Annotated[Path | None, typer.Option(help="Into this environment; else the one that runs this.")] = None,
    user: Annotated[bool, typer.Option("--user", help="For this user's every environment instead.")] = False,
) -> None:
    """Offer warm kernels to JupyterLab and to plain papermill."""
    with errors_as_lines():
        if find_spec("warmkernels") is None:
            raise ParameterError([Problem("the package 'warmkernels' is not installed here; it comes with reportlib's wheel")])
    # jupyter_client takes a while to import, and no other command needs it here
    from warmkernels import spec  # noqa: PLC0415

    folder = spec.install(name=name, display_name="Reports (warm)", prefix=str(prefix) if prefix else None, user=user)
    out.print(printable(str(folder)))
