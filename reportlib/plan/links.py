"""The reports to which a page links: other periods, units above and below, other languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.plan.built_files import oddity
from reportlib.plan.expansion import Job
from reportlib.workbook import Workbook, provenance
from reportlib.workbook.declared import report_name

MAX_LINKS_BELOW = 24
"""The most units below with links of their own; if there are more, the page links to the index, filtered to these units."""


@dataclass(frozen=True)
class Link:
    """The name of a report, and the text of the link to it, in the language `lang`."""

    name: str
    text: str
    lang: str


@dataclass(frozen=True)
class Related:
    """The reports to which a page links; `above` from the top down.

    `pages` has a pair for each report of a unit below: the unit's id, and the report's name. If there are too many of these
    reports, `below` is empty, and `narrowed` is the filter with which the index lists them.
    """

    before: Link | None = None
    after: Link | None = None
    above: tuple[Link, ...] = ()
    below: tuple[Link, ...] = ()
    languages: tuple[Link, ...] = ()
    narrowed: str = ""
    pages: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return self != Related()

    @property
    def digest(self) -> str:
        """The fingerprint of all links and their texts."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[: provenance.SHORT]


@dataclass(frozen=True)
class RelatedReports:
    """All reports to which pages may link.

    These are the reports to be built now, and those whose pages are in the folder. A report that failed in an earlier build is
    left out until it has a page. If a report fails in this build, the pages that link to it are made again (see
    `Plan.relinked`). So no link leads to a missing page, and the order of building does not matter.
    """

    workbook: Workbook
    names: Collection[str]
    templates: dict[str, list[str]] = field(default_factory=dict)
    """The templates of each level in the order of the list; a link leads to the report of the first one that has a report."""

    @classmethod
    def of(
        cls,
        workbook: Workbook,
        jobs: Iterable[Job],
        *,
        in_folder: Iterable[str],
        listed: Iterable[Job] = (),
        failed: Collection[str] = (),
    ) -> RelatedReports:
        """The reports of `jobs` without failed ones, and the reports whose pages are in a folder.

        Parameters
        ----------
        in_folder
            The names of the reports whose pages are in the folder.
        listed
            The jobs of the whole list; the templates of a level are put in the order of these jobs.
        failed
            The names of the reports that failed in earlier builds.
        """
        asked, templates = list(jobs), dict[str, list[str]]()
        names = {*in_folder, *(job.name for job in asked if job.name not in failed)}
        for job in (*listed, *asked):
            level = templates.setdefault(job.template.level, [])
            if job.template.name not in level:
                level.append(job.template.name)
        return cls(workbook, names, templates)

    def fits(self, pages: Collection[str], *, of: Iterable[str]) -> bool:
        """Whether each report named in `of` has a page if its name is in `pages`, and none if it is not."""
        return all((name in self.names) == (name in pages) for name in of)

    def related(self, job: Job) -> Related:
        """The reports to which the page of a job links."""
        period, words = Period.parse(job.period), Words.of_workbook(self.workbook, job.lang)
        pages = tuple(self._below(job, period, words))
        below = tuple(link for _, link in pages)
        return Related(
            before=self._at(job, period.shift(-1), words),
            after=self._at(job, period.shift(1), words),
            above=tuple(reversed([link for _, link in self._above(job, period, words)])),
            below=below if len(below) <= MAX_LINKS_BELOW else (),
            languages=tuple(self._languages(job)),
            narrowed=f"under={job.unit}&period={period}&lang={job.lang}" if len(below) > MAX_LINKS_BELOW else "",
            pages=tuple((unit, link.name) for unit, link in pages),
        )

    def _at(self, job: Job, period: Period, words: Words) -> Link | None:
        name = report_name(job.template.name, job.unit, period, job.lang, job.settings)
        return Link(name, words.period(period), job.lang) if name in self.names else None

    def _above(self, job: Job, period: Period, words: Words) -> Iterator[tuple[str, Link]]:
        units = self.workbook.units
        return self._of((unit.id for unit in units.ancestors(job.unit, period=period)), job, period, words)

    def _below(self, job: Job, period: Period, words: Words) -> Iterator[tuple[str, Link]]:
        return self._of((unit.id for unit in self.workbook.units.children(job.unit, period=period)), job, period, words)

    def _of(self, units: Iterable[str], job: Job, period: Period, words: Words) -> Iterator[tuple[str, Link]]:
        """The id of each unit that has a report, and a link to its report by the first possible template."""
        for unit in (self.workbook.units[unit] for unit in units):
            candidates = (report_name(template, unit.id, period, job.lang) for template in self.templates.get(unit.level, ()))
            if name := next((name for name in candidates if name in self.names), None):
                yield unit.id, Link(name, words.name(unit.as_of(period).name), job.lang)

    def _languages(self, job: Job) -> Iterator[Link]:
        for lang in self.workbook.settings.languages:
            name = report_name(job.template.name, job.unit, job.period, lang, job.settings)
            if lang != job.lang and name in self.names:
                yield Link(name, Words(lang)(f"index.languages.{lang}"), lang)


def page_names(output: Path) -> set[str]:
    """The names of the reports whose pages are in a folder."""
    return {page.stem for page in pages(output)}


def pages(output: Path) -> list[Path]:
    """The regular files of a folder that may be pages."""
    return [path for path in output.glob("*.html") if not oddity(path)]
