"""The units and the indicators that a table speaks of, guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.shape import NUMBER, measure_in
from reportlib.data.mapping.amounts import magnitude
from reportlib.data.mapping.headings import BETWEEN
from reportlib.workbook import ids, patterns
from reportlib.workbook.patterns import plain, words

_ADDED: Final = "no row is a total: this unit adds up the others"
_ADDS: Final = 0.01
"""By what share a total may differ from the sum of what lies below it, for the figures to be taken to add up."""


@dataclass(frozen=True)
class GuessedUnit:
    """A unit: how the table calls it, on which level from the top, beneath which; and why, where that is a guess."""

    id: str
    name: str
    depth: int
    parent: str = ""
    why: str = ""


@dataclass
class Indicated:
    """An indicator: how the table calls it, what it counts in, of which kind it is, and why each of that was guessed."""

    id: str
    name: str
    measure: str
    kind: str
    direction: str
    decimals: int
    rollup: str = ""
    why: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def said_in(plain_text: str, kind: str) -> bool:
    """Whether one of the known words of a kind stands in a text."""
    return any(plain(str(word)) in plain_text for word in words()[kind])


def units_of(roles: Roles, raw: pd.Series[str], *, whole: str) -> list[GuessedUnit]:
    """The units of a table, the top first, by its column of levels, by indentation, or by a row that is a total.

    Parameters
    ----------
    raw
        The texts of the column of units as they stand, blanks before them too.
    whole
        What the unit above all is called, where no row is one.
    """
    texts = roles.cells[roles.unit.number]
    rows = pd.DataFrame({"name": texts, "indent": (raw.str.len() - raw.str.lstrip().str.len()).to_numpy()})
    rows = rows[rows["name"] != ""]
    if roles.level is not None:
        return _by_level(roles, whole)
    if rows["indent"].nunique() > 1:
        return _by_indent(rows)
    names = list(dict.fromkeys(rows["name"]))
    totals = [name for name in names if plain(name) in map(plain, words()["totals"])]
    top, ids_taken = totals[0] if totals else whole, set[str]()
    first = GuessedUnit(
        _id(top, ids_taken),
        top,
        0,
        why="its name says that it is the total" if totals else "no row is a total: this unit adds up the others",
    )
    return [first, *(GuessedUnit(_id(name, ids_taken), name, 1, first.id) for name in names if name not in totals)]


def _id(name: str, ids_taken: set[str]) -> str:
    """An id near a name, none of those taken."""
    new_id = ids.legal(" ".join(name.split()).lower().replace(" ", "-"), taken=ids_taken)
    ids_taken.add(ids.same(new_id))
    return new_id


def _by_indent(rows: pd.DataFrame) -> list[GuessedUnit]:
    """Units beneath the nearest above that is indented less."""
    ids_taken, path, units = set[str](), list[tuple[int, GuessedUnit]](), list[GuessedUnit]()
    pairs_seen = set[tuple[str, str]]()
    for name, indent in rows[["name", "indent"]].itertuples(index=False):
        while path and path[-1][0] >= indent:
            path.pop()
        parent = path[-1][1].id if path else ""
        if (name, parent) in pairs_seen:
            continue
        pairs_seen.add((name, parent))
        unit = GuessedUnit(_id(name, ids_taken), name, len(path), parent, "it is indented beneath it" if parent else "")
        units.append(unit)
        path.append((indent, unit))
    return units


def _by_level(roles: Roles, whole: str) -> list[GuessedUnit]:
    """Units on the levels that a column names, the level with the fewest on top, each beneath the one that its row names."""
    assert roles.level is not None
    rows = pd.DataFrame({"name": roles.cells[roles.unit.number], "level": roles.cells[roles.level.number]})
    rows["parent"] = roles.cells[roles.parent.number] if roles.parent else ""
    rows = rows[rows["name"] != ""].drop_duplicates("name", keep="last")
    totals = set(rows.loc[rows["name"].map(plain).isin([plain(word) for word in words()["totals"]]), "level"])
    counts = rows["level"].value_counts()
    order = sorted(counts.index, key=lambda level: (level not in totals, counts[level]))
    rows = rows.assign(depth=rows["level"].map({level: n for n, level in enumerate(order)})).sort_values("depth", kind="stable")
    ids_taken, units = set[str](), dict[str, GuessedUnit]()
    several = int((rows["depth"] == 0).sum()) > 1
    top = GuessedUnit(_id(whole, ids_taken), whole, 0, why=_ADDED) if several else None
    for row in rows.itertuples(index=False):
        name, named, depth = str(row.name), str(row.parent), int(str(row.depth)) + several
        above = units.get(named) or top or next(iter(units.values()), None)
        why = "the column of parents says so" if named in units else f"the table says that it is '{row.level}'"
        units[name] = GuessedUnit(_id(name, ids_taken), name, depth, above.id if above and depth else "", why if depth else "")
    return ([top] if top else []) + list(units.values())


def indicators_of(roles: Roles, measures: tuple[str, ...], every: str) -> list[Indicated]:
    """The indicators of a table: of its columns, of its words, or of both.

    Parameters
    ----------
    measures
        What a line above the table says is counted in: one for all, or one for each indicator.
    """
    alone = _alone(roles)
    keys = list(dict.fromkeys(plain(("" if alone else measure_in(column)[0]) + word) for column, word, _ in _named(roles)))
    by_key = dict(zip(keys, measures, strict=True)) if len(keys) == len(measures) else {}
    indicators: dict[str, Indicated] = {}
    ids_taken = set[str]()
    for column, word, texts in _named(roles):
        name, own = measure_in(column)
        if alone:  # the words of the rows name the indicators, and the column at most what they are counted in
            column, name, own = "", "", own or (name if is_people(name) else "")
        called = BETWEEN.join(part for part in (name, word) if part)
        key = plain(called)
        if key not in indicators:
            above = by_key.get(plain(name + word), measures[0] if len(measures) == 1 else "")
            indicators[key] = _indicator(called, own, above, every, texts, ids_taken)
        words = BETWEEN.join(part for part in (column, word) if part)
        if words not in indicators[key].words:
            indicators[key].words.append(words)
    return list(indicators.values())


def _named(roles: Roles) -> Iterable[tuple[str, str, pd.Series[str]]]:
    """For each indicator the name of its column, its words in the row, and its cells."""
    for heading in roles.figures:
        column = heading.name
        if roles.wide:
            match = patterns.find(roles.wide, heading.name)
            indicator = match.indicator if match else ""
            column = next((part for part in heading.name.split(BETWEEN) if plain(part) == indicator), indicator) or roles.name
        texts = roles.cells[heading.number]
        if not roles.by:
            yield column, "", texts
            continue
        joined = roles.cells[roles.by[0].number]
        for more in roles.by[1:]:
            joined = joined + BETWEEN + roles.cells[more.number]
        for word in joined.unique():
            yield column, str(word), texts[joined == word]


def _alone(roles: Roles) -> bool:
    """Whether one column holds all figures, and others say in words what they are of."""
    return len(roles.figures) == 1 and bool(roles.by) and not roles.wide


def _indicator(name: str, own: str, measure: str, every: str, texts: pd.Series[str], ids_taken: set[str]) -> Indicated:
    """One indicator, with what is guessed of it."""
    text, counted = plain(name), own or measure
    why = {"measure": "the name of the column says so" if own else "a line above the table says so"}
    numbers = [number for number in texts.unique() if NUMBER.fullmatch(number)]
    percent = any(number.endswith("%") for number in numbers)
    rate = "%" in counted or "\uff05" in counted or percent or said_in(text, "rates")
    if not counted:
        counted, why["measure"] = ("%", "rates are mostly in per cent") if rate else _counted(text)
    kind, why["kind"] = _kind(text, counted, rate, every)
    good = next((way for way, kind_of in (("up", "good"), ("down", "bad")) if said_in(text, kind_of)), "none")
    why["direction"] = "nothing says which way is good" if good == "none" else "its name says so"
    places = [len(number.rstrip("%").partition(".")[2]) for number in numbers if "e" not in number.lower()]
    return Indicated(_id(name, ids_taken), name, counted, kind, good, min(max(places, default=0), 2), why=why)


def _counted(text: str) -> tuple[str, str]:
    """What a name says that is counted, and why; empty where it says nothing."""
    measures: Mapping[str, str] = words()["counted"]
    measure_found = next((measure for word, measure in measures.items() if plain(word) in text), "")
    return measure_found, "its name says what is counted" if measure_found else "nothing says what it is counted in"


def is_people(measure: str) -> bool:
    """Whether a measure counts people, by the one or by the ten thousand."""
    return plain(magnitude(measure)[1]) in map(plain, words()["people"])


def _kind(text: str, counted: str, rate: bool, every: str) -> tuple[str, str]:
    if rate:
        return "rate", "its name or its measure says that it is a rate; its parts are not known, so that it is not added up"
    if said_in(text, "flows"):
        return "flow", "its name says that it is counted over the period"
    if said_in(text, "stocks"):
        return "stock", "its name says that it is a state at the period's end"
    if is_people(counted):
        return "stock", "people are mostly counted at the period's end; write flow where they are those of the whole period"
    return "flow", f"nothing says so; write stock where it is a state at the end of the {every}"


def not_added(roles: Roles, units: list[GuessedUnit], texts: pd.Series[str]) -> str:
    """Why figures do not add up to those of the top unit; empty where they do, or that cannot be seen."""
    depths = {unit.name: unit.depth for unit in units}
    depth = roles.cells[roles.unit.number].map(depths)
    numbers = pd.to_numeric(texts.str.replace(",", "").str.rstrip("%"), errors="coerce")
    when = [number for number, what in roles.fields.items() if what in ("period", "month", "quarter", "indicator")]
    keys = [roles.cells[number] for number in when] or [pd.Series("", index=texts.index)]
    top = numbers[depth == 0].groupby([key[depth == 0] for key in keys]).sum()
    below = numbers[depth == 1].groupby([key[depth == 1] for key in keys]).sum()
    both = pd.DataFrame({"top": top, "below": below}).dropna()
    off = both[(both["top"] - both["below"]).abs() > _ADDS * both["top"].abs()]
    if both.empty or off.empty:
        return ""
    first = off.iloc[0]
    return f"the total is {np.format_float_positional(first['top'], trim='-')}, those below it add up to {first['below']:.10g}"
