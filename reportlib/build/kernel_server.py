"""Start the server from which a build's kernels are forked."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from reportlib.errors import ParameterError
from reportlib.kernels import ForkServer, PrivateFolder, plain_environment, plain_reason
from reportlib.surroundings import allow_open_files, surroundings

PRELOAD = ("reportlib.report", "plotly.io", "plotly.offline")
"""The modules that notebooks of reports import; the kernels' server imports them beforehand."""
WARM_UP = "reportlib.report.warm:up"
FEW = 3
"""The most reports for which warming up would take longer than it saves."""
HOME_VARIABLES = ("IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
"""The variables that tell libraries where to keep their files."""


@dataclass(frozen=True)
class Kernels:
    """The server of a build's kernels, and the private folder with their views."""

    server: ForkServer | None
    """None if kernels cannot be forked."""
    views: Path
    environment: Mapping[str, str]
    """Environment variables with which processes get kernels from the server or, without a server, start plain ones."""

    @property
    def workbook_folder(self) -> Path:
        """The folder from which kernels read the workbook."""
        return self.views.with_name("laid")


@contextmanager
def kernels(reports: int) -> Iterator[Kernels]:
    """Start the server from which kernels are forked. While this process goes on, the server imports what notebooks use."""
    with _server(WARM_UP if reports > FEW else "") as server, _views(server) as views:
        environment = server.environment if server else plain_environment()
        yield Kernels(server, views, {**environment, **_home_variables(views)})


_ahead: list[ForkServer] = []
"""The server that was started before a build; empty when the build has taken it."""


def start_ahead() -> None:
    """Start the kernel server before it is known whether a report is due. The server ends with this process.

    If it cannot be started, the build says so later.
    """
    with suppress(OSError, ParameterError):
        allow_open_files()
        if plain_reason() is None:
            _ahead.append(_started(""))
            atexit.register(_ahead[0].close)


@contextmanager
def _server(warm: str) -> Iterator[ForkServer | None]:
    if plain_reason():
        yield None
        return
    server = _ahead.pop() if _ahead else _started(warm)
    try:
        yield server
    finally:
        server.close()


def _started(warm: str) -> ForkServer:
    server = ForkServer(preload=PRELOAD, warm=warm)
    try:
        with surroundings():
            server.start()
    except BaseException:
        server.close()
        raise
    return server


@contextmanager
def _views(server: ForkServer | None) -> Iterator[Path]:
    if server:
        yield server.folder.inside("views")
        return
    with PrivateFolder() as folder:
        yield folder.inside("views")


def _home_variables(views: Path) -> dict[str, str]:
    """Variables that make libraries write to a private folder; empty if the user's home is writable."""
    home = Path.home()
    if os.access(home, os.W_OK):
        return {}
    folder = views.with_name("home")
    folder.mkdir(mode=0o700, exist_ok=True)
    return {name: str(folder) for name in HOME_VARIABLES if name not in os.environ}
