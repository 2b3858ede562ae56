"""The parameters of a template, read and checked without a kernel."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlib.analysis.snapshots.reach import Reach
from reportlib.errors import Problem, WorkbookError, choices
from reportlib.periods import Period
from reportlib.plan.outcome import writable
from reportlib.workbook import Workbook, ids
from reportlib.workbook.declared import RESERVED, Parameter, fits, opened, parameters, refusal
from reportlib.workbook.documents import Text, own_files

NEEDED = ("unit", "period", "lang")


@dataclass(frozen=True)
class Template:
    """A notebook that makes reports of one level."""

    name: str
    path: Path
    level: str
    title: Text
    parameters: tuple[Parameter, ...]


def templates(workbook: Workbook) -> tuple[dict[str, Template], list[Problem]]:
    """Return the report templates of a workbook by name, and what is wrong with them.

    Notebooks without a level are no templates. Templates that cannot be used are left out.
    """
    by_name: dict[str, Template] = {}
    spelt: dict[str, str] = {}
    problems: list[Problem] = []
    for path in own_files(workbook.root / "notebooks", "*.ipynb"):
        try:
            template = read_template(path)
        except WorkbookError as error:
            problems.extend(error.problems)
            continue
        wrong = [*_check_name(template, spelt), *_check_template(template, workbook)] if template.level else []
        problems.extend(wrong)
        if template.level and not wrong:
            by_name[template.name] = template
    return by_name, problems


def read_template(path: Path) -> Template:
    """Read the template that a notebook declares.

    Raises
    ------
    WorkbookError
        When it is no notebook, or its parameters cell cannot be read.
    """
    file = f"notebooks/{path.name}"
    facts, source = opened(path, file)
    level = facts.get("level", "")
    if not level and level != "":  # an empty text says that the notebook makes no reports
        message = f"its metadata (reportlib.level) says {json.dumps(level)}"
        raise refusal(f"{message}; name a level, or leave it out where the notebook makes no reports", file)
    return Template(path.stem, path, level, facts.get("title", {}), parameters(source, file))


def _check_name(template: Template, spelt: dict[str, str]) -> Iterator[Problem]:
    name, file = template.name, f"notebooks/{template.path.name}"
    other, fault = spelt.setdefault(ids.same(name), name), ids.fault(name)
    better = ids.legal(name, taken=spelt)
    mend = f"call the file '{better}.ipynb', and write '{better}' in params/reports.yaml"
    if fault:
        message = f"the name '{name}' of a template {fault}; {ids.RULE}: call the file '{better}.ipynb'"
        yield Problem(message, file=file, mend=mend)
    elif other != name:
        message = (
            f"the name '{name}' is that of notebooks/{other}.ipynb in another spelling; names are unique without regard to case"
        )
        yield Problem(message, file=file, mend=mend)


def _check_template(template: Template, workbook: Workbook) -> Iterator[Problem]:
    file = f"notebooks/{template.path.name}"
    if not _is_text(template.title):
        wanted = ", ".join(f'"{lang}": "…"' for lang in workbook.settings.languages)
        message = (
            f"its metadata (reportlib.title) says {json.dumps(template.title)}, which is no text by language; write {{{wanted}}}"
        )
        yield Problem(message, file=file)
    if template.level not in workbook.level_ids:
        hint = choices(template.level, workbook.level_ids, what="levels")
        yield Problem(f"its metadata (reportlib.level) says level '{template.level}', which is not known; {hint}", file=file)
    for name in RESERVED:
        if name in {p.name for p in template.parameters}:
            yield Problem(f"its parameters cell declares '{name}', which Report(…) uses itself; rename it", file=file)
    for name in NEEDED:
        if name not in {p.name for p in template.parameters}:
            yield Problem(f"its parameters cell lacks '{name}'; write {name}: str = …  # what it is", file=file)


def _is_text(title: object) -> bool:
    return isinstance(title, dict) and all(isinstance(text, str) and writable(text) == text for text in title.values())


def check_parameters(template: Template, values: Mapping[str, Any], *, workbook: Workbook, reach: Reach | None) -> list[str]:
    """Return the problems of a report's parameters, with what would be right.

    If `reach` is None, the period is not checked against the data.
    """
    declared = {p.name: p for p in template.parameters}
    messages = [
        f"parameter '{name}' is not one of '{template.name}'; {choices(name, list(declared), what='parameters')}"
        for name in values
        if name not in declared
    ]
    for name, value in values.items():
        if name in declared and not _fits(name, value, declared[name].type):
            messages.append(f"parameter '{name}' takes {declared[name].type}, not {value!r} ({type(value).__name__})")
    unit, lang = values.get("unit"), values.get("lang")
    messages.extend(_check_unit(template, unit, workbook))
    if lang is not None and lang not in workbook.settings.languages:
        hint = choices(lang, workbook.settings.languages, what="languages")
        messages.append(f"language '{lang}' is not one of this workbook; {hint}")
    if "period" in values:
        messages.extend(_check_period(values["period"], unit, workbook, reach))
    return messages


def _fits(name: str, value: object, type_name: str) -> bool:
    if name == "period":
        return isinstance(value, (str, int)) and not isinstance(value, bool)
    return fits(value, type_name)


def _check_unit(template: Template, unit: object, workbook: Workbook) -> Iterator[str]:
    known_unit = workbook.units.by_id.get(unit) if isinstance(unit, str) else None
    if known_unit is not None and known_unit.level == template.level:
        return
    on_level = [u.id for u in workbook.units.on_level(template.level)]  # computed only here, as there may be very many
    hint = choices(unit, on_level, what=f"units on level {template.level}")
    if known_unit is None:
        yield f"unit '{unit}' is not known; {hint}"
    else:
        message = (
            f"unit '{unit}' is on level '{known_unit.level}', but template '{template.name}' is for level '{template.level}'"
        )
        yield f"{message}; {hint}"


def _check_period(text: object, unit: object, workbook: Workbook, reach: Reach | None) -> Iterator[str]:
    try:
        period = Period.from_input(text)
    except ValueError as error:
        yield f"period: {error}"
        return
    known_unit = workbook.units.by_id.get(str(unit))
    if reach and not reach.covers(period):
        span = f"from {reach.first} to {reach.last}; the latest with data is {reach.latest}"
        yield f"period {period} is not covered by the data, which reaches {span}"
    elif known_unit is not None and not known_unit.exists(period):
        span = f"from {known_unit.start or 'the beginning'} to {known_unit.end or 'now'}"
        yield f"unit '{unit}' did not exist in {period}; it existed {span}"
