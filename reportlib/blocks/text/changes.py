"""Changes in words."""

from __future__ import annotations

import math

from reportlib.analysis import Change, Standing, View
from reportlib.analysis.changes.weekly import per_week
from reportlib.blocks.text import Words, succession
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator


def earlier(view: View, basis: str) -> Period | None:
    """The earlier period of a change: the one before if `basis` is “previous”, else the same period a year before.

    A year to date, or a period of several years, is always compared with the year before. None for a 53rd week if the year
    before had none.
    """
    return (view.period.previous() if basis == "previous" else None) or view.period.year_before()


def on(view: View, words: Words, basis: str) -> str:
    """The period that a change compares with, in words."""
    period = earlier(view, basis)
    if period is None:
        return words("sentence.since_none", number=view.period.number)
    return words("sentence.since", period=in_words(period, words))


def not_compared(view: View, indicator: Indicator, words: Words) -> str:
    """Why a figure is compared with no earlier one: there is none, or a break in series lies between."""
    year = view.period.year_before()
    if year is None or not indicator.broken(view.unit.id, earlier=year, later=view.period):
        return words("page.no_change")
    starts = [one.start for one in indicator.breaks_of(view.unit.id) if one.start.opens <= view.period.closes]
    return words("page.new_series", period=in_words(starts[-1], words))


def change(row: Standing, indicator: Indicator, words: Words, *, view: View) -> str:
    """How a figure changed since the same period a year before, in words; empty if it has no change like for like."""
    view = view.of(indicator.id)
    change = row.changed("year")
    if not change.has_change:
        return ""
    notes = [
        _with_time(change, indicator, words, view=view),
        like_for_like(change, words),
        moved(change, indicator, words, view=view),
    ]
    return words.clauses(notes)


def in_title(row: Standing, indicator: Indicator, words: Words, *, view: View) -> str:
    """The change on the year for a chart's title, without a remark on units that joined or left."""
    change = row.changed("year")
    if not change.has_change:
        return ""
    notes = [_with_time(change, indicator, words, view=view), like_for_like(change, words, key="overview.like")]
    return words.clauses(notes)


def _with_time(change: Change, indicator: Indicator, words: Words, *, view: View) -> str:
    text, then = _amount_text(change, indicator, words, on=on(view, words, "year")), view.period.year_before()
    if then is not None and weekly(indicator, view):
        text = words("sentence.per_week", text=text, now=view.period.weeks, then=then.weeks)
    return words("sentence.loose", text=text) if change.provisional else text


def weekly(indicator: Indicator, view: View, basis: str = "year") -> bool:
    """Whether a change of an indicator is given per week."""
    then = earlier(view, basis)
    return then is not None and per_week(indicator, view.period, then, view.workbook)


def _amount_text(change: Change, indicator: Indicator, words: Words, *, on: str) -> str:
    if in_per_cent(change, indicator):
        key = "level" if rounds_to_zero(change.growth * 100, 1) else "rose" if change.growth > 0 else "fell"
        return words(f"sentence.growth.{key}", on=on, percent=words.number(abs(change.growth) * 100, 1))
    still = rounds_to_zero(change.difference, change_decimals(indicator))
    key = "level" if still else "rose" if change.difference > 0 else "fell"
    return words(f"sentence.difference.{_sort(indicator)}.{key}", on=on, amount=words.difference(change.difference, indicator))


def in_per_cent(change: Change, indicator: Indicator) -> bool:
    """Whether a change is in per cent: only if the count is large enough, and no part comes from units that joined or left."""
    counted = indicator.counts and not indicator.percent
    return counted and not math.isnan(change.growth) and rounds_to_zero(change.moved, change_decimals(indicator))


def _sort(indicator: Indicator) -> str:
    """The text key for a difference: of ranks (`rank`), of amounts (`count`), or of percentages and other levels (`level_of`)."""
    if indicator.kind == "rank":
        return "rank"
    counted = indicator.counts or (indicator.kind == "ratio" and indicator.scale > 1)
    return "count" if counted and not indicator.percent else "level_of"


