"""The opening of a page: origin of its figures, title, headline, cards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from reportlib.analysis import Standing, View
from reportlib.analysis.snapshots.lines import partial_values
from reportlib.blocks import sheet
from reportlib.blocks.pictures import sparkline
from reportlib.blocks.pieces import Piece, fragment
from reportlib.blocks.sheet import Row
from reportlib.blocks.text import Words, changes, sentences, succession, verdicts
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.coverage import lived, remarks
from reportlib.blocks.text.direction import isolated
from reportlib.blocks.text.findings import day
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.places import place
from reportlib.blocks.text.sentences import Sentence
from reportlib.periods import Cycle
from reportlib.workbook.breaks import restarts
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.declared import Settings
from reportlib.workbook.documents import Text
from reportlib.workbook.schedule import Correction


def banner(view: View, words: Words) -> Piece:
    """The line at the top of a page: the least certain origin of its figures, and the other origins as exceptions."""
    origins = view.origins
    worst = origins[-1] if origins else "none"
    texts = {part: words(f"page.banner.{worst}.{part}") for part in ("short", "long")}
    html = fragment(
        "banner", words, mark=words(f"page.mark.{worst}"), others=[each for each in origins if each != worst], **texts
    )
    return Piece("banner", str(html), {"origins": origins, "dimensions": _dimensions(view), "known": len(view.with_figure)})


def _dimensions(view: View) -> list[str]:
    catalogue = view.workbook.catalogue
    dimensions = {catalogue[name].dimension for name in view.with_figure.index}
    return [dimension.id for dimension in catalogue.dimensions if dimension.id in dimensions]


def masthead(
    view: View, words: Words, *, title: Text, status: str, headline: list[Sentence], tally: str, figures: bool = True
) -> Piece:
    """The head of a page: issuer, title, period, headline, and how many indicators have each verdict.

    Without `figures`, as on a page on returns, it does not say what the unit's figures are compared with.
    """
    settings = view.workbook.settings
    full_title = titled(words, view.unit.name, title)
    counts = verdicts.counted(view, words, view.with_figure.index) if figures else []
    fields: dict[str, Any] = {
        "issuer": words.name(settings.issuer),
        "workbook_title": words.name(settings.title),
        "level": words.name(view.workbook.level(view.unit.level).name),
        "status": status,
        "title": full_title,
        "period": words.period(view.period),
        "months": _months(view, words),
        "above": _compared(view, words) if figures else "",
        "changes": succession.sentences(view, words),
        "pilot": words("page.pilot", since=words.period(view.unit.pilot)) if view.unit.pilot else "",
        "headline": headline,
        "lead": _lead(view, words, headline),
        "against": verdicts.against(view, words, counts),
        "counts": counts,
        "tally": tally if counts else capitalised(tally),
    }
    plain = " ".join(sentence.text for sentence in headline)
    facts = {"title": full_title, "headline": plain, "status": status}
    return Piece("masthead", str(fragment("masthead", words, **fields)), facts, list(_lines(fields, words)))


def _lead(view: View, words: Words, headline: list[Sentence]) -> str:
    """The words put before the headline when a reader copies it: unit and period, and a warning about made-up figures."""
    key = "copies.lead_synthetic" if any(sentence.origin == "synthetic" for sentence in headline) else "copies.lead"
    return words(key, unit=words.name(view.unit.name), period=words.period(view.period, short=True))


def _lines(fields: dict[str, Any], words: Words) -> Iterator[Row]:
    draft = words("status.draft") if fields["status"] == "draft" else ""
    yield Row.of(filter(None, [fields["issuer"], fields["workbook_title"], fields["level"], words("page.edition"), draft]))
    yield Row.of([fields["title"]], "title")
    yield Row.of(filter(None, [fields[name] for name in ("period", "months", "above", "pilot")]))
    yield from (Row.of([sentence.text, sheet.origin_name(sentence.origin, words)]) for sentence in fields["headline"])
    counts = words.join([verdict_count.text for verdict_count in fields["counts"]])
    yield Row.of([fields["against"] + words("semicolon").join(filter(None, [counts, fields["tally"]]))])


def _compared(view: View, words: Words) -> str:
    rest, targets = view.standing["rest_value"].notna().any(), view.standing["target"].notna().any()
    if not (rest or targets):
        return ""
    key = "both" if rest and targets else "rest" if rest else "targets"
    return words(f"page.compared.{key}", name=words.name(view.parent.name) if view.parent else "")


def titled(words: Words, unit: Text, title: Text) -> str:
    """The title of a page: the unit's name and the template's title."""
    return words("page.title", unit=words.name(unit), report=words.name(title))


def with_settings(title: str, settings: Settings, words: Words) -> str:
    """A title with the report's own parameters in brackets, if they differ from the template's defaults."""
    yes_and_no = {True: words("own.yes"), False: words("own.no")}
    setting_texts = [
        f"{name} {yes_and_no[value]}" if isinstance(value, bool) else isolated(str(value)) for name, value in settings
    ]
    return f"{title}{words.get('open')}{words.join(setting_texts)}{words.get('close')}" if setting_texts else title


def _months(view: View, words: Words) -> str:
    """The months of a quarter or half-year, or the days of any period if the workbook has weekly indicators; else empty.

    For the latest known figures, a remark that each figure has a period of its own.
    """
    period, workbook = view.period, view.workbook
    if period.known:
        return words("page.own_periods")
    if any(workbook.cycle(indicator).weekly for indicator in workbook.catalogue.indicators):
        weeks = Cycle("week")
        first, last = weeks.with_week(period.opens).begin, weeks.with_week(period.closes).end
        days = {"first": day(first.isoformat(), words), "last": day(last.isoformat(), words)}
        return words("page.days" if period.kind == "week" else "page.weeks", **days, count=period.weeks)
    if period.kind not in ("quarter", "half"):
        return ""
    names = words.get("period.months")
    return words("page.months", first=names[period.first % 12], last=names[period.last % 12])


def corrected(corrections: Sequence[Correction], words: Words) -> Piece | None:
    """The list of corrections of the page; None if there are none."""
    lines = [{"date": each.date.isoformat(), "text": words.name(each.text)} for each in corrections]
    rows = [Row.of([words("page.correction", date=each["date"]), each["text"]]) for each in lines]
    return Piece("block", str(fragment("corrections", words, corrections=lines)), rows=rows) if lines else None


def card_pieces(view: View, words: Words) -> Piece | None:
    """Up to four cards, each with a figure and its comparisons; None if there are none."""
    cards = [_card(view, words, name) for name in sentences.cards(view)]
    rows = [Row.of([words("page.cards")], "title"), *(row for card in cards for row in _rows(card, words))]
    return Piece("cards", str(fragment("cards", words, cards=cards)), rows=rows) if cards else None


def _rows(card: dict[str, Any], words: Words) -> Iterator[Row]:
    value, qualifier = card["value"], card["qualifier"]
    value_cells = sheet.with_measure(f"{qualifier} {value}" if qualifier else value, card["measure"], words)
    yield Row.of([card["plain"], sheet.origin_name(card["origin"], words)], "title")
    yield Row.of(filter(str, [card["name"], *value_cells, card["remark"]]))
    yield Row.of([f"{change['amount']} {change['basis']}" for change in card["changes"]] or [card["not_compared"]])
    if card["target"]:
        yield Row.of([words("page.target"), sheet.as_number(card["target"]), card["gap"]])
    if above := card["above"]:
        verdict = above["verdict"].text if above["verdict"] else ""
        yield Row.of([above["name"], sheet.as_number(above["value"]), sheet.origin_name(above["origin"], words), verdict])
    if card["rank"]:
        yield Row.of([words("page.rank"), card["rank"], card["rank_missing"]])


def _card(view: View, words: Words, name: str) -> dict[str, Any]:
    known, view = view.period.known, view.of(name)
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    series, when = view.series(name), words.period(view.period, short=True) if known else ""
    number, measure = words.split(row.value, indicator)
    has_spark = series["value"].notna().sum() > 1 and set(series.loc[series["value"].notna(), "origin"]) == {row.origin}
    aim = row.target if sentences.is_drawn(row, view) else math.nan
    return {
        "id": name,
        "plain": words.label(indicator),
        "name": words.name(indicator.name),
        "origin": row.origin,
        "qualifier": words(f"qualifier.{row.qualifier}", amount="").strip(),
        "value": NumberText(number, row.value if row.qualifier == "exactly" else None),
        "measure": measure,
        "remark": words.clauses([when, lived(view, words), *remarks(row, indicator, words)]),
        "changes": card_changes(view, row, indicator, words),
        "not_compared": changes.not_compared(view, indicator, words),
        "spark": _spark(view, indicator, aim) if has_spark else "",
        "first": words.period(view.history[0], short=True),
        "last": words.period(view.history[-1], short=True),
        "has_target": not math.isnan(aim),
        "target": sentences.target(row, indicator, view, words),
        "gap": sentences.to_target(row, indicator, words),
        "above": _above(view, row, indicator, words),
        **rank_words(row, indicator, words),
    }


def _spark(view: View, indicator: Indicator, aim: float) -> Markup:
    line, starts = view.line(indicator.id), restarts(indicator.breaks_of(view.unit.id), view.history)
    return Markup(sparkline(line["value"], target=aim, grows=True, restarts=starts, partial=partial_values(line, indicator)))


def card_changes(view: View, row: Standing, indicator: Indicator, words: Words) -> list[dict[str, str]]:
    """The changes of a figure that a card shows: all in per cent, or none in per cent if one of them may not be.

    The change on the period before is left out if the period is one year or several, because the change on the year is then
    the same. It is left out for flows and distinct counts too, because the period before may be another season.
    """
    bases = ["year"] if indicator.kind in ("flow", "distinct") or view.period.kind in ("year", "span") else ["previous", "year"]
    shown = [row.changed(basis) for basis in bases if row.changed(basis).has_change]
    per_cent = all(changes.in_per_cent(change, indicator) for change in shown)
    change_texts = [(basis, changes.short(row, indicator, words, view=view, basis=basis, per_cent=per_cent)) for basis in bases]
    return [{"amount": amount, "basis": _basis(view, row, words, basis)} for basis, amount in change_texts if amount]


def _basis(view: View, row: Standing, words: Words, basis: str) -> str:
    like = changes.like_for_like(row.changed(basis), words, key="overview.like")
    return words.clauses([changes.on(view, words, basis), like])


def _above(view: View, row: Standing, indicator: Indicator, words: Words) -> dict[str, Any] | None:
    if view.parent is None or (math.isnan(row.rest_value) and math.isnan(row.share)):
        return None
    if math.isnan(row.rest_value):
        return {
            "name": words("overview.share", whole=verdicts.whole(view, words)),
            "value": share(view, row, words, key="overview.portion"),
            "origin": row.parent_origin,
            "verdict": None,
        }
    return {
        "name": verdicts.rest(view, words),
        "value": words.brief(row.rest_value, indicator),
        "origin": row.parent_origin,
        "verdict": verdicts.verdict_text(row, indicator, words),
    }


def share(view: View, row: Standing, words: Words, *, key: str = "page.share") -> str:
    """A count as a share of the count of the unit above, in words; empty if no share may be stated."""
    if math.isnan(row.share):
        return ""
    share_text = words(key, percent=words.number(100 * row.share, 1), whole=verdicts.whole(view, words))
    return (
        share_text
        if math.isclose(row.part, row.value, rel_tol=1e-9, abs_tol=1e-9)
        else words("page.share_of", share=share_text, amount=words.short(row.part))
    )


def rank_words(row: Standing, indicator: Indicator, words: Words) -> dict[str, str]:
    """The rank, and how many units did not report or are not ranked, in words; empty if there is no rank."""
    if math.isnan(row.rank):
        return {"rank": "", "rank_missing": ""}
    missing = words("sentence.rank_missing", missing=int(row.missing)) if row.missing else ""
    unranked = words("sentence.rank_unranked", count=int(row.unranked)) if row.unranked else ""
    missing_text = words.clauses([missing, unranked])
    own_place = place(row.rank, row.of, indicator, words, tied=row.tied)
    return {"rank": words("sentence.rank_among", place=own_place, of=int(row.of)), "rank_missing": missing_text}
