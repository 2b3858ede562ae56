"""The notes and the data table of a chart of lines."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.blocks.plot.caption import Table
from reportlib.blocks.plot.line_traces import SYMBOLS
from reportlib.blocks.plot.lines import Line, Target
from reportlib.blocks.plot.points import MAX_POINTS_NAMED, SILENT, Point, bracketed, cell, kind_name, limits
from reportlib.blocks.plot.scales import in_time
from reportlib.blocks.text.breaks import sentences
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Break, Indicator

SIGNS = {"published": "\u25a0", "reported": "\u25cf", "synthetic": "\u25cb"}


def origin_key(lines: Sequence[Line], words: Words) -> str:
    """The sentence that explains the shapes of points; empty if all points have the same origin."""
    origins = {point.origin for line in lines for point in line.points if point.value is not None}
    with_symbol = [origin for origin in SYMBOLS if origin in origins]
    if len(with_symbol) < 2:
        return ""
    return words("figure.key", signs=words.join([f"{SIGNS[o]} {words(f'origin.{o}.name')}" for o in with_symbol]))


def partial_note(lines: Sequence[Line], words: Words) -> str:
    """The note on points that are sums without all returns; empty if there are none."""
    own = [line for line in lines if line.own]
    has_several = any(line.series == "several" for line in own)
    points = [(line.name if has_several else "", *pair) for line in own for pair in zip(line.periods, line.points, strict=True)]
    order = sorted((row for row in points if row[2].lacking), key=lambda row: row[1].last, reverse=True)
    texts = list(dict.fromkeys(_partial(name, period, point, words) for name, period, point in order))
    if not texts:
        return ""
    more = words("figure.partial_more", count=len(texts) - MAX_POINTS_NAMED) if len(texts) > MAX_POINTS_NAMED else ""
    return words("figure.partial", points=words.join(texts[:MAX_POINTS_NAMED]), more=more)


def _partial(name: str, period: Period, point: Point, words: Words) -> str:
    lacking = Point(point.value, returned=point.returned, hidden=point.hidden)
    when = words.period(period, short=True)
    text = words("figure.of_line", name=name, period=when) if name else when
    return text + bracketed(limits(lacking, words), words)


def silent_note(lines: Sequence[Line], words: Words) -> str:
    """The note on missing figures of several units' lines; empty for one unit, because its line names them in the gaps."""
    several = [line for line in lines if line.series == "several"]
    kinds = dict.fromkeys(kind for line in several for kind in line.absent)
    return words("figure.between").join(_silent(kind, several, words) for kind in kinds)


def _silent(kind: str, lines: Sequence[Line], words: Words) -> str:
    lacking = [(line.name, len(line.absent[kind])) for line in lines if kind in line.absent]
    texts = [words("figure.gaps_of", name=name, count=count) for name, count in lacking]
    return words("figure.gaps", kind=kind_name(kind, words), lines=words.join(texts))


def gap_note(lines: Sequence[Line], words: Words) -> str:
    """What the signs for periods without a figure mean, for a picture that does not name the periods."""
    kinds = dict.fromkeys(kind for line in lines for kind in line.absent)
    others = [kind_name(kind, words) for kind in kinds if kind != SILENT]
    texts = [words("figure.broken")] if SILENT in kinds else []
    return words("figure.between").join([*texts, *([words("figure.dashes", kinds=words.join(others))] if others else [])])


def line_table(lines: list[Line], targets: list[Target], *, indicator: Indicator, words: Words) -> Table:
    """The data table: a row for each period, a column for each line."""
    periods = in_time({p for line in lines for p in line.periods} | {t.span for t in targets})
    table: dict[str, list[str] | list[NumberText]] = {
        words("figure.column.period"): [words.period(p, short=True) for p in periods]
    }
    for line in lines:
        points = dict(zip(line.periods, line.points, strict=True))
        table[line.name] = [cell(points.get(p, Point()), indicator, words) for p in periods]
    if targets:
        aims = {t.span: _aim(t, indicator, words) for t in targets}
        table[words("figure.target")] = [aims.get(p, NumberText(words("missing"))) for p in periods]
    return Table(list(table), [list(row) for row in zip(*table.values(), strict=True)])


def _aim(target: Target, indicator: Indicator, words: Words) -> NumberText:
    if target.period == target.span:
        return words.cell(target.value, indicator)
    return NumberText(words.figure(target.value, indicator) + bracketed([words.period(target.period, short=True)], words))


def break_notes(lines: Sequence[Line], indicator: Indicator, words: Words) -> list[str]:
    """Notes on the breaks in series that interrupt lines."""
    own = [line.unit for line in lines if line.own]
    names = {line.unit: line.name for line in lines if line.unit}
    shown = [one for one in indicator.breaks if any(_interrupts(one, line, indicator) for line in lines)]
    return sentences(shown, words, own=own[0] if len(own) == 1 else "", names=names, holders=names)


def _interrupts(one: Break, line: Line, indicator: Indicator) -> bool:
    """Whether a break concerns the line's unit and lies between the line's first and last point."""
    return bool(line.periods) and one in indicator.breaks_of(line.unit) and one.between(line.periods[0], line.periods[-1])
