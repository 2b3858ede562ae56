"""Selections of every kind, and every question (verb) that can be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from reportlib.blocks import Chart, Table
from reportlib.errors import QueryError
from reportlib.periods import Period
from reportlib.query import Book, Selection
from reportlib.query.change_and_rank import Answer

Block = Chart | Table
VERBS: Final[dict[str, Callable[[Selection, str], object]]] = {
    "trend": lambda chosen, _: chosen.trend(),
    "multiples": lambda chosen, _: chosen.multiples(),
    "spread": lambda chosen, _: chosen.spread(),
    "relate": lambda chosen, other: chosen.relate(other),
    "sized": lambda chosen, other: chosen.relate(other, size=chosen.indicators[0]),
    "contribution": lambda chosen, _: chosen.contribution(),
    "composition": lambda chosen, _: chosen.composition(),
    "heatmap": lambda chosen, _: chosen.heatmap(),
    "table": lambda chosen, _: chosen.table(),
    "rank": lambda chosen, _: chosen.rank(),
    "top": lambda chosen, _: chosen.rank().top(2),
    "change": lambda chosen, _: chosen.change(*_two(chosen)),
    "signal": lambda chosen, _: chosen.signal(),
    "progress": lambda chosen, _: chosen.progress(),
    "funnel": lambda chosen, _: chosen.funnel(overdispersed=True),
    "caterpillar": lambda chosen, _: chosen.caterpillar(),
    "lorenz": lambda chosen, _: chosen.lorenz(),
    "depth": lambda chosen, other: chosen.depth(other),
    "pilots": lambda chosen, _: chosen.pilots(),
}
"""Each verb, as a function of a selection and the id of another indicator."""


def selections(book: Book, name: str, chance: Random) -> Iterator[Selection]:
    """Selections of many, few, one and no units, of every level, in one period and several, grouped and with benchmarks."""
    workbook, chosen = book.workbook, book[name]
    period = book.snapshot.reach.latest
    for level in workbook.level_ids:
        units = [unit.id for unit in workbook.units.on_level(level)]
        few = chance.sample(units, min(3, len(units)))
        yield from (chosen.each(level), chosen.of(*few), chosen.of(units[0]), chosen.each(level).where(peer_group="nobody"))
        yield (
            chosen.each(level).by(chance.choice(["pilot", "parent", "peer_group", "level", "start"]))
            if _adds(book, name)
            else chosen
        )
        benchmark = chance.choice(["parent", "rest", "peers", "target", units[-1], workbook.units.units[0].id])
        yield chosen.of(*few[:1]).against(benchmark)
        yield chosen.each(level).against(benchmark)
        yield chosen.of(units[0]).at("last 3")
        yield chosen.each(level).at(chance.choice([period.year, str(period), "previous"]))
    yield book.of(workbook.units.units[0].id)


def _adds(book: Book, name: str) -> bool:
    return book.workbook.catalogue[name].rolls_up != "none"


def answered(chosen: Selection, verb: str, other: str) -> Block | str:
    """The block that a verb returns, or the line that says why it cannot answer."""
    try:
        found: Any = VERBS[verb](chosen, other)
        return found._block() if isinstance(found, Answer) else found
    except QueryError as error:
        return str(error)


def _two(chosen: Selection) -> tuple[Period, Period]:
    (period,) = chosen.at("latest").periods(chosen.indicators[0])
    return period.year_before(), period
