"""Roll observations up: every figure of every unit in the periods asked for (METHODS 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from reportlib.analysis.cells import EXEMPT, RECEIVED, from_sums
from reportlib.analysis.contributions import Contributions, contributions, summed
from reportlib.analysis.tree import NOBODY
from reportlib.observations.findings import Finding, at_row
from reportlib.observations.table import KEY
from reportlib.periods import Period
from reportlib.workbook import Workbook

OWN_ONLY = ["inferred", "reported_at", "source", "note"]
"""What only a figure that somebody gave can have."""
FEW_PROVISIONAL = 0.2
"""The share of provisional returns up to which a sum is final."""

AGREES: dict[str, Callable[[float, float, float], bool]] = {
    "exactly": lambda given, made, slack: abs(made - given) <= slack,
    "more than": lambda given, made, slack: made > given,
    "at least": lambda given, made, slack: made >= given - slack,
    "just under": lambda given, made, slack: made < given,
    "at most": lambda given, made, slack: made <= given + slack,
    "about": lambda given, made, slack: abs(made - given) <= max(slack, abs(given) * 0.05),
}
"""Whether a computed figure agrees with one that was given, by the given one's qualifier."""


def rollup(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> tuple[pd.DataFrame, list[Finding]]:
    """Every figure that the observations carry, of every unit, in the periods asked for and in all those observed.

    A unit's own figure wins over what the units below it add up to; where the two do not agree, that is a finding.

    Parameters
    ----------
    observations
        One row a figure (see `reportlib.observations.settle`).
    periods
        Periods of any kind; those made up of collection periods are added up from them.

    Returns
    -------
    One row an indicator, unit and period for which a figure was given or owed: `value`, `numerator`, `denominator`,
    `qualifier`, `origin`, `own` (whether it is the unit's own), `k` and `n` (how many returns of the units below it are in it,
    of how many that were asked for), `loose` (how many of them are provisional), `hidden` (how many are suppressed), `status`,
    and `absence`, the kind of absence where there is no value; of own figures `inferred`, `reported_at`, `source` and `note`.
    """
    told = [Period.parse(text) for text in observations["period"].unique()]
    made_of = contributions(observations, workbook, [*periods, *told])
    return figures(observations, workbook, made_of)


def figures(observations: pd.DataFrame, workbook: Workbook, made_of: Contributions) -> tuple[pd.DataFrame, list[Finding]]:
    """The figures that some contributions make (see `rollup`), and where own ones do not agree with what is below them."""
    columns = ["i", "p", "a", "b", *_COUNTS]
    settled = _named(summed(made_of.table(columns), ["i", "unit", "p"]), made_of)
    under = made_of.table(columns, settled=False)
    own_parts = under["via"] == NOBODY
    below = [_named(summed(rows, ["i", "unit", "p"]), made_of) for rows in (under[~own_parts], under[own_parts])]
    made = _excused(_described(settled, workbook), observations)
    own = _own(observations, workbook, made_of.tree.periods)
    values = _overlaid(made, own)
    return values, [finding for sums in below for finding in _discrepancies(own, sums, workbook)]


_COUNTS = ["origin", "above", "below", "given", "provisional", "hidden", "asked", "there"]


def _named(sums: pd.DataFrame, made_of: Contributions) -> pd.DataFrame:
    """Sums with the words of their key in place of its numbers."""
    words = (made_of.names, made_of.tree.ids, made_of.tree.periods)
    numbers = (sums["i"], sums["unit"], sums["p"])
    key = {column: np.array(known, dtype=object)[codes] for column, known, codes in zip(KEY, words, numbers, strict=True)}
    return sums.drop(columns=["i", "unit", "p"]).assign(**key).astype(dict.fromkeys(KEY, "str"))


def _described(sums: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Sums as figures with their coverage, status, and the kind of absence where there is none."""
    found = from_sums(sums, workbook.catalogue)
    empty = found["there"] == 0
    numbers = ["value", "numerator", "denominator"]
    found[numbers] = found[numbers].mask(empty | (found["hidden"] == found["there"]))
    unaddable = empty & (found["given"] == found["asked"])  # all came, as bare values of which no sum is made
    kinds = [found["value"].notna(), found["asked"] == 0, unaddable, empty, found["hidden"] == found["there"]]
    words = ["", "not asked", "not applicable", "not reported", "suppressed"]
    absence = np.select(kinds, words, default="nothing to divide by")
    loose = found["provisional"] > FEW_PROVISIONAL * found["given"]
    return found.assign(
        absence=absence,
        status=np.where(loose, "provisional", "final"),
        own=False,
        k=found["given"].astype("float64"),
        n=found["asked"].astype("float64"),
        loose=found["provisional"].astype("float64"),
        hidden=found["hidden"].astype("float64"),
    ).drop(columns=["given", "asked", "there", "provisional"])


def _excused(made: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """The same figures, those without a value by the reason that the unit gave for a part of the period, where it gave one."""
    excuses = observations.loc[observations["status"].isin(EXEMPT), [*KEY, "status"]]
    lacking = made.index[made["absence"] == "not reported"]
    if excuses.empty or lacking.empty:
        return made
    spans = {text: Period.parse(text) for text in {*excuses["period"], *made.loc[lacking, "period"]}}
    beside = made.loc[lacking, KEY].reset_index().merge(excuses, on=["indicator", "unit"], suffixes=("", "_part"))
    pairs = zip(beside["period"], beside["period_part"], strict=True)
    within = np.array([spans[whole].contains(spans[part]) for whole, part in pairs], dtype=bool)
    reasons = beside[within].drop_duplicates("index").set_index("index")["status_part" if "status_part" in beside else "status"]
    return made.assign(absence=made["absence"].where(~made.index.isin(reasons.index), reasons.reindex(made.index)))


def _own(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[str]) -> pd.DataFrame:
    """What units gave themselves, with the value of a ratio worked out where only its parts were given.

    What was given for a period is given, too, for others of the same months: for the first quarter and the year to March.
    """
    observations = _renamed(observations, periods)
    scale = observations["indicator"].map({i.id: i.scale for i in workbook.catalogue.indicators})
    quotient = scale * observations["numerator"] / observations["denominator"].where(observations["denominator"] != 0)
    value = observations["value"].fillna(quotient)
    status = observations["status"]
    shown = status.isin(RECEIVED) & (status != "suppressed")
    absence = status.where(~shown, "nothing to divide by").mask(value.notna() & shown, "").replace("missing", "not reported")
    return observations[[*KEY, "numerator", "denominator", "qualifier", "origin", *OWN_ONLY, "file", "line", "renamed"]].assign(
        value=value.where(shown), absence=absence, status=status.where(status == "provisional", "final"), own=True
    )


def _renamed(observations: pd.DataFrame, periods: Sequence[str]) -> pd.DataFrame:
    """The observations and, of those of a period whose months another has as well, the same under its name."""
    spans = {text: Period.parse(text) for text in periods}
    told = [(text, Period.parse(text)) for text in observations["period"].unique()]
    others = {text: [name for name, p in spans.items() if name != text and p.same_as(period)] for text, period in told}
    more = [observations[observations["period"] == text].assign(period=name) for text, names in others.items() for name in names]
    given: pd.DataFrame = observations.assign(renamed=False)
    every: pd.DataFrame = pd.concat([given, *(rows.assign(renamed=True) for rows in more)], ignore_index=True)
    return every.drop_duplicates(KEY)


def _overlaid(made: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The figures made, with own ones in their place; an own row that gives none leaves what was made of those below."""
    kept = own.drop(columns=["file", "line", "renamed"]).reset_index(drop=True)
    made_keys = pd.MultiIndex.from_frame(made.loc[made["value"].notna(), KEY])
    empty = kept["value"].isna() & pd.MultiIndex.from_frame(kept[KEY]).isin(made_keys) & (kept["absence"] == "not reported")
    kept = kept[~empty]
    rest = made[~pd.MultiIndex.from_frame(made[KEY]).isin(pd.MultiIndex.from_frame(kept[KEY]))]
    return pd.concat([kept, rest], ignore_index=True).fillna({"source": "", "note": "", "reported_at": "", "inferred": False})


def _discrepancies(own: pd.DataFrame, below: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    """Own figures that do not agree with what the units below, or the parts of the period, add up to.

    Where some of these are missing, only a sum that is larger all the same.
    """
    made = from_sums(below, workbook.catalogue)
    made = made.assign(complete=(made["given"] >= made["asked"]) & (made["hidden"] == 0))
    both = (
        own[~own["renamed"]]
        .merge(made[[*KEY, "value", "complete"]], on=KEY, suffixes=("", "_made"))
        .dropna(subset=["value", "value_made"])
    )
    slack = both["indicator"].map({i.id: 0.5 * 10.0**-i.decimals for i in workbook.catalogue.indicators})
    grows = both["indicator"].isin([i.id for i in workbook.catalogue.indicators if i.rolls_up == "sum" and not i.negative])
    checked = both["complete"] | (grows & (both["value_made"] > both["value"]))
    return [
        at_row("discrepancy", row, first=row["value"], second=row["value_made"])
        for row, loose in zip(both[checked].to_dict("records"), slack[checked], strict=True)
        if not AGREES[row["qualifier"]](row["value"], row["value_made"], loose)
    ]
