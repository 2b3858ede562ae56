"""Fill paragraphs with values, each written as usual in the language."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from string import Formatter

from reportlib.blocks.own.call import Call
from reportlib.blocks.own.frame import decimals, value_text
from reportlib.blocks.text import Words
from reportlib.blocks.text.direction import isolated
from reportlib.blocks.text.number_behind import NumberText
from reportlib.errors import choices
from reportlib.periods import Period


def paragraphs(text: str, values: Mapping[str, object], call: Call) -> list[str]:
    """The paragraphs of a text (separated by empty lines), with names in braces replaced by values."""
    parts = list(_parts(text, call))
    names = [name for _, name, _ in parts if name]
    if unused := [name for name in values if name not in names]:
        call.wrong(f"{', '.join(unused)} is not used in the text; write {{{unused[0]}}} where its value belongs")
    whole = "".join(before + (str(_value(name, form, values, call)) if name else "") for before, name, form in parts)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", whole) if part.strip()]


def _parts(text: str, call: Call) -> Iterator[tuple[str, str, str]]:
    """The text before each pair of braces, with the name and the format in the braces: "of {n:.1f}" → ("of ", "n", ".1f").

    Problems are noted in `call`.
    """
    try:
        for before, name, form, _ in Formatter().parse(text):
            yield before, name or "", form or ""
            if name is not None and not name.isidentifier():
                call.wrong(f"{{{name}}} names no value; write a name such as {{n}}, and n=… behind the text")
    except ValueError as error:
        call.wrong(f"the braces of the text do not fit ({error}); write {{{{ and }}}} for braces that are to be read")


def _value(name: str, form: str, values: Mapping[str, object], call: Call) -> NumberText | str:
    if name not in values:
        if name.isidentifier():
            call.wrong(f"{{{name}}} has no value; write {name}=… behind the text; {choices(name, list(values), what='given')}")
        return ""
    value = getattr(values[name], "item", lambda: values[name])()
    if isinstance(value, float) and math.isnan(value):
        call.wrong(f"{name} is not a number (nan): there is no figure to write")
        return ""
    if form:
        return _formed(name, value, form, call)
    text = _value_text(value, call.words)
    if text is None:
        call.wrong(f"{name} is a {type(value).__name__}, which is no value to write; give a number, a text or a period")
    return text or ""


def _formed(name: str, value: object, form: str, call: Call) -> NumberText | str:
    """A value written by a Python format in the text, such as {n:.1f}."""
    try:
        text = format(value, form).replace("-", "\u2212" if isinstance(value, (int, float)) else "-")
    except (ValueError, TypeError) as error:
        call.wrong(f"{{{name}:{form}}} cannot be written: {str(error).rstrip('.')}")
        return ""
    return NumberText(text, float(value) if isinstance(value, (int, float)) and "%" not in form else None)


def _value_text(value: object, words: Words) -> NumberText | str | None:
    """A value as written in the language; None if a sentence cannot contain such a value."""
    match value:
        case bool() | int():
            return value_text(value, words, 0)
        case float():
            return value_text(value, words, decimals([value]))
        case NumberText():
            return value
        case Period():
            return words.period(value)
        case str():
            return isolated(value)
        case dt.date():
            return str(value_text(value, words, 0))
        case dict():
            return words.name(value)
        case _:
            name = getattr(value, "name", None)
            return words.name(name) if isinstance(name, dict) else None
