"""The contents of params/reports.yaml: reports as template x periods x units x languages, and corrections of reports."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from reportlib.workbook.documents import Document, Noun, Text

NAME = "params/reports.yaml"
Status = Literal["final", "draft"]


class OnLevel(Noun):
    """Selects every unit of a level that existed in the period."""

    level: str


class Children(Noun):
    """Selects every unit directly below a unit in the period."""

    children: str


def _values(pairs: object) -> object:
    if not isinstance(pairs, dict):
        raise ValueError(f"write name: value pairs, such as {{depth: 2}}, not {pairs!r}")
    for name, values in pairs.items():
        if not all(isinstance(value, (str, int, float)) for value in _listed(values)) or not _listed(values):
            raise ValueError(f"'{name}' is {values!r}; write a text, a number, true or false, or a list of these")
    return pairs


def _listed(values: Any) -> tuple[Any, ...]:
    return tuple(values) if isinstance(values, (list, tuple)) else (values,)


Scalar = str | int | float | bool
With = Annotated[
    dict[str, Any],
    BeforeValidator(_values, json_schema_input_type=dict[str, Scalar | Annotated[list[Scalar], Field(min_length=1)]]),
    Field(alias="with", default_factory=dict, description="the template's own parameters; a list makes a report for each value"),
]


class Entry(Noun):
    """The reports of one template: one for each combination of periods, units, languages and values of parameters."""

    template: str
    periods: tuple[int | str, ...] = Field(min_length=1, description="periods; or latest, previous, last 4, latest-known")
    units: Literal["all"] | OnLevel | Children | tuple[str, ...]
    languages: tuple[str, ...] = Field(min_length=1)
    status: Status = "final"
    with_: With

    @property
    def own_values(self) -> dict[str, tuple[Scalar, ...]]:
        """The values for the template's parameters other than unit, period, language and status, by name."""
        return {name: _listed(values) for name, values in self.with_.items()}

    @field_validator("periods", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(text, (int, str)) for text in value):
            return value
        if isinstance(value, tuple):
            return value
        raise ValueError(f"write a list of periods, such as [2020Q4] or [latest], not {value!r}")

    @field_validator("units", mode="before")
    @classmethod
    def _chosen(cls, value: Any) -> Any:
        by_name = isinstance(value, dict) and (value.keys() == {"level"} or value.keys() == {"children"})
        if value == "all" or by_name or isinstance(value, (list, tuple, Noun)):
            return value
        raise ValueError(f"write a list of units, or all, {{level: …}} or {{children: …}}, not {value!r}")


class Correction(Noun):
    """A correction of a report after its publication."""

    report: str = Field(description="the report's name: template-unit-period-language, and parameters of its own")
    date: dt.date
    text: Text


class Matrix(Noun):
    """The reports of a workbook, and the corrections made to them."""

    reports: tuple[Entry, ...] = Field(min_length=1)
    corrections: tuple[Correction, ...] = ()


class Single(Noun):
    """One report, written as in a parameter file of papermill."""

    template: str
    unit: str
    period: int | str
    lang: str
    status: Status = "final"
    with_: With

    @property
    def entry(self) -> Entry:
        """The report as an entry of params/reports.yaml."""
        lists = {"periods": (self.period,), "units": (self.unit,), "languages": (self.lang,)}
        return Entry.model_validate({"template": self.template, **lists, "status": self.status, "with": self.with_})


def read(path: Path, *, name: str) -> tuple[Document, Matrix]:
    """Read a file of reports: a list under `reports`, or the parameters of a single report.

    Raises
    ------
    WorkbookError
        With every problem of the file.
    """
    document = Document(path, name=name)
    if "reports" not in document.data and "template" in document.data:
        return document, Matrix(reports=(document.parse(Single).entry,))
    return document, document.parse(Matrix)


def corrections(root: Path) -> dict[str, list[Correction]]:
    """The corrections by name of report, oldest first."""
    path = root / NAME
    listed = read(path, name=NAME)[1].corrections if path.is_file() else ()
    by_report: dict[str, list[Correction]] = {}
    for correction in sorted(listed, key=lambda c: c.date):
        by_report.setdefault(correction.report, []).append(correction)
    return by_report
