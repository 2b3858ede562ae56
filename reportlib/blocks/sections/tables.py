"""Tables and lists of a report: published figures, data quality, departments, provenance."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from reportlib.analysis import View
from reportlib.blocks import sheet
from reportlib.blocks.pieces import Listed, Piece, fragment, listed
from reportlib.blocks.sections import collection
from reportlib.blocks.sheet import Row
from reportlib.blocks.text import Words, sentences
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.findings import sentence
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.owners import owner_name
from reportlib.data.findings import Finding
from reportlib.data.table import ABSENCES
from reportlib.workbook import DataFile
from reportlib.workbook.catalogue import Indicator

LONG = 30
"""The number of published figures above which their list is folded."""
SHOWN = 12
"""The most findings that a page lists; the rest are counted."""


def published(view: View, words: Words) -> Piece | None:
    """A table of all published figures of the unit; None if there are none."""
    rows = view.published[view.published["unit"] == view.unit.id]
    if rows.empty:
        return None
    order = {name: n for n, name in enumerate(view.workbook.catalogue.by_id)}
    rows = rows.sort_values("period", kind="stable").sort_values("indicator", key=lambda ids: ids.map(order), kind="stable")
    columns = [("indicator", False), ("figure", True), ("period", False), ("owner", False), ("printed", False)]
    unknown = len(view.indicators) - rows["indicator"].nunique()
    return listed(
        words,
        title=words("published.title", count=len(rows), unit=words.name(view.unit.name)),
        subtitle=words("published.subtitle"),
        columns=[(words(f"published.{name}"), number) for name, number in columns],
        rows=[_published_row(row, view, words) for row in rows.itertuples()],
        note=" ".join(filter(None, [_sources(rows, view, words), words("published.unknown", count=unknown) if unknown else ""])),
        facts={"indicators": list(rows["indicator"])},
        fold=words("published.all", count=len(rows)) if len(rows) > LONG else "",
    )


def printed(row: Any, indicator: Indicator, words: Words) -> str:
    """A published figure with measure and qualifier; the kind of absence if the source gives no figure or suppressed it."""
    if row.value != row.value and row.status in ABSENCES:
        return words.absence(row.status, short=True)
    return words.amount(row.value, indicator, qualifier=row.qualifier)


def _published_row(row: Any, view: View, words: Words) -> Listed:
    indicator = view.workbook.catalogue[row.indicator]
    period = words.period(row.period) + (words("published.inferred") if row.inferred else "")
    amount = printed(row, indicator, words)
    owner = view.workbook.catalogue.owner(indicator.owner)
    name = words.name(view.unit.name if owner.role == "unit" else owner.name_for(synthetic=view.unit.synthetic))
    cells = [words.name(indicator.name), amount, period, name, row.note]
    return Listed(cells, "published", f"p-{row.indicator}-{row.period}")


def _sources(rows: pd.DataFrame, view: View, words: Words) -> str:
    """Where the figures come from: the sources stated for their files or, if there are none, for their rows; or empty."""
    files: dict[str, DataFile] = {data.file: data for data in view.workbook.settings.data}
    file_sources = [words.name(files[file].source) for file in rows["file"].unique() if file in files and files[file].source]
    source_names = file_sources or [text for text in rows["source"].unique() if text]
    return words("published.source", source=words("semicolon").join(source_names)) if source_names else ""


def quality(view: View, words: Words) -> Piece:
    """The section on data quality: how many returns came, and findings about the page's figures."""
    table, about = collection.within(view), view.findings
    checks = [(words(f"quality.{f.what}.name"), _finding(f, view, words)) for f in about[:SHOWN]]
    checks = checks or [(words("quality.clean"), words("quality.clean_long"))]
    share = (NumberText(_share(table, words)), words("quality.share"))
    returns = collection.counted(table, words, period=view.period if table["period"].nunique() > 1 else None)
    if table.empty and (view.unit.published_only or "published" in view.origins):
        returns = words("quality.no_returns.published")
    more = words("quality.more", count=len(about) - SHOWN) if len(about) > SHOWN else ""
    apart = collection.apart(view, words)
    html = fragment("checks", words, share=share, returns=returns, apart=apart, checks=checks, more=more)
    rows = [
        Row.of(share),
        *sheet.lines(returns, apart),
        Row.of([words("quality.checks")], "title"),
        *map(Row.of, checks),
        *sheet.lines(more),
    ]
    return Piece("block", str(html), {"findings": len(about)}, rows)


