from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import pytest

from reportlib.analysis import whole_of
from reportlib.analysis.snapshots.latest_known import LatestKnown
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.oracle import catalogues, periods, worlds
from tests.oracle.compare import differences
from tests.oracle.figures import figure
from tests.oracle.product import SEVERAL, left_open, rows_of
from tests.oracle.standings import standings
from tests.oracle.workbook import Book, Indicator, read

BACK = 60
"""How many collection periods the oracle looks back; no world has so many."""


def last_known(book: Book, indicator: Indicator, unit: str, until: periods.Period) -> periods.Period | None:
    """The last period of the indicator's length that ends no later than `until` and for which the unit has a figure."""
    begun = (until.last + 1 - (indicator.starts - 1)) // indicator.size * indicator.size + indicator.starts - 1
    tried = (periods.Period(begun - n * indicator.size, begun - (n - 1) * indicator.size - 1) for n in range(1, BACK))
    return next((one for one in tried if figure(book, indicator, unit, one).value is not None), None)


@pytest.mark.parametrize("number", range(12))
def test_each_figure_is_the_last_that_the_oracle_knows_and_told_as_it_says(number: int) -> None:
    chance = Random(number)
    kinds = chance.sample(sorted(catalogues.KINDS), 3)
    features = frozenset({"frequency", *chance.sample(["gaps", "moves", "openings", "closures", "provisional", "suppressed"], 3)})
    world = worlds.make(chance.choice(["quarter", "half", "month"]), 3, 8, kinds, features, chance)
    with tempfile.TemporaryDirectory() as folder:
        root = world.write(Path(folder))
        book, workbook = read(root), Workbook.load(root)
        told = read_observations(workbook), read_targets(workbook)
    until = max((Period.parse(text) for text in told[0]["period"].unique()), key=lambda one: (one.closes, -one.months))
    known = LatestKnown(whole_of(workbook, *told, period=until), lambda period: whole_of(workbook, *told, period=period))
    for unit in (one.id for one in workbook.units.units if one.exists(until)):
        view, compared = known.view(unit), 0
        for part in view.each:
            names, text = set(part.standings["indicator"]), str(part.period)
            for name in names:
                wanted = last_known(book, book.indicators[name], unit, book.period(str(until)))
                assert wanted in (None, book.period(text)), (unit, name)
                compared += wanted is not None
            mine = [row for row in standings(book, text) if row["unit"] == unit and row["indicator"] in names]
            theirs = list(rows_of(part.standings, book, text, counted=not world.features & SEVERAL))
            assert [line for line in differences(mine, theirs) if not left_open(line, book)] == []
        on_level = [one for one in book.indicators.values() if last_known(book, one, unit, book.period(str(until)))]
        assert compared == len(on_level), unit
