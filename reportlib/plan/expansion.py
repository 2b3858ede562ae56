"""The reports that a build would make: the matrix of params/reports.yaml, or of the command line, written out."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reportlib.analysis.snapshots.reach import Reach, resolve
from reportlib.blocks.text import languages
from reportlib.errors import ParameterError, Problem, WorkbookError, choices
from reportlib.periods import Period
from reportlib.plan.jobs import Asked, Job
from reportlib.plan.naming import Names, twice
from reportlib.plan.parameters import Template, check_parameters, templates
from reportlib.workbook import Workbook, ids
from reportlib.workbook import schedule as matrix
from reportlib.workbook.declared import OPTIONS, Settings, Value, misgiven, own, read_value, settings
from reportlib.workbook.documents import Document
from reportlib.workbook.schedule import Children, Entry, OnLevel

__all__ = ["Asked", "Job", "expand"]
_ASKED = {"periods": "--period", "units": "--unit", "languages": "--lang"}


@dataclass
class _Expansion:
    """A matrix on its way to a list of reports, with what is wrong with it."""

    workbook: Workbook
    known: dict[str, Template]
    reach: Reach | None
    asked: Asked
    today: dt.date
    jobs: dict[str, Job] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)
    """The names of its reports, by what file systems take for the same."""
    problems: list[Problem] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    """The templates that its files name."""

    @property
    def unreadable(self) -> set[str]:
        """The notebooks that cannot be used, which has been told already."""
        return {Path(problem.file).stem for problem in self.problems if problem.file.endswith(".ipynb")}

    @property
    def names(self) -> Names:
        """What its reports can be called."""
        return Names(self.workbook, self.known.values(), self.unreadable, self.jobs)

    def wrong(self, message: str, document: Document | _Unlisted, n: int, field: str) -> None:
        """Note what is wrong with an entry: at its place in the file, or with the option that stands in its stead."""
        if getattr(self.asked, field, ()):
            self.problems.append(Problem(f"{_ASKED[field]}: {message}"))
        else:
            self.problems.append(document.problem(message, "reports", n, field))


def expand(files: Sequence[Path], *, workbook: Workbook, reach: Reach | None, asked: Asked, today: dt.date) -> tuple[Job, ...]:
    """Every report of some matrix files, each once, in their order.

    Parameters
    ----------
    files
        None: params/reports.yaml.
    reach
        How far the figures reach; None where they could not be read: that is not checked then.
    today
        The day by which `previous` is told.

    Raises
    ------
    WorkbookError, ParameterError
        With every problem of every file and option.
    """
    known, problems = templates(workbook)
    problems.extend(_untold(workbook))
    state = _Expansion(workbook, known, reach, asked, today, problems=problems)
    if options := list(_check_options(state)):
        state.problems.extend(options)
        state.asked = Asked()
    for file in files or [workbook.root / matrix.NAME]:
        _expand_file(state, file)
    if not files:
        _expand_unlisted(state)
    state.problems.extend(state.names.check_commentary())
    if not state.jobs and not state.problems and reach is not None:  # figures that cannot be read have no latest period
        state.problems.append(_nothing(state))
    if state.problems:
        raise ParameterError(dict.fromkeys(state.problems))
    return tuple(state.jobs.values())


def _untold(workbook: Workbook) -> Iterator[Problem]:
    """Languages of the workbook that this package has no words for."""
    for lang in workbook.settings.languages:
        if lang not in languages():
            known = choices(lang, languages(), what="languages")
            yield Problem(
                f"language '{lang}' has no text catalogue in reportlib/blocks/text; {known}", file="params/workbook.yaml"
            )


def _expand_file(state: _Expansion, file: Path) -> None:
    """Add the reports of a file, or what is wrong with it."""
    root = state.workbook.root
    try:
        document, read = matrix.read(file, name=file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file))
    except WorkbookError as error:
        state.problems.extend(error.problems)
        return
    state.listed.update(entry.template for entry in read.reports)
    listed = replace(state, asked=Asked(), jobs={}, spelt={}, problems=list(state.problems))
    for n, entry in enumerate(read.reports):
        _expand_entry(listed, entry, document, n)
        _expand_entry(state, state.asked.instead(entry), document, n)
    for name in state.jobs.keys() & listed.jobs.keys():  # a draft asked for by name is still a draft
        state.jobs[name] = replace(state.jobs[name], status=listed.jobs[name].status)
    state.problems.extend(state.names.check_corrections(read.corrections, document))


@dataclass(frozen=True)
class _Unlisted:
    """Stands for the file of an entry that is in none: what is wrong with it is told of its template."""

    template: str

    def problem(self, message: str, *_: int | str) -> Problem:
        """A problem of the template."""
        return Problem(message, file=f"notebooks/{self.template}.ipynb")


def _expand_unlisted(state: _Expansion) -> None:
    """Add the reports of templates that are asked for and in no list: of all units of the level, in the latest period."""
    for name in state.asked.templates:
        if name not in state.listed and not any(problem.file == matrix.NAME for problem in state.problems):
            every = {"periods": ("latest",), "units": "all", "languages": state.workbook.settings.languages}
            entry = Entry.model_validate({"template": name, **every})
            _expand_entry(state, state.asked.instead(entry), _Unlisted(name), 0)


def _expand_entry(state: _Expansion, entry: Entry, document: Document | _Unlisted, n: int) -> None:
    template = state.known.get(entry.template)
    if template is None:
        if entry.template not in state.unreadable:
            state.wrong(_unknown(entry.template, state), document, n, "template")
        return
    if not _wanted(state, template):
        return
    every = list(_settings(entry, template, state, document, n))
    for period in _periods(entry, state, document, n):
        try:
            units = _units(entry, template, period, state)
        except ValueError as error:
            state.wrong(str(error), document, n, "units")
            continue
        for unit, lang, given in itertools.product(units, entry.languages, every):
            job = Job(template, unit, str(period), lang, entry.status, given)
            for message in check_parameters(template, job.parameters, workbook=state.workbook, reach=state.reach):
                state.wrong(message, document, n, _field(message))
            held = state.jobs.setdefault(state.spelt.setdefault(ids.same(job.name), job.name), job)
            if held.identity != job.identity:
                state.wrong(twice(job.name, held.identity, job.identity), document, n, "template")


def _settings(entry: Entry, template: Template, state: _Expansion, document: Document | _Unlisted, n: int) -> Iterator[Settings]:
    """Every combination of the values that are given to a template's own parameters; none where one of them is wrong."""
    given: dict[str, Sequence[Value]] = {name: values for name, values in entry.given.items() if name not in state.asked.given}
    wrong = [
        document.problem(message, "reports", n, "with", name)
        for name, values in given.items()
        for value in values
        if (message := misgiven(template.name, template.parameters, name, value, fields={}))
    ]
    for name, texts in state.asked.given.items():
        try:
            given[name] = [read_value(own(template.parameters)[name], text) for text in texts]
        except ValueError as error:
            wrong.append(Problem(f"--set: {error}"))
    state.problems.extend(wrong)
    if not wrong:
        for values in itertools.product(*given.values()):
            yield settings(template.parameters, dict(zip(given, values, strict=True)))


