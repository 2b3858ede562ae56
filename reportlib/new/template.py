"""Write a new template: a copy of another one under a new name, or a small one with explanations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from reportlib.atomic import write_whole
from reportlib.blocks.text import Words, languages
from reportlib.errors import ParameterError, Problem, choices
from reportlib.plan.keys import Figures
from reportlib.plan.parameters import templates
from reportlib.workbook import Workbook, ids
from reportlib.workbook.documents import own_files

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_ABOUT = """# {name}

Say here what the report is for: what stands before the opening is for whoever opens the notebook.
`reportlib build --template {name}` makes its pages."""
_INSIDE = """Markdown from here on is published where it stands. This cell is not, for it is tagged `private`.

Beside the sections below: `report.section("…", …)`, `report.text("… {n} …", n=…)`, `report.figure(fig, title="…", alt="…")`."""
_PARAMETERS = """unit: str = {unit}  # the unit's id, as in params/units.yaml
period: str = {period}  # 2020, 2020H1, 2020Q4, 2020-11, 2020W07, 2020YTD09 or 2019-2020
lang: str = {lang}  # language of the report: {spoken}
status: str = "final"  # final or draft"""
_REPORT = """from reportlib import Report

report = Report({name}, unit=unit, period=period, lang=lang, status=status)"""
_OPENING = "Where the figures come from, title, headline, cards, what to act on, commentary, published figures"
_SECTIONS = {
    "overview": "Every indicator against last year, the unit above, its peers and its target",
    "dimensions": "Each dimension over time",
    "comparison": "Units side by side",
    "quality": "How many returns came, and what the checks found about the figures",
    "notes": "How each indicator is counted, and what this page was made from",
}


def new_template(workbook: Workbook, name: str, *, source: str, level: str) -> Path:
    """Write a template into a workbook, and return its path.

    Parameters
    ----------
    source
        The name of the template to copy; empty for a small one with explanations.
    level
        The level of its reports; empty for the level of the source, or the workbook's first without a source.

    Raises
    ------
    ParameterError
        When the name is not allowed or taken, or there is no such source or level.
    """
    path = workbook.root / "notebooks" / f"{name}.ipynb"
    _check(workbook, name, source=source, level=level)
    notebook = _copied(workbook, name, source) if source else _small(workbook, name, level or workbook.level_ids[0])
    write_whole(path, json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")
    return path


def _check(workbook: Workbook, name: str, *, source: str, level: str) -> None:
    problems = []
    if fault := ids.fault(name):
        better = ids.legal(name, taken={ids.same(path.stem) for path in _notebooks(workbook)})
        problems.append(f"the name '{name}' of a template {fault}; {ids.RULE}: call it '{better}'")
    elif other := next((path.stem for path in _notebooks(workbook) if ids.same(path.stem) == ids.same(name)), ""):
        problems.append(f"notebooks/{other}.ipynb is there already, and is left as it is; choose another name")
    by_name = templates(workbook)[0]
    if source and source not in by_name:
        problems.append(f"--from '{source}' is no template; {choices(source, list(by_name), what='templates')}")
    if level and level not in workbook.level_ids:
        problems.append(f"--level '{level}' is not known; {choices(level, workbook.level_ids, what='levels')}")
    elif level and source in by_name and by_name[source].level != level:
        problems.append(f"--level '{level}' is not that of template '{source}', which is for level '{by_name[source].level}'")
    if problems:
        raise ParameterError(map(Problem, problems))


def _notebooks(workbook: Workbook) -> list[Path]:
    return own_files(workbook.root / "notebooks", "*.ipynb")


def _copied(workbook: Workbook, name: str, source: str) -> dict[str, Any]:
    path = workbook.root / "notebooks" / f"{source}.ipynb"
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    pattern = re.compile(rf"(\bReport\(\s*)(['\"]){re.escape(source)}\2")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            text = pattern.sub(lambda match: f"{match[1]}{_quoted(name)}", "".join(cell["source"]))
            cell |= {"source": text.splitlines(keepends=True), "outputs": [], "execution_count": None}
    return notebook


def _small(workbook: Workbook, name: str, level: str) -> dict[str, Any]:
    title = {lang: Words(lang)("own.report") if lang in languages() else name for lang in workbook.settings.languages}
    cells = [
        _cell("markdown", _ABOUT.format(name=name)),
        _cell("code", _parameters(workbook, level), "parameters"),
        _cell("code", _REPORT.format(name=_quoted(name))),
        _cell("code", f"# {_OPENING}\nreport.opening()"),
        _cell("markdown", _INSIDE, "private"),
        *(_cell("code", f"# {about}\nreport.{section}()") for section, about in _SECTIONS.items()),
    ]
    numbered = [cell | {"id": f"cell-{n:02}"} for n, cell in enumerate(cells)]
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}, "reportlib": {"level": level, "title": title}}
    return {"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str, *tags: str) -> dict[str, Any]:
    code_fields: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    metadata = {"tags": list(tags)} if tags else {}
    return {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True), **code_fields}


def _parameters(workbook: Workbook, level: str) -> str:
    latest, langs = Figures(workbook).read().latest, workbook.settings.languages
    units = [*workbook.units.on_level(level, period=latest), *workbook.units.on_level(level)]
    if not units:
        raise ParameterError([Problem(f"level '{level}' has no unit to make a report of", file="params/units.yaml")])
    values = {"unit": units[0].id, "period": str(latest), "lang": langs[0]}
    return _PARAMETERS.format(spoken=" or ".join(langs), **{key: _quoted(text) for key, text in values.items()})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