def like_for_like(change: Change, words: Words, *, key: str = "sentence.like") -> str:
    """How many units or returns a change compares, in words; empty if it compares all."""
    if change.pairs < change.of_pairs:
        return words(f"{key}.units", k=int(change.pairs), n=int(change.of_pairs))
    if change.cells < change.of_cells:
        return words(f"{key}.returns", k=int(change.cells), n=int(change.of_cells))
    return ""


def moved(change: Change, indicator: Indicator, words: Words, *, view: View) -> str:
    """The part of a change that comes from units that opened, closed, joined or left; a single unit is named.

    Empty if no unit opened, closed, joined or left, or if that part is printed as zero.
    """
    places = change_decimals(indicator)
    if not change.movers or rounds_to_zero(change.moved, places):
        return ""
    who = _who(indicator.id, change, words, view=view)
    if rounds_to_zero(change.moved - change.difference, places):
        return words("sentence.moved.all", who=who)
    sign = words("figure.plus" if change.moved > 0 else "figure.minus", number=words.difference(change.moved, indicator))
    return words("sentence.moved.some", amount=sign, who=who)


def _who(name: str, change: Change, words: Words, *, view: View) -> str:
    rows = view.moves[view.moves["indicator"] == name]
    if len(rows) != 1:
        return words("sentence.moved.many", count=int(change.movers)) if change.movers > 1 else words("sentence.moved.one")
    row, units = rows.iloc[0], view.workbook.units
    other = units.by_id.get(row["other"])
    succession_text = succession.mover(
        units[row["mover"]], units, words, earlier=view.period.year_before() or view.period, joined=row["joined"]
    )
    if succession_text and not (other and not row["joined"]):
        return succession_text
    unit = words.name(units[row["mover"]].name)
    key = ("from" if other else "opened") if row["joined"] else ("to" if other else "closed")
    return words(f"sentence.moved.{key}", unit=unit, other=words.name(other.name) if other else "")


def arrow(difference: float) -> str:
    """The arrow of a change, up, down or level, whether good or bad; empty for NaN."""
    return "" if math.isnan(difference) else "→" if abs(difference) < 1e-9 else "↑" if difference > 0 else "↓"


def short(row: Standing, indicator: Indicator, words: Words, *, view: View, basis: str, per_cent: bool = True) -> str:
    """A change as an arrow and an amount, “per week” if the periods have unlike numbers of weeks.

    With `per_cent` the amount is in per cent if `in_per_cent` allows it.
    """
    text = short_change(row, indicator, words, basis=basis, per_cent=per_cent)
    return words("overview.per_week", change=text) if text and weekly(indicator, view, basis) else text


def short_change(row: Standing, indicator: Indicator, words: Words, *, basis: str, per_cent: bool = True) -> str:
    """A change as an arrow and an amount; empty if there is no change like for like."""
    change = row.changed(basis)
    if not change.has_change:
        return ""
    if per_cent and in_per_cent(change, indicator):
        percent = words("number.percent", number=words.number(abs(change.growth) * 100, 1))
        return f"{arrow(0.0 if rounds_to_zero(change.growth * 100, 1) else change.difference)} {percent}"
    places = change_decimals(indicator)
    pointing = arrow(0.0 if rounds_to_zero(change.difference, places) else change.difference)
    return f"{pointing} {_short_amount(change.difference, indicator, words)}"


def _short_amount(difference: float, indicator: Indicator, words: Words) -> str:
    if indicator.percent:
        return words("number.short_points", number=words.number(abs(difference), change_decimals(indicator)))
    if indicator.kind == "rank":
        return words.difference(difference, indicator)
    if indicator.counts:
        return words.short_of(abs(difference), indicator)
    return words.number(abs(difference), change_decimals(indicator))