def _unknown(template: str, state: _Expansion) -> str:
    """Why no reports can be made of a template."""
    known, file = choices(template, list(state.known), what="templates"), f"notebooks/{template}.ipynb"
    if ids.fault(template) or not (state.workbook.root / file).is_file():
        return f"template '{template}' is not a report in notebooks/; {known}"
    return f"template '{template}' is not a report: {file} names no level in its metadata (reportlib.level); {known}"


def _periods(entry: Entry, state: _Expansion, document: Document | _Unlisted, n: int) -> Iterator[Period]:
    """The periods that an entry names, those that can be read."""
    for text in entry.periods:
        try:
            yield from _resolved(text, state)
        except ValueError as error:
            state.wrong(str(error), document, n, "periods")


def _resolved(text: int | str, state: _Expansion) -> list[Period]:
    """The periods that a word or a period stands for."""
    book = state.workbook
    return resolve(text, reach=state.reach, base=book.base, years=book.years, today=state.today)


def _wanted(state: _Expansion, template: Template) -> bool:
    """Whether an entry's template is one that was asked for, by its name or by its level."""
    if state.asked.templates and template.name not in state.asked.templates:
        return False
    if not state.asked.given.keys() <= own(template.parameters).keys():
        return False
    levels = {*state.asked.levels, *(state.workbook.units[unit].level for unit in state.asked.units)}
    return not levels or template.level in levels


