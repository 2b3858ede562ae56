"""Install a kernelspec for warm kernels, for JupyterLab and for papermill's option ``-k``."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

from warmkernels.choice import PROVISIONER


def install(
    *, user: bool = False, prefix: str | None = None, name: str = "python-warm", display_name: str = "Python (warm)"
) -> Path:
    """Write a kernelspec, and return its folder. Each program that uses the kernelspec starts a server of its own.

    Parameters
    ----------
    user
        Install for this user; without `user` and `prefix`, into the environment of this interpreter.
    prefix
        The folder of another environment.
    name
        The name of the kernel in commands.
    display_name
        The name that people see.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "kernel.json").write_text(json.dumps(_spec(display_name), indent=1, ensure_ascii=False), encoding="utf-8")
        target = None if user else prefix or sys.prefix
        return Path(KernelSpecManager().install_kernel_spec(folder, kernel_name=name, user=user, prefix=target))


def _spec(display_name: str) -> dict[str, object]:
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": display_name,
        "language": "python",
        "metadata": {"debugger": True, "kernel_provisioner": {"provisioner_name": PROVISIONER}},
        "kernel_protocol_version": "5.5",
    }
