"""Whether a forked kernel would be the same as one started afresh."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Read once: by the interpreter and the C libraries as they start, or by a library as it is imported.
_READ_AT_START = (
    *("PYTHON", "LD_", "LC_", "LANG", "MALLOC_", "GLIBC_", "HOME", "XDG_", "JUPYTER_", "VIRTUAL_ENV", "SSL_CERT"),
    *("OMP_", "OPENBLAS_", "MKL_", "GOTO_", "BLIS_", "NUMEXPR_", "NPY_", "NUMBA_", "ARROW_", "POLARS_", "MPL", "PLOTLY_"),
    *("COLAB_", "AZURE_NOTEBOOKS", "VSCODE_PID", "NTERACT_EXE", "COCALC_", "DATABRICKS_"),  # by which plotly picks a renderer
)
_HARMLESS = ("JUPYTER_DEFAULT_PROVISIONER_NAME",)


def read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    """The variables that have an effect only when Python starts or a library is imported."""
    return {name: value for name, value in env.items() if name.startswith(_READ_AT_START) and name not in _HARMLESS}


def why_not_forked(*, env: Mapping[str, str], started_with: Mapping[str, str]) -> str | None:
    """Why a kernel with the environment `env` in the working folder must be a fresh process; None if it may be forked.

    `started_with` is the result of `read_at_start` for the server's environment.
    """
    wanted = read_at_start(env)
    if differing := sorted(n for n in wanted.keys() | started_with.keys() if wanted.get(n) != started_with.get(n)):
        return f"other values of {', '.join(differing)}"
    if any(part and not Path(part).is_absolute() for part in env.get("PYTHONPATH", "").split(os.pathsep)):
        return "PYTHONPATH has a relative folder, which means another one in each working folder"
    if name := _shadowed():
        return f"the working folder has a module {name!r} that a fresh kernel would import"
    return None


def _shadowed() -> str | None:
    """The name of a module in the working folder that would shadow an imported one, or None."""
    for entry in Path.cwd().iterdir():  # and not over the modules: each one looked at would be copied to this process
        name = entry.stem if entry.suffix == ".py" else entry.name
        if name in sys.modules and "." not in name and name != "__main__" and not _is_loaded(entry):
            return name
    return None


def _is_loaded(entry: Path) -> bool:
    """False if a file or folder is another module than the imported one of its name; True if it is that one, or no module."""
    source = entry if entry.suffix == ".py" else entry / "__init__.py"
    if not source.is_file():
        return True
    imported = getattr(sys.modules[entry.stem], "__file__", None)
    return imported is not None and Path(imported).resolve() == source.resolve()
