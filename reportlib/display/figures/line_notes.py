"""What stands beside a figure of lines: its table, and the key to its points."""

from __future__ import annotations

from reportlib.catalogue import Indicator
from reportlib.display.figures.caption import Table
from reportlib.display.figures.lines import SYMBOLS, Line, Target
from reportlib.display.figures.scales import in_time
from reportlib.display.text.words import Words
from reportlib.display.text.written import Written

SIGNS = {"published": "\u25a0", "reported": "\u25cf", "synthetic": "\u25cb"}


def origin_key(lines: list[Line], words: Words) -> str:
    """A sentence that explains the shapes of points, where a figure has more than one."""
    seen = {o for line in lines for o, v in zip(line.origins, line.values, strict=True) if v is not None}
    known = [origin for origin in SYMBOLS if origin in seen]
    if len(known) < 2:
        return ""
    return words("figure.key", signs=words.join([f"{SIGNS[o]} {words(f'origin.{o}.name')}" for o in known]))


def line_table(lines: list[Line], targets: list[Target], *, indicator: Indicator, words: Words) -> Table:
    """The numbers of some lines, a row a period and a column a line."""
    periods = in_time({p for line in lines for p in line.periods} | {t.period for t in targets})
    table: dict[str, list[str] | list[Written]] = {words("figure.column.period"): [words.period(p, short=True) for p in periods]}
    for line in lines:
        known = dict(zip(line.periods, line.values, strict=True))
        table[line.name] = [cell(known.get(p), p in known, indicator, words) for p in periods]
    if targets:
        aims = {t.period: t.value for t in targets}
        table[words("figure.target")] = [words.cell(aims.get(p), indicator) for p in periods]
    return Table(list(table), [list(row) for row in zip(*table.values(), strict=True)])


def cell(value: float | None, asked: bool, indicator: Indicator, words: Words) -> Written:
    """A value, the word for one not reported, or a dash where a line has no such period."""
    return Written(words("figure.missing")) if value is None and asked else words.cell(value, indicator)
