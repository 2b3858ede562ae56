"""Readers of figures: CSV, sheets, Parquet and databases all become a `Table` of texts with the place of each cell."""

from __future__ import annotations

from pathlib import Path

from reportlib.sources import parquet, sheets
from reportlib.sources.addresses import is_database
from reportlib.sources.parquet import Parquet
from reportlib.sources.postgres import Query
from reportlib.sources.sheets import Sheet
from reportlib.sources.table import Source, Table, coded, joined, stripped, uncoded, uncoded_table
from reportlib.sources.text import Csv
from reportlib.workbook.layouts import Layout

__all__ = [
    "Csv",
    "Parquet",
    "Query",
    "Sheet",
    "Source",
    "Table",
    "coded",
    "joined",
    "source_of",
    "stripped",
    "uncoded",
    "uncoded_table",
]


def source_of(root: Path, file: str, layout: Layout | None = None) -> Source:
    """The source of a data file, chosen by the ending of its name, or of a query on a database.

    Without a layout, the table has the columns of the data file.
    """
    if is_database(file):
        return Query(file, layout.query if layout else None)
    path, ending = root / file, Path(file).suffix.lower()
    if ending in sheets.ENDINGS:
        return Sheet(path, file, layout.sheet if layout else None)
    if ending in parquet.ENDINGS:
        return Parquet(path, file)
    return Csv(path, file, layout.encoding if layout else None, layout.separator if layout else None)
