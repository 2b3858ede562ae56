"""Run a plan: make every due report in a pool of processes."""

from __future__ import annotations

import json
import secrets
import shlex
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path

from reportlib import handover
from reportlib.atomic import clear_parts
from reportlib.blocks.sections.opening import titled, with_settings
from reportlib.blocks.text import Words
from reportlib.build.execute import Failure
from reportlib.build.kernel_server import Kernels, kernels
from reportlib.build.pool import Died, Pool
from reportlib.build.settings import Settings
from reportlib.build.worker import Task, failed, make
from reportlib.errors import ParameterError, Problem, ReportlibError
from reportlib.handover import Handover, hand_over, lay_out
from reportlib.handover.query_source import lay_out_kept
from reportlib.kernels import ForkServer, sweep
from reportlib.page.assets import Place, shared_files
from reportlib.page.checks import Rules
from reportlib.page.html import Facts
from reportlib.periods import Period
from reportlib.plan.built_files import BuiltFiles, put_changed
from reportlib.plan.copies import SUFFIXES
from reportlib.plan.expansion import Job
from reportlib.plan.outcome import Outcome, writable
from reportlib.plan.plan import Plan, Planned
from reportlib.surroundings import surroundings
from reportlib.workbook import provenance


def run(plan: Plan, settings: Settings) -> Iterator[Outcome]:
    """Make every due report of a plan, and yield each outcome."""
    with nullcontext() if not plan.due else kernels(len(plan.due)) as of_build, prepared(plan, settings, of_build) as outcomes:
        yield from outcomes


@contextmanager
def prepared(plan: Plan, settings: Settings, of_build: Kernels | None) -> Iterator[Iterator[Outcome]]:
    """Start the processes, then give an iterator over the outcomes in the order in which reports finish.

    A report that fails does not stop the others. Temporary files of a killed build are removed first.

    Parameters
    ----------
    of_build
        The kernel server and the private folder; None if nothing is due.
    """
    clear_parts(plan.request.output)
    sweep()
    unchanged = (Outcome(report.job.name, "unchanged") for report in plan.reports if not report.reasons)
    if of_build is None:
        yield unchanged
        return
    if not plan.request.single_file:
        for name, data in shared_files().contents.items():
            put_changed(plan.request.output, name, data)
    try:
        with surroundings():
            _lay_out(plan, of_build.workbook_folder)
            with Pool(make, size=settings.jobs, environment=of_build.environment, limit=settings.limits.seconds) as pool:
                pool.begin(len(plan.due))
                yield chain(unchanged, _in_pool(plan, settings, of_build, pool))
    finally:
        clear_parts(plan.request.output)


def _lay_out(plan: Plan, folder: Path) -> None:
    """Write the workbook, its observations and its targets for notebooks to query, once for each build."""
    if folder.exists():
        return
    folder.mkdir(mode=0o700)
    if (
        plan.figures.stored_tables
        and not plan.figures.rolled_up
        and lay_out_kept(folder, plan.workbook, plan.figures.stored_tables)
    ):
        return
    lay_out(folder, plan.workbook, plan.figures.snapshot.observations, plan.figures.targets)


def _in_pool(plan: Plan, settings: Settings, of_build: Kernels, pool: Pool[Task, Outcome]) -> Iterator[Outcome]:
    """Yield outcomes; a report whose kernel or worker died is tried again last.

    No other report runs during the second attempt, so that a report that makes others fail does so only once.
    """
    retries: dict[str, tuple[Task, str]] = {}
    not_ready: list[Outcome] = []
    pending = dict.fromkeys(report.job.name for report in plan.due)
    with pool:
        for task, result in pool.run(_with_live_server(_tasks(plan, settings, of_build, not_ready), of_build.server)):
            outcome = _outcome(task, result, interrupted=pool.ended)
            if outcome.died and not pool.stopping:
                retries[task.name] = (task, outcome.error)
            else:
                handover.forget(task.handover)
                del pending[task.name]
                yield outcome
    for outcome in not_ready:
        del pending[outcome.name]
        yield outcome
    if not pool.stopping:
        with Pool(make, size=1, environment=of_build.environment, limit=settings.limits.seconds) as second_pool:
            for task, result in second_pool.run(_with_live_server((task for task, _ in retries.values()), of_build.server)):
                del pending[task.name]
                yield replace(
                    _outcome(task, result, interrupted=second_pool.ended), attempts=2, first_error=retries[task.name][1]
                )
    yield from (Outcome(name, "stopped", first_error=retries[name][1] if name in retries else "") for name in pending)


def _tasks(plan: Plan, settings: Settings, of_build: Kernels, not_ready: list[Outcome]) -> Iterator[Task]:
    """Yield the tasks of due reports. A report that cannot be prepared goes to `not_ready` as failed."""
    built_files = BuiltFiles.read(plan.request.output)
    for report in plan.due:
        try:
            task = _task(report, plan, settings, of_build, built_files)
        except Exception as error:
            not_ready.append(_not_ready(report.job, error, settings))
        else:
            yield task


