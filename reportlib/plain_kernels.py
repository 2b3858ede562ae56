"""Stands in for `warmkernels` if that is not installed: every kernel is then a new process."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


class ForkServer:
    """Replaces the server of warm kernels, and is never started (see `plain_reason`)."""


class PrivateFolder:
    """A temporary folder of this user alone, removed at the end of the context."""

    def __init__(self) -> None:
        self.path = Path(tempfile.gettempdir())

    def inside(self, name: str) -> Path:
        """Make a folder in it."""
        path = self.path / name
        path.mkdir(mode=0o700)
        return path

    def __enter__(self) -> PrivateFolder:
        self.path = Path(tempfile.mkdtemp())
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def plain_reason() -> str | None:
    """Return why kernels are not forked."""
    return "the package 'warmkernels' is not installed"


def plain_environment() -> dict[str, str]:
    """Return environment variables with which all kernels order sets in the same way."""
    return {"PYTHONHASHSEED": "0"}


def passing_folder() -> Path | None:
    """Return None: without a server there is no folder that is removed with it."""
    return None


def install_lazy() -> None:
    """Do nothing: no import is deferred."""


def sweep() -> None:
    """Do nothing: there are no folders of killed servers."""
