"""The command `check`: problems of a workbook, and findings in its figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from reportlib.analysis import disagreements_in
from reportlib.analysis.methods.fitting import unsteady
from reportlib.atomic import write_whole
from reportlib.blocks.text import Words
from reportlib.blocks.text.findings import identified
from reportlib.cli import showing
from reportlib.cli.app import Folder, app, err, errors_as_lines, opened, out, root_of, today
from reportlib.cli.console import printable
from reportlib.data import Finding, drop_duplicates, find_anomalies
from reportlib.data.findings import WHATS, What
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.plan.output_folder import check_file
from reportlib.plan.plan import Listed, Request, attempt, list_reports
from reportlib.sources import source_of
from reportlib.workbook import Workbook
from reportlib.workbook import schedule as matrix

MAX_SHOWN = 20
"""The most findings of one kind that the console lists; the rest are counted."""
COLUMNS = ["severity", "kind", "file", "line", "unit", "indicator", "period", "first", "second", "text"]

Explain = Annotated[bool, typer.Option("--explain", help="Below each problem, the edit that solves it.")]
Table = Annotated[Path | None, typer.Option("--findings", metavar="FILE.csv", dir_okay=False, help="Write all to this file too.")]

Show = Annotated[str, typer.Option("--show", metavar="SOURCE", help="How one source is understood, and what is left out of it.")]


@app.command()
def check(explain: Explain = False, findings: Table = None, show: Show = "", workbook: Folder = None) -> None:
    """Read everything and say what is wrong and what is odd; build nothing.

    Exits with 0: no warning; 1: a finding is a warning; 2: something is refused, and nothing can be made.
    """
    with errors_as_lines():
        if findings:
            check_file(findings, root_of(workbook), option="--findings")
    if show:
        with _problems_as_lines(None, explain=explain):
            showing.show(opened(workbook), show)
        return
    with _problems_as_lines(findings, explain=explain):
        book = opened(workbook)
        reports = _listed(book)
    _print_sources(book)
    all_findings = _findings(book, reports.figures.observations)
    with_sentences = [(finding, identified(finding, book, _words(book))) for finding in all_findings]
    if findings:
        with errors_as_lines():
            _write(findings, [_finding_row(finding, text) for finding, text in with_sentences])
    _print_findings(with_sentences)
    out.print(printable(f"latest: {book.years.write(reports.reach.latest)} ({reports.reach.why})"))
    out.print(
        f"{len(book.catalogue.indicators)} indicators, {len(book.units.units)} units, "
        f"{len(reports.figures.observations)} observations, {len(reports.jobs)} reports: {_verdict(all_findings)}"
    )
    raise typer.Exit(1 if any(finding.severity == "warning" for finding in all_findings) else 0)


def _listed(book: Workbook) -> Listed:
    """The reports that the workbook lists, and their figures; raises `ParameterError` with all problems."""
    problems: list[Problem] = []
    reports = attempt(lambda: list_reports(book, Request(), today=today(book)), problems)
    attempt(lambda: matrix.corrections(book.root), problems)
    if problems or reports is None:
        raise ParameterError(dict.fromkeys(problems))
    return reports


@contextmanager
def _problems_as_lines(table: Path | None, *, explain: bool) -> Iterator[None]:
    """Print each problem in a line, with `explain` also the edit that solves it; write them to `table`; exit with 2."""
    with errors_as_lines():
        try:
            yield
        except InputError as error:
            for problem in error.problems:
                err.print(printable(str(problem)))
                if explain and problem.mend:
                    err.print(printable(f"    mend: {problem.mend}"))
            if not explain and any(problem.mend for problem in error.problems):
                err.print("check --explain names the edits that mend what it can")
            if table:
                _write(table, [_problem_row(problem) for problem in error.problems])
            raise typer.Exit(2) from None


def _findings(book: Workbook, observations: pd.DataFrame) -> list[Finding]:
    figures, duplicates = drop_duplicates(observations)
    findings = {
        *duplicates,
        *find_anomalies(figures, book, today=today(book)),
        *disagreements_in(book, figures),
        *unsteady(book, figures),
    }
    files = {data.file: n for n, data in enumerate(book.settings.data)}

    def order(finding: Finding) -> tuple[bool, int, int, int, str, str, str]:
        position = files.get(finding.file, len(files)), finding.line or 0
        key = finding.unit, finding.indicator, finding.period
        return finding.severity == "note", WHATS.index(finding.what), *position, *key

    return sorted(findings, key=order)


def _print_sources(book: Workbook) -> None:
    laid_out = {layout.file: layout for layout in book.layouts}
    for data in book.settings.data:
        for line in source_of(book.root, data.file, laid_out.get(data.file)).remarks():
            out.print(printable(f"{data.file}: {line}"))


def _words(book: Workbook) -> Words:
    return Words.of_workbook(book, "en" if "en" in book.settings.languages else book.settings.languages[0])


def _print_findings(findings: Sequence[tuple[Finding, str]]) -> None:
    kinds: dict[What, list[tuple[Finding, str]]] = {}
    for finding, text in findings:
        kinds.setdefault(finding.what, []).append((finding, text))
    for what, group in kinds.items():
        out.print(f"{group[0][0].severity}: {what}: {len(group)}")
        for finding, text in group[:MAX_SHOWN]:
            out.print(printable(f"  {finding.place}: {text}" if finding.place else f"  {text}"))
        if len(group) > MAX_SHOWN:
            out.print(f"  … {len(group) - MAX_SHOWN} more: --findings FILE.csv")


def _verdict(findings: Sequence[Finding]) -> str:
    notes = sum(finding.severity == "note" for finding in findings)
    counts = [_counted(len(findings) - notes, "warning"), _counted(notes, "note")]
    if not findings:
        return "nothing wrong"
    return f"{counts[1]}, no warnings" if len(findings) == notes else ", ".join(counts)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count or 'no'} {what}s"


def _finding_row(finding: Finding, text: str) -> list[object]:
    numbers = ["" if number is None or number != number else f"{number:.12g}" for number in (finding.first, finding.second)]
    where = [finding.file, finding.where, finding.unit, finding.indicator, finding.period]
    return [finding.severity, finding.what, *where, *numbers, text]


def _problem_row(problem: Problem) -> list[object]:
    return ["error", "refused", problem.file, problem.cell or problem.line or "", "", "", "", "", "", problem.message]


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    write_whole(path, text.getvalue())
