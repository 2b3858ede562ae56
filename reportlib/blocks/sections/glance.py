"""The summary of a page for the index, in the page's head."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportlib.analysis import View
from reportlib.blocks.sections import collection
from reportlib.blocks.text import Words, changes, verdicts
from reportlib.blocks.text.coverage import reporting
from reportlib.blocks.text.rounding import significant
from reportlib.workbook.schedule import Correction

LEADS = 3
"""How many figures of a page the index shows."""
_LONGEST = 200


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Lead(_Part):
    """A figure as printed on its page; `value` is the number to sort by."""

    name: str = Field(max_length=_LONGEST)
    text: str = Field(max_length=_LONGEST)
    value: float | None = Field(allow_inf_nan=False)
    change: str = Field("", max_length=_LONGEST)


class Glance(_Part):
    """The summary of a page for the index; fields that do not apply are empty.

    `tally` counts indicators by verdict, `reported` is how many of how many units reported, `day` the latest day on which a
    return came or the report was corrected.
    """

    leads: tuple[Lead, ...] = Field((), max_length=LEADS)
    tally: dict[str, int] = {}
    reported: tuple[int, int] | None = None
    day: str = Field("", pattern=r"^(\d{4}-\d\d-\d\d)?$")

    @classmethod
    def read(cls, text: str) -> Glance:
        """The summary from its text in the head of a page; an empty one if the text is not valid."""
        try:
            return cls.model_validate_json(text) if text else cls()
        except ValidationError:
            return cls()

    def __str__(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def glance(view: View, words: Words, *, leads: Sequence[str], corrections: Iterable[Correction]) -> Glance:
    """The summary of a page. `leads` are the indicators with cards; if there are none, the summary has no verdicts."""
    counts = reporting(view.main)
    return Glance(
        leads=tuple(_lead(view, words, name) for name in leads[:LEADS]),
        tally=_tally(view) if leads else {},
        reported=(counts.k, counts.n) if counts.n else None,
        day=latest_day(view, corrections),
    )


def _lead(view: View, words: Words, name: str) -> Lead:
    view = view.of(name)
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    text = words.amount(row.value, indicator, qualifier=row.qualifier)
    number = None if math.isnan(row.value) or math.isinf(row.value) else float(significant(row.value, 6))
    change = changes.short(row, indicator, words, view=view, basis="year")
    return Lead(name=words.label(indicator), text=text, value=number, change=change)


def _tally(view: View) -> dict[str, int]:
    signs = Counter(verdicts.sign(view.standing_of(name)) for name in view.with_figure.index)
    return {sign: signs[sign] for sign in verdicts.SIGNS if signs[sign]}


def latest_day(view: View, corrections: Iterable[Correction]) -> str:
    """The latest day on which a return of the period came, or the report was corrected; empty if no day is known."""
    received_days = collection.within(view.main)["received"] if len(view.main.returns) else ()
    return max([*map(str, received_days), *(correction.date.isoformat() for correction in corrections)], default="")
