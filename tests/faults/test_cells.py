from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from .conftest import Book, Build, Done

pytestmark = pytest.mark.slow

PROCESS = """
import subprocess, sys
done = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True)
"""
WORKERS = """
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(1) as pool:
    print(pool.submit(sum, [1, 2]).result())
"""
THREADS = """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor() as pool:
    print(list(pool.map(abs, [-3])))
"""
LATE = """
import time
kernel = get_ipython().kernel
publish, written = kernel._publish_status, kernel.iopub_thread.schedule
def late(status, *place, **more):
    if status == "idle":
        kernel._publish_status = publish
        written(lambda: time.sleep(5))
    publish(status, *place, **more)
kernel._publish_status = late
print("shown late")
"""
"""The kernel reports the end of this cell five seconds late, as may happen on a busy machine."""
OUTPUT = "import ipywidgets\nheld = ipywidgets.Output()\nheld;"
CELLS = {
    "widget": ("import ipywidgets\nipywidgets.IntSlider(value=7);", "print('widgets work', ipywidgets.IntSlider(value=7).value)"),
    "output": (OUTPUT, "with held:\n    print('held back')", "print('output holds', len(held.outputs))"),
    "await": ("import asyncio\nawait asyncio.sleep(0.01)", "print('awaited', await asyncio.to_thread(sum, [40, 2]))"),
    "magics": ("%precision 3\n%timeit -n1 -r1 pass", "%%capture held\nprint('not shown')", "print('captured', len(held.stdout))"),
    "shell": ("!echo from the shell", "print('after it')"),
    "process": (PROCESS, "print('a process says', done.stdout)"),
    "workers": (WORKERS, "print('pooled')"),
    "threads": (THREADS,),
    "late": (LATE, "print('and after it')"),
}
SHOWN = {
    "widget": ["widgets work 7"],
    "output": ["output holds"],
    "await": ["awaited 42"],
    "magics": ["captured 10"],
    "shell": ["from the shell", "after it"],
    "process": ["a process says 42"],
    "workers": ["3", "pooled"],
    "threads": ["[3]"],
    "late": ["shown late", "and after it"],
}


@pytest.fixture(scope="module")
def done(shared_book: Book, start: Callable[..., Build]) -> Done:
    for name, cells in CELLS.items():
        shared_book.template(name, *cells)
    shared_book.lists(*CELLS)
    build = start(shared_book, "--jobs", "2")
    done = build.finish()
    assert build.left_nothing()
    return done


@pytest.mark.parametrize("name", CELLS)
def test_the_report_shows_what_the_cells_did(done: Done, name: str) -> None:
    told = done.run[f"{name}-a-2020-en"]
    assert (told["state"], told["attempts"]) == ("built", 1), told["error"] + told["traceback"]
    page = done.page(f"{name}-a-2020-en")
    assert all(text in page for text in SHOWN[name])


@pytest.mark.parametrize("name", CELLS)
def test_the_report_asks_the_network_for_nothing(done: Done, name: str) -> None:
    page = done.page(f"{name}-a-2020-en")
    assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page)
