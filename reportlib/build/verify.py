"""Check whether a workbook would make the same page today, and say what differs."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from reportlib.analysis.snapshots.reach import Reach
from reportlib.build import runner
from reportlib.build.facts_again import differences
from reportlib.build.settings import Settings
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.plan.expansion import Job, Overrides, expand
from reportlib.plan.keys import Figures, Key, Keys
from reportlib.plan.links import Related, RelatedReports
from reportlib.plan.parameters import Template, check_parameters, templates
from reportlib.plan.plan import Plan, Planned, Request, attempt
from reportlib.private import read_input
from reportlib.site.listing import Facts, said_of
from reportlib.surroundings import allow_open_files
from reportlib.workbook import Workbook, declared, provenance
from reportlib.workbook import schedule as matrix
from reportlib.workbook.schedule import Status

MAX_PAGE_BYTES = 64_000_000
"""The most bytes of a page that are read; the largest pages have a tenth of this."""
NEEDED = ("name", "template", "unit", "period", "lang", "status", "key")
CHANGED = {
    "parameters": "parameters: the page was made with others, or as another kind of page",
    "words": "commentary or correction: it has changed since",
    "links": "links: the text of a link to a report has changed, or that report is no longer there",
    "template": "template: the notebook has changed",
}
"""The messages for changed parts of a key that no other line describes."""
_COMPARED_ELSEWHERE = ("key", "packages", "catalogue_version", "code_hash")
"""The facts in a page's head for which `_head_lines` has no line, because other lines compare them."""
_LINK = re.compile(r'href="([^"#]+)\.html"')
_UNIT = re.compile(r'<tr id="?u-[^>]*><th><a href="?([^">]+)\.html')
"""A link from a unit's name in the table of units."""
_SECTION_ID = re.compile(r'<(?:section|figure|footer)[^<>]* id="([^"]+)"')
_EXCERPT = 40


@dataclass(frozen=True)
class Page:
    """A page to verify: its bytes, the facts in its head, and the workbook to compare it with."""

    data: bytes
    facts: Facts
    workbook: Workbook
    template: Template | None

    @classmethod
    def read(cls, path: Path, workbook: Workbook) -> Page:
        """Read a page.

        Raises
        ------
        ParameterError
            When the file cannot be read or is no report, or when the workbook has neither the template nor the unit of the page.
        """
        data = _page_bytes(path)
        facts = said_of(data)
        if missing := [name for name in NEEDED if not facts.get(name)]:
            raise ParameterError([Problem(f"'{path}' is not a report: its head does not tell its {', '.join(missing)}")])
        template = templates(workbook)[0].get(facts["template"])
        if template is None and facts["unit"] not in workbook.units.by_id:
            message = f"it knows neither template '{facts['template']}' nor unit '{facts['unit']}'"
            raise ParameterError([Problem(f"'{path}' is not a report of this workbook: {message}; name its own with --workbook")])
        return cls(data, facts, workbook, template)

    @cached_property
    def text(self) -> str:
        """The HTML of the page."""
        return self.data.decode("utf-8", "replace")

    @property
    def key(self) -> Key | None:
        """The key in the page's head; None if it cannot be read."""
        return Key.parse(self.facts["key"])

    def related(self, job: Job) -> Related:
        """The reports to which the page links, without reports added since the page was made."""
        _, start, after = self.text.partition('<nav class="near"')
        nav, end, _ = after.partition("</nav>")
        if not (start and end):
            return Related()
        names = {unquote(html.unescape(name)) for name in [*_LINK.findall(nav), *_UNIT.findall(after)]}
        narrowed = f"under={job.unit}&period={job.period}&lang={job.lang}"
        templates_by_level: dict[str, list[str]] = {}
        for template in templates(self.workbook)[0].values():
            templates_by_level.setdefault(template.level, []).append(template.name)
        related = RelatedReports(self.workbook, names, templates_by_level).related(job)
        return replace(related, narrowed=narrowed) if html.escape(f"#{narrowed}") in nav else related


def _page_bytes(path: Path) -> bytes:
    try:
        data = read_input(path, MAX_PAGE_BYTES + 1)
    except OSError as error:
        raise ParameterError([Problem(f"'{path}' cannot be read: {error.strerror}; name the file of a report")]) from None
    if len(data) > MAX_PAGE_BYTES:
        message = f"'{path}' holds more than {MAX_PAGE_BYTES / 1e6:g} MB, which no page does; name the file of a report"
        raise ParameterError([Problem(message)])
    return data


