"""The figures and claims of a block as JSON, in the metadata of its output, from which a page reads its facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from reportlib.blocks.facts import Claim

COLUMNS: Final = (
    "indicator", "unit", "group", "period", "value", "numerator", "denominator", "qualifier", "origin", "status", "absence",
    "k", "n",
)  # fmt: skip
"""The columns of a row of figures; for a group of units `group` is filled and `unit` is empty."""
NAMES: Final = {"indicator": ("name", "measure"), "unit": ("unit_name", "level"), "group": ("group_name",)}
"""The columns that are stored once for each indicator, unit and group."""
COUNTS: Final = ("k", "n")
NUMBERS: Final = ("value", "numerator", "denominator", *COUNTS)
Key = tuple[str, str, str]
Rows = list[list[Any]]
Names = Mapping[str, Mapping[str, Sequence[str]]]


def facts_as_json(figures: pd.DataFrame, claims: Iterable[Claim] = ()) -> str:
    """Figures and claims as one JSON text, which is cheaper in a notebook than nested lists.

    Parameters
    ----------
    figures
        Some of the columns `COLUMNS` and `NAMES`; for groups, `label` is the name.

    Returns
    -------
    An object of `rows` (the figures, with `COLUMNS`), `names` (of indicators, units and groups, by id) and `claims`, each
    with the indicator, the unit or group, and the period of the figures that support it.
    """
    frame = figures if "group_name" in figures or "label" not in figures else figures.assign(group_name=figures["label"])
    names = {kind: _named(frame, kind, columns) for kind, columns in NAMES.items() if kind in frame}
    return claims_as_json(rows_of(frame), names, claims)


def claims_as_json(rows: Rows, names: Names, claims: Iterable[Claim]) -> str:
    """The JSON text of `facts_as_json`, from rows, names and claims."""
    content = {"rows": rows, "names": names, "claims": [_claim_as_dict(claim) for claim in claims]}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def rows_of(frame: pd.DataFrame) -> Rows:
    """The values of `COLUMNS` for JSON: None for missing numbers, empty for missing texts."""
    return [list(row) for row in zip(*(_cells(frame, name) for name in COLUMNS), strict=True)]


def _cells(frame: pd.DataFrame, name: str) -> list[Any]:
    if name not in frame:
        return [None if name in NUMBERS else ""] * len(frame)
    if name not in NUMBERS:
        texts = frame[name].to_numpy(dtype=object)
        return list(np.where(pd.isna(texts), "", texts))
    numbers = frame[name].to_numpy(dtype="float64", na_value=np.nan)
    present = ~np.isnan(numbers)
    plain: Callable[[float], float] = int if name in COUNTS else float
    return [plain(value) if there else None for value, there in zip(numbers.tolist(), present.tolist(), strict=True)]


def _named(frame: pd.DataFrame, kind: str, columns: Sequence[str]) -> dict[str, list[str]]:
    once = frame.drop_duplicates(kind)
    once = once[once[kind].notna() & once[kind].ne("")].reindex(columns=[kind, *columns]).fillna("")
    return {str(row[0]): [str(cell) for cell in row[1:]] for row in once.itertuples(index=False)}


def _claim_as_dict(claim: Claim) -> dict[str, Any]:
    fields = {"kind": claim.kind, "text": claim.text, "subject": claim.subject, "object": claim.object, "ground": claim.ground}
    return fields | {"facts": [[fact.indicator, fact.unit or fact.group, fact.period] for fact in claim.facts]}


def key_of(row: Sequence[Any]) -> Key:
    """The key of a row: indicator, unit or group, period."""
    return row[0], row[1] or row[2], row[3]


def joined(texts: Iterable[str]) -> dict[str, Any]:
    """The facts of several blocks, merged: rows with equal keys and values become one row.

    A cell that is empty in the first of these rows is filled from the later ones.
    """
    parts = [json.loads(text) for text in texts]
    row_numbers: dict[tuple[Key, Any], int] = {}
    rows: list[list[Any]] = []
    names: dict[str, dict[str, list[str]]] = {kind: {} for kind in NAMES}
    for part in parts:
        for row in part["rows"]:
            position = row_numbers.setdefault((key_of(row), row[4]), len(rows))
            if position == len(rows):
                rows.append(list(row))
            else:
                rows[position] = [old if old not in (None, "") else new for old, new in zip(rows[position], row, strict=True)]
        for kind, texts_by_id in part["names"].items():
            names[kind] = texts_by_id | names[kind]
    return {"rows": rows, "names": names, "claims": [claim for part in parts for claim in part["claims"]]}
