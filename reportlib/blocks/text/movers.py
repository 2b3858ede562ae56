"""A unit's name, with a remark if the unit moved, opened, closed or was succeeded since the year before."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reportlib.blocks.text import Words, succession
from reportlib.periods import Period
from reportlib.workbook.units import Unit, Units


@dataclass(frozen=True)
class Move:
    """A unit joined (`joined`) or left the units below a parent. `other` is the parent before or after; empty if none."""

    joined: bool
    other: str


def moves_by_unit(moves: pd.DataFrame) -> dict[str, Move]:
    """The first move of each unit, by the unit's id.

    Parameters
    ----------
    moves
        A row for each unit that joined or left: `mover`, `joined`, `other` (see `analysis.changes`).
    """
    first = moves.drop_duplicates("mover")
    return {str(row.mover): Move(bool(row.joined), str(row.other)) for row in first.itertuples(index=False)}


def label(child: Unit, units: Units, words: Words, *, above: str, period: Period, move: Move | None = None) -> str:
    """A unit's name, with a remark in brackets if it moved, opened, closed or was succeeded since the year before.

    Parameters
    ----------
    above
        The id of the parent that `child` has, or had.
    move
        The child's move (see `moves_by_unit`); None to find it by comparing the child's parents in `period` and a year before.
    """
    if move and not (move.joined and child.succeeds):
        return _moved(child, units, words, move, above=above, period=period)
    earlier = period.year_before() or period
    if succession_text := succession.in_brackets(child, units, words, earlier=earlier, period=period):
        return one_pair_of_brackets(succession_text, words)
    change = _between(child, above, earlier, period)
    return _moved(child, units, words, change, above=above, period=period) if change else words.name(child.as_of(period).name)


def one_pair_of_brackets(text: str, words: Words) -> str:
    """A text in which two remarks in brackets, one after the other, share one pair of brackets.

    Examples
    --------
    >>> one_pair_of_brackets("Hill (textiles) (joined)", Words("en"))
    'Hill (textiles, joined)'
    """
    return text.replace(words("brackets.end_and_start"), words("brackets.within"))


def _between(child: Unit, above: str, earlier: Period, period: Period) -> Move | None:
    """The move of a unit to or from `above` between two periods; None if it was below `above` in both, or in neither."""
    then, now = child.parent_in(earlier), child.parent_in(period)
    if (then == above) == (now == above):
        return None
    joined = now == above
    return Move(joined, (then if joined else now) or "")


def _moved(mover: Unit, units: Units, words: Words, move: Move, *, above: str, period: Period) -> str:
    elsewhere, name = units.by_id.get(move.other), words.name(mover.as_of(period).name)
    if elsewhere is not None and elsewhere.id != above:
        key, other = "joined_from" if move.joined else "left_for", words.name(elsewhere.as_of(period).name)
        return one_pair_of_brackets(words(f"chart.contribution.{key}", name=name, other=other), words)
    earlier = period.year_before() or period
    if move.joined:  # a unit that opened within the year before is new
        key = "joined" if mover.start is None or mover.start.opens <= earlier.opens else "new"
    else:
        key = "left" if mover.end is None or mover.end.closes >= period.closes else "closed"
    return one_pair_of_brackets(words(f"chart.contribution.{key}", name=name), words)
