"""The command line: parses, then makes one call."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from reportlib import __version__
from reportlib.errors import InputError, ParameterError, Problem, choices
from reportlib.observations import Finding, look, settle
from reportlib.observations.recipe import Recipe
from reportlib.observations.renewal import renew
from reportlib.progress import follow
from reportlib.publish import reference, schemas
from reportlib.publish.due import Plan, Request, counted, make_plan, tried
from reportlib.publish.files import write_whole
from reportlib.publish.outcome import Outcome, State
from reportlib.publish.plan import Asked
from reportlib.workbook import MARKER, Workbook, find

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Periodic indicator reports from notebooks."
)
kernel = typer.Typer(no_args_is_help=True, help="Warm kernels for other programs.")
app.add_typer(kernel, name="kernel")
out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

Folder = Annotated[Path | None, typer.Option("--workbook", help="The workbook's folder; else the nearest one from here upward.")]
Files = Annotated[list[Path] | None, typer.Argument(help="Files of reports, in place of params/reports.yaml.")]
Periods = Annotated[list[str] | None, typer.Option("--period", help="In place of the periods listed; may be repeated.")]
Levels = Annotated[list[str] | None, typer.Option("--level", help="Only this level; alone: every unit there.")]
UnitsAsked = Annotated[list[str] | None, typer.Option("--unit", help="In place of the units listed; may be repeated.")]
Languages = Annotated[list[str] | None, typer.Option("--lang", help="In place of the languages listed; may be repeated.")]
Templates = Annotated[list[str] | None, typer.Option("--template", help="Only this template; may be repeated.")]
Force = Annotated[bool, typer.Option("--force", help="Also what is up to date.")]
Output = Annotated[Path | None, typer.Option("--output", help="Where to; else the workbook's outputs/.")]
Single = Annotated[bool, typer.Option("--single-file", help="Pages that stand alone, for e-mail.")]

WHY = {
    "forced": "forced",
    "new": "new",
    "parameters": "parameters",
    "own_figures": "own figures",
    "other_figures": "figures beside its own",
    "catalogue": "catalogue entry",
    "words": "commentary or correction",
    "template": "template",
    "code": "code",
    "packages": "packages",
}
"""How the command line says why a report is due."""


@contextmanager
def _told() -> Iterator[None]:
    """Say what was wrong with what we were given, a line each, and leave with 2."""
    try:
        yield
    except InputError as error:
        for problem in error.problems:
            err.print(escape(str(problem)))
        raise typer.Exit(2) from None


def _root(folder: Path | None) -> Path:
    """The folder of the workbook asked for, or of the nearest one."""
    if folder is None:
        return find(Path.cwd())
    if not (folder / MARKER).is_file():
        raise ParameterError([Problem(f"--workbook '{folder}' is not a workbook: it has no {MARKER.as_posix()}")])
    return folder.resolve()


def _open(folder: Path | None) -> Workbook:
    return Workbook.load(_root(folder))


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        out.print(f"reportlib {__version__}")
        raise typer.Exit


def _planned(
    workbook: Path | None, files: list[Path] | None, asked: Asked, output: Path | None, *, single_file: bool, force: bool
) -> Plan:
    """The plan of a build, or every problem with what was given."""
    with _told():
        book = _open(workbook)
        if output and output.exists() and not output.is_dir():
            raise ParameterError([Problem(f"--output '{output}' is a file; name a folder")])
        place = output.resolve() if output else book.root / "outputs"
        request = Request(tuple(files or ()), asked, place, single_file, force)
        return make_plan(book, request, today=_today())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@app.command()
def build(
    files: Files = None,
    period: Periods = None,
    level: Levels = None,
    unit: UnitsAsked = None,
    lang: Languages = None,
    template: Templates = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Reports made at once; else what cores and memory allow.")] = None,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that one report may take.")] = 600,
    force: Force = False,
    output: Output = None,
    single_file: Single = False,
    workbook: Folder = None,
) -> None:
    """Build the reports that params/reports.yaml lists, or those of the files given, as far as they are due."""
    asked = Asked.of(level, unit, period, lang, template)
    made = _planned(workbook, files, asked, output, single_file=single_file, force=force)
    if made.complete:
        _summary([Outcome(report.job.name, "unchanged") for report in made.reports], made.index)
        return
    # papermill, nbconvert and all that they bring take a second to import: not where nothing is due
    from reportlib.publish import building  # noqa: PLC0415

    settings = building.settings(jobs, seconds=timeout, rerun=_again(files, workbook, output, single_file))
    with _told():
        outcomes = building.build(made, settings, say=lambda text: out.print(escape(text)), follow=follow(out))
    _summary(outcomes, made.index)
    states = {outcome.state for outcome in outcomes}
    raise typer.Exit(130 if "stopped" in states else 1 if "failed" in states else 0)


@app.command()
def plan(
    files: Files = None,
    period: Periods = None,
    level: Levels = None,
    unit: UnitsAsked = None,
    lang: Languages = None,
    template: Templates = None,
    force: Force = False,
    output: Output = None,
    single_file: Single = False,
    workbook: Folder = None,
) -> None:
    """Say which reports a build would make, and why each of them is due; build nothing."""
    asked = Asked.of(level, unit, period, lang, template)
    made = _planned(workbook, files, asked, output, single_file=single_file, force=force)
    for report in made.due:
        out.print(f"{escape(report.job.name)}: {', '.join(WHY[reason] for reason in report.reasons)}")
    out.print(f"{len(made.due)} due, {len(made.reports) - len(made.due)} up to date")
    for reason, count in counted(made.due).items():
        out.print(f"  {WHY[reason]}: {count}")


def _again(files: list[Path] | None, workbook: Path | None, output: Path | None, single_file: bool) -> tuple[str, ...]:
    """What a rerun command must repeat of this one."""
    options = [*map(str, files or ())]
    options += ["--workbook", str(workbook)] if workbook else []
    options += ["--output", str(output)] if output else []
    return (*options, *(["--single-file"] if single_file else []))


def _summary(outcomes: list[Outcome], index: Path) -> None:
    counts = Counter(outcome.state for outcome in outcomes)
    states: list[State] = ["built", "unchanged", "failed"]
    states += ["stopped"] if counts["stopped"] else []
    out.print(", ".join(f"{counts[state]} {state}" for state in states) + f": {escape(str(index))}")
    for outcome in outcomes:
        if outcome.state == "failed":
            where = f", cell {outcome.cell}" if outcome.cell else ""
            err.print(f"failed: {escape(outcome.name)}{where}: {escape(outcome.error)}\n  again: {escape(outcome.rerun)}")
        elif outcome.attempts > 1:
            err.print(f"tried again: {escape(outcome.name)}: its kernel or worker had died")


@app.command()
def check(workbook: Folder = None) -> None:
    """Read everything and say what is wrong; build nothing."""
    with _told():
        book = _open(workbook)
        problems: list[Problem] = []
        made = tried(lambda: make_plan(book, Request(output=book.root / "outputs"), today=_today()), problems)
        if book.settings.demonstration:
            tried(lambda: Recipe.load(book), problems)
        if problems or made is None:
            raise ParameterError(problems)
    observations = made.figures.observations
    settled, doubles = settle(observations)
    findings: list[Finding] = [*doubles, *look(settled, book)]
    for what, count in sorted(Counter(finding.what for finding in findings).items()):
        out.print(f"finding: {what}: {count}")
    out.print(
        f"{len(book.catalogue.indicators)} indicators, {len(book.units.units)} units, {len(observations)} observations, "
        f"{len(made.reports)} reports: nothing wrong"
    )


@app.command()
def schema(workbook: Folder = None) -> None:
    """Write the JSON Schemas by which an editor completes and checks the params files."""
    with _told():
        root = _root(workbook)
    for path in schemas.write(root / "params" / "schemas"):
        out.print(escape(str(path)))


@app.command()
def demo(workbook: Folder = None) -> None:
    """Make the demonstration figures anew, from the recipe that params/workbook.yaml names."""
    with _told():
        book = _open(workbook)
        path = renew(book)
    out.print(escape(str(path)))


@app.command()
def catalogue(
    lang: Annotated[str, typer.Option(help="In which language.")] = "",
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
    workbook: Folder = None,
) -> None:
    """Print the catalogue as a reference, in Markdown."""
    with _told():
        book = _open(workbook)
        if lang and lang not in book.settings.languages:
            known = choices(lang, book.settings.languages, what="choices")
            raise ParameterError([Problem(f"--lang '{lang}' is not known; {known}")])
    text = reference.markdown(book, lang=lang or book.settings.languages[0])
    if output:
        write_whole(output, text)
    else:
        sys.stdout.write(text)


@app.command()
def lab(workbook: Folder = None) -> None:
    """Open JupyterLab on the notebook to explore with."""
    with _told():
        root = _root(workbook)
    command = [sys.executable, "-m", "jupyterlab", "notebooks/explore.ipynb"]
    raise typer.Exit(subprocess.run(command, cwd=root, check=False).returncode)


@kernel.command()
def install(
    name: Annotated[str, typer.Option(help="What papermill calls it: -k NAME.")] = "reportlib",
    prefix: Annotated[Path | None, typer.Option(help="Into this environment; else the one that runs this.")] = None,
    user: Annotated[bool, typer.Option("--user", help="For this user's every environment instead.")] = False,
) -> None:
    """Offer warm kernels to JupyterLab and to plain papermill."""
    # jupyter_client takes a while to import, and no other command needs it here
    from reportlib.kernels import spec  # noqa: PLC0415

    out.print(escape(str(spec.install(name=name, prefix=str(prefix) if prefix else None, user=user))))


def main() -> None:
    """Run the command line."""
    app(prog_name="reportlib")
