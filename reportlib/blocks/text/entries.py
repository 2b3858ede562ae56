"""The entries of the text catalogue in each language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from reportlib.workbook.documents import LOADER


@lru_cache(maxsize=8)
def text(lang: str) -> dict[str, Any]:
    """The text catalogue of a language, as nested dictionaries."""
    source = files("reportlib.blocks.text").joinpath(f"{lang}.yaml").read_text("utf-8")
    return dict(yaml.load(source, Loader=LOADER))


@lru_cache(maxsize=8)
def by_key(lang: str) -> dict[str, Any]:
    """The text catalogue of a language by dotted keys; cached, because a page looks up thousands of texts."""
    return dict(_flat(text(lang)))


def _flat(node: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for part, value in node.items():
        yield f"{above}{part}", value
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{part}.")


def languages() -> list[str]:
    """The languages with a text catalogue."""
    return sorted(
        path.name.removesuffix(".yaml") for path in files("reportlib.blocks.text").iterdir() if path.name.endswith(".yaml")
    )
