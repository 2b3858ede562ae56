"""Whether a page is what its workbook would make today of the same report; and if not, what is other than it was."""

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
from reportlib.build.runner import Settings
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.plan.expansion import Job, Overrides, expand
from reportlib.plan.keys import Figures, Key, Keys
from reportlib.plan.links import Related, RelatedReports
from reportlib.plan.parameters import Template, check_parameters, templates
from reportlib.plan.plan import Plan, Planned, Request, attempt
from reportlib.private import read_input
from reportlib.site.listing import Facts, said_of
from reportlib.workbook import Workbook, declared, provenance
from reportlib.workbook import schedule as matrix
from reportlib.workbook.schedule import Status

LARGEST = 64_000_000
"""The most bytes of a file that is read: the largest pages that stand alone have a tenth of it."""
NEEDED = ("name", "template", "unit", "period", "lang", "status", "key")
CHANGED = {
    "parameters": "parameters: it was given others than these, or is another kind of page",
    "words": "commentary or correction: others have been written since",
    "links": "links: a report that it links to is called otherwise, or no longer stands beside it",
    "template": "template: the notebook has changed",
}
"""What is said of the parts of a key of which the page tells nothing more."""
_TOLD = ("key", "packages", "catalogue_version", "code_hash")
"""The fingerprints in a page's head, of which other lines say what differs."""
_LINK = re.compile(r'href="([^"#]+)\.html"')
_PLACE = re.compile(r'<(?:section|figure|footer)[^<>]* id="([^"]+)"')
_AROUND = 40


@dataclass(frozen=True)
class Given:
    """A page to be looked at: its bytes, what it says of itself, and the workbook that is to have made it."""

    data: bytes
    facts: Facts
    workbook: Workbook
    template: Template | None

    @classmethod
    def read(cls, path: Path, workbook: Workbook) -> Given:
        """Read a page.

        Raises
        ------
        ParameterError
            When it cannot be read, or is no report of the workbook: it knows neither its template nor its unit.
        """
        data = _read(path)
        facts = said_of(data)
        if missing := [name for name in NEEDED if not facts.get(name)]:
            raise ParameterError([Problem(f"'{path}' is not a report: its head does not tell its {', '.join(missing)}")])
        template = templates(workbook)[0].get(facts["template"])
        if template is None and facts["unit"] not in workbook.units.by_id:
            told = f"it knows neither template '{facts['template']}' nor unit '{facts['unit']}'"
            raise ParameterError([Problem(f"'{path}' is not a report of this workbook: {told}; name its own with --workbook")])
        return cls(data, facts, workbook, template)

    @cached_property
    def text(self) -> str:
        """What the page says."""
        return self.data.decode("utf-8", "replace")

    @property
    def key(self) -> Key | None:
        """The key that it was made with."""
        return Key.parse(self.facts["key"])

    def related(self, job: Job) -> Related:
        """The reports beside it: those that it links to; which others there are by now does not matter to it."""
        _, begun, rest = self.text.partition('<nav class="near"')
        nav, ended, _ = rest.partition("</nav>")
        if not (begun and ended):
            return Related()
        names = {unquote(html.unescape(name)) for name in _LINK.findall(nav)}
        narrowed = f"under={job.unit}&period={job.period}&lang={job.lang}"
        known: dict[str, list[str]] = {}
        for template in templates(self.workbook)[0].values():
            known.setdefault(template.level, []).append(template.name)
        found = RelatedReports(self.workbook, names, known).related(job)
        return replace(found, narrowed=narrowed) if html.escape(f"#{narrowed}") in nav else found


def _read(path: Path) -> bytes:
    """What the file of a page holds; what is no file, or larger than any page, is not read."""
    try:
        data = read_input(path, LARGEST + 1)
    except OSError as error:
        raise ParameterError([Problem(f"'{path}' cannot be read: {error.strerror}; name the file of a report")]) from None
    if len(data) > LARGEST:
        told = f"'{path}' holds more than {LARGEST / 1e6:g} MB, which no page does; name the file of a report"
        raise ParameterError([Problem(told)])
    return data


