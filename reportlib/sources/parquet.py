"""Tables in Parquet files; this needs pyarrow: `pip install reportlib[parquet]`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from reportlib.sources.files import opened, stopped, version_of
from reportlib.sources.sheets import texts
from reportlib.sources.table import Table

ENDINGS: Final = (".parquet",)


@dataclass(frozen=True)
class Parquet:
    """A Parquet file; as in a CSV, row 1 of its table has the names of the columns."""

    path: Path
    file: str

    def read(self) -> Table:
        """The table (see `Source.read`)."""
        if not find_spec("pyarrow"):
            mend = "install the extra: pip install 'reportlib[parquet]', or save the table as CSV"
            raise stopped(f"a Parquet file needs pyarrow, which is not installed; {mend}", self.file, mend=mend)
        import pyarrow as arrow  # noqa: PLC0415 importing it changes how pandas stores texts
        import pyarrow.parquet as parquet  # noqa: PLC0415 as above

        try:
            with opened(self.path, self.file) as stream:
                arrow_table = parquet.read_table(stream)
        except (arrow.ArrowException, OSError) as error:
            raise stopped(f"not readable as Parquet: {' '.join(str(error).split())[:200]}", self.file) from None
        columns = [["" if value is None else value for value in column.to_pylist()] for column in arrow_table.columns]
        cells = {
            n: texts([name, *column]) for n, (name, column) in enumerate(zip(arrow_table.column_names, columns, strict=True))
        }
        return Table(pd.DataFrame(cells, dtype="str"), np.arange(1, arrow_table.num_rows + 2))

    def remarks(self) -> tuple[str, ...]:
        """Empty, because the file states its format."""
        return ()

    def version(self) -> str:
        """A fingerprint that changes when the table does."""
        return version_of(self.path)
