"""Find the units and indicators that a table's names mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from reportlib.errors import choices
from reportlib.sources import Csv, Table, stripped
from reportlib.sources.files import stopped
from reportlib.workbook import Workbook
from reportlib.workbook.documents import Noun, Text
from reportlib.workbook.layouts import IGNORE, Layout
from reportlib.workbook.patterns import plain, words


@dataclass(frozen=True)
class Names:
    """Names with the ids that they mean, in several layers: the first layer that contains a name decides.

    The layers are the names in the layout, in a file of names, and in the workbook. Keys are names changed by `plain`; `spelt`
    has the unchanged names, for messages. `what` says what the names are of, such as “units”.
    """

    what: str
    layers: tuple[Mapping[str, tuple[str, ...]], ...]
    spelt: Mapping[str, str]

    def ids(self, text: str) -> tuple[str, ...]:
        """The ids that a text may mean: none for an unknown name, only `ignore` if the name's rows are left out."""
        key = plain(text)
        return next((layer[key] for layer in self.layers if key in layer), ())

    def nearest(self, text: str) -> str:
        """A hint for the message about an unknown name, with similar names and examples."""
        return choices(text, self._spellings, what=self.what)

    @cached_property
    def _spellings(self) -> list[str]:
        return list(dict.fromkeys(self.spelt.values()))


def names_of(what: str, own_names: Mapping[str, str | None], pairs: Iterable[tuple[str, str]], nouns: Iterable[Noun]) -> Names:
    """Collect the names of units or indicators.

    `own_names` are the names in the layout; the id None or `ignore` leaves out the rows of a name. `pairs` are names in a file of
    names, with their ids.
    """
    own = {plain(name): (id_meant or IGNORE,) for name, id_meant in own_names.items()}
    texts_and_ids: list[tuple[str, str]] = []
    spelt = {plain(name): name for name in own_names}
    for noun in nouns:
        name: Text = getattr(noun, "name")  # noqa: B009 every noun with an id has one
        noun_id = str(getattr(noun, "id"))  # noqa: B009
        texts_and_ids += [(text, noun_id) for text in [noun_id, *name.values(), *getattr(noun, "plain", {}).values()]]
    spelt |= {plain(text): text for text, _ in texts_and_ids}
    return Names(what, (own, _gathered(pairs), _gathered(texts_and_ids)), spelt)


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    ids_by_name: dict[str, tuple[str, ...]] = {}
    for name, id_meant in pairs:
        key = plain(name)
        if key and id_meant not in ids_by_name.get(key, ()):
            ids_by_name[key] = (*ids_by_name.get(key, ()), id_meant)
    return ids_by_name


def unit_names(workbook: Workbook, layout: Layout) -> Names:
    """The names of units in the layout, in its file of names, and in the workbook.

    Raises
    ------
    DataError
        When the file of names cannot be read, or has an unknown unit.
    """
    pairs = _looked_up(workbook, layout.unit_names) if layout.unit_names else []
    return names_of("units", layout.units, pairs, workbook.units.units)


def indicator_names(workbook: Workbook, layout: Layout) -> Names:
    """The names of indicators in the layout and in the workbook."""
    return names_of("indicators", layout.indicators, [], workbook.catalogue.indicators)


def breakdown_names(workbook: Workbook, layout: Layout, breakdown: str) -> Names:
    """The names of the parts of a breakdown, and words for their total."""
    catalogue = workbook.catalogue
    one = catalogue.breakdown(breakdown)
    labels: dict[str, str | None] = {text: part.indicator for part in one.parts for text in part.label.values()}
    totals = [(str(word), one.whole) for word in words()["totals"]]
    nouns = [catalogue[name] for name in (one.whole, *one.members)]
    return names_of(f"parts of '{one.id}'", {**labels, **layout.indicators}, totals, nouns)


def _looked_up(workbook: Workbook, file: str) -> list[tuple[str, str]]:
    table = Csv(workbook.root / file, file).read()
    cells = table.cells.apply(stripped)
    header = [text.lower() for text in cells.iloc[0]] if len(cells) else []
    name_columns = {"name", *workbook.settings.languages}
    if "unit" not in header or not name_columns & set(header):
        raise stopped("the first line has to name the columns 'unit' and 'name', or a language in place of 'name'", file, line=1)
    ids = cells[header.index("unit")].iloc[1:]
    lang = cells[header.index("lang")].iloc[1:] if "lang" in header else pd.Series("", index=ids.index)
    ours = lang.isin(["", *workbook.settings.languages])
    _refuse_unknown(ids, table, file, workbook)
    columns = [n for n, name in enumerate(header) if name in name_columns]
    return [pair for n in columns for pair in zip(cells[n].iloc[1:][ours], ids[ours], strict=True)]


def _refuse_unknown(ids: pd.Series[str], table: Table, file: str, workbook: Workbook) -> None:
    wrong = ~ids.isin([*workbook.units.by_id, IGNORE]).to_numpy()
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        name = ids.iloc[at]
        message = f"unit '{name}' is not known; {choices(name, list(workbook.units.by_id), what='units')}"
        raise stopped(message, file, line=int(table.rows[at + 1]))
