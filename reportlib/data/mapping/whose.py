"""Find the unit of each row of a table."""

from __future__ import annotations

import pandas as pd

from reportlib.data.mapping.names import Names, unit_names
from reportlib.data.mapping.work import Unfolding
from reportlib.workbook.layouts import IGNORE


def units_of(work: Unfolding) -> pd.Series[str]:
    """The unit of each row; empty if the row is left out or its unit is unknown."""
    names, layout = unit_names(work.workbook, work.layout), work.layout
    headings = work.columns.fields.get("unit", ())
    if not headings:
        return pd.Series(layout.unit or "", index=work.cells.index, dtype="str")
    column = headings[0].number
    texts = work.cells[column]
    ids_by_name = {text: names.ids(text) for text in texts.unique()}
    ids = texts.map({text: ids_meant[0] if len(ids_meant) == 1 else "" for text, ids_meant in ids_by_name.items()})
    several = {text for text, ids_meant in ids_by_name.items() if len(ids_meant) > 1}
    if several and layout.indented:
        ids = _beneath(work, ids, ids_by_name, column)
        several = set()
    _tell_units(work, texts, ids_by_name, several, names, column)
    ignored = ids == IGNORE
    work.left_out("rows", "their unit is `ignore`", work.rows[ignored.to_numpy()], column)
    return ids.mask(ignored, "")


def _beneath(work: Unfolding, ids: pd.Series[str], ids_by_name: dict[str, tuple[str, ...]], column: int) -> pd.Series[str]:
    """The unit of each row; for an ambiguous name, the unit whose parent is in a row above with less indentation."""
    raw = work.table.cells[column].iloc[work.body]
    depths = (raw.str.len() - raw.str.lstrip().str.len()).tolist()
    chosen, path = ids.tolist(), list[tuple[int, str]]()
    for n, text in enumerate(work.cells[column]):
        while path and path[-1][0] >= depths[n]:
            path.pop()
        ids_meant = ids_by_name[text]
        if len(ids_meant) > 1:
            above = {unit for _, unit in path}
            under = [unit for unit in ids_meant if above & {parent.id for parent in work.workbook.units[unit].parents}]
            chosen[n] = under[0] if len(under) == 1 else ""
            if len(under) != 1:
                _tell_several(work, text, ids_meant, n, column)
        path.append((depths[n], chosen[n]))
    return pd.Series(chosen, index=ids.index, dtype="str")


def _tell_units(
    work: Unfolding,
    texts: pd.Series[str],
    ids_by_name: dict[str, tuple[str, ...]],
    several: set[str],
    names: Names,
    column: int,
) -> None:
    counts = texts.value_counts()
    for text, ids_meant in ids_by_name.items():
        at = int((texts == text).to_numpy().argmax())
        if text in several:
            _tell_several(work, text, ids_meant, at, column)
        elif not ids_meant:
            rows = f" ({counts[text]} rows)" if counts[text] > 1 else ""
            fault = f"unit '{text}'{rows} is not known" if text else f"no unit stands here{rows}"
            mend = f"under `units` of {work.layout.name} in params/sources.yaml, write '{text}': its id, or `ignore`"
            work.wrong(f"{fault}; {names.nearest(text)}", int(work.rows[at]), column, mend)


def _tell_several(work: Unfolding, text: str, ids_meant: tuple[str, ...], at: int, column: int) -> None:
    message = f"unit '{text}' may be {' or '.join(ids_meant)}; say under `units` which it is"
    work.wrong(message, int(work.rows[at]), column, f"'{text}': {ids_meant[0]}")
