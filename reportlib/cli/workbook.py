"""The commands about a workbook's own files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from reportlib.atomic import write_whole
from reportlib.cli.app import Folder, app, opened, out, root_of, told
from reportlib.cli.console import shown
from reportlib.errors import ParameterError, Problem, choices
from reportlib.plan.output_folder import check_file

EXPLORE = "notebooks/explore.ipynb"
QUIET = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)
"""The options by which JupyterLab asks no network for news, newer versions and extensions."""


@app.command()
def schema(workbook: Folder = None) -> None:
    """Write the JSON Schemas by which an editor completes and checks the params files."""
    from reportlib.workbook import schemas  # noqa: PLC0415 models that no other command reads

    with told():
        root = root_of(workbook)
    for path in schemas.write(root / "params" / "schemas"):
        out.print(shown(str(path)))


@app.command()
def catalogue(
    lang: Annotated[str, typer.Option(help="In which language.")] = "",
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
    workbook: Folder = None,
) -> None:
    """Print the catalogue as a reference, in Markdown."""
    from reportlib.export import reference  # noqa: PLC0415 brings IPython and jinja2, a tenth of the time of a plan

    with told():
        book = opened(workbook)
        if lang and lang not in book.settings.languages:
            known = choices(lang, book.settings.languages, what="choices")
            raise ParameterError([Problem(f"--lang '{lang}' is not known; {known}")])
        text = reference.markdown(book, lang=lang or book.settings.languages[0])
        if output:
            check_file(output, book.root, option="--output")
            write_whole(output, text)
        else:
            sys.stdout.write(text)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context, workbook: Folder = None) -> None:
    """Open JupyterLab in the workbook, on the notebook to explore with; further options go to JupyterLab (`--no-browser`)."""
    with told():
        root = root_of(workbook)
    begin = f"/tree/{EXPLORE}" if (root / EXPLORE).is_file() else ""
    settings = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab{begin}", *QUIET]
    command = [sys.executable, "-P", "-m", "jupyterlab", *settings, *context.args]
    if os.name == "posix":  # JupyterLab takes this process's place, and so whatever ends it
        os.chdir(root)
        os.execv(sys.executable, command)
    raise typer.Exit(subprocess.run(command, cwd=root, check=False).returncode)
