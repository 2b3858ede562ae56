"""What one notebook does to its process does not affect the next notebook of the same worker and server."""

from __future__ import annotations

import re

import pytest

from ..commands import build
from .conftest import Book

pytestmark = pytest.mark.slow

DIRT = """
import builtins, gc, locale, os, random, signal, sys, tempfile, threading, time, warnings
import numpy as np, pandas as pd, plotly.express as px, plotly.io as pio

unit_before, left = unit, "a global"
builtins.ascii = lambda thing: 42
builtins.unit_seen = "elsewhere"
os.chdir(tempfile.gettempdir())
os.environ.update(REPORTLIB_HANDOVER="/nowhere", TZ="Asia/Tokyo", LEFT="1")
time.tzset()
os.umask(0o077)
pd.options.display.max_rows = 2
pd.options.display.float_format = "<{:.1f}>".format
np.set_printoptions(precision=1)
np.seterr(all="raise")
np.random.seed(7); random.seed(7)
pio.templates.default = "plotly_dark"
px.defaults.width = 111
sys.modules["colorsys"] = sys.modules["math"]
sys.path.insert(0, "/nowhere")
sys.setrecursionlimit(200_000)
warnings.filterwarnings("error")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
gc.disable()
pd.DataFrame.sum = None
get_ipython().run_line_magic("precision", "1")
get_ipython().Completer.greedy = True
for _ in range(3):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
assert ascii([]) == 42
"""
PROBE = """
import builtins, colorsys, gc, os, random, signal, sys, threading, time, warnings
import numpy as np, pandas as pd, plotly.express as px, plotly.io as pio

print(sorted(name for name in globals() if name in ("left", "unit_before")), ascii([1]), hasattr(builtins, "unit_seen"))
print(os.getcwd() == sys.path[0] or os.path.basename(os.getcwd()), os.environ.get("TZ"), os.environ.get("LEFT"), time.tzname)
print(os.environ["REPORTLIB_HANDOVER"] == "/nowhere", oct(os.umask(0o22)))
print(pd.options.display.max_rows, pd.DataFrame({"x": [1.234567]}), np.array([1.234567]), np.geterr())
print(pio.templates.default, px.defaults.width, colorsys.__name__, "/nowhere" in sys.path, sys.getrecursionlimit())
print([f[0] for f in warnings.filters], signal.getsignal(signal.SIGTERM), gc.isenabled(), pd.DataFrame({"x": [1]}).sum())
print(threading.active_count(), get_ipython().Completer.greedy)
"""
RANDOM = "import random\nimport numpy as np\nprint(random.random(), np.random.rand())"
PLOT = "import plotly.express as px\npx.line(x=[1, 2], y=[3, 4])"
VALUE = "print(get_ipython().display_formatter.format(1.23456789)[0])"


def test_the_next_report_comes_out_as_if_alone(book: Book) -> None:
    book.template("dirty", DIRT)
    book.template("probe", PROBE, PLOT, VALUE)
    book.lists("dirty", "probe", "good")

    together = build(book, "--timeout", "60")
    order, before = list(together.run), together.pages()
    alone = build(book, "--force", "--template", "probe")

    assert (together.code, alone.code) == (0, 0), together.err + alone.err
    assert order == ["dirty-a-2020-en", "probe-a-2020-en", "good-a-2020-en"], "one after another"
    assert alone.pages()["probe-a-2020-en"] == before["probe-a-2020-en"]
    assert "[] [1] False" in alone.page("probe-a-2020-en")


def test_no_two_reports_share_their_random_numbers(book: Book) -> None:
    book.template("random", RANDOM)
    book.lists("random", units=("a", "b", "c"))

    done = build(book)

    shown = [re.findall(r"\b0\.\d{9,} 0\.\d{9,}\b", done.page(f"random-{unit}-2020-en")) for unit in ("a", "b", "c")]
    numbers = {number for (pair,) in shown for number in pair.split()}
    assert len(numbers) == 6
