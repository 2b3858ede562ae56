"""The command line: each command parses its options, then makes one call."""

from __future__ import annotations

from typing import Annotated

import typer

from reportlib import __version__
from reportlib.cli import build, check, kernel, new, pages, publish, verify, workbook
from reportlib.cli.app import app, out
from reportlib.cli.console import open_standard
from reportlib.kernels import install_lazy

__all__ = ["build", "check", "kernel", "main", "new", "pages", "publish", "verify", "workbook"]


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        out.print(f"reportlib {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    open_standard()
    install_lazy()  # before anything imports nbformat, which loads modules that take a second
    app(prog_name="reportlib")
