"""The plan of a build: which reports it would make, and why each of them is due."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from reportlib.analysis.snapshots.reach import Reach
from reportlib.atomic import write_changed
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.periods import Period
from reportlib.plan.asked import recall
from reportlib.plan.copies import Copies
from reportlib.plan.expansion import Asked, Job, expand
from reportlib.plan.keys import Figures, Key, Keys
from reportlib.plan.links import Known, Near, held
from reportlib.plan.made import HEAD, INDEX, KEPT, UNREADABLE, Made, read_kept
from reportlib.private import read_regular
from reportlib.query.reads import digest_of
from reportlib.workbook import Workbook, provenance

_KEY = re.compile(r'<meta name="reportlib:key" content="([^"]*)">')
MEMORY = Path(KEPT, "plan.json")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Planned:
    """One report, the key that its page would have, and why it is due; with no reason it is up to date."""

    job: Job
    key: Key
    reasons: tuple[str, ...]
    near: Near = field(default_factory=Near)


@dataclass(frozen=True)
class Request:
    """What a build was asked for."""

    files: tuple[Path, ...] = ()
    asked: Asked = field(default_factory=Asked)
    output: Path = field(default_factory=Path)
    single_file: bool = False
    force: bool = False
    copies: Copies = field(default_factory=Copies)
    data: bool = False
    """Whether the figures of all its pages are to be written as a Data Package, too."""

    @property
    def beside(self) -> Copies:
        """What stands beside each page: the copies asked for, and its facts, unless it stands alone and holds them."""
        return replace(self.copies, facts=not self.single_file)


@dataclass(frozen=True)
class Memory:
    """What the last build in a folder found out about the inputs it saw: how far they reach, and the keys of pages."""

    inputs: Mapping[str, Any]
    reach: tuple[str, str, str, str]
    keys: Mapping[str, str]

    @classmethod
    def recall(cls, output: Path, inputs: Mapping[str, Any]) -> Memory | None:
        """What is remembered of these inputs; nothing where they have changed since, or it cannot be read."""
        try:
            memory = cls.read(output)
        except UNREADABLE:
            return None
        return memory if memory.inputs == inputs else None

    @classmethod
    def read(cls, output: Path) -> Memory:
        """What is remembered.

        Raises
        ------
        UNREADABLE
            When nothing is, or not as it was written.
        """
        told = read_kept(output / MEMORY)
        first, last, latest, why = map(str, told["reach"])
        memory = cls(dict(told["inputs"]), (first, last, latest, why), {str(k): str(v) for k, v in told["keys"].items()})
        memory.seen  # noqa: B018 periods that are none
        "".join([*memory.reach, *memory.keys, *memory.keys.values()]).encode()  # halves of characters could not be kept again
        return memory

    @property
    def seen(self) -> Reach:
        """How far the figures reach."""
        first, last, latest, why = self.reach
        return Reach(Period.parse(first), Period.parse(last), Period.parse(latest), why)

    def of(self, jobs: Iterable[Job]) -> dict[str, Key] | None:
        """The keys of some reports, where those of all of them are remembered."""
        keys = {job.name: Key.parse(self.keys.get(job.name, "")) for job in jobs}
        return {name: key for name, key in keys.items() if key} if all(keys.values()) else None


@dataclass(frozen=True)
class Plan:
    """The reports of a build, each with the reasons why it is due."""

    workbook: Workbook
    request: Request
    reports: tuple[Planned, ...]
    inputs: Mapping[str, Any]
    reach: Reach
    figures: Figures
    """What reports are made from; it is not read where nothing is due."""

    @property
    def due(self) -> tuple[Planned, ...]:
        """The reports that have to be made."""
        return tuple(report for report in self.reports if report.reasons)

    @property
    def index(self) -> Path:
        """The page that lists the reports."""
        return self.request.output / INDEX

    @property
    def unfinished(self) -> Path:
        """A file that is there from the beginning of a build to its end; one that is left was left by a build that was killed."""
        return self.request.output / KEPT / "unfinished"

    @property
    def complete(self) -> bool:
        """Whether there is nothing to do at all."""
        return not self.due and self.index.is_file() and not self.unfinished.exists()

    def remember(self, built: Collection[str]) -> None:
        """Keep the keys, so that the next plan need not read figures that have not changed.

        Parameters
        ----------
        built
            The reports that were made: what they asked is known only now.
        """
        told, output = Memory.recall(self.request.output, self.inputs), self.request.output
        now = {name: digest_of(recall(output, name)) for name in built}
        made = {r.job.name: replace(r.key, asked=now.get(r.job.name, r.key.asked)) for r in self.reports}
        keys = {**(told.keys if told else {}), **{name: str(key) for name, key in made.items()}}
        reach = tuple(map(str, (self.reach.first, self.reach.last, self.reach.latest, self.reach.why)))
        text = json.dumps(asdict(Memory(self.inputs, reach, keys)), ensure_ascii=False, sort_keys=True)  # type: ignore[arg-type]
        write_changed(self.request.output / MEMORY, text + "\n")


@dataclass(frozen=True)
class Listed:
    """The reports that a request lists, and the figures that they are made from; not whether any is due."""

    jobs: tuple[Job, ...]
    reach: Reach
    figures: Figures


def list_reports(workbook: Workbook, request: Request, *, today: dt.date, seen: Reach | None = None) -> Listed:
    """The reports of a request; figures are read and checked, unless it was `seen` before how far they reach.

    Raises
    ------
    InputError
        With every problem of the data, of the reports asked for, and of the templates.
    """
    figures, problems = Figures(workbook), list[Problem]()
    reach = seen or tried(figures.read, problems)
    files = [file.resolve() for file in request.files]
    jobs = tried(lambda: expand(files, workbook=workbook, reach=reach, asked=request.asked, today=today), problems)
    if problems or jobs is None or reach is None:
        raise ParameterError(dict.fromkeys(problems))
    return Listed(jobs, reach, figures)


def make_plan(workbook: Workbook, request: Request, *, today: dt.date) -> Plan:
    """What a build would make of a request, and why.

    Figures are read and rolled up only where something that was given has changed since the last build.

    Raises
    ------
    InputError
        With every problem of the data, of the reports asked for, and of the templates.
    """
    found = provenance.inputs(workbook)
    inputs = {**asdict(found), "single_file": request.single_file}
    memory = Memory.recall(request.output, inputs)
    listed = list_reports(workbook, request, today=today, seen=memory.seen if memory else None)
    jobs, reach, figures = listed.jobs, listed.reach, listed.figures
    keys = (memory and memory.of(jobs)) or Keys(figures, found, request.output, request.single_file, today).of(jobs)
    known = _known(request, jobs, workbook=workbook, reach=reach, today=today)
    made = Made.read(request.output)
    reports = tuple(_planned(job, keys[job.name], request, made, near=known.near(job) if known else Near()) for job in jobs)
    return Plan(workbook, request, reports, inputs, reach, figures)


def _known(request: Request, jobs: Sequence[Job], *, workbook: Workbook, reach: Reach, today: dt.date) -> Known | None:
    """The reports that pages may link to, whatever part of the list was asked for; a page that stands alone has none."""
    if request.single_file:
        return None
    files, listed = [file.resolve() for file in request.files], jobs
    if request.asked != Asked():  # what is wrong with the rest of the list, a build of the rest will say
        listed = tried(lambda: expand(files, workbook=workbook, reach=reach, asked=Asked(), today=today), []) or ()
    return Known.of(workbook, [*listed, *jobs], held=held(request.output))


def _planned(job: Job, key: Key, request: Request, made: Made, *, near: Near) -> Planned:
    key = replace(key, links=near.digest)
    return Planned(job, key, reasons(job, key, request, made), near)


def reasons(job: Job, key: Key, request: Request, made: Made) -> tuple[str, ...]:
    """Why a report is due: forced, new, what changed in its key, a page not as it was written, a copy missing; none: not."""
    if request.force:
        return ("forced",)
    page = request.output / f"{job.name}.html"
    before = key_of(page)
    if before is None:
        return ("new",)
    damaged = () if made.intact(page.name) else ("damaged",)
    return key.differs(before) or damaged or (("copies",) if request.beside.missing(page) else ())


def key_of(page: Path) -> Key | None:
    """The key that a page was made with, read from its head."""
    try:
        found = _KEY.search(read_regular(page, HEAD).decode("utf-8", "replace"))
    except OSError:
        return None
    return Key.parse(found[1]) if found else None


def tried(call: Callable[[], Result], problems: list[Problem]) -> Result | None:
    """The result of a call; or none, and its problems noted with the others."""
    try:
        return call()
    except InputError as error:
        problems.extend(error.problems)
        return None


def counted(reports: Sequence[Planned]) -> dict[str, int]:
    """How many reports are due for each reason, the most frequent first."""
    names = [reason for report in reports for reason in report.reasons]
    return {name: names.count(name) for name in sorted(set(names), key=lambda name: (-names.count(name), name))}
