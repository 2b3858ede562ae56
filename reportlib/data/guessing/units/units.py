"""Guess the units of a table and their tree, from columns, from indentation, or from a row that is a total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reportlib.data.guessing.numbers import numbers_of
from reportlib.data.guessing.roles import ABOUT, Roles
from reportlib.data.guessing.vocabulary import is_total, says_rate
from reportlib.workbook import ids

ADDED: Final = "no row is a total: this unit adds up the others"
_TOTAL: Final = (
    "its name says that it is the total; call it what its units are together, because pages have its name in sentences"
)
_SUM: Final = "its figures are the sums of all others'"
NEAR: Final = 0.01
"""The share of itself by which a total may differ from the sum."""
OFTEN: Final = 0.8
_NAMED: Final = "units below it name it, and no row is its own: it adds them up"


@dataclass(frozen=True)
class GuessedUnit:
    """A guessed unit. `depth` is 0 at the top of the tree; `why` is the reason for its parent.

    `cell` is the text that names the unit in rows, empty if it has no rows. `level` is the table's word for its level. `start`
    and `end` are its first and last period, empty if unlimited.
    """

    id: str
    name: str
    depth: int
    parent: str = ""
    why: str = ""
    cell: str = ""
    level: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class _Node:
    name: str
    above: str = ""
    why: str = ""
    cell: str = ""
    level: str = ""


def units_of(roles: Roles, raw: pd.Series[str], *, whole: str) -> list[GuessedUnit]:
    """Guess the units of a table, the top unit first.

    `raw` is the column of units with leading blanks. `whole` is the name for the top unit, if the table has no name for it.
    """
    if roles.units.unit is None:
        return [GuessedUnit(new_id(whole, set()), whole, 0, why=f"{roles.units.why}; call it what it is")]
    if roles.units.level is not None:
        return _by_level(roles, whole)
    if roles.units.parent is not None:
        return _tree(_by_parents(roles), whole)
    if roles.units.above:
        return _tree(_by_areas(roles), whole)
    indents = (raw.str.len() - raw.str.lstrip().str.len()).to_numpy()
    rows = pd.DataFrame({"name": roles.names, "indent": indents})[roles.names != ""]
    if rows["indent"].nunique() > 1:
        return _by_indent(rows)
    return _tree({cell: _Node(name, cell=cell) for cell, name in _unit_names(roles).items()}, whole, total=total_of(roles))


def new_id(name: str, ids_taken: set[str]) -> str:
    """A new id derived from a name, and added to `ids_taken`."""
    unit_id = ids.legal(" ".join(name.split()).lower().replace(" ", "-"), taken=ids_taken)
    ids_taken.add(ids.same(unit_id))
    return unit_id


def _unit_names(roles: Roles) -> dict[str, str]:
    names = roles.names if roles.units.name_heading is None else roles.cells[roles.units.name_heading.number]
    has_name = roles.names != ""
    return dict(zip(roles.names[has_name], names[has_name], strict=True))


def _by_parents(roles: Roles) -> dict[str, _Node]:
    assert roles.units.parent is not None
    unit_names = _unit_names(roles)
    keys = {name: cell for cell, name in unit_names.items()} | {cell: cell for cell in unit_names}
    has_name = roles.names != ""
    parents = dict(zip(roles.names[has_name], roles.cells[roles.units.parent.number][has_name], strict=True))
    why = "the column of parents says so"
    nodes = {name: _Node(name, why=_NAMED) for name in dict.fromkeys(parents.values()) if name and name not in keys}
    for cell, name in unit_names.items():
        above = keys.get(parents[cell], parents[cell])
        nodes[cell] = _Node(name, above if above != cell else "", why if above and above != cell else "", cell)
    return nodes


def _by_areas(roles: Roles) -> dict[str, _Node]:
    unit = roles.units.unit
    assert unit is not None
    nodes, unit_names = dict[str, _Node](), _unit_names(roles)
    rows = roles.cells[[heading.number for heading in (*roles.units.above, unit)]]
    for texts in rows[roles.names != ""].drop_duplicates().itertuples(index=False):
        key = ""
        for heading, text in zip(roles.units.above, texts[:-1], strict=True):
            if text:
                nodes.setdefault(f"{key}\0{text}", _Node(str(text), key, _NAMED, level=heading.last))
                key = f"{key}\0{text}"
        cell = str(texts[-1])
        nodes[cell] = _Node(unit_names[cell], key, "its row says so" if key else "", cell, unit.last)
    return nodes


def total_of(roles: Roles) -> str:
    """The text for the unit that is the total of all other units; empty if there is none.

    In at least one column, and in at least 80 % of the periods, its figures must be the sums of the other units' figures, within
    1 %. There must be at least three other units or four periods. Rates and averages are not examined.
    """
    keys = [number for number, what in roles.fields.items() if what not in ABOUT]
    named_rows = roles.cells.assign(unit=roles.names)[roles.names != ""]
    for heading in roles.figures:
        if says_rate(heading.said):
            continue
        rows = named_rows.assign(value=numbers_of(named_rows[heading.number])).dropna(subset="value")
        at_once = rows.groupby([rows[key] for key in keys] or [pd.Series("", index=rows.index)])
        rows = rows.assign(sum=at_once["value"].transform("sum"), of=at_once["unit"].transform("nunique"))
        rows = rows[(rows["of"] > 2) & (rows["value"] > 0)]
        hits = (2 * rows["value"] - rows["sum"]).abs() <= NEAR * rows["value"]
        by_unit = hits.groupby(rows["unit"]).agg(["mean", "size"])
        most = rows.groupby("unit")["of"].max()
        sure = by_unit[(by_unit["mean"] >= OFTEN) & ((most > 3) | (by_unit["size"] > 3))]
        if len(sure) == 1:
            return str(sure.index[0])
    return ""


def _tree(nodes: Mapping[str, _Node], whole: str, *, total: str = "") -> list[GuessedUnit]:
    """Units with ids and depths. If several units have no parent, the total becomes their parent, or else a new unit does."""
    tops = [key for key, node in nodes.items() if not node.above]
    totals = [key for key in tops if is_total(nodes[key].name)] or [key for key in tops if key == total]
    top = tops[0] if len(tops) == 1 else totals[0] if totals else None
    ids_taken, units = set[str](), dict[str, GuessedUnit]()
    if top is None:
        first = GuessedUnit(new_id(whole, ids_taken), whole, 0, why=ADDED)
    else:
        node = nodes[top]
        why = _TOTAL if is_total(node.name) else _SUM if top == total else node.why or "every other unit is beneath it"
        first = units[top] = GuessedUnit(new_id(node.name, ids_taken), node.name, 0, "", why, node.cell, node.level)
    for key in _downwards(nodes, top):
        node = nodes[key]
        above = units.get(node.above, first)
        depth = above.depth + 1
        units[key] = GuessedUnit(new_id(node.name, ids_taken), node.name, depth, above.id, node.why, node.cell, node.level)
    return [first, *(unit for key, unit in units.items() if key != top)]


def _downwards(nodes: Mapping[str, _Node], top: str | None) -> Iterable[str]:
    """All units except the top, each after its parent; a circle of parents is cut at its first unit."""
    done, waiting = {"", top}, [key for key in nodes if key != top]
    while waiting:
        ready = [key for key in waiting if nodes[key].above in done] or waiting[:1]
        yield from ready
        done |= set(ready)
        waiting = [key for key in waiting if key not in done]


def _by_indent(rows: pd.DataFrame) -> list[GuessedUnit]:
    ids_taken, path, units = set[str](), list[tuple[int, GuessedUnit]](), list[GuessedUnit]()
    pairs_seen = set[tuple[str, str]]()
    for name, indent in rows[["name", "indent"]].itertuples(index=False):
        while path and path[-1][0] >= indent:
            path.pop()
        parent = path[-1][1].id if path else ""
        if (name, parent) in pairs_seen:
            continue
        pairs_seen.add((name, parent))
        why = "it is indented beneath it" if parent else ""
        unit = GuessedUnit(new_id(name, ids_taken), name, len(path), parent, why, name)
        units.append(unit)
        path.append((indent, unit))
    return units


def _by_level(roles: Roles, whole: str) -> list[GuessedUnit]:
    """Units on the levels that a column names, below the parents that their rows name.

    The top level is that of a total, or else the level with the fewest units.
    """
    level = roles.units.level
    assert level is not None
    nodes = (
        _by_parents(roles) if roles.units.parent else {cell: _Node(name, cell=cell) for cell, name in _unit_names(roles).items()}
    )
    levels = dict(zip(roles.names, roles.cells[level.number], strict=True))
    rows = pd.DataFrame([(cell, levels[cell]) for cell, node in nodes.items() if node.cell], columns=["cell", "level"])
    totals = set(rows.loc[rows["cell"].map(lambda cell: is_total(nodes[cell].name)).astype(bool), "level"])
    counts = rows["level"].value_counts()
    order = sorted(counts.index, key=lambda name: (name not in totals, counts[name]))
    rows = rows.assign(depth=rows["level"].map({name: n for n, name in enumerate(order)})).sort_values("depth", kind="stable")
    ids_taken, units = set[str](), dict[str, GuessedUnit]()
    highest = rows.loc[rows["depth"] == 0, "cell"].tolist()
    parents = {nodes[cell].above for cell in highest}
    top = None
    if len(highest) > 1:
        parent_key = next(iter(parents)) if len(parents) == 1 else ""
        name = nodes[parent_key].name if parent_key in nodes else whole
        top = GuessedUnit(new_id(name, ids_taken), name, 0, why=_NAMED if parent_key in nodes else ADDED)
    for cell, text, depth in rows.itertuples(index=False):
        node, at = nodes[cell], int(depth) + (top is not None)
        above = units.get(node.above) or top or next(iter(units.values()), None)
        why = node.why if node.above in units else f"the table says that it is '{text}'"
        parent, why = (above.id if above else "", why) if at else ("", "")
        units[cell] = GuessedUnit(new_id(node.name, ids_taken), node.name, at, parent, why, cell, str(text))
    return ([top] if top else []) + list(units.values())
