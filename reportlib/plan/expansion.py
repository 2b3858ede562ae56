"""The reports that a build would make, written out from the list or the command line."""

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
from reportlib.plan.jobs import Job, Overrides
from reportlib.plan.naming import ReportNames, name_clash
from reportlib.plan.parameters import Template, check_parameters, templates
from reportlib.workbook import Workbook, ids, schedule
from reportlib.workbook.declared import OPTIONS, Settings, Value, misgiven, own, read_value, settings
from reportlib.workbook.documents import Document
from reportlib.workbook.schedule import Children, Entry, OnLevel

__all__ = ["Job", "Overrides", "expand"]
_OPTIONS = {"periods": "--period", "units": "--unit", "languages": "--lang"}


@dataclass
class _Expansion:
    workbook: Workbook
    templates: dict[str, Template]
    reach: Reach | None
    overrides: Overrides
    today: dt.date
    jobs: dict[str, Job] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)
    """The names of reports by their form in lower case, because some file systems ignore case."""
    problems: list[Problem] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    """The templates that the list names."""

    @property
    def unreadable(self) -> set[str]:
        return {Path(problem.file).stem for problem in self.problems if problem.file.endswith(".ipynb")}

    @property
    def names(self) -> ReportNames:
        return ReportNames(self.workbook, self.templates.values(), self.unreadable, self.jobs)

    def wrong(self, message: str, document: Document | _Unlisted, n: int, field: str) -> None:
        """Add a problem of a field of entry `n`, under the option that overrides the field, else at the field's line."""
        if getattr(self.overrides, field, ()):
            self.problems.append(Problem(f"{_OPTIONS[field]}: {message}"))
        else:
            self.problems.append(document.problem(message, "reports", n, field))


def expand(
    files: Sequence[Path], *, workbook: Workbook, reach: Reach | None, overrides: Overrides, today: dt.date
) -> tuple[Job, ...]:
    """Return every report of some list files, each once, in the order of the lists.

    Parameters
    ----------
    files
        The list files; empty for params/reports.yaml.
    reach
        The first, last and latest period of the figures; if None, periods are not checked.
    today
        The day from which `previous` is counted.

    Raises
    ------
    WorkbookError, ParameterError
        With every problem of every file and option.
    """
    found_templates, problems = templates(workbook)
    problems.extend(_check_languages(workbook))
    state = _Expansion(workbook, found_templates, reach, overrides, today, problems=problems)
    if options := list(_check_options(state)):
        state.problems.extend(options)
        state.overrides = Overrides()
    for file in files or [workbook.root / schedule.NAME]:
        _expand_file(state, file)
    if not files:
        _expand_unlisted(state)
    state.problems.extend(state.names.check_commentary())
    if not state.jobs and not state.problems and reach is not None:  # figures that cannot be read have no latest period
        state.problems.append(_nothing(state))
    if state.problems:
        raise ParameterError(dict.fromkeys(state.problems))
    return tuple(state.jobs.values())


def _check_languages(workbook: Workbook) -> Iterator[Problem]:
    for lang in workbook.settings.languages:
        if lang not in languages():
            hint = choices(lang, languages(), what="languages")
            yield Problem(
                f"language '{lang}' has no text catalogue in reportlib/blocks/text; {hint}", file="params/workbook.yaml"
            )


def _expand_file(state: _Expansion, file: Path) -> None:
    root = state.workbook.root
    try:
        document, listed = schedule.read(file, name=file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file))
    except WorkbookError as error:
        state.problems.extend(error.problems)
        return
    state.listed.update(entry.template for entry in listed.reports)
    as_listed = replace(state, overrides=Overrides(), jobs={}, spelt={}, problems=list(state.problems))
    for n, entry in enumerate(listed.reports):
        _expand_entry(as_listed, entry, document, n)
        _expand_entry(state, state.overrides.applied_to(entry), document, n)
    for name in state.jobs.keys() & as_listed.jobs.keys():  # a report listed as a draft stays one if the command line names it
        state.jobs[name] = replace(state.jobs[name], status=as_listed.jobs[name].status)
    state.problems.extend(state.names.check_corrections(listed.corrections, document))


@dataclass(frozen=True)
class _Unlisted:
    """In place of a list file, for a template that no list names: problems name the template's notebook."""

    template: str

    def problem(self, message: str, *_: int | str) -> Problem:
        return Problem(message, file=f"notebooks/{self.template}.ipynb")


def _expand_unlisted(state: _Expansion) -> None:
    """Add reports of templates that only the command line names: by default, of all units for the latest period."""
    for name in state.overrides.templates:
        if name not in state.listed and not any(problem.file == schedule.NAME for problem in state.problems):
            fields = {"periods": ("latest",), "units": "all", "languages": state.workbook.settings.languages}
            entry = Entry.model_validate({"template": name, **fields})
            _expand_entry(state, state.overrides.applied_to(entry), _Unlisted(name), 0)


def _expand_entry(state: _Expansion, entry: Entry, document: Document | _Unlisted, n: int) -> None:
    template = state.templates.get(entry.template)
    if template is None:
        if entry.template not in state.unreadable:
            state.wrong(_unknown(entry.template, state), document, n, "template")
        return
    if not _wanted(state, template):
        return
    combinations = list(_settings(entry, template, state, document, n))
    for period in _periods(entry, state, document, n):
        try:
            units = _units(entry, template, period, state)
        except ValueError as error:
            state.wrong(str(error), document, n, "units")
            continue
        for unit, lang, own_values in itertools.product(units, entry.languages, combinations):
            job = Job(template, unit, str(period), lang, entry.status, own_values)
            for message in check_parameters(template, job.parameters, workbook=state.workbook, reach=state.reach):
                state.wrong(message, document, n, _field(message))
            first = state.jobs.setdefault(state.spelt.setdefault(ids.same(job.name), job.name), job)
            if first.identity != job.identity:
                state.wrong(name_clash(job.name, first.identity, job.identity), document, n, "template")


