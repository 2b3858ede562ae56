"""The parts of a page's facts, and how to read them; `docs/page-facts.schema.json` is written from these models."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

BEGIN: Final = b'<script type="application/ld+json">'
"""The tag before the facts in a single-file page."""
Cell = str | float | int | None


class _Part(BaseModel):
    """A part of the facts of a page."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Column(_Part):
    """One column of the figures, as CSVW describes it."""

    name: str
    datatype: Literal["string", "number", "integer"]


class TableSchema(_Part):
    """The columns of the rows in `rows`, in order."""

    columns: list[Column]


class Named(_Part):
    """An indicator, a unit or a group: its id in the rows, and its name."""

    type: Literal["PropertyValue", "Organization", "Thing"] = Field(alias="@type")
    identifier: str
    name: str
    unitText: str = Field("", description="The measure of an indicator.")  # noqa: N815 schema.org writes it so
    additionalType: str = Field("", description="The level of a unit.")  # noqa: N815


class Stated(_Part):
    """A comparison that the page makes in words."""

    kind: str = Field(description="The kind of claim, such as change, rank, share, verdict, target, headline, title.")
    text: str = Field(description="The sentence on the page.")
    subject: str = Field(description="What the claim is about.")
    object: str = Field(description="What the subject is compared with; empty if it is everything shown.")
    ground: str = Field(description="The rule or evidence that allows the claim.")
    rests_on: list[int] = Field(description="The numbers, from 0, of the rows that support the claim.")


class PageFacts(_Part):
    """The facts of one page."""

    context: list[Any] = Field(alias="@context")
    type: Literal["Dataset"] = Field(alias="@type")
    schemaVersion: Literal["reportlib page facts 1"]  # noqa: N815
    identifier: str = Field(description="The name of the report.")
    name: str = Field(description="The title of the page.")
    description: str = Field(description="The headline.")
    inLanguage: str  # noqa: N815
    temporalCoverage: str = Field(  # noqa: N815
        description="The first and last month of the report's period, as in 2020-10/2020-12; of a week, its first and last day."
    )
    creativeWorkStatus: Literal["final", "draft"]  # noqa: N815
    version: str = Field(description="The version of the catalogue.")
    about: Named
    variableMeasured: list[Named]  # noqa: N815
    mentions: list[Named] = Field(description="The other units, and the groups, in the rows.")
    tableSchema: TableSchema  # noqa: N815
    rows: list[list[Cell]] = Field(description="The figures; where a value is null, `absence` is the kind of absence.")
    claims: list[Stated]


def facts_in(data: bytes) -> dict[str, Any]:
    """The facts in a file beside a page.

    Raises
    ------
    ValueError
        When the file is not as `PageFacts` describes it.
    """
    return PageFacts.model_validate_json(data).model_dump(by_alias=True)


def facts_inside(page: bytes) -> dict[str, Any]:
    """The facts in a single-file page.

    Raises
    ------
    ValueError
        When the page contains none, or they are not as `PageFacts` describes them.
    """
    _, separator, rest = page.rpartition(BEGIN)
    if not separator:
        raise ValueError("the page holds no facts")
    return facts_in(rest.partition(b"</script>")[0])
