"""What a build sets for its process: environment variables and the limit of open files."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import LazyLoader, find_spec, module_from_spec
from pathlib import Path
from typing import Final

from reportlib.errors import ParameterError, Problem

if sys.platform != "win32":
    import resource

OPEN_FILES: Final = 128
"""How many open files a build must be allowed; with fewer, kernels fail as they start, each with its own traceback."""


def fixed() -> dict[str, str]:
    """Environment variables that replace a user's preferences by fixed values.

    With them, a process imports no module from the working folder while it starts; a kernel that has started does.
    """
    return {
        "PLOTLY_RENDERER": "plotly_mimetype",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONSAFEPATH": "1",
        "PYTHONSTARTUP": "",
        "PYTHONWARNINGS": "",
        **_matplotlib_style(),
    }


def _matplotlib_style() -> dict[str, str]:
    spec = find_spec("matplotlib")
    return {"MATPLOTLIBRC": str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc")} if spec and spec.origin else {}


@contextmanager
def surroundings(variables: Mapping[str, str] | None = None) -> Iterator[None]:
    """Within this context, processes start with these environment variables, by default those of `fixed`."""
    variables = fixed() if variables is None else variables
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch off garbage collection in this context: it would take a fifth of the time of imports."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def defer(name: str) -> None:
    """Make a module load at its first use, not at its import. So a library can import it without cost if we never use it."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None and spec.loader is not None:
        spec.loader = LazyLoader(spec.loader)
        sys.modules[name] = module = module_from_spec(spec)
        spec.loader.exec_module(module)


def allow_open_files() -> None:
    """Let this process, and processes that it starts, open as many files as a build needs.

    Raises
    ------
    ParameterError
        When the system allows fewer.
    """
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= OPEN_FILES:
        return
    if hard != resource.RLIM_INFINITY and hard < OPEN_FILES:
        message = f"only {hard} files may be open at once here, a build needs {OPEN_FILES}; allow more, by `ulimit -n 1024` say"
        raise ParameterError([Problem(message)])
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, hard))
