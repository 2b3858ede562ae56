"""The table of observations: its columns, its words, and the checks a row must pass to be one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pandas as pd

from reportlib.errors import Problem, choices
from reportlib.periods import Period
from reportlib.workbook import Workbook

KEY: Final = ["indicator", "unit", "period"]
NUMBERS: Final = ["value", "numerator", "denominator"]
COLUMNS: Final = [*KEY, *NUMBERS, "qualifier", "status", "origin", "inferred", "reported_at", "source", "note"]
"""The columns of a table of observations, always all of them, in this order (`file` and `line` say where a row stood)."""

ORIGINS: Final = ("published", "reported", "synthetic")
"""Where a figure comes from, best known first; what is computed from several takes the last of theirs."""
QUALIFIERS: Final = ("exactly", "more than", "at least", "just under", "at most", "about")
STATUSES: Final = ("final", "provisional", "missing")

_YES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


def origins_in(column: pd.Series[str]) -> list[str]:
    """The origins that a column holds, best known first."""
    held = set(column.unique())
    return [origin for origin in ORIGINS if origin in held]


def typed(raw: pd.DataFrame, *, file: str, workbook: Workbook) -> tuple[pd.DataFrame, list[Problem]]:
    """A table of observations from a table of strings, with every problem in it.

    Parameters
    ----------
    raw
        Strings, one row an observation, with a column `line` beside some of `COLUMNS`.
    file
        The name by which messages call it.

    Returns
    -------
    The rows that are sound, and what is wrong with the others, one problem a cell.
    """
    problems = [*_unknown(raw, file, workbook), *_off_level(raw, file, workbook)]
    table = pd.DataFrame({column: raw[column] for column in KEY})
    table["period"] = _mapped(raw, "period", Period.parse, file, problems)
    for column in NUMBERS:
        table[column] = _numbers(raw, column, file, problems)
    table["qualifier"] = _word(raw, "qualifier", QUALIFIERS, file, problems)
    table["status"] = _word(raw, "status", STATUSES, file, problems)
    table["origin"] = _word(raw, "origin", ORIGINS, file, problems)
    table["inferred"] = _yes(raw, "inferred", file, problems)
    table["reported_at"] = _dates(raw, file, problems)
    table[["source", "note"]] = raw[["source", "note"]]
    table["file"], table["line"] = file, raw["line"]
    unread = {problem.line for problem in problems}
    problems.extend(problem for problem in _empty(table, file, workbook) if problem.line not in unread)
    problems.extend(_invented(table, file, workbook))
    bad = {problem.line for problem in problems}
    return table[~table["line"].isin(bad)].reset_index(drop=True), sorted(problems, key=lambda p: p.line or 0)


def _unknown(raw: pd.DataFrame, file: str, workbook: Workbook) -> Iterator[Problem]:
    """Indicators and units that the workbook does not have."""
    for column, known in (("indicator", list(workbook.catalogue.by_id)), ("unit", list(workbook.units.by_id))):
        wrong = raw.loc[~raw[column].isin(known), ["line", column]]
        for line, value in wrong.itertuples(index=False):
            message = f"{column} '{value}' is not known; {choices(value, known, what=column + 's')}"
            yield Problem(message, file=file, line=line)


def _off_level(raw: pd.DataFrame, file: str, workbook: Workbook) -> Iterator[Problem]:
    """Units that report an indicator which is never a figure of their level."""
    levels = raw["unit"].map({unit.id: unit.level for unit in workbook.units.units})
    for (indicator, level), rows in raw.groupby([raw["indicator"], levels]):
        known = workbook.catalogue.by_id.get(str(indicator))
        if known and known not in workbook.catalogue.on_level(str(level), levels=workbook.level_ids):
            on = choices("", list(known.levels), what="levels that report it")
            for line, unit in rows[["line", "unit"]].itertuples(index=False):
                yield Problem(
                    f"unit '{unit}' is on level '{level}', where '{indicator}' has no figures; {on}", file=file, line=line
                )


def _mapped(raw: pd.DataFrame, column: str, read: Callable[[str], object], file: str, problems: list[Problem]) -> pd.Series[str]:
    """A column read value by value (each distinct one once), as strings in their one right spelling."""
    spelling: dict[str, str | None] = {}
    for text in raw[column].unique():
        try:
            spelling[text] = str(read(text))
        except ValueError as error:
            spelling[text] = None
            lines = raw.loc[raw[column] == text, "line"]
            problems.extend(Problem(f"{column}: {error}", file=file, line=line) for line in lines)
    return raw[column].map(spelling).astype("str")


def _numbers(raw: pd.DataFrame, column: str, file: str, problems: list[Problem]) -> pd.Series[float]:
    numbers = pd.to_numeric(raw[column], errors="coerce").astype("float64")
    wrong = raw.loc[(raw[column] != "") & ~numbers.abs().lt(float("inf")), ["line", column]]
    for line, value in wrong.itertuples(index=False):
        hint = "write digits only, without separators, signs or words; leave it empty where nothing is known"
        problems.append(Problem(f"{column} '{value}' is not a number; {hint}", file=file, line=line))
    return numbers


def _word(raw: pd.DataFrame, column: str, known: Sequence[str], file: str, problems: list[Problem]) -> pd.Series[str]:
    words = raw[column].where(raw[column] != "", known[0])
    for line, value in raw.loc[~words.isin(known), ["line", column]].itertuples(index=False):
        problems.append(
            Problem(f"{column} '{value}' is not possible; {choices(value, known, what='choices')}", file=file, line=line)
        )
    return words


def _yes(raw: pd.DataFrame, column: str, file: str, problems: list[Problem]) -> pd.Series[bool]:
    words = raw[column].str.lower()
    for line, value in raw.loc[~words.isin(list(_YES)), ["line", column]].itertuples(index=False):
        problems.append(Problem(f"{column} '{value}' is not possible; write true or false", file=file, line=line))
    return words.isin([word for word, yes in _YES.items() if yes])


def _dates(raw: pd.DataFrame, file: str, problems: list[Problem]) -> pd.Series[str]:
    """Days as ISO text, which sorts and compares as it stands and is written as it is read."""
    days = pd.to_datetime(raw["reported_at"], format="%Y-%m-%d", errors="coerce")
    for line, value in raw.loc[(raw["reported_at"] != "") & days.isna(), ["line", "reported_at"]].itertuples(index=False):
        problems.append(Problem(f"reported_at '{value}' is not a day; write it as 2020-04-15", file=file, line=line))
    return raw["reported_at"]


def _empty(table: pd.DataFrame, file: str, workbook: Workbook) -> Iterator[Problem]:
    """Rows that carry no figure and do not say that it is missing."""
    ratios = [i.id for i in workbook.catalogue.indicators if i.kind == "ratio"]
    parts = table["numerator"].notna() & table["denominator"].notna()
    whole = table["value"].notna() | (parts & table["indicator"].isin(ratios))
    for line, indicator in table.loc[~whole & (table["status"] != "missing"), ["line", "indicator"]].itertuples(index=False):
        known = workbook.catalogue.by_id.get(indicator)
        asked = "numerator and denominator (or value)" if known and known.kind == "ratio" else "value"
        yield Problem(f"no figure: give {asked}, or status 'missing'", file=file, line=line)


def _invented(table: pd.DataFrame, file: str, workbook: Workbook) -> Iterator[Problem]:
    """Synthetic figures under the name of a unit that exists."""
    real = {unit.id for unit in workbook.units.units if not unit.synthetic}
    rows = table.loc[(table["origin"] == "synthetic") & table["unit"].isin(real), ["line", "unit"]]
    for line, unit in rows.itertuples(index=False):
        yield Problem(f"a synthetic figure cannot stand under unit '{unit}', which is not marked synthetic", file=file, line=line)
