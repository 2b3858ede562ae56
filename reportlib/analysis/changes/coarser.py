"""Compare, say, quarterly figures with monthly ones: add up the months to quarters first (METHODS 2)."""

from __future__ import annotations

import numpy as np

from reportlib.analysis.changes.lineage import Lineage
from reportlib.analysis.changes.weekly import weeks_in
from reportlib.analysis.columns import Codes, Columns, added, among, greatest, grouped, last_of_each, stack, take
from reportlib.analysis.sums.contributions import MARKS, Contributions


def alike(now: Columns, then: Columns, made_of: Contributions, lines: Lineage) -> tuple[Columns, Columns]:
    """Add up the contributions to two periods until the rows of both are for the same collection periods.

    If a row of one period covers several collection periods, the rows of the other period for these are added up.

    Parameters
    ----------
    now, then
        Contributions to two periods of the same length. The column `source`, if present, is the unit that gave the figure.
    """
    units = len(made_of.tree.ids)
    owners = [(side["i"] * units + side["unit"]) * units + side["u"] for side in (now, then)]
    longer = np.concatenate([owner[side["stop"] - side["start"] > 1] for owner, side in zip(owners, (now, then), strict=True)])
    if not len(longer):
        return now, then
    chosen = [among(owner, longer) for owner in owners]
    parts = [take(side | {"owner": owner}, at) for side, owner, at in zip((now, then), owners, chosen, strict=True)]
    spans = _spans(stack([{name: part[name] for name in ("owner", "start", "stop")} for part in parts]))
    wide = [_widened(part, spans, made_of, lines) for part in parts]
    rest = [take(side, ~at) for side, at in zip((now, then), chosen, strict=True)]
    return stack([rest[0], wide[0]]), stack([rest[1], wide[1]])


def _spans(rows: Columns) -> Columns:
    """The runs of collection periods that rows cover. A run that lies within a longer run of the same owner is left out.

    An owner is a figure and a unit that contributes to it.
    """
    most = int(rows["stop"].max()) + 1
    length = rows["stop"] - rows["start"]
    tables: list[Columns] = []
    covered: Codes = np.empty(0, dtype=np.intp)
    for long in sorted(set(length.tolist()), reverse=True):
        part = take(rows, length == long)
        spot = part["owner"] * most + part["start"]
        part = take(part, ~among(spot, covered))
        covered = np.concatenate([covered, *(part["owner"] * most + part["start"] + n for n in range(long))])
        tables.append(part)
    return stack(tables)


def _widened(part: Columns, spans: Columns, made_of: Contributions, lines: Lineage) -> Columns:
    """Add up the rows of one period over the runs of collection periods (`spans`) in which the rows lie.

    A flow counts as received only if no collection period of the run is missing. A unit that ended before the end of a run
    has no row for that run, unless the figure is a flow and other units succeed the unit.
    """
    most, span = int(spans["stop"].max()) + 1, _span_of(part, spans)
    units, source = len(made_of.tree.ids), part.get("source", part["u"])
    groups, group_keys = grouped((part["owner"] * most + spans["start"][span]) * units + source)
    count = len(group_keys)
    last = last_of_each(groups, count, part["stop"])
    rows = {name: part[name][last] for name in part if name != "owner"}
    rows |= {"start": spans["start"][span[last]], "stop": spans["stop"][span[last]]}
    rows |= {name: added(part[name], groups, count) for name in ("a", "b")}
    rows |= {name: greatest(part[name], groups, count) for name in ("provisional", "hidden", *MARKS)}
    involved, at_end = lines.involved[rows["u"]], made_of.rules.at_end[rows["i"]]
    tree, size = made_of.tree, made_of.rules.size[rows["i"]]
    length: Codes = np.minimum(rows["stop"], weeks_in(rows, tree.first, tree.last, size)) - rows["start"]
    covers = np.minimum(part["stop"], weeks_in(part, tree.first, tree.last, made_of.rules.size[part["i"]])) - part["start"]
    lived = tree.lived(source[last], tree.begins(rows["p"], rows["start"], size), size, length)
    fills = added(covers, groups, count) == np.where(involved, lived, length)
    fills |= at_end & (part["stop"][last] == rows["stop"])
    short = added(1 - part["given"], groups, count) > 0
    there = added(1 - part["there"], groups, count) == 0
    rows |= {"given": (fills & ~short).astype(np.intp), "there": there.astype(np.intp)}
    return take(rows, (involved & ~at_end) | (part["stop"][last] == rows["stop"]))


def _span_of(part: Columns, spans: Columns) -> Codes:
    most = int(spans["stop"].max()) + 1
    inside = [spans["start"] + n < spans["stop"] for n in range(most)]
    spots = np.concatenate([(spans["owner"] * most + spans["start"] + n)[at] for n, at in enumerate(inside)])
    number = np.concatenate([np.flatnonzero(at) for at in inside])
    order = np.argsort(spots, kind="stable")
    return number[order][np.searchsorted(spots[order], part["owner"] * most + part["start"])]
