"""What the facts of a page are, and how they are read: `docs/page-facts.schema.json` is written from the models here."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

BEGIN: Final = b'<script type="application/ld+json">'
"""What stands before the facts in a page that holds them."""
Cell = str | float | int | None


class _Part(BaseModel):
    """A part of the facts of a page."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Column(_Part):
    """One column of the figures, as CSVW describes it."""

    name: str
    datatype: Literal["string", "number", "integer"]


class TableSchema(_Part):
    """What each place in a row of `rows` holds."""

    columns: list[Column]


class Named(_Part):
    """An indicator, a unit or a group: its id in the rows, and what it is called."""

    type: Literal["PropertyValue", "Organization", "Thing"] = Field(alias="@type")
    identifier: str
    name: str
    unitText: str = Field("", description="Of an indicator: its measure.")  # noqa: N815 schema.org writes it so
    additionalType: str = Field("", description="Of a unit: its level.")  # noqa: N815


class Stated(_Part):
    """A comparison that the page makes in words."""

    kind: str = Field(description="Which kind of claim, such as change, rank, share, verdict, target, headline, title.")
    text: str = Field(description="As the page says it.")
    subject: str = Field(description="Of what it is said.")
    object: str = Field(description="What that is set against; empty where it is all that is shown.")
    ground: str = Field(description="Why it may be said.")
    rests_on: list[int] = Field(description="The numbers of the rows that it rests on, from 0.")


class PageFacts(_Part):
    """The facts of one page."""

    context: list[Any] = Field(alias="@context")
    type: Literal["Dataset"] = Field(alias="@type")
    schemaVersion: Literal["reportlib page facts 1"]  # noqa: N815
    identifier: str = Field(description="The name of the report.")
    name: str = Field(description="The title of the page.")
    description: str = Field(description="The headline.")
    inLanguage: str  # noqa: N815
    temporalCoverage: str = Field(description="The first and the last month of the report's period.")  # noqa: N815
    creativeWorkStatus: Literal["final", "draft"]  # noqa: N815
    version: str = Field(description="That of the catalogue.")
    about: Named
    variableMeasured: list[Named]  # noqa: N815
    mentions: list[Named] = Field(description="The other units, and groups, that rows name.")
    tableSchema: TableSchema  # noqa: N815
    rows: list[list[Cell]] = Field(description="The figures; where a value is null, `absence` is the kind of absence.")
    claims: list[Stated]


def facts_in(data: bytes) -> dict[str, Any]:
    """The facts that a file beside a page holds.

    Raises
    ------
    ValueError
        When it is not as `PageFacts` describes it.
    """
    return PageFacts.model_validate_json(data).model_dump(by_alias=True)


def facts_inside(page: bytes) -> dict[str, Any]:
    """The facts that a page which stands alone holds.

    Raises
    ------
    ValueError
        When it holds none.
    """
    _, separator, rest = page.rpartition(BEGIN)
    if not separator:
        raise ValueError("the page holds no facts")
    return facts_in(rest.partition(b"</script>")[0])
