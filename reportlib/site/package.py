"""Write the Data Package of a build, from the facts of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportlib.blocks.text import Words
from reportlib.export.package import data_package
from reportlib.page.facts_model import facts_in, facts_inside
from reportlib.plan.built_files import put_changed
from reportlib.plan.plan import Plan
from reportlib.private import read_regular
from reportlib.workbook.ids import legal


def write_package(plan: Plan) -> list[str]:
    """Write the figures of all pages of a plan, including unchanged pages, as a Data Package.

    Returns
    -------
    A message for each file of facts that could not be read; its figures are left out.
    """
    settings, page_facts, odd = plan.workbook.settings, [], []
    for report in plan.reports:
        page = plan.request.output / f"{report.job.name}.html"
        source = page if plan.request.single_file else page.with_suffix(".json")
        if not source.exists():  # the report failed, so it has no page
            continue
        try:
            page_facts.append(_facts(source))
        except (OSError, ValueError):
            odd.append(f"the facts in {source} do not match docs/page-facts.schema.json; build with --force")
    title = Words(settings.languages[0]).name(settings.title)
    for file, text in data_package(page_facts, name=legal(plan.workbook.root.name).lower(), title=title).items():
        put_changed(plan.request.output, file, text.encode())
    return odd


def _facts(source: Path) -> Mapping[str, Any]:
    data = read_regular(source, -1)
    return facts_inside(data) if source.suffix == ".html" else facts_in(data)
