"""The key of a page: fingerprints of all that it is made from. Pages with equal keys are equal."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from reportlib.analysis import Whole, whole_of
from reportlib.analysis.snapshots.latest_known import LatestKnown
from reportlib.analysis.snapshots.reach import Reach, reach_of
from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.analysis.snapshots.stored import StoredWhole, keep
from reportlib.data import drop_duplicates, read_coded, read_targets
from reportlib.data.table import absent
from reportlib.errors import DataError, InputError, Problem
from reportlib.handover.query_source import OBSERVATIONS, TARGETS
from reportlib.handover.shelf import Folder, whole_table
from reportlib.periods import Period
from reportlib.plan.expansion import Job
from reportlib.plan.questions import asked_again
from reportlib.query.reads import Answers
from reportlib.workbook import Workbook, declared, provenance, schedule
from reportlib.workbook.checks.roots import rootless
from reportlib.workbook.documents import Noun, own_files
from reportlib.workbook.schedule import Correction

MOST_ROWS = 3_000_000
"""The most rows of rolled-up figures, of all periods together, that are stored for the next build."""


@dataclass(frozen=True)
class Key:
    """Fingerprints of all that a page is made from; the names of changed fingerprints are the reasons why the page is due."""

    parameters: str
    own_figures: str
    other_figures: str
    catalogue: str
    words: str
    links: str
    template: str
    code: str
    packages: str
    asked: str
    """The fingerprint of the notebook's questions and answers; empty if it asked nothing."""

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """Read a key from a page's head; None if the text is no key, or a key of an older version."""
        parts = dict(part.split("=", 1) for part in text.split() if "=" in part)
        return cls(**parts) if parts.keys() == {field.name for field in fields(cls)} else None

    def differs(self, other: Key) -> tuple[str, ...]:
        """The names of the fingerprints that differ between two keys."""
        names = (field.name for field in fields(self))
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


@dataclass(frozen=True)
class Figures:
    """A workbook's figures, read at first use and rolled up once for each period.

    Parameters
    ----------
    stored_tables
        The folder of figures that an earlier build rolled up from the same inputs; None if there is none.
    """

    workbook: Workbook
    stored_tables: Folder | None = None

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Every observation, with texts as categories (see `read_coded`)."""
        return read_coded(self.workbook)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Every target."""
        return read_targets(self.workbook)

    def read(self) -> Reach:
        """Read all figures, and return their first, last and latest period.

        Raises
        ------
        DataError
            With every problem of every file.
        """
        problems: list[Problem] = []
        for table in ("observations", "targets"):
            try:
                getattr(self, table)
            except InputError as error:
                problems.extend(error.problems)
        if problems:
            raise DataError(problems)
        present = self.observations.loc[~absent(self.observations), ["unit", "file", "cell", "line"]]
        if present.empty:
            raise DataError([Problem("no data file holds any figure", file="params/workbook.yaml")])
        if rootless_units := self._rootless(present):
            raise DataError(rootless_units)
        return reach_of(self.observations, self.workbook)

    def _rootless(self, present: pd.DataFrame) -> list[Problem]:
        """Problems for units with figures but without a parent: no total includes their figures."""
        first = present.drop_duplicates("unit")
        rows = first[["unit", "file", "cell", "line"]].itertuples(index=False)
        places = {unit: f"{file}:{cell}{line}" for unit, file, cell, line in rows}
        return rootless(self.workbook.units, self.workbook.root, levels=self.workbook.level_ids, places=places)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The figures of every unit, for queries."""
        return Snapshot(self.workbook, self._in_use)

    def _in_use(self) -> pd.DataFrame:
        observations = self.stored_tables.get(OBSERVATIONS) if self.stored_tables else None
        return drop_duplicates(self.observations)[0] if observations is None else whole_table(observations)

    def whole(self, job: Job) -> Whole | LatestKnown | StoredWhole:
        """The figures for a report: those of the report's period, or the latest known ones if `Period.known` is set."""
        period, published_only = Period.parse(job.period), self.workbook.units[job.unit].published_only
        if not period.known:
            stored = self._stored(period, published_only=published_only)
            return stored if stored and stored.knows(job.unit) else self._whole_of(period, published_only=published_only)
        if (period, published_only) not in self._latest_known:
            until = self._whole_of(replace(period, known=False), published_only=published_only)
            self._latest_known[period, published_only] = LatestKnown(
                until, partial(self._whole_of, published_only=published_only)
            )
        return self._latest_known[period, published_only]

    @cached_property
    def _latest_known(self) -> dict[tuple[Period, bool], LatestKnown]:
        return {}

    def _whole_of(self, period: Period, *, published_only: bool) -> Whole:
        if (period, published_only) not in self._wholes:
            self._wholes[period, published_only] = whole_of(
                self.workbook, self.observations, self.targets, period=period, published_only=published_only
            )
        return self._wholes[period, published_only]

    def _stored(self, period: Period, *, published_only: bool) -> StoredWhole | None:
        """The stored figures of a period; None if there are none, or if the period has already been rolled up."""
        if self.stored_tables is None or (period, published_only) in self._wholes:
            return None
        if (period, published_only) not in self._stored_wholes:
            self._stored_wholes[period, published_only] = StoredWhole.of(
                self.stored_tables, self.workbook, period, published_only=published_only
            )
        return self._stored_wholes[period, published_only]

    @cached_property
    def _stored_wholes(self) -> dict[tuple[Period, bool], StoredWhole | None]:
        return {}

    @property
    def rolled_up(self) -> bool:
        """Whether figures had to be rolled up because none were stored."""
        return bool(self._wholes)

    def keep(self, folder: Folder) -> None:
        """Store the observations, the targets, and the rolled-up figures of the latest period.

        Earlier periods are stored, too, as long as all rows together are at most `MOST_ROWS`.
        """
        room = MOST_ROWS
        for n, ((_, published_only), whole) in enumerate(sorted(self._wholes.items(), key=lambda item: item[0], reverse=True)):
            room -= len(whole.values)
            if n == 0 or room >= 0:
                keep(whole, folder, published_only=published_only)
        folder.put(OBSERVATIONS, self.snapshot.observations)
        folder.put(TARGETS, self.targets)

    @cached_property
    def _wholes(self) -> dict[tuple[Period, bool], Whole]:
        return {}

    @cached_property
    def corrections(self) -> dict[str, list[Correction]]:
        """The corrections in the list of reports, by name of report."""
        return schedule.corrections(self.workbook.root)


