"""Find rows of a table that nothing tells apart: of these only one is used."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.units.units import GuessedUnit

_TELL_APART = ("period", "month", "quarter", "week", "indicator")


def repeated(roles: Roles, units: Sequence[GuessedUnit]) -> str:
    """A sentence on rows with the same unit, period and indicator but different figures; empty if there are none.

    It is also empty if several units have the same name: their places in the table tell these apart.
    """
    cells = [unit.cell for unit in units if unit.cell]
    if len(set(cells)) < len(cells):
        return ""
    fields = [number for number, what in roles.fields.items() if what in _TELL_APART]
    keys = roles.cells[fields].assign(unit=roles.names.to_numpy())
    figures = roles.cells[[heading.number for heading in roles.figures]]
    has_figure = (figures != "").any(axis=1) & ((keys["unit"] != "") | (roles.units.unit is None))
    rows = pd.concat([keys, figures], axis=1)[has_figure].drop_duplicates()
    again = rows.duplicated(list(keys), keep="last")
    if not again.any():
        return ""
    named = ", ".join(f"'{text}'" for text in rows.loc[again, list(keys)].iloc[0] if text)
    rows_left = f"{again.sum()} rows have" if again.sum() > 1 else "1 row has"
    return (
        f"{rows_left} the same unit, period and indicator as a later one, such as {named}, and only the last one is used: "
        "say under `columns` what tells them apart, or add them up first"
    )
