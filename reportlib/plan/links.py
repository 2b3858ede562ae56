"""The reports beside one: of the periods before and after it, of the unit above and of those below, in other languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.plan.expansion import Job
from reportlib.plan.made import oddity
from reportlib.workbook import Workbook, provenance
from reportlib.workbook.declared import report_name

MANY = 24
"""The most units below that a page links to one by one; where there are more, it links to the index, narrowed to them."""


@dataclass(frozen=True)
class Link:
    """A report, and what the link to it says: a period, a unit or a language, in the words of `lang`."""

    name: str
    text: str
    lang: str


@dataclass(frozen=True)
class Near:
    """The reports that a page links to; `narrowed` is what the index is asked to show instead of too many below."""

    before: Link | None = None
    after: Link | None = None
    above: Link | None = None
    below: tuple[Link, ...] = ()
    languages: tuple[Link, ...] = ()
    narrowed: str = ""

    def __bool__(self) -> bool:
        return self != Near()

    @property
    def digest(self) -> str:
        """The fingerprint of all that the links say."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[: provenance.SHORT]


@dataclass(frozen=True)
class Known:
    """The reports that pages may link to.

    They are those that the list of reports names, those asked for now, and those whose pages lie in the folder already:
    so what a page links to does not hang on which of them are built first, and a build that is repeated finds nothing new.
    """

    workbook: Workbook
    names: Collection[str]
    templates: dict[str, list[str]] = field(default_factory=dict)
    """The templates of each level, in the order in which they are listed: a link goes to the first that there is."""

    @classmethod
    def of(cls, workbook: Workbook, jobs: Iterable[Job], *, held: Iterable[str]) -> Known:
        """What is known from a list of reports, and from the names of those that a folder holds."""
        names, templates = set(held), dict[str, list[str]]()
        for job in jobs:
            names.add(job.name)
            level = templates.setdefault(job.template.level, [])
            if job.template.name not in level:
                level.append(job.template.name)
        return cls(workbook, names, templates)

    def near(self, job: Job) -> Near:
        """The reports beside one."""
        period, words = Period.parse(job.period), Words.of_workbook(self.workbook, job.lang)
        below = tuple(self._below(job, period, words))
        return Near(
            before=self._at(job, period.shift(-1), words),
            after=self._at(job, period.shift(1), words),
            above=next(self._above(job, period, words), None),
            below=below if len(below) <= MANY else (),
            languages=tuple(self._languages(job)),
            narrowed=f"under={job.unit}&period={period}&lang={job.lang}" if len(below) > MANY else "",
        )

    def _at(self, job: Job, period: Period, words: Words) -> Link | None:
        """The same report of another period."""
        name = report_name(job.template.name, job.unit, period, job.lang, job.settings)
        return Link(name, words.period(period), job.lang) if name in self.names else None

    def _above(self, job: Job, period: Period, words: Words) -> Iterator[Link]:
        units = self.workbook.units
        return self._of((unit.id for unit in units.ancestors(job.unit, period=period)), job, period, words)

    def _below(self, job: Job, period: Period, words: Words) -> Iterator[Link]:
        return self._of((unit.id for unit in self.workbook.units.children(job.unit, period=period)), job, period, words)

    def _of(self, units: Iterable[str], job: Job, period: Period, words: Words) -> Iterator[Link]:
        """For each unit the first report on it, of those there are in a period and language."""
        for unit in (self.workbook.units[unit] for unit in units):
            made = (report_name(template, unit.id, period, job.lang) for template in self.templates.get(unit.level, ()))
            if name := next((name for name in made if name in self.names), None):
                yield Link(name, words.name(unit.as_of(period).name), job.lang)

    def _languages(self, job: Job) -> Iterator[Link]:
        for lang in self.workbook.settings.languages:
            name = report_name(job.template.name, job.unit, job.period, lang, job.settings)
            if lang != job.lang and name in self.names:
                yield Link(name, Words(lang)(f"index.languages.{lang}"), lang)


def held(output: Path) -> set[str]:
    """The names of the pages that a folder holds."""
    return {page.stem for page in pages(output)}


def pages(output: Path) -> list[Path]:
    """The files that may be pages, without folders, links, pipes and devices."""
    return [path for path in output.glob("*.html") if not oddity(path)]
