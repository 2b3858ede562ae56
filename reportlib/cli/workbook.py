"""The commands about a workbook's own files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from reportlib.atomic import write_whole
from reportlib.cli.app import Folder, app, errors_as_lines, opened, out, root_of
from reportlib.cli.console import printable
from reportlib.errors import ParameterError, Problem, choices
from reportlib.plan.output_folder import check_file

EXPLORE = "notebooks/explore.ipynb"
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
"""JupyterLab options that turn off its requests for news, new versions and extensions."""


@app.command()
def schema(workbook: Folder = None) -> None:
    """Write the JSON Schemas by which an editor completes and checks the params files."""
    from reportlib.workbook import schemas  # noqa: PLC0415 no other command needs it

    with errors_as_lines():
        root = root_of(workbook)
    for path in schemas.write(root / "params" / "schemas"):
        out.print(printable(str(path)))


@app.command()
def catalogue(
    lang: Annotated[str, typer.Option(help="In which language.")] = "",
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
    workbook: Folder = None,
) -> None:
    """Print the catalogue as a reference, in Markdown."""
    from reportlib.export import reference  # noqa: PLC0415 brings IPython and jinja2, a tenth of the time of a plan

    with errors_as_lines():
        book = opened(workbook)
        if lang and lang not in book.settings.languages:
            hint = choices(lang, book.settings.languages, what="choices")
            raise ParameterError([Problem(f"--lang '{lang}' is not known; {hint}")])
        text = reference.markdown(book, lang=lang or book.settings.languages[0])
        if output:
            check_file(output, book.root, option="--output")
            write_whole(output, text)
        else:
            sys.stdout.write(text)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context, workbook: Folder = None) -> None:
    """Open JupyterLab in the workbook, on its notebook to explore with; other options go to JupyterLab."""
    with errors_as_lines():
        root = root_of(workbook)
    path = f"/tree/{EXPLORE}" if (root / EXPLORE).is_file() else ""
    settings = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab{path}", *QUIET]
    command = [sys.executable, "-P", "-m", "jupyterlab", *settings, *context.args]
    if os.name == "posix":  # JupyterLab replaces this process, and so receives its signals
        os.chdir(root)
        os.execv(sys.executable, command)
    raise typer.Exit(subprocess.run(command, cwd=root, check=False).returncode)
