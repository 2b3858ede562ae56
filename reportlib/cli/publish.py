"""The command that copies reports to where readers look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.app import Folder, app, errors_as_lines, opened, out
from reportlib.cli.console import printable


@app.command()
def publish(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of reports, such as outputs.")],
    target: Annotated[Path, typer.Argument(metavar="TO", help="Where readers look.")],
    workbook: Folder = None,
) -> None:
    """Copy pages, their copies, plotly.js and the index to where readers look; nothing else."""
    # the index takes a while to import, and few commands need it
    from reportlib.site import publishing  # noqa: PLC0415

    with errors_as_lines():
        pages = publishing.publish(source.resolve(), target.resolve(), opened(workbook))
    out.print(f"{pages} pages published: {printable(str(target))}")
