"""Run one build: lock the folder, make the reports, log each outcome, then write the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from reportlib.atomic import content_is, make_folder, share, write_whole
from reportlib.build import run_log as record
from reportlib.build.kernel_server import kernels
from reportlib.build.settings import Limits, Settings, default_jobs
from reportlib.build.signals import signals_as_interrupt
from reportlib.errors import ParameterError, Problem
from reportlib.export.package import FILES
from reportlib.kernels import plain_reason
from reportlib.page.assets import shared_files
from reportlib.plan.built_files import INDEX, OWN_FOLDER, BuiltFiles
from reportlib.plan.outcome import Outcome
from reportlib.plan.output_folder import check_shared
from reportlib.plan.plan import Plan
from reportlib.site import failures
from reportlib.site.index import write_index, write_last
from reportlib.site.listing import odd
from reportlib.surroundings import allow_open_files, defer, uncollected

Follow = Callable[[Iterator[Outcome], int], Iterator[Outcome]]


def settings(jobs: int | None, *, seconds: float, rerun: tuple[str, ...]) -> Settings:
    """The settings of a run; by default `jobs` is as many as cores and memory allow."""
    return Settings(jobs or default_jobs(), Limits(seconds), rerun)


def build(plan: Plan, settings: Settings, *, say: Callable[[str], None], follow: Follow) -> list[Outcome]:
    """Run a plan, log every outcome, and write the index and the record of the run.

    Parameters
    ----------
    say
        Called with each notice, such as why kernels cannot be forked.
    follow
        Shows each outcome and passes it on.

    Raises
    ------
    ParameterError
        When another build is writing to the folder, when a file in the way was not made by a build, or when the system allows
        too few open files.
    """
    allow_open_files()
    output, started = plan.request.output, dt.datetime.now(dt.UTC)
    with signals_as_interrupt(), _locked(output), record.Log.begin(output, started) as log:
        _check_free(plan)
        for path, why in failures.odd_kept(output):
            say(f"passed over: {path}: {why}")
        write_whole(plan.unfinished, "")
        if reason := plain_reason():
            say(f"kernels are started one by one, not forked: {reason}")
        with nullcontext() if not plan.due else kernels(len(plan.due)) as of_build:
            defer("requests")  # papermill uses it to fetch notebooks, but ours are files
            with uncollected():
                from reportlib.build.runner import prepared  # noqa: PLC0415 it takes long; the kernels' server starts meanwhile
            with prepared(plan, settings, of_build) as coming:
                outcomes = list(follow(log.following(coming), len(plan.reports)))
            if (again := _relinked(plan, outcomes)).due:
                say(f"made again, because reports that they may link to failed or were made: {len(again.due)}")
                with prepared(again, settings, of_build) as coming:
                    outcomes = _latest(outcomes, follow(log.following(coming), len(again.due)))
        plan.remember({outcome.name for outcome in outcomes if outcome.state == "built"})
        plan.keep_figures()
        write_index(output, plan.workbook, failures.settle(plan, outcomes))
        write_last(output, outcomes)
        record.write(log.folder, outcomes, started=started, root=plan.workbook.root)
        if plan.request.data:
            from reportlib.site.package import write_package  # noqa: PLC0415 brings what reads facts, which no other build does

            for why in write_package(plan):
                say(f"left out of {FILES[0]}: {why}")
        BuiltFiles.read(output).rewrite()
        plan.unfinished.unlink()
        for name, why in odd(output):
            say(f"left out of the index: {output / name}: {why}")
    return outcomes


def _relinked(plan: Plan, outcomes: list[Outcome]) -> Plan:
    """A plan of the pages to make again because of their links; empty after a stopped build, as the next build makes them."""
    stopped = any(outcome.state == "stopped" for outcome in outcomes)
    return replace(plan, reports=()) if stopped else plan.relinked()


def _latest(outcomes: list[Outcome], again: Iterator[Outcome]) -> list[Outcome]:
    return list({outcome.name: outcome for outcome in (*outcomes, *again)}.values())


def _check_free(plan: Plan) -> None:
    """Raise an error if a file that every build writes exists, but was not made by a build."""
    output, built_files = plan.request.output, BuiltFiles.read(plan.request.output)
    shared = frozenset() if plan.request.single_file else shared_files().names
    wanted = [INDEX, *sorted(shared), *(FILES if plan.request.data else ())]
    mend = "move it away, or name another folder with --output"
    problems = [
        Problem(f"'{name}' {why}; {mend}", file=str(output))
        for name in wanted
        if (why := built_files.foreign(name)) and not _is_current(output, name)
    ]
    if problems:
        raise ParameterError(problems)


def _is_current(output: Path, name: str) -> bool:
    return name in shared_files().names and content_is(output / name, shared_files().contents[name])


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    """Lock the reports' folder against other builds; the system releases the lock if this process is killed."""
    check_shared(output)
    make_folder(output / OWN_FOLDER)
    lock = output / OWN_FOLDER / "lock"
    if not lock.exists():
        lock.touch()
        share(lock)
    try:
        with FileLock(lock, timeout=0, mode=lock.stat().st_mode & 0o666):
            yield
    except Timeout:
        message = f"another build is writing to '{output}'; wait for it, or name another folder with --output"
        raise ParameterError([Problem(message)]) from None
