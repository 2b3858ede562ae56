"""The overview: a table of ratios and scores with comparisons, and a table of counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from reportlib.analysis import Standing, View
from reportlib.analysis.snapshots.lines import partial_values
from reportlib.blocks import sheet
from reportlib.blocks.pictures import sparkline
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.plot.points import kind_name
from reportlib.blocks.sections.opening import rank_words, share
from reportlib.blocks.sections.signalled import signalled
from reportlib.blocks.sections.spine import spine
from reportlib.blocks.sheet import Row
from reportlib.blocks.text import Words, changes, sentences, verdicts
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.coverage import marks
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.owners import owner_of
from reportlib.data.table import ABSENCES
from reportlib.workbook.breaks import restarts
from reportlib.workbook.catalogue import Indicator

ONCE = (
    ("limits", "known", "overview.complete", "overview.usual"),
    ("like", "change", "overview.alike", "overview.usual_like"),
)
"""Remarks that can be made once for several rows: the remark's field, the field it is about, the text key for rows without a
remark, and the text key of the common sentence."""
MIN_ALIKE = 5
"""The fewest rows for which a common remark is made once."""
MAX_NAMED = 5
"""The most indicators not reported that are named; more are counted."""
SPREAD = ("low", "q1", "median", "q3", "high")


def overview(view: View, words: Words, *, indicators: list[str] | None = None, anchor: str = "overview-table") -> Piece:
    """The tables of ratios and scores, by dimension, and of counts; then how many indicators have no figure."""
    names = list(view.with_figure.index if indicators is None else view.standing.loc[indicators].index)
    fields = {
        "caption": words("overview.caption", unit=words.name(view.unit.name), period=words.period(view.period)),
        "above": verdicts.rest(view, words),
        "basis": words("sentence.since_before") if view.period.known else changes.on(view, words, "year"),
        "part_of": words("overview.share", whole=verdicts.whole(view, words)) if view.parent else "",
        "note": _note(view, words, names, whole=indicators is None),
    }
    labels = {"chg": fields["basis"], "bench": capitalised(fields["above"]), "tgt": words("page.target")}
    rates = _rates(view, words, [name for name in names if _is_rate(view, name)])
    sizes = [_row(view, words, name) for name in names if not _is_rate(view, name)]
    rate_rows = [row for group in rates["groups"] for row in group["rows"]]
    fields["usual"] = "" if view.period.known else _said_once(rate_rows, words)
    columns = {"labels": labels, "sized": _filled(sizes), "filled": _filled(rate_rows)}
    html = fragment("overview", words, anchor=anchor, sizes=sizes, **columns, **fields, **rates)
    dimensions = _by_dimension(view, words, {row["id"]: row for row in (*rate_rows, *sizes)})
    return Piece("block", str(html), {"indicators": names}, list(_sheet(fields | rates | {"groups": dimensions}, words)))


def _said_once(rows: list[dict[str, Any]], words: Words) -> str:
    """Remove the remarks that most of these rows have in common from the rows, and return the remarks in one sentence.

    The other rows keep their own remarks; a row without any gets “complete” or the like. With few rows, or if the rows
    differ, nothing changes and the result is empty.
    """
    remarks = []
    for part, there, complete, key in ONCE:
        having = [row for row in rows if row[there]]
        most, count = next(iter(Counter(row[part] for row in having if row[part]).most_common(1)), ("", 0))
        if count < max(MIN_ALIKE, len(having) / 2):
            continue
        for row in having:
            row[part] = "" if row[part] == most else row[part] or words(complete)
        remarks.append(words(key, told=most))
    return words("semicolon").join(remarks)


def _is_rate(view: View, name: str) -> bool:
    """Whether an indicator is no count, so that units of any size can be compared."""
    return not view.workbook.catalogue[name].counts


def _rates(view: View, words: Words, names: list[str]) -> dict[str, Any]:
    rows = {name: _row(view, words, name) for name in names}
    for position, name in enumerate(by_gap(view, names)):
        rows[name]["place"] = position
    groups = _by_dimension(view, words, rows)
    rate_rows = [row for group in groups for row in group["rows"]]
    behind = [row["id"] for row in rate_rows if row["spine"] and row["spine"].peers]
    title, subtitle = verdicts.title(view, words, names), _subtitle(view, words, rate_rows)
    fields = {"title": title, "subtitle": subtitle, "groups": groups, "signs": _signs(rate_rows)}
    against_peers = all(row["spine"].sign == "unit" for row in rate_rows if row["spine"])
    fields["middle"] = words("overview.median") if against_peers else verdicts.rest(view, words)
    return fields | {"table": _table(view, words, behind), "has_peers": bool(behind)}


def _by_dimension(view: View, words: Words, rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    catalogue = view.workbook.catalogue
    groups = [(d, [row for name, row in rows.items() if catalogue[name].dimension == d.id]) for d in catalogue.dimensions]
    return [{"name": words.name(dimension.name), "rows": some} for dimension, some in groups if some]


def _filled(rows: list[dict[str, Any]]) -> set[str]:
    return {part for row in rows for part, value in row.items() if value}


def by_gap(view: View, names: list[str]) -> list[str]:
    """Indicators in order: first those with an interval, the farthest behind the rest of the unit above first; then those
    without an interval; last those not compared.
    """

    def weight(name: str) -> tuple[int, float]:
        row, good = view.of(name).standing_of(name), view.workbook.catalogue[name].sign
        half = (row.interval_high - row.interval_low) / 2
        if not row.compared:
            return 3, 0.0
        if row.verdict and half > 0:
            return (0, row.gap * good / half) if good else (1, -abs(row.gap) / half)
        return 2, row.gap * (good or -1) / (abs(row.rest_value) or 1.0)

    return sorted(names, key=weight)


def _sheet(fields: dict[str, Any], words: Words) -> Iterator[Row]:
    yield from sheet.lines(fields["title"], fields["subtitle"])
    yield Row.of([fields["caption"]], "title")
    columns: tuple[tuple[str, str], ...] = (
        (words("overview.indicator"), ""),
        (words("departments.owner"), ""),
        (words("overview.value"), "-measure-origin"),
        (words("verdict.interval_head"), ""),
        (words("overview.value"), "note"),
        (fields["basis"], "-note"),
        (fields["above"], "-origin-note"),
        (words("page.target"), "-note"),
        (words("verdict.head", above=fields["above"]), ""),
        (words("verdict.rank_head"), "-note"),
    )
    heads = [sheet.beside(head, part, words) for head, parts in columns for part in parts.split("-")]
    data: list[Row] = []
    for group in fields["groups"]:
        data += [Row.of([group["name"]], "head"), *(Row.of(_sheet_cells(row, words), "data") for row in group["rows"])]
    yield from sheet.table(heads, data)
    yield from sheet.lines(fields["note"])
    if fields["table"]["rows"]:
        yield Row.of([words("page.data")])
        yield Row.of(fields["table"]["columns"], "head")
        yield from (Row.of(cells, "data") for cells in fields["table"]["rows"])


def _sheet_cells(row: dict[str, Any], words: Words) -> list[str | NumberText]:
    value, measure = sheet.with_measure(row["value"], row["measure"], words) if row["known"] else (row["absence"], "")
    verdict = row["verdict"].text if row["verdict"] else ""
    return [
        *(row["name"], row["owner"], value, measure, sheet.origin_name(row["origin"], words), row["interval"], row["note"]),
        *(row["change"], row["like"]),
        *(row["above"], sheet.origin_name(row["above_origin"], words), row["share"]),
        *(sheet.as_number(row["target"]) if row["target"] else "", row["gap"]),
        *(verdict, row["rank"], row["rank_missing"]),
    ]


def _subtitle(view: View, words: Words, rows: list[dict[str, Any]]) -> str:
    key = "compared" if any(row["verdict"] for row in rows) else "plain"
    return words(f"verdict.subtitle.{key}", count=len(rows), period=words.period(view.period), above=verdicts.rest(view, words))


def _signs(rows: list[dict[str, Any]]) -> list[str]:
    signs_used = {row["verdict"].sign for row in rows if row["verdict"]} | {row["spine"].sign for row in rows if row["spine"]}
    return [each for each in (*verdicts.SIGNS, "unit") if each in signs_used]


def _note(view: View, words: Words, names: list[str], *, whole: bool) -> str:
    judged = any(view.of(name).standing_of(name).compared for name in names)
    none = not view.period.known and view.period.year_before() is None
    notes = [
        words("verdict.note", above=verdicts.rest(view, words)) if judged else "",
        _moved(view, words, names),
        words("overview.no_change", why=changes.on(view, words, "year")) if none else "",
        _without_figure(view, words) if whole else "",
    ]
    return " ".join(note for note in notes if note)


def _without_figure(view: View, words: Words) -> str:
    """The sentence that counts the indicators without a figure by kind of absence; empty if each has a figure.

    If only a few were not reported, these are named. For a unit that is `published_only`, no kind is given, because nobody asks
    it for figures.
    """
    by_kind: dict[str, list[str]] = {kind: [] for kind in ABSENCES}
    lacking = view.standing.index.difference(view.with_figure.index, sort=False)
    if view.unit.published_only and len(lacking):
        return words("overview.unknown.all", told=words("overview.unknown.count", count=len(lacking)))
    for name in lacking:
        by_kind[view.of(name).standing_of(name).absence].append(words.name(view.workbook.catalogue[name].name))
    kinds = sorted((kind for kind in by_kind if by_kind[kind]), key=lambda kind: kind != "not reported")
    told = [_lacking(kind, by_kind[kind], words) for kind in kinds]
    return words("overview.unknown.all", told=words("semicolon").join(told)) if told else ""


def _lacking(kind: str, names: list[str], words: Words) -> str:
    is_named = kind == "not reported" and len(names) <= MAX_NAMED
    said = words.join(names) if is_named else words("overview.unknown.count", count=len(names))
    return words("overview.unknown.kind", told=said, kind=kind_name(kind, words))


def _moved(view: View, words: Words, names: list[str]) -> str:
    """The sentence on changes on the year that are at least half due to units that opened, closed, joined or left; or empty."""
    rows = {name: view.of(name).standing_of(name).changed("year") for name in names}
    large = [name for name, row in rows.items() if row.has_change and abs(row.moved) * 2 >= abs(row.difference)]
    indicators = [view.workbook.catalogue[name] for name in large]
    parts = [(one, changes.moved(rows[one.id], one, words, view=view.of(one.id))) for one in indicators]
    told = [words("overview.moved_one", name=words.name(one.name), told=text) for one, text in parts if text]
    return words("overview.moved", told=words("semicolon").join(told)) if told else ""


def _row(view: View, words: Words, name: str) -> dict[str, Any]:
    when = words.period(view.of(name).period, short=True) if view.period.known else ""
    view = view.of(name)
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    has_value = not math.isnan(row.value)
    value, measure = words.split(row.value, indicator) if has_value else ("", "")
    qualified = has_value and row.qualifier != "exactly"
    rest, of = not math.isnan(row.rest_value), words.of(row.denominator, indicator)
    return {
        "id": name,
        "known": has_value,
        "absence": "" if has_value else words.absence(row.absence),
        "name": words.name(indicator.name),
        "plain": "" if words.label(indicator).lower() == words.name(indicator.name).lower() else words.label(indicator),
        "owner": owner_of(view, indicator, words),
        "value": words(f"qualifier.{row.qualifier}", amount=value) if qualified else NumberText(value, row.value),
        "measure": measure,
        "interval": verdicts.interval(row, indicator, words),
        "origin": row.origin if has_value else "",
        "note": words.clauses([when, *(marks(row, indicator, words) if has_value else [])]),
        "limits": words.clauses(one for one in marks(row, indicator, words) if one != of) if has_value else "",
        "when": when,
        "of": of if has_value else "",
        "change": _change(row, indicator, words, view=view, with_basis=bool(when)),
        "like": changes.like_for_like(row.changed("year"), words, key="overview.like") if row.changed("year").has_change else "",
        "spark": _spark(view, indicator) if view.count_in_history(name) > 1 and _is_rate(view, name) else "",
        "signal": signalled(view, name, words),
        "above": words.brief(row.rest_value, indicator) if rest else "",
        "above_origin": row.parent_origin if rest else "",
        "share": share(view, row, words),
        "portion": share(view, row, words, key="overview.portion"),
        "spine": spine(row, indicator),
        "target": sentences.target(row, indicator, view, words),
        "gap": _to_target(row, indicator, words),
        "verdict": verdicts.verdict_text(row, indicator, words),
        **rank_words(row, indicator, words),
    }


def _spark(view: View, indicator: Indicator) -> Markup:
    line, starts = view.line(indicator.id), restarts(indicator.breaks_of(view.unit.id), view.history)
    return Markup(sparkline(line["value"], restarts=starts, partial=partial_values(line, indicator)))


def _change(row: Standing, indicator: Indicator, words: Words, *, view: View, with_basis: bool) -> str:
    change_text = changes.short(row, indicator, words, view=view, basis="year")
    return f"{change_text} {changes.on(view, words, 'year')}" if change_text and with_basis else change_text


def _to_target(row: Standing, indicator: Indicator, words: Words) -> str:
    if row.met is None or row.met or math.isnan(row.ahead):
        return sentences.to_target(row, indicator, words)
    way = sentences.target_way(row, indicator)
    return words(f"sentence.target.{way}", amount=verdicts.apart(row.ahead, indicator, words))


def _table(view: View, words: Words, names: list[str]) -> dict[str, Any]:
    columns = [words("overview.indicator"), *(words(f"verdict.data.{column}") for column in SPREAD)]
    return {"columns": columns, "rows": [_cells(view, words, name) for name in names]}


def _cells(view: View, words: Words, name: str) -> list[str | NumberText]:
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    spread = (row.low, row.q1, row.median, row.q3, row.high)
    return [words.name(indicator.name), *(words.cell(value, indicator) for value in spread)]