def _settings(entry: Entry, template: Template, state: _Expansion, document: Document | _Unlisted, n: int) -> Iterator[Settings]:
    """Yield each combination of values for the template's own parameters; if a value is wrong, note it and yield nothing."""
    overridden = state.overrides.values_by_name
    values_by_name: dict[str, Sequence[Value]] = {
        name: values for name, values in entry.own_values.items() if name not in overridden
    }
    problems = [
        document.problem(message, "reports", n, "with", name)
        for name, values in values_by_name.items()
        for value in values
        if (message := misgiven(template.name, template.parameters, name, value, fields={}))
    ]
    for name, texts in overridden.items():
        try:
            values_by_name[name] = [read_value(own(template.parameters)[name], text) for text in texts]
        except ValueError as error:
            problems.append(Problem(f"--set: {error}"))
    state.problems.extend(problems)
    if not problems:
        for values in itertools.product(*values_by_name.values()):
            yield settings(template.parameters, dict(zip(values_by_name, values, strict=True)))


def _unknown(template: str, state: _Expansion) -> str:
    hint, file = choices(template, list(state.templates), what="templates"), f"notebooks/{template}.ipynb"
    if ids.fault(template) or not (state.workbook.root / file).is_file():
        return f"template '{template}' is not a report in notebooks/; {hint}"
    return f"template '{template}' is not a report: {file} names no level in its metadata (reportlib.level); {hint}"


def _periods(entry: Entry, state: _Expansion, document: Document | _Unlisted, n: int) -> Iterator[Period]:
    for text in entry.periods:
        try:
            yield from _resolved(text, state)
        except ValueError as error:
            state.wrong(str(error), document, n, "periods")


def _resolved(text: int | str, state: _Expansion) -> list[Period]:
    book = state.workbook
    return resolve(text, reach=state.reach, base=book.base, years=book.years, today=state.today)


def _wanted(state: _Expansion, template: Template) -> bool:
    """Whether a template fits the options `--template`, `--level`, `--unit` (by the units' levels) and `--set`."""
    if state.overrides.templates and template.name not in state.overrides.templates:
        return False
    if not state.overrides.values_by_name.keys() <= own(template.parameters).keys():
        return False
    levels = {*state.overrides.levels, *(state.workbook.units[unit].level for unit in state.overrides.units)}
    return not levels or template.level in levels


def _field(message: str) -> str:
    return "units" if message.startswith("unit") else "languages" if message.startswith("language") else "periods"


def _units(entry: Entry, template: Template, period: Period, state: _Expansion) -> list[str]:
    """The ids of the units of an entry: those that it names, or those of its level or directly below its parent in the period.

    Raises
    ------
    ValueError
        When the entry's level or parent is unknown, or its level is not the template's.
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
            return [u for u in entry.units if not state.overrides.units or units[u].level == template.level]


def _check_options(state: _Expansion) -> Iterator[Problem]:
    options: Iterable[tuple[str, tuple[str, ...], Sequence[str]]] = (
        ("--level", state.overrides.levels, state.workbook.level_ids),
        ("--unit", state.overrides.units, list(state.workbook.units.by_id)),
        ("--template", state.overrides.templates, list(state.templates)),
        ("--lang", state.overrides.languages, state.workbook.settings.languages),
    )
    for option, values, allowed in options:
        for value in values:
            if value not in allowed:
                yield Problem(f"{option} '{value}' is not known; {choices(value, allowed, what='choices')}")
    yield from _check_settings(state)
    for value in state.overrides.periods:
        try:
            _resolved(value, state)
        except ValueError as error:
            yield Problem(f"--period {error}")
    for unit in state.overrides.units:
        listed_unit, levels = state.workbook.units.by_id.get(unit), state.overrides.levels
        if levels and listed_unit and listed_unit.level not in levels:
            yield Problem(f"--unit '{unit}' is on level '{listed_unit.level}', not on --level {', '.join(levels)}")


def _check_settings(state: _Expansion) -> Iterator[Problem]:
    chosen = [template for name, template in state.templates.items() if name in (state.overrides.templates or state.templates)]
    names = list(dict.fromkeys(name for template in chosen for name in own(template.parameters)))
    for text in state.overrides.settings:
        name = text.partition("=")[0].strip()
        if "=" not in text:
            yield Problem(f"--set '{text}' says no value; write NAME=VALUE")
        elif name in OPTIONS:
            yield Problem(f"--set '{text}': parameter '{name}' has an option of its own; write {OPTIONS[name]} instead")
        elif name not in names:
            of = f"template {', '.join(map(repr, state.overrides.templates))}" if state.overrides.templates else "any template"
            yield Problem(f"--set '{text}': parameter '{name}' is not one of {of}; {choices(name, names, what='parameters')}")


def _nothing(state: _Expansion) -> Problem:
    levels = sorted({template.level for template in state.templates.values()})
    message = "no report was left to build: nothing listed is for the level, unit or template asked for"
    return Problem(f"{message}; templates are for {', '.join(levels)}", file=schedule.NAME)
