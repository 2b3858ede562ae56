"""Fork many kernels one after the other, and check what is left behind.

Run as ``python -m warmkernels.tests.leak --kernels 1000``; exits with an error if anything has grown.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from warmkernels import ForkServer, install_lazy

_WARMING = 10  # kernels before the first look: pools and caches fill
_MB = 1 << 20
_MAY_GROW = {"server memory, MB": 4.0, "client memory, MB": 24.0, "client threads": 1.0}


@dataclass(frozen=True)
class Holdings:
    """How many child processes, descriptors, threads, files and megabytes of memory the server and this client have."""

    counts: dict[str, float]

    @classmethod
    def now(cls, server: ForkServer) -> Holdings:
        """Measure when the server's kernels have ended, at the latest after ten seconds."""
        client, process = psutil.Process(), psutil.Process(server.pid)
        deadline = time.monotonic() + 10
        while process.children() and time.monotonic() < deadline:
            psutil.wait_procs(process.children(), timeout=0.1)
        return cls(
            {
                "server children": len(process.children()),
                "server descriptors": process.num_fds(),
                "server threads": process.num_threads(),
                "server memory, MB": round(process.memory_full_info().uss / _MB, 1),
                "client children": len(client.children()),
                "client descriptors": client.num_fds(),
                "client threads": client.num_threads(),
                "client memory, MB": round(client.memory_full_info().uss / _MB, 1),
                "files and folders": sum(1 for _ in server.socket.parent.rglob("*")),
            }
        )

    def grown(self, before: Holdings) -> list[str]:
        return [name for name, count in self.counts.items() if count > before.counts[name] + _MAY_GROW.get(name, 0)]


def run_one() -> None:
    cell = nbformat.v4.new_code_cell("import pandas as pd\npd.DataFrame({'a': [1]})")
    NotebookClient(nbformat.v4.new_notebook(cells=[cell]), kernel_name="python3").execute()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernels", type=int, default=1000)
    kernels = parser.parse_args().kernels
    install_lazy()
    with ForkServer(preload=["pandas"]) as server:
        os.environ.update(server.environment)
        for _ in range(_WARMING):
            run_one()
        before, started = Holdings.now(server), time.perf_counter()
        for _ in range(kernels):
            run_one()
        seconds, after = time.perf_counter() - started, Holdings.now(server)
        folder = server.socket.parent
    for name, count in after.counts.items():
        print(f"{name:20} {before.counts[name]:8} -> {count}")
    print(f"{kernels} kernels, {seconds / kernels:.3f} s each")
    grown = after.grown(before) + (["folder of the server"] if Path(folder).exists() else [])
    print("grown:", ", ".join(grown) or "nothing")
    return bool(grown)


if __name__ == "__main__":
    sys.exit(main())
