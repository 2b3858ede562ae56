"""Whether the facts beside a page are those that it would be made with again, row by row and claim by claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from reportlib.page.facts import PageFacts
from reportlib.private import read_regular

SHOWN: Final = 5
"""So many differences are told, and the rest counted."""


def differences(kept: Path, again: Path) -> list[str]:
    """What the facts of a page in a file say otherwise than those made again; empty where they are the same, or not there."""
    if not kept.is_file():
        return []
    try:
        data = read_regular(kept)
        told = PageFacts.model_validate_json(data)
    except OSError as error:
        return [f"facts: '{kept.name}' cannot be read: {error.strerror}"]
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        return [f"facts: '{kept.name}' is not as docs/page-facts.schema.json describes it: {place}: {first['msg']}"]
    made = read_regular(again)
    if data == made:
        return []
    found = list(_of(told.model_dump(by_alias=True), json.loads(made)))
    more = [f"facts: {len(found) - SHOWN} more differ"] if len(found) > SHOWN else []
    return [*(f"facts: {line}" for line in islice(found, SHOWN)), *more] or [f"facts: '{kept.name}' is written otherwise"]


def _of(told: dict[str, Any], made: dict[str, Any]) -> Iterator[str]:
    for name in ("rows", "claims"):
        pairs = zip_longest(told.pop(name), made.pop(name))
        yield from (
            f"{name}[{n}] is {_short(one)}; made again {_short(other)}" for n, (one, other) in enumerate(pairs) if one != other
        )
    for name, value in made.items():
        if name in ("variableMeasured", "mentions", "about"):
            continue  # what they hold beside ids stands on the page too, and is told of there
        if told[name] != value:
            yield f"{name} is {_short(told[name])}; made again {_short(value)}"


def _short(value: Any) -> str:
    text = "not there" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:159]}…"
