"""The package knows no programme: no name of any workbook is in its code, and no Chinese text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PARAMS = [ROOT / "params", *sorted(ROOT.glob("examples/*/params"))]
CODE = {path: path.read_text("utf-8") for path in sorted((ROOT / "reportlib").rglob("*.py"))}


def listed(params: Path, file: str, field: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((params / f"{file}.yaml").read_text("utf-8"))[field])


def names(params: Path) -> set[str]:
    levels = listed(params, "workbook", "levels")
    ids = [noun["id"] for noun in (*levels, *listed(params, "catalogue", "indicators"), *listed(params, "units", "units"))]
    return {*ids, *(name for level in levels for name in level["name"].values())}


@pytest.mark.parametrize("params", PARAMS, ids=lambda path: path.parent.name)
def test_no_name_of_a_workbook_stands_in_the_code(params: Path) -> None:
    wanted = names(params)
    assert len(wanted) > 10
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(wanted, key=len, reverse=True)))})(?!\w)", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path, text in CODE.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]
    assert found == []


def test_all_chinese_text_lives_in_the_text_catalogue() -> None:
    chinese = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path, text in CODE.items() for match in chinese.finditer(text)]
    assert found == []
