"""One build from its plan to its record: no second one beside it, every outcome logged as it comes, the index last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from reportlib.atomic import holds, make_folder, share, write_whole
from reportlib.build import run_log as record
from reportlib.build import runner
from reportlib.build.execute import Limits
from reportlib.build.pool import ending
from reportlib.build.runner import Settings, default_jobs
from reportlib.errors import ParameterError, Problem
from reportlib.export.package import FILES
from reportlib.kernels import plain_reason
from reportlib.page.assets import LIBRARY, bundle
from reportlib.plan.made import INDEX, KEPT, BuiltFiles
from reportlib.plan.outcome import Outcome
from reportlib.plan.output_folder import check_shared
from reportlib.plan.plan import Plan
from reportlib.site import failures
from reportlib.site.index import write_index, write_last
from reportlib.site.listing import odd
from reportlib.site.package import write_package

Follow = Callable[[Iterator[Outcome], int], Iterator[Outcome]]


def settings(jobs: int | None, *, seconds: float, rerun: tuple[str, ...]) -> Settings:
    """How to run, what was not asked for filled in."""
    return Settings(jobs or default_jobs(), Limits(seconds), rerun)


def build(plan: Plan, settings: Settings, *, say: Callable[[str], None], follow: Follow) -> list[Outcome]:
    """Run a plan, keep its log and record, write the index.

    Parameters
    ----------
    say
        Told once, where kernels cannot be forked here, why.
    follow
        Passes the outcomes on while it shows them.

    Raises
    ------
    ParameterError
        When another build is writing to the same folder.
    """
    output, started = plan.request.output, dt.datetime.now(dt.UTC)
    with ending(), _alone(output), record.Log.begin(output, started) as log:
        _check_free(plan)
        for path, why in failures.odd_kept(output):
            say(f"passed over: {path}: {why}")
        write_whole(plan.unfinished, "")
        if reason := plain_reason():
            say(f"kernels are started one by one, not forked: {reason}")
        outcomes = list(follow(log.following(runner.run(plan, settings)), len(plan.reports)))
        plan.remember({outcome.name for outcome in outcomes if outcome.state == "built"})
        write_index(output, plan.workbook, failures.settle(plan, outcomes))
        write_last(output, outcomes)
        record.write(log.folder, outcomes, started=started, root=plan.workbook.root)
        for why in write_package(plan) if plan.request.data else ():
            say(f"left out of {FILES[0]}: {why}")
        BuiltFiles.read(output).settle()
        plan.unfinished.unlink()
        for name, why in odd(output):
            say(f"left out of the index: {output / name}: {why}")
    return outcomes


def _check_free(plan: Plan) -> None:
    """See that what every build writes may be written: nothing that a build did not make is in its place."""
    output, made = plan.request.output, BuiltFiles.read(plan.request.output)
    beside = not plan.request.single_file and not holds(output / LIBRARY, bundle().encode())
    wanted = [INDEX, *([LIBRARY] if beside else []), *(FILES if plan.request.data else ())]
    mend = "move it away, or name another folder with --output"
    problems = [Problem(f"'{name}' is {why}; {mend}", file=str(output)) for name in wanted if (why := made.foreign(name))]
    if problems:
        raise ParameterError(problems)


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Hold the folder of the reports against other builds; the system lets go of it when this process is gone."""
    check_shared(output)
    make_folder(output / KEPT)
    lock = output / KEPT / "lock"
    if not lock.exists():
        lock.touch()
        share(lock)
    try:
        with FileLock(lock, timeout=0, mode=lock.stat().st_mode & 0o666):
            yield
    except Timeout:
        message = f"another build is writing to '{output}'; wait for it, or name another folder with --output"
        raise ParameterError([Problem(message)]) from None
