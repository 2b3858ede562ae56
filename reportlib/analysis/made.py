"""What the counts of a period are made of, as tables for pages: parts, what moved them, and who came or went."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis.contributions import Contributions
from reportlib.analysis.pairs import beside, moves, pushes
from reportlib.analysis.parts import shares_in
from reportlib.periods import Period
from reportlib.units import Units


def made(made_of: Contributions, units: Units, period: Period) -> dict[str, pd.DataFrame]:
    """What units below gave to every figure, how they moved it since the year before, and who alone joined or left.

    Returns
    -------
    `parts` (see `shares_in`), `pushes` (see `pairs.pushes`), and `moves` (see `pairs.moves`) where it was one unit alone, with
    the `other` unit that it came from or went to, empty where there is none.
    """
    earlier = period.year_before()
    both = beside(made_of, period, earlier)
    table = moves(both, made_of)
    table = table[~table.duplicated(["indicator", "unit"], keep=False)].reset_index(drop=True)
    ends = [earlier if joined else period for joined in table["joined"]]
    others = [units[mover].parent_in(end) or "" for mover, end in zip(table["mover"], ends, strict=True)]
    moved = table.assign(other=others).astype({"other": "str"})
    return {"moves": moved, "parts": shares_in(made_of, period), "pushes": pushes(both, made_of)}