def verify(path: Path, workbook: Workbook) -> list[str]:
    """Make a page again from the facts in its head, and return one line for each difference.

    The page, the file of facts beside it and the status in the list of reports are compared.

    Raises
    ------
    ParameterError
        When the file is no report of the workbook.
    """
    allow_open_files()
    page, inputs = Page.read(path, workbook), provenance.inputs(workbook)
    figures = Figures(workbook)
    try:
        reach = figures.read()
    except InputError as error:
        missing = [f"inputs: {problem}" for problem in error.problems]
    else:
        missing = list(_missing_inputs(page, reach))
    if missing or page.template is None:
        return [*missing, *_versions(page, inputs)]
    plan = _plan(page, page.template, inputs, figures, reach)
    status = list(_status_line(page, plan))
    lines = [*_versions(page, inputs), *_changed_inputs(page, plan), *status]
    return _differences(path, page, plan, lines, status)


def _differences(path: Path, page: Page, plan: Plan, lines: list[str], status: list[str]) -> list[str]:
    """Make the page again in another folder and compare the two pages.

    If the bytes are the same, the result is `status`, else `lines` and a line for each difference of the pages. Lines on
    differences of the files of facts follow, unless changed inputs explain these differences.
    """
    with tempfile.TemporaryDirectory() as folder:
        plan_here = replace(plan, request=replace(plan.request, output=Path(folder)))
        [outcome] = runner.run(plan_here, Settings(jobs=1))
        if outcome.state != "built":
            return [*lines, f"content: it cannot be made again: {outcome.error}"]
        again = (Path(folder) / f"{outcome.name}.html").read_bytes()
        made_facts = Path(folder, f"{outcome.name}.json")
        fact_lines = [] if plan.request.single_file else differences(path.with_suffix(".json"), made_facts)
        if again == page.data:
            return [*status, *fact_lines]
        facts, same = said_of(again), lines == status  # changed inputs change the facts too
        lines += [*_head_lines(page, plan, facts), _content_line(page, again.decode("utf-8"), facts)]
        return [*lines, *(fact_lines if same else [])]


def _missing_inputs(page: Page, reach: Reach) -> Iterator[str]:
    if page.template is None:
        yield f"inputs: template '{page.facts['template']}' is no longer in notebooks/"
        return
    job = _job(page, page.template)
    for message in check_parameters(page.template, job.parameters, workbook=page.workbook, reach=reach):
        yield f"inputs: {message}"


def _job(page: Page, template: Template) -> Job:
    facts = page.facts
    status: Status = "draft" if facts["status"] == "draft" else "final"
    return Job(template, facts["unit"], facts["period"], facts["lang"], status, _settings(facts))


def _settings(facts: Mapping[str, str]) -> declared.Settings:
    try:
        values = json.loads(facts.get("settings") or "{}")
        return tuple((str(name), value) for name, value in values.items() if isinstance(value, (str, int, float)))
    except (ValueError, AttributeError):
        return ()


def _plan(page: Page, template: Template, inputs: provenance.Inputs, figures: Figures, reach: Reach) -> Plan:
    job, before = _job(page, template), page.key
    today = page.workbook.settings.calendar.day(dt.datetime.now(dt.UTC))
    keys = {single: Keys(figures, inputs, None, single, today).of([job])[job.name] for single in (False, True)}
    single = bool(before) and keys[True].parameters == before.parameters if before else "index.html" not in page.text
    related = Related() if single else page.related(job)
    report = Planned(job, replace(keys[single], links=related.digest), ("new",), related)
    return Plan(page.workbook, Request(single_file=single), (report,), asdict(inputs), reach, figures)


def _versions(page: Page, inputs: provenance.Inputs) -> Iterator[str]:
    before, now = _versions_by_package(page.facts.get("packages", "")), _versions_by_package(provenance.packages())
    names = [name for name in now | before if before.get(name) != now.get(name)]
    moved = [f"{name} {before.get(name, 'none')} → {now.get(name, 'none')}" for name in names]
    if moved:
        yield f"packages: {', '.join(moved)}"
    for name, what, version in (
        ("catalogue_version", "catalogue: version", page.workbook.catalogue.version),
        ("code_hash", "code: reportlib's own, fingerprint", inputs.code),
    ):
        if page.facts.get(name, "") != version:
            yield f"{what} {page.facts.get(name, 'none')} → {version}"