def _not_ready(job: Job, error: Exception, settings: Settings) -> Outcome:
    expected = isinstance(error, ReportlibError)
    failure = writable(str(error) if expected else f"it could not be made ready: {type(error).__name__}: {error}")
    details = "" if expected else writable("".join(traceback.format_exception(error)))
    return Outcome(job.name, "failed", error=failure, traceback=details, rerun=writable(_rerun(job, settings)))


def _rerun(job: Job, settings: Settings) -> str:
    options = ["--template", job.template.name, "--unit", job.unit, "--period", job.period, "--lang", job.lang]
    options += [word for name, value in job.own.items() for word in ("--set", f"{name}={_as_text(value)}")]
    return " ".join(["python -m reportlib build", *map(shlex.quote, options), *map(shlex.quote, settings.rerun)])


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_live_server(tasks: Iterable[Task], server: ForkServer | None) -> Iterator[Task]:
    for task in tasks:
        if server:
            server.ensure()
        yield task


def _outcome(task: Task, result: Outcome | Died, *, interrupted: bool) -> Outcome:
    match result:
        case Outcome():
            return result
        case Died() if interrupted:
            return Outcome(task.name, "stopped")
        case Died(late=True):
            return failed(task, Failure(f"it took longer than {task.limits.seconds:g} s, and was ended"))
        case _:
            return failed(task, Failure("its worker process died; perhaps memory ran out", died=True))


def _task(report: Planned, plan: Plan, settings: Settings, of_build: Kernels, built_files: BuiltFiles) -> Task:
    job, output = report.job, plan.request.output
    own_files = _own_files(report, plan, built_files)
    handed = handover_of(report, plan, workbook_folder=str(of_build.workbook_folder))
    ticket = hand_over(handed, of_build.views / secrets.token_hex(8))
    plotlyjs: Place = "inside" if plan.request.single_file else "beside"
    rerun = _rerun(job, settings)
    facts, root = facts_of(report, plan), plan.workbook.root
    copies, limits = plan.request.beside, settings.limits
    rules = Rules(plan.workbook.settings.budget, binding=not plan.workbook.units[job.unit].published_only)
    return Task(
        job.template.path,
        job.parameters,
        root,
        output,
        facts,
        plotlyjs,
        rerun,
        ticket,
        limits,
        rules,
        copies,
        report.related,
        own_files,
    )


def _own_files(report: Planned, plan: Plan, built_files: BuiltFiles) -> frozenset[str]:
    """The names of a report's files that may be written or removed.

    Raises
    ------
    ParameterError
        When a file to be written was not made by a build, or somebody changed it.
    """
    name, copies = report.job.name, plan.request.beside
    wanted = [f"{name}.html", f"failed/{name}.ipynb", *(f"{name}{suffix}" for suffix in copies.suffixes)]
    names = dict.fromkeys([*wanted, *(f"{name}{suffix}" for suffix in SUFFIXES)])
    foreign = {file: why for file in names if (why := built_files.foreign(file, force=plan.request.force))}
    if blocked := [file for file in wanted if file in foreign]:
        raise ParameterError(Problem(f"'{file}' {foreign[file]}; move it away", file=str(built_files.output)) for file in blocked)
    return frozenset(names.keys() - foreign.keys())


def handover_of(report: Planned, plan: Plan, *, workbook_folder: str = "") -> Handover:
    """What the kernel of a report receives; `workbook_folder` has the workbook for queries."""
    job, whole = report.job, plan.figures.whole(report.job)
    corrections = plan.figures.corrections.get(job.name, ())
    return Handover(
        job.name, whole.view(job.unit), whole.digest(job.unit), corrections, workbook_folder, job.template.name, job.lang
    )


def facts_of(report: Planned, plan: Plan) -> Facts:
    """The facts in the head of a report's page."""
    job, words = report.job, Words.of_workbook(plan.workbook, report.job.lang)
    unit = plan.workbook.units[job.unit].as_of(Period.parse(job.period))
    return Facts(
        name=job.name,
        title=with_settings(titled(words, unit.name, job.template.title), job.settings, words),
        lang=job.lang,
        unit=job.unit,
        unit_name=words.name(unit.name),
        level=unit.level,
        period=job.period,
        template=job.template.name,
        status=job.status,
        key=str(report.key),
        data_hash=plan.figures.whole(job).digest(job.unit),
        catalogue_version=plan.workbook.catalogue.version,
        code_hash=report.key.code,
        packages=provenance.packages(),
        settings=json.dumps(dict(job.settings), ensure_ascii=False) if job.settings else "",
    )
