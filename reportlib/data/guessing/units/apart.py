"""Recognise tables that name the units of each level in a column of its own, which is empty on the rows of larger units."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

import pandas as pd

from reportlib.data.guessing.units.whose import determines, length_of
from reportlib.data.mapping.headings import Heading


def levels_apart(texts: Iterable[Heading], body: pd.DataFrame) -> str:
    """What to do if two columns name units of two levels, and that of the smaller units is empty in some rows. Else empty."""
    gaps = [heading for heading in texts if (body[heading.number] == "").any() and body[heading.number].nunique() > 1]
    gaps.sort(key=lambda heading: length_of(body[heading.number]), reverse=True)  # names before codes
    for large, small in permutations(gaps, 2):
        no_large, no_small = body[large.number] == "", body[small.number] == ""
        more = body[small.number].nunique() > body[large.number].nunique()
        if more and (no_small | ~no_large).all() and (no_small & ~no_large).any() and determines(body, small, large):
            return (
                f"'{large.name}' and '{small.name}' name units of two levels, and rows of larger units leave them empty: write "
                "the name of each row's own unit in one column, and the unit above it in a column 'parent'"
            )
    return ""
