"""Look up indicators, units, levels, owners and dimensions by id or by name in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Final

import pandas as pd

from reportlib.errors import QueryError, choices
from reportlib.workbook import Workbook
from reportlib.workbook.documents import Text

NEAREST: Final = 3
"""How many similar names an error suggests."""


@dataclass(frozen=True)
class Nouns:
    """Things of one kind, such as units, with their names."""

    kind: str
    names: Mapping[str, Text]
    former: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    """Former names, by id."""
    on_lookup: Callable[[str, object], None] | None = None
    """Called with the kind and the name at each lookup."""

    def id_of(self, wanted: object) -> str:
        """The id of the thing with this id, or with this name in any language.

        Raises
        ------
        QueryError
            When nothing has that name, or several things have it.
        """
        if self.on_lookup:
            self.on_lookup(self.kind, wanted)
        ids = [*self._spelt.get(_same(wanted), ())] if isinstance(wanted, str) else []
        exact = [name for name in ids if name == wanted] or ids
        if len(exact) == 1:
            return str(exact[0])
        if ids:
            raise QueryError(f"{self.kind} '{wanted}' is the name of several; {choices(wanted, ids, what='ids')}")
        raise QueryError(f"{self.kind} {wanted!r} is not known; {self._suggestion(wanted)}")

    def ids_of(self, wanted: Iterable[object]) -> tuple[str, ...]:
        """The ids of several things, each once."""
        return tuple(dict.fromkeys(self.id_of(one) for one in wanted))

    def containing(self, text: str) -> list[str]:
        """The ids of things whose id or name contains a text."""
        return [name for name, spelt in self._texts.items() if any(_same(text) in one for one in spelt)]

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        every = {name: [names, *self.former.get(name, ())] for name, names in self.names.items()}
        return {
            name: [_same(name), *(_same(text) for names in texts_of for text in names.values())]
            for name, texts_of in every.items()
        }

    @cached_property
    def _spelt(self) -> dict[str, list[str]]:
        ids_by_text: dict[str, list[str]] = {}
        for name, texts in self._texts.items():
            for text in dict.fromkeys(texts):
                ids_by_text.setdefault(text, []).append(name)
        return ids_by_text

    def _suggestion(self, wanted: object) -> str:
        close_matches = get_close_matches(_same(str(wanted)), list(self._spelt), n=NEAREST, cutoff=0.5)
        within = self.containing(wanted) if isinstance(wanted, str) and wanted else []
        ids = list(dict.fromkeys([*(name for text in close_matches for name in self._spelt[text]), *within]))[:NEAREST]
        hint = f"did you mean {' or '.join(map(self._with_names, ids))}? " if ids else ""
        return f"{hint}find(…) looks through {len(self.names)} names"

    def _with_names(self, name: str) -> str:
        names_text = " / ".join(text for text in self.names[name].values() if text != name)
        return f"'{name}'" + (f" ({names_text})" if names_text else "")


class Names:
    """Everything in a workbook that has a name."""

    def __init__(self, workbook: Workbook, heard: Callable[[str, object], None] | None = None) -> None:
        catalogue, self.years = workbook.catalogue, workbook.years
        self.indicators = Nouns("indicator", on_lookup=heard, names={i.id: i.name for i in catalogue.indicators})
        units = workbook.units.units
        former = {u.id: [name.text for name in u.former] for u in units if u.former}
        self.units = Nouns("unit", on_lookup=heard, names={u.id: u.name for u in units}, former=former)
        self.levels = Nouns("level", on_lookup=heard, names={level.id: level.name for level in workbook.settings.levels})
        self.owners = Nouns("owner", on_lookup=heard, names={o.id: o.name for o in catalogue.owners})
        self.dimensions = Nouns("dimension", on_lookup=heard, names={d.id: d.name for d in catalogue.dimensions})

    @property
    def of(self) -> dict[str, Nouns]:
        """The things with a name, by kind."""
        every = (self.indicators, self.units, self.levels, self.owners, self.dimensions)
        return {nouns.kind: nouns for nouns in every}

    def find(self, text: str) -> pd.DataFrame:
        """The things whose id or name contains a text, a row for each: `kind`, `id`, and its name in each language."""
        every = self.of.values()
        rows = [{"kind": nouns.kind, "id": name, **nouns.names[name]} for nouns in every for name in nouns.containing(text)]
        return pd.DataFrame(rows, columns=list(dict.fromkeys(["kind", "id", *(key for row in rows for key in row)])))


def one_of(wanted: object, allowed: Sequence[str], *, what: str) -> str:
    """Return a word if it is allowed.

    Raises
    ------
    QueryError
        When it is not.
    """
    if isinstance(wanted, str) and wanted in allowed:
        return wanted
    raise QueryError(f"{what} {wanted!r} is not known; {choices(wanted, allowed, what='choices', limit=len(allowed))}")


def _same(text: object) -> str:
    """A text for comparison: "Skill Grades" and "skill_grades" → "skill-grades"."""
    return "".join(str(text).casefold().replace("_", "-").replace(" ", "-").split())
