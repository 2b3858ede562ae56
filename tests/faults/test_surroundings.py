"""Packages, variables and settings of other users change no byte of a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from warmkernels.choice import PLAIN

from .conftest import Book, Build

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

CELLS = (
    "import plotly.express as px\npx.bar(x=[1, 2], y=[3.5, 4])",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint(plt.gcf().get_size_inches())",
    "import warnings\nfrom IPython.display import HTML\nHTML('not this')\nHTML('only the last of these is shown')",
    "warnings.warn('so it is', ImportWarning)\nprint('let_in' in globals())",
    "import pandas as pd\ntexts = pd.Series(['a', None])\nprint(texts[:0].map({'a': 1.0}).dtype, texts.dtype)\ntexts.to_frame()",
)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _plotly(home: Path) -> dict[str, str]:
    return {"PLOTLY_RENDERER": "browser", "VSCODE_PID": "1", "PLOTLY_DIR": str(home), "BROWSER": "false"}


def _matplotlib(home: Path) -> dict[str, str]:
    rc = _write(home / "mpl" / "matplotlibrc", "figure.figsize: 1, 1\nsavefig.dpi: 30\n")
    return {"MPLBACKEND": "pdf", "MPLCONFIGDIR": str(rc.parent), "MATPLOTLIBRC": str(rc)}


def _ipython(home: Path) -> dict[str, str]:
    profile = home / "ipython" / "profile_default"
    _write(profile / "startup" / "00-mine.py", "let_in = True\nprint('let in')\n")
    for name in ("ipython_config.py", "ipython_kernel_config.py"):
        _write(profile / name, "c.InteractiveShell.ast_node_interactivity = 'all'\nc.InlineBackend.figure_formats = {'svg'}\n")
    return {"IPYTHONDIR": str(profile.parent)}


def _jupyter(home: Path) -> dict[str, str]:
    data, config = home / "data", home / "config"
    spec = {"argv": ["false", "{connection_file}"], "display_name": "Mine", "language": "python"}
    _write(data / "kernels" / "python3" / "kernel.json", json.dumps(spec))
    _write(data / "nbconvert" / "templates" / "base" / "conf.json", '{"mimetypes": {"text/html": true}}')
    _write(data / "nbconvert" / "templates" / "base" / "display_priority.j2", "mine {% block body %}{% endblock %}")
    for name in ("jupyter_nbconvert_config.py", "jupyter_config.py"):
        _write(config / name, "c.HTMLExporter.exclude_output = True\nc.TemplateExporter.exclude_output = True\n")
    return {"JUPYTER_DATA_DIR": str(data), "JUPYTER_CONFIG_DIR": str(config)}


def _python(home: Path) -> dict[str, str]:
    return {"PYTHONSTARTUP": str(_write(home / "start.py", "let_in = True\nprint('let in')\n")), "PYTHONWARNINGS": "always"}


OWN = {"plotly": _plotly, "matplotlib": _matplotlib, "ipython": _ipython, "jupyter": _jupyter, "python": _python}


@pytest.fixture(scope="module")
def showing(shared_book: Book) -> Book:
    """A workbook whose template shows what other people's settings would change."""
    shared_book.template("shows", *CELLS)
    shared_book.lists("shows")
    return shared_book


@pytest.fixture(scope="module")
def as_made(showing: Book, start: Callable[..., Build]) -> dict[str, bytes]:
    """The pages as made without other packages, variables and settings."""
    done = start(showing).finish()
    assert done.code == 0, done.err
    return done.pages()


@pytest.mark.parametrize("kernels", ["warm", "plain"])
def test_pages_are_the_same_whatever_a_user_has_set(
    showing: Book, as_made: dict[str, bytes], start: Callable[..., Build], tmp_path: Path, kernels: str
) -> None:
    told = {name: value for make in OWN.values() for name, value in make(tmp_path).items()}
    done = start(showing, "--force", env=told | ({PLAIN: "1"} if kernels == "plain" else {})).finish()

    assert done.code == 0, done.err
    assert done.pages() == as_made


def test_a_warm_kernel_is_still_a_fork(showing: Book, start: Callable[..., Build], tmp_path: Path) -> None:
    # If a server and its kernels had different variables, each kernel would be started as a fresh process.
    showing.template(
        "tells", "import os\nprint('forked' if 'kernels/__main__' in open('/proc/self/cmdline').read() else 'fresh')"
    )
    showing.lists("tells")
    done = start(showing, "--force", env=_plotly(tmp_path) | _matplotlib(tmp_path)).finish()

    assert done.code == 0 and "forked" in done.page("tells-a-2020-en"), done.err