def verify(path: Path, workbook: Workbook) -> list[str]:
    """Make a page again from what its head says, in a folder of its own, and compare; say everything that is not as it was.

    Nothing said: the same bytes.

    Raises
    ------
    ParameterError
        When the file is no report of the workbook.
    """
    given, inputs = Given.read(path, workbook), provenance.inputs(workbook)
    figures = Figures(workbook)
    try:
        reach = figures.read()
    except InputError as error:
        gone = [f"inputs: {problem}" for problem in error.problems]
    else:
        gone = list(_gone(given, reach))
    if gone or given.template is None:
        return [*gone, *_versions(given, inputs)]
    plan = _plan(given, given.template, inputs, figures, reach)
    listed = list(_listed(given, plan))
    found = [*_versions(given, inputs), *_changed(given, plan), *listed]
    with tempfile.TemporaryDirectory() as folder:
        here = replace(plan, request=replace(plan.request, output=Path(folder)))
        [outcome] = runner.run(here, Settings(jobs=1))
        if outcome.state != "built":
            return [*found, f"content: it cannot be made again: {outcome.error}"]
        again = (Path(folder) / f"{outcome.name}.html").read_bytes()
        beside = [] if plan.request.single_file else differences(path.with_suffix(".json"), Path(folder, f"{outcome.name}.json"))
        if again == given.data:
            return [*listed, *beside]
        facts, same = said_of(again), found == listed  # where inputs have changed, so have the facts, and that is told
        return [*found, *_facts(given, plan, facts), _content(given, again.decode("utf-8"), facts), *(beside if same else [])]


def _gone(given: Given, reach: Reach) -> Iterator[str]:
    """What the page was made from and is no longer there."""
    if given.template is None:
        yield f"inputs: template '{given.facts['template']}' is no longer in notebooks/"
        return
    job = _job(given, given.template)
    for message in check_parameters(given.template, job.parameters, workbook=given.workbook, reach=reach):
        yield f"inputs: {message}"


def _job(given: Given, template: Template) -> Job:
    facts = given.facts
    status: Status = "draft" if facts["status"] == "draft" else "final"
    return Job(template, facts["unit"], facts["period"], facts["lang"], status, _settings(facts))


def _settings(facts: Mapping[str, str]) -> declared.Settings:
    """The template's own parameters that the page was made with; none where it tells none that can be read."""
    try:
        told = json.loads(facts.get("settings") or "{}")
        return tuple((str(name), value) for name, value in told.items() if isinstance(value, (str, int, float)))
    except (ValueError, AttributeError):
        return ()


def _plan(given: Given, template: Template, inputs: provenance.Inputs, figures: Figures, reach: Reach) -> Plan:
    """The plan of making the one page: to stand alone, if that is how its key was made."""
    job, before = _job(given, template), given.key
    today = given.workbook.settings.calendar.day(dt.datetime.now(dt.UTC))
    keys = {single: Keys(figures, inputs, None, single, today).of([job])[job.name] for single in (False, True)}
    single = bool(before) and keys[True].parameters == before.parameters if before else "index.html" not in given.text
    related = Related() if single else given.related(job)
    report = Planned(job, replace(keys[single], links=related.digest), ("new",), related)
    return Plan(given.workbook, Request(single_file=single), (report,), asdict(inputs), reach, figures)


def _versions(given: Given, inputs: provenance.Inputs) -> Iterator[str]:
    """What the versions told of in the page's head are by now."""
    before, now = _named(given.facts.get("packages", "")), _named(provenance.packages())
    names = [name for name in now | before if before.get(name) != now.get(name)]
    moved = [f"{name} {before.get(name, 'none')} → {now.get(name, 'none')}" for name in names]
    if moved:
        yield f"packages: {', '.join(moved)}"
    for name, what, version in (
        ("catalogue_version", "catalogue: version", given.workbook.catalogue.version),
        ("code_hash", "code: reportlib's own, fingerprint", inputs.code),
    ):
        if given.facts.get(name, "") != version:
            yield f"{what} {given.facts.get(name, 'none')} → {version}"


def _named(packages: str) -> dict[str, str]:
    """Versions by package."""
    return dict(part.split(" ", 1) for part in packages.split(", ") if " " in part)


