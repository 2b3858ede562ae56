"""What a build does without the package `warmkernels`: every kernel is a process that is started anew."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


class ForkServer:
    """A server of warm kernels, which is not there: `plain_reason` says so before anybody starts one."""


class PrivateFolder:
    """A folder in the temporary one, of this user alone, that goes when it is removed."""

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
    """Say why kernels are not forked."""
    return "the package 'warmkernels' is not installed"


def plain_environment() -> dict[str, str]:
    """Environment variables under which every kernel of a process is as those of other builds: sets have the same order."""
    return {"PYTHONHASHSEED": "0"}


def passing_folder() -> Path | None:
    """A folder that goes when the server of kernels goes: there is none."""
    return None


def install_lazy() -> None:
    """Put off what takes long to import; nothing is put off."""


def sweep() -> None:
    """Remove the folders of servers that were killed; there are none."""
