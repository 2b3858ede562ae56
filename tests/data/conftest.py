"""A small workbook whose data file and catalogue a test writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from reportlib.data import read_observations
from reportlib.errors import DataError
from reportlib.workbook import Workbook

HEADER = "indicator,unit,period,value,numerator,denominator,status,reported_at"
Read = Callable[..., pd.DataFrame]
Refused = Callable[..., list[str]]


@pytest.fixture
def read(small_folder: Path) -> Read:
    """A function that writes rows to the data file of the small workbook and reads it, after the `edits` of params files."""

    def table(*rows: str, edits: dict[str, tuple[str, str]] | None = None) -> pd.DataFrame:
        for name, (old, new) in (edits or {}).items():
            path = small_folder / "params" / f"{name}.yaml"
            assert old in path.read_text("utf-8")
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        (small_folder / "data" / "returns.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
        return read_observations(Workbook.load(small_folder), origins=("reported",))

    return table


@pytest.fixture
def refused(read: Read) -> Refused:
    """A function that gives the messages about rows that cannot be read, without the name of the file."""

    def problems(*rows: str, edits: dict[str, tuple[str, str]] | None = None) -> list[str]:
        with pytest.raises(DataError) as caught:
            read(*rows, edits=edits)
        assert all(problem.mend for problem in caught.value.problems), "every refusal names the edit that mends it"
        return [str(problem).removeprefix("data/returns.csv:") for problem in caught.value.problems]

    return problems
