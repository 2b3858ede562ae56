"""Complete the names of parts (“of which men”) by that of their whole, and take marks of footnotes off names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from reportlib.data.guessing.indicators.indicators import Indicated
from reportlib.data.guessing.indicators.kinds import UNSAID
from reportlib.data.guessing.units.units import GuessedUnit
from reportlib.data.mapping.headings import BETWEEN
from reportlib.workbook.patterns import words

_MARKS: Final = re.compile(r"\s*([\u2460-\u2473\u2474-\u2487]+)\s*$")
"""Numbers in circles or brackets, such as ①, that refer to a footnote."""


def named_in_full(indicators: Iterable[Indicated], notes: Sequence[str]) -> None:
    """Write the whole before the name of a part (“of which men”), and put footnotes in place of their marks in `footnote`."""
    whole: Indicated | None = None
    for one in indicators:
        if mark := _MARKS.search(one.name):
            one.name = one.name[: mark.start()]
            one.footnote = next((text for text in notes if text.startswith(mark[1])), "").removeprefix(mark[1]).strip()
        last = one.name.rpartition(BETWEEN)[2]
        if whole is not None and _is_part(last):
            _name_part(one, whole, last)
        else:
            whole = one


def without_marks(units: Iterable[GuessedUnit]) -> list[GuessedUnit]:
    """Units without marks of footnotes behind their names."""
    return [replace(unit, name=_MARKS.sub("", unit.name)) for unit in units]


def _is_part(name: str) -> bool:
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    return text.startswith(tuple(words()["of which"]))


def _name_part(one: Indicated, whole: Indicated, last: str) -> None:
    one.name, one.why["name"] = f"{whole.name}{BETWEEN}{last}", "its name says that it is a part of the one before"
    if one.why["kind"].startswith(UNSAID) and whole.kind in ("flow", "stock"):
        one.kind, one.why["kind"] = whole.kind, f"it is a part of '{whole.name}'"
    if not one.measure and whole.measure:
        one.measure, one.why["measure"] = whole.measure, f"it is a part of '{whole.name}'"
