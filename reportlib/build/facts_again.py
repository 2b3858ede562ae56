"""Compare the facts of a page with those of the page made again, row by row and claim by claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reportlib.page.facts_model import PageFacts
from reportlib.private import read_regular

MAX_SHOWN: Final = 5
"""The most differences that are listed; the rest are counted."""


def differences(path: Path, again: Path) -> list[str]:
    """One line for each difference between two files of facts, at most `MAX_SHOWN` and one for the rest.

    Empty if there is no file at `path`.
    """
    if not path.is_file():
        return []
    try:
        data = read_regular(path)
        facts = PageFacts.model_validate_json(data)
    except OSError as error:
        return [f"facts: '{path.name}' cannot be read: {error.strerror}"]
    except ValidationError as error:
        first = error.errors()[0]
        location = ".".join(map(str, first["loc"])) or "the whole"
        return [f"facts: '{path.name}' does not match docs/page-facts.schema.json: {location}: {first['msg']}"]
    remade = read_regular(again)
    if data == remade:
        return []
    lines = list(_differing(facts.model_dump(by_alias=True), json.loads(remade)))
    more = [f"facts: {len(lines) - MAX_SHOWN} more differ"] if len(lines) > MAX_SHOWN else []
    return [*(f"facts: {line}" for line in islice(lines, MAX_SHOWN)), *more] or [f"facts: '{path.name}' is formatted differently"]


def _differing(facts: dict[str, Any], remade: dict[str, Any]) -> Iterator[str]:
    for name in ("rows", "claims"):
        pairs = zip_longest(facts.pop(name), remade.pop(name))
        yield from (f"{name}[{n}] is {_short(old)}; made again {_short(new)}" for n, (old, new) in enumerate(pairs) if old != new)
    for name, value in remade.items():
        if name in ("variableMeasured", "mentions", "about"):
            continue  # apart from ids, their texts are on the page too and compared there
        if facts[name] != value:
            yield f"{name} is {_short(facts[name])}; made again {_short(value)}"


def _short(value: Any) -> str:
    text = "not there" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:159]}…"
