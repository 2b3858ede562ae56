"""The output of `check --show`: how a source is read, and what is left out of it."""

from __future__ import annotations

from collections.abc import Iterator

from reportlib.cli.app import out
from reportlib.cli.console import printable
from reportlib.data import Understood, understand
from reportlib.errors import DataError
from reportlib.workbook import Workbook

FIRST = 10
"""How many figures are printed as examples."""


def show(book: Workbook, name: str) -> None:
    """Print how a source is read.

    Raises
    ------
    InputError
        When no source has that name, or when the source cannot be understood; the error then lists every problem.
    """
    source = understand(book, name)
    for line in _lines(source, book):
        out.print(printable(line))
    if source.problems:
        raise DataError(source.problems)


def _lines(source: Understood, book: Workbook) -> Iterator[str]:
    yield f"{source.name}: {len(source.rows)} figures" + (f" from {source.file}" if source.name != source.file else "")
    for line in source.remarks:
        yield f"  {line}"
    rows = source.rows.sort_values("line", kind="stable") if len(source.rows) else source.rows
    for row in rows.head(FIRST).to_dict("records"):
        unit, indicator = book.units.by_id.get(row["unit"]), book.catalogue.by_id.get(row["indicator"])
        lang = book.settings.languages[0]
        names = [f"{row['unit']} ({unit.name[lang]})" if unit else row["unit"]]
        names += [f"{row['indicator']} ({indicator.name[lang]})" if indicator else row["indicator"], row["period"]]
        numbers = [f"{part} {row[part]}" for part in ("value", "numerator", "denominator", "status") if row.get(part)]
        yield f"  {row['cell']}{row['line']}: {', '.join([*names, *numbers])}"
    if len(source.rows) > FIRST:
        yield f"  … {len(source.rows) - FIRST} more"
    for omitted in source.omissions:
        count = f" ({omitted.count})" if omitted.count > 1 else ""
        yield f"left out: {omitted.what}{count}: {omitted.why}, from {omitted.where}"
