"""`Table`: a table of figures whose cells keep the numbers and become texts when the table is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.facts_json import facts_as_json
from reportlib.blocks.pieces import Listed, Piece, left_out, listed
from reportlib.blocks.plot.points import Point, cell
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.errors import QueryError
from reportlib.workbook.catalogue import Indicator


@dataclass(frozen=True)
class Number:
    """A cell with a figure of an indicator."""

    indicator: Indicator
    point: Point

    @property
    def value(self) -> float | None:
        """The figure."""
        return self.point.value

    def as_text(self, words: Words) -> NumberText:
        """The figure as printed; what limits it follows in brackets."""
        return cell(self.point, self.indicator, words)


@dataclass(frozen=True)
class Absence:
    """A cell without a figure: the kind of absence; empty if no figure belongs there."""

    kind: str = ""

    @property
    def value(self) -> None:
        """Always None."""
        return None

    def as_text(self, words: Words) -> NumberText:
        """The kind of absence in words."""
        return NumberText(words.absence(self.kind, short=True) if self.kind else words("missing"))


@dataclass(frozen=True)
class Difference:
    """A cell with the change of a figure."""

    indicator: Indicator
    value: float

    def as_text(self, words: Words) -> NumberText:
        """The change with its sign, without its measure."""
        return NumberText(signed(self.value, self.indicator, words), self.value)


Cell = Number | Difference | Absence | str


def cell_of(point: Point, indicator: Indicator) -> Cell:
    """The cell of a figure, or of its absence."""
    return Absence(point.absence) if point.value is None else Number(indicator, point)


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Figures in rows and columns. If there are no figures, `why` gives the reason, and a page leaves the table out.

    Parameters
    ----------
    columns
        The headings; the first is for the names of the rows.
    rows, origins
        The cells, a name first, and the origin of the figures of each row.
    data, facts
        The figures of the table as a frame and as facts.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    data: pd.DataFrame = field(repr=False)
    facts: tuple[Fact, ...] = field(default=(), repr=False)
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    title: str = ""
    subtitle: str = ""
    note: str = ""
    origins: tuple[str, ...] = ()
    code: str = ""
    why: str = ""
    size: str = "full"
    lang: str

    def values(self) -> pd.DataFrame:
        """The cells as a frame: names in the first column, then numbers, missing where there is no figure."""
        cells = [[one if isinstance(one, str) else one.value for one in row] for row in self.rows]
        return pd.DataFrame(cells, columns=pd.Index(self.columns))

    @property
    def table(self) -> pd.DataFrame:
        """The cells as texts, as a page prints them."""
        cells = [[str(one) for one in row] for row in self._texts]
        return pd.DataFrame(cells, columns=pd.Index(self.columns, dtype="str"), dtype="str")

    def titled(self, title: str, *, subtitle: str | None = None) -> Table:
        """The table with another title and, if one is passed, another subtitle."""
        if not isinstance(title, str) or not title.strip():
            raise QueryError(f"titled(…) takes the words of a title, not {title!r}")
        code = f"{self.code}.titled({title!r}{'' if subtitle is None else f', subtitle={subtitle!r}'})"
        return replace(self, title=title, subtitle=self.subtitle if subtitle is None else str(subtitle), code=code)

    def half(self) -> Table:
        """The table at half the width of a page."""
        return replace(self, size="half", code=f"{self.code}.half()")

    @property
    def _texts(self) -> list[list[str | NumberText]]:
        words = Words(self.lang)
        return [[one if isinstance(one, str) else one.as_text(words) for one in row] for row in self.rows]

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return self._piece._repr_mimebundle_()

    @property
    def _piece(self) -> Piece:
        words = Words(self.lang)
        if self.why:
            return left_out(self.why, words)
        return listed(
            words,
            size=self.size,
            title=self.title,
            subtitle=self.subtitle,
            columns=self._heads,
            rows=[Listed(row, origin) for row, origin in zip(self._texts, self._origins, strict=True)],
            note=self.note,
            facts={"carried": facts_as_json(self.data, self.claims)},
        )

    @property
    def _origins(self) -> tuple[str, ...]:
        return self.origins or ("",) * len(self.rows)

    @property
    def _heads(self) -> list[tuple[str, bool]]:
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        numbers = [any(not isinstance(one, str) for one in cells) for cells in columns]
        return list(zip(self.columns, numbers, strict=True))

    def __repr__(self) -> str:
        if self.why:
            return f"<Table that is not shown: {self.why}>"
        return f"<Table {self.title!r}: {len(self.rows)} rows, {len(self.columns)} columns>"
