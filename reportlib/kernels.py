"""Kernels for notebooks: warm ones if `warmkernels` is installed, else plain ones."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING or find_spec("warmkernels"):
    from warmkernels import ForkServer, PrivateFolder, install_lazy, passing_folder, plain_environment, plain_reason, sweep
else:
    from reportlib.plain_kernels import (
        ForkServer,
        PrivateFolder,
        install_lazy,
        passing_folder,
        plain_environment,
        plain_reason,
        sweep,
    )

__all__ = ["ForkServer", "PrivateFolder", "install_lazy", "passing_folder", "plain_environment", "plain_reason", "sweep"]
