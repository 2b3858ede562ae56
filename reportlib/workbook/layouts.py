"""The layouts of tables that have other columns than the data file: params/sources.yaml."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, field_validator, model_validator

from reportlib.sources.addresses import Address
from reportlib.workbook import patterns
from reportlib.workbook.documents import Noun
from reportlib.workbook.nouns import Date

Status = Literal[
    "final",
    "provisional",
    "zero",
    "nothing to divide by",
    "suppressed",
    "not applicable",
    "not asked",
    "not yet due",
    "not reported",
    "missing",
]
"""How final a figure is, or why there is none; “missing” is the older word for “not reported”, “zero” says that it is 0."""
What = Literal[
    "unit",
    "indicator",
    "period",
    "year",
    "half",
    "quarter",
    "month",
    "week",
    "value",
    "numerator",
    "denominator",
    "qualifier",
    "status",
    "origin",
    "inferred",
    "reported_at",
    "source",
    "note",
    "ignore",
]
"""What a column may hold; a column of `ignore` is not read."""
Part = Literal["value", "numerator", "denominator"]
FIELDS: Final[tuple[What, ...]] = get_args(What)
PARTS: Final[tuple[Part, ...]] = get_args(Part)
IGNORE: Final = "ignore"
FINALITIES: Final = ("provisional", "final")
"""The statuses of a row with a figure."""


def _separator(text: str) -> str:
    if (
        len(text) != 1
        or text.isalnum()
        or (text.isspace() and text not in "\t ")
        or not (text.isprintable() or text == "\t")
        or text in "\"'.+-_"
    ):
        raise ValueError(f"write one sign that stands between cells, such as ',' or ';' or '\\t', not {text!r}")
    return text


Between = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1)]
Separator = Annotated[str, StringConstraints(strip_whitespace=False), AfterValidator(_separator)]


def _flag(text: str) -> str:
    if not text or any(letter.isdigit() or letter.isspace() or letter in ".,%+-()[]" for letter in text):
        raise ValueError(f"write the sign that stands behind figures, such as p or '*', not {text!r}")
    return text


def _meaning(text: str) -> str:
    """Refuse a status that means there is no figure; “provisional”, “final” and remarks are allowed."""
    if not text or (text in get_args(Status) and text not in FINALITIES):
        raise ValueError(f"a sign behind a figure means provisional, final, or a remark, not {text!r}; see `markers`")
    return text


Flag = Annotated[str, AfterValidator(_flag)]
Meaning = Annotated[str, AfterValidator(_meaning)]


class Column(Noun):
    """What one column holds: a field of each row, the parts of a breakdown, or the figures of an indicator."""

    field: What | None = Field(None, description="the field of each row that the column holds")
    indicator: str | None = Field(None, description="the indicator whose figures stand in it: its id, or its name in the table")
    breakdown: str | None = Field(None, description="the breakdown in the catalogue whose parts are the words of the column")
    part: Part = Field("value", description="of a ratio: whether the column holds its value, numerator or denominator")
    period: Date | None = Field(None, description="the period of its figures, if no column says it")
    measure: str = Field("", description="what the table counts in, such as thousand tonnes; the catalogue may count in tonnes")
    scale: float | None = Field(None, gt=0, le=1e12, description="the factor from the table's measure to the catalogue's: 1000")


def _column(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"field": value} if value in FIELDS else {"indicator": value}


def _cells(value: Any) -> Any:
    listed = value if isinstance(value, list) else [value]
    return [str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in listed]


Cells = Annotated[
    tuple[str, ...], BeforeValidator(_cells, json_schema_input_type=str | int | tuple[str | int, ...]), Field(min_length=1)
]
"""The texts that a cell may hold: one, or one of several."""
ColumnOrText = Annotated[Column, BeforeValidator(_column, json_schema_input_type=str | Column)]


class Layout(Noun):
    """The layout of one table: a CSV, one sheet of a spreadsheet file, or the answer to a query on a database."""

    id: str = Field("", description="what the table is called in messages and in `check --show`; left out: the name of its file")
    file: Address = Field(description="one of the files, or databases, that params/workbook.yaml names under `data`")
    query: str | None = Field(None, min_length=1, description="of a database: the select that gives the table, with `order by`")
    sheet: str | None = Field(None, description="the name of the sheet; left out: the first")
    encoding: str | None = Field(None, description="of a CSV: utf-8, gb18030, utf-16 …; left out: it is found out")
    separator: Separator | None = Field(None, description="of a CSV, one sign; left out: it is found out")
    header: tuple[Annotated[int, Field(ge=1, le=1_000_000)], ...] = Field(
        (1,), min_length=1, max_length=10, description="the rows that name the columns, counted from 1 as a spreadsheet does"
    )
    first: int | None = Field(None, ge=1, description="the first row of figures; left out: the one below the header")
    end: str | None = Field(None, min_length=1, description="the table ends above the row whose first cell begins with this text")
    columns: dict[str, ColumnOrText] = Field(
        default_factory=dict, description="what each column holds, by the name or the letter of the column"
    )
    wide: str | None = Field(None, description="how the names of the other columns are made, such as {year} / {indicator}")
    others: Literal["ignore"] | None = Field(None, description="ignore: columns that the layout does not mention are not read")
    without: tuple[dict[str, Cells], ...] = Field(
        (), description="rows that are left out: each entry leaves out the rows whose columns all hold the texts that it gives"
    )
    unit: str | None = Field(None, description="the unit of all rows")
    indicator: str | None = Field(None, description="the indicator of all figures")
    period: Date | None = Field(None, description="the period of all figures")
    periods: str | None = Field(
        None, description="how periods are written, such as {month}/{year}; left out: usual spellings are understood"
    )
    indicators: dict[str, str | None] = Field(
        default_factory=dict, description="the table's words for indicators, and their ids; several columns are joined by ' / '"
    )
    units: dict[str, str | None] = Field(
        default_factory=dict, description="the table's names of units, and their ids; rows of a name with `ignore` are left out"
    )
    unit_names: str | None = Field(
        None, description="a CSV of further names, with the column unit, and the column name or one for each language"
    )
    indented: bool = Field(False, description="the name of a unit is indented below the name of its parent")
    markers: dict[str, Status] = Field(
        default_factory=dict, description="texts that stand in place of a figure, and the status that each means"
    )
    flags: dict[Flag, Meaning] = Field(
        default_factory=dict,
        description="signs behind figures, and what each means: provisional, final, or a remark, which becomes a note",
    )
    brackets: Literal["negative"] | None = Field(None, description="negative: a figure in brackets is below zero")
    measure: str = Field("", description="what all figures are counted in, such as thousand tonnes")
    scale: float | None = Field(None, gt=0, le=1e12, description="the factor from the table's measure to the catalogue's: 1000")
    thousands: Between | None = Field(
        None, description="the separator of thousands, such as ',' or a blank, which stands for any kind of blank"
    )
    decimal: Literal[".", ","] = Field(".", description="the decimal mark")

    @field_validator("header", mode="before")
    @classmethod
    def _rows(cls, value: Any) -> Any:
        return [value] if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("wide", "periods")
    @classmethod
    def _pattern(cls, value: str | None) -> str | None:
        if value is not None:
            patterns.compiled(value)
        return value

    @model_validator(mode="after")
    def _marks_differ(self) -> Self:
        if self.thousands == self.decimal:
            raise ValueError(f"'{self.decimal}' stands before decimals; write another sign as `thousands`, or another `decimal`")
        return self

    def columns_of(self, *names: str) -> Column:
        """What the layout says of the column with one of these names; an empty `Column` if it says nothing."""
        keys = {patterns.plain(name) for name in names}
        return next((column for name, column in self.columns.items() if patterns.plain(name) in keys), Column())

    @property
    def heads(self) -> tuple[int, ...]:
        """The rows that name the columns; for a query this is row 0, above the first row of the answer."""
        return self.header if self.query is None else (0,)

    @property
    def own(self) -> bool:
        """Whether the layout is for a query and describes no columns; the answer then has the columns of the data file."""
        return self.query is not None and not self.columns and self.wide is None

    @property
    def name(self) -> str:
        """The id; without an id, the file."""
        return self.id or self.file


class Layouts(Noun):
    """The contents of params/sources.yaml: a layout for every table with other columns than the data file."""

    sources: tuple[Layout, ...] = Field(min_length=1)
