"""The kernel application, ipykernel's own with a clean end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ipykernel import kernelapp
from traitlets import Bool

_PATIENCE = 5.0
_LATE = ("psutil", "comm", "IPython.core.completer")
"""What ipykernel imports of others only when it is asked for something, or ends."""


class IPKernelApp(kernelapp.IPKernelApp):
    """ipykernel's application, by its own name for its configuration, which ends only when its control thread has.

    That thread stops the main loop and then flushes its output through another thread, which the main thread is by then
    closing; where it loses that race the process hangs for seconds.
    """

    bare = Bool(False, help="heed no configuration file and no startup file of this user or machine").tag(config=True)

    def initialize(self, argv: Sequence[str] | None = None) -> None:
        """Make the kernel ready; only then may it find modules in the working folder, so that none is part of its start."""
        super().initialize(argv)  # type: ignore[no-untyped-call]
        if self.bare:
            for name in _LATE:
                with suppress(ImportError):
                    import_module(name)
            os.environ.pop("PYTHONSAFEPATH", None)  # what its cells start, starts as from any notebook
            sys.path.insert(_before_packages(), "")
        else:
            super().init_path()  # type: ignore[no-untyped-call]

    def init_path(self) -> None:
        """Nothing yet: see `initialize`."""

    def load_config_file(self, *args: object, **options: object) -> None:
        """Read what configuration files say, unless the kernel is to be the same whoever starts it."""
        if not self.bare:
            super().load_config_file(*args, **options)  # type: ignore[no-untyped-call]

    def _run_startup_files(self) -> None:
        if not self.bare:
            super()._run_startup_files()  # type: ignore[no-untyped-call]

    def start(self) -> None:
        """Run the kernel until it is told to end."""
        super().start()  # type: ignore[no-untyped-call]
        if getattr(self.kernel, "_shutdown_message", None) is not None and self.control_thread is not None:
            self.control_thread.join(_PATIENCE)


def _before_packages() -> int:
    """Where IPython puts the working folder: behind the standard library, before what is installed."""
    return next((n for n, folder in enumerate(sys.path) if Path(folder).name in ("site-packages", "dist-packages")), 0)


def run(arguments: Sequence[str], *, parent: int | None = None, ready: Callable[[], None] | None = None) -> None:
    """Run a kernel in this process.

    Parameters
    ----------
    arguments
        What ipykernel's launcher would be given.
    parent
        The process with which the kernel ends; ipykernel reads it from the environment when it is imported, which in a
        forked process was too early.
    ready
        Called when the sockets are bound.
    """
    launcher = find_spec("ipykernel_launcher")
    sys.argv = [(launcher and launcher.origin) or "ipykernel_launcher.py", *arguments]
    application = IPKernelApp.instance(**({} if parent is None else {"parent_handle": parent}))
    application.initialize(list(arguments))
    if ready:
        ready()
    application.start()
