"""What a build takes from the environment in which it was started, and what it does not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def fixed() -> dict[str, str]:
    """The variables by which libraries ask how somebody likes to work, as every report is made with them.

    They choose where plotly shows a figure, what matplotlib draws with and like, and what Python says and runs at its start;
    and that no process looks for its modules in the working folder (a kernel does, once it has started).
    """
    return {
        "PLOTLY_RENDERER": "plotly_mimetype",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONSAFEPATH": "1",
        "PYTHONSTARTUP": "",
        "PYTHONWARNINGS": "",
        **_look_of_matplotlib(),
    }


def _look_of_matplotlib() -> dict[str, str]:
    """The file that says how matplotlib draws: its own, where it is installed, not that of a user."""
    spec = find_spec("matplotlib")
    return {"MATPLOTLIBRC": str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc")} if spec and spec.origin else {}


@contextmanager
def surroundings(wanted: Mapping[str, str] | None = None) -> Iterator[None]:
    """While it lasts, processes are started with these variables, else with those of `fixed`."""
    wanted = fixed() if wanted is None else wanted
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
