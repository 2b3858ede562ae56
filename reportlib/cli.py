"""The command line: parses, then makes one call."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from reportlib import __version__
from reportlib.errors import InputError, ParameterError, Problem, choices
from reportlib.observations import Finding, look, read_observations, read_targets, settle
from reportlib.observations.recipe import Recipe
from reportlib.observations.renewal import renew
from reportlib.publish import record, reference, schemas
from reportlib.publish.plan import Asked, Job, expand
from reportlib.publish.runner import Outcome, Settings, run, write_whole
from reportlib.publish.site import write_index
from reportlib.workbook import MARKER, Workbook, find

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Periodic indicator reports from notebooks."
)
out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

Result = TypeVar("Result")
Folder = Annotated[Path | None, typer.Option("--workbook", help="The workbook's folder; else the nearest one from here upward.")]


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


@app.command()
def build(
    files: Annotated[list[Path] | None, typer.Argument(help="Files of reports, in place of params/reports.yaml.")] = None,
    period: Annotated[list[str] | None, typer.Option(help="In place of the periods listed; may be repeated.")] = None,
    level: Annotated[list[str] | None, typer.Option(help="Only this level; alone: every unit there.")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="In place of the units listed; may be repeated.")] = None,
    lang: Annotated[list[str] | None, typer.Option(help="In place of the languages listed; may be repeated.")] = None,
    template: Annotated[list[str] | None, typer.Option(help="Only this template; may be repeated.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="How many reports to make at once.")] = os.cpu_count() or 1,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that one cell may take.")] = 600,
    force: Annotated[bool, typer.Option("--force", help="Build even what is up to date.")] = False,
    output: Annotated[Path | None, typer.Option(help="Where to; else the workbook's outputs/.")] = None,
    single_file: Annotated[bool, typer.Option("--single-file", help="Pages that stand alone, for e-mail.")] = False,
    workbook: Folder = None,
) -> None:
    """Build the reports that params/reports.yaml lists, or those of the files given."""
    with _told():
        book = _open(workbook)
        if output and output.exists() and not output.is_dir():
            raise ParameterError([Problem(f"--output '{output}' is a file; name a folder")])
        asked = Asked(*(tuple(words or ()) for words in (level, unit, period, lang, template)))
        plan = _plan(book, [file.resolve() for file in files or ()], asked)
        settings = Settings(
            output=(output.resolve() if output else book.root / "outputs"),
            jobs=jobs,
            force=force,
            single_file=single_file,
            patience=timeout,
            rerun=_again(files, workbook, output, single_file),
        )
    started = dt.datetime.now(dt.UTC)
    outcomes = _followed(run(plan, book, settings), len(plan))
    index = write_index(settings.output, book, outcomes)
    record.write(settings.output, outcomes, started=started, root=book.root)
    _summary(outcomes, index)
    raise typer.Exit(1 if any(outcome.state == "failed" for outcome in outcomes) else 0)


def _plan(book: Workbook, files: list[Path], asked: Asked) -> tuple[Job, ...]:
    """The reports to build, or every problem of the data, the reports asked for and the templates."""
    problems: list[Problem] = []
    observations = _tried(lambda: read_observations(book), problems)
    _tried(lambda: read_targets(book), problems)
    today = dt.datetime.now(dt.UTC).date()
    plan = _tried(lambda: expand(files, workbook=book, observations=observations, asked=asked, today=today), problems)
    if problems or plan is None:
        raise ParameterError(problems)
    return plan


def _tried(call: Callable[[], Result], problems: list[Problem]) -> Result | None:
    """The result of a call; or none, and its problems noted with the others."""
    try:
        return call()
    except InputError as error:
        problems.extend(error.problems)
        return None


def _again(files: list[Path] | None, workbook: Path | None, output: Path | None, single_file: bool) -> tuple[str, ...]:
    """What a rerun command must repeat of this one."""
    options = [*map(str, files or ())]
    options += ["--workbook", str(workbook)] if workbook else []
    options += ["--output", str(output)] if output else []
    return (*options, *(["--single-file"] if single_file else []))


def _followed(running: Iterator[Outcome], total: int) -> list[Outcome]:
    """The outcomes, each shown as it comes: a bar on a terminal, a line each elsewhere."""
    outcomes: list[Outcome] = []
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=out, disable=not out.is_terminal) as progress:
        bar = progress.add_task("", total=total)
        for outcome in running:
            outcomes.append(outcome)
            progress.update(bar, advance=1, description=outcome.name)
            if not out.is_terminal and outcome.state != "unchanged":
                out.print(f"{len(outcomes)}/{total} {outcome.state} {outcome.name} ({outcome.seconds:.1f} s)")
    return outcomes


def _summary(outcomes: list[Outcome], index: Path) -> None:
    counts = Counter(outcome.state for outcome in outcomes)
    out.print(", ".join(f"{counts[state]} {state}" for state in ("built", "unchanged", "failed")) + f": {escape(str(index))}")
    for outcome in outcomes:
        if outcome.state == "failed":
            where = f", cell {outcome.cell}" if outcome.cell else ""
            err.print(f"failed: {escape(outcome.name)}{where}: {escape(outcome.error)}\n  again: {escape(outcome.rerun)}")


@app.command()
def check(workbook: Folder = None) -> None:
    """Read everything and say what is wrong; build nothing."""
    with _told():
        book = _open(workbook)
        problems: list[Problem] = []
        plan = _tried(lambda: _plan(book, [], Asked()), problems) or ()
        if book.settings.demonstration:
            _tried(lambda: Recipe.load(book), problems)
        if problems:
            raise ParameterError(problems)
    observations = read_observations(book)
    settled, doubles = settle(observations)
    findings: list[Finding] = [*doubles, *look(settled, book)]
    for what, count in sorted(Counter(finding.what for finding in findings).items()):
        out.print(f"finding: {what}: {count}")
    out.print(
        f"{len(book.catalogue.indicators)} indicators, {len(book.units.units)} units, {len(observations)} observations, "
        f"{len(plan)} reports: nothing wrong"
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


def main() -> None:
    """Run the command line."""
    app(prog_name="reportlib")
