"""Show the progress of a build: a bar on a terminal, elsewhere a line for each report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from reportlib.cli.console import printable
from reportlib.plan.outcome import Outcome


def follow(console: Console) -> Callable[[Iterator[Outcome], int], Iterator[Outcome]]:
    """A function that passes outcomes on and shows each, with rate and time left."""
    return lambda outcomes, total: (_bar if console.is_terminal else _lines)(console, outcomes, total)


def _lines(console: Console, outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    started, done = time.monotonic(), 0
    for n, outcome in enumerate(outcomes, start=1):
        if outcome.state not in ("unchanged", "stopped"):
            done += 1
            seconds = (time.monotonic() - started) / done
            remaining = f"{60 / seconds:.0f} a minute, {seconds * (total - n):.0f} s left"
            console.print(f"{n}/{total} {outcome.state} {printable(outcome.name)} ({outcome.seconds:.1f} s; {remaining})")
        yield outcome


def _bar(console: Console, outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    rate = TextColumn("{task.fields[rate]}")
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        rate,
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    started, done = time.monotonic(), 0
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("", total=total, rate="")
        for outcome in outcomes:
            done += outcome.state in ("built", "failed")
            speed = f"{60 * done / (time.monotonic() - started):.0f}/min" if done else ""
            if outcome.state == "failed":
                progress.console.print(f"failed {printable(outcome.name)}: {printable(outcome.error)}")
            progress.update(bar, advance=1, description=printable(outcome.name), rate=speed)
            yield outcome
