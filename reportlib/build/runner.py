"""Run a plan: every report that is due, in a pool of processes whose kernels are warm; what died is tried again, alone."""

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
from reportlib.kernels import ForkServer, PrivateFolder, plain_environment, plain_reason, sweep
from reportlib.page.assets import LIBRARY, Place, bundle
from reportlib.page.checks import Rules
from reportlib.page.html import Facts
from reportlib.periods import Period
from reportlib.plan.copies import SUFFIXES
from reportlib.plan.expansion import Job
from reportlib.plan.made import BuiltFiles, put_changed
from reportlib.plan.outcome import Outcome, writable
from reportlib.plan.plan import Plan, Planned
from reportlib.surroundings import surroundings
from reportlib.workbook import provenance

PRELOAD = ("reportlib.report", "plotly.io", "plotly.offline")
"""What the notebooks of reports import, for the kernels' server to have ready."""
HOMES = ("IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
"""The variables by which libraries are told where to keep their own."""
WARM = "reportlib.report.warm:up"
ROOM = 400_000_000
"""Bytes of memory that a report being made may need, with its worker, its kernel and its page."""


@dataclass(frozen=True)
class Settings:
    """How a plan is run."""

    jobs: int
    limits: Limits = field(default_factory=Limits)
    rerun: tuple[str, ...] = ()


def default_jobs() -> int:
    """As many reports at once as this machine has cores, and memory for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available // ROOM)))


def run(plan: Plan, settings: Settings) -> Iterator[Outcome]:
    """Make every report of a plan that is due, and say of each what became of it, as it does.

    One report failing never stops the rest; what a killed build left half-done is cleared away first.
    """
    clear_parts(plan.request.output)
    sweep()
    for report in plan.reports:
        if not report.reasons:
            yield Outcome(report.job.name, "unchanged")
    if plan.due:
        yield from _made(plan, settings)


def _made(plan: Plan, settings: Settings) -> Iterator[Outcome]:
    if not plan.request.single_file:
        put_changed(plan.request.output, LIBRARY, bundle())
    try:
        with surroundings(), _kernels() as server, _views(server) as views:
            _lay_out(plan, _laid(views))
            environment = {**(server.environment if server else plain_environment()), **_homes(views)}
            yield from _in_pool(plan, settings, environment, server, views)
    finally:
        clear_parts(plan.request.output)


@contextmanager
def _views(server: ForkServer | None) -> Iterator[Path]:
    """A folder of this user alone for the views that are handed to kernels; it goes with that of the kernels' sockets."""
    if server:
        yield server.folder.inside("views")
        return
    with PrivateFolder() as folder:
        yield folder.inside("views")


def _laid(views: Path) -> Path:
    """The folder beside the views where the workbook is laid out."""
    return views.with_name("laid")


def _lay_out(plan: Plan, folder: Path) -> None:
    """Lay the workbook out for notebooks to ask, with what is there already of its figures."""
    folder.mkdir(mode=0o700)
    lay_out(folder, plan.workbook, plan.figures.snapshot.observations, plan.figures.targets)


def _homes(views: Path) -> dict[str, str]:
    """Where libraries of kernels and workers may keep what is theirs, if not in the user's home: they would leave it anywhere."""
    home = Path.home()
    if os.access(home, os.W_OK):
        return {}
    folder = views.with_name("home")
    folder.mkdir(mode=0o700, exist_ok=True)
    return {name: str(folder) for name in HOMES if name not in os.environ}


def _kernels() -> AbstractContextManager[ForkServer | None]:
    """A server of warm kernels, where this system can have one."""
    return nullcontext() if plain_reason() else ForkServer(preload=PRELOAD, warm=WARM)


def _in_pool(
    plan: Plan, settings: Settings, environment: Mapping[str, str], server: ForkServer | None, views: Path
) -> Iterator[Outcome]:
    """Outcomes in the order in which they come; a report whose kernel or worker died is tried once more, when nothing else runs.

    So a report that takes others down with it takes them down once.
    """
    again: dict[str, tuple[Task, str]] = {}
    unmade: list[Outcome] = []
    left = dict.fromkeys(report.job.name for report in plan.due)
    limit = settings.limits.seconds
    with Pool(make, size=settings.jobs, environment=environment, limit=limit) as pool:
        for task, result in pool.run(_revived(_tasks(plan, settings, views, unmade), server)):
            outcome = _outcome(task, result, ended=pool.ended)
            if outcome.died and not pool.stopping:
                again[task.name] = (task, outcome.error)
            else:
                handover.forget(task.handover)
                del left[task.name]
                yield outcome
    for outcome in unmade:
        del left[outcome.name]
        yield outcome
    if not pool.stopping:
        with Pool(make, size=1, environment=environment, limit=limit) as alone:
            for task, result in alone.run(_revived((task for task, _ in again.values()), server)):
                del left[task.name]
                yield replace(_outcome(task, result, ended=alone.ended), attempts=2, first_error=again[task.name][1])
    yield from (Outcome(name, "stopped", first_error=again[name][1] if name in again else "") for name in left)


def _tasks(plan: Plan, settings: Settings, views: Path, unmade: list[Outcome]) -> Iterator[Task]:
    """The reports that are due, ready to be made; those that cannot be made ready fail by name, and the others go on."""
    made = BuiltFiles.read(plan.request.output)
    for report in plan.due:
        try:
            task = _task(report, plan, settings, views, made)
        except Exception as error:
            unmade.append(_unmade(report.job, error, settings))
        else:
            yield task


def _unmade(job: Job, error: Exception, settings: Settings) -> Outcome:
    """The outcome of a report that could not be made ready."""
    expected = isinstance(error, ReportlibError)
    failure = writable(str(error) if expected else f"it could not be made ready: {type(error).__name__}: {error}")
    told = "" if expected else writable("".join(traceback.format_exception(error)))
    return Outcome(job.name, "failed", error=failure, traceback=told, rerun=writable(_rerun(job, settings)))


def _rerun(job: Job, settings: Settings) -> str:
    """The command that makes one report again."""
    options = ["--template", job.template.name, "--unit", job.unit, "--period", job.period, "--lang", job.lang]
    options += [word for name, value in job.own.items() for word in ("--set", f"{name}={_as_text(value)}")]
    return " ".join(["python -m reportlib build", *map(shlex.quote, options), *map(shlex.quote, settings.rerun)])


def _as_text(value: object) -> str:
    """A value as a command line gives it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _revived(tasks: Iterable[Task], server: ForkServer | None) -> Iterator[Task]:
    """The tasks, the kernels' server seen to before each."""
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


def _task(report: Planned, plan: Plan, settings: Settings, views: Path, made: BuiltFiles) -> Task:
    """One report ready to be made, its view written where its kernel will look."""
    job, output = report.job, plan.request.output
    ours = _ours(report, plan, made)
    ticket = hand_over(handover_of(report, plan, laid=str(_laid(views))), views / secrets.token_hex(8))
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
        ours,
    )


