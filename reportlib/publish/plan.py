"""The reports that a build would make: the matrix of params/reports.yaml, or of the command line, written out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from reportlib import matrix
from reportlib.documents import Document
from reportlib.errors import ParameterError, Problem, choices
from reportlib.matrix import Children, Entry, OnLevel, Status
from reportlib.periods import GRAMMAR, Period, containing
from reportlib.publish.parameters import Reach, Template, check_parameters, templates
from reportlib.workbook import Workbook

_LAST = re.compile(r"last (\d+)")


@dataclass(frozen=True)
class Job:
    """One report to make."""

    template: Template
    unit: str
    period: str
    lang: str
    status: Status = "final"

    @property
    def name(self) -> str:
        """The report's name, which is also that of its file."""
        return f"{self.template.name}-{self.unit}-{self.period}-{self.lang}"

    @property
    def parameters(self) -> dict[str, str]:
        """What the notebook is given."""
        given = {"unit": self.unit, "period": self.period, "lang": self.lang, "status": self.status}
        return {name: given[name] for name in given if name in {p.name for p in self.template.parameters}}


@dataclass(frozen=True)
class Asked:
    """What the command line asks for in place of what the file says; empty: what the file says."""

    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()

    def of(self, entry: Entry) -> Entry:
        """An entry with what was asked for in place."""
        changed = entry
        if self.units:
            changed = replace_entry(changed, units=self.units)
        elif self.levels:
            changed = replace_entry(changed, units="all")
        if self.periods:
            changed = replace_entry(changed, periods=self.periods)
        return replace_entry(changed, languages=self.languages) if self.languages else changed


def replace_entry(entry: Entry, **changes: object) -> Entry:
    """The entry with some fields changed."""
    return entry.model_copy(update=changes)


@dataclass
class _Expansion:
    """A matrix on its way to a list of reports, with what is wrong with it."""

    workbook: Workbook
    known: dict[str, Template]
    reach: Reach
    asked: Asked
    today: dt.date
    jobs: dict[str, Job] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def reach_of(observations: pd.DataFrame, workbook: Workbook) -> Reach:
    """The first and last periods with figures, and the last base period that has any."""
    told = [Period.parse(text) for text in observations["period"].unique()]
    base = [p for p in told if p.kind == workbook.base]
    return Reach(min(told, key=lambda p: p.first), max(told), max(base or told))


def expand(
    files: Sequence[Path], *, workbook: Workbook, observations: pd.DataFrame, asked: Asked, today: dt.date
) -> tuple[Job, ...]:
    """Every report of some matrix files, each once, in their order.

    Parameters
    ----------
    files
        None: params/reports.yaml.
    observations
        The workbook's, which say what periods the data reaches.
    today
        The day by which `previous` is told.

    Raises
    ------
    WorkbookError, ParameterError
        With every problem of every file and option.
    """
    state = _Expansion(workbook, templates(workbook), reach_of(observations, workbook), asked, today)
    state.problems.extend(_check_options(state))
    for file in files or [workbook.root / matrix.NAME]:
        document, read = matrix.read(file, name=_shown(file, workbook))
        for n, entry in enumerate(read.reports):
            _expand_entry(state, asked.of(entry), document, n)
        state.problems.extend(_check_corrections(read.corrections, document, state))
    if not state.jobs and not state.problems:
        state.problems.append(_nothing(state))
    if state.problems:
        raise ParameterError(dict.fromkeys(state.problems))
    return tuple(state.jobs.values())


def _shown(file: Path, workbook: Workbook) -> str:
    return file.relative_to(workbook.root).as_posix() if file.is_relative_to(workbook.root) else str(file)


