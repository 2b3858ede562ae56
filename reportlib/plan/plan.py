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
from reportlib.handover.kept import folder_for_builds, kept_by_builds
from reportlib.periods import Period
from reportlib.plan.built_files import HEAD, INDEX, OWN_FOLDER, UNREADABLE, BuiltFiles, read_kept
from reportlib.plan.copies import Copies
from reportlib.plan.expansion import Job, Overrides, expand
from reportlib.plan.keys import Figures, Key, Keys
from reportlib.plan.links import Related, RelatedReports, page_names
from reportlib.plan.questions import recall
from reportlib.private import read_regular
from reportlib.query.reads import digest_of
from reportlib.workbook import Workbook, provenance

_KEY = re.compile(r'<meta name="reportlib:key" content="([^"]*)">')
LAST_PLAN = Path(OWN_FOLDER, "plan.json")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Planned:
    """One report, its key, and the reasons why it is due; without reasons it is up to date."""

    job: Job
    key: Key
    reasons: tuple[str, ...]
    related: Related = field(default_factory=Related)


@dataclass(frozen=True)
class Request:
    """The options of a build."""

    files: tuple[Path, ...] = ()
    overrides: Overrides = field(default_factory=Overrides)
    output: Path = field(default_factory=Path)
    single_file: bool = False
    force: bool = False
    copies: Copies = field(default_factory=Copies)
    data: bool = False
    """Whether to write the figures of all pages as a Data Package."""

    @property
    def beside(self) -> Copies:
        """The copies to make: the copies asked for, without the file of facts if the page is a single file."""
        return replace(self.copies, facts=not self.single_file)


@dataclass(frozen=True)
class LastPlan:
    """What the last build in a folder kept: fingerprints of its inputs, first, last and latest period, and keys of its pages."""

    inputs: Mapping[str, Any]
    reach: tuple[str, str, str, str]
    keys: Mapping[str, str]

    @classmethod
    def recall(cls, output: Path, inputs: Mapping[str, Any]) -> LastPlan | None:
        """Read the kept plan; None if it cannot be read, or the inputs have changed."""
        try:
            last = cls.read(output)
        except UNREADABLE:
            return None
        return last if last.inputs == inputs else None

    @classmethod
    def read(cls, output: Path) -> LastPlan:
        """Read the plan that the last build kept.

        Raises
        ------
        UNREADABLE
            When there is none, or it is damaged.
        """
        content = read_kept(output / LAST_PLAN)
        first, last, latest, why = map(str, content["reach"])
        last_plan = cls(dict(content["inputs"]), (first, last, latest, why), {str(k): str(v) for k, v in content["keys"].items()})
        last_plan.parsed_reach  # noqa: B018 raises where they are no periods
        "".join(
            [*last_plan.reach, *last_plan.keys, *last_plan.keys.values()]
        ).encode()  # lone surrogates could not be written again
        return last_plan

    @property
    def parsed_reach(self) -> Reach:
        """The first, last and latest period of the figures."""
        first, last, latest, why = self.reach
        return Reach(Period.parse(first), Period.parse(last), Period.parse(latest), why)

    def of(self, jobs: Iterable[Job]) -> dict[str, Key] | None:
        """The keys of some reports; None if one of the keys was not kept."""
        keys = {job.name: Key.parse(self.keys.get(job.name, "")) for job in jobs}
        return {name: key for name, key in keys.items() if key} if all(keys.values()) else None


@dataclass(frozen=True)
class Plan:
    """The reports of a build, and why each is due."""

    workbook: Workbook
    request: Request
    reports: tuple[Planned, ...]
    inputs: Mapping[str, Any]
    reach: Reach
    figures: Figures
    """The figures of the reports; not read if nothing is due."""
    linkable: RelatedReports | None = None
    """The reports to which pages may link; None for single files."""

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
        """A file that exists while a build runs; if it is left over, the build was killed."""
        return self.request.output / OWN_FOLDER / "unfinished"

    @property
    def complete(self) -> bool:
        """Whether there is nothing to do."""
        return not self.due and self.index.is_file() and not self.unfinished.exists()

    def relinked(self) -> Plan:
        """A plan to make pages again after a build, if their links do not fit the pages in the folder.

        Such a page links to a report that failed now and has no page, or does not link to a report that failed in an earlier
        build and was made now.
        """
        pages = page_names(self.request.output)
        if self.linkable is None or self.linkable.fits(pages, of=[report.job.name for report in self.reports]):
            return replace(self, reports=())
        linkable = replace(self.linkable, names=pages)
        related = [(report, linkable.related(report.job)) for report in self.reports if report.job.name in pages]
        again = (
            Planned(report.job, replace(report.key, links=now.digest), ("links",), now)
            for report, now in related
            if now != report.related
        )
        return replace(self, reports=tuple(again))

    def remember(self, names_built: Collection[str]) -> None:
        """Keep the keys, so that the next plan need not read unchanged figures.

        Parameters
        ----------
        names_built
            The reports that were made; their keys are computed again with what their notebooks asked.
        """
        last, folder = LastPlan.recall(self.request.output, self.inputs), self.request.output
        digests = {name: digest_of(recall(folder, name)) for name in names_built}
        keys_now = {r.job.name: replace(r.key, asked=digests.get(r.job.name, r.key.asked)) for r in self.reports}
        keys = {**(last.keys if last else {}), **{name: str(key) for name, key in keys_now.items()}}
        reach = tuple(map(str, (self.reach.first, self.reach.last, self.reach.latest, self.reach.why)))
        text = json.dumps(asdict(LastPlan(self.inputs, reach, keys)), ensure_ascii=False, sort_keys=True)  # type: ignore[arg-type]
        write_changed(self.request.output / LAST_PLAN, text + "\n")

    def keep_figures(self) -> None:
        """Store the rolled-up figures for the next build."""
        if self.figures.rolled_up and (folder := folder_for_builds(self.request.output, self.workbook, self.inputs["data"])):
            self.figures.keep(folder)


