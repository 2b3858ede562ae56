"""The facts of a page as JSON-LD: every figure that it was written from, and every claim with the figures that support it.

They are in `NAME.json` beside the page, or in the head of a single-file page: a schema.org Dataset with columns described as
in CSVW (see `reportlib.page.facts_model`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from nbformat import NotebookNode

from reportlib.blocks.facts_json import COLUMNS, COUNTS, NUMBERS, joined, key_of
from reportlib.blocks.plot.caption import record_of
from reportlib.blocks.plot.sketch import MIME as PLOTLY
from reportlib.blocks.text import Words
from reportlib.page.published import outputs
from reportlib.periods import Period

CARRIED: Final = "carried"
"""The key, in the metadata of an output, under which a block stores its figures and claims."""
VERSION: Final = "reportlib page facts 1"
CONTEXT: Final = [
    "https://schema.org/",
    {
        "csvw": "http://www.w3.org/ns/csvw#",
        "tableSchema": {"@id": "csvw:tableSchema", "@context": {"columns": "csvw:column", "name": "csvw:name"}},
        "rows": {"@id": "csvw:row", "@type": "@json"},
        "claims": {"@id": "csvw:note", "@type": "@json"},
    },
]


def facts_of_page(notebook: NotebookNode, page: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the page of an executed notebook, as `facts_model.PageFacts` describes them.

    Parameters
    ----------
    page
        The page's name, title, lang, unit, unit_name, level, period, status, catalogue_version.
    """
    lang = page["lang"]
    cell_outputs = list(outputs(notebook, lang=lang))
    cell_facts = [output.get("metadata", {}).get("reportlib", {}) for output in cell_outputs]
    both = joined(facts[CARRIED] for facts in cell_facts if CARRIED in facts)
    rows, names = both["rows"], both["names"]
    headline = next((facts["headline"] for facts in cell_facts if "headline" in facts), "")
    period = Period.parse(page["period"])
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "schemaVersion": VERSION,
        "identifier": page["name"],
        "name": page["title"],
        "description": headline,
        "inLanguage": page["lang"],
        "temporalCoverage": _covered(period),
        "creativeWorkStatus": page["status"],
        "version": page["catalogue_version"],
        "about": _named("Organization", page["unit"], page["unit_name"], level=page["level"]),
        "variableMeasured": [_named("PropertyValue", name, *texts) for name, texts in names["indicator"].items()],
        "mentions": list(_others(names, page["unit"])),
        "tableSchema": {"columns": [{"name": name, "datatype": datatype(name)} for name in COLUMNS]},
        "rows": rows,
        "claims": [*_claims(both["claims"], rows), *_titles(cell_outputs, {claim["text"] for claim in both["claims"]}, lang)],
    }


def text_of(facts: Mapping[str, Any]) -> str:
    """The facts as the text of a file, one line for each row."""
    lists = {name: facts[name] for name in ("variableMeasured", "mentions", "claims", "rows")}
    head = {name: value for name, value in facts.items() if name not in lists}
    parts = [f"{_json(name)}:{_json(value)}" for name, value in head.items()]
    parts += [f"{_json(name)}:[{_lines(rows)}]" for name, rows in lists.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(rows: Sequence[Any]) -> str:
    """Rows as JSON, one line for each.

    One call encodes all rows, which is faster, unless `},{` or `],[` also occurs inside a row.
    """
    whole, between = _json(rows), "},{" if rows and isinstance(rows[0], dict) else "],["
    if whole.count(between) == len(rows) - 1:
        text = whole[1:-1].replace(between, f"{between[0]},\n{between[-1]}")
    else:
        text = ",\n".join(map(_json, rows))
    return f"\n{text}\n" if text else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _covered(period: Period) -> str:
    return f"{period.begin}/{period.end}" if period.kind == "week" else f"{_month(period.first)}/{_month(period.last)}"


def _month(month: int) -> str:
    """A month in ISO 8601; months are numbered from January of year 0."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def datatype(column: str) -> str:
    """The type of a column of figures in CSVW and Data Packages; "string" for columns not in `COLUMNS`."""
    return "integer" if column in COUNTS else "number" if column in NUMBERS else "string"


def _named(kind: str, identifier: str, name: str, measure: str = "", *, level: str = "") -> dict[str, str]:
    entry = {"@type": kind, "identifier": identifier, "name": name}
    return entry | ({"unitText": measure} if measure else {}) | ({"additionalType": level} if level else {})


def _others(names: Mapping[str, Mapping[str, list[str]]], own: str) -> Iterator[dict[str, str]]:
    for unit, (name, level) in names["unit"].items():
        if unit != own:
            yield _named("Organization", unit, name, level=level)
    for group, (name,) in names["group"].items():
        yield _named("Thing", group, name)


def _claims(claims: Iterable[Mapping[str, Any]], rows: Iterable[list[Any]]) -> Iterator[dict[str, Any]]:
    row_numbers: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows):
        row_numbers.setdefault(key_of(row), number)
    for claim in claims:
        rests = [row_numbers[key] for fact in claim["facts"] if (key := tuple(fact)) in row_numbers]
        yield {name: value for name, value in claim.items() if name != "facts"} | {"rests_on": list(dict.fromkeys(rests))}


def _titles(cell_outputs: Iterable[Mapping[str, Any]], claimed_texts: Collection[str], lang: str) -> Iterator[dict[str, Any]]:
    """A claim for each title of a figure, supported by the figure's data table; titles in `claimed_texts` are left out."""
    words = Words(lang)
    for output in cell_outputs:
        data, facts = output.get("data", {}), output.get("metadata", {}).get("reportlib", {})
        record = facts.get("record") or (record_of(data[PLOTLY]["layout"], words) if PLOTLY in data else {})
        if record.get("title") and record["title"] not in claimed_texts:
            claim = {"kind": "title", "text": record["title"], "subject": "", "object": ""}
            yield claim | {"ground": "the data table of the figure", "rests_on": []}
