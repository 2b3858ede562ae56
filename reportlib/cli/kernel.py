"""The commands about warm kernels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.app import app, out
from reportlib.console import shown

kernel = typer.Typer(no_args_is_help=True, help="Warm kernels for other programs.")
app.add_typer(kernel, name="kernel")


@kernel.command()
def install(
    name: Annotated[str, typer.Option(help="What papermill calls it: -k NAME.")] = "reportlib",
    prefix: Annotated[Path | None, typer.Option(help="Into this environment; else the one that runs this.")] = None,
    user: Annotated[bool, typer.Option("--user", help="For this user's every environment instead.")] = False,
) -> None:
    """Offer warm kernels to JupyterLab and to plain papermill."""
    # jupyter_client takes a while to import, and no other command needs it here
    from reportlib.kernels import spec  # noqa: PLC0415

    out.print(shown(str(spec.install(name=name, prefix=str(prefix) if prefix else None, user=user))))
