"""A forked kernel has the imports of the server, and nothing of other kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from warmkernels import ForkServer

pytestmark = pytest.mark.slow

SPOIL = """
import builtins, json, os, random, sys, threading
import numpy as np, pandas as pd, plotly.io as pio
pd.set_option("display.max_rows", 3)
pio.templates.default = "plotly_dark"
os.environ["LEFT"] = "1"
os.chdir("/")
sys.path.append("/left")
sys.modules["left"] = sys
builtins.left = json.left = np.left = pd.DataFrame.left = left = 1
np.random.seed(1)
threading.Thread(target=threading.Event().wait, daemon=True, name="left").start()
"""
LOOK = """
import builtins, json, os, sys, threading
import numpy as np, pandas as pd, plotly.io as pio
print(pd.get_option("display.max_rows"), pio.templates.default, os.environ.get("LEFT"))
print(os.getcwd() == "/", "/left" in sys.path, "left" in sys.modules, "left" in globals())
print([hasattr(thing, "left") for thing in (builtins, json, np, pd.DataFrame)])
print("left" in [thread.name for thread in threading.enumerate()])
"""
DRAW = (
    "import numpy as np, random, uuid; print(np.random.rand(), random.random(), uuid.uuid4(), np.random.default_rng().random())"
)
DRAW_SEEDED = """
import numpy as np, random
np.random.seed(3); random.seed(3)
print(np.random.rand(), random.random(), np.random.default_rng(3).random())
"""


def test_kernel_is_forked_from_the_server(run: Callable[..., Any], server: ForkServer) -> None:
    ran = run("import os, sys; print(os.getppid(), 'pandas' in sys.modules)")
    assert ran.said().split() == [str(server.pid), "True"]


def test_nothing_of_one_kernel_is_in_the_next(run: Callable[..., Any]) -> None:
    untouched = run(LOOK).said()
    run(SPOIL)
    assert run(LOOK).said() == untouched


def test_kernels_draw_different_numbers(run: Callable[..., Any]) -> None:
    one, other = run(DRAW).said().split(), run(DRAW).said().split()
    assert not set(one) & set(other)


def test_seeded_numbers_are_those_of_a_plain_kernel(run: Callable[..., Any], run_stock: Callable[..., Any]) -> None:
    assert run(DRAW_SEEDED).said() == run_stock(DRAW_SEEDED).said()
