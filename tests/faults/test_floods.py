"""A notebook with too much output is stopped, and its output is not kept."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from .conftest import Book, outside

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="memory is counted in another unit there")]

FLOODS = {
    "printed": "for _ in range(100):\n    print('x' * 1_000_000, flush=True)",
    "shown": "from IPython.display import HTML, display\nfor _ in range(100):\n    display(HTML('x' * 1_000_000))",
    "process": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', \"print('x' * 100_000_000)\"])",
    "endless": "while True:\n    print('x' * 1000)",
}
EXECUTE = """
import json, os, resource, sys
from pathlib import Path
from warmkernels import plain_environment
from reportlib.build.execute import execute
from reportlib.build.settings import Limits

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000

if __name__ == "__main__":
    os.environ.update(plain_environment())
    for path in sys.argv[1:]:
        before = peak()
        notebook, failure = execute(Path(path), {}, root=Path(path).parent, limits=Limits(seconds=60))
        kept = sum(len(str(output)) for cell in notebook.cells for output in cell.get("outputs", ()))
        print(json.dumps([failure and failure.error, failure and failure.cell, kept / 1e6, peak() - before]))
"""


def test_what_a_flood_shows_is_not_held(book: Book) -> None:
    for name, source in FLOODS.items():
        book.template(name, source)
    paths = [str(book.root / "notebooks" / f"{name}.ipynb") for name in ("good", *FLOODS)]

    command = [sys.executable, "-c", EXECUTE, *paths]
    done = subprocess.run(command, env=outside(), capture_output=True, text=True, timeout=240, check=True)

    (error, *_), *floods = map(json.loads, done.stdout.splitlines())
    assert error is None
    for name, (error, cell, kept, more) in zip(FLOODS, floods, strict=True):
        assert (name, error, cell) == (name, "its output is over the limit of 10 MB", 2)
        assert kept <= 10.5, name
        assert more < 60, name
