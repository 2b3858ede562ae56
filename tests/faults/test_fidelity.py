"""Warm and plain kernels give the same pages and notebooks, byte for byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from warmkernels.choice import PLAIN

from ..commands import build
from .conftest import Book, Build, outside

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

ROOT = Path(__file__).parents[2]
CELLS = (
    "print('made for', unit)\nimport sys\nprint('on the side', file=sys.stderr)",
    "import warnings\nwarnings.warn('take care')\nwarnings.warn('so it is', DeprecationWarning)",
    "import numpy as np, pandas as pd\npd.DataFrame(np.random.default_rng(3).normal(size=(4, 3)), columns=list('abc'))",
    "np.random.seed(3)\nimport random\nrandom.seed(3)\nprint(np.random.rand(3), random.random(), hash('a'), {'x', 'y', 'z'})",
    "import base64\nfrom IPython.display import Image, display\ndisplay(Image(base64.b64decode(PICTURE)), display_id='picture');",
    "import plotly.express as px\npx.bar(pd.DataFrame({'x': [1, 2], 'y': [3.5, 4]}), x='x', y='y')",
    "%precision 2\nprint(np.array([3.14159]))",
)
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WRONG = "def inner():\n    return {}['no such figure']\n\ninner()"
EXECUTE = """
import json, os, sys
from pathlib import Path
import nbformat
from warmkernels import ForkServer, plain_environment
from reportlib.build.execute import execute
from reportlib.build.settings import Limits

if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    server = ForkServer(preload=("reportlib.report", "plotly.io"))
    if told["warm"]:
        server.start()
    os.environ.update(server.environment if told["warm"] else plain_environment())
    for template, parameters, place in told["notebooks"]:
        notebook, failure = execute(Path(template), parameters, root=Path(told["root"]), limits=Limits())
        Path(place).write_text(nbformat.writes(notebook) + str(failure), "utf-8")
    server.close()
"""


def executed(root: Path, notebooks: dict[Path, dict[str, str]], into: Path, *, warm: bool) -> dict[str, str]:
    into.mkdir()
    wanted = [(str(path), given, str(into / path.stem)) for path, given in notebooks.items()]
    told = json.dumps({"warm": warm, "root": str(root), "notebooks": wanted})
    subprocess.run([sys.executable, "-c", EXECUTE, told], env=outside(), check=True, timeout=240)
    return {path.name: path.read_text("utf-8") for path in into.iterdir()}


@pytest.fixture
def telling(book: Book) -> Book:
    """A workbook with a template that shows something of every kind, and one that fails."""
    book.template("shows", *(cell.replace("PICTURE", repr(PICTURE)) for cell in CELLS))
    book.template("wrong", "print('before')", WRONG)
    book.lists("shows", "wrong")
    return book


def test_notebooks_are_executed_alike(telling: Book, tmp_path: Path) -> None:
    folder = telling.root / "notebooks"
    notebooks = {folder / f"{name}.ipynb": {"unit": "a", "period": "2020", "lang": "en"} for name in ("shows", "wrong")}

    warm, plain = (executed(telling.root, notebooks, tmp_path / name, warm=name == "warm") for name in ("warm", "plain"))

    assert warm == plain
    assert "take care" in warm["shows"] and "image/png" in warm["shows"]
    assert "KeyError: 'no such figure'" in warm["wrong"]


def test_pages_and_kept_notebooks_are_made_alike(telling: Book, tmp_path: Path) -> None:
    warm = build(telling)
    (telling.root / "outputs").rename(tmp_path / "warm")
    plain = build(telling, env={PLAIN: "1"})

    assert (warm.code, plain.code) == (1, 1)
    assert "kernels are started one by one, not forked" in plain.out
    made = ["shows-a-2020-en.html", "failed/wrong-a-2020-en.ipynb", "index.html"]
    for name in made:
        assert (tmp_path / "warm" / name).read_bytes() == (plain.output / name).read_bytes(), name


@pytest.mark.rare
def test_a_real_template_is_made_alike(tmp_path: Path, start: Callable[..., Build]) -> None:
    template, unit = "park", "zhuhang"
    root = tmp_path / "book"
    for folder in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / folder, root / folder)
    options = ("--template", template, "--unit", unit, "--period", "2020", "--lang", "zh", "--jobs", "1")

    warm = start(root, *options).finish()
    (root / "outputs").rename(tmp_path / "warm")
    plain = start(root, *options, env={PLAIN: "1"}).finish()

    assert (warm.code, plain.code) == (0, 0), warm.err + plain.err
    name = f"{template}-{unit}-2020-zh.html"
    assert (tmp_path / "warm" / name).read_bytes() == (plain.output / name).read_bytes()
    given = {root / "notebooks" / f"{template}.ipynb": {"unit": unit, "period": "2020", "lang": "zh"}}
    by_hand = [executed(root, given, tmp_path / f"notebook-{kind}", warm=kind == "warm") for kind in ("warm", "plain")]
    assert by_hand[0] == by_hand[1]
