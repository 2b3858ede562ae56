"""The command that proves where a page comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.app import Folder, app, opened, out, told
from reportlib.cli.console import shown


@app.command()
def verify(
    report: Annotated[Path, typer.Argument(metavar="REPORT.html", help="A page, wherever it lies.")], workbook: Folder = None
) -> None:
    """Make a page again from what it says it was made from, and compare it byte for byte; say what differs.

    Leaves with 0: identical; 1: it differs; 2: it is not a report of this workbook.
    """
    # papermill, nbconvert and all that they bring take a second to import, and no other command here needs them
    from reportlib.build import verify as verifying  # noqa: PLC0415

    with told():
        differences = verifying.verify(report, opened(workbook))
    for difference in differences:
        out.print(shown(difference))
    if differences:
        raise typer.Exit(1)
    out.print(f"identical: {shown(str(report))}")