@dataclass(frozen=True)
class Listed:
    """The reports of a request and their figures, before it is known which reports are due."""

    jobs: tuple[Job, ...]
    reach: Reach
    figures: Figures


def list_reports(workbook: Workbook, request: Request, *, today: dt.date, known_reach: Reach | None = None) -> Listed:
    """List the reports of a request; read and check the figures, unless their periods are known.

    Parameters
    ----------
    known_reach
        The first, last and latest period of the figures, from an earlier plan.

    Raises
    ------
    InputError
        With every problem of the data, of the reports asked for, and of the templates.
    """
    figures, problems = Figures(workbook), list[Problem]()
    reach = known_reach or attempt(figures.read, problems)
    files = [file.resolve() for file in request.files]
    jobs = attempt(lambda: expand(files, workbook=workbook, reach=reach, overrides=request.overrides, today=today), problems)
    if problems or jobs is None or reach is None:
        raise ParameterError(dict.fromkeys(problems))
    return Listed(jobs, reach, figures)


def make_plan(workbook: Workbook, request: Request, *, today: dt.date) -> Plan:
    """Return the reports that a build would make, and why each is due.

    Figures are read only if an input has changed since the last build, or a report has no kept key.

    Raises
    ------
    InputError
        With every problem of the data, of the reports asked for, and of the templates.
    """
    found_inputs = provenance.inputs(workbook)
    inputs = {**asdict(found_inputs), "single_file": request.single_file}
    last = LastPlan.recall(request.output, inputs)
    listed = list_reports(workbook, request, today=today, known_reach=last.parsed_reach if last else None)
    jobs, reach, figures = listed.jobs, listed.reach, listed.figures
    if last:
        figures = replace(figures, stored_tables=kept_by_builds(request.output, workbook, found_inputs.data))
    keys = (last and last.of(jobs)) or Keys(figures, found_inputs, request.output, request.single_file, today).of(jobs)
    all_reports = _related_reports(request, jobs, workbook=workbook, reach=reach, today=today)
    built_files = BuiltFiles.read(request.output)

    def planned(job: Job) -> Planned:
        return _planned(job, keys[job.name], request, built_files, related=all_reports.related(job) if all_reports else Related())

    return Plan(workbook, request, tuple(map(planned, jobs)), inputs, reach, figures, all_reports)


def _related_reports(
    request: Request, jobs: Sequence[Job], *, workbook: Workbook, reach: Reach, today: dt.date
) -> RelatedReports | None:
    if request.single_file:
        return None
    files, listed = [file.resolve() for file in request.files], jobs
    if request.overrides != Overrides():  # a build of the rest of the list raises its own problems
        listed = attempt(lambda: expand(files, workbook=workbook, reach=reach, overrides=Overrides(), today=today), []) or ()
    failed = {notebook.stem for notebook in request.output.glob("failed/*.ipynb")}
    return RelatedReports.of(workbook, jobs, in_folder=page_names(request.output), listed=listed, failed=failed)


def _planned(job: Job, key: Key, request: Request, built_files: BuiltFiles, *, related: Related) -> Planned:
    key = replace(key, links=related.digest)
    return Planned(job, key, reasons(job, key, request, built_files), related)


def reasons(job: Job, key: Key, request: Request, built_files: BuiltFiles) -> tuple[str, ...]:
    """Why a report is due (such as: new, changed data, a damaged page); empty if it is not."""
    if request.force:
        return ("forced",)
    page = request.output / f"{job.name}.html"
    before = key_of(page)
    if before is None:
        return ("new",)
    damaged = () if built_files.intact(page.name) else ("damaged",)
    return key.differs(before) or damaged or (("copies",) if request.beside.missing(page) else ())


def key_of(page: Path) -> Key | None:
    """The key in the head of a page; None if there is no page or no key."""
    try:
        match = _KEY.search(read_regular(page, HEAD).decode("utf-8", "replace"))
    except OSError:
        return None
    return Key.parse(match[1]) if match else None


def attempt(call: Callable[[], Result], problems: list[Problem]) -> Result | None:
    """Return the result of a call; after an InputError, add its problems and return None."""
    try:
        return call()
    except InputError as error:
        problems.extend(error.problems)
        return None


def count_reasons(reports: Sequence[Planned]) -> dict[str, int]:
    """For each reason the number of reports that are due for it, the most frequent reason first."""
    names = [reason for report in reports for reason in report.reasons]
    return {name: names.count(name) for name in sorted(set(names), key=lambda name: (-names.count(name), name))}
