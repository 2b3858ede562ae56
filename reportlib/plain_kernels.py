"""Replace `warmkernels` if it is not installed: every kernel is then a new process."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


class ForkServer:
    """Stands in for the kernel server of `warmkernels`, and is never started (see `plain_reason`)."""


class PrivateFolder:
    """A temporary folder that only this user may open, removed at the end of the context."""

    def __init__(self) -> None:
        self.path = Path(tempfile.gettempdir())

    def inside(self, name: str) -> Path:
        """Make a folder inside this one."""
        path = self.path / name
        path.mkdir(mode=0o700)
        return path

    def __enter__(self) -> PrivateFolder:
        self.path = Path(tempfile.mkdtemp())
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def plain_reason() -> str | None:
    """Why kernels are not forked."""
    return "the package 'warmkernels' is not installed"


def plain_environment() -> dict[str, str]:
    """Environment variables with which sets have the same order in all kernels."""
    return {"PYTHONHASHSEED": "0"}


def passing_folder() -> Path | None:
    """None: there is no kernel server, which would have a folder to remove at its end."""
    return None


def install_lazy() -> None:
    """Do nothing: without forking, no import needs to be deferred."""


def sweep() -> None:
    """Do nothing: there are no kernel servers that could leave folders behind."""