def _expand_entry(state: _Expansion, entry: Entry, document: Document, n: int) -> None:
    """Add an entry's reports, or what is wrong with it."""

    def wrong(message: str, *at: str | int) -> None:
        state.problems.append(document.problem(message, "reports", n, *at))

    template = state.known.get(entry.template)
    if template is None:
        wrong(f"template '{entry.template}' is not in notebooks/; {choices(entry.template, list(state.known), what='templates')}", "template")
        return
    if not _wanted(state, template):
        return
    try:
        periods = [p for text in entry.periods for p in resolve(text, reach=state.reach, workbook=state.workbook, today=state.today)]
    except ValueError as error:
        wrong(str(error), "periods")
        return
    for period in periods:
        for unit in _units(entry, template, period, state, wrong):
            for lang in entry.languages:
                job = Job(template, unit, str(period), lang, entry.status)
                messages = check_parameters(template, job.parameters, workbook=state.workbook, reach=state.reach)
                for message in messages:
                    wrong(message, _field(message))
                state.jobs.setdefault(job.name, job)


def _wanted(state: _Expansion, template: Template) -> bool:
    """Whether an entry's template is one that was asked for, by its name or by its level."""
    if state.asked.templates and template.name not in state.asked.templates:
        return False
    asked = set(state.asked.levels) | {state.workbook.units[u].level for u in state.asked.units if u in state.workbook.units.by_id}
    return not asked or template.level in asked


def _field(message: str) -> str:
    return "units" if message.startswith("unit") else "languages" if message.startswith("language") else "periods"


def _units(entry: Entry, template: Template, period: Period, state: _Expansion, wrong: object) -> list[str]:
    """The units an entry names in a period; of a level or of children, those that existed then."""
    units = state.workbook.units
    assert callable(wrong)
    if entry.units == "all":
        return [u.id for u in units.on_level(template.level, period=period)]
    if isinstance(entry.units, OnLevel):
        if entry.units.level not in state.workbook.level_ids:
            wrong(f"level '{entry.units.level}' is not known; {choices(entry.units.level, state.workbook.level_ids, what='levels')}", "units")
            return []
        return [u.id for u in units.on_level(entry.units.level, period=period)]
    if isinstance(entry.units, Children):
        if entry.units.children not in units.by_id:
            wrong(f"unit '{entry.units.children}' is not known; {choices(entry.units.children, list(units.by_id), what='units')}", "units")
            return []
        return [u.id for u in units.children(entry.units.children, period=period) if u.level == template.level]
    on_level = [u for u in entry.units if not state.asked.units or u not in units.by_id or units[u].level == template.level]
    return list(on_level)


def resolve(text: int | str, *, reach: Reach, workbook: Workbook, today: dt.date) -> list[Period]:
    """The periods that a word in a matrix stands for.

    `latest` is the last base period with figures, `previous` the last that the calendar has closed, `last n` that many
    base periods up to the latest.

    Raises
    ------
    ValueError
        When it is none of these and no period.
    """
    if text == "latest":
        return [reach.latest]
    if text == "previous":
        return [containing(today, workbook.base).shift(-1)]
    if match := _LAST.fullmatch(str(text)):
        return [reach.latest.shift(-n) for n in reversed(range(int(match[1])))]
    try:
        return [Period.parse(text)]
    except ValueError:
        raise ValueError(f"'{text}' is not a period: write {GRAMMAR}; or latest, previous, last 4") from None


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
    for value in state.asked.periods:
        try:
            resolve(value, reach=state.reach, workbook=state.workbook, today=state.today)
        except ValueError as error:
            yield Problem(f"--period {error}")
    for unit in state.asked.units:
        if state.asked.levels and unit in state.workbook.units.by_id and state.workbook.units[unit].level not in state.asked.levels:
            yield Problem(f"--unit '{unit}' is on level '{state.workbook.units[unit].level}', not on --level {', '.join(state.asked.levels)}")


def _check_corrections(corrections: Iterable[matrix.Correction], document: Document, state: _Expansion) -> Iterator[Problem]:
    """Corrections that name no report any template could make."""
    for n, correction in enumerate(corrections):
        if not any(correction.report.startswith(f"{name}-") for name in state.known):
            example = next(iter(state.jobs), "template-unit-period-language")
            message = f"report '{correction.report}' names no template; a report's name is template-unit-period-language, such as {example}"
            yield document.problem(message, "corrections", n, "report")


def _nothing(state: _Expansion) -> Problem:
    levels = sorted({template.level for template in state.known.values()})
    message = f"no report was left to build: nothing listed is for the level, unit or template asked for; templates are for {', '.join(levels)}"
    return Problem(message, file=matrix.NAME)


