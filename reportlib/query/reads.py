"""Questions asked of a workbook, with a fingerprint of each answer: a report is due again when an answer changes.

A question is a list that JSON can hold: the period of the report that asks (empty outside a report), the kind of question,
then its arguments. A build notes the questions of each notebook. The next plan asks the same questions of the workbook as
it then is (`Answers`), and compares the fingerprints.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import pandas as pd

from reportlib.analysis.snapshots.grid import Grid
from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.errors import QueryError
from reportlib.periods import Kind, Period
from reportlib.query.beside import parts_of, rests_of, targets_of
from reportlib.query.members import Chosen, Each, Having, Named, indicators_of, members_of, relatives
from reportlib.query.names import Names
from reportlib.query.when import history, lacking, periods_of
from reportlib.workbook import Workbook, provenance

NONE: Final = "none"
"""The answer to a question without an answer, such as which id an unknown name stands for."""
SIZE: Final = 8


@dataclass
class Reads:
    """The questions asked so far, each once, with the fingerprints of their answers.

    Parameters
    ----------
    note
        Called with each question and the fingerprint of its answer, when the question is first asked.
    """

    note: Callable[[str, str], None] | None = None
    answers_by_question: dict[str, str] = field(default_factory=dict)

    def add(self, source: Answers, question: Sequence[Any]) -> None:
        """Note a question and the fingerprint of its answer."""
        text = json.dumps(question, ensure_ascii=False, separators=(",", ":"))
        if text not in self.answers_by_question:
            self.answers_by_question[text] = source.answer(text)
            if self.note:
                self.note(text, self.answers_by_question[text])


def digest_of(answers: Mapping[str, str]) -> str:
    """The fingerprint of all questions and answers; empty if nothing was asked."""
    return _digest(part for pair in answers.items() for part in pair) if answers else ""


@dataclass
class Answers:
    """The fingerprints of answers to questions about a workbook, each computed once.

    Parameters
    ----------
    today
        The date in the time zone of the workbook's calendar, needed for the word `previous`.
    """

    workbook: Workbook
    snapshot: Snapshot
    today: dt.date
    _digests: dict[str, str] = field(default_factory=dict)
    _others: dict[str, Answers] = field(default_factory=dict)

    def answer(self, question: str) -> str:
        """The fingerprint of the answer to a question in JSON; `NONE` if there is no answer."""
        if question not in self._digests:
            try:
                until, kind, *words = json.loads(question)
                self._digests[question] = str(getattr(self._seen_from(until), f"_of_{kind}")(*words))
            except (QueryError, AttributeError, KeyError, IndexError, TypeError, ValueError):  # or it is of another version
                self._digests[question] = NONE
        return self._digests[question]

    def _seen_from(self, until: str) -> Answers:
        """The answers for a report on the period `until`, without later figures; with all figures if `until` is empty."""
        if until and until not in self._others:
            self._others[until] = replace(self, snapshot=self.snapshot.seen_from(Period.parse(until)))
        return self._others[until] if until else self

    @cached_property
    def _names(self) -> Names:
        return Names(self.workbook)

    def _of_name(self, kind: str, wanted: object) -> str:
        return self._names.of[kind].id_of(wanted)

    def _of_catalogue(self) -> str:
        return _digest(self.workbook.catalogue.by_id)

    def _of_indicator(self, name: str) -> str:
        return _digest([self.workbook.catalogue[name].model_dump_json()])

    def _of_where(self, indicators: list[str], wanted: dict[str, object]) -> str:
        return _digest(indicators_of(self.workbook, indicators, wanted))

    def _of_reach(self) -> str:
        reach = self.snapshot.reach
        return _digest(map(str, (reach.first, reach.last, reach.latest, reach.why)))

    def _of_periods(self, indicator: str, when: list[object] | None, kind: Kind | None) -> str:
        periods = (
            periods_of(when, indicator, self.snapshot, today=self.today) if when else history(indicator, self.snapshot, kind)
        )
        return " ".join(map(str, periods))

    def _of_units(self, chosen: list[Any], having: list[Any], period: str) -> str:
        members = members_of(self.workbook, read_chosen(chosen), read_having(having), Period.parse(period))
        return _digest(part for unit, facts in members.items() for part in (self._units[unit], json.dumps(facts)))

    @cached_property
    def _units(self) -> dict[str, str]:
        return {unit.id: unit.model_dump_json() for unit in self.workbook.units.units}

    def _of_figures(self, indicators: list[str], chosen: list[Any], having: list[Any], period: str) -> str:
        when = Period.parse(period)
        return self._fingerprint(self.snapshot.grids([when])[when], indicators, chosen, having, when)

    def _of_changes(self, indicators: list[str], chosen: list[Any], having: list[Any], period: str, earlier: str) -> str:
        when = Period.parse(period)
        return self._fingerprint(self.snapshot.changes(when, Period.parse(earlier)), indicators, chosen, having, when)

    def _of_rests(self, indicators: list[str], units: list[str], period: str) -> str:
        return _of_frame(rests_of(self.snapshot, tuple(indicators), tuple(units), Period.parse(period)))

    def _of_parts(self, indicator: str, unit: str, period: str) -> str:
        parts = parts_of(self.snapshot, indicator, unit, Period.parse(period))
        frames = map(_of_frame, (parts.parts, parts.pushes, parts.moves))
        return _digest([*frames, *(self._units.get(name, "") for name in parts.units)])

    def _of_targets(self, indicators: list[str], units: list[str]) -> str:
        return _of_frame(targets_of(self.snapshot, tuple(indicators), tuple(units)))

    def _fingerprint(self, grid: Grid, indicators: list[str], chosen: list[Any], having: list[Any], period: Period) -> str:
        members = members_of(self.workbook, read_chosen(chosen), read_having(having), period)
        return grid.fingerprint(grid.rows(indicators, members))

    def _of_missing(self, last: int) -> str:
        return _digest(f"{unit.id} {unit.model_dump_json()}" for unit in lacking(self.snapshot, last))

    def _of_find(self, text: str) -> str:
        return _digest([self._names.find(text).to_csv(index=False)])

    def _of_relatives(self, word: str, unit: str, period: str) -> str:
        return " ".join(relatives(self.workbook, word, unit, Period.parse(period)))

    def _of_everything(self) -> str:
        """The fingerprints of all data and params, for code that reads figures without a question."""
        inputs = provenance.inputs(self.workbook)
        return f"{inputs.data} {inputs.params}"


def _of_frame(table: pd.DataFrame) -> str:
    return blake2b(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes(), digest_size=SIZE).hexdigest()


def choice_as_list(chosen: Chosen) -> list[Any]:
    """A choice of units as in a noted question: `["of", "x", "y"]` or `["each", level, within]`."""
    match chosen:
        case Named(units):
            return ["of", *units]
        case Each(level, within):
            return ["each", level, within]


def read_chosen(question: list[Any]) -> Chosen:
    """The choice of units in a noted question."""
    return Named(tuple(question[1:])) if question[0] == "of" else Each(*question[1:])


def read_having(question: list[Any]) -> Having:
    """The conditions on units in a noted question."""
    return tuple((str(name), value) for name, value in question)


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=SIZE).hexdigest()
