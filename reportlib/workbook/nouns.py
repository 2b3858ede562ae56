"""The type of dates, and checks of all entries of params files: ids are valid and unique, texts are in every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema

from reportlib.errors import Problem, choices
from reportlib.periods import Period
from reportlib.periods.reading import CALENDAR, Years
from reportlib.workbook import ids
from reportlib.workbook.documents import Document, Noun, Text


def _dated(value: object, info: ValidationInfo) -> Period:
    years: Years = (info.context or {}).get("years", CALENDAR)
    return years.read(value)


Date = Annotated[
    Period,
    BeforeValidator(_dated),
    PlainSerializer(str),
    WithJsonSchema({"type": ["string", "integer"], "description": "a period: 2020, 2020Q3, 2020-07 …"}),
]
"""A period as written in a params file."""
_IN_SOME = "not every language has it"
SomeText = Annotated[Text, _IN_SOME]
"""A text that a language may do without, such as a singular."""


def misnamed(names: Sequence[str], document: Document, *location: str, what: str) -> Iterator[Problem]:
    """Find invalid ids in a list, and ids that occur twice, whether in upper or lower case."""
    first: dict[str, int] = {}
    ids_taken = {ids.same(name) for name in names}
    for n, name in enumerate(names):
        other, fault = first.setdefault(ids.same(name), n), ids.fault(name)
        if not fault and other == n:
            continue
        better = ids.legal(name, taken=ids_taken)
        ids_taken.add(ids.same(better))
        if fault:
            message = f"the id '{name}' of {what} {fault}; {ids.RULE}: write '{better}'"
            mend = f"write '{better}' in place of '{name}', here and in every file that names it"
        else:
            message = _twice(name, names[other], document.line((*location, other, "id")))
            mend = f"call one of the two otherwise, such as '{better}', or take one out"
        yield document.problem(message, *location, n, "id", mend=mend)


def _twice(name: str, earlier: str, line: int) -> str:
    if name == earlier:
        return f"the id '{name}' is used twice, first on line {line}; ids are unique"
    return f"the id '{name}' is '{earlier}' of line {line} in another spelling; ids are unique without regard to case"


def untranslated(
    noun: Noun, document: Document, location: tuple[str | int, ...], *, languages: tuple[str, ...]
) -> Iterator[Problem]:
    """Find texts of an entry that lack one of the workbook's languages, or are in a language that it does not use."""
    for name, field in type(noun).model_fields.items():
        value, key = getattr(noun, name), field.alias or name
        if isinstance(value, Noun):
            yield from untranslated(value, document, (*location, key), languages=languages)
        elif isinstance(value, dict) and value and all(isinstance(text, str) for text in value.values()):
            wanted = tuple(language for language in languages if language in value) if _IN_SOME in field.metadata else languages
            yield from tongues(value, document, *location, key, field=key, languages=wanted)


def tongues(text: Text, document: Document, *location: str | int, field: str, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Find the workbook's languages that a text lacks, and languages of the text that the workbook does not use."""
    for language in sorted(set(languages) - set(text)):
        wanted = ", ".join(f"{hint}: …" for hint in languages)
        yield document.problem(f"{field} is missing in '{language}'; write {field}: {{{wanted}}}", *location)
    for language in sorted(set(text) - set(languages)):
        hint = choices(language, languages, what="languages")
        message = f"{field} is given in '{language}', which params/workbook.yaml does not list; {hint}"
        yield document.problem(message, *location)