def _finding(finding: Finding, view: View, words: Words) -> str:
    text = sentence(finding, view.workbook, words)
    return words("quality.placed", text=text, place=finding.place) if finding.place else words("quality.unplaced", text=text)


def _share(table: pd.DataFrame, words: Words) -> str:
    if table.empty:
        return words("missing")
    return words("number.percent", number=words.number(100 * (table["state"] != "missing").mean(), 1))


def departments(view: View, words: Words) -> list[tuple[str, str, list[str], Piece]]:
    """For each owner of indicators with figures: id, name, indicators, and a table of figures."""
    by_owner = []
    for owner in view.workbook.catalogue.owners:
        names = [i.id for i in view.indicators if i.owner == owner.id and i.id in view.with_figure.index]
        if names:
            by_owner.append((owner.id, owner_name(view, owner, words), names, _standing_table(view, words, names)))
    return by_owner


def by_department(view: View, words: Words) -> Piece:
    """A table with a row for each owner: its name, and a summary of its indicators, with or without figures."""
    rows = [
        Listed([owner_name(view, owner, words), _summary(view, words, names)], id=f"o-{owner.id}")
        for owner in view.workbook.catalogue.owners
        if (names := [i.id for i in view.indicators if i.owner == owner.id and i.id in view.standing.index])
    ]
    columns = [(words("departments.owner"), False), (words("departments.outcome"), False)]
    return listed(words, title=words("departments.each"), columns=columns, rows=rows, facts={})


def _summary(view: View, words: Words, names: list[str]) -> str:
    return capitalised(sentences.tally(view, words, names).removesuffix(words("stop").strip()))


def _standing_table(view: View, words: Words, names: list[str]) -> Piece:
    rows = [_standing_row(view, words, name) for name in names]
    columns = [("indicator", False), ("figure", True), ("target", True), ("outcome", True), ("returned", True)]
    heads = [(words(f"departments.{name}"), number) for name, number in columns]
    return listed(words, title=words("departments.table"), columns=heads, rows=rows, facts={"indicators": names})


def _standing_row(view: View, words: Words, name: str) -> Listed:
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    none = words("sentence.target.none") if math.isnan(row.target) else words("missing")
    outcome = sentences.to_target(row, indicator, words) or none
    coverage = words("departments.k_of_n", k=int(row.k), n=int(row.n)) if row.n == row.n and row.k == row.k else ""
    cells = [
        words.name(indicator.name),
        words.amount(row.value, indicator, qualifier=row.qualifier),
        sentences.target(row, indicator, view, words) or words("missing"),
        outcome,
        coverage or words("missing"),
    ]
    return Listed(cells, row.origin, f"d-{name}")


def end(view: View, words: Words, *, imprint: dict[str, str], made_from: dict[str, str]) -> Piece:
    """The end of a page: issuer, day, edition, sources, and the fingerprints of what it was made from."""
    origins = view.origins
    sources = [words.name(data.source) for data in view.workbook.settings.data if data.source and data.origin in origins]
    imprint_lines = [*_named(imprint, words), *({"name": words("end.source"), "text": source} for source in sources)]
    sentence = words("page.sentence.synthetic") if "synthetic" in origins else words("end.plain")
    return Piece(
        "end", str(fragment("end", words, imprint=imprint_lines, made_from=_named(made_from, words), sentence=sentence)), {}
    )


def _named(facts: dict[str, str], words: Words) -> list[dict[str, str]]:
    return [{"name": words(f"end.{key}"), "text": text} for key, text in facts.items()]
