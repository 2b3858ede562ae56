"""The settings of a workbook: params/workbook.yaml."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from reportlib.periods import Cycle
from reportlib.sources.addresses import Address, is_database
from reportlib.workbook.catalogue import Month
from reportlib.workbook.documents import Noun, Text
from reportlib.workbook.layouts import Status
from reportlib.workbook.units import Level


def _share(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    try:
        number = float(text.removesuffix("%")) if text else value
    except ValueError:
        raise PydanticCustomError("share", "write a share here, such as 80 % or 0.8") from None
    in_per_cent = text.endswith("%") or (isinstance(number, (int, float)) and number > 1)
    return number / 100 if in_per_cent and isinstance(number, (int, float)) else number


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise PydanticCustomError("zone", "write the name of a time zone here, such as Europe/Paris") from None
    return value


Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_share, json_schema_input_type=float | str)]
Zone = Annotated[str, AfterValidator(_zone)]


def _year_name(value: str) -> str:
    if value.count("{year}") != 1 or set("{}") & set(value.replace("{year}", "")):
        raise PydanticCustomError("year_name", "write {year} once where the year stands, such as AY {year}")
    return value


YearName = Annotated[str, AfterValidator(_year_name)]


class DataFile(Noun):
    """One file or database of observations, and what is the same for all its rows."""

    file: Address
    origin: Literal["published", "reported", "synthetic"]
    source: Text = Field(default_factory=dict)
    markers: dict[str, Status] = Field(
        default_factory=dict, description="what the source writes in place of a figure, and the status that it stands for"
    )


class Calendar(Noun):
    """When figures are collected."""

    every: Literal["week", "month", "quarter", "half", "year"] = "quarter"
    year_starts: Month = Field(1, description="the month in which a year starts: 9 for academic years, 4 for many fiscal ones")
    year_name: dict[str, YearName] = Field(
        default_factory=dict,
        description="how a year that starts in another month than January is written, such as AY {year}",
    )
    due_days: int = Field(15, ge=0, le=3660, description="days after a period's end by which a return is due")
    latest_coverage: Share = Field(0.8, description="share of returns that must be in for a period to be `latest`, such as 80 %")
    timezone: Zone | None = Field(
        None, description="the time zone that decides what today is, such as Europe/Paris; left out: that of the machine"
    )

    @property
    def cycle(self) -> Cycle:
        """The kind of period in which figures are collected, such as quarters of years from April."""
        return Cycle.of(self.every, self.year_starts)

    def day(self, moment: dt.datetime) -> dt.date:
        """The date at a moment, in the calendar's time zone; if it has none, in the machine's."""
        return moment.astimezone(ZoneInfo(self.timezone) if self.timezone else None).date()


_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(B|kB|MB)")
_BYTES = {"B": 1, "kB": 1000, "MB": 1000_000}


def _size(value: object) -> object:
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if isinstance(value, str) and not match:
        raise PydanticCustomError("size", "write a size here, such as 200 kB, 2.2 MB or a number of bytes")
    return round(float(match[1]) * _BYTES[match[2]]) if match else value


def size_text(size: int) -> str:
    """A size in bytes as text, with four significant digits.

    Examples
    --------
    >>> size_text(2_203_799), size_text(200_000), size_text(12)
    ('2.204 MB', '200 kB', '12 B')
    """
    unit = next((unit for unit in ("MB", "kB") if size >= _BYTES[unit]), "B")
    return f"{float(f'{size / _BYTES[unit]:.4g}'):g} {unit}"


Size = Annotated[
    int,
    Field(gt=0),
    BeforeValidator(_size, json_schema_input_type=int | Annotated[str, Field(pattern=f"^{_SIZE.pattern}$")]),
]


class Budget(Noun):
    """The largest size of a page; a build refuses a larger one."""

    page: Size | None = Field(None, description="the size of a page that shares plotly.js with others")
    single_file: Size | None = Field(None, description="the size of a page that contains plotly.js")


class Settings(Noun):
    """The contents of params/workbook.yaml."""

    title: Text
    issuer: Text
    languages: tuple[str, ...] = Field(min_length=1)
    levels: tuple[Level, ...] = Field(min_length=1, description="top first")
    calendar: Calendar = Calendar()
    budget: Budget | None = Field(None, description="the largest size of a page, such as {page: 200 kB}")
    contact: Text = Field(default_factory=dict, description="whom readers can ask; printed at the foot of every page")
    data: tuple[DataFile, ...] = Field(min_length=1)
    targets: str | None = Field(None, description="a CSV of indicator, unit, period, value")
    demonstration: str | None = Field(None, description="the file that defines how demonstration figures are made")

    def files(self) -> dict[tuple[int | str, ...], str]:
        """The files that params/workbook.yaml names, by their location in it."""
        own = [(n, entry.file) for n, entry in enumerate(self.data) if not is_database(entry.file)]
        data: dict[tuple[int | str, ...], str] = {("data", n, "file"): file for n, file in own}
        others = {("targets",): self.targets, ("demonstration",): self.demonstration}
        return data | {location: file for location, file in others.items() if file is not None}