def _changed(given: Given, plan: Plan) -> Iterator[str]:
    """What of the page's inputs is not as it was, by its key."""
    report, before, facts = plan.reports[0], given.key, given.facts
    if before is None:
        yield "key: it was made by another version of reportlib, which told its inputs otherwise"
        return
    parts = report.key.differs(before)
    own = [
        what for part, what in (("own_figures", "its own figures"), ("other_figures", "figures beside its own")) if part in parts
    ]
    if own:
        now = plan.figures.whole(report.job).digest(report.job.unit)
        yield f"data: {' and '.join(own)} have changed; fingerprint {facts.get('data_hash', 'none')} → {now}"
    if "catalogue" in parts and facts.get("catalogue_version") == given.workbook.catalogue.version:
        yield "catalogue: an entry that it shows, or a unit's, has changed within the version"
    yield from (CHANGED[part] for part in parts if part in CHANGED)


def _listed(given: Given, plan: Plan) -> Iterator[str]:
    """A status other than the list of reports gives to the page; nothing where it is not on the list, which may be anything."""
    job, workbook = plan.reports[0].job, given.workbook
    today = workbook.settings.calendar.day(dt.datetime.now(dt.UTC))
    jobs = attempt(lambda: expand([], workbook=workbook, reach=plan.reach, overrides=Overrides(), today=today), [])
    status = next((known.status for known in jobs or () if known.name == job.name), None)
    if status and status != given.facts["status"]:
        yield f"status: the page says '{given.facts['status']}', {matrix.NAME} lists it as '{status}'"


def _facts(given: Given, plan: Plan, again: Mapping[str, str]) -> Iterator[str]:
    """What the page's head says otherwise than the head of the one made again, beyond fingerprints that are told of elsewhere."""
    before, now = given.facts, plan.reports[0].key
    parts = now.differs(given.key) if given.key else ()
    told = (*_TOLD, *(["data_hash"] if {"own_figures", "other_figures"} & set(parts) else []))
    for name in {**again, **before}:
        if name == "key" and given.key and (made := Key.parse(again["key"])) and made.asked != given.key.asked:
            yield "data: what its notebook asked of the workbook is answered otherwise than then"
        if name not in told and again.get(name) != before.get(name):
            yield f"head: {name} is {_quoted(before.get(name))}; made again {_quoted(again.get(name))}"


def _quoted(text: str | None) -> str:
    """A value as it is shown: its beginning, or that there is none."""
    return "not there" if text is None else f"'{text[:_AROUND]}…'" if len(text) > _AROUND else f"'{text}'"


def _content(given: Given, again: str, facts: Mapping[str, str]) -> str:
    """Where the page first differs from the one made again, beyond the fingerprints that both carry."""
    settled = _settled(again, facts, given.facts)
    if given.text in (settled, settled.replace("\n", "\r\n")):
        return "content: the same; only the head, the fingerprints in the footer, or the ends of lines, differ"
    mine, other = given.text.split("\n"), settled.split("\n")
    n = _first_difference(mine, other)
    line, made = (lines[n] if n < len(lines) else "" for lines in (mine, other))
    at = _first_difference(line, made)
    part = slice(max(0, at - _AROUND), at + _AROUND)
    places = _PLACE.findall("\n".join([*mine[:n], line[:at]]))
    where = f"line {n + 1}, in '{places[-1] if places else 'head'}'"
    return f"content: first differs at {where}\n  the file: {line[part]}\n  again:    {made[part]}"


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int:
    """The first place at which two texts, or two lists of lines, are not the same."""
    places = (n for n, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs)
    return next(places, min(len(one), len(other)))


def _settled(again: str, now: Mapping[str, str], before: Mapping[str, str]) -> str:
    """A page made again, with what the head and the footer of the first one said of its inputs."""
    hashes = [Key.parse(facts.get("key", "")) for facts in (now, before)]
    told = [(now[name], before.get(name, "")) for name in ("data_hash", "catalogue_version", "code_hash")]
    if hashes[0] and hashes[1]:
        told.append((f"{hashes[0].packages} ({now['packages']})", f"{hashes[1].packages} ({before.get('packages', '')})"))
    for name, value in now.items():
        again = again.replace(_meta(name, value), _meta(name, before.get(name, "")))
    for value, old in told:
        again = again.replace(f"<dd>{html.escape(value)}</dd>", f"<dd>{html.escape(old)}</dd>")
    return again


def _meta(name: str, value: str) -> str:
    return f'<meta name="reportlib:{name}" content="{html.escape(value)}">'
