"""The commands that make reports, or say which would be made."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.app import Folder, app, err, errors_as_lines, opened, out, today
from reportlib.cli.console import printable
from reportlib.cli.progress import follow
from reportlib.export.browser import find_browser
from reportlib.plan.copies import Copies
from reportlib.plan.expansion import Overrides
from reportlib.plan.outcome import Outcome, State
from reportlib.plan.output_folder import check_output, check_readable
from reportlib.plan.plan import Plan, Request, count_reasons, make_plan

Files = Annotated[list[Path] | None, typer.Argument(help="Files of reports, in place of params/reports.yaml.")]
Periods = Annotated[list[str] | None, typer.Option("--period", help="In place of the periods listed; may be repeated.")]
Levels = Annotated[list[str] | None, typer.Option("--level", help="Only this level; alone: every unit there.")]
UnitsAsked = Annotated[list[str] | None, typer.Option("--unit", help="In place of the units listed; may be repeated.")]
Languages = Annotated[list[str] | None, typer.Option("--lang", help="In place of the languages listed; may be repeated.")]
Templates = Annotated[list[str] | None, typer.Option("--template", help="Only this template; may be repeated.")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A template's own parameter; repeatable.")]
Force = Annotated[bool, typer.Option("--force", help="Rebuild reports that are up to date, too.")]
Output = Annotated[Path | None, typer.Option("--output", help="Where to; else the workbook's outputs/.")]
Into = Annotated[bool, typer.Option("--into", help="Write to --output even if it has files that no build made.")]
Single = Annotated[bool, typer.Option("--single-file", help="Pages with everything in one file, for e-mail.")]
Xlsx = Annotated[bool, typer.Option("--xlsx", help="Beside each page, its figures as a spreadsheet.")]
Pdf = Annotated[bool, typer.Option("--pdf", help="Beside each page, the same as PDF, printed by Chromium.")]
Data = Annotated[bool, typer.Option("--data", help="Also the figures of all pages as a Data Package: datapackage.json, CSV.")]
Browser = Annotated[str | None, typer.Option("--browser", help="The Chromium that prints; else the one on PATH.")]

WHY = {
    "forced": "forced",
    "new": "new",
    "parameters": "parameters",
    "own_figures": "own figures",
    "other_figures": "figures beside its own",
    "asked": "answers to its notebook's questions",
    "catalogue": "catalogue entry",
    "words": "commentary or correction",
    "links": "reports beside it",
    "template": "template",
    "code": "code",
    "packages": "packages",
    "damaged": "page not as it was written",
    "copies": "a copy is missing",
}
"""The reasons why a report is due, as `plan` prints them."""


def _plan_of(
    workbook: Path | None,
    files: list[Path] | None,
    overrides: Overrides,
    output: Path | None,
    *,
    single_file: bool,
    force: bool,
    copies: Copies,
    into: bool,
    data: bool = False,
) -> Plan:
    """The plan of a build; if the options or the workbook have problems, print all of them and exit."""
    with errors_as_lines():
        book = opened(workbook)
        folder = output.resolve() if output else book.root / "outputs"
        check_output(folder, book.root, into=into)
        check_readable(folder)
        request = Request(tuple(files or ()), overrides, folder, single_file, force, copies, data)
        return make_plan(book, request, today=today(book))


def _copies(*, xlsx: bool, pdf: bool, browser: str | None) -> Copies:
    with errors_as_lines():
        return Copies(xlsx, pdf, find_browser(browser) if pdf else "")


@app.command()
def build(
    files: Files = None,
    period: Periods = None,
    level: Levels = None,
    unit: UnitsAsked = None,
    lang: Languages = None,
    template: Templates = None,
    set_: Sets = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Reports made at once; else what cores and memory allow.")] = None,
    timeout: Annotated[int, typer.Option(min=1, max=604_800, help="Seconds that one report may take.")] = 600,
    force: Force = False,
    output: Output = None,
    into: Into = False,
    single_file: Single = False,
    xlsx: Xlsx = False,
    pdf: Pdf = False,
    browser: Browser = None,
    data: Data = False,
    workbook: Folder = None,
) -> None:
    """Build the due reports of params/reports.yaml, or of the files given."""
    copies = _copies(xlsx=xlsx, pdf=pdf, browser=browser)
    overrides = Overrides.of(level, unit, period, lang, template, set_)
    due_plan = _plan_of(
        workbook, files, overrides, output, single_file=single_file, force=force, copies=copies, into=into, data=data
    )
    if due_plan.complete and not data:
        _summary([Outcome(report.job.name, "unchanged") for report in due_plan.reports], due_plan.index)
        return
    # papermill and nbconvert take a second to import, which is not needed where nothing is due
    from reportlib.build import building  # noqa: PLC0415

    rerun = _repeated_options(files, workbook, output, single_file=single_file, copies=copies, browser=browser)
    settings = building.settings(jobs, seconds=timeout, rerun=rerun)
    with errors_as_lines():
        outcomes = building.build(due_plan, settings, say=lambda text: out.print(printable(text)), follow=follow(out))
    _summary(outcomes, due_plan.index)
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
    set_: Sets = None,
    force: Force = False,
    output: Output = None,
    single_file: Single = False,
    xlsx: Xlsx = False,
    pdf: Pdf = False,
    workbook: Folder = None,
) -> None:
    """Say which reports a build would make, and why each of them is due; build nothing."""
    overrides = Overrides.of(level, unit, period, lang, template, set_)
    due_plan = _plan_of(
        workbook, files, overrides, output, single_file=single_file, force=force, copies=Copies(xlsx, pdf), into=True
    )
    due = (f"{printable(report.job.name)}: {', '.join(WHY[reason] for reason in report.reasons)}\n" for report in due_plan.due)
    out.print("".join(due), end="")
    out.print(f"{len(due_plan.due)} due, {len(due_plan.reports) - len(due_plan.due)} up to date")
    for reason, count in count_reasons(due_plan.due).items():
        out.print(f"  {WHY[reason]}: {count}")
    out.print(printable(f"latest: {due_plan.workbook.years.write(due_plan.reach.latest)} ({due_plan.reach.why})"))


def _repeated_options(
    files: list[Path] | None,
    workbook: Path | None,
    output: Path | None,
    *,
    single_file: bool,
    copies: Copies,
    browser: str | None,
) -> tuple[str, ...]:
    options = [*map(str, files or ())]
    options += ["--workbook", str(workbook)] if workbook else []
    options += ["--output", str(output)] if output else []
    options += ["--browser", browser] if browser else []
    flags = {"--single-file": single_file, "--xlsx": copies.xlsx, "--pdf": copies.pdf}
    return (*options, *(option for option, is_set in flags.items() if is_set))


def _summary(outcomes: list[Outcome], index: Path) -> None:
    counts = Counter(outcome.state for outcome in outcomes)
    states: list[State] = ["built", "unchanged", "failed"]
    states += ["stopped"] if counts["stopped"] else []
    out.print(", ".join(f"{counts[state]} {state}" for state in states) + f": {printable(str(index))}")
    for outcome in outcomes:
        if outcome.state == "failed":
            where = f", cell {outcome.cell}" if outcome.cell else ""
            err.print(
                f"failed: {printable(outcome.name)}{where}: {printable(outcome.error)}\n  again: {printable(outcome.rerun)}"
            )
        elif outcome.attempts > 1:
            err.print(f"tried again: {printable(outcome.name)}: its kernel or worker had died")