@dataclass(frozen=True)
class Keys:
    """Computes the keys of reports of one workbook.

    Parameters
    ----------
    output
        The folder of the pages, which also holds the questions of notebooks; None if there is none.
    """

    figures: Figures
    inputs: provenance.Inputs
    output: Path | None
    single_file: bool
    today: dt.date

    def of(self, jobs: Iterable[Job]) -> dict[str, Key]:
        """The keys of reports, by name."""
        return {job.name: self._of(job) for job in jobs}

    def _of(self, job: Job) -> Key:
        own, others, units_named = self.figures.whole(job).fingerprints(job.unit)
        units = (self._units[unit] for unit in units_named)
        return Key(
            parameters=_digest([job.name, job.status, json.dumps(job.parameters, sort_keys=True), str(self.single_file)]),
            own_figures=own,
            other_figures=others,
            catalogue=_digest([self._levels[job.template.level], *units]),
            words=_digest(self._words(job)),
            links="",  # filled in by the plan, which knows the other reports
            template=self._templates[str(job.template.path)],
            code=self.inputs.code,
            packages=self.inputs.packages,
            asked=asked_again(self.output, job.name, self._answers) if self.output else "",
        )

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self.figures.workbook, self.figures.snapshot, self.today)

    @cached_property
    def _levels(self) -> Mapping[str, str]:
        """For each level, a fingerprint of its indicators and of the settings that all levels share."""
        workbook, catalogue = self.figures.workbook, self.figures.workbook.catalogue
        common = [_dump(workbook.settings), catalogue.version, *map(_dump, catalogue.dimensions), *map(_dump, catalogue.owners)]
        common += [*map(_dump, catalogue.breakdowns), json.dumps(workbook.units.peer_groups)]
        ranks = [i for i in catalogue.indicators if i.ranks]
        by_level = {level: workbook.indicators_on(level) for level in workbook.level_ids}
        return {level: _digest([*common, *map(_dump, [*indicators, *ranks])]) for level, indicators in by_level.items()}

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return {unit.id: _digest([_dump(unit)]) for unit in self.figures.workbook.units.units}

    @cached_property
    def _templates(self) -> Mapping[str, str]:
        paths = own_files(self.figures.workbook.root / "notebooks", "*.ipynb")
        return {str(path): declared.fingerprint(path)[: provenance.SHORT] for path in paths}

    def _words(self, job: Job) -> list[str]:
        path = self.figures.workbook.root / "params" / "commentary" / f"{job.name}.md"
        commentary = path.read_text("utf-8") if path.is_file() else ""
        return [commentary, *map(_dump, self.figures.corrections.get(job.name, ()))]


def _dump(noun: Noun) -> str:
    return noun.model_dump_json()


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[: provenance.SHORT]