def _ours(report: Planned, plan: Plan, made: BuiltFiles) -> frozenset[str]:
    """The names of a report's files that may be written or removed, once none of those that will be is somebody else's.

    Raises
    ------
    ParameterError
        When something lies there that no build made.
    """
    name, copies = report.job.name, plan.request.beside
    wanted = [f"{name}.html", f"failed/{name}.ipynb", *(f"{name}{suffix}" for suffix in copies.suffixes)]
    names = dict.fromkeys([*wanted, *(f"{name}{suffix}" for suffix in SUFFIXES)])
    foreign = {file: why for file in names if (why := made.foreign(file, force=plan.request.force))}
    if taken := [file for file in wanted if file in foreign]:
        raise ParameterError(Problem(f"'{file}' is {foreign[file]}; move it away", file=str(made.output)) for file in taken)
    return frozenset(names.keys() - foreign.keys())


def handover_of(report: Planned, plan: Plan, *, laid: str = "") -> Handover:
    """What the kernel of a report is handed; `laid` is where the workbook was laid out to be asked."""
    job, whole = report.job, plan.figures.whole(report.job)
    corrections = plan.figures.corrections.get(job.name, ())
    return Handover(job.name, whole.view(job.unit), whole.digest(job.unit), corrections, laid, job.template.name, job.lang)


def facts_of(report: Planned, plan: Plan) -> Facts:
    """What the page of a report says of itself."""
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