def _field(message: str) -> str:
    return "units" if message.startswith("unit") else "languages" if message.startswith("language") else "periods"


def _units(entry: Entry, template: Template, period: Period, state: _Expansion) -> list[str]:
    """The units an entry names in a period; of a level or of children, those that existed then.

    Raises
    ------
    ValueError
        When it names a level or a parent that is not known, or another level than the template's.
    """
    units, levels = state.workbook.units, state.workbook.level_ids
    match entry.units:
        case OnLevel(level=level) if level not in levels:
            raise ValueError(f"level '{level}' is not known; {choices(level, levels, what='levels')}")
        case OnLevel(level=level) if level != template.level:
            raise ValueError(f"level '{level}' is not that of template '{template.name}', which is for level '{template.level}'")
        case "all" | OnLevel():
            return [u.id for u in units.on_level(template.level, period=period)]
        case Children(children=parent) if parent not in units.by_id:
            raise ValueError(f"unit '{parent}' is not known; {choices(parent, list(units.by_id), what='units')}")
        case Children(children=parent):
            return [u.id for u in units.children(parent, period=period) if u.level == template.level]
        case _:
            return [u for u in entry.units if not state.asked.units or units[u].level == template.level]


def _check_options(state: _Expansion) -> Iterator[Problem]:
    """What is wrong with the options themselves, whatever the file says."""
    known: Iterable[tuple[str, tuple[str, ...], Sequence[str]]] = (
        ("--level", state.asked.levels, state.workbook.level_ids),
        ("--unit", state.asked.units, list(state.workbook.units.by_id)),
        ("--template", state.asked.templates, list(state.known)),
        ("--lang", state.asked.languages, state.workbook.settings.languages),
    )
    for option, values, allowed in known:
        for value in values:
            if value not in allowed:
                yield Problem(f"{option} '{value}' is not known; {choices(value, allowed, what='choices')}")
    yield from _check_settings(state)
    for value in state.asked.periods:
        try:
            _resolved(value, state)
        except ValueError as error:
            yield Problem(f"--period {error}")
    for unit in state.asked.units:
        known_unit, asked = state.workbook.units.by_id.get(unit), state.asked.levels
        if asked and known_unit and known_unit.level not in asked:
            yield Problem(f"--unit '{unit}' is on level '{known_unit.level}', not on --level {', '.join(asked)}")


def _check_settings(state: _Expansion) -> Iterator[Problem]:
    """What is wrong with the parameters asked for: of no template that is asked for, or said by an option of their own."""
    asked = [template for name, template in state.known.items() if name in (state.asked.templates or state.known)]
    known = list(dict.fromkeys(name for template in asked for name in own(template.parameters)))
    for text in state.asked.settings:
        name = text.partition("=")[0].strip()
        if "=" not in text:
            yield Problem(f"--set '{text}' says no value; write NAME=VALUE")
        elif name in OPTIONS:
            yield Problem(f"--set '{text}': parameter '{name}' has an option of its own; write {OPTIONS[name]} instead")
        elif name not in known:
            of = f"template {', '.join(map(repr, state.asked.templates))}" if state.asked.templates else "any template"
            yield Problem(f"--set '{text}': parameter '{name}' is not one of {of}; {choices(name, known, what='parameters')}")


def _nothing(state: _Expansion) -> Problem:
    levels = sorted({template.level for template in state.known.values()})
    message = "no report was left to build: nothing listed is for the level, unit or template asked for"
    return Problem(f"{message}; templates are for {', '.join(levels)}", file=matrix.NAME)
