"""One report to make, and the options that override the list of reports."""

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
    """The values of the template's parameters that are not the defaults."""

    @property
    def name(self) -> str:
        """The report's name, which is also the name of its file."""
        return report_name(self.template.name, self.unit, self.period, self.lang, self.settings)

    @property
    def parameters(self) -> dict[str, Value]:
        """The parameters with which the notebook is run."""
        values = {"unit": self.unit, "period": self.period, "lang": self.lang, "status": self.status}
        common = {name: values[name] for name in values if name in {p.name for p in self.template.parameters}}
        return common | dict(self.settings)

    @property
    def own(self) -> dict[str, object]:
        """The values of the template's parameters in this report, without unit, period, language and status."""
        return {name: parameter.default for name, parameter in own(self.template.parameters).items()} | dict(self.settings)

    @property
    def identity(self) -> tuple[tuple[str, object], ...]:
        """Template, unit, period, language and settings, as pairs of name and value; no other report has the same."""
        parts = {"template": self.template.name, "unit": self.unit, "period": self.period, "language": self.lang}
        return (*parts.items(), *self.settings)


@dataclass(frozen=True)
class Overrides:
    """The options that override entries of the list; an empty field leaves the list as it is."""

    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Values of templates' parameters, as NAME=VALUE."""

    @property
    def values_by_name(self) -> dict[str, list[str]]:
        """The values of `settings`, by parameter."""
        texts_by_name: dict[str, list[str]] = {}
        for setting in self.settings:
            name, _, value = setting.partition("=")
            texts_by_name.setdefault(name.strip(), []).append(value)
        return texts_by_name

    @classmethod
    def of(cls, *options: Sequence[str] | None) -> Overrides:
        """Overrides from the options of a command, given in the order of the fields."""
        return cls(*(tuple(values or ()) for values in options))

    def applied_to(self, entry: Entry) -> Entry:
        """An entry of the list with the units, periods and languages of the command line, where these are set."""
        changed = entry
        if self.units:
            changed = replace_entry(changed, units=self.units)
        elif self.levels:
            changed = replace_entry(changed, units="all")
        if self.periods:
            changed = replace_entry(changed, periods=self.periods)
        return replace_entry(changed, languages=self.languages) if self.languages else changed


def replace_entry(entry: Entry, **changes: object) -> Entry:
    """An entry with some fields changed."""
    return entry.model_copy(update=changes)
