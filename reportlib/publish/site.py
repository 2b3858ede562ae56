"""The index of a folder of reports: every page in it, and every report that failed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reportlib.display.pieces import stylesheet
from reportlib.display.text import Words
from reportlib.periods import Period
from reportlib.publish.due import INDEX
from reportlib.publish.files import write_changed
from reportlib.publish.outcome import Outcome
from reportlib.workbook import Workbook

_META = re.compile(r'<meta name="reportlib:(\w+)" content="([^"]*)">')
_ENVIRONMENT = Environment(
    loader=PackageLoader("reportlib.publish"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def write_index(output: Path, workbook: Workbook, outcomes: Iterable[Outcome] = ()) -> Path:
    """Write the index of a folder of reports, in the workbook's first language.

    It lists every report in the folder, whenever it was built, by period, level and unit, and those that just failed
    with the cell, the error and the command that runs them again.
    """
    words = Words(workbook.settings.languages[0])
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    rows = [_row(facts, workbook, words) for facts in read_facts(output)]
    rows.sort(key=lambda row: row["order"])
    page = _ENVIRONMENT.get_template("index.html.j2").render(
        words=words,
        title=words.name(workbook.settings.title),
        issuer=words.name(workbook.settings.issuer),
        style=Markup(stylesheet()),
        script=Markup(files("reportlib.publish").joinpath("templates/index.js").read_text("utf-8")),
        rows=rows,
        failed=failed,
        filters=[(name, _choices(rows, name)) for name in ("period", "level", "template", "lang")],
    )
    write_changed(output / INDEX, page)
    return output / INDEX


def read_facts(output: Path) -> list[dict[str, str]]:
    """What each page of a folder says of itself in its head; pages that are not reports are left out."""
    found = []
    for path in sorted(output.glob("*.html")):
        with path.open(encoding="utf-8", errors="replace") as stream:
            facts = {name: html.unescape(text) for name, text in _META.findall(stream.read(8192))}
        if facts.get("name"):
            found.append(facts | {"file": path.name})
    return found


def _row(facts: dict[str, str], workbook: Workbook, words: Words) -> dict[str, Any]:
    period, levels = Period.parse(facts["period"]), workbook.level_ids
    unit = workbook.units.by_id.get(facts["unit"])
    level = facts["level"]
    depth = levels.index(level) if level in levels else len(levels)
    order = (-period.last, period.months, depth, list(workbook.units.by_id).index(unit.id) if unit else 0, facts["name"])
    return facts | {
        "order": order,
        "period_name": words.period(period),
        "level_name": words.name(workbook.level(level).name) if level in levels else level,
        "lang_name": words(f"index.languages.{facts['lang']}"),
        "template_name": facts["template"],
        "origin_names": [words(f"origin.{origin}.name") for origin in facts.get("origins", "").split()],
        "unit_shown": words.name(unit.name) if unit else facts["unit_name"],
    }


def _choices(rows: list[dict[str, Any]], name: str) -> list[tuple[str, str]]:
    """The values of a filter with their names, in the order of the rows."""
    return list(dict.fromkeys((row[name], row[f"{name}_name"]) for row in rows))
