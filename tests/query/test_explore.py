"""The notebook for exploring runs as it is: every cell answers, and every chart is drawn."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

from reportlib.blocks import Chart, Table
from reportlib.query.change_and_rank import Answer

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_of_the_notebook_is_answered(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    charts = 0
    for cell in nbformat.read(ROOT / "notebooks" / "explore.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        source = cell.source.replace('lang: str = "zh"', f'lang: str = "{lang}"')
        *before, last = ast.parse(source).body
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            charts += drawn(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    assert charts >= 12


def drawn(result: Any) -> int:
    """1 for a chart or table, after checking that it has a picture and several rows; 0 for any other result."""
    block = result._block() if isinstance(result, Answer) else result
    if not isinstance(block, (Chart, Table)):
        return 0
    assert not block.why and len(block.table) > 1, repr(block)
    return 1
