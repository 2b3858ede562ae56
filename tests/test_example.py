from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from .commands import command

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "skill-grades"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nation's report in both languages and one province's, built from the example's own folder."""
    folder = tmp_path_factory.mktemp("example")
    options = ["--unit", "china", "--unit", "jiangsu", "--output", str(folder)]
    done = command("build", *options, cwd=EXAMPLE)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
def test_the_nation_shows_the_ratio_of_its_sums(built: Path) -> None:
    page = (built / "nation-china-2004-zh.html").read_text("utf-8")
    card = re.search(r'class="?card-value"?>\s*([\d.,]+)<wbr><small>', page)
    assert card is not None
    assert card[1] == "391.7"


@pytest.mark.slow
def test_a_province_is_ranked_among_the_thirty_one(built: Path) -> None:
    page = (built / "province-jiangsu-2004-zh.html").read_text("utf-8")
    figures: dict[str, tuple[float, float]] = {}
    with next((EXAMPLE / "data").glob("*.csv")).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["numerator"] and row["unit"] != "china" and "highly-skilled" in row["indicator"]:
                figures[row["unit"]] = (float(row["numerator"]), float(row["denominator"]))
    rates = {unit: n / d for unit, (n, d) in figures.items()}
    place = 1 + sum(rate > rates["jiangsu"] for rate in rates.values())
    assert len(rates) == 31
    assert f"31个单位中第{place}位" in page
