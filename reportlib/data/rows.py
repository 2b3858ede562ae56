"""Turn the rows of a data file from texts into observations, and report wrong rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from reportlib.data import cells
from reportlib.data.ratios import contradicting
from reportlib.data.statuses import with_statuses
from reportlib.data.table import COLUMNS, KEY, ORIGINS, QUALIFIERS, absent
from reportlib.errors import Problem, choices
from reportlib.periods import Cycle, Period
from reportlib.periods.reading import Years
from reportlib.workbook import DataFile, Workbook


def typed(raw: pd.DataFrame, *, data: DataFile, workbook: Workbook) -> tuple[pd.DataFrame, list[Problem]]:
    """Turn a table of texts into a table of observations, and report every problem in it.

    Parameters
    ----------
    raw
        One row for each observation, with all `COLUMNS`, `line` (a different number in each row) and `cell`.

    Returns
    -------
    The rows without problems, whose columns of texts may be categorical, and the problems of the other rows.
    """
    file, problems = data.file, [*_unknown(raw, data.file, workbook), *_off_level(raw, data.file, workbook)]
    table = raw[[*KEY, "line", "cell"]].assign(file=file)
    table["period"] = _periods(raw, file, workbook, problems)
    ratios = [i.id for i in workbook.catalogue.indicators if i.kind == "ratio"]
    table = with_statuses(
        table, raw, data, problems, ratios=ratios, declared=any(entry.file == file for entry in workbook.settings.data)
    )
    table["qualifier"] = cells.word(raw, "qualifier", QUALIFIERS, file, problems)
    table["origin"] = cells.word(raw, "origin", ORIGINS, file, problems)
    table["inferred"] = cells.yes(raw, "inferred", file, problems)
    table["reported_at"] = cells.days(raw, "reported_at", file, problems)
    table[["source", "note"]] = raw[["source", "note"]]
    table = table[[*COLUMNS, "file", "line", "cell"]]
    unread = {problem.line for problem in problems}
    whole = [
        *_empty(table, workbook),
        *_misplaced(table, workbook),
        *_weeks(table, workbook),
        *contradicting(table, raw["value"], workbook.catalogue, file=file),
    ]
    problems.extend(problem for problem in whole if problem.line not in unread)
    problems.extend(_invented(table, workbook))
    bad = {problem.line for problem in problems}
    sound = table[~table["line"].isin(bad)].reset_index(drop=True) if bad else table
    return sound, sorted(problems, key=lambda p: p.line or 0)


def _periods(raw: pd.DataFrame, file: str, workbook: Workbook, problems: list[Problem]) -> pd.Series[str]:
    starts_by_indicator = {indicator.id: workbook.year_starts(indicator) for indicator in workbook.catalogue.indicators}
    if len(months := {*starts_by_indicator.values(), workbook.settings.calendar.year_starts}) == 1:
        return cells.spelled(raw, "period", _reader(*months), file, problems)
    starts = raw["indicator"].map(starts_by_indicator).fillna(workbook.settings.calendar.year_starts)
    parts = [cells.spelled(rows, "period", _reader(int(month)), file, problems) for month, rows in raw.groupby(starts)]
    every: pd.Series[str] = pd.concat([*parts, pd.Series(dtype="str")])
    return every.reindex(raw.index)


def _reader(starts: int) -> Callable[[str], Period]:
    """A function that reads a period.

    If years that start in the month `starts` have a period with the same first and last day, the function returns that period.
    """

    def read(text: str) -> Period:
        period = Years((starts,)).read(text)
        own = Cycle.of(period.kind, starts).holding(period) if period.cycle else None
        return own if own and own.same_as(period) else period

    return read


def _unknown(raw: pd.DataFrame, file: str, workbook: Workbook) -> Iterator[Problem]:
    for column, ids in (("indicator", list(workbook.catalogue.by_id)), ("unit", list(workbook.units.by_id))):
        wrong = raw.loc[~raw[column].isin(ids), ["line", column]]
        for line, value in wrong.itertuples(index=False):
            message = f"{column} '{value}' is not known; {choices(value, ids, what=column + 's')}"
            yield Problem(message, file=file, line=line)


def _off_level(raw: pd.DataFrame, file: str, workbook: Workbook) -> Iterator[Problem]:
    levels = raw["unit"].map({unit.id: unit.level for unit in workbook.units.units})
    for (indicator, level), rows in raw.groupby([raw["indicator"], levels]):
        entry = workbook.catalogue.by_id.get(str(indicator))
        if entry and entry not in workbook.indicators_on(str(level)):
            on = choices("", list(entry.levels), what="levels that report it")
            for line, unit in rows[["line", "unit"]].itertuples(index=False):
                yield Problem(
                    f"unit '{unit}' is on level '{level}', where '{indicator}' has no figures; {on}", file=file, line=line
                )


def _kind(table: pd.DataFrame, kind: str, workbook: Workbook) -> pd.Series[bool]:
    return table["indicator"].isin([i.id for i in workbook.catalogue.indicators if i.kind == kind])


def _empty(table: pd.DataFrame, workbook: Workbook) -> Iterator[Problem]:
    parts = table["numerator"].notna() & table["denominator"].notna()
    whole = table["value"].notna() | (parts & _kind(table, "ratio", workbook))
    for row in table[~whole & ~absent(table)].to_dict("records"):
        indicator = workbook.catalogue.by_id.get(row["indicator"])
        needed = "numerator and denominator (or value)" if indicator and indicator.kind == "ratio" else "value"
        message = f"no figure: give {needed}, or a status that says why there is none, such as 'not reported'"
        mend = "write the figure, or in the column status: not reported, not yet due, not asked, not applicable or suppressed"
        yield Problem(message, file=row["file"], line=row["line"], mend=mend)


def _misplaced(table: pd.DataFrame, workbook: Workbook) -> Iterator[Problem]:
    """Find numerators or denominators of a rate, and a negative number of respondents of a score."""
    parts = table["numerator"].notna() | table["denominator"].notna()
    for row in table[parts & _kind(table, "rate", workbook)].to_dict("records"):
        message = f"'{row['indicator']}' is a rate, published without its parts, but the row has numerator or denominator"
        mend = "empty both cells, or make it `kind: ratio` with a numerator and a denominator in params/catalogue.yaml"
        yield Problem(f"{message}; give its value only", file=row["file"], line=row["line"], mend=mend)
    for row in table[table["denominator"].lt(0) & _kind(table, "score", workbook)].to_dict("records"):
        message = f"denominator '{row['denominator']:g}' of score '{row['indicator']}' is its respondents, and cannot be negative"
        mend = "write their number, or leave denominator empty where that is not known"
        yield Problem(message, file=row["file"], line=row["line"], mend=mend)


def _weeks(table: pd.DataFrame, workbook: Workbook) -> Iterator[Problem]:
    """Find weekly rows of indicators that are collected by month or longer: weeks do not add up to months."""
    others = {i.id: workbook.cycle(i).kind for i in workbook.catalogue.indicators if not workbook.cycle(i).weekly}
    weeks = [text for text in table["period"].dropna().unique() if "W" in text]
    rows = table[table["period"].isin(weeks) & table["indicator"].isin(list(others))]
    for line, name, period in rows[["line", "indicator", "period"]].itertuples(index=False):
        message = f"{period} is a week, and '{name}' is collected by the {others[name]}, which weeks do not make up exactly"
        mend = f"write `frequency: week` at '{name}' with `every: week` under `calendar`, or give figures of a {others[name]}"
        yield Problem(message, file=str(rows["file"].iloc[0]), line=line, mend=mend)


def _invented(table: pd.DataFrame, workbook: Workbook) -> Iterator[Problem]:
    real = {unit.id for unit in workbook.units.units if not unit.synthetic}
    rows = table.loc[(table["origin"] == "synthetic") & table["unit"].isin(real), ["line", "unit", "file"]]
    for line, unit, file in rows.itertuples(index=False):
        yield Problem(f"a synthetic figure cannot stand under unit '{unit}', which is not marked synthetic", file=file, line=line)
