"""The names of reports: whether what is said of a report, in a correction or commentary, is said of one that could be."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from reportlib.documents import Document, own_files, unread
from reportlib.errors import Problem, choices
from reportlib.matrix import Correction
from reportlib.periods import Period
from reportlib.publish.parameters import Template
from reportlib.workbook import Workbook


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
        return any(self._fits(name, template, f"-{lang}") for template, lang in itertools.product(self.templates, languages))

    def _fits(self, name: str, template: Template, end: str) -> bool:
        start = f"{template.name}-"
        if not (name.startswith(start) and name.endswith(end)):
            return False
        words = name[len(start) : -len(end)].split("-")
        splits = (("-".join(words[:-n]), "-".join(words[-n:])) for n in (1, 2))  # some periods have a dash of their own
        known = self.workbook.units.by_id
        return any(unit in known and known[unit].level == template.level and _is_period(period) for unit, period in splits)

    def check_corrections(self, corrections: Iterable[Correction], document: Document) -> Iterator[Problem]:
        """Corrections to no report that any template could make."""
        for n, correction in enumerate(corrections):
            if not self.allow(correction.report):
                yield document.problem(self._none(correction.report), "corrections", n, "report")

    def check_commentary(self) -> Iterator[Problem]:
        """Commentary on no report that any template could make."""
        for path in own_files(self.workbook.root / "params" / "commentary", "*.md"):
            file = f"params/commentary/{path.name}"
            if not self.allow(path.stem):
                yield Problem(self._none(path.stem), file=file)
            yield from unread(path, file)

    def _none(self, name: str) -> str:
        known = choices(name, list(self.planned), what="reports", limit=3)
        return f"'{name}' is no report: a report's name is template-unit-period-language; {known}"


def twice(name: str, *parts: tuple[str, str, str]) -> str:
    """That reports of different templates, units or periods would have one name: dashes join the parts, and stand in them."""
    told = "; and of ".join(f"template '{template}', unit '{unit}', period {period}" for template, unit, period in parts)
    return f"'{name}' would be the name of two reports: of {told}. Call a template or a unit otherwise"


def _is_period(text: str) -> bool:
    try:
        return str(Period.parse(text)) == text
    except ValueError:
        return False
