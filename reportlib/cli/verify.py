"""The command that makes a page again and compares it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.app import Folder, app, errors_as_lines, opened, out
from reportlib.cli.console import printable


@app.command()
def verify(
    report: Annotated[Path, typer.Argument(metavar="REPORT.html", help="A page, wherever it lies.")], workbook: Folder = None
) -> None:
    """Make a page again from the facts in its head, compare it byte for byte, and say what differs.

    Exits with 0: identical; 1: it differs; 2: it is not a report of this workbook.
    """
    # papermill and nbconvert take a second to import, and no other command here needs them
    from reportlib.build import verify as verifying  # noqa: PLC0415

    with errors_as_lines():
        differences = verifying.verify(report, opened(workbook))
    for difference in differences:
        out.print(printable(difference))
    if differences:
        raise typer.Exit(1)
    out.print(f"identical: {printable(str(report))}")
