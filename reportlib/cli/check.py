"""The command that says what is wrong with a workbook, and what is odd in its figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from reportlib.analysis import found_in
from reportlib.analysis.methods.fitting import unsteady
from reportlib.atomic import write_whole
from reportlib.blocks.text import Words
from reportlib.blocks.text.findings import identified
from reportlib.cli import showing
from reportlib.cli.app import Folder, app, err, opened, out, root_of, today, told
from reportlib.cli.console import shown
from reportlib.data import Finding, look, settle
from reportlib.data.findings import WHATS, What
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.plan.output_folder import check_file
from reportlib.plan.plan import Listed, Request, attempt, list_reports
from reportlib.sources import source_of
from reportlib.workbook import Workbook
from reportlib.workbook import schedule as matrix

SHOWN = 20
"""The most findings of one kind that the console lists; the rest are counted."""
COLUMNS = ["severity", "kind", "file", "line", "unit", "indicator", "period", "first", "second", "text"]

Explain = Annotated[bool, typer.Option("--explain", help="Beneath what is refused, the edit that mends it.")]
Table = Annotated[Path | None, typer.Option("--findings", metavar="FILE.csv", dir_okay=False, help="Write all to this file too.")]

Show = Annotated[str, typer.Option("--show", metavar="SOURCE", help="How one source is understood, and what is left out of it.")]


@app.command()
def check(explain: Explain = False, findings: Table = None, show: Show = "", workbook: Folder = None) -> None:
    """Read everything and say what is wrong and what is odd; build nothing.

    Leaves with 0: no warning; 1: a finding is a warning; 2: something is refused, and nothing can be made.
    """
    with told():
        if findings:
            check_file(findings, root_of(workbook), option="--findings")
    if show:
        with _refusing(None, explain=explain):
            showing.show(opened(workbook), show)
        return
    with _refusing(findings, explain=explain):
        book = opened(workbook)
        made = _listed(book)
    _list_said(book)
    found = _found(book, made.figures.observations)
    listed = [(finding, identified(finding, book, _words(book))) for finding in found]
    if findings:
        with told():
            _write(findings, [_finding_row(finding, text) for finding, text in listed])
    _list(listed)
    out.print(shown(f"latest: {book.years.write(made.reach.latest)} ({made.reach.why})"))
    out.print(
        f"{len(book.catalogue.indicators)} indicators, {len(book.units.units)} units, "
        f"{len(made.figures.observations)} observations, {len(made.jobs)} reports: {_verdict(found)}"
    )
    raise typer.Exit(1 if any(finding.severity == "warning" for finding in found) else 0)


def _listed(book: Workbook) -> Listed:
    """The reports that the workbook lists, and their figures.

    Raises
    ------
    ParameterError
        With every problem of its figures, reports and templates.
    """
    problems: list[Problem] = []
    made = attempt(lambda: list_reports(book, Request(), today=today(book)), problems)
    attempt(lambda: matrix.corrections(book.root), problems)
    if problems or made is None:
        raise ParameterError(dict.fromkeys(problems))
    return made


@contextmanager
def _refusing(table: Path | None, *, explain: bool) -> Iterator[None]:
    """Say what is refused, a line each, with the edit that mends it where that is asked for, and leave with 2."""
    with told():
        try:
            yield
        except InputError as error:
            for problem in error.problems:
                err.print(shown(str(problem)))
                if explain and problem.mend:
                    err.print(shown(f"    mend: {problem.mend}"))
            if not explain and any(problem.mend for problem in error.problems):
                err.print("check --explain names the edits that mend what it can")
            if table:
                _write(table, [_problem_row(problem) for problem in error.problems])
            raise typer.Exit(2) from None


def _found(book: Workbook, observations: pd.DataFrame) -> list[Finding]:
    """Everything odd in a workbook's figures, the gravest kind first, and in the order of the files."""
    settled, doubles = settle(observations)
    found = {*doubles, *look(settled, book, today=today(book)), *found_in(book, settled), *unsteady(book, settled)}
    files = {data.file: n for n, data in enumerate(book.settings.data)}

    def order(finding: Finding) -> tuple[bool, int, int, int, str, str, str]:
        place = files.get(finding.file, len(files)), finding.line or 0
        key = finding.unit, finding.indicator, finding.period
        return finding.severity == "note", WHATS.index(finding.what), *place, *key

    return sorted(found, key=order)


def _list_said(book: Workbook) -> None:
    """Print what was found out about how files are written."""
    laid_out = {layout.file: layout for layout in book.layouts}
    for data in book.settings.data:
        for said in source_of(book.root, data.file, laid_out.get(data.file)).said():
            out.print(shown(f"{data.file}: {said}"))


def _words(book: Workbook) -> Words:
    """The words of the command line's own language, where the workbook has it, else of its first."""
    return Words.of_workbook(book, "en" if "en" in book.settings.languages else book.settings.languages[0])


def _list(told: Sequence[tuple[Finding, str]]) -> None:
    """Print the findings, grouped by kind."""
    kinds: dict[What, list[tuple[Finding, str]]] = {}
    for finding, text in told:
        kinds.setdefault(finding.what, []).append((finding, text))
    for what, group in kinds.items():
        out.print(f"{group[0][0].severity}: {what}: {len(group)}")
        for finding, text in group[:SHOWN]:
            out.print(shown(f"  {finding.place}: {text}" if finding.place else f"  {text}"))
        if len(group) > SHOWN:
            out.print(f"  … {len(group) - SHOWN} more: --findings FILE.csv")


def _verdict(found: Sequence[Finding]) -> str:
    """What the last line says of the findings."""
    notes = sum(finding.severity == "note" for finding in found)
    counts = [_counted(len(found) - notes, "warning"), _counted(notes, "note")]
    if not found:
        return "nothing wrong"
    return f"{counts[1]}, no warnings" if len(found) == notes else ", ".join(counts)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count or 'no'} {what}s"


def _finding_row(finding: Finding, text: str) -> list[object]:
    numbers = ["" if number is None or number != number else f"{number:.12g}" for number in (finding.first, finding.second)]
    where = [finding.file, finding.where, finding.unit, finding.indicator, finding.period]
    return [finding.severity, finding.what, *where, *numbers, text]


def _problem_row(problem: Problem) -> list[object]:
    return ["error", "refused", problem.file, problem.cell or problem.line or "", "", "", "", "", "", problem.message]


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write findings as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    write_whole(path, text.getvalue())
