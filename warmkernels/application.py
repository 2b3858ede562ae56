"""ipykernel's application, changed so that it starts faster and does not hang at its end."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ipykernel import kernelapp
from traitlets import Bool, DottedObjectName
from traitlets.config.loader import Config, DeferredConfigString

from warmkernels.streams import OutStream

_JOIN_SECONDS = 5.0
_SETTING = re.compile(r"--(?P<class>[A-Z]\w*)\.(?P<setting>\w+)=(?P<value>.*)")
"""An option that sets one setting of one class."""
_LATE = ("psutil", "comm", "IPython.core.completer")
"""Modules that ipykernel imports only for certain requests, or when it ends."""


class IPKernelApp(kernelapp.IPKernelApp):
    """ipykernel's application, which ends only after its control thread.

    The class name is ipykernel's, so that configuration for it applies. The control thread flushes its output through a third
    thread. If the main thread closed the third thread before the flush, the process would hang for seconds.
    """

    bare = Bool(False, help="ignore the configuration and startup files of this user and machine").tag(config=True)

    outstream_class = DottedObjectName(f"{OutStream.__module__}.OutStream", help="the class of output and error").tag(config=True)

    def initialize(self, argv: Sequence[str] | None = None) -> None:
        """Initialize the kernel; only then may it import modules of the working folder."""
        super().initialize(argv)  # type: ignore[no-untyped-call]
        if self.bare:
            for name in _LATE:
                with suppress(ImportError):
                    import_module(name)
            os.environ.pop("PYTHONSAFEPATH", None)  # processes that its cells start get the environment of any notebook
            sys.path.insert(_before_packages(), "")
        else:
            super().init_path()  # type: ignore[no-untyped-call]

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Read the options; traitlets' parser, which is slow, is used only if `plain_options` cannot read them."""
        options = plain_options(argv or ())
        if options is None:
            super().parse_command_line(argv)
        else:
            self.argv, self.cli_config, self.extra_args = argv or [], options, []
            self.update_config(options)

    def init_path(self) -> None:
        """Do nothing: `initialize` does it later."""

    def load_config_file(self, *args: object, **options: object) -> None:
        """Read configuration files, unless the kernel is to be the same for every user."""
        if not self.bare:
            super().load_config_file(*args, **options)  # type: ignore[no-untyped-call]

    def _run_startup_files(self) -> None:
        if not self.bare:
            super()._run_startup_files()  # type: ignore[no-untyped-call]

    def start(self) -> None:
        """Run the kernel until it is asked to end."""
        super().start()  # type: ignore[no-untyped-call]
        if getattr(self.kernel, "_shutdown_message", None) is not None and self.control_thread is not None:
            self.control_thread.join(_JOIN_SECONDS)


def plain_options(arguments: Sequence[str]) -> Config | None:
    """The settings in plain arguments (a connection file, `--Class.setting=value`); None if there are others.

    Examples
    --------
    >>> plain_options(["-f", "c.json", "--IPKernelApp.bare=True"])
    {'IPKernelApp': {'connection_file': 'c.json', 'bare': DeferredConfigString('True')}}
    >>> plain_options(["--help"]) is None
    True
    """
    if len(arguments) < 2 or arguments[0] != "-f" or arguments[1].startswith("-"):
        return None
    options = Config({"IPKernelApp": {"connection_file": arguments[1]}})
    for argument in arguments[2:]:
        match = _SETTING.fullmatch(argument)
        if match is None or match["setting"] in options[match["class"]]:  # traitlets gathers the values of a repeated one
            return None
        options[match["class"]][match["setting"]] = DeferredConfigString(match["value"])
    return options


def _before_packages() -> int:
    """The index in `sys.path` at which IPython inserts the working folder: after the standard library."""
    return next((n for n, folder in enumerate(sys.path) if Path(folder).name in ("site-packages", "dist-packages")), 0)


def run(arguments: Sequence[str], *, parent: int | None = None, ready: Callable[[], None] | None = None) -> None:
    """Run a kernel in this process.

    Parameters
    ----------
    arguments
        The arguments of ipykernel's launcher.
    parent
        The id of the process with which the kernel ends. ipykernel reads it at import, which is too early for a forked process.
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
