"""The names of reports, and checks that corrections and commentary name possible reports."""

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
class ReportNames:
    """The names that reports can have: template-unit-period-language, then values of the template's parameters.

    `planned` are names of reports to be made, which messages use as examples. `unreadable` are templates whose notebooks cannot
    be used; any report's name that begins with such a template is allowed.
    """

    workbook: Workbook
    templates: Collection[Template]
    unreadable: Collection[str]
    planned: Collection[str]

    def allow(self, name: str) -> bool:
        """Whether some report could have this name."""
        if any(name.startswith(f"{template}-") for template in self.unreadable):
            return True
        languages = self.workbook.settings.languages
        pairs = itertools.product(self.templates, languages)
        candidates = ((start, template, lang) for template, lang in pairs for start in _without_own(name, template, lang))
        return any(self._fits(start, template, f"-{lang}") for start, template, lang in candidates)

    def _fits(self, name: str, template: Template, end: str) -> bool:
        start = f"{template.name}-"
        if not (name.startswith(start) and name.endswith(end)):
            return False
        words = name[len(start) : -len(end)].split("-")
        splits = (("-".join(words[:-n]), "-".join(words[-n:])) for n in (1, 2))  # some periods contain a dash
        units = self.workbook.units.by_id
        fitting = ((unit, period) for unit, period in splits if unit in units and units[unit].level == template.level)
        return any(self._is_period(period) for _, period in fitting)

    def _is_period(self, text: str) -> bool:
        return any(period.named == text for period in self.workbook.years.meanings(text))

    def check_corrections(self, corrections: Iterable[Correction], document: Document) -> Iterator[Problem]:
        """A problem for each correction whose report no template could make."""
        for n, correction in enumerate(corrections):
            if not self.allow(correction.report):
                yield document.problem(self._none(correction.report), "corrections", n, "report")

    def check_commentary(self) -> Iterator[Problem]:
        """Problems of the files of commentary, such as the name of a report that no template could make."""
        for path in own_files(self.workbook.root / "params" / "commentary", "*.md"):
            file = f"params/commentary/{path.name}"
            if is_copy(path.name):
                continue
            if not self.allow(path.stem):
                yield Problem(self._none(path.stem), file=file)
            yield from unread(path, file)

    def _none(self, name: str) -> str:
        hint = choices(name, list(self.planned), what="reports", limit=3)
        return f"'{name}' is no report: a report's name is template-unit-period-language; {hint}"


def _without_own(name: str, template: Template, lang: str) -> Iterator[str]:
    """Yield a report's name unchanged, and then cut off before each place where values of the template's parameters may begin."""
    yield name
    for parameter in own(template.parameters):
        start, separator, _ = name.rpartition(f"-{lang}-{parameter}-")
        while separator:
            yield f"{start}-{lang}"
            start, separator, _ = start.rpartition(f"-{lang}-{parameter}-")


def name_clash(name: str, *reports: Sequence[tuple[str, object]]) -> str:
    """The message that two reports would have the same name, which can happen because ids may contain dashes."""
    both = "; and of ".join(", ".join(map(_part, parts)) for parts in map(_parts, reports))
    return f"'{name}' would be the name of two reports: of {both}. Rename a template or a unit"


def _parts(report: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(what, value) for what, value in report if what != "language"]


def _part(part: tuple[str, object]) -> str:
    what, value = part
    return f"{what} {value}" if what == "period" else f"{what} {value!r}"
