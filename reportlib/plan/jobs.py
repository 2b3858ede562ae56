"""One report to make, and what a command line asks for in place of what the list of reports says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlib.plan.parameters import Template
from reportlib.workbook.declared import Settings, Value, own, report_name
from reportlib.workbook.schedule import Entry, Status


@dataclass(frozen=True)
class Job:
    """One report to make."""

    template: Template
    unit: str
    period: str
    lang: str
    status: Status = "final"
    settings: Settings = ()
    """The template's own parameters that are not as it has them."""

    @property
    def name(self) -> str:
        """The report's name, which is also that of its file."""
        return report_name(self.template.name, self.unit, self.period, self.lang, self.settings)

    @property
    def parameters(self) -> dict[str, Value]:
        """What the notebook is given."""
        given = {"unit": self.unit, "period": self.period, "lang": self.lang, "status": self.status}
        common = {name: given[name] for name in given if name in {p.name for p in self.template.parameters}}
        return common | dict(self.settings)

    @property
    def own(self) -> dict[str, object]:
        """Every parameter of the template's own, with the value that this report has."""
        return {name: parameter.default for name, parameter in own(self.template.parameters).items()} | dict(self.settings)

    @property
    def identity(self) -> tuple[tuple[str, object], ...]:
        """What it is told from other reports by."""
        parts = {"template": self.template.name, "unit": self.unit, "period": self.period, "language": self.lang}
        return (*parts.items(), *self.settings)


@dataclass(frozen=True)
class Asked:
    """What the command line asks for in place of what the file says; empty: what the file says."""

    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Values of templates' own parameters, as NAME=VALUE."""

    @property
    def given(self) -> dict[str, list[str]]:
        """The values asked for, as texts, by parameter."""
        found: dict[str, list[str]] = {}
        for text in self.settings:
            name, _, value = text.partition("=")
            found.setdefault(name.strip(), []).append(value)
        return found

    @classmethod
    def of(cls, *options: Sequence[str] | None) -> Asked:
        """What the options of a command ask for, in the order of the fields."""
        return cls(*(tuple(words or ()) for words in options))

    def instead(self, entry: Entry) -> Entry:
        """An entry with what was asked for in place."""
        changed = entry
        if self.units:
            changed = replace_entry(changed, units=self.units)
        elif self.levels:
            changed = replace_entry(changed, units="all")
        if self.periods:
            changed = replace_entry(changed, periods=self.periods)
        return replace_entry(changed, languages=self.languages) if self.languages else changed


def replace_entry(entry: Entry, **changes: object) -> Entry:
    """The entry with some fields changed."""
    return entry.model_copy(update=changes)
