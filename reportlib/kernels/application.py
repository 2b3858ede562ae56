"""The kernel application, ipykernel's own with a clean end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from ipykernel import kernelapp
from traitlets import Bool

_PATIENCE = 5.0


class IPKernelApp(kernelapp.IPKernelApp):
    """ipykernel's application, by its own name for its configuration, which ends only when its control thread has.

    That thread stops the main loop and then flushes its output through another thread, which the main thread is by then
    closing; where it loses that race the process hangs for seconds.
    """

    bare = Bool(False, help="heed no configuration file and no startup file of this user or machine").tag(config=True)

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
    application.initialize(list(arguments))  # type: ignore[no-untyped-call]
    if ready:
        ready()
    application.start()
