"""Set a unit's figures beside those of before, of its target, of its parent and of its peers (METHODS 2 and 4).

Every function takes the figures that `rollup` returns and gives one row an indicator, indexed by its id.
Two figures are only set against each other where both are exact: of “more than 200” nobody knows the change. Nor is
a change told between a figure that somebody published and one that was made up.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from reportlib.catalogue import Catalogue
from reportlib.periods import Period
from reportlib.workbook import Workbook

FIGURE = ["value", "numerator", "denominator", "qualifier", "origin", "own", "k", "n", "source", "note", "inferred", "status"]


@dataclass(frozen=True)
class Standing:
    """Where one figure stands: one row of `standing`, with its types. What is not known is NaN, empty, or None."""

    value: float
    numerator: float
    denominator: float
    qualifier: str
    origin: str
    own: bool
    k: float
    n: float
    source: str
    note: str
    inferred: bool
    status: str
    previous: float
    on_previous: float
    growth_previous: float
    year_before: float
    on_year: float
    growth_year: float
    target: float
    target_period: str
    ahead: float
    met: bool | None
    parent_value: float
    parent_origin: str
    parent_qualifier: str
    gap: float
    share: float
    low: float
    q1: float
    median: float
    q3: float
    high: float
    rank: float
    of: float
    missing: float

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return not math.isnan(self.value)

    def changed(self, basis: str) -> tuple[float, float]:
        """The difference from, and the growth on, the period before (“previous”) or the year before (any other basis)."""
        if basis == "previous":
            return self.on_previous, self.growth_previous
        return self.on_year, self.growth_year

    @classmethod
    def of_row(cls, row: Mapping[Hashable, Any]) -> Standing:
        """A row of `standing`, its missing words and marks made plain."""
        kinds = {field.name: str(field.type) for field in fields(cls)}
        return cls(**{name: _plain(row[name], kind) for name, kind in kinds.items()})


def _plain(value: Any, kind: str) -> Any:
    unknown = pd.isna(value)
    match kind:
        case "float":
            return float("nan") if unknown else float(value)
        case "str":
            return "" if unknown else str(value)
        case "bool":
            return not unknown and bool(value)
        case _:
            return None if unknown else bool(value)


SPREAD = {"low": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "high": 1.0}


def figures_of(values: pd.DataFrame, unit: str, period: Period | str) -> pd.DataFrame:
    """The figures of one unit in one period, by indicator; the columns are `FIGURE`."""
    rows = values[(values["unit"] == unit) & (values["period"] == str(period))]
    return rows.set_index("indicator")[FIGURE]


def changes(values: pd.DataFrame, *, unit: str, period: Period) -> pd.DataFrame:
    """Change on the period before and on the same period of the year before.

    Returns
    -------
    `previous` and `year_before`, the earlier values; `on_previous` and `on_year`, the differences from them;
    `growth_previous` and `growth_year`, the differences as shares of them. NaN where either figure is not known
    exactly; no growth from a base of nothing. Growth says something of a count; of a ratio, tell the difference.
    """
    here = figures_of(values, unit, period)
    now = exact(here)
    earlier = {"previous": period.previous(), "year": period.year_before()}
    columns = {}
    for name, before in earlier.items():
        past = figures_of(values, unit, before).reindex(now.index) if before else here.iloc[:0].reindex(now.index)
        then = exact(past).where((past["origin"] == "synthetic") == (here["origin"] == "synthetic"))
        columns["year_before" if name == "year" else name] = then
        columns[f"on_{name}"] = now - then
        columns[f"growth_{name}"] = (now - then) / then.where(then > 0)
    return pd.DataFrame(columns)


def exact(figures: pd.DataFrame) -> pd.Series[float]:
    """The values that are known exactly, by indicator."""
    return figures["value"].where(figures["qualifier"] == "exactly")


def against_target(
    figures: pd.DataFrame, targets: pd.DataFrame, *, catalogue: Catalogue, unit: str, period: Period
) -> pd.DataFrame:
    """The target, how far the figure is on its good side (`ahead`, negative when short of it), and whether it is `met`.

    Where the period has no target of its own, that of its year serves a stock, a ratio or a score, but not a flow.

    Returns
    -------
    `target`, `target_period`, `ahead`, `met` (True, False, or missing where there is no target or no exact figure).
    """
    year = str(Period("year", period.last // 12))
    own = targets[(targets["unit"] == unit) & targets["period"].isin([str(period), year])]
    flows = [i.id for i in catalogue.indicators if i.kind in ("flow", "distinct")]
    own = own[(own["period"] == str(period)) | ~own["indicator"].isin(flows)]
    nearest = own.sort_values("period", key=lambda p: p == str(period)).drop_duplicates("indicator", keep="last")
    table = nearest.set_index("indicator")[["value", "period"]].reindex(figures.index)
    table.columns = pd.Index(["target", "target_period"])
    ahead = (figures["value"] - table["target"]) * _sign(figures, catalogue)
    beyond = (
        figures["qualifier"]
        .isin(["more than", "at least"])
        .where(_sign(figures, catalogue) > 0, figures["qualifier"].isin(["just under", "at most"]))
    )
    sure = (figures["qualifier"] == "exactly") | (beyond & (ahead >= 0))
    met = (ahead >= 0).astype("boolean").where((ahead.notna() & sure).astype(bool))
    return table.assign(ahead=ahead.where(sure), met=met)


def _sign(figures: pd.DataFrame, catalogue: Catalogue) -> pd.Series[float]:
    """+1 where more is good (or neither is), -1 where less is."""
    signs = {i.id: -1.0 if i.direction == "down" else 1.0 for i in catalogue.indicators}
    return pd.Series([signs[name] for name in figures.index], index=figures.index, dtype="float64")


def against_parent(values: pd.DataFrame, *, catalogue: Catalogue, unit: str, parent: str, period: Period) -> pd.DataFrame:
    """The parent's figure, the difference from it (ratios and scores), and the unit's share of it (counts).

    Returns
    -------
    `parent_value`, `parent_origin`, `parent_qualifier`, `gap`, `share`.
    """
    own, above = figures_of(values, unit, period), figures_of(values, parent, period)
    above = above.reindex(own.index)
    compared = pd.Series([catalogue[name].kind in ("ratio", "score") for name in own.index], index=own.index, dtype=bool)
    added = pd.Series([catalogue[name].rolls_up == "sum" for name in own.index], index=own.index, dtype=bool)
    base = exact(above)
    return pd.DataFrame(
        {
            "parent_value": above["value"],
            "parent_origin": above["origin"],
            "parent_qualifier": above["qualifier"],
            "gap": (exact(own) - base).where(compared),
            "share": (exact(own) / base.where(base > 0)).where(added),
        }
    )


def against_peers(values: pd.DataFrame, *, catalogue: Catalogue, unit: str, peers: list[str], period: Period) -> pd.DataFrame:
    """The spread of the peers' figures, and the unit's rank among all of them, itself included.

    Ties share the best rank; units with no exact figure are not ranked but counted (METHODS 4).

    Returns
    -------
    `low`, `q1`, `median`, `q3`, `high` of the peers without the unit; `rank`, `of` (how many were ranked),
    `missing` (how many were not). No rank where no side is the good one, or fewer than two are known.
    """
    rows = values[(values["period"] == str(period)) & values["unit"].isin([unit, *peers])]
    known = rows[(rows["qualifier"] == "exactly") & rows["value"].notna()]
    others = known[known["unit"] != unit].groupby("indicator")["value"]
    spread = pd.DataFrame({name: others.quantile(share) for name, share in SPREAD.items()})
    places = ranked(known, catalogue)
    own = places[places["unit"] == unit].set_index("indicator")["rank"]
    table = spread.reindex(list(catalogue.by_id)).assign(rank=own, of=known.groupby("indicator").size())
    table["missing"] = 1 + len(peers) - table["of"].fillna(0)
    return table.assign(rank=table["rank"].where(table["of"] > 1))


def ranked(known: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The figures of one period with their `rank` within each indicator: 1 the best, ties sharing the best rank."""
    direction = known["indicator"].map({i.id: i.direction for i in catalogue.indicators})
    good = known["value"].where(direction != "down", -known["value"]).where(direction != "none")
    return known.assign(rank=good.groupby(known["indicator"]).rank(method="min", ascending=False))


def standing(values: pd.DataFrame, targets: pd.DataFrame, *, workbook: Workbook, unit: str, period: Period) -> pd.DataFrame:
    """Everything about a unit's figures in a period: one row an indicator of its level, in the catalogue's order.

    Returns
    -------
    The columns of `figures_of`, `changes`, `against_target`, `against_parent` and `against_peers` side by side;
    indicators without a figure are there, with `value` missing.
    """
    catalogue, units = workbook.catalogue, workbook.units
    level = units[unit].level
    on_level = [i.id for i in catalogue.on_level(level, levels=workbook.level_ids)]
    own = figures_of(values, unit, period)
    parent = units[unit].parent_in(period) or ""
    peers = [peer.id for peer in units.peers(unit, period=period)]
    tables = [
        own,
        changes(values, unit=unit, period=period),
        against_target(own, targets, catalogue=catalogue, unit=unit, period=period),
        against_parent(values, catalogue=catalogue, unit=unit, parent=parent, period=period),
        against_peers(values, catalogue=catalogue, unit=unit, peers=peers, period=period),
    ]
    return pd.concat([table.reindex(on_level) for table in tables], axis=1)
