"""The names of reports: whether what is said of a report, in a correction or commentary, is said of one that could be."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportlib.errors import Problem, choices
from reportlib.plan.parameters import Template
from reportlib.workbook import Workbook
from reportlib.workbook.declared import own
from reportlib.workbook.documents import Document, is_copy, own_files, unread
from reportlib.workbook.schedule import Correction


@dataclass(frozen=True)
class Names:
    """What reports of a workbook can be called: template-unit-period-language, each of them known.

    `planned` are the names of those about to be made, which serve as examples; `unreadable` the templates of which
    nothing is known.
    """

    workbook: Workbook
    templates: Collection[Template]
    unreadable: Collection[str]
    planned: Collection[str]

    def allow(self, name: str) -> bool:
        """Whether a report could have that name."""
        if any(name.startswith(f"{template}-") for template in self.unreadable):
            return True
        languages = self.workbook.settings.languages
        pairs = itertools.product(self.templates, languages)
        told = ((start, template, lang) for template, lang in pairs for start in _without_own(name, template, lang))
        return any(self._fits(start, template, f"-{lang}") for start, template, lang in told)

    def _fits(self, name: str, template: Template, end: str) -> bool:
        start = f"{template.name}-"
        if not (name.startswith(start) and name.endswith(end)):
            return False
        words = name[len(start) : -len(end)].split("-")
        splits = (("-".join(words[:-n]), "-".join(words[-n:])) for n in (1, 2))  # some periods have a dash of their own
        known = self.workbook.units.by_id
        fitting = ((unit, period) for unit, period in splits if unit in known and known[unit].level == template.level)
        return any(self._is_period(period) for _, period in fitting)

    def _is_period(self, text: str) -> bool:
        """Whether a period is named so in the name of a report."""
        return any(period.named == text for period in self.workbook.years.meanings(text))

    def check_corrections(self, corrections: Iterable[Correction], document: Document) -> Iterator[Problem]:
        """Corrections to no report that any template could make."""
        for n, correction in enumerate(corrections):
            if not self.allow(correction.report):
                yield document.problem(self._none(correction.report), "corrections", n, "report")

    def check_commentary(self) -> Iterator[Problem]:
        """Commentary on no report that any template could make."""
        for path in own_files(self.workbook.root / "params" / "commentary", "*.md"):
            file = f"params/commentary/{path.name}"
            if is_copy(path.name):
                continue
            if not self.allow(path.stem):
                yield Problem(self._none(path.stem), file=file)
            yield from unread(path, file)

    def _none(self, name: str) -> str:
        known = choices(name, list(self.planned), what="reports", limit=3)
        return f"'{name}' is no report: a report's name is template-unit-period-language; {known}"


def _without_own(name: str, template: Template, lang: str) -> Iterator[str]:
    """A name as it is, and without what it may say of the template's own parameters behind its language."""
    yield name
    for parameter in own(template.parameters):
        start, found, _ = name.rpartition(f"-{lang}-{parameter}-")
        while found:
            yield f"{start}-{lang}"
            start, found, _ = start.rpartition(f"-{lang}-{parameter}-")


def twice(name: str, *reports: Sequence[tuple[str, object]]) -> str:
    """That reports of different templates, units or periods would have one name: dashes join the parts, and stand in them."""
    told = "; and of ".join(", ".join(map(_part, parts)) for parts in map(_parts, reports))
    return f"'{name}' would be the name of two reports: of {told}. Call a template or a unit otherwise"


def _parts(report: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(what, value) for what, value in report if what != "language"]


def _part(part: tuple[str, object]) -> str:
    what, value = part
    return f"{what} {value}" if what == "period" else f"{what} {value!r}"
