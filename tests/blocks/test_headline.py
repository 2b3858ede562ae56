from __future__ import annotations

from pathlib import Path

import pytest

from reportlib.analysis import View, view_of
from reportlib.blocks.headline import headline
from reportlib.blocks.text import Words
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.cases.small import SHARE, indicator, unit, write

LEVELS = [unit("town", "city"), unit("north", "ward", "town"), unit("a", "school", "north"), unit("b", "school", "north")]


def seen(root: Path, period: str, rows: list[str], shares: int = 1) -> View:
    indicators = [indicator(f"passed{n}", {**SHARE, "direction": "up", "min_denominator": 0}) for n in range(shares)]
    workbook = Workbook.load(write(root, units=LEVELS, indicators=indicators, rows=rows, reports=[]))
    args = read_observations(workbook), read_targets(workbook)
    return view_of(workbook, *args, unit=workbook.units["a"], period=Period.parse(period))


def texts(view: View, lang: str = "en") -> list[str]:
    return [found.text for found in headline(view, Words(lang))]


@pytest.mark.parametrize(("last", "told"), [(6994, False), (6985, True)])
def test_a_turn_by_less_than_is_printed_is_not_told(tmp_path: Path, last: int, told: bool) -> None:
    # After a rise to 69.96 %, a fall to 69.94 is 0.02 points, printed 0.0, and no turn; one to 69.85 is 0.11, printed 0.1.
    parts = [6300, 6400, 6500, 6600, 6700, 6800, 6996, last]
    periods = [f"{year}Q{quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4)]
    view = seen(tmp_path, "2024Q4", [f"passed0,a,{when},,{part},10000,," for when, part in zip(periods, parts, strict=True)])
    turns = [text for text in texts(view) if "after rising" in text]
    assert bool(turns) is told
    assert not any("0.0 " in text for text in turns)


@pytest.mark.parametrize(
    ("parts", "en", "zh"),
    [
        (
            [(280, 300)],  # 28 % and 30 % of 1 000: 2.0 points apart, with 1.96 standard errors of 2.0 x 2.0 = 4.0
            "The one indicator judged does not differ from the rest of North at the 99.8% level.",
            "作判断的1项指标与单位north其余单位的差距未达到99.8%的显著水平。",
        ),
        (
            [(250, 300)],  # 5.0 points apart, standard error 2.0: beyond 1.96 of them, not beyond 3.09
            "The one indicator judged does not differ from the rest of North at the 99.8% level (at the 95% level it does).",
            "作判断的1项指标与单位north其余单位的差距未达到99.8%的显著水平，但达到95%的水平。",
        ),
        (
            [(250, 300), (250, 300)],
            "None of the indicators judged (2) differs from the rest of North at the 99.8% level (at the 95% level, all 2 do).",
            "作判断的2项指标与单位north其余单位的差距均未达到99.8%的显著水平，但2项均达到95%的水平。",
        ),
        (
            [(250, 300), (280, 300), (290, 300)],
            "None of the indicators judged (3) differs from the rest of North at the 99.8% level (at the 95% level, 1 does).",
            "作判断的3项指标与单位north其余单位的差距均未达到99.8%的显著水平，其中1项达到95%的水平。",
        ),
    ],
)
def test_where_nothing_stands_out_the_sentence_counts_what_was_judged(
    tmp_path: Path, parts: list[tuple[int, int]], en: str, zh: str
) -> None:
    rows = [
        f"passed{n},{name},2024Q4,,{part},1000,," for n, pair in enumerate(parts) for name, part in zip("ab", pair, strict=True)
    ]
    view = seen(tmp_path, "2024Q4", rows, len(parts))
    assert texts(view)[0] == en
    assert texts(view, "zh")[0] == zh
