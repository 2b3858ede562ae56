"""Breaks in series in words: since when figures are not comparable, of which units, why, and who decided it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from reportlib.blocks.text.words import Words, in_words
from reportlib.workbook.catalogue import Break

MAX_NAMED: Final = 3
"""The most units that a sentence names."""


def sentences(
    breaks: Iterable[Break], words: Words, *, own: str, names: Mapping[str, str], holders: Mapping[str, str]
) -> list[str]:
    """A sentence on each break, in order of time; units with the same break share a sentence.

    Parameters
    ----------
    own
        The id of the unit that the text is about. Its breaks are described without its name; empty if there is no such unit.
    names
        The names of units that may be named.
    holders
        The names of the units whose figures are shown. Such a unit is named in place of a unit below it that may not be
        named.
    """
    groups: dict[tuple[int, str, str], list[Break]] = {}
    for one in sorted(breaks, key=lambda one: one.start.opens):
        groups.setdefault((one.start.opens, words.name(one.why), one.who), []).append(one)
    return [_sentence(group, words, own, _whose(group, words, names, holders)) for group in groups.values()]


def _sentence(group: Sequence[Break], words: Words, own: str, whose: str) -> str:
    one = group[0]
    gaps = {"period": in_words(one.start, words), "why": words.name(one.why), "who": one.who}
    general = not whose or (own and any(each.concerns(own) for each in group))
    return words("notes.break", **gaps) if general else words("notes.break_of", whose=whose, **gaps)


def _whose(group: Sequence[Break], words: Words, names: Mapping[str, str], holders: Mapping[str, str]) -> str:
    """The names of the units with these breaks or, if some may not be named, of units above; empty if all units have one."""
    units = [one.unit for one in group if one.unit is not None]
    if len(units) < len(group):
        return ""
    named = [names[unit] for unit in units if unit in names]
    if len(named) == len(units) <= MAX_NAMED:
        return words.join(named)
    above = [name for unit, name in holders.items() if any(unit in one.above for one in group)]
    return words("notes.part_of", name=words.join(above or named[:MAX_NAMED]))
