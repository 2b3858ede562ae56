"""The command that finds pages with certain versions of plotly.js."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from reportlib.cli.app import app, errors_as_lines, out
from reportlib.cli.console import printable
from reportlib.errors import ParameterError, Problem


@app.command()
def pages(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folders of pages, or single pages.")],
    plotly: Annotated[str, typer.Option("--plotly", metavar="VERSIONS", help="Which plotly.js, such as '<4.1.1'.")],
) -> None:
    """List the pages, published ones too, that contain one of these versions of plotly.js. Build these pages again to replace it.

    Exits with 0: there is none; 1: pages are listed; 2: a folder or the versions are wrong.
    """
    from reportlib.page.libraries import carrying  # noqa: PLC0415 takes long to import

    with errors_as_lines():
        wanted = _parsed(folders, plotly)
    pages_found = list(carrying(folders, wanted))
    for library_found in pages_found:
        library = (
            f"plotly.js {library_found.version}"
            if library_found.version
            else f"plotly.js of a version unknown: {library_found.why}"
        )
        out.print(printable(f"{library_found.page}: {library}"))
    out.print(f"{len(pages_found)} found" if pages_found else "none found")
    raise typer.Exit(1 if pages_found else 0)


def _parsed(folders: list[Path], versions: str) -> SpecifierSet:
    problems = [
        Problem(f"'{folder}' is not there; name a folder of pages, or a page") for folder in folders if not folder.exists()
    ]
    try:
        wanted = SpecifierSet(versions)
    except InvalidSpecifier:
        problems.append(Problem(f"--plotly '{versions}' names no versions; write <4.1.1, ==4.0.0 or >=3,<4"))
    if problems:
        raise ParameterError(problems)
    return wanted
