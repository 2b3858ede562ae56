"""Single figures as pictures and tables print them: with what limits them (such as “provisional”), or the kind of absence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportlib.blocks.plot.scales import plain
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator

MAX_POINTS_NAMED = 3
"""The most names in a note."""
SILENT = "not reported"
SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Point:
    """A figure, or the kind of its absence.

    Parameters
    ----------
    value
        None if there is no figure. `absence` is then the kind of absence, or empty if no figure belongs there.
    returned
        For a sum that lacks returns: how many it has, and how many were asked for; else None.
    hidden
        The number of suppressed returns in a sum.
    """

    value: float | None = None
    origin: str = ""
    qualifier: str = "exactly"
    absence: str = ""
    status: str = "final"
    returned: tuple[int, int] | None = None
    hidden: int = 0
    denominator: float | None = None

    @property
    def has_value_or_reason(self) -> bool:
        """Whether there is a figure or a kind of absence."""
        return self.value is not None or bool(self.absence)

    @property
    def lacking(self) -> bool:
        """Whether the figure is a sum with missing or suppressed returns."""
        return self.value is not None and (self.returned is not None or self.hidden > 0)


def points_in(frame: pd.DataFrame) -> Iterator[Point]:
    """The points of a frame with a column `value`.

    The columns `origin`, `qualifier`, `absence`, `status`, `k`, `n`, `hidden` and `denominator` are optional. Without a
    column `absence`, missing values count as not reported.
    """
    columns = {name: frame[name].tolist() for name in frame.columns}
    count = len(frame)
    values = plain(columns["value"])
    kinds = columns.get("absence", ["" if value is not None else SILENT for value in values])
    texts = [_texts(columns, name, count, default) for name, default in (("origin", ""), ("qualifier", "exactly"))]
    status = _texts(columns, "status", count, "final")
    k, n, hidden, of = (columns.get(name, [math.nan] * count) for name in ("k", "n", "hidden", "denominator"))
    for at, value in enumerate(values):
        kind = str(kinds[at]) if value is None and _there(kinds[at]) else ""
        left_out = int(hidden[at]) if _there(hidden[at]) else 0
        whole = float(of[at]) if _there(of[at]) else None
        yield Point(value, texts[0][at], texts[1][at], kind, status[at], _returned(value, k[at], n[at]), left_out, whole)


def _texts(columns: Mapping[Any, list[Any]], name: str, count: int, default: str) -> list[str]:
    return [str(text) if _there(text) and text != "" else default for text in columns.get(name, [default] * count)]


def _there(value: object) -> bool:
    """Whether a value is not missing: not None, NA or NaN."""
    return value is not None and value is not pd.NA and value == value


def _returned(value: float | None, k: float, n: float) -> tuple[int, int] | None:
    return (int(k), int(n)) if value is not None and k < n else None


def cell(point: Point, indicator: Indicator, words: Words) -> NumberText:
    """A point for a table; with the unrounded number only if the figure is exact, and nothing follows it in brackets."""
    text = point_text(point, indicator, words)
    plainly = point.value is not None and point.qualifier == "exactly" and not text.endswith(words("close"))
    return NumberText(text, point.value if plainly else None)


def point_text(point: Point, indicator: Indicator, words: Words) -> str:
    """A point in words: its value and, in brackets, what limits it; or its kind of absence, or a dash."""
    if point.value is None:
        return words.absence(point.absence) if point.absence else words("missing")
    text = words.figure(point.value, indicator, qualifier=point.qualifier)
    return text + of_how_many(point, indicator, words)


def of_how_many(point: Point, indicator: Indicator, words: Words) -> str:
    """What limits a value, in brackets: a small denominator, provisional status, missing or suppressed returns."""
    of = words.of(point.denominator, indicator)
    return bracketed([*([of] if of else []), *limits(point, words)], words)


def limits(point: Point, words: Words) -> list[str]:
    """What limits a figure, in words: provisional status, missing returns, suppressed returns."""
    texts = [words(f"status_mark.{point.status}")] if point.status == "provisional" else []
    if point.returned is not None:
        texts.append(words("figure.returned", k=point.returned[0], n=point.returned[1]))
    return [*texts, words("figure.hidden", count=point.hidden)] if point.hidden and point.value is not None else texts


def benchmark_line(point: Point, name: str, words: Words) -> tuple[float | None, str]:
    """The value of a benchmark's line, and its name with what limits the value in brackets; None and “” unless it is exact."""
    if point.value is None or point.qualifier != "exactly":
        return None, ""
    return point.value, name + bracketed(limits(point, words), words)


def bracketed(texts: Sequence[str], words: Words) -> str:
    """Texts in brackets; empty if there are none."""
    return f"{words.get('open')}{words.join(list(texts))}{words.get('close')}" if texts else ""


def without(names: Sequence[tuple[str, str]], words: Words, *, more: int = 0) -> list[str]:
    """A note for each kind of absence, from pairs of a unit's name and a kind.

    `more` is the number of further units that did not report and are not in `names`.
    """
    kinds: dict[str, list[str]] = {SILENT: []} if more else {}
    for name, kind in names:
        if kind:
            kinds.setdefault(kind, []).append(name)
    return [_without_figure(kind, unit_names, words, more=more if kind == SILENT else 0) for kind, unit_names in kinds.items()]


def _without_figure(kind: str, names: list[str], words: Words, *, more: int) -> str:
    count = len(names) + more
    what = words("figure.silent" if kind == SILENT else "figure.absent", kind=kind_name(kind, words), count=count)
    return counted_sentence(what, names, words, all_named=count == len(names))


def counted_sentence(what: str, names: list[str], words: Words, *, all_named: bool = True) -> str:
    """The sentence `what`, such as a count of units, with as many of their names in brackets as a note has room for."""
    if not names:
        return words("figure.noted", what=what)
    key = "figure.noted_all" if all_named and len(names) <= MAX_POINTS_NAMED else "figure.noted_some"
    return words(key, what=what, names=words.join(names[:MAX_POINTS_NAMED]))


def kind_name(kind: str, words: Words) -> str:
    """The name of a kind of absence."""
    return words(f"figure.kinds.{kind.replace(' ', '_')}")
