"""Run a plan: make every due report in a pool of processes; what died is tried again later."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from reportlib import handover
from reportlib.atomic import clear_parts
from reportlib.blocks.sections.opening import titled, with_settings
from reportlib.blocks.text import Words
from reportlib.build.execute import Failure, Limits
from reportlib.build.pool import Died, Pool
from reportlib.build.worker import Task, failed, make
from reportlib.errors import ParameterError, Problem, ReportlibError
from reportlib.handover import Handover, hand_over, lay_out
from reportlib.handover.query_source import lay_out_kept
from reportlib.kernels import ForkServer, PrivateFolder, plain_environment, plain_reason, sweep
from reportlib.page.assets import LIBRARY, Place, bundle
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

PRELOAD = ("reportlib.report", "plotly.io", "plotly.offline")
"""The modules that notebooks of reports import, loaded beforehand by the kernels' server."""
HOME_VARIABLES = ("IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
"""The variables that tell libraries where to keep their files."""
WARM_UP = "reportlib.report.warm:up"
BYTES_EACH = 400_000_000
"""Bytes of memory that one report may need, with its worker, its kernel and its page."""


@dataclass(frozen=True)
class Settings:
    """How a plan is run."""

    jobs: int
    limits: Limits = field(default_factory=Limits)
    rerun: tuple[str, ...] = ()


def default_jobs() -> int:
    """The number of reports to make at once: as many as there are cores, and memory for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available // BYTES_EACH)))


def run(plan: Plan, settings: Settings) -> Iterator[Outcome]:
    """Make every due report of a plan, and yield each outcome as it comes.

    A report that fails does not stop the rest. Temporary files of a killed build are removed first.
    """
    clear_parts(plan.request.output)
    sweep()
    for report in plan.reports:
        if not report.reasons:
            yield Outcome(report.job.name, "unchanged")
    if plan.due:
        yield from _make_due(plan, settings)


def _make_due(plan: Plan, settings: Settings) -> Iterator[Outcome]:
    if not plan.request.single_file:
        put_changed(plan.request.output, LIBRARY, bundle())
    try:
        with surroundings(), _kernels() as server, _views(server) as views:
            _lay_out(plan, _workbook_folder(views))
            environment = {**(server.environment if server else plain_environment()), **_home_variables(views)}
            yield from _in_pool(plan, settings, environment, server, views)
    finally:
        clear_parts(plan.request.output)


@contextmanager
def _views(server: ForkServer | None) -> Iterator[Path]:
    """A private folder for the kernels' views; it is removed with that of their sockets."""
    if server:
        yield server.folder.inside("views")
        return
    with PrivateFolder() as folder:
        yield folder.inside("views")


def _workbook_folder(views: Path) -> Path:
    """The folder beside the views that holds the workbook for kernels."""
    return views.with_name("laid")


def _lay_out(plan: Plan, folder: Path) -> None:
    """Write the workbook and the figures rolled up so far, for notebooks to query."""
    folder.mkdir(mode=0o700)
    if (
        plan.figures.stored_tables
        and not plan.figures.rolled_up
        and lay_out_kept(folder, plan.workbook, plan.figures.stored_tables)
    ):
        return
    lay_out(folder, plan.workbook, plan.figures.snapshot.observations, plan.figures.targets)


def _home_variables(views: Path) -> dict[str, str]:
    """Variables for where libraries keep their files, if the user's home is not writable."""
    home = Path.home()
    if os.access(home, os.W_OK):
        return {}
    folder = views.with_name("home")
    folder.mkdir(mode=0o700, exist_ok=True)
    return {name: str(folder) for name in HOME_VARIABLES if name not in os.environ}


def _kernels() -> AbstractContextManager[ForkServer | None]:
    """A server of warm kernels, where this system can have one."""
    return nullcontext() if plain_reason() else ForkServer(preload=PRELOAD, warm=WARM_UP)


def _in_pool(
    plan: Plan, settings: Settings, environment: Mapping[str, str], server: ForkServer | None, views: Path
) -> Iterator[Outcome]:
    """Yield outcomes as they come; a report whose kernel or worker died is tried again last.

    The second attempt runs when no other report does, so that a report that takes others down does so only once.
    """
    retries: dict[str, tuple[Task, str]] = {}
    not_ready: list[Outcome] = []
    pending = dict.fromkeys(report.job.name for report in plan.due)
    limit = settings.limits.seconds
    with Pool(make, size=settings.jobs, environment=environment, limit=limit) as pool:
        for task, result in pool.run(_with_live_server(_tasks(plan, settings, views, not_ready), server)):
            outcome = _outcome(task, result, ended=pool.ended)
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
        with Pool(make, size=1, environment=environment, limit=limit) as second_pool:
            for task, result in second_pool.run(_with_live_server((task for task, _ in retries.values()), server)):
                del pending[task.name]
                yield replace(_outcome(task, result, ended=second_pool.ended), attempts=2, first_error=retries[task.name][1])
    yield from (Outcome(name, "stopped", first_error=retries[name][1] if name in retries else "") for name in pending)


def _tasks(plan: Plan, settings: Settings, views: Path, not_ready: list[Outcome]) -> Iterator[Task]:
    """Yield the tasks of due reports; one that cannot be prepared fails, and the others go on."""
    built = BuiltFiles.read(plan.request.output)
    for report in plan.due:
        try:
            task = _task(report, plan, settings, views, built)
        except Exception as error:
            not_ready.append(_not_ready(report.job, error, settings))
        else:
            yield task


def _not_ready(job: Job, error: Exception, settings: Settings) -> Outcome:
    """The outcome of a report that could not be prepared."""
    expected = isinstance(error, ReportlibError)
    failure = writable(str(error) if expected else f"it could not be made ready: {type(error).__name__}: {error}")
    details = "" if expected else writable("".join(traceback.format_exception(error)))
    return Outcome(job.name, "failed", error=failure, traceback=details, rerun=writable(_rerun(job, settings)))


def _rerun(job: Job, settings: Settings) -> str:
    """The command that makes one report again."""
    options = ["--template", job.template.name, "--unit", job.unit, "--period", job.period, "--lang", job.lang]
    options += [word for name, value in job.own.items() for word in ("--set", f"{name}={_as_text(value)}")]
    return " ".join(["python -m reportlib build", *map(shlex.quote, options), *map(shlex.quote, settings.rerun)])


def _as_text(value: object) -> str:
    """A value as a command line writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_live_server(tasks: Iterable[Task], server: ForkServer | None) -> Iterator[Task]:
    """Yield the tasks; before each, restart the kernels' server if it died."""
    for task in tasks:
        if server:
            server.ensure()
        yield task


def _outcome(task: Task, result: Outcome | Died, *, ended: bool) -> Outcome:
    match result:
        case Outcome():
            return result
        case Died() if ended:
            return Outcome(task.name, "stopped")
        case Died(late=True):
            return failed(task, Failure(f"it took longer than {task.limits.seconds:g} s, and was ended"))
        case _:
            return failed(task, Failure("its worker process died; perhaps memory ran out", died=True))


def _task(report: Planned, plan: Plan, settings: Settings, views: Path, built: BuiltFiles) -> Task:
    """The task of one report, after writing its view for the kernel."""
    job, output = report.job, plan.request.output
    own_files = _own_files(report, plan, built)
    ticket = hand_over(handover_of(report, plan, workbook_folder=str(_workbook_folder(views))), views / secrets.token_hex(8))
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


def _own_files(report: Planned, plan: Plan, built: BuiltFiles) -> frozenset[str]:
    """The names of a report's files that may be written or removed.

    Raises
    ------
    ParameterError
        When one of those to write exists, and no build made it.
    """
    name, copies = report.job.name, plan.request.beside
    wanted = [f"{name}.html", f"failed/{name}.ipynb", *(f"{name}{suffix}" for suffix in copies.suffixes)]
    names = dict.fromkeys([*wanted, *(f"{name}{suffix}" for suffix in SUFFIXES)])
    foreign = {file: why for file in names if (why := built.foreign(file, force=plan.request.force))}
    if blocked := [file for file in wanted if file in foreign]:
        raise ParameterError(Problem(f"'{file}' {foreign[file]}; move it away", file=str(built.output)) for file in blocked)
    return frozenset(names.keys() - foreign.keys())


def handover_of(report: Planned, plan: Plan, *, workbook_folder: str = "") -> Handover:
    """The handover to the kernel of a report; `workbook_folder` is for queries."""
    job, whole = report.job, plan.figures.whole(report.job)
    corrections = plan.figures.corrections.get(job.name, ())
    return Handover(
        job.name, whole.view(job.unit), whole.digest(job.unit), corrections, workbook_folder, job.template.name, job.lang
    )


def facts_of(report: Planned, plan: Plan) -> Facts:
    """The facts that the page of a report states in its head."""
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
