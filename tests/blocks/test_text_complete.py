"""The text catalogues: the same keys and gaps in every language, and every key that the code uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

PACKAGE = Path(__file__).parents[2] / "reportlib"
LANGUAGES = ("en", "zh")


def catalogue(lang: str) -> dict[str, Any]:
    return dict(yaml.safe_load((PACKAGE / "blocks" / "text" / f"{lang}.yaml").read_text("utf-8")))


def leaves(node: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from leaves(child, f"{key}.{name}" if key else str(name))
    else:
        yield key, node


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


TEXTS = {lang: dict(leaves(catalogue(lang))) for lang in LANGUAGES}


def test_languages_have_the_same_keys() -> None:
    assert sorted(TEXTS["en"]) == sorted(TEXTS["zh"])


def same_gaps(key: str) -> bool:
    one, other = gaps(TEXTS["en"][key]), gaps(str(TEXTS["zh"][key]))
    optional = {"month", "half", "ordinal", "number"} if key.startswith(("period.", "figure.within.")) else set()
    optional |= {"measure", "per", "base", "noun"} if key.startswith("number.rate.") else set()
    return "" not in one | other and one - optional == other - optional


def test_texts_have_the_same_gaps() -> None:
    assert [key for key, text in TEXTS["en"].items() if isinstance(text, str) and not same_gaps(key)] == []


def test_lists_are_as_long_in_every_language() -> None:
    lists = {key: len(text) for key, text in TEXTS["en"].items() if isinstance(text, list) and key != "number.steps"}
    assert lists == {key: len(TEXTS["zh"][key]) for key in lists}


def asked() -> Iterator[tuple[str, str]]:
    """Every key that is a literal in a call of `words`, in code and in page templates, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = ast.unparse(node.func)
                if re.search(r"(^|\.)words(\.get)?$", called) and isinstance(node.args[0].value, str):
                    yield node.args[0].value, f"{path.name}:{node.lineno}"
    for path in sorted(PACKAGE.rglob("*.j2")):
        for match in re.finditer(r"words(?:\.get)?\('([^']+)'\s*[,)]", path.read_text("utf-8")):
            yield match[1], path.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_that_code_asks_for_is_there(lang: str) -> None:
    known = set(TEXTS[lang])
    branches = {key.rsplit(".", depth)[0] for key in known for depth in range(1, key.count(".") + 1)}
    calls = list(asked())
    assert len(calls) > 100
    assert [(key, place) for key, place in calls if key not in known | branches] == []