def _versions_by_package(packages: str) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in packages.split(", ") if " " in part)


def _changed_inputs(page: Page, plan: Plan) -> Iterator[str]:
    report, before, facts = plan.reports[0], page.key, page.facts
    if before is None:
        yield "key: the page was made by a version of reportlib that recorded its inputs in another way"
        return
    parts = report.key.differs(before)
    own = [
        what for part, what in (("own_figures", "its own figures"), ("other_figures", "figures beside its own")) if part in parts
    ]
    if own:
        now = plan.figures.whole(report.job).digest(report.job.unit)
        yield f"data: {' and '.join(own)} have changed; fingerprint {facts.get('data_hash', 'none')} → {now}"
    if "catalogue" in parts and facts.get("catalogue_version") == page.workbook.catalogue.version:
        yield "catalogue: an entry of the catalogue or of a unit on the page has changed, but not the catalogue's version"
    yield from (CHANGED[part] for part in parts if part in CHANGED)


def _status_line(page: Page, plan: Plan) -> Iterator[str]:
    """A line if the list of reports gives the page another status; no line if the page is not in the list."""
    job, workbook = plan.reports[0].job, page.workbook
    today = workbook.settings.calendar.day(dt.datetime.now(dt.UTC))
    jobs = attempt(lambda: expand([], workbook=workbook, reach=plan.reach, overrides=Overrides(), today=today), [])
    listed_status = next((listed.status for listed in jobs or () if listed.name == job.name), None)
    if listed_status and listed_status != page.facts["status"]:
        yield f"status: the page says '{page.facts['status']}', {matrix.NAME} lists it as '{listed_status}'"


def _head_lines(page: Page, plan: Plan, again: Mapping[str, str]) -> Iterator[str]:
    before, now = page.facts, plan.reports[0].key
    parts = now.differs(page.key) if page.key else ()
    compared = (*_COMPARED_ELSEWHERE, *(["data_hash", "glance"] if {"own_figures", "other_figures"} & set(parts) else []))
    for name in {**again, **before}:
        if name == "key" and page.key and (new_key := Key.parse(again["key"])) and new_key.asked != page.key.asked:
            yield "data: the workbook answers a question of the page's notebook differently now"
        if name not in compared and again.get(name) != before.get(name):
            yield f"head: {name} is {_quoted(before.get(name))}; made again {_quoted(again.get(name))}"


def _quoted(text: str | None) -> str:
    return "not there" if text is None else f"'{text[:_EXCERPT]}…'" if len(text) > _EXCERPT else f"'{text}'"


def _content_line(page: Page, again: str, facts: Mapping[str, str]) -> str:
    remade = _with_old_fingerprints(again, facts, page.facts)
    if page.text in (remade, remade.replace("\n", "\r\n")):
        return "content: the same; only the head, the fingerprints in the footer, or the ends of lines, differ"
    mine, theirs = page.text.split("\n"), remade.split("\n")
    n = _first_difference(mine, theirs)
    line, other_line = (lines[n] if n < len(lines) else "" for lines in (mine, theirs))
    at = _first_difference(line, other_line)
    excerpt = slice(max(0, at - _EXCERPT), at + _EXCERPT)
    section_ids = _SECTION_ID.findall("\n".join([*mine[:n], line[:at]]))
    where = f"line {n + 1}, in '{section_ids[-1] if section_ids else 'head'}'"
    return f"content: first differs at {where}\n  the file: {line[excerpt]}\n  again:    {other_line[excerpt]}"


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other)))


def _with_old_fingerprints(again: str, now: Mapping[str, str], before: Mapping[str, str]) -> str:
    """A page made again, with the fingerprints and versions of the page that is verified."""
    hashes = [Key.parse(facts.get("key", "")) for facts in (now, before)]
    replacements = [(now[name], before.get(name, "")) for name in ("data_hash", "catalogue_version", "code_hash")]
    if hashes[0] and hashes[1]:
        replacements.append((f"{hashes[0].packages} ({now['packages']})", f"{hashes[1].packages} ({before.get('packages', '')})"))
    pairs = [(_meta(name, value), _meta(name, before.get(name, ""))) for name, value in now.items()]
    for value, old in pairs + [tuple(f"<dd>{html.escape(text)}</dd>" for text in pair) for pair in replacements]:
        again = again.replace(value, old)
    return again


def _meta(name: str, value: str) -> str:
    return f'<meta name="reportlib:{name}" content="{html.escape(value)}">'
