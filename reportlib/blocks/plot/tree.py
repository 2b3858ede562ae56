"""A whole and its parts as a tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from reportlib.blocks.plot.points import SILENT
from reportlib.blocks.plot.scales import plain
from reportlib.blocks.text.words import Words

Absent = tuple[str, str]
"""The name of a leaf without a value, and the kind of absence."""


@dataclass(frozen=True)
class Part:
    """A node of the tree; the value of a parent is the sum of its children's values."""

    id: str
    parent: str
    name: str
    value: float
    count: int = 1
    """The number of parts that the node stands for; 0 for what is not broken down."""
    units: tuple[str, ...] = ()
    """The ids of its units; a unit that moved has a node under each parent it had."""


def parts_in(frame: pd.DataFrame) -> tuple[list[Part], list[Absent], int]:
    """The nodes with an area, the leaves without a value (name and kind of absence), and the number of negative values."""
    parents = {str(parent) for parent in frame["parent"]}
    kinds = frame["absence"] if "absence" in frame else [SILENT] * len(frame)
    counts = frame["count"] if "count" in frame else [1] * len(frame)
    of_units = frame["units"] if "units" in frame else [(node,) for node in frame["id"]]
    texts = (map(str, frame[column]) for column in ("id", "parent", "name"))
    nodes, silent, negative = [], [], 0
    for node, parent, name, value, kind, count, units in zip(*texts, plain(frame["value"]), kinds, counts, of_units, strict=True):
        if node in parents:
            nodes.append(Part(node, parent, name, 0.0, units=tuple(units)))
        elif value is None:
            silent.append((name, "" if pd.isna(kind) else str(kind)))
        elif value < 0:
            negative += 1
        else:
            nodes.append(Part(node, parent, name, value, int(count), tuple(units)))
    return _with_leaves(nodes, parents), silent, negative


def _with_leaves(nodes: list[Part], parents: Collection[str]) -> list[Part]:
    """Drop each parent below which no node has an area, because its value is unknown."""
    above = {node.id: node.parent for node in nodes}
    with_area = {node.id for node in nodes if node.id not in parents}
    for leaf in list(with_area):
        while (leaf := above.get(leaf, "")) and leaf not in with_area:
            with_area.add(leaf)
    return [node for node in nodes if node.id in with_area]


def limited(nodes: list[Part], limit: int, words: Words) -> list[Part]:
    """The nodes; if more than `limit` of them are leaves, the smaller leaves of each parent are joined into one."""
    parents = {node.parent for node in nodes}
    inner = [node for node in nodes if node.id in parents]
    leaves = sorted((node for node in nodes if node.id not in parents), key=lambda node: -node.value)
    if len(leaves) <= limit:
        return [*inner, *leaves]
    for count_kept in range(limit - 1, -1, -1):
        rest = leaves[count_kept:]
        if count_kept + len({leaf.parent for leaf in rest}) <= limit:
            break
    grouped = [
        _together([leaf for leaf in rest if leaf.parent == parent], words)
        for parent in dict.fromkeys(leaf.parent for leaf in rest)
    ]
    return [*inner, *leaves[:count_kept], *grouped]


def _together(leaves: list[Part], words: Words) -> Part:
    if len(leaves) == 1:
        return leaves[0]
    value, units = sum(leaf.value for leaf in leaves), tuple(dict.fromkeys(unit for leaf in leaves for unit in leaf.units))
    name = words("figure.rest", count=len(units) or len(leaves))
    return Part(f"{leaves[0].parent}/+", leaves[0].parent, name, value, len(leaves), units)


def summed(parts: list[Part]) -> list[Part]:
    """The parts; the value of a parent is the sum of its children's values.

    What is not broken down (a part whose `count` is 0) is dropped if its value is 0.
    """

    def value(part: Part) -> float:
        children = [other for other in parts if other.parent == part.id]
        return sum(map(value, children)) if children else part.value

    inner = {part.parent for part in parts}
    return [replace(part, value=value(part)) for part in parts if part.id in inner or value(part) > 0 or part.count]


def outdone(value: float, areas: Sequence[tuple[tuple[str, ...], float]]) -> bool:
    """Whether a unit with several areas may have `value` or more in total; each of the areas has its units' ids and its size."""
    times = Counter(unit for units, _ in areas for unit in units)
    several = [unit for unit, count in times.items() if count > 1]
    return any(sum(size for units, size in areas if unit in units) >= value for unit in several)
