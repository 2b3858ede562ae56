"""The figures of all pages of a build as a Data Package: `datapackage.json` and CSV tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from reportlib.blocks.facts_json import COLUMNS
from reportlib.page.facts import datatype

FIGURES: Final = "figures.csv"
INDICATORS: Final = "indicators.csv"
UNITS: Final = "units.csv"
DESCRIPTION: Final = "datapackage.json"
FILES: Final = (DESCRIPTION, FIGURES, INDICATORS, UNITS)
TIDY: Final = tuple(name for name in COLUMNS if name != "group")
_NAMED: Final = {"indicator": ("variableMeasured", "unitText", "measure"), "unit": ("mentions", "additionalType", "level")}
_LIST: Final = "@type"
_UNIT: Final = "Organization"


def data_package(pages: Iterable[Mapping[str, Any]], *, name: str, title: str) -> dict[str, str]:
    """The files of a Data Package, as texts by file name.

    Parameters
    ----------
    pages
        The facts of each page (see `reportlib.page.facts_model.PageFacts`).

    Returns
    -------
    `figures.csv` has each figure of a unit once; a figure with two values, such as a published and a computed one, has a row for
    each. Figures of groups of units are left out: they can be computed from figures of units.
    """
    all_pages = list(pages)
    languages = sorted({page["inLanguage"] for page in all_pages})
    names_by_kind = {kind: _names(all_pages, kind) for kind in _NAMED}
    tables = {FIGURES: (list(TIDY), _figures(all_pages))}
    for file, kind in ((INDICATORS, "indicator"), (UNITS, "unit")):
        of = _NAMED[kind][2]
        # measures are words and need a column for each language; levels are ids
        heads = [kind, *(f"name_{lang}" for lang in languages)]
        heads += [f"{of}_{lang}" for lang in languages] if kind == "indicator" else [of]
        tables[file] = (
            heads,
            [_row(key, names_by_lang, languages, kind) for key, names_by_lang in sorted(names_by_kind[kind].items())],
        )
    described = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "resources": [_resource(file, heads) for file, (heads, _) in tables.items()],
    }
    files = {file: _csv(heads, rows) for file, (heads, rows) in tables.items()}
    return {DESCRIPTION: json.dumps(described, ensure_ascii=False, indent=2) + "\n"} | files


def _figures(pages: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """The rows of `figures.csv`; what one page does not know of a figure is filled in from other pages."""
    by_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    for page in pages:
        columns = [column["name"] for column in page["tableSchema"]["columns"]]
        for row in page["rows"]:
            figure = dict(zip(columns, row, strict=True))
            if figure["group"]:
                continue
            merged = by_key.setdefault((figure["indicator"], figure["unit"], figure["period"], figure["value"]), figure)
            merged.update({key: value for key, value in figure.items() if merged[key] in (None, "")})
    order = sorted(by_key, key=lambda key: (*key[:3], key[3] is None, key[3] or 0.0))
    return [[by_key[key][column] for column in TIDY] for key in order]


def _names(pages: Iterable[Mapping[str, Any]], kind: str) -> dict[str, dict[str, tuple[str, str]]]:
    of, second, _ = _NAMED[kind]
    names: dict[str, dict[str, tuple[str, str]]] = {}
    for page in pages:
        named = [*page[of], *([page["about"]] if kind == "unit" else [])]
        for one in named:
            if kind == "indicator" or one[_LIST] == _UNIT:
                names.setdefault(one["identifier"], {})[page["inLanguage"]] = (one["name"], one.get(second, ""))
    return names


def _row(key: str, names_by_lang: Mapping[str, tuple[str, str]], languages: Sequence[str], kind: str) -> list[str]:
    names = [names_by_lang[lang][0] if lang in names_by_lang else "" for lang in languages]
    if kind == "unit":
        return [key, *names, next(iter(names_by_lang.values()))[1]]
    return [key, *names, *(names_by_lang[lang][1] if lang in names_by_lang else "" for lang in languages)]


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()


def _resource(file: str, heads: Sequence[str]) -> dict[str, Any]:
    fields = [{"name": head, "type": datatype(head)} for head in heads]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if file == FIGURES:
        keys = {"indicator": INDICATORS, "unit": UNITS}
        schema["foreignKeys"] = [
            {"fields": key, "reference": {"resource": other.removesuffix(".csv"), "fields": key}} for key, other in keys.items()
        ]
    else:
        schema["primaryKey"] = heads[0]
    return {
        "name": file.removesuffix(".csv"),
        "path": file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
